"""Markers of our own beside those of delivery plans: a day with a label."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.names import one_line
from app.domain.portfolio.items import dates
from app.domain.portfolio.items.setting import Marker
from app.domain.portfolio.setup.drafts import MarkerDraft
from app.errors import Conflict, Rejected
from app.services.portfolio import deciding, ground
from app.services.portfolio.ground import Sight
from app.services.portfolio.happenings import demand_plan, sees_plan
from app.work import Work
from models.portfolio import PortfolioMarker, PortfolioTeam

LONGEST = 120
OURS = 'ours'


def list_markers(work: Work, sight: Sight) -> tuple[Marker, ...]:
    """Of plans that are seen, the earliest first; the same label of a plan on one day is one marker."""
    found: dict[tuple[int | None, date, str], Marker] = {}
    for one in sorted(ground.setting_of(work).markers, key=lambda one: (one.day, one.label, one.origin != OURS)):
        if one.plan is None or sight.sees(one.plan):
            found.setdefault((one.plan, one.day, one.label.casefold()), one)
    return tuple(found.values())


@dataclass(frozen=True)
class MarkerView:
    id: int
    version: int
    draft: MarkerDraft
    origin: str


def view_markers(work: Work, actor: Actor) -> tuple[MarkerView, ...]:
    """With what it takes to change those of our own."""
    shown = {one.id for one in list_markers(work, ground.sight_of(work, actor))}
    rows = work.session.exec(select(PortfolioMarker).order_by(col(PortfolioMarker.day), col(PortfolioMarker.id)))
    return tuple(MarkerView(row.id, row.version, _draft(row), row.origin) for row in rows if row.id in shown)


def add_marker(work: Work, actor: Actor, draft: MarkerDraft) -> int:
    """Returns its id."""
    demand(actor, 'portfolio.plan')
    values = _checked(work, actor, draft)
    return deciding.added(work, actor, PortfolioMarker(**values), 'marker', values['label']).id


def change_marker(work: Work, actor: Actor, marker_id: int, draft: MarkerDraft, version: int | None = None) -> None:
    demand(actor, 'portfolio.plan')
    row = _seen(work, actor, marker_id, version)
    deciding.changed(work, actor, row, _checked(work, actor, draft), 'marker', row.label)


def remove_marker(work: Work, actor: Actor, marker_id: int, version: int | None = None) -> MarkerDraft:
    """Returns what it was, so that it can be brought back."""
    demand(actor, 'portfolio.plan')
    row = _seen(work, actor, marker_id, version)
    draft = _draft(row)
    deciding.removed(work, actor, row, 'marker', row.label)
    return draft


def _draft(row: PortfolioMarker) -> MarkerDraft:
    return MarkerDraft(row.label, row.day, row.plan_id, row.team_id, row.colour)


def _seen(work: Work, actor: Actor, marker_id: int, version: int | None) -> PortfolioMarker:
    demand_plan(work, actor, work.get(PortfolioMarker, marker_id).plan_id)
    row = deciding.seen(work, PortfolioMarker, marker_id, version)
    if row.origin != OURS:
        raise Conflict('This marker comes from a delivery plan: change it there.', 'portfolio.not_ours')
    return row


def _checked(work: Work, actor: Actor, draft: MarkerDraft) -> dict[str, Any]:
    label = one_line(draft.label)
    if not label or len(label) > LONGEST:
        raise Rejected(f'A label has 1 to {LONGEST} characters.', 'portfolio.label', 'label')
    dates.demand_planned(draft.day, 'day')
    if draft.team_id is not None and work.session.get(PortfolioTeam, draft.team_id) is None:
        raise Rejected('There is no such team.', 'portfolio.unknown_team', 'team_id')
    if not sees_plan(work, actor, draft.plan_id):
        raise Rejected('There is no such plan.', 'portfolio.unknown_plan', 'plan_id')
    return {**asdict(draft), 'label': label}
