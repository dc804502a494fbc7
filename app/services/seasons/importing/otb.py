"""Inputs of open-to-buy: stock targets, the first opening stock, and what is on order elsewhere."""

from collections.abc import Sequence

from app.domain.seasons.axes import Axes, Cell
from app.domain.seasons.figures import figure
from app.domain.seasons.importing.book import Read
from app.domain.seasons.importing.difference import Difference
from app.domain.seasons.money import digits_of, plain
from app.domain.seasons.season import WORKING
from app.services.seasons.cubes import cube_of
from app.services.seasons.ground import find_axes
from app.services.seasons.importing.cells import Figures, compare
from app.services.seasons.rolled import rolled_of
from app.work import Work
from models.seasons import Season

SAID = 20  # differences that are named


def compare_otb(work: Work, season: Season, reads: Sequence[Read], mode: str) -> Difference:
    """What is planned and what rolls on is not typed again: where the file says otherwise, that is a warning."""
    axes, cube = find_axes(work, season.id), cube_of(work, season.id, WORKING)
    rolled, told, notes = rolled_of(work, season.id, WORKING), Figures(), list[str]()
    for read in reads:
        at = (read.values['location'].key, read.values['category'].key, str(read.values['month']))
        if (stock := read.values.get('planned_closing_stock')) is not None:
            told.put(axes, read.number, _closing(axes, *at), int(stock))
        if (due := read.values.get('on_order')) is not None:
            told.put(axes, read.number, Cell('outside_on_order', *at), int(due))
        if (opening := read.values.get('opening_stock')) is not None and axes.period_nodes[at[2]].start == 0:
            told.put(axes, read.number, Cell('bop', at[0], at[1], axes.periods[0].key), int(opening))
        elif opening is not None:
            _warn(season, notes, read, 'opening stock', opening, figure(rolled, Cell('bop', *at)))
        if (sales := read.values.get('planned_sales')) is not None:
            _warn(season, notes, read, 'planned sales', sales, cube.total(Cell('net_sales', *at)))
    found = compare(season, {WORKING: cube}, {WORKING: told}, reads, mode)
    return Difference(found.rows, found.sames, found.issues, _shortened(notes), (), found.adds, found.payload)


def _closing(axes: Axes, location: str, category: str, month: str) -> Cell:
    """Stock at the end of a month is that of its last week."""
    last = axes.periods[axes.period_nodes[month].stop - 1]
    return Cell('eop', location, category, last.key)


def _warn(season: Season, notes: list[str], read: Read, what: str, told: int, known: int | None) -> None:
    if told != known:
        digits = digits_of(season.currency)
        shown = 'nothing' if known is None else plain(known, digits)
        notes.append(f'Row {read.number}: {what} {plain(told, digits)} in the file, {shown} here. '
                     'What is here stays.')


def _shortened(notes: list[str]) -> tuple[str, ...]:
    more = len(notes) - SAID
    return (*notes[:SAID], *((f'and {more:,} more differences like these',) if more > 0 else ()))
