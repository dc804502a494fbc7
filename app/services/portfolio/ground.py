"""The plan as domain objects, kept in memory for as long as nothing has changed.

Everything that is shown is worked out from these objects, so a look at ten thousand items costs no ten thousand rows.
The marks in the database say whether a copy is still good: every process finds out by itself. Whoever changes items
or what they are planned against says so here, in the same transaction.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import select as columns
from sqlalchemy import update
from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.portfolio.items.estimating import WRITTEN
from app.domain.portfolio.items.items import Group, Item, Link, Portfolio, Shares
from app.domain.portfolio.items.setting import Setting
from app.errors import NotFound
from app.events import BASELINE, SETUP, BaselineMoved, SetupChanged
from app.services.portfolio.configured import load_setting
from app.work import Work
from models.portfolio import (
    PortfolioEstimate,
    PortfolioGroup,
    PortfolioItem,
    PortfolioLink,
    PortfolioMark,
    PortfolioShare,
)

COLUMNS = ('id', 'source_id', 'external_id', 'rev', 'type', 'title', 'state', 'category', 'plan_id', 'area',
           'iteration', 'start', 'end', 'start_from', 'end_from', 'parent_id', 'parent_external', 'rank', 'assignee',
           'tags', 'url', 'gone_since', 'gone_reads', 'also_in', 'fields')
GONE_READS = 2  # successful reads after which something that is gone leaves the timeline


@dataclass(frozen=True)
class Sight:
    """What somebody may see. Those who see the same share one look."""
    plans: frozenset[int] | None  # None: all
    has_cost: bool = False
    unseen: frozenset[str] = frozenset()  # areas of the product whose happenings are not for them

    def sees(self, plan: int | None) -> bool:
        return self.plans is None or plan in self.plans


@dataclass(frozen=True)
class _Copy:
    baseline: int
    setup: int
    portfolio: Portfolio


_lock = threading.Lock()
_copy: _Copy | None = None
_seen: dict[tuple[int, Sight], tuple[Portfolio, Portfolio]] = {}


def sight_of(work: Work, actor: Actor) -> Sight:
    """Raises Forbidden for those without any role in the portfolio."""
    demand(actor, 'portfolio.look')
    found, has_cost = live(work), may(actor, 'portfolio.cost')
    unseen = frozenset(area for area in work.policy.happenings if not may(actor, f'{area}.look'))
    plans = found.setting.plans.values()
    seen = frozenset(plan.id for plan in plans if plan.is_open or actor.identity in plan.grants)
    if may(actor, 'portfolio.admin') or (len(seen) == len(plans) and not _has_strays(found)):
        return Sight(None, has_cost, unseen)
    return Sight(seen, has_cost, unseen)


def live(work: Work) -> Portfolio:
    """The baseline as it is now; the same object until it changes."""
    global _copy
    baseline, setup = _marks(work)
    if any(isinstance(event, BaselineMoved | SetupChanged) for event in work.events):
        return _renewed(work, None, baseline, setup)  # nobody else may see what is not committed
    with _lock:
        if _copy and (_copy.baseline > baseline or _copy.setup > setup):
            return _renewed(work, None, baseline, setup)  # this transaction began before the last change
        if _copy is None or (_copy.baseline, _copy.setup) != (baseline, setup):
            _copy = _Copy(baseline, setup, _renewed(work, _copy, baseline, setup))
        return _copy.portfolio


def setting_of(work: Work) -> Setting:
    return live(work).setting


def within(portfolio: Portfolio, sight: Sight) -> Portfolio:
    """What can be seen of it: an item elsewhere leaves only the fact that there is one."""
    if sight.plans is None:
        return portfolio
    key = (id(portfolio), sight)
    with _lock:
        found = _seen.get(key)
        if found is None or found[0] is not portfolio:
            if len(_seen) > 64:
                _seen.clear()
            found = _seen[key] = (portfolio, _cut(portfolio, sight))
    return found[1]


def demand_item(portfolio: Portfolio, sight: Sight, item_id: int) -> Item:
    """What somebody may not see does not exist."""
    item = portfolio.items.get(item_id)
    if item is None or not sight.sees(item.plan):
        raise NotFound('There is no such item, or not for you.')
    return item


def move_baseline(work: Work) -> int:
    """Items, shares or links change in this transaction: the mark for the rows that do (`PortfolioItem.mark`)."""
    mark = _count_up(work, PortfolioMark.baseline)
    work.record(BaselineMoved(BASELINE))
    return mark


def move_setup(work: Work) -> None:
    """Plans, teams, people, calendars, iterations, markers, groups, rules or rates change in this transaction."""
    _count_up(work, PortfolioMark.setup)
    work.record(SetupChanged(SETUP))


def forget() -> None:
    """For tests: another database has come."""
    global _copy
    with _lock:
        _copy = None
        _seen.clear()


def _count_up(work: Work, column: Any) -> int:
    work.session.flush()
    done = work.session.execute(update(PortfolioMark).values({column.key: column + 1}))
    if not done.rowcount:  # type: ignore[attr-defined]
        work.session.add(PortfolioMark(**{column.key: 2}))
        work.session.flush()
    return int(work.session.execute(columns(column)).scalar_one())


def _marks(work: Work) -> tuple[int, int]:
    row = work.session.execute(columns(col(PortfolioMark.baseline), col(PortfolioMark.setup))).first()
    return (row[0], row[1]) if row else (1, 1)


def _renewed(work: Work, former: _Copy | None, baseline: int, setup: int) -> Portfolio:
    """Only what has changed since the former copy is read."""
    setting = former.portfolio.setting if former and former.setup == setup else load_setting(work)
    groups = _groups(work)
    if former is None:
        return Portfolio.of(_items(work, 0), _links(work), groups, setting, baseline)
    kept = former.portfolio
    if former.baseline != baseline:
        links = frozenset(_links(work))
        kept = kept.with_items(_items(work, former.baseline)).with_links(kept.links if links == kept.links else links)
        gone = kept.items.keys() - set(work.session.execute(columns(col(PortfolioItem.id))).scalars())
        kept = kept.without_items(gone) if gone else kept
    return replace(kept, setting=setting, groups={group.id: group for group in groups}, mark=baseline)


def _items(work: Work, after: int) -> list[Item]:
    """Those that changed after that mark."""
    chosen = [getattr(PortfolioItem, name) for name in COLUMNS]
    rows = work.session.execute(columns(*chosen).where(col(PortfolioItem.mark) > after)).all()
    shares = _shares(work, None if after == 0 else [row.id for row in rows])
    agreed = _agreed(work)
    return [_item(row, shares.get(row.id, ()), agreed.get(row.id, '')) for row in rows]


def _agreed(work: Work) -> Mapping[int, str]:
    """Estimates by item, the latest of each: of tables, as long as the source does not have them."""
    wanted = columns(col(PortfolioEstimate.item_id), col(PortfolioEstimate.value), col(PortfolioEstimate.state))
    return {item_id: '' if state == WRITTEN else value
            for item_id, value, state in work.session.execute(wanted.order_by(col(PortfolioEstimate.id)))}


def _item(row: Any, shares: Shares, agreed: str) -> Item:
    return Item(row.id, row.source_id, row.external_id, row.rev, row.type, row.title, row.state, row.category,
                row.plan_id, row.area, row.iteration, row.start, row.end, row.start_from, row.end_from, row.parent_id,
                row.rank, row.assignee, tuple(row.tags), shares, row.url, row.gone_since is not None,
                tuple(row.also_in), row.fields, bool(row.parent_external) and row.parent_id is None,
                row.gone_since is not None and row.gone_reads >= GONE_READS, agreed)


def _shares(work: Work, ids: Sequence[int] | None) -> Mapping[int, Shares]:
    wanted = columns(col(PortfolioShare.item_id), col(PortfolioShare.team_id), col(PortfolioShare.percent)).order_by(
        col(PortfolioShare.item_id), col(PortfolioShare.team_id))
    if ids is not None and len(ids) <= 500:
        wanted = wanted.where(col(PortfolioShare.item_id).in_(ids))
    found: dict[int, list[Any]] = {}
    for item_id, team_id, percent in work.session.execute(wanted):
        found.setdefault(item_id, []).append((team_id, percent))
    return {item_id: tuple(some) for item_id, some in found.items()}


def _links(work: Work) -> Iterable[Link]:
    wanted = columns(*(getattr(PortfolioLink, name) for name in ('from_id', 'to_id', 'kind', 'lag')))
    return [Link(before, after, kind, lag) for before, after, kind, lag in work.session.execute(wanted)]


def _groups(work: Work) -> list[Group]:
    ordered = select(PortfolioGroup).order_by(col(PortfolioGroup.rank), col(PortfolioGroup.id))
    return [Group(row.id, row.plan_id, row.name, row.colour, row.parent_id, row.rank, tuple(row.members))
            for row in work.session.exec(ordered)]


@lru_cache(maxsize=4)
def _has_strays(portfolio: Portfolio) -> bool:
    """Whether items belong to no plan, perhaps because theirs was removed: nobody was granted these."""
    return any(item.plan is None for item in portfolio.items.values())


def _cut(portfolio: Portfolio, sight: Sight) -> Portfolio:
    items = [item for item in portfolio.items.values() if sight.sees(item.plan)]
    groups = [group for group in portfolio.groups.values() if sight.sees(group.plan)]
    return Portfolio.of(items, portfolio.links, groups, _narrowed(portfolio.setting, sight.plans), portfolio.mark)


@lru_cache(maxsize=64)
def _narrowed(setting: Setting, plans: frozenset[int]) -> Setting:
    """Without other plans and what belongs to them; one object for all who see the same, because calendars and loads
    are kept by it.
    """
    seen = {own: plan for own, plan in setting.plans.items() if own in plans}
    sources = {plan.source for plan in seen.values()}
    return replace(
        setting, plans=seen,
        iterations={own: one for own, one in setting.iterations.items() if one.source in sources},
        markers=tuple(one for one in setting.markers if one.plan is None or one.plan in plans),
        happenings=tuple(one for one in setting.happenings if one.plan is None or one.plan in plans))
