"""Finding text in a whole log, row by row and without making lines of it: a million lines in about a second."""

from collections.abc import Callable, Iterable, Iterator
from math import prod
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
LONGEST, LONGEST_EXPRESSION = 500, 200  # characters of what is sought
REPEATED = regex.compile(r'\{\s*(?:\d*\s*,\s*)?(\d+)')
RECURSIVE = regex.compile(r'\(\?(?:R|[+-]?\d|&|P>)')  # takes all memory within two seconds
MOST_PARTS = 1_000_000  # of an expression with its repetitions written out, which is how it is compiled
BATCH = 64  # rows
TOO_SLOW = ('The search was stopped after 2 seconds: not the whole log was read. Make the expression simpler; '
            'repetitions within repetitions take the longest.')

MARK = '\0'  # which no log has
FLAGS = regex.IGNORECASE | regex.MULTILINE
NEVER_LINE_FEED = {r'\s': r'[^\S\n]', r'\W': r'[^\w\n]', r'\D': r'[^\d\n]', r'\n': '(?!)'}

Places = Callable[[str], Iterable[int]]  # lines of a text, from 0, in which it was found


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
    """Sought in many lines at once: to be asked for each line whether its time is over costs four times as much.

    Whatever fits becomes a mark, as far as its line goes. Where a match reached into the next line, which then counts
    for nothing, every line is asked by itself.
    """
    single = _compiled(pattern)
    whole = regex.compile(f'(?:{within_lines(pattern)})[^\\n]*', FLAGS)

    def places(text: str) -> Iterable[int]:
        try:
            marked = whole.sub(MARK, text, concurrent=True, timeout=max(0.001, deadline - monotonic()))
        except TimeoutError as error:
            raise OutOfTime from error
        if marked.count('\n') != text.count('\n'):
            return _line_by_line(single, text, deadline)
        return [place for place, line in enumerate(marked.split('\n')) if MARK in line]
    return places


def _line_by_line(compiled: regex.Pattern[str], text: str, deadline: float) -> Iterator[int]:
    for place, line in enumerate(text.split('\n')):
        try:
            if compiled.search(line, concurrent=True, timeout=max(0.001, deadline - monotonic())):
                yield place
        except TimeoutError as error:
            raise OutOfTime from error


def within_lines(pattern: str) -> str:
    """The same expression, with everything that is not something not being a line feed either."""
    parts: list[str] = []
    place, is_in_set = 0, False
    while place < len(pattern):
        token = pattern[place:place + 2] if pattern[place] == '\\' else pattern[place]
        place += len(token)
        if is_in_set:
            is_in_set = token != ']'
        elif token == '[':
            start = '[^' if pattern.startswith('^', place) else '['
            place += len(start) - 1
            token = '[^\\n' if start == '[^' else '['
            is_in_set = True
            if pattern.startswith(']', place):  # the first of them is one of the set
                token, place = token + '\\]', place + 1
        parts.append(NEVER_LINE_FEED.get(token, token) if not is_in_set else token)
    return ''.join(parts)


def _compiled(pattern: str) -> regex.Pattern[str]:
    times = prod(max(1, int(number)) for number in REPEATED.findall(_short_enough(pattern, LONGEST_EXPRESSION)))
    if times * len(pattern) > MOST_PARTS:
        raise Rejected('This expression repeats too much. Give smaller numbers in braces.', 'ops.expression', 'q')
    if RECURSIVE.search(pattern):
        raise Rejected('An expression cannot contain itself.', 'ops.expression', 'q')
    try:
        return regex.compile(pattern, FLAGS)
    except (regex.error, OverflowError, RecursionError) as error:
        raise Rejected(f'This is not a regular expression: {error}.', 'ops.expression', 'q') from error


def _short_enough(text: str, most: int = LONGEST) -> str:
    if len(text) > most:
        raise Rejected(f'Search for at most {most} characters.', 'ops.search', 'q')
    return text
