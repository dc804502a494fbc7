"""The life of a run, and the right to work on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain.ops.commands import Definition
from app.errors import Conflict


class State(StrEnum):
    QUEUED = 'queued'
    DELAYED = 'delayed'  # until another try
    BLOCKED = 'blocked'  # until somebody approves
    STARTING = 'starting'
    RUNNING = 'running'
    CANCELLING = 'cancelling'
    FINISHING = 'finishing'
    SUCCEEDED = 'succeeded'
    FAILED = 'failed'
    TIMED_OUT = 'timed_out'
    CANCELLED = 'cancelled'
    LOST = 'lost'  # whoever worked on it is gone, and nobody knows how it ended


WAITING = frozenset({State.QUEUED, State.DELAYED, State.BLOCKED})
LIVE = frozenset({State.STARTING, State.RUNNING, State.CANCELLING, State.FINISHING})  # an attempt is under way
FINAL = frozenset(State) - WAITING - LIVE

SOURCE_WORDS: Mapping[State, str] = {
    State.QUEUED: 'pending', State.DELAYED: 'pending', State.BLOCKED: 'pending',
    State.STARTING: 'running', State.RUNNING: 'running', State.FINISHING: 'running',
    State.CANCELLING: 'cancelling', State.SUCCEEDED: 'completed', State.CANCELLED: 'cancelled',
    State.FAILED: 'failed', State.TIMED_OUT: 'failed', State.LOST: 'failed'}


class LeaseLost(Conflict):
    """Somebody else works on this run by now, or nobody may any more."""


@dataclass(frozen=True)
class Claim:
    """The right to work on one attempt of a run, as long as the lease is renewed and nobody has taken it over."""
    run_id: int
    n: int  # of the attempt, from 1
    owner: str
    definition: Definition
    parameters: Mapping[str, Any]
    actor: str  # identity of whoever asked
    request_id: str
    lease_until: datetime
    timeout_at: datetime  # of this attempt, never after the deadline of the run
