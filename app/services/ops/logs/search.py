"""Finding text in a whole log, row by row and without making lines of it: a million lines in about a second."""

from collections.abc import Callable, Iterator
from time import monotonic

import regex
from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.access import Actor
from app.domain.ops import chunks
from app.domain.ops.chunks import Chunk
from app.domain.ops.views import Matches
from app.errors import Rejected
from app.services.ops.logs.reading import FULL, chunk_of, of, readable_run
from app.work import Work
from models.ops import OpsChunk

PATIENCE = 2.0  # seconds
MOST = 10_000  # numbers that are told; beyond that only how many
LONGEST = 500  # characters of what is sought
BATCH = 64  # rows
TOO_SLOW = ('The search was stopped after 2 seconds: not the whole log was read. Make the expression simpler; '
            'repetitions within repetitions take the longest.')

Places = Callable[[str], Iterator[int]]  # lines of a text, from 0, in which it was found


class OutOfTime(Exception):
    """What is sought takes too long."""


def find(work: Work, actor: Actor, run_id: int, n: int, text: str, is_regex: bool = False) -> Matches:
    """The numbers of all lines that hold the text, or fit the expression; capitals do not matter."""
    run = readable_run(work, actor, run_id)
    deadline = monotonic() + PATIENCE
    search = _expression(text, deadline) if is_regex else _words(text)
    total, lines = 0, list[int]()
    try:
        for chunk in _chunks(work, run_id, n or run.attempts) if text else ():
            found = [chunk.first_seq + place for place in search(chunks.plain_text(chunk))]
            total += len(found)
            lines += found[:MOST - len(lines)]
            if is_regex and monotonic() > deadline:
                raise OutOfTime
    except OutOfTime:
        return Matches(total, tuple(lines), True, TOO_SLOW)
    return Matches(total, tuple(lines), False)


def _chunks(work: Work, run_id: int, n: int) -> Iterator[Chunk]:
    rows = work.session.execute(columns(*FULL).where(*of(run_id, n)).order_by(col(OpsChunk.first_seq)),
                                execution_options={'yield_per': BATCH})
    return map(chunk_of, rows)


def _words(wanted: str) -> Places:
    wanted = _short_enough(wanted).lower()

    def places(text: str) -> Iterator[int]:
        text = text.lower()
        line, begin, place = 0, 0, text.find(wanted)
        while place >= 0:
            line += text.count('\n', begin, place)
            yield line
            begin = text.find('\n', place)
            place = text.find(wanted, begin) if begin >= 0 else -1
    return places


def _expression(pattern: str, deadline: float) -> Places:
    """Sought in the whole text first; a match that reaches into the next line is sought again in its own line."""
    try:
        compiled = regex.compile(_short_enough(pattern), regex.IGNORECASE | regex.MULTILINE)
    except (regex.error, OverflowError, RecursionError) as error:
        raise Rejected(f'This is not a regular expression: {error}.', 'ops.expression', 'q') from error

    def first(text: str, begin: int, end: int) -> regex.Match[str] | None:
        try:
            patience = max(0.001, deadline - monotonic())
            return compiled.search(text, begin, end, concurrent=True, timeout=patience)
        except TimeoutError as error:
            raise OutOfTime from error

    def places(text: str) -> Iterator[int]:
        line, begin = 0, 0
        while begin >= 0 and (found := first(text, begin, len(text))):
            start = text.rfind('\n', 0, found.start()) + 1
            end = text.find('\n', found.start())
            line += text.count('\n', begin, start)
            if end < 0 or found.end() <= end or first(text, start, end):
                yield line
            begin, line = (end + 1, line + 1) if end >= 0 else (-1, line)
    return places


def _short_enough(text: str) -> str:
    if len(text) > LONGEST:
        raise Rejected(f'Search for at most {LONGEST} characters.', 'ops.search', 'q')
    return text
