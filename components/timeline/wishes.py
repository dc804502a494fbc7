"""What people can want on a timeline; the page ties each wish to a service.

A wish that is refused raises an AppError: bars fly back, and its text is shown beside them.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.portfolio.items.history import Trace
from app.domain.portfolio.timeline.gestures import Drop
from app.domain.portfolio.timeline.timeline import Preview, SnapTable

Wish = Callable[..., Awaitable[Any]]


async def _nothing(*_: Any) -> None:
    """Whoever does not care."""


async def _alone(_: int) -> frozenset[int]:
    return frozenset()


async def _untold(_: tuple[int, ...]) -> Mapping[int, Sequence[Trace]]:
    return {}


@dataclass(frozen=True)
class TimelineWishes:
    open: Callable[[int], Awaitable[Any]]  # an item: its details
    select: Callable[[tuple[int, ...]], Awaitable[Any]]  # items; empty: none
    fold: Callable[[str, bool], Awaitable[Any]]  # key of a row, whether it shall be open
    drop: Callable[[Drop], Awaitable[Any]] = _nothing  # moved, resized or planned: `gestures.operation_of`
    preview: Callable[[Drop], Awaitable[Preview | None]] = _nothing
    grab: Callable[[Drop], Awaitable[SnapTable | None]] = _nothing  # a drag begins: where it can snap to
    link: Callable[[int, int], Awaitable[Any]] = _nothing  # before, after
    zoom: Callable[[float, date], Awaitable[Any]] = _nothing  # pixels a day, day at the centre; after a pause
    heat: Callable[[int, date], Awaitable[Any]] = _nothing  # team, first day of the week
    bring: Callable[[int], Awaitable[Any]] = _nothing  # the other ends of an item's arrows that are not shown
    traces: Callable[[tuple[int, ...]], Awaitable[Mapping[int, Sequence[Trace]]]] = _untold  # where items were before
    connected: Callable[[int], Awaitable[frozenset[int]]] = _alone  # what hangs together with the one that was chosen
    note: Callable[[int, int, int, bool], Awaitable[Any]] = _nothing  # id, days and pixels it moved, or it is opened
    menu: Callable[[str], Awaitable[Any]] = _nothing  # key of a row that was clicked with the other button
    key: Callable[[str], Awaitable[Any]] = _nothing  # D, B, M, U: what the timeline itself cannot switch
    sit: Callable[[str, int | None, date | None, date | None], Awaitable[Any]] = _nothing  # doing, item, its days
