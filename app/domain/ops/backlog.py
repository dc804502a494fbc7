"""Lines that could not be stored yet: a run goes on while the disk is full, and its log says what is missing."""

from collections.abc import Sequence
from dataclasses import replace

from app.domain.ops.views import LogLine

MOST = 4 * 2**20  # bytes that are held
HEAD = 4  # a quarter of them is for what came first; the end is what tells why it failed
REFUSED = 'Storage refused: '
LINE = 64  # bytes that a line takes beside its text


class Backlog:
    """Holds what waits to be stored; of what is too much the middle is dropped, and one record says so."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.head: list[LogLine] = []
        self.end: list[LogLine] = []
        self.gap: LogLine | None = None
        self.dropped = 0  # lines the record stands for
        self.size = self.head_size = 0

    def __bool__(self) -> bool:
        return bool(self.end or self.head)

    def add(self, lines: Sequence[LogLine]) -> None:
        self.end += lines
        self.size += sum(map(_size, lines))

    def shrink(self) -> None:
        """For as long as nothing can be stored: keep to what may be held."""
        if self.size > self.most:
            self._drop()

    def lines(self) -> tuple[LogLine, ...]:
        """What is to be stored now, in order."""
        return (*self.head, *((self.gap,) if self.gap else ()), *self.end)

    def stored(self, count: int) -> None:
        """So many of them are safe: the others begin anew."""
        self.end = list(self.lines()[count:])
        self.head, self.gap, self.dropped, self.head_size = [], None, 0, 0
        self.size = sum(map(_size, self.end))

    def _drop(self) -> None:
        """Keep the head as it is once it has been filled, and of the end half of what may be held."""
        if self.gap is None:
            self._fill_head()
        place, size = 0, sum(map(_size, self.end))
        while place < len(self.end) - 1 and size > self.most // 2:
            size -= _size(self.end[place])
            place += 1
        if place:
            self._note(self.end[:place])
        del self.end[:place]
        self.size = self.head_size + size

    def _fill_head(self) -> None:
        place = 0
        while place < len(self.end) - 1 and self.head_size + _size(self.end[place]) <= self.most // HEAD:
            self.head_size += _size(self.end[place])
            place += 1
        self.head, self.end = self.end[:place], self.end[place:]

    def _note(self, lines: Sequence[LogLine]) -> None:
        self.dropped += sum(_stands_for(line) for line in lines)
        first = self.gap or lines[0]
        noun = 'line' if self.dropped == 1 else 'lines'
        self.gap = replace(first, stream='say', level='warning', mark='gap',
                           text=f'{REFUSED}{self.dropped:,} {noun} dropped')


def _stands_for(line: LogLine) -> int:
    """One, or as many as a record of dropped ones says."""
    return int(line.text.removeprefix(REFUSED).split()[0].replace(',', '')) if line.mark == 'gap' else 1


def _size(line: LogLine) -> int:
    return len(line.text) + LINE
