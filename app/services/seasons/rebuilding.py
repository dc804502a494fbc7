"""Cells worked out from the log alone, where an image is not what its hash says."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from sqlmodel import col, select

from app.domain.seasons.axes import Axes
from app.domain.seasons.changes import applied
from app.domain.seasons.cube import Cube, sheet_of, stored_of
from app.services.seasons.images import is_in_log
from app.services.seasons.log import COPY, changes_after
from app.work import Work
from models.seasons import SeasonEdit


def can_replay(work: Work, season_id: int, version_id: int) -> bool:
    """Whether the log knows the version from its beginning, and what it began as."""
    if not is_in_log(work, version_id):
        return False
    copied = _copied(work, season_id, version_id)
    return copied is None or can_replay(work, season_id, copied.scope['from'])


def rebuilt(work: Work, season_id: int, cube: Cube, broken: Collection[tuple[str, int]]) -> Cube:
    """The cube, with the leaves of these measures at these places as the log has them up to where the cube is; blank
    where the log does not know.
    """
    if not can_replay(work, season_id, cube.number):
        return cube
    right = replayed(work, season_id, cube.number, cube.axes, cube.seq)
    sheets = dict(cube.sheets)
    for measure in {measure for measure, _ in broken}:
        stored, true = stored_of(cube.sheet(measure)), stored_of(right.sheet(measure))
        for place in (place for name, place in broken if name == measure):
            if (at := cube.axes.location_at.get(place)) is not None:
                stored[at] = true[at]
        sheets[measure] = sheet_of(stored)
    return replace(cube, sheets=sheets)


def replayed(work: Work, season_id: int, version_id: int, axes: Axes, until: int) -> Cube:
    """A version as the log alone has it after an edit; one that began as a copy begins with what was copied."""
    cube = _origin(work, season_id, version_id, axes)
    for seq, changes in changes_after(work, season_id, version_id, cube.seq, until):
        cube = applied(cube, changes, seq)
    return replace(cube, seq=until)


def _origin(work: Work, season_id: int, version_id: int, axes: Axes) -> Cube:
    copied = _copied(work, season_id, version_id)
    if copied is None:
        return Cube(version_id, 0, axes, {})
    source = replayed(work, season_id, copied.scope['from'], axes, copied.scope['seq'])
    return replace(source, number=version_id, seq=copied.seq)


def _copied(work: Work, season_id: int, version_id: int) -> SeasonEdit | None:
    return work.session.exec(select(SeasonEdit).where(
        SeasonEdit.season_id == season_id, SeasonEdit.version_id == version_id, SeasonEdit.operation == COPY)
        .order_by(col(SeasonEdit.seq).desc())).first()


def differing(cube: Cube, other: Cube) -> list[tuple[str, int]]:
    """Measures and places at which two cubes of one version are not alike."""
    found = []
    for measure in {*cube.sheets, *other.sheets}:
        rows = (stored_of(cube.sheet(measure)) != stored_of(other.sheet(measure))).any(axis=(1, 2))
        found += [(measure, cube.axes.locations[at].place) for at in np.flatnonzero(rows)]
    return sorted(found)
