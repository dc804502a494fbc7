"""A plan as a file: the same columns that are imported, so that what was taken away can be brought back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np

from app.domain.access import Actor, demand
from app.domain.seasons.axes import Axes
from app.domain.seasons.cube import BLANK, Cube, stored_of
from app.domain.seasons.importing.kinds import PLANS
from app.domain.seasons.measures import MEASURES, MONEY
from app.domain.seasons.money import digits_of
from app.errors import Conflict
from app.integrations.tables.workbook_writing import MONEY as MONEY_FORM
from app.integrations.tables.workbook_writing import PERCENT, WHOLE, Head, Paper, as_workbook
from app.integrations.tables.writing import Written, as_csv
from app.services.seasons.cubes import cube_of
from app.services.seasons.ground import find_axes, seen_season
from app.services.seasons.importing.plans import PLAN_COLUMNS
from app.services.seasons.versions import find_version, view_of
from app.work import Work
from models.seasons import Season

MOST: Final = {'xlsx': 200_000, 'csv': 1_000_000}  # rows
MEDIA: Final = {'xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
               'csv': 'text/csv; charset=utf-8'}
KEYS: Final = ('Season', 'Location', 'Category', 'Period')
COGS, SALES = 'Cost of goods sold', 'Net sales'


@dataclass(frozen=True)
class Taken:
    """What is exported; the file itself is made elsewhere, without the database."""
    name: str
    paper: Paper


def take_plan(work: Work, actor: Actor, code: str, version: str = 'working', form: str = 'xlsx') -> Taken:
    """Every leaf that has any figure is a row. Raises NotFound, Conflict where there are too many."""
    demand(actor, 'seasons.look')
    season = seen_season(work, actor, code)
    told = find_version(work, season.id, version)
    axes, cube = find_axes(work, season.id), cube_of(work, season.id, told.id)
    columns = [(PLANS.field(column).label, measure) for column, measure in PLAN_COLUMNS.items()
               if measure in cube.sheets]
    rows = list(_rows(season, axes, cube, [measure for _, measure in columns], MOST[form]))
    heads = [*(Head(name, width=18) for name in KEYS), *(
        Head(label, MONEY_FORM if MEASURES[key].unit == MONEY else WHOLE)
        for label, key in columns)]
    if {label for label, _ in columns} >= {COGS, SALES}:
        heads.append(Head('Margin share of net sales', PERCENT, (COGS, SALES), 24))
    facts = (('Season', f'{season.name} ({season.code})'), ('Version', view_of(told).label),
             ('Basis', season.basis), ('Currency', season.currency), ('As of', f'{work.now:%Y-%m-%d %H:%M} UTC'),
             ('Revision', str(season.revision)), ('Edit', str(season.seq)),
             ('How to bring it back', 'Import this file as “Season plan”: the line of totals and the last column are '
                                      'passed over.'))
    return Taken(f'{season.code}-plan-{told.kind}', Paper('Plan', heads, rows, facts, digits_of(season.currency)))


def made(taken: Taken, form: str) -> bytes:
    """Takes a moment and no database: for a thread."""
    if form == 'xlsx':
        return as_workbook(taken.paper)
    return as_csv([head.name for head in taken.paper.heads if not head.ratio[0]], taken.paper.rows)


def _rows(season: Season, axes: Axes, cube: Cube, measures: Sequence[str], most: int) -> Iterator[list[Written]]:
    sheets = [stored_of(cube.sheet(measure)) for measure in measures]
    filled = np.zeros(axes.shape, bool)
    for sheet in sheets:
        filled |= sheet != BLANK
    at = np.nonzero(filled)
    if len(at[0]) > most:
        raise Conflict(f'This plan has {len(at[0]):,} rows; such a file holds at most {most:,}. Take CSV, or compare '
                       'a part of it in the grid.', 'seasons.too_many')
    digits = [digits_of(season.currency) if MEASURES[measure].unit == MONEY else 0 for measure in measures]
    columns = [sheet[at].tolist() for sheet in sheets]
    keys = zip(*(part.tolist() for part in at), strict=True)
    for number, (place, kind, period) in enumerate(keys):
        yield [season.code, axes.locations[place].code, axes.categories[kind].code, axes.periods[period].start, *(
            None if (value := column[number]) == BLANK else Decimal(value).scaleb(-size) if size else value
            for column, size in zip(columns, digits, strict=True))]
