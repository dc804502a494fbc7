"""Images follow the log: a moment behind, in a process that has the cells in memory anyway."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.seasons.changes import positions
from app.domain.seasons.cube import Cube
from app.domain.seasons.season import LOCKED
from app.services.seasons import cubes
from app.services.seasons.ground import find_axes
from app.services.seasons.images import lock_mark, mark_of, read_images, write_all, write_images
from app.services.seasons.log import changes_after
from app.services.seasons.rebuilding import can_replay, differing, replayed
from app.work import Work
from models.seasons import Season, SeasonBlob, SeasonEdit, SeasonVersion

BEHIND: Final = timedelta(seconds=2)


@dataclass(frozen=True)
class Verified:
    """What was wrong with the images of a version, and is not any more."""
    version_id: int
    broken: int  # images that are not what their hash says; mended, if the log knows everything
    wrong: int  # others that are not what the log says


def next_flush(work: Work) -> datetime | None:
    """When the first images have to follow; None while the log holds nothing new."""
    found = [at for season_id, _, version_id, mark in _behind(work)
             if (at := _first_after(work, season_id, version_id, mark))]
    return min(found) + BEHIND if found else None


def flush_due(work: Work) -> None:
    """Some of what is due; the clock comes back for the rest."""
    for season_id, _, version_id, mark in _behind(work):
        at = _first_after(work, season_id, version_id, mark)
        if at and at + BEHIND <= work.now:
            flush_version(work, season_id, version_id)
            return


def flush_all(work: Work) -> int:
    return sum(flush_version(work, season_id, version_id) for season_id, _, version_id, _ in _behind(work))


def flush_version(work: Work, season_id: int, version_id: int) -> int:
    """Of what the log says behind the mark: whoever else flushes waits, and finds nothing left to do."""
    mark = lock_mark(work, version_id)
    cube = cubes.cube_of(work, season_id, version_id)
    if cube.seq <= mark.seq:
        return 0
    return write_images(work, cube, _dirty(work, season_id, cube, mark.seq))


def verify_season(work: Work, season_id: int) -> Sequence[Verified]:
    """Whether images are what their hash and the log say; those that are not are written anew, unless the season
    is locked. It takes as long as the log is.
    """
    rows = work.session.exec(select(SeasonVersion.id).where(SeasonVersion.season_id == season_id)).all()
    return tuple(one for one in (_verified(work, season_id, number) for number in rows) if one.broken or one.wrong)


def _verified(work: Work, season_id: int, version_id: int) -> Verified:
    axes, mark = find_axes(work, season_id), mark_of(work, version_id)
    images = read_images(work, version_id, axes)
    kept = Cube(version_id, mark, axes, images.sheets)
    if not can_replay(work, season_id, version_id):
        return Verified(version_id, len(images.broken), 0)
    right = replayed(work, season_id, version_id, axes, mark)
    wrong = set(differing(kept, right)) - images.broken
    if (wrong or images.broken) and work.get(Season, season_id).state != LOCKED:  # what is locked is only looked at
        lock_mark(work, version_id)
        write_all(work, right)
        cubes.drop(version_id)
    return Verified(version_id, len(images.broken), len(wrong))


def _behind(work: Work) -> Sequence[tuple[int, int, int, int]]:
    """Versions whose log may go on behind their images: season, its seq, version, mark. What is locked stays."""
    mark = columns(col(SeasonBlob.version_id), col(SeasonBlob.seq)).where(
        col(SeasonBlob.measure) == '', col(SeasonBlob.place) == -1).subquery()
    rows = work.session.execute(
        columns(col(Season.id), col(Season.seq), col(SeasonVersion.id), func.coalesce(mark.c.seq, 0))
        .join(SeasonVersion, col(SeasonVersion.season_id) == col(Season.id))
        .outerjoin(mark, mark.c.version_id == col(SeasonVersion.id))
        .where(col(Season.seq) > func.coalesce(mark.c.seq, 0), col(Season.state) != LOCKED)
        .order_by(col(SeasonVersion.id))).all()
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _first_after(work: Work, season_id: int, version_id: int, seq: int) -> datetime | None:
    return work.session.execute(columns(col(SeasonEdit.at)).where(
        col(SeasonEdit.season_id) == season_id, col(SeasonEdit.version_id) == version_id, col(SeasonEdit.seq) > seq)
        .order_by(col(SeasonEdit.seq)).limit(1)).scalar_one_or_none()


def _dirty(work: Work, season_id: int, cube: Cube, seq: int) -> list[tuple[str, int]]:
    """Measures and places of locations that changed behind an edit."""
    found = set()
    for _, changes in changes_after(work, season_id, cube.number, seq, cube.seq):
        for change in changes:
            at = positions(cube.axes, change)[0]
            found |= {(change.measure, cube.axes.locations[one].place) for one in set(at[at >= 0].tolist())}
    return sorted(found)
