"""Season plans: figures by location, category and period, written by one edit for each version a file speaks of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from app.domain.access import Actor
from app.domain.seasons.axes import ALL, Axes, Cell
from app.domain.seasons.importing.book import Issue, Read
from app.domain.seasons.importing.difference import REPLACE, Difference
from app.domain.seasons.importing.noticing import TIMES, over_last_year
from app.domain.seasons.season import ACTUAL, LLY, LY, TARGET, WORKING
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.ground import find_axes
from app.services.seasons.importing.cells import (
    Column,
    Figures,
    blanked,
    compare,
    count_leaves,
    leaf_at,
    merged,
    rows_over,
)
from app.services.seasons.undoing import undo_import
from app.work import Work
from models.seasons import Season

PLAN_COLUMNS: Final = {'planned_sales': 'net_sales', 'planned_units': 'units', 'markdown': 'markdown',
                       'discount': 'discount', 'shrink': 'shrink', 'receipts': 'receipts',
                       'transfers_in': 'transfers_in', 'transfers_out': 'transfers_out', 'cogs': 'cogs', 'eop': 'eop'}
OTHER_COLUMNS: Final = {'ly_sales': LY, 'lly_sales': LLY}
SALES_COLUMNS: Final = {'net_retail': 'net_sales', 'qty': 'units', 'cogs': 'cogs', 'markdown': 'markdown',
                        'discount': 'discount'}
VERSIONS: Final = (TARGET, WORKING)
SOLD: Final = ('net_sales', 'units')
Key = tuple[str, str, str]


def compare_plans(work: Work, season: Season, reads: Sequence[Read], mode: str) -> Difference:
    """Rows of several articles at one place are added up; a margin becomes cost, turns become a stock target."""
    axes = find_axes(work, season.id)
    told: dict[str, Figures] = defaultdict(Figures)
    issues, notes = list[Issue](), _articles(reads)
    sums = _sums(reads)
    for read in reads:
        version = str(read.values.get('version') or '').casefold()
        if read.values.get('planned_margin') is not None and read.values.get('planned_sales') is None:
            issues.append(Issue(read.number, 'planned_margin', '', 'A margin needs the sales it is made of.'))
        elif issue := _at_warehouse(axes, read, 'planned_sales', 'planned_units'):
            issues.append(issue)
        elif version not in ('', *VERSIONS) and not version.isdecimal():
            issues.append(Issue(read.number, 'version', version, 'A file is written to the working plan or the target.',
                                VERSIONS))
        else:
            _put(axes, told, read, version if version in VERSIONS else WORKING, sums)
    return _compared(work, season, axes, _added_up(told), reads, issues, notes, mode)


def compare_sales(work: Work, season: Season, reads: Sequence[Read], mode: str) -> Difference:
    """What was sold goes into the version of what happened."""
    axes = find_axes(work, season.id)
    told, issues = {ACTUAL: Figures()}, list[Issue]()
    for read in reads:
        if issue := _at_warehouse(axes, read, *SALES_COLUMNS):
            issues.append(issue)
            continue
        for column, measure in SALES_COLUMNS.items():
            if (value := read.values.get(column)) is not None:
                told[ACTUAL].put(axes, read.number, _cell(read, measure), int(value))
    return _compared(work, season, axes, told, reads, issues, [], mode)


def store_cells(work: Work, actor: Actor, season: Season, found: Difference, import_id: int) -> dict[str, Any]:
    """One edit for each version, which undo takes back by the number of the import."""
    for version, told in found.payload.items():
        edit(work, actor, season.code, None, told.operation(), version, import_id=import_id)
    return {}


def undo_cells(work: Work, actor: Actor, season: Season | None, _: Mapping[str, Any], import_id: int) -> None:
    assert season
    undo_import(work, actor, season.code, import_id)


def _compared(work: Work, season: Season, axes: Axes, told: Mapping[str, Figures], reads: Sequence[Read],
              issues: list[Issue], notes: list[str], mode: str) -> Difference:
    cubes = {version: cube_of(work, season.id, version) for version in told}
    notes += over_last_year(_far_over(work, season, told, reads))
    refused = {one.row for one in issues}
    found = compare(season, cubes, told, [one for one in reads if one.number not in refused], mode)
    drops = list[str]()
    if mode == REPLACE:
        for version in told:
            gone = blanked(axes, cubes[version], told[version])
            found.payload[version] = merged(gone, told[version])
            if count := count_leaves(gone):
                drops.append(f'{count:,} cells that the file does not name become empty.')
    return Difference(found.rows, found.sames, (*issues, *found.issues), tuple(notes), tuple(drops), found.adds,
                      found.payload)


def _at_warehouse(axes: Axes, read: Read, *columns: str) -> Issue | None:
    """Goods go through a warehouse; they are sold elsewhere."""
    if not any(read.values.get(name) for name in columns):
        return None
    node = axes.location_nodes.get(read.values['location'].key)
    place = axes.locations[node.start] if node and node.stop - node.start == 1 else None
    if place is None or place.kind != 'warehouse':
        return None
    stores = tuple(one.code for one in axes.locations if one.cluster == place.cluster and one.kind != 'warehouse')
    return Issue(read.number, 'location', place.code, f'{place.name} is a warehouse: nothing is sold there.',
                 stores[:3])


def _far_over(work: Work, season: Season, told: Mapping[str, Figures], reads: Sequence[Read]) -> list[int]:
    """By the cells of last year, and by what the row itself says of it."""
    before, rows = cube_of(work, season.id, LY), set[int]()
    for version in told.keys() - {LY, LLY}:
        sold = Figures({key: one for key, one in told[version].leaves.items() if key in SOLD},
                       [one for one in told[version].totals if one[1].measure in SOLD])
        rows |= set(rows_over(sold, before, TIMES))
    rows |= {read.number for read in reads if 0 < (read.values.get('ly_sales') or 0) * TIMES < (
        read.values.get('planned_sales') or 0)}
    return sorted(rows)


def _put(axes: Axes, told: dict[str, Figures], read: Read, version: str, sums: Mapping[tuple[str, str], int]) -> None:
    values, figures = read.values, told[version]
    place, kind, period = values['location'].key, values['category'].key, str(values.get('period') or ALL)
    at = leaf_at(axes, Cell('', place, kind, period))
    for column, measure in PLAN_COLUMNS.items():
        if (value := values.get(column)) is None:
            continue
        if at:
            figures.leaves.setdefault(measure, Column()).put(read.number, at, int(value))
        else:
            figures.put(axes, read.number, Cell(measure, place, kind, period), int(value))
    for column, other in OTHER_COLUMNS.items():
        if (value := values.get(column)) is not None:
            told[other].put(axes, read.number, _cell(read, 'net_sales'), int(value))
    if (margin := values.get('planned_margin')) is not None and values.get('cogs') is None:
        told[version].put(axes, read.number, _cell(read, 'cogs'), values['planned_sales'] - margin)
    if turns := values.get('inventory_turns'):
        stock = Decimal(sums.get(_place(read), 0)) / turns
        for cell in _each(axes, _cell(read, 'eop')):
            told[version].put(axes, read.number, cell, int(stock.quantize(Decimal(1), ROUND_HALF_UP)))


def _each(axes: Axes, cell: Cell) -> list[Cell]:
    """The same stock at the end of every period of a node."""
    node = axes.period_nodes[cell.period]
    return [Cell(cell.measure, cell.location, cell.category, one.key) for one in axes.periods[node.slice]]


def _cell(read: Read, measure: str) -> Cell:
    period = read.values.get('period') or ALL
    return Cell(measure, read.values['location'].key, read.values['category'].key, str(period))


def _place(read: Read) -> tuple[str, str]:
    return read.values['location'].key, read.values['category'].key


def _sums(reads: Sequence[Read]) -> Mapping[tuple[str, str], int]:
    """Sales of the season at a place, of which its average stock is a part."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for read in reads:
        found[_place(read)] += int(read.values.get('planned_sales') or 0)
    return found


def _added_up(told: Mapping[str, Figures]) -> dict[str, Figures]:
    """Each leaf once: what several rows say of it is added up, and the last of them carries it."""
    return {version: _single(figures) for version, figures in told.items()}


def _single(figures: Figures) -> Figures:
    found = Figures(totals=_single_totals(figures))
    for measure, column in figures.leaves.items():
        keys = list(zip(column.locations, column.categories, column.periods, strict=True))
        if len(set(keys)) == len(keys):
            found.leaves[measure] = column
            continue
        sums: dict[tuple[int, int, int], tuple[int, int]] = {}
        for key, row, value in zip(keys, column.rows, column.values, strict=True):
            before = sums.get(key, (row, 0))[1]
            sums[key] = row, value if measure == 'eop' else before + value
        for at, (row, value) in sums.items():
            found.leaves.setdefault(measure, type(column)()).put(row, at, value)
    return found


def _single_totals(figures: Figures) -> list[tuple[int, Cell, int]]:
    sums: dict[Cell, tuple[int, int]] = {}
    for row, cell, value in figures.totals:
        sums[cell] = row, sums.get(cell, (row, 0))[1] + value
    return [(row, cell, value) for cell, (row, value) in sums.items()]


def _articles(reads: Sequence[Read]) -> list[str]:
    count = sum(bool(one.values.get('sku_id')) for one in reads)
    return [f'{count:,} rows name an article: they are added up to their category.'] if count else []
