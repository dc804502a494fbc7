"""Cells for programs: looked at as rows of decimal strings, changed by what is told in plain words."""

from collections.abc import Callable, Sequence

from app.domain.access import Actor
from app.domain.seasons import figures
from app.domain.seasons.asking import Asked, CellRow, CellsAsk, CellsView, Comparison, ComparisonRow, operation_of, told
from app.domain.seasons.axes import ALL, Axes, Cell, Node
from app.domain.seasons.doing import target_box, value_of
from app.domain.seasons.measures import INPUTS, MEASURES, RATIO
from app.domain.seasons.money import digits_of
from app.domain.seasons.versions import HISTORY
from app.errors import NotFound, Rejected
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import Edited, edit
from app.services.seasons.ground import find_axes, find_season, seen_season
from app.services.seasons.rolled import rolled_of
from app.services.seasons.versions import find_version, view_of
from app.work import Work
from models.seasons import SeasonVersion

MOST_CELLS = 30_000  # values of one answer
PLACES = 4  # decimals of a ratio
PERIODS = ('weeks', 'months', 'season')

Amounts = Callable[[Cell], int | None]


def edit_asked(work: Work, actor: Actor, code: str, seq: int | None, asked: Asked, version: str = 'working') -> Edited:
    """An edit as a program tells it."""
    digits = digits_of(find_season(work, code).currency)
    return edit(work, actor, code, seq, operation_of(asked, digits), version)


def view_cells(work: Work, actor: Actor, code: str, ask: CellsAsk) -> CellsView:
    """Rows of categories in the order of their tree, for each measure. Raises NotFound, Rejected."""
    season = seen_season(work, actor, code)
    axes, shown = find_axes(work, season.id), find_version(work, season.id, ask.version)
    nodes, periods = _below(axes, ask.node, ask.depth), _periods(axes, ask.periods)
    _demand_few(len(nodes) * len(periods) * len(ask.measures))
    tell = _telling(work, season.id, shown, digits_of(season.currency))
    rows = [CellRow(node.key, node.name, node.level, measure, ask.place, tuple(
        tell(_cell(axes, measure, ask.place, node.key, period)) for period in periods))
        for node in nodes for measure in ask.measures]
    return CellsView(season.seq, view_of(shown).label, periods, tuple(rows))


def compare_versions(work: Work, actor: Actor, code: str, a: str, b: str, ask: CellsAsk) -> Comparison:
    """Two versions side by side: categories below a node, by period. Raises NotFound, Rejected."""
    season = seen_season(work, actor, code)
    axes = find_axes(work, season.id)
    first, second = find_version(work, season.id, a), find_version(work, season.id, b)
    nodes, periods = _below(axes, ask.node, ask.depth), _periods(axes, ask.periods)
    _demand_few(2 * len(nodes) * len(periods) * len(ask.measures))
    one, other = _amounts(work, season.id, first), _amounts(work, season.id, second)
    rows = [ComparisonRow(node.key, node.name, node.level, measure, period, one(cell), other(cell))
            for node in nodes for measure in _plain(ask.measures) for period in periods
            for cell in [_cell(axes, measure, ask.place, node.key, period)]]
    return Comparison(view_of(first).label, view_of(second).label, digits_of(season.currency), tuple(rows))


def _plain(measures: Sequence[str]) -> Sequence[str]:
    for one in measures:
        if MEASURES[_known(one)].kind == RATIO:
            raise Rejected('Ratios cannot be compared by difference: compare what they are made of.', field='measure')
    return measures


def _known(measure: str) -> str:
    if measure not in MEASURES:
        raise NotFound(f'There is no measure “{measure}”.')
    return measure


def _amounts(work: Work, season_id: int, version: SeasonVersion) -> Amounts:
    """Of history only what was told; of a plan also what follows from it."""
    if version.kind in HISTORY:
        cube = cube_of(work, season_id, version.id)
        return lambda cell: value_of(cube, cell) if cell.measure in INPUTS else None
    rolled = rolled_of(work, season_id, version.id)
    return lambda cell: figures.figure(rolled, cell)


def _telling(work: Work, season_id: int, version: SeasonVersion, digits: int) -> Callable[[Cell], str | None]:
    """Amounts, and ratios with some decimals, as programs read them."""
    amount = _amounts(work, season_id, version)
    rolled = None if version.kind in HISTORY else rolled_of(work, season_id, version.id)

    def tell(cell: Cell) -> str | None:
        if MEASURES[cell.measure].kind != RATIO:
            return told(cell.measure, amount(cell), digits)
        found = figures.ratio(rolled, cell) if rolled else None
        return None if found is None else str(found.rounded(PLACES))
    return tell


def _cell(axes: Axes, measure: str, place: str, node: str, period: str) -> Cell:
    cell = Cell(_known(measure), place, node, period)
    target_box(axes, cell)
    return cell


def _below(axes: Axes, key: str, depth: int) -> Sequence[Node]:
    """The node itself, and what is below it."""
    top = axes.category_nodes.get(key)
    if top is None:
        raise NotFound('There is no such category in this season.')
    return [node for node in axes.category_nodes.values() if top.start <= node.start and node.stop <= top.stop
            and top.level <= node.level <= top.level + depth and (node.level > top.level or node.key == key)]


def _periods(axes: Axes, told: str) -> tuple[str, ...]:
    """Keys of all columns."""
    if told not in PERIODS:
        raise Rejected(f'Periods are {", ".join(PERIODS)}.', field='periods')
    if told == 'season':
        return (ALL,)
    if told == 'weeks':
        return tuple(one.key for one in axes.periods)
    return tuple(node.key for node in axes.period_nodes.values() if node.level == 1)


def _demand_few(count: int) -> None:
    if count > MOST_CELLS:
        raise Rejected(f'That would be {count:,} values; ask for at most {MOST_CELLS:,}: fewer levels, measures or '
                       'periods.', 'seasons.size', 'depth')
