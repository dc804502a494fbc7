"""Plans row by row, one for each location and category, as programs of the old system know them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from app.domain.access import Actor
from app.domain.seasons.axes import Axes, Cell
from app.domain.seasons.cube import Cube
from app.domain.seasons.operations import Import, Paste
from app.domain.seasons.plan_rows import PlanFigures, PlanRow
from app.domain.seasons.season import APPROVED, LLY, LY, WORKING
from app.domain.seasons.targets import TURNS
from app.errors import Conflict, NotFound, Rejected
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.ground import find_axes, seen_season
from app.services.seasons.scopes import approve_scope, states_of
from app.services.seasons.seeding import set_targets
from app.work import Work
from models.seasons import Season

OWN = ('net_sales', 'units', 'cogs', 'eop')  # measures of a row
PLACES = Decimal('0.0001')


def list_plans(work: Work, actor: Actor, code: str, location: str = '', category: str = '', version: str = WORKING,
               skip: int = 0, limit: int = 500) -> tuple[tuple[PlanRow, ...], int]:
    """Locations and categories of which something is planned, and how many there are; of one location or category, if
    it is named.
    """
    season = seen_season(work, actor, code)
    cube = cube_of(work, season.id, version)
    known = np.any([cube.sheet(measure).filled.any(axis=2) for measure in OWN], axis=0)
    wanted = [(place, kind) for place, kind in np.argwhere(known).tolist()
              if location in ('', cube.axes.locations[place].code)
              and category in ('', cube.axes.categories[kind].code)]
    return tuple(_rows(work, season, cube, wanted[skip:skip + limit], version)), len(wanted)


def view_plan(work: Work, actor: Actor, code: str, location: str, category: str, version: str = WORKING) -> PlanRow:
    found, _ = list_plans(work, actor, code, location, category, version)
    if not found:
        raise NotFound('Nothing is planned for this location and category.')
    return found[0]


def record_plan(work: Work, actor: Actor, code: str, location: str, category: str, figures: PlanFigures,
                period: str = '', version: str = WORKING, *, is_new: bool = False) -> PlanRow:
    """Figures of a period, or of the season: these are brought down to weeks like last year, else evenly. Raises
    Conflict for a row that is there already, if it is to be new.
    """
    season = seen_season(work, actor, code)
    if is_new and list_plans(work, actor, code, location, category, version)[1]:
        raise Conflict('There is a plan for this location and category already.', 'seasons.duplicate')
    at = Cell('', f'l:{location}', f'c:{category}', period)
    _demand_known(find_axes(work, season.id), at)
    if cells := tuple(_cells(work, season, at, figures, version)):
        edit(work, actor, code, None, Import((), cells), version)
    for kind, value in ((LY, figures.ly_sales), (LLY, figures.lly_sales)):
        if value is not None:
            edit(work, actor, code, None, Import((), ((_of(at, 'net_sales'), value),)), kind)
    if figures.turns is not None:
        set_targets(work, actor, code, at, TURNS, Fraction(figures.turns), version)
    return view_plan(work, actor, code, location, category, version)


def empty_plan(work: Work, actor: Actor, code: str, location: str, category: str, version: str = WORKING) -> None:
    """Nothing is planned for the row any more."""
    view_plan(work, actor, code, location, category, version)
    cube = cube_of(work, seen_season(work, actor, code).id, version)
    cells = [Cell(measure, f'l:{location}', f'c:{category}', period.key)
             for measure in OWN if measure in cube.sheets for period in cube.axes.periods]
    edit(work, actor, code, None, Paste(tuple((cell, None) for cell in cells)), version)


def approve_plan(work: Work, actor: Actor, code: str, location: str, category: str) -> PlanRow:
    """With everything else in its scope."""
    row = view_plan(work, actor, code, location, category)
    approve_scope(work, actor, code, row.branch, row.cluster)
    return view_plan(work, actor, code, location, category)


def _rows(work: Work, season: Season, cube: Cube, wanted: Sequence[Sequence[int]], version: str) -> Iterator[PlanRow]:
    states = states_of(work, season.id)
    past = [cube_of(work, season.id, kind) for kind in (LY, LLY)]
    for at, kind_at in wanted:
        place, kind = cube.axes.locations[at], cube.axes.categories[kind_at]
        branch, cluster = f'c:{kind.path[0][0] if kind.path else kind.code}', f'k:{place.cluster}'
        figures = _figures(cube, past, Cell('', f'l:{place.code}', f'c:{kind.code}'))
        yield PlanRow(season.code, place.code, kind.code, version, figures, branch, cluster,
                      states.get((branch, cluster)) == APPROVED)


def _figures(cube: Cube, past: Sequence[Cube], at: Cell) -> PlanFigures:
    sales, units, cogs = (cube.total(_of(at, measure)) for measure in ('net_sales', 'units', 'cogs'))
    stock = cube.total(_of(at, 'eop'))
    box = cube.axes.box(at)
    count = int(cube.sheet('eop').filled[box].sum()) if box else 0
    turns = (Decimal(sales * count) / stock).quantize(PLACES) if sales and stock else None
    return PlanFigures(sales, None if sales is None or cogs is None else sales - cogs, units, turns,
                       *(one.total(_of(at, 'net_sales')) for one in past))


def _cells(work: Work, season: Season, at: Cell, figures: PlanFigures, version: str,
           ) -> Iterator[tuple[Cell, int | None]]:
    """A margin is what cost leaves of sales."""
    if figures.sales is not None:
        yield _of(at, 'net_sales'), figures.sales
    if figures.units is not None:
        yield _of(at, 'units'), figures.units
    if figures.margin is not None:
        sales = figures.sales if figures.sales is not None else cube_of(work, season.id, version).total(
            _of(at, 'net_sales'))
        if sales is None:
            raise Rejected('A margin needs the sales it is made of.', field='planned_margin')
        yield _of(at, 'cogs'), sales - figures.margin


def _of(at: Cell, measure: str) -> Cell:
    return Cell(measure, at.location, at.category, at.period)


def _demand_known(axes: Axes, at: Cell) -> None:
    for nodes, key, name in ((axes.location_nodes, at.location, 'location'),
                             (axes.category_nodes, at.category, 'category'), (axes.period_nodes, at.period, 'period')):
        if key not in nodes:
            raise Rejected(f'This {name} is not of this season.', 'seasons.unknown', name)
