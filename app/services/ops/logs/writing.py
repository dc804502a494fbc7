"""New lines of an attempt, a thousand to a row, and the room they may take.

What was written first and last is kept: where there is no room any more, the rows after the first tenth are dropped,
and one row without a body stands for all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import col, delete, insert, select

from app import metrics
from app.domain.ops import chunks
from app.domain.ops.chunks import Chunk
from app.domain.ops.commands import Step
from app.domain.ops.log import Standing
from app.domain.ops.states import Claim
from app.domain.ops.views import LogLine
from app.events import RunChanged, RunSpoke, log_topic, run_topic
from app.services.ops.fence import hold
from app.work import Work
from models.ops import OpsAttempt, OpsChunk, OpsSection

MOST, MOST_SIZE = 1_000, 65_536  # lines and bytes of a chunk
FEW, SMALL = MOST // 4, MOST_SIZE // 4  # below both, the next lines are put into the same chunk
HEAD = 10  # per cent that stay when lines are dropped
ROOM = 0.98  # of what is allowed is left after that, so that not every line has to drop another


def append(work: Work, claim: Claim, lines: Sequence[LogLine], standing: Standing) -> None:
    """Add what was said since the last time; refused to whoever does not work on this run any more."""
    hold(work, claim)
    attempt = work.get(OpsAttempt, (claim.run_id, claim.n))
    has_moved = (attempt.progress, attempt.progress_text) != (standing.progress, standing.progress_text)
    has_turned = False
    if lines:
        metrics.ops_log_bytes.inc(max(0, standing.size - attempt.size))
        attempt.dropped += _store(work, claim, lines) + _make_room(work, claim, standing)
        has_turned = _note_sections(work, claim, lines)
        work.record(RunSpoke(log_topic(claim.run_id)))
    for name, value in asdict(standing).items():
        setattr(attempt, name, value)
    work.session.add(attempt)
    if has_moved or has_turned:
        work.record(RunChanged(run_topic(claim.run_id)))


def _store(work: Work, claim: Claim, lines: Sequence[LogLine]) -> int:
    """Many small appends become few rows: what is short is written once more, with what follows it.

    Returns how many lines are missing before and between these.
    """
    newest = work.session.exec(select(OpsChunk).where(*_of(claim)).order_by(col(OpsChunk.first_seq).desc())
                               .limit(1)).first()
    if newest and newest.last_seq >= lines[0].seq:  # sent again, because nobody heard that they were stored
        lines = [line for line in lines if line.seq > newest.last_seq]
    missing = _missing(newest.last_seq if newest else None, lines)
    if newest and lines and _goes_on(newest, lines[0]):
        former = Chunk(newest.first_seq, newest.last_seq, newest.first_at, newest.size, newest.body)
        lines = [*chunks.unpack(former), *lines]
        work.session.delete(newest)
        work.session.flush()
    ops = work.policy.ops
    most, most_size = min(MOST, max(1, ops.log_lines // 50)), min(MOST_SIZE, max(1, ops.log_bytes // 50))
    rows = [_row(claim, chunks.pack(some)) for some in chunks.slices(lines, most, most_size)]
    if rows:
        work.session.execute(insert(OpsChunk), rows)
    return missing


def _goes_on(newest: OpsChunk, line: LogLine) -> bool:
    """Whether this line is put into the same row."""
    count = newest.last_seq - newest.first_seq + 1
    return newest.last_seq + 1 == line.seq and count <= FEW and 0 < newest.size < SMALL


def _missing(last: int | None, lines: Sequence[LogLine]) -> int:
    """Numbers that never came; a record of a gap stands in the place of the first of them."""
    if not lines or lines[-1].seq - (lines[0].seq - 1 if last is None else last) == len(lines):
        return 0
    numbers = [*([] if last is None else [last]), *(line.seq for line in lines)]
    return sum(after - before - 1 for before, after in pairwise(numbers)) + sum(line.mark == 'gap' for line in lines)


def _make_room(work: Work, claim: Claim, standing: Standing) -> int:
    """How many lines were dropped for it."""
    ops = work.policy.ops
    if standing.lines <= ops.log_lines and standing.size <= ops.log_bytes:
        return 0
    kept = [Chunk(first, last, at, size, b'') for first, last, at, size in work.session.execute(columns(
        col(OpsChunk.first_seq), col(OpsChunk.last_seq), col(OpsChunk.first_at), col(OpsChunk.size))
        .where(*_of(claim)).order_by(col(OpsChunk.first_seq)))]
    surplus = _surplus(kept, ops.log_lines, ops.log_bytes)
    if not surplus:
        return 0
    gap = next((chunk for chunk in kept if not chunk.size), surplus[0])
    work.session.execute(delete(OpsChunk).where(*_of(claim), col(OpsChunk.first_seq) >= gap.first_seq,
                                                col(OpsChunk.last_seq) <= surplus[-1].last_seq))
    whole = Chunk(gap.first_seq, surplus[-1].last_seq, gap.first_at, 0, b'')
    work.session.execute(insert(OpsChunk), [_row(claim, whole)])
    return sum(chunk.count for chunk in surplus)


def _surplus(kept: Sequence[Chunk], most_lines: int, most_size: int) -> list[Chunk]:
    """Of the chunks those that have to go: after the head, the oldest first, never the newest."""
    full = [chunk for chunk in kept if chunk.size]
    lines, size = sum(chunk.count for chunk in full), sum(chunk.size for chunk in full)
    if lines <= most_lines and size <= most_size:
        return []
    surplus: list[Chunk] = []
    for chunk in _after_head(kept, most_lines * HEAD // 100, most_size * HEAD // 100)[:-1]:
        if lines <= most_lines * ROOM and size <= most_size * ROOM:
            break
        surplus.append(chunk)
        lines, size = lines - chunk.count, size - chunk.size
    return surplus


def _after_head(kept: Sequence[Chunk], lines: int, size: int) -> Sequence[Chunk]:
    """The head ends where lines were dropped before, or with the last chunk that still fits into it."""
    for place, chunk in enumerate(kept):
        if not chunk.size:
            return kept[place + 1:]
    for place, chunk in enumerate(kept):
        lines, size = lines - chunk.count, size - chunk.size
        if lines < 0 or size < 0:
            return kept[place:]
    return ()


def _note_sections(work: Work, claim: Claim, lines: Sequence[LogLine]) -> bool:
    """Parts begin with a mark, or with the line that a step of the definition begins with."""
    begins = tuple(step.begins for step in claim.definition.steps)
    has_turned = False
    for line in lines:
        if line.mark in ('group', 'endgroup') or (begins and line.text.startswith(begins)):
            _turn(work, claim, line)
            has_turned = True
    return has_turned


def _turn(work: Work, claim: Claim, line: LogLine) -> None:
    steps = claim.definition.steps
    step = next((step for step in steps if line.text.startswith(step.begins)), None) if not line.mark else None
    still_open = work.session.exec(select(OpsSection).where(
        OpsSection.run_id == claim.run_id, OpsSection.n == claim.n, col(OpsSection.ended_at).is_(None))
        .order_by(col(OpsSection.first_seq).desc())).all()
    for section in still_open if step else _innermost(still_open, steps) if line.mark == 'endgroup' else ():
        section.last_seq, section.ended_at = line.seq - (step is not None), line.at
        work.session.add(section)
    if line.mark != 'endgroup':
        work.session.add(OpsSection(run_id=claim.run_id, n=claim.n, first_seq=line.seq, began_at=line.at,
                                    name=step.name if step else line.text))
    work.session.flush()


def _innermost(still_open: Sequence[OpsSection], steps: Sequence[Step]) -> Sequence[OpsSection]:
    """A program ends only what it has begun by a mark."""
    names = {step.name for step in steps}
    return [section for section in still_open if section.name not in names][:1]


def _of(claim: Claim) -> tuple[Any, ...]:
    return col(OpsChunk.run_id) == claim.run_id, col(OpsChunk.n) == claim.n


def _row(claim: Claim, chunk: Chunk) -> Mapping[str, Any]:
    return {'run_id': claim.run_id, 'n': claim.n, **asdict(chunk)}


