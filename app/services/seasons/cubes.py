"""Cubes in memory: the newest committed cells of the versions that were used last, shared by everybody in a process.

A cube catches up by the log, here and before each write, so it does not matter which process wrote. What a
transaction has changed itself is seen in that transaction only; once it is committed, everybody shares it.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

from sqlalchemy import event
from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.seasons.axes import Axes
from app.domain.seasons.changes import applied
from app.domain.seasons.cube import Cube
from app.domain.seasons.season import WORKING
from app.services.seasons.ground import find_axes
from app.services.seasons.images import read_images
from app.services.seasons.log import changes_after
from app.services.seasons.rebuilding import rebuilt
from app.work import Work
from models.seasons import SeasonVersion

MOST: Final = 1 << 30  # bytes of cubes that are kept; those used longest ago go first
OWN = 'seasons.cubes'  # in the notes of a session: version → cube as this transaction sees it
SEEN, NEWEST = 'seasons.seen', 'seasons.newest'  # of one that only reads: what it has asked for

log = logging.getLogger(__name__)

_lock = threading.Lock()
_cubes: OrderedDict[int, Cube] = OrderedDict()  # by version


def cube_of(work: Work, season_id: int, version: int | str = WORKING) -> Cube:
    """The cells of a version, told by its number or by its kind (the newest of that kind): those of the last commit
    and, in a transaction that has changed some itself, with these changes. Without such a version it is empty.
    """
    axes = find_axes(work, season_id)
    number = version if isinstance(version, int) else newest_of(work, season_id, version)
    if number is None:
        return Cube(0, 0, axes, {})
    own: dict[int, Cube] = work.session.info.get(OWN, {})
    seen: dict[int, Cube] = work.session.info.setdefault(SEEN, {})
    if number in seen and number not in own:
        return seen[number]
    kept = own.get(number) or _kept(number)
    if kept is None or kept.axes.number != axes.number:
        found = opened(work, season_id, number, axes)
    else:
        found = caught_up(work, season_id, kept)
    if number in own or (found is not kept and _has_written(work)):
        keep_own(work, found)
    else:
        keep(found)
    if work.is_reading:
        seen[number] = found
    return found


def newest_of(work: Work, season_id: int, kind: str) -> int | None:
    """The version with the highest number of its kind."""
    known: dict[int, Mapping[str, int]] = work.session.info.setdefault(NEWEST, {})
    if not work.is_reading or season_id not in known:
        rows = work.session.execute(columns(col(SeasonVersion.kind), col(SeasonVersion.id)).where(
            col(SeasonVersion.season_id) == season_id).order_by(col(SeasonVersion.number))).all()
        known[season_id] = {row.kind: row.id for row in rows}
    return known[season_id].get(kind)


def opened(work: Work, season_id: int, number: int, axes: Axes) -> Cube:
    """From its images and whatever the log holds behind them."""
    images = read_images(work, number, axes)
    cube = Cube(number, images.seq, axes, images.sheets)
    if images.broken:
        log.error('%d images of version %d are not what their hash says; they are worked out from the log',
                  len(images.broken), number)
        cube = rebuilt(work, season_id, cube, images.broken)
    return caught_up(work, season_id, cube)


def caught_up(work: Work, season_id: int, cube: Cube) -> Cube:
    """The same cube where nothing has come."""
    found = list(changes_after(work, season_id, cube.number, cube.seq))
    return applied(cube, [one for _, changes in found for one in changes], found[-1][0]) if found else cube


def keep_own(work: Work, cube: Cube) -> None:
    """This transaction has changed cells: only it sees them until it is committed."""
    own: dict[int, Cube] = work.session.info.setdefault(OWN, {})
    if not own:
        event.listen(work.session, 'after_commit', lambda _: _share(own), once=True)
    own[cube.number] = cube


def _share(own: Mapping[int, Cube]) -> None:
    for cube in own.values():
        keep(cube)


def keep(cube: Cube) -> None:
    """Share a committed cube, unless a newer one is shared already."""
    with _lock:
        known = _cubes.get(cube.number)
        if known is None or (known.axes.number, known.seq) < (cube.axes.number, cube.seq):
            _cubes[cube.number] = cube
        _cubes.move_to_end(cube.number)
        while len(_cubes) > 1 and sum(map(weight_of, _cubes.values())) > MOST:
            _cubes.popitem(last=False)


def drop(number: int) -> None:
    """What this process knows of a version was read from images that were wrong."""
    with _lock:
        _cubes.pop(number, None)


def forget() -> None:
    """For tests: another database has come."""
    with _lock:
        _cubes.clear()


def weight_of(cube: Cube) -> int:
    """In bytes."""
    return sum(one.numbers.nbytes + one.flags.nbytes for one in cube.sheets.values())


def _kept(number: int) -> Cube | None:
    with _lock:
        return _cubes.get(number)


def _has_written(work: Work) -> bool:
    """Axes or edits that are not committed may be in what was just read."""
    return bool(work.events or work.session.dirty or work.session.new or work.session.info.get(OWN))
