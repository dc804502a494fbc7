"""The ranges of two seasons as one table: what is here, what was there, and how far they are apart."""

from typing import Final

from app.domain.seasons.file_tables import Cell, Formula, Table
from app.domain.seasons.money import major
from app.domain.seasons.range_comparing import BAND, CATEGORY, ROW, RangeComparison, RangePair, RangeSum

KINDS: Final = {CATEGORY: ('Category',), BAND: ('Category', 'Price band'),
                ROW: ('Category', 'Price band', 'Fabric', 'Colour', 'Style')}
OURS, THEIRS, APART = 'here', 'there', 'difference'
DEPTH_APART: Final = ('IF(OR({Options, here}=0,{Options, there}=0),"",'
                      '{Units, here}/{Options, here}-{Units, there}/{Options, there})')


def comparison_table(view: RangeComparison) -> Table:
    """Values only where both seasons are in one currency."""
    measures = ('Options', 'Depth', 'Units', *(('Value',) if view.has_values else ()))
    heads = tuple(f'{measure}, {side}' for measure in measures for side in (OURS, THEIRS, APART))
    formulas = {f'{measure}, {APART}': Formula(f'{{{measure}, {OURS}}}-{{{measure}, {THEIRS}}}')
                for measure in measures if measure != 'Depth'}
    formulas |= {f'Depth, {side}': Formula(f'{{Units, {side}}}', f'{{Options, {side}}}') for side in (OURS, THEIRS)}
    formulas[f'Depth, {APART}'] = Formula(DEPTH_APART, is_alike=True)
    rows = tuple((*_names(view, one), *_figures(view, one)) for one in view.pairs)
    return Table('range', 'Range', (*KINDS[view.by], *heads), rows, formulas)


def _names(view: RangeComparison, pair: RangePair) -> tuple[str, ...]:
    return view.category_of(pair), *pair.key[1:]


def _figures(view: RangeComparison, pair: RangePair) -> tuple[Cell, ...]:
    own, other = pair.own or RangeSum(0, 0, 0), pair.other or RangeSum(0, 0, 0)
    depths = [one.depth.rounded(2) if one.depth else None for one in (own, other)]
    apart = None if depths[0] is None or depths[1] is None else depths[0] - depths[1]
    values = (major(own.value, view.own.digits), major(other.value, view.other.digits),
              major(own.value - other.value, view.own.digits)) if view.has_values else ()
    return (own.options, other.options, own.options - other.options, *depths, apart, own.units, other.units,
            own.units - other.units, *values)
