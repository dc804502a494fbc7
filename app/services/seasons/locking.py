"""The final lock: what a season was, with a hash that anybody can work out again; and re-opening it.

The rows of a season go on with its next revision; what a revision was is kept whole in its content, and its plan as a
frozen version. While a season is locked its rows are compared with that content one by one.
"""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import inspect
from sqlalchemy import select as columns
from sqlmodel import SQLModel, col, select

from app.domain.access import Actor, demand
from app.domain.names import one_line
from app.domain.seasons.canonical import Line, differences, hash_of, in_order, line_of, packed, unpacked
from app.domain.seasons.checklist import LOCK
from app.domain.seasons.revisions import LockVerdict, RevisionView
from app.domain.seasons.season import AT_LOCK, LOCKED, RANGED
from app.domain.seasons.steps import demand_next
from app.errors import Conflict, NotFound
from app.events import SeasonLocked, SeasonReopened, season_topic
from app.services import audit
from app.services.seasons.conditions import missing_of
from app.services.seasons.cubes import cube_of
from app.services.seasons.doors import enter
from app.services.seasons.ground import find_season, seen_season
from app.services.seasons.images import copy_images, write_all
from app.services.seasons.versions import begin_version
from app.services.seasons.workflow import demand_reason, turn_to
from app.work import Work
from models.buying import (
    SeasonCharge,
    SeasonIntent,
    SeasonMove,
    SeasonOrder,
    SeasonOrderLine,
    SeasonOrderRevision,
    SeasonRange,
    SeasonReceipt,
    SeasonReceiptLine,
    SeasonReserve,
    SeasonStock,
    SeasonTransfer,
)
from models.masters import MasterPeriod
from models.seasons import (
    Season,
    SeasonBlob,
    SeasonCategory,
    SeasonEdit,
    SeasonHold,
    SeasonImport,
    SeasonImportRow,
    SeasonLimit,
    SeasonLocation,
    SeasonNote,
    SeasonRevision,
    SeasonScope,
    SeasonStep,
    SeasonVersion,
)

OWN: Final = (SeasonStep, SeasonLocation, SeasonCategory, SeasonVersion, SeasonEdit, SeasonNote, SeasonScope,
              SeasonLimit, SeasonOrder, SeasonReceipt, SeasonTransfer, SeasonReserve, SeasonStock, SeasonIntent,
              SeasonRange, SeasonMove, SeasonImport)  # with a column season_id
BELOW: Final[tuple[tuple[Any, str, Any], ...]] = (
    (SeasonHold, 'version_id', SeasonVersion), (SeasonOrderLine, 'order_id', SeasonOrder),
    (SeasonCharge, 'order_id', SeasonOrder), (SeasonOrderRevision, 'order_id', SeasonOrder),
    (SeasonReceiptLine, 'receipt_id', SeasonReceipt), (SeasonImportRow, 'import_id', SeasonImport))
BATCH: Final = 500


def lock_season(work: Work, actor: Actor, code: str, accepts_exceptions: bool = False, reason: str = '') -> str:
    """The hash. What is still open refuses it, or is listed with the lock."""
    demand(actor, 'seasons.admin')
    row = enter(work, code)
    demand_next(row.state, LOCKED)
    found = missing_of(work, row, LOCK)
    if found and not accepts_exceptions:
        raise Conflict(f'Lock: {"; ".join(found)}. Settle this, or lock with it as exceptions.', 'seasons.incomplete')
    _freeze_plan(work, actor, row)
    turn_to(work, actor, row, LOCKED, SeasonLocked(season_topic(row.id), row.id), one_line(reason), found)
    lines = lines_of(work, row)
    digest = hash_of(lines)
    work.session.add(SeasonRevision(season_id=row.id, number=row.revision, hash=digest, content=packed(lines),
                                    locked_by_name=actor.name, locked_at=work.now))
    audit.write(work, actor, 'seasons.lock', row.code, row.name, after={'revision': row.revision, 'hash': digest,
                                                                        'exceptions': ', '.join(found)})
    return digest


def reopen_season(work: Work, actor: Actor, code: str, reason: str) -> int:
    """The number of the revision that begins; the locked one stays as it is."""
    demand(actor, 'seasons.admin')
    row = work.lock(Season, find_season(work, code).id)
    reason = demand_reason(reason)
    if row.state != LOCKED:
        raise Conflict('This season is not locked.', 'seasons.wrong_step')
    revision = work.get(SeasonRevision, (row.id, row.revision))
    revision.reason, revision.reopened_by_name, revision.reopened_at = reason, actor.name, work.now
    row.revision += 1
    turn_to(work, actor, row, RANGED, SeasonReopened(season_topic(row.id)), reason)
    audit.write(work, actor, 'seasons.reopen', row.code, f'{row.name}: {reason}', {'revision': row.revision - 1},
                {'revision': row.revision})
    return row.revision


def verify_lock(work: Work, actor: Actor, code: str, number: int = 0) -> LockVerdict:
    """Whether a revision, the last one if none is named, is still what was locked; else which rows differ."""
    row = seen_season(work, actor, code)
    revision = _revision(work, row, number)
    try:
        kept = unpacked(revision.content)
    except ValueError:
        kept = ()
    is_live = row.state == LOCKED and revision.number == row.revision
    found = differences(kept, lines_of(work, row)) if is_live else ()
    return LockVerdict(revision.number, revision.hash, hash_of(kept) == revision.hash and not found, is_live, found)


def list_revisions(work: Work, actor: Actor, code: str) -> tuple[RevisionView, ...]:
    return watch_revisions(work, seen_season(work, actor, code).id)


def watch_revisions(work: Work, season_id: int) -> tuple[RevisionView, ...]:
    """For pages: shared by all who watch. The newest first."""
    rows = work.session.exec(select(SeasonRevision).where(SeasonRevision.season_id == season_id)
                             .order_by(col(SeasonRevision.number).desc())).all()
    frozen = {row.revision: row.id for row in work.session.exec(select(SeasonVersion).where(
        SeasonVersion.season_id == season_id, SeasonVersion.kind == AT_LOCK))}
    return tuple(RevisionView(row.number, row.hash, row.locked_by_name, row.locked_at, row.reason,
                              row.reopened_by_name, row.reopened_at, frozen.get(row.number)) for row in rows)


def lines_of(work: Work, row: Season) -> tuple[Line, ...]:
    """Everything of a season, and the periods it goes by, in canonical order."""
    work.session.flush()
    return in_order(_lines(work, row))


def _lines(work: Work, row: Season) -> Iterator[Line]:
    yield _line(row)
    for table in OWN:
        yield from _rows(work, table, table.season_id == row.id)
    for below, column, parent in BELOW:
        owned = columns(parent.id).where(parent.season_id == row.id)
        yield from _rows(work, below, getattr(below, column).in_(owned))
    yield from _rows(work, MasterPeriod, MasterPeriod.calendar_id == row.calendar_id,
                     col(MasterPeriod.start) <= row.end, col(MasterPeriod.end) >= row.start)
    yield from _images(work, row.id)


def _rows(work: Work, table: Any, *conditions: Any) -> Iterator[Line]:
    for row in work.session.exec(select(table).where(*conditions).execution_options(yield_per=BATCH)):
        yield _line(row)


def _images(work: Work, season_id: int) -> Iterator[Line]:
    """By their own bytes, not by what is said beside them; how far they follow the log is no part of the plan."""
    versions = columns(col(SeasonVersion.id)).where(col(SeasonVersion.season_id) == season_id)
    rows = work.session.execute(columns(col(SeasonBlob.version_id), col(SeasonBlob.measure), col(SeasonBlob.place),
                                        col(SeasonBlob.data)).where(
        col(SeasonBlob.version_id).in_(versions), col(SeasonBlob.place) >= 0).execution_options(yield_per=BATCH))
    for version, measure, place, data in rows:
        yield line_of('seasonblob', (version, measure, place), {'data': bytes(data)})


def _line(row: SQLModel) -> Line:
    """From where an edit came is no part of what the season was."""
    keys = [column.key for column in inspect(type(row)).primary_key]
    return line_of(str(type(row).__name__).lower(), [getattr(row, str(key)) for key in keys],
                   row.model_dump(exclude={'address', 'device'} if isinstance(row, SeasonEdit) else None))


def _freeze_plan(work: Work, actor: Actor, row: Season) -> None:
    """Images first, so that the hash is over cells and not over what has not been written yet."""
    cube = cube_of(work, row.id)
    if cube.number:
        write_all(work, cube)
    version = begin_version(work, row, AT_LOCK, actor, f'Revision {row.revision}')
    version.frozen_at = work.now
    if cube.number:
        copy_images(work, cube.number, version.id, cube.seq)
    work.session.flush()


def _revision(work: Work, row: Season, number: int) -> SeasonRevision:
    wanted = number or (row.revision if row.state == LOCKED else row.revision - 1)
    if found := work.session.get(SeasonRevision, (row.id, wanted)):
        return found
    raise NotFound('This season has not been locked.' if not number else 'There is no such revision.')
