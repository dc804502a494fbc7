"""The other side of a heavy function: a process of its own, which has read all it needs from its standard input."""

import importlib
import json
import os
import signal
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from app import bus
from app.context import Trace, tracing
from app.domain.ops.snapshots import read_back
from app.domain.ops.states import Claim, LeaseLost
from app.events import Event
from app.services.ops import queue
from app.work import fenced
from jobs.attempt import Outcome
from jobs.inside import CONTROL, outcome_of, percent
from jobs.voice import Stopped


class PipeVoice:
    """Speaks to the process that has the claim."""

    def __init__(self, claim: Claim, secrets: Mapping[str, str]) -> None:
        self.run_id, self.n, self.part, self.secrets = claim.run_id, claim.n, '', secrets
        self.pipe = os.fdopen(int(os.environ[CONTROL]), 'w', encoding='utf-8')
        self.turn = threading.Lock()
        self.is_told = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: self.is_told.set())

    def speak(self, text: str, level: str = '') -> None:
        self._go_on()
        self.send(say=text, level='' if level == 'info' else level)

    def progress(self, done: float, total: float, text: str = '') -> None:
        self._go_on()
        self.send(progress=percent(done, total), text=text)

    def is_cancelled(self) -> bool:
        return self.is_told.is_set()

    def partly(self, reason: str) -> None:
        self.part = reason

    def send(self, **said: Any) -> None:
        with self.turn, suppress(BrokenPipeError):
            self.pipe.write(json.dumps(said, default=str) + '\n')
            self.pipe.flush()

    def announce(self, session: Session, events: Sequence[Event]) -> None:
        """PostgreSQL tells everybody itself; on SQLite the process that started this one does."""
        topics = list(dict.fromkeys(fact.topic for fact in events))
        if session.get_bind().dialect.name == 'postgresql':
            bus.announce(session, events)
        elif topics:
            event.listen(session, 'after_commit', lambda _: self.send(topics=topics), once=True)

    def _go_on(self) -> None:
        if self.is_told.is_set():
            raise Stopped


def claim_of(given: Mapping[str, Any]) -> Claim:
    moments = {name: datetime.fromisoformat(given[name]) for name in ('lease_until', 'timeout_at')}
    return Claim(**{**given, **moments, 'definition': read_back(given['definition'])})


def work(voice: PipeVoice, claim: Claim, address: str) -> int:
    """Call the function and tell how it ended; the database is open by now."""
    module, _, name = address.partition(':')
    function = getattr(importlib.import_module(module), name)
    with tracing(Trace(request_id=claim.request_id, actor=claim.actor, run=str(claim.run_id), attempt=str(claim.n))):
        try:
            with fenced(partial(queue.hold, claim=claim)):
                result = function(voice, claim.parameters)
            ended = Outcome(result=result, partly=voice.part)
        except (Stopped, LeaseLost):
            return 0
        except Exception as error:
            ended = outcome_of(error)
            voice.send(say=f'{type(error).__name__}: {error}', level='error')
    voice.send(end=asdict(ended))
    return ended.exit_code
