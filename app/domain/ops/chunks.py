"""Many lines in one piece, as they are stored: their text, and apart from it what else there is to say about them.

Searching needs only the text, as it looks in the end; where that is not all of it (colours, earlier states of a bar)
the whole of it stands in a third part.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from struct import Struct
from typing import NamedTuple

from app.domain.ops.escapes import visible
from app.domain.ops.views import LogLine

QUICK = 1  # zlib: a third of the size at four times the speed of the usual level
MICROSECOND = timedelta(microseconds=1)

_LENGTHS = Struct('<III')
_KIND = attrgetter('at', 'stream', 'level', 'mark')


@dataclass(frozen=True)
class Chunk:
    """Lines with consecutive numbers; without a body it stands for lines that were dropped, and has no size."""
    first_seq: int
    last_seq: int
    first_at: datetime
    size: int
    body: bytes

    @property
    def count(self) -> int:
        return self.last_seq - self.first_seq + 1


def pack(lines: Sequence[LogLine]) -> Chunk:
    first = lines[0]
    kinds = [[len(list(same)), (at - first.at) // MICROSECOND, *rest] for (at, *rest), same in groupby(lines, _KIND)]
    whole = '\n'.join([line.text for line in lines])
    plain = '\n'.join([visible(line.text) for line in lines]) if '\x1b' in whole or '\r' in whole else whole
    parts = [zlib.compress(part.encode(), QUICK)
             for part in (json.dumps(kinds, separators=(',', ':')), plain, whole if whole != plain else '')]
    return Chunk(first.seq, lines[-1].seq, first.at, len(whole.encode()) + 1,
                 _LENGTHS.pack(*map(len, parts)) + b''.join(parts))


def plain_text(chunk: Chunk) -> str:
    """As it looks: no colours, and of a bar its last state."""
    return _part(chunk.body, 1) if chunk.body else _dropped(chunk)


def whole_text(chunk: Chunk) -> str:
    if not chunk.body:
        return _dropped(chunk)
    return _part(chunk.body, 2) or _part(chunk.body, 1)


def unpack(chunk: Chunk, stream: str = '', level: str = '') -> list[LogLine]:
    """All lines, or those of a stream or level."""
    if not chunk.body:
        return [LogLine(chunk.first_seq, chunk.first_at, 'say', 'warning', 'gap', _dropped(chunk))]
    wanted = [kind for kind in _kinds(chunk.body) if stream in ('', kind.stream) and level in ('', kind.level)]
    texts = whole_text(chunk).split('\n') if wanted else []
    return [LogLine(chunk.first_seq + place, at, kind.stream, kind.level, kind.mark, texts[place])
            for kind in wanted for at in (chunk.first_at + kind.after * MICROSECOND,)
            for place in range(kind.begin, kind.end)]


def slices(lines: Sequence[LogLine], most: int, most_size: int) -> Iterator[Sequence[LogLine]]:
    """What goes into a chunk each: consecutive numbers, not too many, not too long."""
    begin = 0
    for end in [*_breaks(lines), len(lines)]:
        for start in range(begin, end, most):
            yield from _shorter(lines[start:min(start + most, end)], most_size)
        begin = end


def _breaks(lines: Sequence[LogLine]) -> list[int]:
    if not lines or lines[-1].seq - lines[0].seq == len(lines) - 1:
        return []
    return [place for place in range(1, len(lines)) if lines[place].seq != lines[place - 1].seq + 1]


def _shorter(lines: Sequence[LogLine], most_size: int) -> Iterator[Sequence[LogLine]]:
    if len(lines) > 1 and sum([len(line.text) for line in lines]) > most_size:
        half = len(lines) // 2
        yield from _shorter(lines[:half], most_size)
        yield from _shorter(lines[half:], most_size)
    else:
        yield lines


class Kind(NamedTuple):
    """What consecutive lines have in common, by their places in the chunk."""
    begin: int
    end: int
    after: int  # microseconds since the first line
    stream: str
    level: str
    mark: str


def _kinds(body: bytes) -> Iterator[Kind]:
    begin = 0
    for count, *rest in json.loads(_part(body, 0)):
        yield Kind(begin, begin + count, *rest)
        begin += count


def _part(body: bytes, number: int) -> str:
    lengths = _LENGTHS.unpack_from(body)
    start = _LENGTHS.size + sum(lengths[:number])
    return zlib.decompress(body[start:start + lengths[number]]).decode()


def _dropped(chunk: Chunk) -> str:
    return f'{chunk.count:,} {"line" if chunk.count == 1 else "lines"} dropped'
