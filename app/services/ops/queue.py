"""The queue: runs are stored before anything happens, and claimed by whoever has a slot free.

Who comes first is decided in the claiming transaction, and so is how many with the same key may run at a time: SQLite
has one writer; on PostgreSQL claims take turns, for the length of two statements.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zlib import crc32

from sqlalchemy import ColumnElement, TextClause, bindparam, func, or_, text
from sqlmodel import col, select

from app import context, metrics
from app.domain.access import SYSTEM, Actor, demand
from app.domain.ops import parameters
from app.domain.ops.commands import Definition
from app.domain.ops.states import LIVE, WAITING, Claim, State
from app.domain.ops.views import QueueFigures
from app.errors import Conflict, Invalid, NotFound, Rejected
from app.security import brakes
from app.services import audit
from app.services.ops import commands, files, noteworthy, processes, windows
from app.services.ops.attempts import Orphan as Orphan
from app.services.ops.attempts import begin as begin
from app.services.ops.attempts import finish as finish
from app.services.ops.attempts import hold as hold
from app.services.ops.attempts import list_live as list_live
from app.services.ops.attempts import list_orphans as list_orphans
from app.services.ops.attempts import list_stops as list_stops
from app.services.ops.attempts import renew as renew
from app.services.ops.attempts import renew_all as renew_all
from app.services.ops.attempts import see_exit as see_exit
from app.services.ops.attempts import settle as settle
from app.services.ops.attempts import tell_to_stop as tell_to_stop
from app.services.ops.moves import announce, definition_of, move
from app.work import Work
from models.moment import Moment
from models.ops import LIVE as IS_LIVE
from models.ops import WAITING as IS_WAITING
from models.ops import OpsAttempt, OpsRun

TURN = 7_100_010  # claims wait for each other
KEY_LIFE = timedelta(hours=24)
APPROVAL_LIFE = timedelta(hours=72)
SILENCE = timedelta(seconds=30)  # after which a process counts as dead
LONGEST_NOTE = 500
DAY = timedelta(days=1)


def _next(hint: str = '', lock: str = '') -> TextClause:
    """What may start now, the most urgent first: fewer runs with its key are live than may be. Keys that are full are
    left out by one look for all rows. Without the hint SQLite sorts everything that waits, for each claim.
    """
    return text(f"""
        SELECT id FROM opsrun {hint}
        WHERE {IS_WAITING.text} AND available_at <= :now AND deadline_at > :now AND label IN :labels
        AND concurrency_key NOT IN (SELECT concurrency_key FROM opsrun WHERE {IS_LIVE.text}
                                    GROUP BY concurrency_key HAVING count(*) >= max(concurrency_limit))
        AND concurrency_limit > (SELECT count(*) FROM opsrun live
                                 WHERE live.{IS_LIVE.text} AND live.concurrency_key = opsrun.concurrency_key)
        ORDER BY priority, available_at, id LIMIT 1 {lock}
        """).bindparams(bindparam('now', type_=Moment()), bindparam('labels', expanding=True))


NEXT, NEXT_LOCKED = _next(hint='INDEXED BY ix_opsrun_waiting'), _next(lock='FOR UPDATE SKIP LOCKED')


@dataclass(frozen=True)
class Wanted:
    """A run somebody asks for. The same `key` within a day is the same wish, not another one."""
    command: str
    parameters: Mapping[str, Any]
    note: str = ''
    priority: int | None = None
    word: str = ''  # typed to confirm
    key: str | None = None
    body_hash: str = ''
    trigger: str = 'ui'
    former: int | None = None


@dataclass(frozen=True)
class Asked:
    run_id: int
    is_replay: bool = False  # there was such a run already


@dataclass(frozen=True)
class Origin:
    """Where a run comes from."""
    trigger: str
    actor: Actor
    note: str = ''
    priority: int | None = None
    key: str | None = None
    body_hash: str = ''
    former: int | None = None
    schedule_id: int | None = None
    fire_time: datetime | None = None
    available_at: datetime | None = None


def ask_for(work: Work, actor: Actor, wanted: Wanted) -> Asked:
    """Store a run, or find the one that was asked for already."""
    definition = commands.find(work, actor, wanted.command)
    demand(actor, 'ops.start', definition.errand())
    if definition.right:
        demand(actor, definition.right)
    digest = wanted.body_hash or _digest(wanted)
    if wanted.key is not None:
        _demand_key(wanted.key)
        work.take_turns(crc32(f'{wanted.command} {wanted.key}'.encode()) >> 1)
        if former := _answered(work, actor, wanted, digest):
            return Asked(former, is_replay=True)
    if not commands.is_on(work, definition.slug):
        raise Conflict(f'{definition.name} is switched off.', 'ops.disabled')
    values = _checked(work, actor, definition, wanted)
    if joined := _joined(work, definition, values):
        return Asked(joined, is_replay=True)
    brakes.hit('ops.runs', actor.identity)
    run = _insert(work, definition, values, Origin(wanted.trigger, actor, wanted.note.strip(), wanted.priority,
                                                   wanted.key, digest, wanted.former))
    audit.write(work, actor, 'ops.start', f'run {run.id}', definition.name, after={
        name: parameters.shown(value) for name, value in values.items()})
    return Asked(run.id)


def enqueue(work: Work, slug: str, given: Mapping[str, Any], *, trigger: str, actor: Actor = SYSTEM,
            schedule_id: int | None = None, fire_time: datetime | None = None,
            available_at: datetime | None = None) -> int | None:
    """For schedules and other areas, which have asked already; None when this time of the schedule has its run."""
    definition = work.policy.commands.get(slug)
    if definition is None:
        raise NotFound('There is no such command.', 'ops.no_command')
    if not commands.is_on(work, slug):
        raise Conflict(f'{definition.name} is switched off.', 'ops.disabled')
    if schedule_id is not None:
        work.take_turns(TURN + schedule_id)
        if work.session.exec(select(OpsRun.id).where(OpsRun.schedule_id == schedule_id,
                                                     OpsRun.fire_time == fire_time)).first():
            return None
    values = windows.accepted(work, definition, given)
    if schedule_id is None and (joined := _joined(work, definition, values)):
        return joined
    return _insert(work, definition, values, Origin(trigger, actor, schedule_id=schedule_id, fire_time=fire_time,
                                                    available_at=available_at)).id


def claim_next(work: Work, owner: str, labels: Sequence[str] = (), process: str = '') -> Claim | None:
    """The most urgent run that may start now, if there is one, and the right to work on it."""
    work.take_turns(TURN)
    if process and processes.is_draining(work, process):
        return None
    given = {'now': work.now, 'labels': ['', *labels]}
    found = work.session.execute(NEXT_LOCKED if work.is_postgres else NEXT, given).scalar()
    if found is None:
        return None
    run = work.lock(OpsRun, found)
    run.owner, run.attempts, run.started_at, run.stop_reason = owner, run.attempts + 1, work.now, ''
    run.lease_until = lease = work.now + timedelta(seconds=work.policy.ops.lease)
    move(work, run, State.STARTING)
    work.session.add(OpsAttempt(run_id=run.id, n=run.attempts, state=State.STARTING, owner=owner,
                                started_at=work.now))
    metrics.ops_attempts.inc()
    metrics.ops_start_seconds.observe((work.now - run.available_at).total_seconds())
    definition = definition_of(work, run)
    timeout = work.now + timedelta(seconds=definition.timeout or work.policy.ops.timeout)
    return Claim(run.id, run.attempts, owner, definition, run.parameters, run.actor, run.request_id, lease,
                 min(timeout, run.deadline_at))


def next_due(work: Work, after: datetime | None = None) -> datetime | None:
    """When, after that moment, a waiting run may be claimed or is too late."""
    moment = after or work.now
    starts = select(func.min(OpsRun.available_at)).where(IS_WAITING, col(OpsRun.available_at) > moment)
    ends = select(func.min(OpsRun.deadline_at)).where(
        col(OpsRun.state).in_(_words(WAITING)), col(OpsRun.deadline_at) > moment)
    return min(filter(None, (work.session.exec(starts).one(), work.session.exec(ends).one())), default=None)


def has_overdue(work: Work) -> int:
    """How many wait although their time is over."""
    return work.session.exec(select(func.count()).select_from(OpsRun).where(*_overdue(work))).one()


def end_overdue(work: Work) -> int:
    """What waited until its time was over does not start any more."""
    rows = work.session.exec(select(OpsRun).where(*_overdue(work)).with_for_update(skip_locked=True)).all()
    for run in rows:
        if run.state == State.BLOCKED:
            move(work, run, State.CANCELLED, 'Nobody approved it within 72 hours')
            continue
        move(work, run, State.TIMED_OUT, run.reason or 'It could not start before its deadline')
        noteworthy.judge(work, run)
    return len(rows)


def view_figures(work: Work, actor: Actor) -> QueueFigures:
    demand(actor, 'ops.look')
    return figures(work)


def figures(work: Work) -> QueueFigures:
    """Also for monitoring, which nobody asks for."""
    counted = _count_states(work)
    alive = [one for one in processes.replicas(work) if one.seen_at >= work.now - SILENCE]
    draining = sum(one.is_draining for one in alive)
    oldest = work.session.exec(select(func.min(OpsRun.available_at)).where(IS_WAITING)).one()
    failed = work.session.exec(select(func.count()).select_from(OpsRun).where(
        col(OpsRun.ended_at) > work.now - DAY,
        col(OpsRun.state).in_((State.FAILED, State.TIMED_OUT, State.LOST)))).one()
    return QueueFigures(
        waiting=counted.get(State.QUEUED, 0), delayed=counted.get(State.DELAYED, 0),
        blocked=counted.get(State.BLOCKED, 0), running=sum(counted.get(state, 0) for state in LIVE),
        oldest_seconds=max(0.0, (work.now - oldest).total_seconds()) if oldest else 0.0,
        slots=work.policy.ops.slots * (max(1, len(alive)) - draining), processes=len(alive), failed_day=failed,
        lost=counted.get(State.LOST, 0), draining=draining)


def _overdue(work: Work) -> Sequence[ColumnElement[bool]]:
    return col(OpsRun.state).in_(_words(WAITING)), col(OpsRun.deadline_at) <= work.now


def _count_states(work: Work) -> Mapping[str, int]:
    """Of what is not over, and of what waits for a decision."""
    states = [*WAITING, *LIVE, State.LOST]
    return dict(work.session.exec(select(OpsRun.state, func.count()).where(col(OpsRun.state).in_(states))
                                  .group_by(OpsRun.state)).all())


def _insert(work: Work, definition: Definition, values: Mapping[str, Any], origin: Origin) -> OpsRun:
    rules, is_blocked = work.policy.ops, definition.needs_approval
    lasts = APPROVAL_LIFE if is_blocked else timedelta(seconds=definition.deadline or rules.deadline)
    retries = definition.retries if definition.retries is not None else rules.retries * definition.is_idempotent
    available = max(work.now, origin.available_at or work.now)
    run = OpsRun(
        command=definition.slug, version=commands.snapshot(work, definition), name=definition.name,
        area=definition.area, is_process=definition.is_process, is_export=definition.is_export,
        is_quiet=definition.is_quiet, parameters=dict(values), trigger=origin.trigger, actor=origin.actor.identity,
        actor_name=origin.actor.name, request_id=context.trace().request_id, note=origin.note,
        former_id=origin.former, priority=definition.priority if origin.priority is None else origin.priority,
        label=definition.label, concurrency_key=parameters.key_of(definition, values),
        concurrency_limit=definition.limit, idempotency_key=origin.key, body_hash=origin.body_hash,
        schedule_id=origin.schedule_id, fire_time=origin.fire_time,
        state=State.BLOCKED if is_blocked else State.QUEUED, asked_at=work.now, available_at=available,
        deadline_at=available + lasts, most_attempts=1 + retries)
    announce(work, run)
    files.give(work, definition, run)
    if is_blocked:
        noteworthy.tell(work, run, 'approval')
    return run


def _checked(work: Work, actor: Actor, definition: Definition, wanted: Wanted) -> dict[str, Any]:
    """Everything that is wrong with the wish is told at once."""
    problems: list[tuple[str, str]] = []
    values: dict[str, Any] = {}
    try:
        values = windows.accepted(work, definition, wanted.parameters)
        problems += files.problems(work, actor, definition, values)
    except Invalid as error:
        problems += error.errors
    if wanted.priority is not None and not 0 <= wanted.priority <= 9:
        problems.append(('priority', 'Give a priority from 0, first, to 9, last.'))
    if len(wanted.note) > LONGEST_NOTE or '\0' in wanted.note:
        problems.append(('note', f'At most {LONGEST_NOTE} characters.'))
    if definition.needs_word and wanted.word.strip() != definition.slug:
        problems.append(('confirm', f'Type {definition.slug} to confirm.'))
    if problems:
        raise Invalid(problems)
    return values


def _demand_key(key: str) -> None:
    if not 1 <= len(key) <= 128 or not key.isprintable():
        raise Rejected('An Idempotency-Key has 1 to 128 printable characters.', field='Idempotency-Key')


def _answered(work: Work, actor: Actor, wanted: Wanted, digest: str) -> int | None:
    """The run this key stands for; after a day the key is free again."""
    run = work.session.exec(select(OpsRun).where(OpsRun.command == wanted.command,
                                                 OpsRun.idempotency_key == wanted.key)).first()
    if run is None:
        return None
    if work.now - run.asked_at >= KEY_LIFE:
        run.idempotency_key = None
        work.session.add(run)
        work.session.flush()
        return None
    if (run.actor, run.body_hash) != (actor.identity, digest):
        raise Conflict('This Idempotency-Key was used for another request.', 'idempotency.mismatch')
    return run.id


def _joined(work: Work, definition: Definition, values: Mapping[str, Any]) -> int | None:
    """For commands that say so: the run with the same key that waits or runs already."""
    if not definition.joins:
        return None
    key = parameters.key_of(definition, values)
    work.take_turns(crc32(f'{definition.slug} {key}'.encode()) >> 1)
    return work.session.exec(select(OpsRun.id).where(
        OpsRun.command == definition.slug, OpsRun.concurrency_key == key, or_(IS_WAITING, IS_LIVE),
        OpsRun.state != State.CANCELLING).order_by(col(OpsRun.id)).limit(1)).first()


def _digest(wanted: Wanted) -> str:
    body = json.dumps([dict(wanted.parameters), wanted.note, wanted.priority], sort_keys=True, default=str)
    return sha256(body.encode()).hexdigest()


def _words(states: Any) -> list[str]:
    return sorted(state.value for state in states)
