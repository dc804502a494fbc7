"""What counted stock means for what happened: the opening stock of a season, and the closing stock of its periods."""

from collections.abc import Collection, Mapping
from datetime import date

from app.domain.seasons.axes import Axes
from app.domain.seasons.cube import BLANK
from app.domain.seasons.operations import Import
from app.domain.seasons.season import RETAIL
from app.services.seasons.importing.cells import Column, Figures

Key = tuple[int, int, date]  # places of location and category, day at whose end it was counted
Counted = tuple[int, int, int]  # quantity, cost, retail


def stock_told(axes: Axes, basis: str, keys: Collection[Key], known: Mapping[Key, Counted]) -> Import:
    """Leaves that counts of these days decide about; `known` are all counts there are by then. The latest one before
    the season opens it, one at the last day of a period closes that; where none is left, nothing is told any more.
    """
    start, ends = axes.periods[0].start, {one.end: at for at, one in enumerate(axes.periods)}
    latest = _latest(known, start)
    bop, eop = Column(), Column()
    for place, kind in {key[:2] for key in keys if key[2] < start}:
        _put(axes, bop, (place, kind), 0, _worth(latest.get((place, kind)), basis))
    for place, kind, day in keys:
        if day in ends:
            _put(axes, eop, (place, kind), ends[day], _worth(known.get((place, kind, day)), basis))
    return Figures({name: one for name, one in (('bop', bop), ('eop', eop)) if one.values}).operation()


def _latest(known: Mapping[Key, Counted], start: date) -> Mapping[tuple[int, int], Counted]:
    """The last count of each leaf before a day."""
    return {key[:2]: known[key] for key in sorted(known, key=lambda one: one[2]) if key[2] < start}


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
