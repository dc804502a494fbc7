"""Runs as people see and steer them: the history, one run with its attempts, and what may be done to it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import ROLES, RULES, Actor, Errand, demand, may
from app.domain.ops import parameters
from app.domain.ops.airsenal.gist import gist_of
from app.domain.ops.commands import Definition
from app.domain.ops.states import FINAL, WAITING, State, demand_move
from app.domain.ops.views import ReportLine, RunLine, RunView, StepView
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.events import STOPS, StopAsked
from app.services import audit
from app.services.ops import commands, files, lines, queue
from app.services.ops.history import view_month as view_month
from app.services.ops.moves import announce, definition_of, move
from app.work import Work
from models.ops import WAITING as IS_WAITING
from models.ops import OpsAttempt, OpsReport, OpsRun, OpsSection

LONGEST_REASON = 500
OWN = Errand(is_own=True)  # everybody may see it, unless their token is for something else


@dataclass(frozen=True)
class Sought:
    """What a list is narrowed to; `state` also takes the words pending, running, completed, failed of other tools."""
    command: str = ''
    state: str = ''
    actor: str = ''
    trigger: str = ''
    text: str = ''
    since: datetime | None = None
    until: datetime | None = None


def list_runs(work: Work, actor: Actor, sought: Sought | None = None, skip: int = 0,
              limit: int = 50) -> tuple[tuple[RunLine, ...], int]:
    """Newest first, without what they wrote; and how many there are in all."""
    wanted = sought or Sought()
    conditions = (*_visible(actor), *_conditions(wanted))
    if wanted.text:
        ids, total = _found(work, (*conditions, _text(work, wanted.text)), skip, limit)
        conditions, skip = (col(OpsRun.id).in_(ids),), 0
    else:
        total = work.session.exec(select(func.count()).select_from(OpsRun).where(*conditions)).one()
    rows = work.session.exec(select(OpsRun).where(*conditions).order_by(col(OpsRun.id).desc())
                             .offset(skip).limit(limit)).all()
    return lines.lines(work, actor, rows), total


def view_run(work: Work, actor: Actor, run_id: int) -> RunView:
    run = _seen(work, actor, run_id)
    definition = definition_of(work, run)
    attempts = work.session.exec(select(OpsAttempt).where(OpsAttempt.run_id == run.id)
                                 .order_by(col(OpsAttempt.n).desc())).all()
    return RunView(
        line=lines.line(work, actor, run), definition=definition, parameters=_shown(work, definition, run.parameters),
        attempts=tuple(map(lines.attempt_view, attempts)), steps=_steps(work, run, definition),
        reports=_reports(work, run), strip=commands.strip_of(work, run.command), place=_place(work, run),
        deadline_at=run.deadline_at, retry_at=run.available_at if run.state == State.DELAYED else None,
        schedule_id=run.schedule_id, result=run.result, approved_by=run.approved_by, former=run.former_id,
        given=json.dumps(run.parameters), files=files.list_results(work, run.id))


def open_file(work: Work, actor: Actor, run_id: int, file_id: int) -> tuple[str, Path]:
    """Something a run has made: its name, and where it lies; for those who may look at what it is about."""
    run = _seen(work, actor, run_id)
    look = f'{definition_of(work, run).area}.look'
    if look in RULES:
        demand(actor, look)
    return files.find_result(work, run.id, file_id)


def cancel(work: Work, actor: Actor, run_id: int) -> None:
    """What waits ends at once; what runs is told to stop, wherever it runs. Asked twice, nothing more happens."""
    run = _steered(work, actor, run_id, 'ops.stop')
    if run.state in FINAL:
        demand_move(State(run.state), State.CANCELLED)
    audit.write(work, actor, 'ops.cancel', f'run {run.id}', run.name)
    if run.state in WAITING:
        move(work, run, State.CANCELLED, f'Cancelled by {actor.name}')
        return
    run.most_attempts = run.attempts  # whatever comes of this one, there will be no other
    if run.state in (State.STARTING, State.RUNNING):
        run.stop_reason = 'cancel'
        move(work, run, State.CANCELLING, f'Cancelled by {actor.name}')
    elif run.stop_reason == 'drain':
        run.stop_reason, run.reason = 'cancel', f'Cancelled by {actor.name}'
    work.session.add(run)
    work.record(StopAsked(STOPS))


def again(work: Work, actor: Actor, run_id: int, given: Mapping[str, Any] | None = None, *, word: str = '',
          key: str | None = None, trigger: str = 'ui') -> int:
    """Another run with the same parameters, or with others; of the command as it is by now."""
    run = _seen(work, actor, run_id)
    return queue.ask_for(work, actor, queue.Wanted(
        run.command, run.parameters if given is None else given, word=word, key=key, trigger=trigger,
        former=run.id)).run_id


def approve(work: Work, actor: Actor, run_id: int) -> None:
    """Four eyes: by somebody else than whoever asked, and not for ever."""
    run = _steered(work, actor, run_id, 'ops.approve')
    demand_move(State(run.state), State.QUEUED)
    _demand_blocked(run)
    if run.actor == actor.identity:
        raise Forbidden('Somebody else has to approve what you asked for.', 'ops.same_person')
    if run.deadline_at <= work.now:
        raise Conflict('Nobody approved this in time. Ask for it again.', 'ops.expired')
    definition = definition_of(work, run)
    run.approved_by, run.available_at = actor.name, work.now
    run.deadline_at = work.now + timedelta(seconds=definition.deadline or work.policy.ops.deadline)
    move(work, run, State.QUEUED)
    audit.write(work, actor, 'ops.approve', f'run {run.id}', run.name)


def decline(work: Work, actor: Actor, run_id: int, reason: str) -> None:
    run = _steered(work, actor, run_id, 'ops.approve')
    _demand_blocked(run)
    move(work, run, State.CANCELLED, f'Declined by {actor.name}: {_reason(reason)}')
    audit.write(work, actor, 'ops.decline', f'run {run.id}', reason.strip())


def decide(work: Work, actor: Actor, run_id: int, verdict: str) -> None:
    """Nobody knows how it ended, or somebody does: `finished` believes them, `again` does it once more."""
    run = _steered(work, actor, run_id, 'ops.decide')
    if run.state != State.LOST:
        raise Conflict('Only lost runs wait for a decision.', 'ops.state')
    if verdict == 'finished':
        move(work, run, State.SUCCEEDED, f'It did finish, says {actor.name}')
    elif verdict == 'again':
        definition = definition_of(work, run)
        run.most_attempts, run.available_at, run.ended_at = run.attempts + 1, work.now, None
        run.deadline_at = work.now + timedelta(seconds=definition.deadline or work.policy.ops.deadline)
        run.stop_reason = ''
        move(work, run, State.QUEUED, f'Run again by {actor.name}')
    else:
        raise Rejected('Decide finished or again.', field='verdict')
    audit.write(work, actor, 'ops.decide', f'run {run.id}', verdict)


def pin(work: Work, actor: Actor, run_id: int, is_pinned: bool) -> None:
    """Kept, however old it gets."""
    run = _steered(work, actor, run_id, 'ops.note')
    if run.is_pinned == is_pinned:
        return
    run.is_pinned = is_pinned
    announce(work, run)
    audit.write(work, actor, 'ops.pin', f'run {run.id}', before={'pinned': not is_pinned}, after={'pinned': is_pinned})


def note(work: Work, actor: Actor, run_id: int, text: str) -> None:
    run = _steered(work, actor, run_id, 'ops.note')
    if len(text) > queue.LONGEST_NOTE or '\0' in text:
        raise Rejected(f'At most {queue.LONGEST_NOTE} characters.', field='note')
    audit.write(work, actor, 'ops.note', f'run {run.id}', before={'note': run.note}, after={'note': text.strip()})
    run.note = text.strip()
    announce(work, run)


def _seen(work: Work, actor: Actor, run_id: int) -> OpsRun:
    """What somebody may not see is not there."""
    run = work.session.get(OpsRun, run_id)
    if run is None or not may(actor, 'ops.see', lines.errand_of(run, actor)):
        raise NotFound('There is no such run, or not any more.', 'ops.no_run')
    return run


def _steered(work: Work, actor: Actor, run_id: int, deed: str) -> OpsRun:
    """Locked, for somebody who may do this to it."""
    run = _seen(work, actor, run_id)
    demand(actor, deed, lines.errand_of(run, actor))
    return work.lock(OpsRun, run_id)


def _demand_blocked(run: OpsRun) -> None:
    if run.state != State.BLOCKED:
        demand_move(State(run.state), State.BLOCKED)


def _reason(text: str) -> str:
    if not text.strip() or len(text) > LONGEST_REASON or '\0' in text:
        raise Rejected(f'Give a reason of at most {LONGEST_REASON} characters.', field='reason')
    return text.strip()


def _visible(actor: Actor) -> Sequence[ColumnElement[bool]]:
    """All runs for those with a role in operations, else one's own and those of the areas one has a role in."""
    demand(actor, 'ops.see', OWN)
    if may(actor, 'ops.look'):
        return ()
    areas = [grant.area for grant in actor.grants if grant.role in ROLES]
    if not areas:
        demand(actor, 'ops.look')
    return (or_(col(OpsRun.area).in_(areas), col(OpsRun.actor) == actor.identity),)


SOURCE_STATES: Mapping[str, Sequence[State]] = {
    'pending': (State.QUEUED, State.DELAYED, State.BLOCKED), 'completed': (State.SUCCEEDED,),
    'running': (State.STARTING, State.RUNNING, State.FINISHING), 'failed': (State.FAILED, State.TIMED_OUT, State.LOST)}


def _conditions(sought: Sought) -> Sequence[ColumnElement[bool]]:
    given: list[Any] = [col(column) == value for column, value in (
        (OpsRun.command, sought.command), (OpsRun.actor, sought.actor), (OpsRun.trigger, sought.trigger)) if value]
    if sought.state == 'waiting':
        given.append(col(OpsRun.state).in_(sorted(WAITING)))
    elif sought.state:
        given.append(col(OpsRun.state).in_(SOURCE_STATES.get(sought.state, (sought.state,))))
    if sought.since:
        given.append(col(OpsRun.asked_at) >= sought.since)
    if sought.until:
        given.append(col(OpsRun.asked_at) < sought.until)
    return given


def _found(work: Work, conditions: Sequence[ColumnElement[bool]], skip: int, limit: int) -> tuple[list[int], int]:
    """A part of those in which a text was found, and how many there are: every row is read for that, but once."""
    found = columns(col(OpsRun.id)).where(*conditions).cte('found')
    total = columns(func.count()).select_from(found).scalar_subquery()
    rows = work.session.execute(columns(found.c.id, total).order_by(found.c.id.desc()).offset(skip).limit(limit)).all()
    if not rows and skip:
        return [], work.session.execute(columns(total)).scalar_one()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _text(work: Work, text: str) -> ColumnElement[bool]:
    """Whatever its capitals: SQLite knows no other LIKE, and would take three times as long for `ilike`."""
    escaped = text.replace('\\', '\\\\').replace('%', '\\%').replace('_', '\\_')
    found: list[ColumnElement[bool]] = []
    for column in (col(OpsRun.name), col(OpsRun.command), col(OpsRun.actor_name), col(OpsRun.note), col(OpsRun.reason)):
        like = column.ilike if work.is_postgres else column.like
        found.append(and_(column != '', like(f'%{escaped}%', escape='\\')))  # most notes are empty
    number = text.removeprefix('#')
    if number.isascii() and number.isdigit() and len(number) < 19:
        found.append(col(OpsRun.id) == int(number))
    return or_(*found)


def _shown(work: Work, definition: Definition, values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """In the order of the definition, each as people read it."""
    words = {parameter.name: dict(parameter.choices) for parameter in definition.parameters}
    named = files.names(work, definition, values)
    return tuple((name, named.get(name) or words[name].get(str(values[name]), parameters.shown(values[name])))
                 for name in words if name in values)


def _place(work: Work, run: OpsRun) -> int | None:
    """In the queue, from 1, among those that may start now."""
    if run.state != State.QUEUED or run.available_at > work.now:
        return None
    own = (run.priority, run.available_at, run.id)
    waiting = work.session.exec(select(OpsRun.priority, OpsRun.available_at, OpsRun.id).where(
        IS_WAITING, col(OpsRun.available_at) <= work.now, col(OpsRun.priority) <= run.priority)).all()
    return 1 + sum(tuple(other) < own for other in waiting)


def _steps(work: Work, run: OpsRun, definition: Definition) -> tuple[StepView, ...]:
    """The steps of the definition, as far as the newest attempt has announced them."""
    begun = {row.name: row for row in work.session.exec(select(OpsSection).where(
        OpsSection.run_id == run.id, OpsSection.n == run.attempts).order_by(col(OpsSection.first_seq)))}
    found = []
    for step in definition.steps:
        row = begun.get(step.name)
        ended = row and (row.ended_at or run.ended_at)
        seconds = ((ended or work.now) - row.began_at).total_seconds() if row else None
        found.append(StepView(step.name, _step_state(run, row), seconds, row.first_seq if row else None))
    return tuple(found)


def _step_state(run: OpsRun, row: OpsSection | None) -> str:
    if row is None:
        return 'waiting'
    if row.ended_at or run.state == State.SUCCEEDED:
        return 'done'
    return 'failed' if run.state in FINAL else 'running'


def _reports(work: Work, run: OpsRun) -> tuple[ReportLine, ...]:
    rows = work.session.exec(select(OpsReport).where(OpsReport.run_id == run.id).order_by(col(OpsReport.id).desc()))
    return tuple(ReportLine(row.id, row.run_id, row.n, row.kind, row.source, row.parser_version, row.made_at,
                            row.is_complete, tuple(row.issues), row.error,
                            gist_of(row.kind, json.loads(row.body)) if row.body else None) for row in rows)
