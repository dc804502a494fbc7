"""The log of a scenario: steps are added at its end, and never changed but for their state."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select as columns
from sqlalchemy import update
from sqlmodel import col, select

from app.domain.access import Actor
from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.planning.stored import SCHEMA
from app.domain.portfolio.scenarios.pinning import Aims, same_values
from app.domain.portfolio.scenarios.replaying import Entry
from app.events import SCENARIOS, ScenarioEdited, ScenariosChanged, scenario_topic
from app.services.portfolio.planned import entry_of
from app.work import Work
from models.portfolio import PortfolioOperation, PortfolioScenario


@dataclass(frozen=True)
class Part:
    """One operation of a step as it is kept."""
    kind: str
    operation: dict[str, Any]
    aims: Aims
    is_alone: bool = False


def keep_step(work: Work, actor: Actor, scenario_id: int, parts: Sequence[Part], live: Portfolio,
              clears_redo: bool = True) -> int:
    """Add a step to the log; returns its number. Whoever calls has asked whether the actor may."""
    row = work.lock(PortfolioScenario, scenario_id)
    last = work.session.execute(columns(col(PortfolioOperation.seq)).where(
        col(PortfolioOperation.scenario_id) == scenario_id).order_by(
        col(PortfolioOperation.seq).desc()).limit(1)).scalar() or 0
    row.version, row.changed_at = row.version + 1, work.now
    for seq, part in enumerate(parts, last + 1):
        work.session.add(PortfolioOperation(
            scenario_id=scenario_id, seq=seq, step=last + 1, actor=actor.identity, actor_name=actor.name, at=work.now,
            kind=part.kind, schema_version=SCHEMA, version=row.version, base=_base(live, part.aims),
            payload={'operation': part.operation, 'aims': _named(part.aims), 'is_alone': part.is_alone}))
    if clears_redo:
        work.session.execute(update(PortfolioOperation).where(
            col(PortfolioOperation.scenario_id) == scenario_id, col(PortfolioOperation.actor) == actor.identity,
            col(PortfolioOperation.undone_at) > 0).values(undone_at=0))
    work.session.flush()
    announce(work, scenario_id)
    return last + 1


def announce(work: Work, scenario_id: int) -> None:
    work.record(ScenarioEdited(scenario_topic(scenario_id)))
    work.record(ScenariosChanged(SCENARIOS))


def recent_entries(work: Work, scenario_id: int, after: int) -> list[Entry]:
    """What has come, was undone or redone since a version."""
    rows = work.session.exec(select(PortfolioOperation).where(
        col(PortfolioOperation.scenario_id) == scenario_id, col(PortfolioOperation.version) > after).order_by(
        col(PortfolioOperation.version), col(PortfolioOperation.seq)))
    return [entry_of(row) for row in rows]


def _base(live: Portfolio, aims: Aims) -> dict[str, Any]:
    """What the live plan has there, with the revision of each item."""
    found = same_values(live, aims)
    return {str(own): {**values, **({'rev': live.items[own].rev} if own in live.items else {})}
            for own, values in found.items()}


def _named(aims: Aims) -> dict[str, Any]:
    return {str(own): dict(values) for own, values in aims.items()}
