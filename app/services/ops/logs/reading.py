"""A log in pages: its end, what follows or precedes a line, a moment, or all of it bit by bit.

Whatever is asked for, only the rows that hold it are read: a page of a million lines costs no more
than one of a thousand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.ops import chunks
from app.domain.ops.chunks import Chunk
from app.domain.ops.states import FINAL
from app.domain.ops.views import LogLine, LogPage, Section
from app.errors import NotFound
from app.services.ops.lines import errand_of
from app.work import Work
from models.ops import OpsAttempt, OpsChunk, OpsRun, OpsSection

USUAL = 500  # lines of a row, more or less
FILTERED = 32  # rows that are read at once where most lines may not be wanted
PART = 16  # rows of one part of a download: about a megabyte
MOST = 5_000  # lines of a page
FULL = (col(OpsChunk.first_seq), col(OpsChunk.last_seq), col(OpsChunk.first_at), col(OpsChunk.size),
        col(OpsChunk.body))


@dataclass(frozen=True)
class TextPart:
    text: str
    last: int  # ask for what follows this line
    is_end: bool


def view_page(work: Work, actor: Actor, run_id: int, n: int = 0, *, after: int | None = 0, before: int | None = None,
              limit: int = 200, stream: str = '', level: str = '') -> LogPage:
    """The `limit` lines numbered above `after`, those numbered below `before`, or, given neither, the last ones.

    An attempt of 0 is the newest one; `after` -1 is from the beginning.
    """
    run = readable_run(work, actor, run_id)
    n, limit = n or run.attempts, min(max(limit, 1), MOST)
    if before is not None:
        lines = read_before(work, run_id, n, before, limit, stream, level)
    elif after:
        lines = read_after(work, run_id, n, after, limit, stream, level)
    else:
        lines = read_before(work, run_id, n, None, limit, stream, level)
    first, last = _ends(work, run_id, n)
    attempt = work.session.get(OpsAttempt, (run_id, n))
    is_done = attempt.ended_at is not None if attempt else run.state in FINAL
    return LogPage(tuple(lines), first, last, attempt.dropped if attempt else 0, is_done)


def tail(work: Work, run_id: int, n: int, after: int, limit: int) -> tuple[LogLine, ...]:
    """The newest lines above `after`, for feeds: whoever follows one has been shown a page of this log before."""
    return tuple(line for line in read_before(work, run_id, n, None, limit, above=after))


def last_lines(work: Work, run_id: int, n: int, count: int = 20) -> tuple[LogLine, ...]:
    """For a message about how an attempt ended; part of another deed."""
    return tuple(read_before(work, run_id, n, None, count))


def line_at(work: Work, actor: Actor, run_id: int, n: int, moment: datetime) -> int:
    """The number of the first line said then or later, or of the last one; 0 in an empty log."""
    run = readable_run(work, actor, run_id)
    n = n or run.attempts
    found = work.session.execute(columns(col(OpsChunk.first_seq)).where(
        *of(run_id, n), col(OpsChunk.first_at) < moment).order_by(col(OpsChunk.first_seq).desc()).limit(1)).scalar()
    for chunk in _rows(work, run_id, n, found or 0, 2):
        for line in chunks.unpack(chunk):
            if line.at >= moment:
                return line.seq
    return _ends(work, run_id, n)[1]


def list_sections(work: Work, actor: Actor, run_id: int, n: int = 0) -> tuple[Section, ...]:
    run = readable_run(work, actor, run_id)
    n = n or run.attempts
    rows = work.session.exec(select(OpsSection).where(OpsSection.run_id == run_id, OpsSection.n == n)
                             .order_by(col(OpsSection.first_seq))).all()
    attempt = work.session.get(OpsAttempt, (run_id, n))
    ended_at, end = (attempt.ended_at, attempt.lines) if attempt and attempt.ended_at else (None, None)
    return tuple(Section(row.name, row.first_seq, row.last_seq or end, _seconds(row, row.ended_at or ended_at))
                 for row in rows)


def text_part(work: Work, actor: Actor, run_id: int, n: int = 0, form: str = 'plain', after: int = 0) -> TextPart:
    """A part of a download: `plain` is text only, `raw` has colours and the states of bars that were kept."""
    run = readable_run(work, actor, run_id)
    return _part(work, run_id, n or run.attempts, form, after)


def pick(work: Work, actor: Actor, run_id: int, n: int, numbers: Sequence[int]) -> tuple[LogLine, ...]:
    """These lines, such as the ones a search has found."""
    run = readable_run(work, actor, run_id)
    n = n or run.attempts
    found: list[LogLine] = []
    for number in sorted(numbers):
        if not found or found[-1].seq < number:
            found += [line for chunk in _rows(work, run_id, n, number, 1) for line in chunks.unpack(chunk)]
    wanted = frozenset(numbers)
    return tuple(line for line in found if line.seq in wanted)


def stream_text(work: Work, actor: Actor, run_id: int, n: int = 0, form: str = 'plain') -> Iterator[str]:
    """All of it, bit by bit, within one look at the database."""
    run = readable_run(work, actor, run_id)
    after, is_end = 0, False
    while not is_end:
        part = _part(work, run_id, n or run.attempts, form, after)
        after, is_end = part.last, part.is_end
        yield part.text


def readable_run(work: Work, actor: Actor, run_id: int) -> OpsRun:
    """Raises for those who may not read what it wrote; a run they may not even see does not exist."""
    run = work.session.get(OpsRun, run_id)
    if run is None or not may(actor, 'ops.see', errand_of(run, actor)):
        raise NotFound('This run does not exist, or not any more.')
    demand(actor, 'ops.output', errand_of(run, actor))
    return run


def of(run_id: int, n: int) -> tuple[Any, ...]:
    return col(OpsChunk.run_id) == run_id, col(OpsChunk.n) == n


def chunk_of(row: Any) -> Chunk:
    return Chunk(*row)


def _part(work: Work, run_id: int, n: int, form: str, after: int) -> TextPart:
    rows = [chunk_of(row) for row in work.session.execute(columns(*FULL).where(
        *of(run_id, n), col(OpsChunk.first_seq) > after).order_by(col(OpsChunk.first_seq)).limit(PART))]
    read = chunks.whole_text if form == 'raw' else chunks.plain_text
    text = ''.join(f'{read(chunk)}\n' for chunk in rows)
    return TextPart(text, rows[-1].last_seq if rows else after, len(rows) < PART)


def read_after(work: Work, run_id: int, n: int, after: int, limit: int, stream: str = '',
               level: str = '') -> list[LogLine]:
    """Without asking anybody: for services that have."""
    found: list[LogLine] = []
    most = FILTERED if stream or level else _enough(limit)
    while len(found) < limit:
        rows = _rows(work, run_id, n, after + 1, most)
        for chunk in rows:
            if len(found) < limit:
                found += [line for line in chunks.unpack(chunk, stream, level) if line.seq > after]
        if len(rows) < most:
            break
        after = rows[-1].last_seq
    return found[:limit]


def read_before(work: Work, run_id: int, n: int, before: int | None, limit: int, stream: str = '', level: str = '',
                above: int = 0) -> list[LogLine]:
    """Read from the end, and put into order at last."""
    found: list[LogLine] = []
    place, most = before, FILTERED if stream or level else _enough(limit)
    while len(found) < limit:
        is_wanted = [*of(run_id, n), col(OpsChunk.last_seq) > above]
        if place is not None:
            is_wanted.append(col(OpsChunk.first_seq) < place)
        rows = [chunk_of(row) for row in work.session.execute(
            columns(*FULL).where(*is_wanted).order_by(col(OpsChunk.first_seq).desc()).limit(most))]
        for chunk in rows:
            if len(found) < limit:
                found += [line for line in reversed(chunks.unpack(chunk, stream, level))
                          if line.seq > above and (before is None or line.seq < before)]
        if len(rows) < most:
            break
        place = rows[-1].first_seq
    return found[:limit][::-1]


def _rows(work: Work, run_id: int, n: int, seq: int, most: int) -> Sequence[Chunk]:
    """From the row that holds this line."""
    return [chunk_of(row) for row in work.session.execute(columns(*FULL).where(
        *of(run_id, n), col(OpsChunk.first_seq) >= _start(work, run_id, n, seq))
        .order_by(col(OpsChunk.first_seq)).limit(most))]


def _enough(limit: int) -> int:
    """Rows that are read at once for so many lines; where they do not suffice, more are."""
    return 2 + limit // USUAL


def _start(work: Work, run_id: int, n: int, seq: int) -> int:
    """Where the row begins that holds this line, by the key alone."""
    return work.session.execute(columns(col(OpsChunk.first_seq)).where(
        *of(run_id, n), col(OpsChunk.first_seq) <= seq).order_by(col(OpsChunk.first_seq).desc()).limit(1)).scalar() or 0


def _ends(work: Work, run_id: int, n: int) -> tuple[int, int]:
    """The first and the last number that are kept."""
    order = col(OpsChunk.first_seq)
    found = [work.session.execute(columns(order, col(OpsChunk.last_seq)).where(*of(run_id, n)).order_by(by).limit(1))
             .first() for by in (order, order.desc())]
    return (found[0][0] if found[0] else 0), (found[1][1] if found[1] else 0)


def _seconds(row: OpsSection, ended_at: datetime | None) -> float | None:
    return (ended_at - row.began_at).total_seconds() if ended_at else None
