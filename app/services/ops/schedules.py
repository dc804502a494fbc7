"""Entries of the schedule: what people change about them. What the clock does with them is in `due`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.ops import moments
from app.domain.ops.commands import Definition
from app.domain.ops.entries import EntryDraft, Shipped, checked, demand_future
from app.domain.ops.parameters import shown
from app.domain.ops.views import MomentsView
from app.errors import Conflict, NotFound, Rejected
from app.events import SCHEDULES, ScheduleChanged
from app.services import audit
from app.services.ops import queue, teams
from app.services.ops.queue import Wanted
from app.work import Work
from models.ops import OpsPause, OpsRun, OpsSchedule

TURN = 7_100_011  # what the program brings along is put there by one process, and a pause by one person
MOST = 500
PAUSE = 'schedules'
KEPT = tuple(field.name for field in fields(EntryDraft))


def preview(work: Work, actor: Actor, kind: str, expression: str, zone: str) -> MomentsView:
    """What an expression means, before anything is kept."""
    demand(actor, 'ops.look')
    kept = moments.checked(kind, expression, zone, may_be_seconds=True)
    return MomentsView(moments.words(kind, kept), moments.next_fires(kind, kept, zone, work.now),
                       moments.warning(kind, kept, zone, work.now))


def add(work: Work, actor: Actor, draft: EntryDraft) -> int:
    """Returns its id."""
    definition = _definition(work, draft.command)
    demand(actor, 'ops.schedule', definition.errand())
    entry = checked(draft, definition)
    demand_future(entry, work.now)
    if len(work.session.exec(select(OpsSchedule.id).limit(MOST)).all()) >= MOST:
        raise Conflict(f'There are {MOST} entries already; remove one first.', 'ops.too_many_schedules')
    row = _new(work, entry)
    audit.write(work, actor, 'ops.add_schedule', definition.name, _said(row), after=_audited(row))
    work.record(ScheduleChanged(SCHEDULES))
    return row.id


def change(work: Work, actor: Actor, schedule_id: int, changes: Mapping[str, Any], version: int) -> None:
    """Only what is named; `version` is the one that was seen."""
    row, definition = _locked(work, actor, schedule_id)
    if row.version != version:
        raise Conflict('Somebody else has changed this entry meanwhile. Look again.', 'ops.schedule_changed',
                       row.version)
    if unknown := sorted(changes.keys() - set(KEPT) | (changes.keys() & {'command'})):
        raise Rejected('This cannot be changed.', field=unknown[0])
    before, former = _audited(row), _timing(row)
    entry = checked(replace(_draft(row), **changes), definition)
    if (entry.kind, entry.expression, entry.zone) != former:
        demand_future(entry, work.now)
    _write(work, row, entry)
    audit.write(work, actor, 'ops.change_schedule', definition.name, _said(row), before, _audited(row))


def switch(work: Work, actor: Actor, schedule_id: int, is_enabled: bool) -> None:
    """Times that pass while it is off are not made up for."""
    row, definition = _locked(work, actor, schedule_id)
    if row.is_enabled == is_enabled:
        return
    row.is_enabled, row.version, row.changed_at = is_enabled, row.version + 1, work.now
    _set_next(work, row)
    deed = 'ops.enable_schedule' if is_enabled else 'ops.disable_schedule'
    audit.write(work, actor, deed, definition.name, _said(row))
    work.record(ScheduleChanged(SCHEDULES))


def remove(work: Work, actor: Actor, schedule_id: int) -> EntryDraft:
    """Its runs stay. Returns what it was, so that it can be brought back."""
    row = _row(work, schedule_id)
    definition = work.policy.commands.get(row.command) or Definition(row.command, row.command)
    demand(actor, 'ops.schedule', definition.errand())
    if row.shipped and row.command in work.policy.commands:
        raise Conflict('This entry came with Roundtable. Switch it off instead.', 'ops.shipped_schedule')
    draft = _draft(row)
    work.session.delete(row)
    audit.write(work, actor, 'ops.remove_schedule', definition.name, _said(row), before=_audited(row))
    work.record(ScheduleChanged(SCHEDULES))
    return draft


def run_now(work: Work, actor: Actor, schedule_id: int) -> int:
    """With its parameters, beside its times; returns the run."""
    row = _row(work, schedule_id)
    asked = queue.ask_for(work, actor, Wanted(row.command, row.parameters))
    run = work.get(OpsRun, asked.run_id)
    if run.schedule_id is None:
        run.schedule_id = row.id
    work.record(ScheduleChanged(SCHEDULES))
    return asked.run_id


def pause_all(work: Work, actor: Actor, reason: str = '') -> None:
    """Nothing runs by itself until it is resumed; also after a backup was restored, until somebody has looked."""
    demand(actor, 'ops.operate')
    work.take_turns(TURN)
    if work.session.get(OpsPause, PAUSE):
        return
    work.session.add(OpsPause(what=PAUSE, since=work.now, by=actor.name, reason=reason))
    audit.write(work, actor, 'ops.pause_schedules', detail=reason)
    work.record(ScheduleChanged(SCHEDULES))


def resume_all(work: Work, actor: Actor) -> None:
    """Times that have passed meanwhile are not made up for."""
    demand(actor, 'ops.operate')
    pause = work.session.get(OpsPause, PAUSE, with_for_update=True)
    if pause is None:
        return
    work.session.delete(pause)
    for row in work.session.exec(select(OpsSchedule).where(col(OpsSchedule.is_enabled)).with_for_update()):
        _set_next(work, row)
    audit.write(work, actor, 'ops.resume_schedules')
    work.record(ScheduleChanged(SCHEDULES))


def ensure_shipped(work: Work, entries: Sequence[Shipped]) -> None:
    """What the program brings along is put there once; what people made of it stays."""
    work.take_turns(TURN)
    known = set(work.session.exec(select(OpsSchedule.shipped).where(col(OpsSchedule.shipped).is_not(None))))
    for shipped in entries:
        if shipped.name not in known and shipped.draft.command in work.policy.commands:
            entry = checked(shipped.draft, work.policy.commands[shipped.draft.command])
            _new(work, entry, shipped.name)
            work.record(ScheduleChanged(SCHEDULES))


def _new(work: Work, entry: EntryDraft, shipped: str | None = None) -> OpsSchedule:
    row = OpsSchedule(**_values(entry), shipped=shipped, made_at=work.now, changed_at=work.now)
    _set_next(work, row)
    work.session.add(row)
    work.session.flush()
    return row


def _write(work: Work, row: OpsSchedule, entry: EntryDraft) -> None:
    was = (row.is_enabled, *_timing(row))
    for name, value in _values(entry).items():
        setattr(row, name, value)
    row.version, row.changed_at = row.version + 1, work.now
    if (row.is_enabled, *_timing(row)) != was:
        _set_next(work, row)
    work.record(ScheduleChanged(SCHEDULES))


def _set_next(work: Work, row: OpsSchedule) -> None:
    row.next_fire = moments.next_fire(row.kind, row.expression, row.zone, work.now) if row.is_enabled else None


def _locked(work: Work, actor: Actor, schedule_id: int) -> tuple[OpsSchedule, Definition]:
    row = _row(work, schedule_id, lock=True)
    definition = _definition(work, row.command)
    demand(actor, 'ops.schedule', definition.errand())
    return row, definition


def _row(work: Work, schedule_id: int, *, lock: bool = False) -> OpsSchedule:
    try:
        return work.get(OpsSchedule, schedule_id, lock=lock)
    except NotFound as error:
        raise NotFound('There is no such entry, or not any more.') from error


def _definition(work: Work, slug: str) -> Definition:
    if slug not in work.policy.commands:
        raise Rejected(f'There is no command called “{slug[:80]}”.' if slug else 'Choose a command.',
                       'ops.unknown_command', 'command')
    return teams.suggested(work, work.policy.commands[slug])


def _draft(row: OpsSchedule) -> EntryDraft:
    return EntryDraft(**{name: getattr(row, name) for name in KEPT})


def _values(entry: EntryDraft) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in KEPT} | {'parameters': dict(entry.parameters)}


def _timing(row: OpsSchedule) -> tuple[str, str, str]:
    return row.kind, row.expression, row.zone


def _said(row: OpsSchedule) -> str:
    return f'{moments.words(row.kind, row.expression)}, {row.zone}'


def _audited(row: OpsSchedule) -> dict[str, str]:
    """Every setting in words; parameters one by one."""
    kept = {name: shown(value) for name, value in asdict(_draft(row)).items() if name != 'parameters'}
    return kept | {f'parameter {name}': shown(value) for name, value in row.parameters.items()}
