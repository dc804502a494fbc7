"""What became of a cell, read from the log: nothing else is kept for it."""

from collections.abc import Iterator

import numpy as np
from sqlmodel import col, select

from app.domain.access import Actor
from app.domain.seasons.axes import Axes, Cell
from app.domain.seasons.changes import Change, decoded, positions, stored_within
from app.domain.seasons.cube import BLANK, Numbers
from app.domain.seasons.doing import Box, target_box
from app.domain.seasons.naming import name_of_cell
from app.domain.seasons.remarks import Change as Remark
from app.domain.seasons.remarks import History
from app.domain.seasons.season import WORKING
from app.services.seasons.cubes import cube_of
from app.services.seasons.ground import seen_season
from app.services.seasons.versions import find_version
from app.work import Work
from models.seasons import SeasonEdit

MOST = 50  # changes that are told
FARTHEST = 5_000  # edits that are looked at
BATCH = 100


def view_history(work: Work, actor: Actor, code: str, cell: Cell, version: str | int = WORKING,
                 most: int = MOST) -> History:
    """Of a leaf or a total: every edit that changed a leaf below it."""
    season = seen_season(work, actor, code)
    return history_of(work, season.id, find_version(work, season.id, version).id, cell, most)


def history_of(work: Work, season_id: int, version_id: int, cell: Cell, most: int = MOST) -> History:
    """From now back."""
    cube = cube_of(work, season_id, version_id)
    box = target_box(cube.axes, cell)
    stored = np.array(stored_within(cube, cell.measure, box))
    found: list[Remark] = []
    for looked, row in enumerate(_edits(work, season_id, version_id, cube.seq), 1):
        became = _sum(stored)
        if _take_back(cube.axes, box, cell.measure, decoded(row.changes), stored):
            found.append(Remark(row.seq, row.at, row.actor_name, row.operation, _sum(stored), became,
                                row.undone_by is not None))
        if len(found) == most or looked == FARTHEST:
            return History(cell, name_of_cell(cube.axes, cell), tuple(found), goes_back=False)
    return History(cell, name_of_cell(cube.axes, cell), tuple(found))


def _edits(work: Work, season_id: int, version_id: int, seq: int) -> Iterator[SeasonEdit]:
    """The newest first."""
    return iter(work.session.exec(select(SeasonEdit).where(
        SeasonEdit.season_id == season_id, SeasonEdit.version_id == version_id, SeasonEdit.seq <= seq)
        .order_by(col(SeasonEdit.seq).desc()).execution_options(yield_per=BATCH)))


def _take_back(axes: Axes, box: Box, measure: str, changes: tuple[Change, ...], stored: Numbers) -> bool:
    """Whether any leaf of the box was touched; `stored` becomes what it was before."""
    is_touched = False
    for change in changes:
        if change.measure != measure:
            continue
        at = positions(axes, change)
        within = np.all([(one >= part.start) & (one < part.stop) for one, part in zip(at, box, strict=True)], axis=0)
        if within.any():
            is_touched = True
            stored[tuple(one[within] - part.start for one, part in zip(at, box, strict=True))] = change.old[within]
    return is_touched


def _sum(stored: Numbers) -> int | None:
    filled = stored != BLANK
    return int(stored[filled].sum()) if filled.any() else None
