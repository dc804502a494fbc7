"""The plan of 500 locations and 200 categories in 26 weeks: what it takes to open it, to change it, to sum it up."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from app import migrations, work
from app.clock import now
from app.domain.policy import Policy
from app.domain.seasons import figures, rolling
from app.domain.seasons.axes import Cell
from app.domain.seasons.cube import BLANK, Cube, sheet_of
from app.domain.seasons.operations import Paste, Set
from app.domain.seasons.season import LOCATED, WORKING
from app.services.seasons import cubes, flushing, ground
from app.services.seasons.cell_history import view_history
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.images import write_all
from app.services.seasons.rolled import rolled_of
from app.services.seasons.undoing import undo
from app.services.seasons.versions import begin_version, copy_version, find_version
from app.work import Work, read, transact
from jobs import commands
from jobs.demo import Unheard
from jobs.demo_seasons import fill_seasons
from models.masters import MasterCalendar, MasterCategory, MasterCompany, MasterLocation, MasterPeriod
from models.seasons import Season, SeasonCategory, SeasonLocation
from tests.bench import season_browsers, season_files, season_orders
from tests.bench.figures import Figure, print_table
from tests.bench.season_grid import looked
from tests.people import ANN, found_workspace

LOCATIONS, CATEGORIES, WEEKS, CLUSTERS, BRANCHES = 500, 200, 26, 20, 10
BEGIN, CODE = date(2030, 2, 4), 'LARG-0001'
MEASURES = ('net_sales', 'units', 'markdown', 'discount', 'shrink', 'cogs', 'eop', 'transfers_in', 'transfers_out')
FILLED = 0.81
TURNS = 10
CLUSTER = Cell('net_sales', 'k:C00', '', '')


async def measure() -> None:
    await _large()
    _demo()
    with tempfile.TemporaryDirectory() as folder:
        figures, notes = await season_browsers.seen(Path(folder), plant_large)
        print_table('Seasons: the large plan in browsers', figures, notes)


async def _large() -> None:
    with tempfile.TemporaryDirectory() as folder:
        policy = Policy(commands=commands.DEFINITIONS, ops=replace(Policy().ops, files_dir=Path(folder)))
        engine = work.configure(f'sqlite:///{folder}/bench.db', lambda session, events: None, policy)
        migrations.upgrade(engine)
        found_workspace()
        began = perf_counter()
        season = transact(plant_large)
        notes = [f'{len(MEASURES)} measures stored in {perf_counter() - began:.1f} s, '
                 f'{_size(folder):.0f} MB']
        grid, sizes = looked(season, CODE)
        print_table(f'Seasons: {LOCATIONS} locations × {CATEGORIES} categories × {WEEKS} weeks', [
            *_opened(season), *_edited(season), *_summed(season), *grid, *_kept(season)], [*notes, *sizes])
        print_table('Seasons: files', *await season_files.moved(CODE))
        print_table('Seasons: buying in the large season', *await season_orders.bought(season, CODE))
        engine.dispose()


def _demo() -> None:
    """What everybody’s first look waits for."""
    figure = Figure('the made-up seasons of a demo')
    with tempfile.TemporaryDirectory() as folder:
        engine = work.configure(f'sqlite:///{folder}/demo.db', lambda session, events: None, Policy())
        migrations.upgrade(engine)
        found_workspace()
        _timed(figure, lambda: fill_seasons(Unheard(), ANN))
        engine.dispose()
    print_table('Seasons: the demo', [figure])


def _size(folder: str) -> float:
    """In megabytes."""
    return Path(folder, 'bench.db').stat().st_size / 2 ** 20


def plant_large(work: Work) -> int:
    """Straight into the tables; its number."""
    company = _add(work, MasterCompany(name='Acme', code='ACME-0001'))
    calendar = _add(work, MasterCalendar(company_id=company.id, name='Weeks', preset='iso'))
    for number in range(WEEKS):
        start = BEGIN + timedelta(weeks=number)
        work.session.add(MasterPeriod(calendar_id=calendar.id, start=start, end=start + timedelta(days=6), year=2030,
                                      number=number + 1, month=1 + number // 4, quarter=1, half=1))
    season = _add(work, Season(company_id=company.id, calendar_id=calendar.id, code=CODE, name='Large', start=BEGIN,
                               end=BEGIN + timedelta(weeks=WEEKS, days=-1), state=LOCATED, created_at=now()))
    masters = [MasterLocation(company_id=company.id, code=f'L{at:03}', name=f'Store {at}') for at in range(LOCATIONS)]
    kinds = [MasterCategory(company_id=company.id, code=f'K{at:03}', name=f'Kind {at}') for at in range(CATEGORIES)]
    work.session.add_all([*masters, *kinds])
    work.session.flush()
    work.session.add_all([SeasonLocation(
        season_id=season.id, location_id=one.id, place=at, code=one.code, name=one.name, kind='store',
        cluster=f'C{at % CLUSTERS:02}', cluster_name=f'Cluster {at % CLUSTERS:02}') for at, one in enumerate(masters)])
    work.session.add_all([SeasonCategory(
        season_id=season.id, category_id=one.id, place=at, code=one.code, name=one.name,
        path=[[f'B{at % BRANCHES}', f'Branch {at % BRANCHES}']]) for at, one in enumerate(kinds)])
    work.session.flush()
    version = begin_version(work, season, WORKING, ANN)
    write_all(work, Cube(version.id, 0, ground.find_axes(work, season.id), {
        measure: sheet_of(_cells(at)) for at, measure in enumerate(MEASURES)}))
    return int(season.id)


def _cells(seed: int) -> np.ndarray[Any, Any]:
    """About a fifth is empty, a few are below nothing."""
    rng = np.random.default_rng(seed)
    shape = (LOCATIONS, CATEGORIES, WEEKS)
    stored = rng.integers(0, 100_000, shape, np.int64)
    stored[rng.random(shape) > FILLED] = BLANK
    return stored


def _opened(season: int) -> list[Figure]:
    cold, again, caught = Figure('open, from the database', 1000), Figure('open, in memory', 150), Figure(
        'catch up with somebody else’s edit', 1000)
    for _ in range(3):
        cubes.forget()
        _timed(cold, lambda: read(cube_of, season))
        _timed(again, lambda: read(cube_of, season))
    for turn in range(TURNS):
        before = read(cube_of, season)
        transact(edit, ANN, CODE, None, Set(_leaf(turn), turn + 1))
        cubes.forget()
        cubes.keep(before)
        _timed(caught, lambda: read(cube_of, season))
    return [cold, again, caught]


def _edited(season: int) -> list[Figure]:
    one, cluster, whole = Figure('edit of one cell', 100), Figure('spread to a cluster, 130,000 leaves'), Figure(
        'spread to all, 2.6 million leaves')
    paste, back = Figure('paste of 5,200 cells', 300), Figure('undo of it', 300)
    rolling.forget()
    read(rolled_of, season)
    for turn in range(TURNS * 2):
        seq = read(cube_of, season).seq
        _timed(one, lambda turn=turn, seq=seq: transact(edit, ANN, CODE, seq, Set(_leaf(turn), 1000 + turn)))
    cells = [Cell('net_sales', f'l:L{at % 10:03}', f'c:K{at // 260:03}', _week(at // 10)) for at in range(5_200)]
    for turn in range(5):
        pasted = Paste(tuple((cell, 7 * at + turn) for at, cell in enumerate(cells)))
        seq = read(cube_of, season).seq
        _timed(paste, lambda pasted=pasted, seq=seq: transact(edit, ANN, CODE, seq, pasted))
        _timed(back, lambda: transact(undo, ANN, CODE))
    for turn in range(3):
        _timed(cluster, lambda turn=turn: transact(edit, ANN, CODE, None, Set(CLUSTER, 10 ** 10 + turn)))
    _timed(whole, lambda: transact(edit, ANN, CODE, None, Set(Cell('net_sales'), 10 ** 12)))
    return [one, paste, back, cluster, whole]


def _summed(season: int) -> list[Figure]:
    all_rows, fold, told = Figure('roll everything anew', 1000), Figure('figures of 200 rows × 26 weeks', 150), Figure(
        'history of a cell')
    for turn in range(3):
        rolling.forget()
        _timed(all_rows, lambda: read(rolled_of, season))
        rolled = read(rolled_of, season)
        _timed(fold, lambda turn=turn, rolled=rolled: [
            figures.figure(rolled, Cell(measure, f'k:C{turn:02}', f'c:K{row:03}', _week(week)))
            for measure in ('net_sales',) for row in range(CATEGORIES) for week in range(WEEKS)])
        _timed(told, lambda: read(view_history, ANN, CODE, _leaf(3)))
    return [all_rows, fold, told]


def _kept(season: int) -> list[Figure]:
    few, every, copy = Figure('images after one edit'), Figure('images after an edit of all leaves'), Figure(
        'a snapshot')
    _timed(every, lambda: transact(flushing.flush_all))
    for turn in range(5):
        transact(edit, ANN, CODE, None, Set(_leaf(turn), 5 + turn))
        _timed(few, lambda: transact(flushing.flush_all))
    _timed(copy, lambda: transact(_snapshot, season))
    return [few, every, copy]


def _snapshot(work: Work, season_id: int) -> None:
    season = work.lock(Season, season_id)
    copy_version(work, season, find_version(work, season_id, WORKING), ANN, 'snapshot', 'now')


def _leaf(turn: int) -> Cell:
    return Cell('net_sales', f'l:L{turn * 7 % LOCATIONS:03}', f'c:K{turn * 3 % CATEGORIES:03}', _week(turn))


def _week(number: int) -> str:
    return f'w:{BEGIN + timedelta(weeks=number % WEEKS)}'


def _timed(figure: Figure, deed: Callable[[], Any]) -> None:
    began = perf_counter()
    deed()
    figure.times.append(1000 * (perf_counter() - began))


def _add(work: Work, row: Any) -> Any:
    work.session.add(row)
    work.session.flush()
    return row
