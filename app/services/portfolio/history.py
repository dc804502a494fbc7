"""What became of the days of items: revisions that were read, steps of scenarios one may see, what was published."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor
from app.domain.portfolio.items.history import (
    FIELDS,
    PUBLISHED,
    SCENARIO,
    DayEdit,
    HistoryAsk,
    HistoryView,
    ItemHistory,
    Trace,
    steps_of,
    traces_of,
)
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.items.searching import find
from app.domain.portfolio.scenarios.pinning import LIVE
from app.services.portfolio import ground, scenarios
from app.services.portfolio.looking import seen_by
from app.services.portfolio.planned import load_entries
from app.services.portfolio.scenarios import ScenarioList
from app.work import Work
from models.ops import OpsRun
from models.portfolio import PortfolioOperation, PortfolioPublish, PortfolioRevision

PAGE = 40  # items at once
MOST_TRACED = 400  # items in one window
MOST = 20_000  # revisions that are looked through, the newest

Edits = dict[int, list[DayEdit]]


def view_history(work: Work, actor: Actor, ask: HistoryAsk) -> HistoryView:
    """Items with changed days; by text also those whose history nobody has read yet."""
    seen = seen_by(work, actor, None)
    edits = _edits(work, actor, None)
    wanted = [item for item in _wanted(seen.portfolio, ask) if item.id in edits or ask.text.strip()]
    wanted.sort(key=lambda item: (max((edit.at.timestamp() for edit in edits.get(item.id, ())), default=0.0), item.id),
                reverse=True)
    revs = _read_revs(work, [item.id for item in wanted[ask.skip:ask.skip + PAGE]])
    shown = tuple(_history(seen.portfolio, item, edits.get(item.id, ()), revs)
                  for item in wanted[ask.skip:ask.skip + PAGE])
    plans = tuple((plan.id, plan.name) for plan in sorted(seen.portfolio.setting.plans.values(),
                                                          key=lambda plan: (plan.rank, plan.name))
                  if seen.sight.sees(plan.id))
    return HistoryView(ask, shown, len(wanted), plans)


def view_item_history(work: Work, actor: Actor, item_id: int) -> ItemHistory:
    """Raises NotFound for what this person may not see."""
    seen = seen_by(work, actor, None)
    item = ground.demand_item(seen.portfolio, seen.sight, item_id)
    return _history(seen.portfolio, item, _edits(work, actor, (item_id,)).get(item_id, ()),
                    _read_revs(work, [item_id]))


def view_traces(work: Work, actor: Actor, ids: Collection[int]) -> Mapping[int, tuple[Trace, ...]]:
    """Where these items were before; one look for all of them, nothing for those that never moved."""
    seen = seen_by(work, actor, None)
    wanted = [own for own in list(ids)[:MOST_TRACED] if own in seen.portfolio.items]
    edits = _edits(work, actor, wanted)
    found = {own: traces_of(steps_of(edits[own], (item.start, item.end)))
             for own in wanted if own in edits and (item := seen.portfolio.items[own])}
    return {own: traces for own, traces in found.items() if traces}


def _wanted(portfolio: Portfolio, ask: HistoryAsk) -> Iterator[Item]:
    fitting = None if not ask.text.strip() else {hit.item_id for hit in find(portfolio, ask.text)}
    for item in portfolio.items.values():
        if (ask.plan is None or item.plan == ask.plan) and (fitting is None or item.id in fitting):
            yield item


def _history(portfolio: Portfolio, item: Item, edits: Iterable[DayEdit], revs: Mapping[int, int]) -> ItemHistory:
    plan = portfolio.setting.plans.get(item.plan or 0)
    return ItemHistory(item.id, item.number, item.title, item.type, plan.name if plan else '', item.start, item.end,
                       steps_of(edits, (item.start, item.end)), revs.get(item.id, 0) < item.rev)


def _edits(work: Work, actor: Actor, ids: Collection[int] | None) -> Edits:
    found: Edits = {}
    known = scenarios.list_scenarios(work, actor)
    for own, edit in (*_at_source(work, ids), *_in_scenarios(work, known, ids),
                      *_published(work, known, ids)):
        found.setdefault(own, []).append(edit)
    return found


def _at_source(work: Work, ids: Collection[int] | None) -> Iterator[tuple[int, DayEdit]]:
    query = select(PortfolioRevision).order_by(col(PortfolioRevision.at).desc()).limit(MOST)
    if ids is not None:
        query = query.where(col(PortfolioRevision.item_id).in_(ids))
    for row in work.session.exec(query):
        changed = {name: (_day(pair[0]), _day(pair[1])) for name in FIELDS
                   if isinstance(pair := row.changed.get(name), list | tuple) and len(pair) == 2}
        if changed:
            yield row.item_id, DayEdit(row.at, row.by, changed)


def _in_scenarios(work: Work, known: ScenarioList, ids: Collection[int] | None) -> Iterator[tuple[int, DayEdit]]:
    """One's own and those that are shared with one; steps that were taken back are told as such."""
    for scenario in (*known.mine, *known.shared):
        times = dict(work.session.execute(columns(col(PortfolioOperation.seq), col(PortfolioOperation.at)).where(
            col(PortfolioOperation.scenario_id) == scenario.id)).all())
        last: dict[tuple[int, str], date | None] = {}
        for entry in load_entries(work, scenario.id):
            for own, values in entry.aims.items():
                named = {name: values[name] for name in FIELDS if name in values}
                if named and (ids is None or own in ids):
                    base = entry.base.get(own, {})
                    changed = {name: (last.get((own, name), _day(base.get(name))),
                                      _day(base.get(name)) if value == LIVE else _day(value))
                               for name, value in named.items()}
                    last |= {(own, name): pair[1] for name, pair in changed.items()}
                    yield own, DayEdit(times[entry.seq], entry.actor_name, changed, SCENARIO, scenario.name,
                                       entry.state in ('undone', 'aside'))


def _published(work: Work, known: ScenarioList, ids: Collection[int] | None) -> Iterator[tuple[int, DayEdit]]:
    """Whoever may see an item may know what was sent for it, and by whom; but of which scenario only who knows that."""
    names = {one.id: one.name for one in (*known.mine, *known.shared, *known.archived)}
    query = select(PortfolioPublish, OpsRun.actor_name).join(
        OpsRun, col(OpsRun.id) == PortfolioPublish.run_id, isouter=True).where(PortfolioPublish.state == 'patched')
    if ids is not None:
        query = query.where(col(PortfolioPublish.item_id).in_(ids))
    for row, name in work.session.exec(query):
        changed = {field: (_day(row.base.get(field)), _day(row.fields[field])) for field in FIELDS
                   if field in row.fields}
        if changed and row.at:
            yield row.item_id, DayEdit(row.at, name or '', changed, PUBLISHED, names.get(row.scenario_id, ''))


def _read_revs(work: Work, ids: list[int]) -> dict[int, int]:
    """The last revision of each that was read."""
    rows = work.session.execute(columns(col(PortfolioRevision.item_id), col(PortfolioRevision.rev)).where(
        col(PortfolioRevision.item_id).in_(ids)))
    found: dict[int, int] = {}
    for own, rev in rows:
        found[own] = max(found.get(own, 0), rev)
    return found


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None
