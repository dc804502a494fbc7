"""Nobody overwrites what somebody else has changed since they looked."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from app.domain.access import Actor
from app.domain.seasons.axes import Cell
from app.domain.seasons.changes import Change, applied, decoded, positions
from app.domain.seasons.colliding import Clash, Collided, last_others
from app.domain.seasons.cube import Cube, Flags
from app.domain.seasons.doing import target_box, value_of
from app.domain.seasons.measures import MEASURES, MONEY
from app.domain.seasons.money import digits_of, plain
from app.domain.seasons.naming import leaf_of, name_of_cell
from app.domain.seasons.operations import Operation, cells_of
from app.services.seasons.log import edits_after
from app.work import Work
from models.seasons import Season

MOST = 20  # cells that are told


def demand_unchanged(work: Work, actor: Actor, cube: Cube, season: Season, seq: int, changes: Sequence[Change],
                     operation: Operation) -> None:
    """Raises Collided with both values of each cell: what was to become of it, and what stands there."""
    others = last_others(changes, _since(work, actor, season.id, cube, seq))
    if not others:
        return
    after = applied(cube, changes, cube.seq)
    digits = digits_of(season.currency)
    clashes = [Clash(cell, name_of_cell(cube.axes, cell), value_of(after, cell), value_of(cube, cell), name)
               for name, flags in others.items() for cell in _aimed_at(cube, changes, flags, operation)]
    raise Collided(clashes[:MOST], season.seq, _told(clashes[:MOST], season.seq, digits))


def _since(work: Work, actor: Actor, season_id: int, cube: Cube, seq: int,
           ) -> Iterator[tuple[bool, str, tuple[Change, ...]]]:
    for row in edits_after(work, season_id, cube.number, seq):
        yield row.actor == actor.identity, row.actor_name, decoded(row.changes)


def _aimed_at(cube: Cube, changes: Sequence[Change], flags: Flags, operation: Operation) -> list[Cell]:
    """The cells of the operation in which these leaves lie; the leaves themselves where it names none."""
    leaves = list(_leaves(cube, changes, flags))
    cells = [cell for cell in cells_of(operation) if any(_covers(cube, cell, leaf) for leaf in leaves)]
    return (cells or [leaf_of(cube.axes, *leaf) for leaf in leaves])[:MOST]


def _leaves(cube: Cube, changes: Sequence[Change], flags: Flags) -> Iterator[tuple[str, int, int, int]]:
    start = 0
    for change in changes:
        wanted = np.flatnonzero(flags[start:start + len(change)])[:MOST]
        start += len(change)
        at = positions(cube.axes, change)
        for row in zip(*(one[wanted].tolist() for one in at), strict=True):
            if row[0] >= 0 and row[1] >= 0:
                yield (change.measure, *row)


def _covers(cube: Cube, cell: Cell, leaf: tuple[str, int, int, int]) -> bool:
    return cell.measure == leaf[0] and all(one.start <= at < one.stop for one, at in zip(
        target_box(cube.axes, cell), leaf[1:], strict=True))


def _told(clashes: Sequence[Clash], seq: int, digits: int) -> dict[str, Any]:
    def written(cell: Cell, value: int | None) -> str | None:
        if value is None:
            return None
        return plain(value, digits) if MEASURES[cell.measure].unit == MONEY else str(value)
    rows = [{'measure': one.cell.measure, 'place': one.cell.location, 'node': one.cell.category,
             'period': one.cell.period, 'name': one.name, 'yours': written(one.cell, one.yours),
             'theirs': written(one.cell, one.theirs), 'by': one.by_name} for one in clashes]
    return {'seq': seq, 'yours': rows[0]['yours'], 'theirs': rows[0]['theirs'], 'cells': rows}
