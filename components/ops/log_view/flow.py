"""How fast lines come, and how those are told who hear a page instead of seeing it."""

import asyncio
from collections import deque
from time import monotonic

from nicegui import background_tasks

from app.domain.ops.views import AttemptView
from components.controls import Text
from components.ops.sizes import counted

FLOOD = 60  # lines in a second from which rows cannot keep up
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
