"""Lines as a terminal would show them: a bar that is drawn over and over is one line with its last state.

A row that was left upwards and drawn anew (two bars below each other) is said once more when the cursor has passed
below all of them, so that bars never multiply lines.
"""

from datetime import datetime, timedelta

from app.domain.ops.escapes import DOWN, MOST_MOVES, UP

LONGEST = 16_384  # characters of a line
GOES_ON = ' [the line goes on]'
PAUSE = timedelta(seconds=0.5)  # between two earlier states that are kept


class Row:
    """What stands in a row, and what stood there before."""

    def __init__(self) -> None:
        self.now = ''
        self.earlier: list[str] = []
        self.is_left = False  # the next text is written over it
        self.kept_at: datetime | None = None

    def write(self, text: str, at: datetime) -> None:
        if not self.is_left:
            self.now += text
            return
        if self.kept_at is None:
            self.kept_at = at
        elif self.now and at - self.kept_at >= PAUSE:
            self.earlier.append(self.now)
            self.kept_at = at
            if sum(map(len, self.earlier)) > LONGEST:
                del self.earlier[::2]
        self.now, self.is_left = text, False

    def text(self) -> str:
        return '\r'.join([*self.earlier, self.now]) if self.earlier else self.now

    def cut(self) -> list[str]:
        """Pieces of a line that is too long; what is left over stays."""
        pieces, place = [], 0
        while len(self.now) - place > LONGEST:
            end = _before_colour(self.now, place + LONGEST)
            pieces.append('\r'.join([*self.earlier, self.now[place:end] + GOES_ON]))
            self.earlier, place = [], end
        self.now = self.now[place:]
        return pieces


class Rows:
    """The lines of one stream."""

    def __init__(self) -> None:
        self.bottom = Row()
        self.above = 0  # rows between the cursor and the bottom
        self.redrawn: dict[int, Row] = {}  # by how far above the bottom they are

    def feed(self, text: str, at: datetime) -> list[str]:
        """The lines that ended."""
        if self.above or self.redrawn or self.bottom.is_left or self.bottom.earlier or _moves(text):
            return self._draw(text, at)
        lines = text.split('\n')
        lines[0] = self.bottom.now + lines[0]
        if len(text) + len(self.bottom.now) > LONGEST and max(map(len, lines)) > LONGEST:
            return self._draw(text, at)
        self.bottom.now = lines.pop()
        return lines

    def rest(self) -> list[str]:
        """What was not ended by a line feed."""
        lines = self._end() if self.bottom.text() or self.redrawn else []
        return lines if lines[-1:] != [''] else lines[:-1]

    @property
    def open_text(self) -> str:
        return (self.redrawn[self.above] if self.above else self.bottom).now

    def _draw(self, text: str, at: datetime) -> list[str]:
        lines: list[str] = []
        for number, part in enumerate(text.split('\n')):
            if number:
                lines += self._feed_line()
            self._draw_line(part, at, lines)
        return lines

    def _draw_line(self, text: str, at: datetime, lines: list[str]) -> None:
        for part in _pieces(text):
            if part == '\r':
                self._row().is_left = True
            elif part == UP:
                self._go(min(self.above + 1, MOST_MOVES))
            elif part == DOWN:
                self._go(max(self.above - 1, 0))
            else:
                row = self._row()
                row.write(part, at)
                lines += row.cut()

    def _feed_line(self) -> list[str]:
        if self.above:
            self._go(self.above - 1)
            return []
        return self._end()

    def _end(self) -> list[str]:
        redrawn = [self.redrawn[place].text() for place in sorted(self.redrawn, reverse=True)]
        lines = [*(text for text in redrawn if text.strip()), self.bottom.text()]
        self.bottom, self.above, self.redrawn = Row(), 0, {}
        return lines

    def _go(self, above: int) -> None:
        self.above = above
        self._row().is_left = True

    def _row(self) -> Row:
        return self.redrawn.setdefault(self.above, Row()) if self.above else self.bottom


def _moves(text: str) -> bool:
    return '\r' in text or UP in text or DOWN in text


def _pieces(text: str) -> list[str]:
    """Text and moves, in turn."""
    if not _moves(text):
        return [text] if text else []
    for move in ('\r', UP, DOWN):
        text = text.replace(move, f'\0{move}\0')
    return [piece for piece in text.split('\0') if piece]


def _before_colour(text: str, end: int) -> int:
    """A line is not cut within a sequence."""
    start = text.rfind('\x1b', end - 70, end)
    return start if start >= 0 and 'm' not in text[start:end] else end
