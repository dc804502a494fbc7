"""Moments of a scenario that have a name: to compare with, and to go back to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.names import one_line
from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.scenarios.pinning import GROUPS, LIVE, Values, value_of
from app.domain.portfolio.scenarios.replaying import Replay, replay
from app.errors import Conflict, NotFound, Rejected
from app.services.portfolio import ground, steps
from app.services.portfolio.ground import Sight
from app.services.portfolio.planned import demand_scenario, load_entries, replayed
from app.services.portfolio.steps import Part
from app.work import Work
from models.portfolio import PortfolioCheckpoint, PortfolioScenario

LONGEST = 100  # characters of a name
MOST = 200  # of one scenario


@dataclass(frozen=True)
class CheckpointView:
    id: int
    name: str
    by: str
    at: datetime


def list_checkpoints(work: Work, actor: Actor, scenario_id: int) -> tuple[CheckpointView, ...]:
    """The newest first."""
    demand_scenario(work, actor, scenario_id)
    rows = work.session.exec(select(PortfolioCheckpoint).where(
        PortfolioCheckpoint.scenario_id == scenario_id).order_by(col(PortfolioCheckpoint.id).desc()))
    return tuple(CheckpointView(row.id, row.name, row.actor_name, row.at) for row in rows)


def name_checkpoint(work: Work, actor: Actor, scenario_id: int, name: str) -> int:
    """Returns its id."""
    demand(actor, 'portfolio.plan')
    demand_scenario(work, actor, scenario_id, may_edit=True)
    scenario = work.lock(PortfolioScenario, scenario_id)
    line = one_line(name)
    if not 0 < len(line) <= LONGEST:
        raise Rejected(f'A checkpoint needs a name of up to {LONGEST} characters.', field='name')
    if len(list_checkpoints(work, actor, scenario_id)) >= MOST:
        raise Conflict(f'A scenario has at most {MOST} checkpoints.', 'portfolio.too_many')
    entries = load_entries(work, scenario_id)
    row = PortfolioCheckpoint(
        scenario_id=scenario_id, name=line, seq=entries[-1].seq if entries else 0, actor_name=actor.name, at=work.now,
        live=[entry.seq for entry in entries if entry.state == 'live'])
    work.session.add(row)
    scenario.version += 1
    work.session.flush()
    steps.announce(work, scenario_id)
    return row.id


def go_back(work: Work, actor: Actor, checkpoint_id: int, scenario_id: int | None = None) -> int:
    """Want again what was wanted then, as one step that can be undone. Returns the version of the scenario."""
    demand(actor, 'portfolio.plan')
    checkpoint = work.session.get(PortfolioCheckpoint, checkpoint_id)
    if checkpoint is None or scenario_id not in (None, checkpoint.scenario_id):
        raise NotFound('There is no such checkpoint, or not for you.')
    scenario = demand_scenario(work, actor, checkpoint.scenario_id, may_edit=True)
    work.lock(PortfolioScenario, scenario.id)
    now, kept = replayed(work, scenario.id), set(checkpoint.live)
    entries = [replace(entry, state='live') for entry in load_entries(work, scenario.id)
               if entry.seq in kept and entry.state != 'published']
    then = replay(Replay.of(ground.live(work)), entries)
    aims = _seen(_way_back(now, then), (now.portfolio, then.portfolio), ground.sight_of(work, actor))
    if aims:
        steps.keep_step(work, actor, scenario.id, [Part('GoBack', {'type': 'GoBack'}, aims)], now.live)
    return work.get(PortfolioScenario, scenario.id).version


def _seen(aims: Mapping[int, Values], plans: Sequence[Portfolio], sight: Sight) -> dict[int, Values]:
    """What somebody does not see stays as others want it."""
    items = {own for own in aims if any((item := plan.items.get(own)) and sight.sees(item.plan) for plan in plans)}
    groups = {key: value for key, value in aims.get(GROUPS, {}).items() if any(
        (group := plan.groups.get(int(key.partition(':')[2]))) and sight.sees(group.plan) for plan in plans)}
    return {**{own: values for own, values in aims.items() if own in items}, **({GROUPS: groups} if groups else {})}


def _way_back(now: Replay, then: Replay) -> dict[int, Values]:
    aims: dict[int, Values] = {}
    for own, key in now.pins.keys() | then.pins.keys():
        wanted = value_of(then.portfolio, own, key)
        if (own, key) not in then.pins and own > 0:
            aims.setdefault(own, {})[key] = LIVE
        elif value_of(now.portfolio, own, key) != wanted or (own, key) not in now.pins:
            aims.setdefault(own, {})[key] = wanted
    return aims
