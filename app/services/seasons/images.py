"""Images of cubes in the database: one row for each measure at each location, and a mark that says how far they go.

Images follow the log: whatever it holds behind the mark is applied when a cube is opened. What an image says is
proved by its hash; whoever finds one that is wrong works it out from the log again.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import numpy as np
from sqlalchemy import delete, insert, literal
from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.seasons.axes import Axes
from app.domain.seasons.cube import BLANK, Cube, Numbers, Sheet, sheet_in
from app.work import Work
from models.seasons import SeasonBlob

MARK: Final = ('', -1)  # measure and place of the row that is no image, but says up to which edit all images go
IN_LOG: Final = 'log'  # in the mark's place of a hash: the log knows everything since the version began
BATCH: Final = 500  # rows of one statement

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Images:
    """`broken` names (measure, place) of those whose hash is wrong; their leaves are blank here."""
    sheets: Mapping[str, Sheet]
    seq: int
    broken: frozenset[tuple[str, int]] = frozenset()


def read_images(work: Work, version_id: int, axes: Axes) -> Images:
    """What is kept of a version, for the locations and categories that are in the season now."""
    stored: dict[str, Numbers] = {}
    broken = set()
    places = np.array([one.place for one in axes.categories], np.int64)
    most = int(places.max(initial=-1)) + 1
    for measure, place, data, digest in _rows(work, version_id):
        if measure not in stored:
            stored[measure] = np.full(axes.shape, BLANK, np.int64)
        if sha256(data).hexdigest() != digest or len(data) % (8 * axes.shape[2]):
            broken.add((measure, place))
        elif (at := axes.location_at.get(place)) is not None:
            _unpack(stored[measure][at], data, places, most)
    return Images({measure: sheet_in(one) for measure, one in stored.items()}, mark_of(work, version_id),
                  frozenset(broken))


def _rows(work: Work, version_id: int) -> Any:
    """A few at a time: all of them are as large as the cube."""
    return work.session.execute(columns(col(SeasonBlob.measure), col(SeasonBlob.place), col(SeasonBlob.data),
                                        col(SeasonBlob.sha256)).where(
        col(SeasonBlob.version_id) == version_id, col(SeasonBlob.place) >= 0).execution_options(yield_per=BATCH))


def _unpack(target: Numbers, data: bytes, places: Numbers, most: int) -> None:
    """From categories by place to categories by position; one that joined later is not in the image."""
    rows = np.frombuffer(data, '<i8').reshape(-1, target.shape[1])
    if len(rows) >= most:
        target[:] = rows[places]
    else:
        known = places < len(rows)
        target[known] = rows[places[known]]


def mark_of(work: Work, version_id: int) -> int:
    """The edit up to which the images of a version go."""
    return work.session.execute(columns(col(SeasonBlob.seq)).where(
        col(SeasonBlob.version_id) == version_id, col(SeasonBlob.measure) == MARK[0],
        col(SeasonBlob.place) == MARK[1])).scalar_one_or_none() or 0


def begin_images(work: Work, version_id: int) -> None:
    """A version comes into being, and its log with it."""
    lock_mark(work, version_id).sha256 = IN_LOG
    work.session.flush()


def is_in_log(work: Work, version_id: int) -> bool:
    """Whether everything can be worked out from the log, so that a wrong image can be mended."""
    return work.session.execute(columns(col(SeasonBlob.sha256)).where(
        col(SeasonBlob.version_id) == version_id, col(SeasonBlob.measure) == MARK[0],
        col(SeasonBlob.place) == MARK[1])).scalar_one_or_none() == IN_LOG


def lock_mark(work: Work, version_id: int) -> SeasonBlob:
    """Two who flush at once wait for each other."""
    if row := work.session.get(SeasonBlob, (version_id, *MARK), with_for_update=True, populate_existing=True):
        return row
    row = SeasonBlob(version_id=version_id, measure=MARK[0], place=MARK[1], seq=0, data=b'', sha256='')
    work.session.add(row)
    work.session.flush()
    return row


def write_images(work: Work, cube: Cube, dirty: Iterable[tuple[str, int]]) -> int:
    """Images of these measures at these places as the cube has them, and the mark; how many rows."""
    mark = lock_mark(work, cube.number)
    rows = [_row(cube, measure, place) for measure, place in dirty if place in cube.axes.location_at]
    _put(work, cube.number, rows)
    mark.seq = max(mark.seq, cube.seq)
    work.session.flush()
    return len(rows)


def write_all(work: Work, cube: Cube) -> None:
    """Images of everything a cube holds, in place of all there were."""
    for measure, sheet in cube.sheets.items():
        write_images(work, cube, [(measure, one.place) for at, one in enumerate(cube.axes.locations)
                                  if sheet.filled[at].any()])
    lock_mark(work, cube.number).seq = cube.seq
    work.session.flush()


def copy_images(work: Work, source: int, target: int, seq: int) -> None:
    """Within the database, without a look at what they say."""
    names = [getattr(SeasonBlob, name) for name in ('measure', 'place', 'seq', 'data', 'sha256')]
    work.session.flush()
    work.session.execute(insert(SeasonBlob).from_select(
        ['version_id', 'measure', 'place', 'seq', 'data', 'sha256'],
        columns(literal(target), *map(col, names)).where(col(SeasonBlob.version_id) == source,
                                                         col(SeasonBlob.place) >= 0)))
    lock_mark(work, target).seq = seq
    work.session.flush()


def _row(cube: Cube, measure: str, place: int) -> dict[str, Any]:
    data = _packed(cube, measure, place)
    return {'version_id': cube.number, 'measure': measure, 'place': place, 'seq': cube.seq, 'data': data,
            'sha256': sha256(data).hexdigest()}


def _packed(cube: Cube, measure: str, place: int) -> bytes:
    """Categories by place; those that left the season are blank."""
    axes, sheet = cube.axes, cube.sheet(measure)
    at = axes.location_at[place]
    places = np.array([one.place for one in axes.categories], np.int64)
    rows = np.full((int(places.max(initial=-1)) + 1, axes.shape[2]), BLANK, '<i8')
    rows[places] = sheet.within((slice(at, at + 1), slice(0, axes.shape[1]), slice(0, axes.shape[2])))[0]
    return rows.tobytes()


def _put(work: Work, version_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """SQLite and PostgreSQL agree on no other way to replace rows."""
    for start in range(0, len(rows), BATCH):
        part = rows[start:start + BATCH]
        by_measure: dict[str, list[int]] = {}
        for row in part:
            by_measure.setdefault(row['measure'], []).append(row['place'])
        for measure, places in by_measure.items():
            work.session.execute(delete(SeasonBlob).where(
                col(SeasonBlob.version_id) == version_id, col(SeasonBlob.measure) == measure,
                col(SeasonBlob.place).in_(places)))
        work.session.execute(insert(SeasonBlob), part)
