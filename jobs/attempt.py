"""One attempt from its claim to its last word, in a thread of its own.

The lease is kept by the process as a whole (jobs/worker.py); an attempt that is cut may write nothing any more. What
was asked first stands: a stop against a natural end, a timeout against a cancel. The database decides which it was.
"""

import json
import logging
import os
import shutil
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any, Concatenate, ParamSpec, TypeVar

from app import clock
from app.context import Trace, tracing
from app.domain.ops.states import Claim, Ending, LeaseLost, State
from app.errors import AppError
from app.services import secrets
from app.services.ops import queue
from app.services.ops.attempts import SHUTDOWN
from app.work import Work, read, transact
from jobs.hooks import CannotStart
from jobs.outlet import Outlet
from jobs.reading import lines_of

P = ParamSpec('P')
R = TypeVar('R')

LARGEST_RESULT = 1_000_000  # bytes
BROKEN = 'This is a defect of Roundtable; its log has the details'
AGAIN = 0.5  # seconds until something the database refused is tried once more

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """How the work itself ended, before anybody asks whether it was told to stop."""
    exit_code: int = 0
    failure: str = ''
    is_permanent: bool = False
    result: Any = None
    partly: str = ''


@dataclass(frozen=True)
class Surroundings:
    """What an attempt knows of the process it lives in."""
    folder: Path  # in which each attempt gets a folder of its own
    on_end: Callable[['Attempt'], None]
    announce: Callable[[list[str]], None] = field(default=lambda _topics: None)  # topics a child has changed


class Attempt:
    def __init__(self, claim: Claim, around: Surroundings, perform: Callable[['Attempt'], Outcome],
                 grace: float) -> None:
        self.claim, self.around, self.perform = claim, around, perform
        self.grace = grace  # seconds between the request to end and the end
        self.folder = around.folder / f'{claim.run_id}-{claim.n}'
        self.outlet = Outlet(claim)
        self.secrets: Mapping[str, str] = {}
        self.opened_at = clock.now()
        left = claim.timeout_at - self.opened_at
        self.times_out_at = monotonic() + left / timedelta(seconds=1)
        self.lease_ends = monotonic() + (claim.lease_until - self.opened_at) / timedelta(seconds=1)
        self.stop_reason = claim.stop_reason
        self.has_tried = self.is_told = False  # to tell the database that it was stopped from here
        self.is_cut = False
        self.kill: Callable[[], object] = lambda: None
        self._gate = threading.Lock()  # a number that was closed may be that of another file by now
        self._reading, self._nudging = os.pipe()
        for end in (self._reading, self._nudging):
            os.set_blocking(end, False)
        self.is_over = threading.Event()

    @property
    def key(self) -> tuple[int, int]:
        return self.claim.run_id, self.claim.n

    @property
    def wakes(self) -> int:
        """Readable whenever something else than the program itself wants attention."""
        return self._reading

    @property
    def must_stop(self) -> bool:
        return bool(self.stop_reason) or self.is_cut

    def stop(self, reason: str) -> None:
        """From any thread: somebody wants it to end. The first reason stands."""
        self.stop_reason = self.stop_reason or reason
        self.nudge()

    def cut(self) -> None:
        """From any thread: it may not work on this run any more, so nothing of it may go on."""
        self.is_cut = True
        self.kill()
        self.nudge()

    def nudge(self) -> None:
        with self._gate, suppress(OSError):
            os.write(self._nudging, b'.')

    def hear(self) -> None:
        with suppress(OSError):
            os.read(self._reading, 4096)

    def run(self) -> None:
        """The whole life; never raises."""
        claim = self.claim
        with tracing(Trace(request_id=claim.request_id, actor=claim.actor, run=str(claim.run_id),
                           attempt=str(claim.n))):
            try:
                self._finish(self._tried())
            except LeaseLost:
                log.warning('Attempt %s of run %s was taken away', claim.n, claim.run_id,
                            extra={'event': 'ops.lease_lost'})
            except Exception:
                log.error('Attempt %s of run %s broke: %s', claim.n, claim.run_id, self.trace(),
                          extra={'event': 'ops.broken'})
                self._give_up()
            finally:
                self._leave()

    def tend(self) -> None:
        """Every now and then, by whoever performs: what was said is stored, and the time is watched."""
        if monotonic() >= self.times_out_at:
            self.stop_reason = self.stop_reason or 'timeout'
        if self.stop_reason in ('timeout', 'drain') and not self.is_told:
            self._tell()
        if not self.is_cut:
            self.outlet.flush()

    def insist(self, service: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """A transaction that has to be, however often the database refuses, as long as the lease can be kept."""
        while True:
            if self.is_cut:
                raise LeaseLost('The lease could not be kept.')
            try:
                return transact(service, *args, **kwargs)
            except AppError:
                raise
            except Exception as error:
                log.warning('%s was refused by the database: %s', service.__name__, type(error).__name__)
                threading.Event().wait(AGAIN)

    def refresh_masks(self) -> None:
        """A secret that is replaced while this runs is masked in both values."""
        if self.secrets:
            with suppress(Exception):
                self.outlet.add_mask(*read(secrets.values_since, self.claim, self.opened_at))

    def trace(self) -> str:
        """Where it broke just now, for logs: libraries put whatever they were given into their errors."""
        return self.outlet.mask(traceback.format_exc().rstrip())

    def texts(self, stream: str) -> Iterator[str]:
        """What was kept of a stream, line by line."""
        return lines_of(self.claim, stream)

    def _tried(self) -> Ending:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.secrets = self.insist(secrets.open_for, self.claim)
            self.outlet = Outlet(self.claim, tuple(self.secrets.values()))
            outcome = self.perform(self)
        except LeaseLost:
            raise
        except OSError as error:
            return self._not_started(f'No place to work in: {error.strerror}')
        except (CannotStart, AppError) as error:
            return self._not_started(str(error))
        return self._judged(outcome)

    def _not_started(self, text: str) -> Ending:
        if stopped := self._ending_of_stop(self.insist(queue.see_exit, self.claim)):
            return stopped
        text = self.outlet.mask(text)
        self.outlet.say(text, 'error')
        return Ending(State.FAILED, text, may_retry=False)

    def _judged(self, outcome: Outcome) -> Ending:
        code = outcome.exit_code
        numbers: dict[str, Any] = {'signal': -code} if code < 0 else {'exit_code': code}
        if stopped := self._ending_of_stop(self.stop_reason):
            return Ending(stopped.state, stopped.reason, **numbers)
        result = self._masked_result(outcome.result)
        if outcome.failure:
            return Ending(State.FAILED, self.outlet.mask(outcome.failure), result=result,
                          may_retry=not outcome.is_permanent, **numbers)
        return Ending(State.SUCCEEDED, self.outlet.mask(outcome.partly), result=result,
                      is_partial=bool(outcome.partly), **numbers)

    def _ending_of_stop(self, reason: str) -> Ending | None:
        if reason == 'cancel':
            return Ending(State.CANCELLED)
        if reason == 'timeout':
            return Ending(State.TIMED_OUT, 'It took longer than it may')
        return Ending(State.LOST, SHUTDOWN) if reason else None

    def _finish(self, ending: Ending) -> None:
        self.store_all()
        state = self.insist(queue.finish, self.claim, ending)
        log.info('%s: attempt %s of run %s %s', self.claim.definition.slug, self.claim.n, self.claim.run_id,
                 ending.state, extra={'event': f'ops.{state}'})

    def _give_up(self) -> None:
        """A defect of ours ends the attempt like any failure; nobody has to wait for its lease."""
        try:
            self.insist(queue.see_exit, self.claim)
            self.insist(queue.finish, self.claim, Ending(State.FAILED, BROKEN))
        except AppError as error:
            log.warning('Its end could not be noted down: %s', error)

    def store_all(self) -> None:
        """Everything that was said is in the database after this, or the lease is lost."""
        self.outlet.finish()
        while not self.outlet.is_settled:
            if self.is_cut:
                raise LeaseLost('The lease could not be kept.')
            self.outlet.flush(is_last=True)
            if self.outlet.is_failing:
                threading.Event().wait(AGAIN)

    def see_exit(self) -> bool:
        """The work has ended; from now on a stop comes too late. Says whether it ended by itself."""
        if self.stop_reason in ('timeout', 'drain') and not self.is_told:
            self.insist(queue.tell_to_stop, self.claim, self.stop_reason)
        self.stop_reason = self.insist(queue.see_exit, self.claim)
        return not self.stop_reason

    def _tell(self) -> None:
        if self.has_tried:
            return
        self.has_tried = True
        try:
            self.stop_reason = transact(queue.tell_to_stop, self.claim, self.stop_reason) or self.stop_reason
            self.is_told = True
        except LeaseLost:
            raise
        except Exception as error:
            log.warning('Run %s is stopped although the database does not know: %s', self.claim.run_id,
                        type(error).__name__)

    def _masked_result(self, result: Any) -> str:
        if result is None:
            return ''
        text = json.dumps(masked(result, self.outlet.mask), ensure_ascii=False, default=str)
        if len(text.encode()) <= LARGEST_RESULT:
            return text
        self.outlet.say('The result is larger than 1 MB and is not kept', 'warning')
        return ''

    def _leave(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.kill = lambda: None
        with self._gate:
            for end in (self._nudging, self._reading):
                os.close(end)
            self._reading = self._nudging = -1
        self.is_over.set()
        self.around.on_end(self)


def masked(value: Any, mask: Callable[[str], str]) -> Any:
    """Also where a secret is a number."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {mask(str(name)): masked(entry, mask) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [masked(entry, mask) for entry in value]
    if isinstance(value, int | float) and not isinstance(value, bool) and mask(str(value)) != str(value):
        return mask(str(value))
    return value
