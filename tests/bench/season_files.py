"""Files into the large season and out of it: 100,000 rows in, a workbook out, and what waits for them meanwhile."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter
from typing import Any

from sqlmodel import select

from app.domain.seasons.importing.import_views import ImportDraft
from app.integrations.tables.workbook_writing import MONEY, Head, Paper
from app.services.seasons import imports
from app.services.seasons.plan_exports import Taken, made
from app.work import Work, read, transact
from jobs.seasons.import_file import check_file, write_file
from models.ops import OpsRun
from tests.bench.figures import Figure
from tests.bench.loop import longest_hold_up
from tests.people import ANN
from tests.season_files import text_of
from tests.uploads import sent
from tests.voice import Said

ROWS, FEW = 100_000, 9_000  # the small file is read in the process that serves pages
WEEKS, KINDS, PLACES, MEASURES = 52, 200, 500, 5


async def moved(code: str) -> tuple[list[Figure], list[str]]:
    """Times in milliseconds, and how long the event loop was held up at most."""
    whole, out = Figure(f'import of {ROWS:,} rows', 10_000), Figure(f'xlsx of {KINDS} × {WEEKS} × {MEASURES}', 5_000)
    small = await _brought(code, 'few.csv', FEW, 7)
    held = max([await longest_hold_up(deed) for deed in small])
    for deed in await _brought(code, 'many.csv', ROWS, 5):
        began = perf_counter()
        await asyncio.to_thread(deed)
        whole.times.append(1000 * (perf_counter() - began))
    whole.times = [sum(whole.times)]
    taken = _taken(code)
    began = perf_counter()
    written = await longest_hold_up(lambda: made(taken, 'xlsx'))
    out.times.append(1000 * (perf_counter() - began))
    return [whole, out], [f'the loop is held up for {held:.0f} ms at most by a file of {FEW:,} rows, {written:.0f} ms '
                          'while a workbook is written (budget 50; larger files are read in a process of their own)']


async def _brought(code: str, name: str, rows: int, value: int) -> list[Callable[[], Any]]:
    """Reading and writing, one after the other."""
    lines = [(f'L{at % PLACES:03}', f'K{at // PLACES % KINDS:03}', f'W{1 + at // (PLACES * KINDS // 2):02}', value)
             for at in range(rows)]
    file = await sent(ANN, name, text_of(('Store', 'Dept', 'Week', 'Sales'), *lines))
    number, _ = transact(imports.ask_import, ANN, ImportDraft(file.id, 'plans', code))

    def write() -> None:
        transact(imports.ask_commit, ANN, number, False)
        write_file(Said(), read(_parameters, number))
    return [lambda: check_file(Said(), read(_parameters, number)), write]


def _parameters(work: Work, number: int) -> Any:
    rows = work.session.exec(select(OpsRun).order_by(OpsRun.id)).all()  # type: ignore[arg-type]
    return [row.parameters for row in rows if row.parameters.get('import') == number][-1]


def _taken(code: str) -> Taken:
    heads = [Head(name, width=18) for name in ('Season', 'Location', 'Category', 'Period')]
    heads += [Head(f'Measure {at}', MONEY) for at in range(MEASURES)]
    first = date(2030, 2, 4)
    rows = [[code, 'L000', f'K{kind:03}', first + timedelta(weeks=week), *(
        Decimal(100 * kind + week + at).scaleb(-2) for at in range(MEASURES))]
        for kind in range(KINDS) for week in range(WEEKS)]
    return Taken('plan', Paper('Plan', heads, rows, (), 2))
