"""Performs an attempt whose command is a function of the product: in a thread, or in a process of its own if heavy.

The function is asked to stop, never forced: it hears of it at its next word. What it writes from then on is refused,
because each of its transactions ends with a look at the fence.
"""

import json
import logging
import os
import select
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from contextvars import copy_context
from dataclasses import asdict
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from app.domain.ops.snapshots import written
from app.domain.ops.states import LeaseLost
from app.errors import AppError, Conflict, Upstream
from app.services.ops import queue
from app.work import fenced
from jobs.attempt import Attempt, Outcome
from jobs.child import Child
from jobs.commands import Function
from jobs.given import values_of
from jobs.hooks import Preparation
from jobs.programs import environment_of, watch
from jobs.voice import Stopped

ROOT = Path(__file__).parents[1]
PAUSE = 0.5  # seconds between two looks at the time
CONTROL = 'ROUNDTABLE_CONTROL'  # number of the pipe on which a child speaks to us

log = logging.getLogger(__name__)


class ThreadVoice:
    """For a function in this process."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        self.run_id, self.n = attempt.key
        self.part = ''

    @property
    def secrets(self) -> Mapping[str, str]:
        return self.attempt.secrets

    def speak(self, text: str, level: str = '') -> None:
        self._go_on()
        self.attempt.outlet.say(text, '' if level == 'info' else level)
        self.attempt.nudge()

    def progress(self, done: float, total: float, text: str = '') -> None:
        self._go_on()
        self.attempt.outlet.move(percent(done, total), text)
        self.attempt.nudge()

    def is_cancelled(self) -> bool:
        return self.attempt.must_stop

    def partly(self, reason: str) -> None:
        self.part = reason

    def _go_on(self) -> None:
        if self.attempt.must_stop or self.attempt.is_over.is_set():
            raise Stopped


def percent(done: float, total: float) -> float | None:
    return max(0.0, min(100.0, 100 * done / total)) if total > 0 else None


def perform(attempt: Attempt, function: Function) -> Outcome:
    """In a thread of its own, so that somebody can watch the time while it works."""
    voice, found, values = ThreadVoice(attempt), list[Outcome](), values_of(attempt)
    begun = attempt.insist(queue.begin, attempt.claim)
    attempt.stop_reason = attempt.stop_reason or begun.stop_reason
    work = partial(_work, attempt, voice, function, values, found)
    thread = threading.Thread(target=copy_context().run, args=(work,), daemon=True,
                              name=f'run {attempt.claim.run_id}')
    thread.start()
    _wait_for(attempt, thread)
    by_itself = attempt.see_exit()
    if found:
        return found[0]
    if by_itself:
        raise LeaseLost('The function stopped although nobody had asked for it.')
    return Outcome()


def _wait_for(attempt: Attempt, thread: threading.Thread) -> None:
    """Until it has ended; one that does not listen is left alone after the grace, and can write nothing any more."""
    until: float | None = None
    waking = select.poll()  # `select` knows no numbers above 1,023, and a thousand browsers have as many sockets
    waking.register(attempt.wakes, select.POLLIN)
    while thread.is_alive():
        waking.poll(1000 * _pause(attempt))
        attempt.hear()
        attempt.tend()
        if attempt.must_stop and until is None:
            until = monotonic() + attempt.grace
        if attempt.is_cut:
            raise LeaseLost('The lease could not be kept.')
        if until is not None and monotonic() >= until:
            attempt.outlet.say('It does not listen; it is left alone and can change nothing any more', 'warning')
            return


def _pause(attempt: Attempt) -> float:
    return min(PAUSE, attempt.outlet.wait() + 0.001) if attempt.outlet.is_waiting else PAUSE


def _work(attempt: Attempt, voice: ThreadVoice, function: Function, values: Mapping[str, Any],
          found: list[Outcome]) -> None:
    try:
        with fenced(partial(queue.hold, claim=attempt.claim)):
            result = function(voice, values)
        found.append(Outcome(result=result, partly=voice.part))
    except (Stopped, LeaseLost):
        pass
    except Exception as error:
        found.append(outcome_of(error))
        if not isinstance(error, AppError):
            log.error('%s broke: %s', attempt.claim.definition.slug, attempt.trace(),
                      extra={'event': 'ops.function_broke'})
            attempt.outlet.say(attempt.trace(), 'error')
    finally:
        with suppress(OSError):
            attempt.nudge()


def outcome_of(error: Exception) -> Outcome:
    """A refusal says why, and whether another try could help; anything else is a defect of ours."""
    if isinstance(error, AppError):
        may_help = isinstance(error, Conflict) or (isinstance(error, Upstream) and not error.is_permanent)
        return Outcome(1, str(error), is_permanent=not may_help)
    return Outcome(1, f'{type(error).__name__}: {error}'.rstrip(': '))


class Control:
    """What a child says beside what it prints: words with a level, progress, topics that changed, its end."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt, self.rest, self.part = attempt, b'', ''
        self.outcome: Outcome | None = None

    def read(self, data: bytes) -> None:
        *lines, self.rest = (self.rest + data).split(b'\n')
        for line in lines:
            self._hear(json.loads(line))

    def _hear(self, said: Mapping[str, Any]) -> None:
        if 'say' in said:
            self.attempt.outlet.say(said['say'], said['level'])
        elif 'progress' in said:
            self.attempt.outlet.move(said['progress'], said['text'])
        elif 'topics' in said:
            self.attempt.around.announce(said['topics'])
        elif 'end' in said:
            self.outcome = Outcome(**said['end'])


def perform_apart(attempt: Attempt, function: Function, settings: Mapping[str, str]) -> Outcome:
    """The child gets everything on its standard input: addresses and keys are in no argument and no environment."""
    claim, control = attempt.claim, Control(attempt)
    reading, writing = os.pipe()
    try:
        os.set_blocking(reading, False)
        environment = {**environment_of(attempt, Preparation()), 'PYTHONPATH': str(ROOT), CONTROL: str(writing)}
        child = Child((sys.executable, '-m', 'app.apart'), environment, attempt.folder,
                      typed(attempt, function, settings), (writing,))
        os.close(writing)
        writing = -1
        code = watch(attempt, child, (reading, control.read))
    finally:
        os.close(reading)
        if writing >= 0:
            os.close(writing)
    log.debug('run %s: the child ended with %s', claim.run_id, code)
    if not attempt.see_exit():
        return Outcome(code)
    return control.outcome or Outcome(code, f'Ended by {signal.Signals(-code).name}' if code < 0 else
                                      f'Ended with exit code {code}')


def typed(attempt: Attempt, function: Any, settings: Mapping[str, str]) -> bytes:
    claim = attempt.claim
    given = {'folder': os.getcwd(), 'settings': dict(settings),
             'function': f'{function.__module__}:{function.__qualname__}',
             'claim': {**asdict(claim), 'definition': written(claim.definition),
                       'parameters': dict(values_of(attempt))}, 'secrets': dict(attempt.secrets)}
    return json.dumps(given, default=str).encode()
