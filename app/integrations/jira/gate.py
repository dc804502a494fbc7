"""How much one Jira is asked at once: four requests, half of that after it complained, one more per quiet minute.

All conversations of this process with the same site go through the same gate. Whoever is told to rest leaves only the
address alone that complained: Jira counts each by itself.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final
from weakref import WeakValueDictionary

MOST: Final = 4
QUIET: Final = 60.0  # seconds

_gates: 'WeakValueDictionary[str, Gate]' = WeakValueDictionary()
_lock = threading.Lock()


def gate_of(site: str, now: Callable[[], float]) -> 'Gate':
    with _lock:
        return _gates.setdefault(site, Gate(now))


class Gate:
    """`limit` and `inside` are counts of requests; `now` counts seconds and never goes back."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.limit, self.inside = MOST, 0
        self.quiet_since = self.halved_at = now()
        self.rests: dict[str, float] = {}
        self.changed = threading.Condition()

    @contextmanager
    def passed(self) -> Iterator[None]:
        with self.changed:
            self.changed.wait_for(self._has_room)
            self.inside += 1
        try:
            yield
        finally:
            with self.changed:
                self.inside -= 1
                self.changed.notify_all()

    def complained(self, about: float) -> None:
        """`about` what was asked then: several that were asked side by side are one complaint."""
        with self.changed:
            if about >= self.halved_at:
                self.limit = max(1, self.limit // 2)
                self.halved_at = self.now()
            self.quiet_since = self.now()

    def rests_at(self, endpoint: str, seconds: float) -> None:
        with self.changed:
            self.rests[endpoint] = max(self.rests.get(endpoint, 0.0), self.now() + seconds)

    def rest_of(self, endpoint: str) -> float:
        """Seconds until it may be asked again."""
        with self.changed:
            return max(self.rests.get(endpoint, 0.0) - self.now(), 0.0)

    def _has_room(self) -> bool:
        minutes = int((self.now() - self.quiet_since) // QUIET)
        if minutes > 0:
            self.limit = min(MOST, self.limit + minutes)
            self.quiet_since += minutes * QUIET
        return self.inside < self.limit
