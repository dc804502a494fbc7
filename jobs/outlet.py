"""What an attempt says, on its way into the database: often enough to be watched, in pieces large enough to be cheap.

While the database refuses, up to four megabytes are held; then the middle is given up, with a line that says so.
"""

import logging
import threading
from collections.abc import Sequence
from time import monotonic

from app import clock
from app.domain.ops.backlog import Backlog
from app.domain.ops.log import Scribe
from app.domain.ops.states import Claim, LeaseLost
from app.services.ops import logs
from app.work import transact

OFTEN = 0.1  # seconds between two pieces
PIECE = 65_536  # bytes after which one is due at once
AT_ONCE = 5_000  # lines of one transaction: everybody else who writes waits for its end
RETRY = 1.0

log = logging.getLogger(__name__)


class Outlet:
    """Fed by whoever works, emptied by the thread of the attempt."""

    def __init__(self, claim: Claim, secrets: Sequence[str] = ()) -> None:
        self.claim = claim
        self.scribe = Scribe(secrets)
        self.lock = threading.Lock()
        self.held = Backlog()
        self.is_failing = False
        self.flushed_at, self.stored = -OFTEN, self.scribe.standing

    def feed(self, stream: str, data: bytes) -> None:
        with self.lock:
            self.scribe.feed(stream, data, clock.now())

    def say(self, text: str, level: str = '') -> None:
        with self.lock:
            self.scribe.say(text, clock.now(), level)

    def move(self, percent: float | None, text: str) -> None:
        with self.lock:
            self.scribe.move(percent, text, clock.now())

    def add_mask(self, *values: str) -> None:
        with self.lock:
            self.scribe.add_mask(*values)

    def mask(self, text: str) -> str:
        return self.scribe.mask(text)

    def finish(self) -> None:
        with self.lock:
            self.scribe.finish(clock.now())

    @property
    def is_waiting(self) -> bool:
        """Whether there is something to store, or more than was stored."""
        return bool(self.held) or self.scribe.standing != self.stored

    @property
    def is_settled(self) -> bool:
        self._take()
        return not self.is_waiting

    def wait(self) -> float:
        """Seconds until the next piece may be due."""
        return max(0.0, self.flushed_at + (RETRY if self.is_failing else OFTEN) - monotonic())

    def flush(self, *, is_last: bool = False) -> None:
        """Store what is due. Raises LeaseLost; any other failure only holds the lines until the next time."""
        self._take()
        is_due = self.wait() == 0 or (self.held.size >= PIECE and not self.is_failing)
        with self.lock:
            standing = self.scribe.standing
        if (not self.held and standing == self.stored) or not (is_due or is_last):
            return
        lines = self.held.lines()[:AT_ONCE]
        self.flushed_at = monotonic()
        try:
            transact(logs.append, self.claim, lines, standing)
        except LeaseLost:
            raise
        except Exception as error:
            self._hold(error)
            return
        self.is_failing, self.stored = False, standing
        self.held.stored(len(lines))

    def _take(self) -> None:
        with self.lock:
            new = self.scribe.take()
        self.held.add(new)
        if self.is_failing:
            self.held.shrink()

    def _hold(self, error: Exception) -> None:
        if not self.is_failing:
            log.warning('The log of run %s cannot be stored: %s', self.claim.run_id, type(error).__name__)
        self.is_failing = True
        self.held.shrink()
