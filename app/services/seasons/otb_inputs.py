"""What planners type of open-to-buy: opening stock, stock targets, what is on order elsewhere. Edits of the plan like
all others; what may be spent is worked out, never typed.
"""

from collections.abc import Iterator

from app.domain.access import Actor
from app.domain.seasons.axes import Axes, Cell, Node
from app.domain.seasons.cube import Cube
from app.domain.seasons.money import digits_of, plain
from app.domain.seasons.operations import Import, Paste
from app.domain.seasons.otb import amount_in
from app.domain.seasons.otb_inputs import OtbFigures, OtbInput, month_node, month_text
from app.domain.seasons.rolling import Rolled
from app.errors import Conflict, NotFound, Rejected
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.ground import find_axes, seen_season
from app.services.seasons.rolled import rolled_of
from app.work import Work
from models.seasons import Season

Spot = tuple[Node, Node, Node]  # location, category, month


def list_inputs(work: Work, actor: Actor, code: str, location: str = '', category: str = '', month: str = '',
                ) -> tuple[OtbInput, ...]:
    """Every location, category and month of which anything is typed; all three may be named, by code or month."""
    season = seen_season(work, actor, code)
    rolled = rolled_of(work, season.id)
    axes = rolled.axes
    wanted = month_node(axes, month) if month else None
    if month and wanted is None:
        raise _unknown('month')
    return tuple(_input(season, rolled, spot) for spot in _spots(axes)
                 if location in ('', spot[0].code) and category in ('', spot[1].code)
                 and (wanted is None or wanted.key == spot[2].key) and _is_told(rolled.cube, spot))


def view_input(work: Work, actor: Actor, code: str, location: str, category: str, month: str) -> OtbInput:
    """Also where nothing is typed yet."""
    season = seen_season(work, actor, code)
    rolled = rolled_of(work, season.id)
    return _input(season, rolled, _spot(rolled.axes, location, category, month))


def record_input(work: Work, actor: Actor, code: str, location: str, category: str, month: str, figures: OtbFigures,
                 *, is_new: bool = False) -> OtbInput:
    """What is not told stays. Raises Conflict for one that is there already if it is to be new, and Rejected where the
    file of somebody says other sales than the plan, or another opening stock than the month before leaves.
    """
    season = seen_season(work, actor, code)
    axes = find_axes(work, season.id)
    spot = _spot(axes, location, category, month)
    if is_new and _is_told(cube_of(work, season.id), spot):
        raise Conflict('There is an entry for this location, category and month already.', 'seasons.duplicate')
    cells = tuple(_cells(spot, axes, figures))
    if cells:
        edit(work, actor, code, None, Import((), cells))
    rolled = rolled_of(work, season.id)
    _demand_alike(season, rolled, spot, figures)
    return _input(season, rolled, spot)


def clear_input(work: Work, actor: Actor, code: str, location: str, category: str, month: str) -> None:
    """Nothing is typed any more. Raises NotFound where nothing was."""
    season = seen_season(work, actor, code)
    axes, cube = find_axes(work, season.id), cube_of(work, season.id)
    spot = _spot(axes, location, category, month)
    if not _is_told(cube, spot):
        raise NotFound('Nothing is typed for this location, category and month.')
    leaves = (Cell(measure, spot[0].key, spot[1].key, axes.periods[at].key) for measure in _typed(spot)
              for at in range(spot[2].start, spot[2].stop if measure != 'bop' else spot[2].start + 1))
    edit(work, actor, code, None, Paste(tuple((one, None) for one in leaves)))


def _cells(spot: Spot, axes: Axes, figures: OtbFigures) -> Iterator[tuple[Cell, int | None]]:
    """Stock at the end of a month is that of its last week; opening stock is typed for the first week only."""
    location, category, month = spot
    if figures.closing is not None:
        yield Cell('eop', location.key, category.key, axes.periods[month.stop - 1].key), figures.closing
    if figures.opening is not None and month.start == 0:
        yield Cell('bop', location.key, category.key, axes.periods[0].key), figures.opening
    if figures.on_order is not None:
        yield Cell('outside_on_order', location.key, category.key, month.key), figures.on_order


def _demand_alike(season: Season, rolled: Rolled, spot: Spot, figures: OtbFigures) -> None:
    """What is planned, and what rolls on, is not typed a second time."""
    digits = digits_of(season.currency)
    for field, measure, told in (('planned_sales', 'net_sales', figures.sales), ('opening_stock', 'bop',
                                                                                 figures.opening)):
        known = amount_in(rolled, measure, _cell(spot))
        if told is not None and told != known:
            what = 'The plan says' if measure == 'net_sales' else 'The month before leaves'
            raise Rejected(f'{what} {plain(known, digits)} here: change it there.', 'seasons.differs', field)


def _input(season: Season, rolled: Rolled, spot: Spot) -> OtbInput:
    cell = _cell(spot)
    figures = OtbFigures(*(amount_in(rolled, one, cell) for one in ('net_sales', 'eop', 'bop', 'outside_on_order')))
    return OtbInput(season.code, spot[0].code, spot[1].code, month_text(rolled.axes, spot[2]), spot[2].key, figures,
                    amount_in(rolled, 'otb', cell))


def _cell(spot: Spot) -> Cell:
    return Cell('otb', spot[0].key, spot[1].key, spot[2].key)


def _typed(spot: Spot) -> tuple[str, ...]:
    """Opening stock is typed for the first period only."""
    return ('eop', 'outside_on_order', 'bop') if spot[2].start == 0 else ('eop', 'outside_on_order')


def _is_told(cube: Cube, spot: Spot) -> bool:
    box = spot[0].slice, spot[1].slice, spot[2].slice
    return any(bool(cube.sheet(one).filled[box].any()) for one in _typed(spot) if one in cube.sheets)


def _spots(axes: Axes) -> Iterator[Spot]:
    months = [one for one in axes.period_nodes.values() if one.level == 1]
    for location in (one for one in axes.location_nodes.values() if one.is_leaf):
        for category in (one for one in axes.category_nodes.values() if one.is_leaf):
            for month in months:
                yield location, category, month


def _spot(axes: Axes, location: str, category: str, month: str) -> Spot:
    nodes = (axes.location_nodes.get(f'l:{location}'), axes.category_nodes.get(f'c:{category}'),
             month_node(axes, month))
    for node, field in zip(nodes, ('location', 'category', 'month'), strict=True):
        if node is None:
            raise _unknown(field)
    place, kind, period = nodes
    assert place and kind and period  # just looked at
    return place, kind, period


def _unknown(field: str) -> Rejected:
    return Rejected(f'This {field} is not of this season.', 'seasons.unknown', field)
