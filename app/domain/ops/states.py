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

ALLOWED: Mapping[State, frozenset[State]] = {
    State.BLOCKED: frozenset({State.QUEUED, State.CANCELLED, State.TIMED_OUT}),
    State.QUEUED: frozenset({State.STARTING, State.CANCELLED, State.TIMED_OUT}),
    State.DELAYED: frozenset({State.STARTING, State.QUEUED, State.CANCELLED, State.TIMED_OUT}),
    State.STARTING: frozenset({State.RUNNING, State.FAILED, State.CANCELLING, State.FINISHING, State.LOST}),
    State.RUNNING: frozenset({State.FINISHING, State.CANCELLING, State.LOST}),
    State.CANCELLING: frozenset({State.FINISHING, State.LOST}),
    State.FINISHING: frozenset({State.SUCCEEDED, State.FAILED, State.TIMED_OUT, State.CANCELLED, State.LOST}),
    State.FAILED: frozenset({State.DELAYED}),
    State.TIMED_OUT: frozenset({State.DELAYED}),
    State.LOST: frozenset({State.DELAYED, State.QUEUED, State.SUCCEEDED}),  # the last two by a person's decision
    State.SUCCEEDED: frozenset(),
    State.CANCELLED: frozenset()}

SOURCE_WORDS: Mapping[State, str] = {
    State.QUEUED: 'pending', State.DELAYED: 'pending', State.BLOCKED: 'pending',
    State.STARTING: 'running', State.RUNNING: 'running', State.FINISHING: 'running',
    State.CANCELLING: 'cancelling', State.SUCCEEDED: 'completed', State.CANCELLED: 'cancelled',
    State.FAILED: 'failed', State.TIMED_OUT: 'failed', State.LOST: 'failed'}


WORDS: Mapping[State, str] = {
    State.QUEUED: 'queued', State.DELAYED: 'waiting for another try', State.BLOCKED: 'waiting for approval',
    State.STARTING: 'starting', State.RUNNING: 'running', State.CANCELLING: 'being stopped',
    State.FINISHING: 'finishing', State.SUCCEEDED: 'over: it succeeded', State.FAILED: 'over: it failed',
    State.TIMED_OUT: 'over: it took too long', State.CANCELLED: 'over: it was cancelled', State.LOST: 'lost'}


class LeaseLost(Conflict):
    """Somebody else works on this run by now, or nobody may any more."""


def demand_move(before: State, after: State) -> None:
    """What is over stays over: whoever comes later finds that it is."""
    if after not in ALLOWED[before]:
        raise Conflict(f'This run is {WORDS[before]}.', 'ops.already_final' if before in FINAL else 'ops.state')


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
    stop_reason: str = ''  # why it has been told to stop: cancel, timeout, drain


@dataclass(frozen=True)
class Ending:
    """How an attempt ended, as whoever worked on it saw it."""
    state: State  # succeeded, failed, timed_out, cancelled or lost
    reason: str = ''
    exit_code: int | None = None
    signal: int | None = None
    result: str = ''  # JSON
    is_partial: bool = False
    may_retry: bool = True
