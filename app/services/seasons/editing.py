"""Edits of a plan: refused whole or done whole, in the log before anybody hears of them.

The row of the season is locked, the cube catches up by the log, and only then it is decided; so it does not matter
how many processes there are. Who is refused is told the first reason of a fixed order: no right, the season is locked,
the period is over, the scope is closed, the step, the figure is worked out, the cell is held, somebody else was there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.seasons.axes import Axes, Cell
from app.domain.seasons.bounds import Bounds, Closed, Hold
from app.domain.seasons.changes import Change, applied
from app.domain.seasons.cube import Cube
from app.domain.seasons.doing import changes_of
from app.domain.seasons.measures import MEASURES, MONEY
from app.domain.seasons.money import digits_of, plain
from app.domain.seasons.naming import first_leaves, name_of_cell
from app.domain.seasons.operations import Become, Operation, Seed, Set, Spread, cells_of, name_of, versions_of
from app.domain.seasons.rolling import elapsed_at
from app.domain.seasons.season import ACTUAL, APPROVED, RANGED, REVIEW, SCENARIO, WORKING
from app.domain.seasons.spread import HeldTooMuch
from app.domain.seasons.versions import HIDDEN
from app.errors import Conflict, NotFound
from app.services import audit
from app.services.seasons.clashing import demand_unchanged
from app.services.seasons.cubes import cube_of, keep_own
from app.services.seasons.days import note_days
from app.services.seasons.doors import enter
from app.services.seasons.effects import happened_effect, taken_effect
from app.services.seasons.ground import find_axes, find_season
from app.services.seasons.log import keep_edit
from app.services.seasons.reach import reach_of
from app.services.seasons.versions import ensure_version, find_version
from app.work import Work
from models.seasons import Season, SeasonHold, SeasonScope, SeasonVersion

MOVING = (WORKING, ACTUAL)  # kinds that open-to-buy is worked out from
MOST_CELLS = 5  # that the log names of one edit
SINGLE = ('target', 'working', 'actual', 'ly', 'lly')  # kinds that come into being by being written to


@dataclass(frozen=True)
class Edited:
    """`seq` is what the editor has seen now; `changed` counts leaves, of which there may be none."""
    seq: int
    changed: int
    version_id: int = 0


@dataclass(frozen=True, eq=False)
class Desk:
    """What an edit is done with: rows that are locked, the cube of now, and its bounds."""
    season: Season
    version: SeasonVersion
    cube: Cube
    bounds: Bounds


def edit(work: Work, actor: Actor, code: str, seq: int | None, operation: Operation, version: str | int = WORKING, *,
         import_id: int | None = None) -> Edited:
    """`seq` is that of the cube the editor has looked at; without one nobody is asked who else was there. Raises
    Forbidden, NotFound, Conflict (Collided, with both values), Rejected.
    """
    season_id = find_season(work, code).id
    demand(actor, 'seasons.plan', _reach(work, actor, season_id, operation))
    desk = desk_of(work, actor, code, version)
    desk.bounds.demand_cells(cells_of(operation))
    changes = _worked_out(work, desk, operation)
    desk.bounds.demand(changes)
    if seq is not None:
        demand_unchanged(work, actor, desk.cube, desk.season, seq, changes, operation)
    edited = done(work, actor, desk, name_of(operation), scope_of(desk, operation, changes), changes,
                  import_id=import_id)
    if isinstance(operation, Seed) and edited.changed:
        _note(work, actor, desk, 'seed', edited)
    return edited


def edit_by(work: Work, actor: Actor, code: str, name: str, cells: Sequence[Cell],
            changes_at: Callable[[Desk], Sequence[Change]], version: str | int = WORKING,
            told: Mapping[str, Any] | None = None) -> Edited:
    """An edit that is worked out from the newest cells, under the lock of the season; `cells` say what it aims at.
    Raises Forbidden, NotFound, Conflict, Rejected.
    """
    demand(actor, 'seasons.plan', reach_of(work, actor, find_season(work, code).id, {one.location for one in cells},
                                           {one.category for one in cells}))
    desk = desk_of(work, actor, code, version)
    desk.bounds.demand_cells(cells)
    changes = tuple(one for one in changes_at(desk) if len(one))
    desk.bounds.demand(changes)
    edited = done(work, actor, desk, name, {**scope_of(desk, Become(name, changes), changes), **(told or {})}, changes)
    if edited.changed:
        _note(work, actor, desk, name, edited)
    return edited


def desk_of(work: Work, actor: Actor, code: str, version: str | int) -> Desk:
    """Locks the season; whoever calls has asked for the right. Raises NotFound, Conflict."""
    season = enter(work, code)
    row = (ensure_version(work, season, str(version), actor) if version in SINGLE
           else find_version(work, season.id, version))
    if row.frozen_at or row.kind in HIDDEN:
        raise Conflict('This version is kept as it was. Begin a scenario from it to try something.', 'seasons.frozen')
    return Desk(season, row, cube_of(work, season.id, row.id), bounds_of(work, season, row))


def bounds_of(work: Work, season: Season, version: SeasonVersion) -> Bounds:
    """What may not be changed now. Periods that are over are closed once the season is bought for."""
    axes = find_axes(work, season.id)
    is_running = season.state == RANGED and version.kind in (WORKING, SCENARIO)
    return Bounds(axes, season.state, version.kind, elapsed_at(axes, work.now.date()) if is_running else 0,
                  tuple(_closed(work, season.id)), tuple(_holds(work, version.id)))


def done(work: Work, actor: Actor, desk: Desk, name: str, scope: Mapping[str, Any], changes: Sequence[Change],
         **more: Any) -> Edited:
    """Into the log, and into the cube this transaction sees; nothing where nothing changes."""
    if not changes:
        return Edited(desk.season.seq, 0, desk.version.id)
    after = applied(desk.cube, changes, desk.season.seq + 1)
    if desk.version.kind in MOVING:
        note_days(work, desk.season.id)
        more['effect'] = (taken_effect if desk.version.kind == WORKING else happened_effect)(work, desk.season, after)
    keep_own(work, after)
    row = keep_edit(work, desk.season, desk.version.id, actor, name, scope, changes, **more)
    return Edited(row.seq, row.size, desk.version.id)


def scope_of(desk: Desk, operation: Operation, changes: Sequence[Change]) -> dict[str, Any]:
    """What somebody did, for those who read the log: how many cells of which measures, the first of them by name."""
    axes, cells = desk.cube.axes, list(cells_of(operation))
    named = cells or [cell for change in changes for cell in first_leaves(axes, change, MOST_CELLS)]
    told: dict[str, Any] = {'version': desk.version.kind, 'measures': sorted({one.measure for one in changes}),
                            'cells': [[one.measure, one.location, one.category, one.period]
                                      for one in named[:MOST_CELLS]],
                            'count': len(cells) or sum(map(len, changes))}
    if isinstance(operation, Set | Spread):
        told['value'] = operation.value if isinstance(operation, Set) else operation.total
        told['basis'] = operation.basis
    return told


def plain_value(season: Season, cell: Cell, value: int | None) -> str | None:
    """For programs."""
    if value is None:
        return None
    return plain(value, digits_of(season.currency)) if MEASURES[cell.measure].unit == MONEY else str(value)


def _note(work: Work, actor: Actor, desk: Desk, name: str, edited: Edited) -> None:
    """Who fills many cells at once is found in the trail, too; single ones in the log only."""
    audit.write(work, actor, f'seasons.{name}', desk.season.code, desk.season.name,
                after={'version': desk.version.kind, 'leaves': edited.changed})


def _reach(work: Work, actor: Actor, season_id: int, operation: Operation) -> Any:
    cells = cells_of(operation)
    leaves = getattr(operation, 'leaves', ())
    if not leaves:
        return reach_of(work, actor, season_id, {one.location for one in cells}, {one.category for one in cells})
    axes = find_axes(work, season_id)
    return reach_of(work, actor, season_id, *_nodes_of(axes, leaves, cells))


def _nodes_of(axes: Axes, leaves: Iterable[Any], cells: Iterable[Cell]) -> tuple[set[str], set[str]]:
    places = {at for one in leaves for at in set(one.locations.tolist())}
    kinds = {at for one in leaves for at in set(one.categories.tolist())}
    return ({f'l:{axes.locations[at].code}' for at in places} | {one.location for one in cells},
            {f'c:{axes.categories[at].code}' for at in kinds} | {one.category for one in cells})


def _worked_out(work: Work, desk: Desk, operation: Operation) -> tuple[Change, ...]:
    """With the names of held cells where they leave no room."""
    looks = {name: cube_of(work, desk.season.id, number) for name in versions_of(operation)
             if (number := _number_of(work, desk.season.id, name))}
    try:
        return changes_of(desk.cube, operation, desk.bounds.fixed, looks)
    except HeldTooMuch as refusal:
        held = [name_of_cell(desk.cube.axes, one.cell) for one in desk.bounds.holds
                if one.cell.measure in {cell.measure for cell in cells_of(operation)}]
        raise refusal.named(digits_of(desk.season.currency), held[:3]) from None


def _number_of(work: Work, season_id: int, name: str) -> int | None:
    """Of a version of this season; None where there is none."""
    try:
        return find_version(work, season_id, name).id
    except NotFound:
        return None


def _closed(work: Work, season_id: int) -> Iterator[Closed]:
    for row in work.session.exec(select(SeasonScope).where(SeasonScope.season_id == season_id)):
        if row.state in (REVIEW, APPROVED):
            yield Closed(row.branch, row.cluster, row.state,
                         row.asked_by_name if row.state == REVIEW else row.by_name)


def _holds(work: Work, version_id: int) -> Iterator[Hold]:
    for row in work.session.exec(select(SeasonHold).where(SeasonHold.version_id == version_id)):
        yield Hold(Cell(row.measure, row.location, row.category, row.period), row.by_name)


