"""What somebody did with a bar, before it becomes an operation on the plan."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.planning.operations import (
    Batch,
    ChangePlan,
    MoveItems,
    Operation,
    PlacePlaceholder,
    PlanItem,
    ResizeItem,
)


@dataclass(frozen=True)
class Drop:
    """Bars let go at another place: by the pointer, by keys, or from the tray of undated items."""
    ids: tuple[int, ...]
    days: int = 0  # later; negative: earlier
    edge: str = ''  # start or end where only this end was dragged
    start: date | None = None  # where an undated item is put
    lane: str = ''  # key of the lane where it is let go, if that is another one
    is_alone: bool = False  # Alt: nothing comes along
    is_copy: bool = False  # Ctrl: a proposed copy stays there
    by_keys: bool = False
    version: int = 0  # of the scenario as the browser knew it
    held: tuple[date, date] | None = None  # the days of the first bar when it was taken in hand


def operation_of(portfolio: Portfolio, drop: Drop, new_id: int = -1) -> Operation | None:
    """None where it changes nothing. A lane becomes a plan only if it is one; teams are asked for elsewhere."""
    items = [portfolio.items[own] for own in drop.ids if own in portfolio.items]
    deeds: list[Operation] = [deed for item in items for deed in _own(drop, item, new_id)]
    moved = tuple(item.id for item in items if item.span)
    if drop.days and moved and not drop.edge and not drop.is_copy:
        deeds.append(MoveItems(moved, drop.days, drop.is_alone))
    if drop.lane.startswith('plan:') and (plan := int(drop.lane.partition(':')[2])) in portfolio.setting.plans:
        deeds.append(ChangePlan(tuple(item.id for item in items), plan))
    return deeds[0] if len(deeds) == 1 else Batch(tuple(deeds)) if deeds else None


def as_meant(drop: Drop, span: tuple[date, date] | None) -> Drop:
    """To where its holder saw it go, also if somebody else has moved it meanwhile."""
    if drop.held is None or span is None or not drop.days:
        return drop
    end = 1 if drop.edge == 'end' else 0
    return replace(drop, days=drop.days + (drop.held[end] - span[end]).days)


def month_from(start: date) -> date:
    """The last day of something that is planned for a month and begins here; 31 January ends on 27 February."""
    year, month = divmod(start.year * 12 + start.month, 12)
    first = date(year, month + 1, 1)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - first).days
    return first.replace(day=min(start.day, last)) - timedelta(1)


def _own(drop: Drop, item: Item, new_id: int) -> list[Operation]:
    """What concerns one item alone: its ends, its first plan, a copy of it."""
    by = timedelta(drop.days)
    span = item.span
    if span is None:
        return [PlanItem(item.id, drop.start, month_from(drop.start))] if drop.start else []
    if drop.edge == 'start':
        return [ResizeItem(item.id, start=min(span[0] + by, span[1]))] if drop.days else []
    if drop.edge == 'end':
        return [ResizeItem(item.id, end=max(span[1] + by, span[0]))] if drop.days else []
    return [PlacePlaceholder(new_id, item.id, span[0] + by, span[1] + by)] if drop.is_copy else []
