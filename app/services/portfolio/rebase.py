"""What the live plan has changed since a scenario wanted something else, and whose value shall stand."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.access import Actor, demand
from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.scenarios.pinning import GROUPS, LIVE, Values
from app.domain.portfolio.scenarios.rebasing import CONFLICT, DROP, KEEP, Standing, standings
from app.domain.portfolio.scenarios.replaying import Replay
from app.domain.portfolio.scenarios.saying import field_in_words, in_words
from app.domain.portfolio.scenarios.undoing import RELEASED
from app.errors import Conflict, Rejected
from app.services.portfolio import ground, steps
from app.services.portfolio.ground import Sight
from app.services.portfolio.planned import demand_scenario, load_entries, replayed
from app.services.portfolio.steps import Part
from app.work import Work
from models.portfolio import PortfolioScenario

MINE, THEIRS = 'mine', 'theirs'
Choices = Mapping[tuple[int, str], str]  # item and field → mine, theirs


@dataclass(frozen=True)
class RebaseRow:
    item_id: int
    number: str
    title: str
    field: str  # as FIELDS names it: what is chosen by
    name: str  # of the value, for people
    verdict: str  # keep, drop, conflict
    base: Any
    mine: Any
    theirs: Any
    base_text: str
    mine_text: str
    theirs_text: str
    base_rev: int
    live_rev: int
    by: str


@dataclass(frozen=True)
class Aside:
    """A step that cannot be done any more, or not whole; it comes back with what is missing."""
    step: int
    kind: str
    title: str
    reason: str
    by: str


@dataclass(frozen=True)
class RebaseView:
    scenario_id: int
    version: int
    conflicts: tuple[RebaseRow, ...]
    kept: tuple[RebaseRow, ...]
    dropped: tuple[RebaseRow, ...]  # the live plan has it by now
    aside: tuple[Aside, ...]


def preview(work: Work, actor: Actor, scenario_id: int) -> RebaseView:
    found = demand_scenario(work, actor, scenario_id)
    sight, now = ground.sight_of(work, actor), replayed(work, scenario_id)
    seen = ground.within(now.portfolio, sight)  # other ends that are not seen have no name
    rows = [_row(seen, standing) for standing in _seen(now, sight)]
    conflicts, kept, dropped = (tuple(row for row in rows if row.verdict == verdict)
                                for verdict in (CONFLICT, KEEP, DROP))
    return RebaseView(scenario_id, found.version, conflicts, kept, dropped,
                      tuple(_aside(work, now, scenario_id, sight)))


def settle(work: Work, actor: Actor, scenario_id: int, choices: Choices, version: int | None = None) -> int:
    """Whose value stands, field by field, as one step; what nobody chose stays open. What the live plan has by now
    is no longer wanted. Returns the new version.
    """
    demand(actor, 'portfolio.plan')
    demand_scenario(work, actor, scenario_id, may_edit=True)
    row = work.lock(PortfolioScenario, scenario_id)
    if version is not None and version != row.version:
        raise Conflict('This scenario has changed meanwhile. Look again.', 'stale_version', row.version)
    now = replayed(work, scenario_id)
    rows = _seen(now, ground.sight_of(work, actor))
    _check(choices, rows)
    chosen = {verdict: [one for one in rows if one.verdict == CONFLICT
                        and choices.get((one.item_id, one.field)) == verdict] for verdict in (MINE, THEIRS)}
    parts = [
        *_parts('KeepFields', {one.place: one.mine for one in chosen[MINE]}),
        *_parts('RevertFields', {one.place: LIVE for one in chosen[THEIRS]}),
        *_parts(RELEASED, {one.place: LIVE for one in rows if one.verdict == DROP})]
    if parts:
        steps.keep_step(work, actor, scenario_id, parts, now.live)
    return work.get(PortfolioScenario, scenario_id).version


def _parts(kind: str, values: Mapping[tuple[int, str], Any]) -> list[Part]:
    aims: dict[int, Values] = {}
    for (own, key), value in values.items():
        aims.setdefault(own, {})[key] = value
    return [Part(kind, {'type': kind}, aims)] if aims else []


def _check(choices: Choices, rows: Iterable[Standing]) -> None:
    asked = {(one.item_id, one.field) for one in rows if one.verdict == CONFLICT}
    if any(choice not in (MINE, THEIRS) for choice in choices.values()):
        raise Rejected('Choose “mine” or “theirs”.', field='choices')
    if unknown := choices.keys() - asked:
        raise Rejected(f'Nothing is to be chosen for {min(unknown)[1]}.', 'portfolio.no_conflict', 'choices')


def _seen(now: Replay, sight: Sight) -> list[Standing]:
    return [one for one in standings(now) if _sees(now.portfolio, sight, one)]


def _sees(portfolio: Portfolio, sight: Sight, one: Standing) -> bool:
    if one.item_id == GROUPS:
        plans = [value['plan'] for value in (one.base, one.mine, one.theirs) if value]
        return all(map(sight.sees, plans))
    item = portfolio.items.get(one.item_id)
    return item is not None and sight.sees(item.plan)


def _row(plan: Portfolio, one: Standing) -> RebaseRow:
    item = plan.items.get(one.item_id)
    base, mine, theirs = (in_words(plan, one.item_id, one.field, value) for value in (one.base, one.mine, one.theirs))
    return RebaseRow(one.item_id, item.number if item else '', item.title if item else '', one.field,
                     field_in_words(plan, one.item_id, one.key), one.verdict, one.base, one.mine, one.theirs,
                     base, mine, theirs, one.base_rev, one.live_rev, one.by)


def _aside(work: Work, now: Replay, scenario_id: int, sight: Sight) -> Iterable[Aside]:
    if not now.aside:
        return
    for entry in load_entries(work, scenario_id):
        if entry.seq not in now.aside or entry.state != 'live':
            continue
        items = [item for own in entry.aims if (item := now.portfolio.items.get(own))]
        if all(sight.sees(item.plan) for item in items):
            yield Aside(entry.step, entry.kind, _titles([item.title for item in items]), now.aside[entry.seq],
                        entry.actor_name)


def _titles(titles: Collection[str]) -> str:
    first = next(iter(titles), 'An item that is gone')
    return f'{first} and {len(titles) - 1} more' if len(titles) > 1 else first
