"""What counted stock means for what happened: the opening stock of a season, and the closing stock of its periods."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from app.domain.seasons.axes import Axes
from app.domain.seasons.counting import opening_day
from app.domain.seasons.cube import BLANK
from app.domain.seasons.operations import Import
from app.domain.seasons.season import RETAIL
from app.services.seasons.importing.cells import Column, Figures

Key = tuple[int, int, date]  # places of location and category, day at whose end it was counted
Counted = tuple[int, int, int]  # quantity, cost, retail


def stock_told(axes: Axes, basis: str, keys: Collection[Key], known: Mapping[Key, Counted]) -> Import:
    """Leaves that counts of these days decide about (app.domain.seasons.counting); `known` are all counts there are by
    then. Where none is left, nothing is told any more. Counts inside of periods are facts, not leaves: they are rolled
    on as sales and receipts come.
    """
    start, ends = axes.periods[0].start, {one.end: at for at, one in enumerate(axes.periods)}
    days = _days(known)
    bop, eop = Column(), Column()
    for place, kind in {key[:2] for key in keys if key[2] < start}:
        day = opening_day(days.get((place, kind), ()), axes.periods)
        _put(axes, bop, (place, kind), 0, _worth(known[place, kind, day] if day else None, basis))
    for place, kind, day in keys:
        if day in ends:
            _put(axes, eop, (place, kind), ends[day], _worth(known.get((place, kind, day)), basis))
    return Figures({name: one for name, one in (('bop', bop), ('eop', eop)) if one.values}).operation()


def _days(known: Mapping[Key, Counted]) -> Mapping[tuple[int, int], Sequence[date]]:
    """On which each leaf was counted."""
    found: dict[tuple[int, int], list[date]] = {}
    for place, kind, day in known:
        found.setdefault((place, kind), []).append(day)
    return found


def _worth(counted: Counted | None, basis: str) -> int:
    """At the season's basis; pieces without a value tell nothing of it."""
    if counted is None:
        return BLANK
    quantity, cost, retail = counted
    worth = retail if basis == RETAIL else cost
    return BLANK if quantity and not worth else worth


def _put(axes: Axes, column: Column, leaf: tuple[int, int], period: int, worth: int) -> None:
    """A place that is no longer of the season is passed over."""
    location, category = axes.location_at.get(leaf[0]), axes.category_at.get(leaf[1])
    if location is not None and category is not None:
        column.put(0, (location, category, period), worth)
