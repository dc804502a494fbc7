"""One try of a run, as whoever works on it reports it. The fence: only who holds the claim may write about it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlmodel import col, select

from app import metrics
from app.domain.ops.commands import Definition
from app.domain.ops.retries import delay
from app.domain.ops.states import LIVE, Claim, Ending, LeaseLost, State
from app.services.ops import noteworthy, retention
from app.services.ops.fence import hold as hold
from app.services.ops.moves import definition_of, move
from app.work import Work
from models.ops import LIVE as IS_LIVE
from models.ops import OpsAttempt, OpsRun

RETRIED = (State.FAILED, State.TIMED_OUT, State.LOST)
GONE = 'Whoever worked on it is gone'
SHUTDOWN = 'Stopped because Roundtable was told to end'


@dataclass(frozen=True)
class Orphan:
    """An attempt nobody works on any more, and the program it may have left behind."""
    run_id: int
    n: int
    owner: str
    pid: int | None
    pid_start: float | None
    boot_id: str


def renew(work: Work, claim: Claim) -> Claim:
    """Another lease; also says whether somebody wants it to stop."""
    run = hold(work, claim)
    run.lease_until = work.now + timedelta(seconds=work.policy.ops.lease)
    work.session.add(run)
    return _refreshed(claim, run)


def renew_all(work: Work, claims: Sequence[Claim]) -> Mapping[tuple[int, int], Claim]:
    """The leases of one process, in one go; whichever is missing in the answer is lost."""
    found: dict[tuple[int, int], Claim] = {}
    for claim in sorted(claims, key=lambda claim: claim.run_id):
        with suppress(LeaseLost):
            found[claim.run_id, claim.n] = renew(work, claim)
    return found


def begin(work: Work, claim: Claim, pid: int | None = None, pid_start: float | None = None,
          boot_id: str = '') -> Claim:
    """The program was started, or the function entered; it may be asked to stop by now."""
    run, attempt = hold(work, claim), _attempt(work, claim)
    attempt.pid, attempt.pid_start, attempt.boot_id = pid, pid_start, boot_id
    run.lease_until = work.now + timedelta(seconds=work.policy.ops.lease)
    if run.state == State.STARTING:
        attempt.state = State.RUNNING
        move(work, run, State.RUNNING)
    work.session.add(attempt)
    return _refreshed(claim, run)


def tell_to_stop(work: Work, claim: Claim, reason: str) -> str:
    """For whoever works on it: its time is over, or the process ends. The first reason stands, and is returned."""
    run = hold(work, claim)
    if run.state in (State.STARTING, State.RUNNING):
        run.stop_reason = reason
        move(work, run, State.CANCELLING, run.reason)
    return run.stop_reason


def see_exit(work: Work, claim: Claim) -> str:
    """It has ended by itself, or was ended; the reason, if it was told to stop before."""
    run = hold(work, claim)
    if run.state != State.FINISHING:
        reason = run.stop_reason if run.state == State.CANCELLING else ''
        if run.state == State.RUNNING or reason:
            move(work, run, State.FINISHING, run.reason)
        return reason
    return run.stop_reason


def finish(work: Work, claim: Claim, ending: Ending) -> State:
    """The last word about an attempt; the run is tried again, or over. Said twice it is refused like any late word."""
    run = hold(work, claim)
    end_attempt(work, run, ending)
    return conclude(work, run, ending)


def list_stops(work: Work, owner: str) -> Mapping[tuple[int, int], str]:
    """Run and attempt of this owner that somebody wants to stop, with the reason."""
    rows = work.session.exec(select(OpsRun).where(IS_LIVE, OpsRun.owner == owner, OpsRun.state == State.CANCELLING))
    return {(run.id, run.attempts): run.stop_reason for run in rows}


def list_live(work: Work) -> frozenset[tuple[int, int]]:
    """Run and attempt of everything that is under way, anywhere."""
    rows = work.session.exec(select(OpsRun.id, OpsRun.attempts).where(IS_LIVE))
    return frozenset((run_id, n) for run_id, n in rows)


def list_orphans(work: Work, is_gone: Callable[[str], bool]) -> tuple[Orphan, ...]:
    """Attempts under way whose lease is past or whose owner is known to be gone."""
    runs = [run for run in work.session.exec(select(OpsRun).where(IS_LIVE).order_by(col(OpsRun.id)))
            if _is_left(work, run, is_gone)]
    return tuple(_orphan(run, work.session.get(OpsAttempt, (run.id, run.attempts))) for run in runs)


def settle(work: Work, orphans: Sequence[Orphan], is_gone: Callable[[str], bool]) -> int:
    """Whatever nobody works on is lost: tried again if that is harmless, else it waits for a person."""
    settled = 0
    for orphan in orphans:
        run = work.session.get(OpsRun, orphan.run_id, with_for_update=True, populate_existing=True)
        if run is None or run.state not in LIVE or (run.owner, run.attempts) != (orphan.owner, orphan.n):
            continue
        if _is_left(work, run, is_gone):
            ending = _ending_of_orphan(run)
            end_attempt(work, run, ending)
            conclude(work, run, ending)
            settled += 1
    return settled


def end_attempt(work: Work, run: OpsRun, ending: Ending) -> None:
    row = work.session.get(OpsAttempt, (run.id, run.attempts), populate_existing=True)
    if row is None:
        return
    row.state, row.reason, row.ended_at = ending.state, ending.reason, work.now
    row.exit_code, row.signal = ending.exit_code, ending.signal
    work.session.add(row)


def conclude(work: Work, run: OpsRun, ending: Ending) -> State:
    """What becomes of the run now that its attempt is over."""
    if ending.state != State.LOST and run.state != State.FINISHING and not (
            run.state == State.STARTING and ending.state == State.FAILED):
        move(work, run, State.FINISHING, run.reason)
    run.result, run.is_partial = ending.result, ending.is_partial
    definition, stop = definition_of(work, run), run.stop_reason
    move(work, run, ending.state, ending.reason or (run.reason if ending.state == State.CANCELLED else ''))
    if stop == 'drain' and ending.state == State.LOST and definition.is_idempotent:
        run.most_attempts += 1  # that was nobody's failure
        _try_again(work, run, State.QUEUED, 0)
    elif _is_retried(work, run, definition, ending):
        rules = work.policy.ops
        _try_again(work, run, State.DELAYED, delay(run.attempts, rules.retry_delay, rules.retry_cap))
    else:
        _count(run)
        noteworthy.judge(work, run)
        retention.forget_quiet(work, run)
    return State(run.state)


def _count(run: OpsRun) -> None:
    metrics.ops_outcomes.labels(run.command, run.state).inc()
    if run.started_at and run.ended_at:
        metrics.ops_run_seconds.labels(run.command).observe((run.ended_at - run.started_at).total_seconds())


def _is_retried(work: Work, run: OpsRun, definition: Definition, ending: Ending) -> bool:
    return (ending.state in RETRIED and ending.may_retry and run.stop_reason != 'cancel'
            and run.attempts < run.most_attempts and ending.exit_code not in (definition.permanent_exits or ())
            and (ending.state != State.LOST or definition.is_idempotent) and run.deadline_at > work.now)


def _try_again(work: Work, run: OpsRun, state: State, seconds: float) -> None:
    run.available_at = work.now + timedelta(seconds=seconds)
    run.ended_at, run.stop_reason, run.result, run.is_partial = None, '', '', False
    move(work, run, state, run.reason)


def _is_left(work: Work, run: OpsRun, is_gone: Callable[[str], bool]) -> bool:
    return run.lease_until is None or run.lease_until <= work.now or is_gone(run.owner)


def _orphan(run: OpsRun, row: OpsAttempt | None) -> Orphan:
    if row is None:
        return Orphan(run.id, run.attempts, run.owner, None, None, '')
    return Orphan(run.id, run.attempts, run.owner, row.pid, row.pid_start, row.boot_id)


def _ending_of_orphan(run: OpsRun) -> Ending:
    """Somebody wanted it to stop, and by now it has; or nobody knows what became of it."""
    if run.state in (State.CANCELLING, State.FINISHING) and run.stop_reason == 'cancel':
        return Ending(State.CANCELLED)
    return Ending(State.LOST, SHUTDOWN if run.stop_reason == 'drain' else GONE)


def _attempt(work: Work, claim: Claim) -> OpsAttempt:
    return work.get(OpsAttempt, (claim.run_id, claim.n))


def _refreshed(claim: Claim, run: OpsRun) -> Claim:
    assert run.lease_until
    stop = run.stop_reason if run.state == State.CANCELLING else ''
    return replace(claim, lease_until=run.lease_until, stop_reason=stop)
