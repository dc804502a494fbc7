"""What the grid of a plan shows: looked up once for all who look in the same way at the same rows."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlmodel import select

from app.domain.access import Actor, demand, may
from app.domain.seasons.axes import Cell
from app.domain.seasons.bounds import Bounds, things_of
from app.domain.seasons.cube import Cube
from app.domain.seasons.explaining import PROVISIONAL
from app.domain.seasons.figures import figure
from app.domain.seasons.measures import INPUTS
from app.domain.seasons.plan.columns import columns_of, groups_of, season_column
from app.domain.seasons.plan.figures import Figures
from app.domain.seasons.plan.looks import PlanLooks, version_text
from app.domain.seasons.plan.outline import outline_of
from app.domain.seasons.plan.rows import Marked, Sheet
from app.domain.seasons.plan.view import CellLook, PlanView, Sight, Value, VersionLine
from app.domain.seasons.rolling import Rolled
from app.domain.seasons.season import CREATED, CURRENT, ORIGINAL, SCENARIO, WORKING, SeasonView
from app.domain.seasons.steps import EDITABLE
from app.domain.seasons.versions import HISTORY
from app.errors import NotFound
from app.services.seasons import ground, versions
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import bounds_of
from app.services.seasons.rolled import rolled_of
from app.services.seasons.scopes import watch_scopes
from app.work import Work
from models.seasons import Season, SeasonHold, SeasonLimit, SeasonNote, SeasonStep, SeasonVersion

KEPT: Final = 6  # versions of a season or two, as they are now
_lock = threading.Lock()
_figures: OrderedDict[Cube | Rolled, Figures] = OrderedDict()  # shared by all looks; those used longest ago go first


def watch_plan(work: Work, season_id: int, looks: PlanLooks, first: int = 0) -> PlanView:
    """Rows from `first` on, at most MOST_ROWS. For pages: shared by all who watch, whoever they are."""
    season = ground.watch_season(work, season_id)
    shown = versions.find_version(work, season_id, looks.version)
    axes = ground.find_axes(work, season_id)
    bounds = bounds_of(work, work.get(Season, season_id), shown)
    outline, columns = outline_of(axes, looks), columns_of(axes, looks.periods, looks.folded, bounds.elapsed)
    against, approved = _other(work, season_id, looks.against), _approved(work, season_id)
    scopes = watch_scopes(work, season_id)
    sheet = Sheet(
        axes, columns, _figures_of(work, season_id, shown), _figures_of(work, season_id, against) if against else None,
        _figures_of(work, season_id, approved) if approved and shown.kind == WORKING else None,
        _held(work, shown.id), _noted(work, season_id), scopes, _shut(bounds),
        frozenset(one for one in INPUTS if bounds.guards_scopes(one)), looks.measures if looks.is_pivot else ())
    return PlanView(
        season_id, season.seq, looks, outline, columns, groups_of(axes, columns), first, sheet.rows(outline, first),
        sheet.totals(outline), season.currency, season.digits, season.basis, _closed(work, season, shown),
        versions.view_of(against).label if against else '', _lines(work, season_id), scopes,
        versions.view_of(approved).label if approved else '', season.state)


def _figures_of(work: Work, season_id: int, version: SeasonVersion) -> Figures:
    """Of history only what was told; of a plan all that follows from it."""
    cube = cube_of(work, season_id, version.id)
    source: Cube | Rolled = cube if version.kind in HISTORY else rolled_of(work, season_id, version.id)
    with _lock:
        found = _figures.get(source)
        if found is None:
            found = _figures[source] = Figures(cube, source if isinstance(source, Rolled) else None)
        _figures.move_to_end(source)
        while len(_figures) > KEPT:
            _figures.popitem(last=False)
    return found


def _other(work: Work, season_id: int, told: str) -> SeasonVersion | None:
    """What is compared with; a version that is not there is nothing."""
    try:
        return versions.find_version(work, season_id, told)
    except NotFound:
        return None


def _approved(work: Work, season_id: int) -> SeasonVersion | None:
    return _other(work, season_id, CURRENT) or _other(work, season_id, ORIGINAL)


def _lines(work: Work, season_id: int) -> tuple[VersionLine, ...]:
    return tuple(VersionLine(version_text(one.kind, one.number), one.label, one.is_frozen)
                 for one in versions.watch_versions(work, season_id))


def _shut(bounds: Bounds) -> Mapping[str, str]:
    """Measures that the step of the season keeps from changing."""
    if bounds.kind == SCENARIO or bounds.is_history:
        return {}
    open_ = EDITABLE[bounds.state]
    return {one: 'not at this step' for one in INPUTS if not open_ & set(things_of(one))}


def _closed(work: Work, season: SeasonView, shown: SeasonVersion) -> str:
    """Why nothing at all can be changed."""
    if season.is_locked:
        return f'locked by {locked_by(work, season.id)}'
    if season.state == CREATED:
        return 'locations come first'
    if shown.frozen_at is not None:
        return f'{versions.view_of(shown).label} never changes'
    return ''


def locked_by(work: Work, season_id: int) -> str:
    row = work.session.exec(select(SeasonStep).where(SeasonStep.season_id == season_id, SeasonStep.now == 'locked')
                            .order_by(SeasonStep.id.desc())).first()  # type: ignore[attr-defined]
    return row.by_name if row else 'an admin'


def read_cells(work: Work, actor: Actor, season_id: int, looks: PlanLooks,
               rows: Sequence[Sequence[Cell]]) -> tuple[tuple[Value, ...], ...]:
    """What stands in cells, also in rows that were not sent."""
    demand(actor, 'seasons.look')
    found = _figures_of(work, season_id, versions.find_version(work, season_id, looks.version))
    axes = found.cube.axes
    columns = {one.key: one for one in (*columns_of(axes, looks.periods, looks.folded), season_column(axes))}
    return tuple(tuple(value for cell in row for value in
                       found.row(cell.measure, cell.location, cell.category, [columns[cell.period]])) for row in rows)


def look_at(work: Work, actor: Actor, season_id: int, looks: PlanLooks, cell: Cell) -> CellLook:
    """What the bar tells of a cell beside its value."""
    demand(actor, 'seasons.look')
    version = versions.find_version(work, season_id, looks.version)
    rolled = None if version.kind in HISTORY else rolled_of(work, season_id, version.id)
    otb = figure(rolled, replace(cell, measure='otb')) if rolled else None
    where = {'measure': cell.measure, 'location': cell.location, 'category': cell.category, 'period': cell.period}
    notes = work.session.exec(select(SeasonNote).filter_by(season_id=season_id, **where)).all()
    hold = work.session.exec(select(SeasonHold).filter_by(version_id=version.id, **where)).first()
    told = tuple(f'{one.by_name}: {one.text}' for one in notes)
    return CellLook(otb, told + _hints(rolled, cell), hold.by_name if hold else '')


def _hints(rolled: Rolled | None, cell: Cell) -> tuple[str, ...]:
    box = rolled.axes.box(cell) if rolled and cell.measure == 'bop' else None
    return (PROVISIONAL,) if rolled and box and not box[2].start and rolled.provisional[box[:2]].any() else ()


def sight_of(work: Work, actor: Actor, code: str) -> Sight:
    """Of one person, for the pages; services ask again in each deed."""
    season = ground.seen_season(work, actor, code)
    limit = work.session.get(SeasonLimit, (season.id, actor.identity))
    return Sight(ground.find_axes(work, season.id), may(actor, 'seasons.plan'), may(actor, 'seasons.approve'),
                 tuple(limit.branches) if limit else (), tuple(limit.clusters) if limit else ())


def _held(work: Work, version: int) -> Marked:
    rows = work.session.exec(select(SeasonHold).where(SeasonHold.version_id == version)).all()
    return _marked((row.measure, row.location, row.category, row.period) for row in rows)


def _noted(work: Work, season_id: int) -> Marked:
    rows = work.session.exec(select(SeasonNote).where(SeasonNote.season_id == season_id)).all()
    return _marked((row.measure, row.location, row.category, row.period) for row in rows)


def _marked(cells: Iterable[tuple[str, str, str, str]]) -> Marked:
    found: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for measure, location, category, period in cells:
        found[measure, location, category].add(period)
    return {key: frozenset(periods) for key, periods in found.items()}


