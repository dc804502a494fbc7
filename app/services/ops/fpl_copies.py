"""The last good answers of the FPL, and until when it wants to be left in peace.

Whatever fails, the copy before it stays. A refusal is one for every address, so it is noted in a row of its own.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func
from sqlalchemy import select as columns
from sqlmodel import col

from app.events import TEAM, TeamRead
from app.work import Work
from models.ops import FplCopy

FRESH = timedelta(minutes=15)  # within which nothing is asked for twice
KEPT = timedelta(days=400)
EVERYWHERE = ''
LEVEL = 6
TURN = 7_100_014  # runs for two gameweeks bring some of the same answers


@dataclass(frozen=True)
class Copy:
    path: str
    body: bytes
    etag: str
    fetched_at: datetime
    failed_at: datetime | None
    failure: str


@dataclass(frozen=True)
class Trouble:
    """Since when there is no answer, why, and when it is asked again."""
    since: datetime
    text: str
    retry_at: datetime | None


@dataclass(frozen=True)
class Fetched:
    """What came of asking for one address; a failure that is one everywhere keeps all others from being asked."""
    path: str
    body: bytes = b''
    etag: str = ''
    is_unchanged: bool = False
    failure: str = ''
    seconds: float = 0  # to rest after it
    is_everywhere: bool = False


def look(work: Work, path: str, since: datetime | None = None) -> Copy | None:
    """Copies from before `since` belong to another season."""
    row = work.session.get(FplCopy, path)
    if row is None or row.fetched_at is None or (since and row.fetched_at < since):
        return None
    return Copy(path, zlib.decompress(row.body), row.etag, row.fetched_at, row.failed_at, row.failure)


def fetched_at(work: Work, paths: Iterable[str]) -> dict[str, datetime]:
    """When the copies at these addresses were made, without reading them."""
    found = work.session.execute(columns(col(FplCopy.path), col(FplCopy.fetched_at)).where(
        col(FplCopy.path).in_(list(paths)), col(FplCopy.fetched_at).is_not(None)))
    return {path: moment for path, moment in found if moment}


def due(work: Work, paths: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Which of these may and should be asked for now, with the tag of the copy; none while the FPL wants peace."""
    rest = resting_until(work)
    if rest and rest > work.now:
        return ()
    found = {path: (etag, moment, retry_at) for path, etag, moment, retry_at in work.session.execute(columns(
        col(FplCopy.path), col(FplCopy.etag), col(FplCopy.fetched_at), col(FplCopy.retry_at)).where(
        col(FplCopy.path).in_(list(paths))))}
    return tuple((path, etag) for path in paths for etag, moment, retry_at in [found.get(path, ('', None, None))]
                 if (moment is None or work.now - moment >= FRESH) and (retry_at is None or retry_at <= work.now))


def resting_until(work: Work) -> datetime | None:
    row = work.session.get(FplCopy, EVERYWHERE)
    return row.retry_at if row else None


def trouble(work: Work, paths: Iterable[str]) -> Trouble | None:
    """What keeps these from being fresh: a refusal of everything, else the first of their own failures."""
    for path in (EVERYWHERE, *paths):
        row = work.session.get(FplCopy, path)
        if row and row.failed_at:
            return Trouble(row.failed_at, row.failure, row.retry_at)
    return None


def keep_all(work: Work, fetched: Iterable[Fetched]) -> None:
    """Good answers replace the copies, failures are noted beside them."""
    work.take_turns(TURN)
    for one in fetched:
        if one.failure:
            _note(work, one)
        else:
            _keep(work, one)
    work.record(TeamRead(TEAM))


def forget_old(work: Work) -> int:
    """Copies of seasons that are long over, and failures nobody has asked about since."""
    return len(work.session.execute(delete(FplCopy).where(
        func.coalesce(col(FplCopy.fetched_at), col(FplCopy.failed_at)) < work.now - KEPT)
        .returning(col(FplCopy.path))).all())


def _keep(work: Work, one: Fetched) -> None:
    row = _row(work, one.path)
    if not one.is_unchanged:
        row.body, row.etag = zlib.compress(one.body, LEVEL), one.etag
    row.fetched_at = work.now
    _forgive(row)
    refusal = work.session.get(FplCopy, EVERYWHERE)
    if refusal:
        _forgive(refusal)


def _note(work: Work, one: Fetched) -> None:
    row = _row(work, EVERYWHERE if one.is_everywhere else one.path)
    row.failed_at, row.failure = row.failed_at or work.now, one.failure
    row.retry_at = work.now + timedelta(seconds=one.seconds)


def _forgive(row: FplCopy) -> None:
    row.failed_at, row.failure, row.retry_at = None, '', None


def _row(work: Work, path: str) -> FplCopy:
    row = work.session.get(FplCopy, path)
    if row is None:
        row = FplCopy(path=path, body=b'')
        work.session.add(row)
    return row
