"""Watches a program while it works, ends it when it has to end, and does not let go before everything of it is gone."""

import logging
import os
import selectors
import signal
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from app.domain.ops.states import LeaseLost
from jobs.attempt import Attempt
from jobs.child import PIECE, Child, exit_alarm

LINGER = 5.0  # seconds for which output is read on after the program has ended, if something holds its pipe
DEAF = 3.0  # seconds after the end was forced until we give up
LARGEST_PIPE = 1 << 20  # bytes
COUNT = 0.5  # seconds between two counts of what a program has started, where that is limited
TICK = 0.1  # seconds between two looks where the system does not tell of an exit

log = logging.getLogger(__name__)

Reader = Callable[[bytes], None]


class Supervision:
    def __init__(self, attempt: Attempt, child: Child, control: tuple[int, Reader] | None = None) -> None:
        self.attempt, self.child = attempt, child
        self.selector = selectors.DefaultSelector()
        self.readers: dict[int, Reader] = {
            pipe: lambda data, name=name: attempt.outlet.feed(name, data)  # type: ignore[misc]
            for name, pipe in child.pipes().items()}
        if control:
            self.readers[control[0]] = control[1]
        for pipe in self.readers:
            self.selector.register(pipe, selectors.EVENT_READ, pipe)
        self.selector.register(attempt.wakes, selectors.EVENT_READ, 'wake')
        self.alarm = exit_alarm(child.pid, self.selector, 'exit')
        self.ended_at: float | None = None
        self.kill_at: float | None = None
        self.counted_at = monotonic()

    def run(self) -> int:
        """Until nothing of it lives any more; returns its exit code, negative for a signal."""
        try:
            while not self._is_over():
                self._look(self._pause())
                self._react()
            self._see_it_gone()
            self._read_rest()
        except BaseException:
            self.child.send(signal.SIGKILL)
            raise
        finally:
            self._close()
        return -signal.SIGKILL if self.child.code is None else self.child.code

    def _is_over(self) -> bool:
        if self.ended_at is None:
            return False
        return not self.readers or self.attempt.must_stop or monotonic() >= self.ended_at + LINGER

    def _look(self, seconds: float) -> None:
        for key, _ in self.selector.select(seconds):
            if key.data == 'wake':
                self.attempt.hear()
            elif key.data == 'exit':
                self._drop_alarm()
            else:
                self._read(key.data)
        if self.ended_at is None and self.child.has_ended():
            self.ended_at = monotonic()
            self._drop_alarm()

    def _react(self) -> None:
        """Ask it to end, then force it; meanwhile what it says is stored."""
        attempt = self.attempt
        try:
            attempt.tend()
        except LeaseLost:
            attempt.cut()
        now = monotonic()
        if attempt.is_cut:
            self.child.send(signal.SIGKILL)
            self.kill_at = now
        elif attempt.must_stop and self.kill_at is None:
            self.child.send(signal.SIGTERM)
            self.kill_at = now + attempt.grace
        elif self.kill_at is not None and now >= self.kill_at:
            self.child.send(signal.SIGKILL)
        elif now >= self.counted_at + COUNT:
            self._count(now)

    def _count(self, now: float) -> None:
        """A program that has started too many others ends with all of them."""
        most, self.counted_at = self.attempt.claim.definition.processes, now
        if most and not self.child.is_crowd and len(self.child.left()) > most:
            self.child.is_crowd = True
            self.child.send(signal.SIGKILL)

    def _pause(self) -> float:
        now, outlet = monotonic(), self.attempt.outlet
        usual = COUNT if self.attempt.claim.definition.processes else 1.0
        moments = [usual, self.attempt.times_out_at - now if not self.attempt.must_stop else 1.0]
        if outlet.is_waiting:
            moments.append(outlet.wait())
        if self.alarm is None and self.ended_at is None:
            moments.append(TICK)
        if self.kill_at is not None:
            moments.append(self.kill_at - now if self.kill_at > now else TICK)
        if self.ended_at is not None:
            moments.append(self.ended_at + LINGER - now)
        return max(0.0, min(moments))

    def _see_it_gone(self) -> None:
        """The program itself has ended; what it started has to end with it."""
        left = self.child.left()
        if left and not self.attempt.must_stop:
            self._tell_of(len(left))
        if left and self.kill_at is None:
            self.child.send(signal.SIGTERM)
            self.kill_at = monotonic() + self.attempt.grace
        while left and self.kill_at is not None and monotonic() < self.kill_at + DEAF:
            self._look(0.02)
            self._react()
            left = self.child.left()
        if left:
            log.error('%s programs of run %s cannot be ended', len(left), self.attempt.claim.run_id)
            self.attempt.outlet.say(f'{len(left)} programs could not be ended', 'error')

    def _tell_of(self, count: int) -> None:
        if self.readers:
            self.attempt.outlet.say(f'Something it started held its output open: reading stopped {LINGER:.0f} seconds '
                                    'after its end', 'warning')
        self.attempt.outlet.say(f'Ended what it had started and left behind: {count} '
                                f'{"programs" if count > 1 else "program"}', 'warning')

    def _read(self, pipe: int) -> None:
        reader = self.readers.get(pipe)
        if reader is None:
            return
        try:
            data = os.read(pipe, PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b''
        if data:
            reader(data)
        else:
            self.selector.unregister(pipe)
            del self.readers[pipe]

    def _read_rest(self) -> None:
        """What was written before the end and not yet read: as much as a pipe can hold, for somebody who has escaped
        may write on for ever.
        """
        for pipe, reader in tuple(self.readers.items()):
            left = LARGEST_PIPE
            with suppress(OSError):
                while left > 0 and (data := os.read(pipe, PIECE)):
                    reader(data)
                    left -= len(data)

    def _drop_alarm(self) -> None:
        if self.alarm is not None:
            self.selector.unregister(self.alarm)
            os.close(self.alarm)
            self.alarm = None

    def _close(self) -> None:
        self._drop_alarm()
        self.selector.close()
        self.child.close()
