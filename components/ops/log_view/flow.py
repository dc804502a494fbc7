"""How fast lines come, and how those are told who hear a page instead of seeing it."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic

from nicegui import background_tasks, ui

from app.domain.ops.views import AttemptView, LogLine
from components.controls import Text
from components.ops.sizes import counted

FLOOD = 60  # lines in a second from which rows cannot keep up
PAUSE = .1  # seconds between two pieces of what flows
HELD = 500  # lines that wait for the next piece; what is more went by
QUIET = 5.0  # seconds between two announcements


class Pace:
    """Lines of the last second."""

    def __init__(self) -> None:
        self.counts: deque[tuple[float, int]] = deque()

    def count(self, number: int) -> None:
        now = monotonic()
        self.counts.append((now, number))
        while self.counts[0][0] < now - 1:
            self.counts.popleft()

    def rest(self) -> None:
        self.counts.clear()

    @property
    def is_flood(self) -> bool:
        return sum(number for _, number in self.counts) > FLOOD


class Outflow:
    """Lines that wait to be shown: the first at once, a stream in pieces."""

    def __init__(self, owner: ui.element, pour: Callable[[], None]) -> None:
        self.owner, self.pour = owner, pour
        self.lines: deque[LogLine] = deque(maxlen=HELD)
        self.poured_at, self.is_waiting = 0.0, False

    def __len__(self) -> int:
        return len(self.lines)

    def add(self, lines: Sequence[LogLine]) -> None:
        self.lines.extend(lines)
        rest = self.poured_at + PAUSE - monotonic()
        if self.is_waiting:
            return
        if rest <= 0:
            self.pour()
        else:
            self.is_waiting = True
            background_tasks.create(self._pour_later(rest), name='log lines', context=self.owner)

    def take(self) -> list[LogLine]:
        lines = list(self.lines)
        self.lines.clear()
        self.poured_at = monotonic()
        return lines

    def clear(self) -> None:
        self.lines.clear()

    async def _pour_later(self, rest: float) -> None:
        await asyncio.sleep(rest)
        self.is_waiting = False
        self.pour()


class Announcer(Text):
    """Says how much came, not each line."""

    def __init__(self) -> None:
        super().__init__('', 'rt-vh', 'div')
        self.props('role=log aria-live=polite aria-label="New lines"')
        self.unsaid, self.is_waiting = 0, False

    def count(self, number: int) -> None:
        self.unsaid += number
        if not self.is_waiting:
            self.is_waiting = True
            background_tasks.create(self._say_later(), name='announce lines', context=self)

    async def _say_later(self) -> None:
        await asyncio.sleep(QUIET)
        self.is_waiting = False
        if not self.is_deleted:
            self.text = counted(self.unsaid, 'new line')  # said again, also where it is as many as before
            self.unsaid = 0


def why_nothing(attempt: AttemptView, is_live: bool, is_narrowed: bool) -> str:
    if is_narrowed:
        return 'No line is like that.'
    if attempt.lines:
        return 'This log was cleared. The run and what came of it are kept.'
    return 'Nothing said so far.' if is_live else 'It said nothing.'
