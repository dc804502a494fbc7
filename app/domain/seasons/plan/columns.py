"""The columns of a plan: weeks under their months, months alone, or some months folded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.seasons.axes import ALL, Axes, Node
from app.domain.seasons.plan.looks import WEEKS

MONTH_NAMES = ('January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
               'November', 'December')


@dataclass(frozen=True)
class Column:
    """`key` is that of a node; its periods lie from `start` to `stop`."""
    key: str
    name: str  # as it is said: week 36, April 2030
    label: str  # as it is written: W36, Apr
    hint: str  # its days
    month: str  # key
    start: int
    stop: int
    is_elapsed: bool = False


@dataclass(frozen=True)
class Group:
    """A month above its weeks; folded it is a column of its own."""
    key: str
    label: str
    count: int
    is_folded: bool


def columns_of(axes: Axes, periods: str, folded: frozenset[str], elapsed: int = 0) -> tuple[Column, ...]:
    """`elapsed` counts the periods that are over."""
    found: list[Column] = []
    for month in _months(axes):
        if periods != WEEKS or month.key in folded:
            found.append(_month(axes, month, elapsed))
        else:
            found.extend(_week(axes, at, month.key, elapsed) for at in range(month.start, month.stop))
    return tuple(found)


def groups_of(axes: Axes, columns: Sequence[Column]) -> tuple[Group, ...]:
    counts: dict[str, list[Column]] = {}
    for column in columns:
        counts.setdefault(column.month, []).append(column)
    return tuple(Group(key, month_name(axes, axes.period_nodes[key]), len(below), below[0].key == key)
                 for key, below in counts.items())


def month_name(axes: Axes, month: Node) -> str:
    """`April 2030`, wherever a fiscal month is spoken of."""
    return f'{_named(axes, month)} {_middle(axes, month).year}'


def period_name(axes: Axes, node: Node) -> str:
    """`week 6`, `April 2030`: as its column is called."""
    return _week(axes, node.start, '', 0).name if node.is_leaf else month_name(axes, node)


def season_column(axes: Axes) -> Column:
    """All of it."""
    return Column(ALL, 'season', 'Plan', '', '', 0, axes.shape[2])


def _months(axes: Axes) -> list[Node]:
    return [node for node in axes.period_nodes.values() if node.parent == ALL]


def _month(axes: Axes, month: Node, elapsed: int) -> Column:
    return Column(month.key, month_name(axes, month), _named(axes, month)[:3],
                  days_text(axes.periods[month.start].start, axes.periods[month.stop - 1].end), month.key,
                  month.start, month.stop, month.stop <= elapsed)


def _week(axes: Axes, at: int, month: str, elapsed: int) -> Column:
    one = axes.periods[at]
    is_month = (one.end - one.start).days > 13  # a calendar without weeks
    name = f'{MONTH_NAMES[_mid(one.start, one.end).month - 1]} {one.start.year}' if is_month else f'week {one.number}'
    label = name[:3] if is_month else f'W{one.number:02}'
    return Column(one.key, name, label, days_text(one.start, one.end), month, at, at + 1, at < elapsed)


def _named(axes: Axes, month: Node) -> str:
    """A fiscal month is called after the day in its middle."""
    return MONTH_NAMES[_middle(axes, month).month - 1]


def _middle(axes: Axes, node: Node) -> date:
    return _mid(axes.periods[node.start].start, axes.periods[node.stop - 1].end)


def _mid(start: date, end: date) -> date:
    return start + timedelta(days=(end - start).days // 2)


def days_text(start: date, end: date) -> str:
    """`4–10 Feb`, `28 Jan – 3 Feb`."""
    if start.month == end.month:
        return f'{start.day}–{end.day} {end:%b}'
    return f'{start.day} {start:%b} – {end.day} {end:%b}'
