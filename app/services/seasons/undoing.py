"""Taking back what one did, step by step, and doing it again: both are edits in the log, for as far back as it goes.

A step that somebody else has changed cells of since is not taken back: whoever did is named, and nothing happens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.changes import Change, applied, decoded, positions, reversed_of
from app.domain.seasons.colliding import last_others
from app.domain.seasons.cube import Cube, Flags
from app.domain.seasons.doing import value_of
from app.domain.seasons.naming import first_leaves, leaf_of, name_of_cell
from app.domain.seasons.season import WORKING
from app.errors import Conflict
from app.services.seasons.editing import Desk, desk_of, done, plain_value
from app.services.seasons.ground import find_season
from app.services.seasons.log import edits_after
from app.services.seasons.reach import reach_of
from app.work import Work
from models.seasons import SeasonEdit

UNDO, REDO = 'undo', 'redo'
LASTING: Final = (UNDO, REDO, 'copy', 'leave', 'freeze')  # operations that are no steps of somebody


@dataclass(frozen=True)
class Undone:
    """`what` says which step it was, as the log tells it."""
    seq: int
    changed: int
    what: str
    cells: tuple[str, ...] = ()  # names of the first


def undo(work: Work, actor: Actor, code: str, version: str | int = WORKING) -> Undone:
    """One's own latest step. Raises Forbidden, NotFound, Conflict."""
    demand(actor, 'seasons.plan')
    desk = desk_of(work, actor, code, version)
    step = work.session.exec(_own(desk, actor).where(
        col(SeasonEdit.undone_by).is_(None), col(SeasonEdit.import_id).is_(None))).first()
    if step is None:
        raise Conflict('There is nothing of yours to undo.', 'seasons.nothing')
    return _taken_back(work, actor, desk, step, UNDO)


def redo(work: Work, actor: Actor, code: str, version: str | int = WORKING) -> Undone:
    """What was undone last, unless something else was done since. Raises Forbidden, NotFound, Conflict."""
    demand(actor, 'seasons.plan')
    desk = desk_of(work, actor, code, version)
    last = work.session.exec(_own(desk, actor, UNDO).where(col(SeasonEdit.undone_by).is_(None))).first()
    newer = work.session.exec(_own(desk, actor).where(SeasonEdit.seq > last.seq)).first() if last else None
    if last is None or newer:
        raise Conflict('There is nothing of yours to redo.', 'seasons.nothing')
    done_again = _taken_back(work, actor, desk, last, REDO)
    first = work.session.exec(select(SeasonEdit).where(
        SeasonEdit.season_id == desk.season.id, SeasonEdit.seq == last.undoes)).one()
    first.undone_by = None
    return done_again


def undo_import(work: Work, actor: Actor, code: str, import_id: int) -> int:
    """All that a file has changed, the last edit first; how many leaves. Raises Forbidden, Conflict."""
    demand(actor, 'seasons.plan')
    season = find_season(work, code)
    rows = work.session.exec(select(SeasonEdit).where(
        SeasonEdit.season_id == season.id, SeasonEdit.import_id == import_id, col(SeasonEdit.undone_by).is_(None),
        col(SeasonEdit.operation) != UNDO).order_by(col(SeasonEdit.seq).desc())).all()
    return sum(_taken_back(work, actor, desk_of(work, actor, code, row.version_id), row, UNDO).changed
               for row in rows)


def _own(desk: Desk, actor: Actor, operation: str = '') -> Any:
    """Steps of somebody in a version, the last one first; of one operation, if it is told."""
    wanted = col(SeasonEdit.operation) == operation if operation else col(SeasonEdit.operation).not_in(LASTING)
    return select(SeasonEdit).where(
        SeasonEdit.season_id == desk.season.id, SeasonEdit.actor == actor.identity,
        SeasonEdit.version_id == desk.version.id, wanted).order_by(col(SeasonEdit.seq).desc()).limit(1)


def _taken_back(work: Work, actor: Actor, desk: Desk, step: SeasonEdit, name: str) -> Undone:
    changes = _still_here(desk.cube, reversed_of(decoded(step.changes)))
    demand(actor, 'seasons.plan', reach_of(work, actor, desk.season.id, *_nodes(desk.cube, changes)))
    desk.bounds.demand(changes)
    _demand_untouched(work, desk, step, changes)
    edited = done(work, actor, desk, name, {**step.scope, 'of': step.operation}, changes, undoes=step.seq)
    step.undone_by = edited.seq
    cells = [name_of_cell(desk.cube.axes, cell) for one in changes for cell in first_leaves(desk.cube.axes, one, 1)]
    return Undone(edited.seq, edited.changed, step.operation, tuple(cells[:1]))


def _still_here(cube: Cube, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Without leaves that left the season."""
    found = []
    for change in changes:
        at = positions(cube.axes, change)
        known = (at[0] >= 0) & (at[1] >= 0)
        found.append(_only(change, known))
    return tuple(one for one in found if len(one))


def _only(change: Change, wanted: Flags) -> Change:
    if wanted.all():
        return change
    return Change(change.measure, change.locations[wanted], change.categories[wanted], change.periods[wanted],
                  change.old[wanted], change.new[wanted])


def _demand_untouched(work: Work, desk: Desk, step: SeasonEdit, changes: Sequence[Change]) -> None:
    """Every leaf still is what the step made of it."""
    touched = [_only(one, flags) for one in changes if (flags := _differs(desk.cube, one)).any()]
    if not touched:
        return
    later = [(False, row.actor_name, decoded(row.changes)) for row in
             edits_after(work, desk.season.id, desk.version.id, step.seq)]
    by = ', '.join(last_others(touched, later)) or 'Somebody'
    cell = next((cell for one in touched for cell in first_leaves(desk.cube.axes, one, 1)), None)
    name = name_of_cell(desk.cube.axes, cell) if cell else 'a cell'
    refusal = Conflict(f'{by} changed {name} since. To undo your step would overwrite that.', 'seasons.conflict')
    if cell:
        yours = value_of(applied(desk.cube, touched, desk.cube.seq), cell)
        refusal.told = {'yours': plain_value(desk.season, cell, yours),
                        'theirs': plain_value(desk.season, cell, value_of(desk.cube, cell)), 'seq': desk.season.seq}
    raise refusal


def _differs(cube: Cube, change: Change) -> Flags:
    return np.asarray(cube.sheet(change.measure).stored(positions(cube.axes, change)) != change.old)


def _nodes(cube: Cube, changes: Sequence[Change]) -> tuple[set[str], set[str]]:
    at = [positions(cube.axes, one) for one in changes]
    leaves = [leaf_of(cube.axes, '', place, 0, 0).location for place in {int(x) for one in at for x in set(one[0])}]
    kinds = [leaf_of(cube.axes, '', 0, kind, 0).category for kind in {int(x) for one in at for x in set(one[1])}]
    return set(leaves), set(kinds)
