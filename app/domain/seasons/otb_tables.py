"""Open-to-buy for whoever calculates further: what is left as it is looked at, and what was typed."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.domain.seasons.file_tables import Cell, Formula, Table
from app.domain.seasons.money import major
from app.domain.seasons.otb import OtbCell, OtbView
from app.domain.seasons.otb_inputs import OtbInput

LEFT: Final = 'Left to buy'
HEADS: Final = ('Category', 'Period', 'Budget', 'Consumed', 'Held back', LEFT, 'Used')
FORMULAS: Final = {LEFT: Formula('{Budget}-{Consumed}-{Held back}'),
                   'Used': Formula('{Consumed}+{Held back}', '{Budget}')}
INPUT_HEADS: Final = ('season', 'location', 'category', 'month', 'planned_sales', 'planned_closing_stock',
                      'opening_stock', 'on_order')  # as they are imported


def left_table(view: OtbView) -> Table:
    """Each category in each period that is shown; where nothing is planned there is no row."""
    return Table('otb', 'Open-to-buy', HEADS, tuple(_left_rows(view)), FORMULAS)


def input_table(view: OtbView, inputs: Sequence[OtbInput]) -> Table:
    """What is worked out from sales and stock before is told as well; an import compares it."""
    digits = view.season.digits
    rows = tuple((one.season, one.location, one.category, one.month, *(
        None if amount is None else major(amount, digits) for amount in (
            one.figures.sales, one.figures.closing, one.figures.opening, one.figures.on_order))) for one in inputs)
    return Table('inputs', 'Inputs', INPUT_HEADS, rows, has_total=False)


def about_otb(view: OtbView) -> tuple[tuple[str, str], ...]:
    season = view.season
    return (('Season', f'{season.name} ({season.code})'), ('Revision', str(season.revision)),
            ('As of', season.today.isoformat()), ('Basis', f'{season.basis}, {season.currency}'),
            ('Plan', 'approved' if view.is_approved else 'as it is being worked on'), ('Location', view.place_name),
            ('Left to buy', 'budget − consumed − held back; consumed are receipts, open and submitted orders'))


def _left_rows(view: OtbView) -> Iterator[tuple[Cell, ...]]:
    for row in view.table.rows:
        for column, cell in zip(view.table.columns, row.cells, strict=True):
            if cell.is_told:
                yield row.name, column.name, *_figures(cell, view.season.digits)


def _figures(cell: OtbCell, digits: int) -> Iterator[Cell]:
    yield from (major(one, digits) for one in (cell.planned, cell.consumed, cell.held, cell.left))
    yield cell.share
