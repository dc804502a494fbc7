"""What a timeline shows, and what a drag on it would mean. Those who see the same and look alike share one view.

Everything comes from the plan in memory: a look asks the database only whether that is still good, and how old the
sources are.
"""

import threading
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.portfolio.capacity.load import Scope
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.items.setting import Happening, Setting
from app.domain.portfolio.planning.operations import Operation
from app.domain.portfolio.timeline.gestures import Drop, as_meant, operation_of
from app.domain.portfolio.timeline.previewing import preview_of
from app.domain.portfolio.timeline.scene import Scene, draw
from app.domain.portfolio.timeline.snapping import settled, table_of
from app.domain.portfolio.timeline.timeline import DOUBT, Preview, SnapTable, SourceAge, TimelineView
from app.domain.portfolio.views.filtering import chosen
from app.domain.portfolio.views.looks import Looks
from app.services.portfolio import elsewhere, ground
from app.services.portfolio.ground import Sight
from app.services.portfolio.planned import planned
from app.work import Work
from models.portfolio import PortfolioPlan, PortfolioScenario, PortfolioSource

MOST = 48  # views that are kept in memory
AROUND = timedelta(200)  # days before and after a bar whose weeks and snaps are told

Key = tuple[frozenset[int] | None, frozenset[str], int | None, Looks]  # plans that are seen, areas that are not


@dataclass(frozen=True, eq=False)
class _Kept:
    portfolio: Portfolio
    live: Portfolio
    rest: tuple[date, int, tuple[SourceAge, ...], tuple[Happening, ...]]  # today, version, sources, of other areas
    view: TimelineView


_lock = threading.Lock()
_views: dict[Key, _Kept] = {}


def view_timeline(work: Work, sight: Sight, scenario_id: int | None, looks: Looks) -> TimelineView:
    """The same object as long as nothing of it has changed; rows that stayed are those of the view before."""
    portfolio, live = _plans(work, sight, scenario_id)
    rest = (work.now.date(), _version(work, scenario_id), _sources(work, sight, live.setting),
            elsewhere.happenings(work, portfolio, looks, sight.unseen))
    key = (sight.plans, sight.unseen, scenario_id, looks)
    with _lock:
        former = _views.get(key)
    if former and former.portfolio is portfolio and former.live is live and former.rest == rest:
        return former.view
    picked = chosen(portfolio, looks.filter, rest[0], live if scenario_id is not None else None)
    view = draw(Scene(portfolio, live, looks, picked, rest[0], sight.plans, rest[1], scenario_id,
                      rest[2], former.view if former else None, rest[3]))
    with _lock:
        _views.pop(key, None)
        _views[key] = _Kept(portfolio, live, rest, view)
        while len(_views) > MOST:
            del _views[next(iter(_views))]
    return view


def preview(work: Work, sight: Sight, scenario_id: int | None, operation: Operation, item_id: int | None = None,
            looks: Looks | None = None) -> Preview:
    """`item_id` is the one under the pointer. Raises Rejected as the operation would."""
    portfolio, live = _plans(work, sight, scenario_id)
    item = portfolio.items.get(item_id or 0)
    scope = Scope.of(portfolio.setting, looks.filter if looks else None)
    return preview_of(portfolio, live, operation, item_id or 0, _around(item, work.now.date()), scope, sight.has_cost)


def preview_drop(work: Work, sight: Sight, scenario_id: int | None, drop: Drop, looks: Looks) -> Preview:
    """What letting go here would mean."""
    portfolio, _ = _plans(work, sight, scenario_id)
    item = portfolio.items.get(drop.ids[0]) if drop.ids else None
    drop = as_meant(drop, item.span) if item else drop
    operation = operation_of(portfolio, drop, _new_id(portfolio))
    if operation is None or item is None:
        span = item.span if item else None
        return Preview(span[0] if span else None, span[1] if span else None, 0, 0)
    moved = preview(work, sight, scenario_id, operation, _new_id(portfolio) if drop.is_copy else item.id, looks)
    return replace(moved, days=drop.days)


def snaps_for(work: Work, sight: Sight, scenario_id: int | None, drop: Drop, snap: str) -> SnapTable:
    """Where the first of the bars can snap to; the neighbours are what stands in the same lane beside it."""
    portfolio, _ = _plans(work, sight, scenario_id)
    item = ground.demand_item(portfolio, sight, drop.ids[0] if drop.ids else 0)
    return table_of(portfolio, item, snap, *_around(item, work.now.date()), _siblings(portfolio, item))


def operation_for(work: Work, sight: Sight, scenario_id: int | None, drop: Drop, snap: str) -> Operation | None:
    """What the drop is as a change of the plan, its day checked against the grid. None: nothing changes."""
    portfolio, _ = _plans(work, sight, scenario_id)
    items = [ground.demand_item(portfolio, sight, own) for own in drop.ids]
    if not items:
        return None
    drop = as_meant(drop, items[0].span)
    table = table_of(portfolio, items[0], snap, *_around(items[0], work.now.date(), drop.days),
                     _siblings(portfolio, items[0]))
    return operation_of(portfolio, _checked(drop, items[0], table), _new_id(portfolio))


def _checked(drop: Drop, item: Item, table: SnapTable) -> Drop:
    """A day between the lines of the grid becomes the nearest one; a magnet at either end is as good."""
    if drop.start:
        return replace(drop, start=settled(table, drop.start, 'start'))
    if item.span is None or not drop.days:
        return drop
    start, end = (day + timedelta(drop.days) for day in item.span)
    if drop.edge == 'end':
        return replace(drop, days=drop.days + (settled(table, end, 'end') - end).days)
    is_held = not drop.edge and any(one.day == end and one.edge in ('', 'end') for one in table.magnets)
    return drop if is_held else replace(drop, days=drop.days + (settled(table, start, 'start') - start).days)


def _plans(work: Work, sight: Sight, scenario_id: int | None) -> tuple[Portfolio, Portfolio]:
    """As it is looked at, and live."""
    live = ground.within(ground.live(work), sight)
    return (live if scenario_id is None else ground.within(planned(work, scenario_id), sight)), live


def _version(work: Work, scenario_id: int | None) -> int:
    if scenario_id is None:
        return 0
    return work.session.execute(columns(col(PortfolioScenario.version)).where(
        col(PortfolioScenario.id) == scenario_id)).scalar_one_or_none() or 0


def _sources(work: Work, sight: Sight, setting: Setting) -> tuple[SourceAge, ...]:
    """Of the plans that are seen. One that answered with so little for one of them that its old items stay is told."""
    seen = {plan.source for plan in setting.plans.values() if sight.sees(plan.id)}
    doubted = columns(col(PortfolioPlan.source_id)).where(col(PortfolioPlan.doubt) != '')
    if sight.plans is not None:
        doubted = doubted.where(col(PortfolioPlan.id).in_(sight.plans))
    rows = work.session.execute(columns(
        col(PortfolioSource.id), col(PortfolioSource.name), col(PortfolioSource.state), col(PortfolioSource.ok_at),
        col(PortfolioSource.since), col(PortfolioSource.id).in_(doubted).label('is_doubted')).order_by(
            col(PortfolioSource.name)))
    return tuple(SourceAge(row.name, DOUBT if row.is_doubted and row.state == 'ok' else row.state,
                           age(row.ok_at, work.now), row.since) for row in rows if row.id in seen)


def age(moment: datetime | None, now: datetime) -> str:
    """`read 3 min ago`."""
    if moment is None:
        return 'never read'
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 1:
        return 'read just now'
    if minutes < 60:
        return f'read {minutes} min ago'
    hours = minutes // 60
    return f'read {hours} h ago' if hours < 48 else f'read {hours // 24} days ago'


def _around(item: Item | None, today: date, days: int = 0) -> tuple[date, date]:
    start, end = (item.span if item else None) or (today, today)
    by = timedelta(days)
    return min(start, start + by) - AROUND, max(end, end + by) + AROUND


def _siblings(portfolio: Portfolio, item: Item) -> tuple[int, ...]:
    return portfolio.tree.children.get(item.parent, ()) if item.parent is not None else ()


def _new_id(portfolio: Portfolio) -> int:
    """A number no proposed copy has yet."""
    return min((own for own in portfolio.items if own < 0), default=0) - 1
