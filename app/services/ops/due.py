"""The clock's part of the schedule: what is due becomes runs, and what did not start is told.

Every replica has a clock. Whoever comes second finds the entry moved on; and should it not, a run of this entry for
this time is unique.
"""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from app.domain.access import SYSTEM
from app.domain.ops import moments
from app.domain.ops.firing import MOST_MISSED, Misfire, Overlap, chosen, may_join, starts_at
from app.domain.ops.states import FINAL, WAITING, State
from app.errors import AppError, Rejected
from app.events import SCHEDULES, RunNoteworthy, ScheduleChanged
from app.services.ops import queue, runs
from app.services.ops.schedules import PAUSE
from app.work import Work
from models.ops import OpsPause, OpsRun, OpsSchedule

LINK = '/ops/schedules'


def next_due(work: Work) -> datetime | None:
    """When the next entry is due."""
    if work.session.get(OpsPause, PAUSE):
        return None
    return work.session.exec(select(func.min(OpsSchedule.next_fire)).where(col(OpsSchedule.is_enabled))).one()


def fire_due(work: Work) -> None:
    """Ask for the runs of every entry that is due."""
    if work.session.get(OpsPause, PAUSE):
        return
    due = select(OpsSchedule.id).where(col(OpsSchedule.is_enabled), col(OpsSchedule.next_fire) <= work.now)
    for schedule_id in work.session.exec(due.order_by(col(OpsSchedule.id))).all():
        row = _lock(work, schedule_id)
        if row and row.is_enabled and row.next_fire and row.next_fire <= work.now:
            _fire(work, row, row.next_fire)


def next_missed(work: Work) -> datetime | None:
    """When the next run of an entry should have started at the latest."""
    return min(_deadlines(work).values(), default=None)


def report_missed(work: Work) -> None:
    """Tell, once for each time, of the runs that wait although their time and its grace are over."""
    for schedule_id, deadline in sorted(_deadlines(work).items()):
        row = _lock(work, schedule_id) if deadline <= work.now else None
        waiting = row and _waiting(work, schedule_id)
        if row and waiting and not _is_told(row, waiting):
            row.missed_at = max(run.fire_time for run in waiting if run.fire_time)
            _tell(work, row, _at(row, waiting[0].fire_time), waiting[0].reason or 'It still waits for its turn.')


def realign(work: Work) -> None:
    """At the start: times that lie ahead are counted anew, because clocks and the rules of zones may have changed."""
    ahead = select(OpsSchedule).where(col(OpsSchedule.is_enabled), col(OpsSchedule.next_fire) > work.now)
    for row in work.session.exec(ahead.order_by(col(OpsSchedule.id)).with_for_update()):
        with suppress(Rejected):  # a zone that is unknown here: one entry must not keep all clocks from going
            row.next_fire = moments.next_fire(row.kind, row.expression, row.zone, work.now)


def _fire(work: Work, row: OpsSchedule, first: datetime) -> None:
    timing = row.kind, row.expression, row.zone
    due = (first, *moments.fires_until(*timing, first, work.now, MOST_MISSED))[-MOST_MISSED:]
    grace = timedelta(seconds=row.grace)
    times = chosen(due, row.misfire, row.misfire_most, grace, work.now)
    row.last_fire, row.next_fire = due[-1], moments.next_fire(*timing, work.now)
    problem = _ask(work, row, times)
    late = [time for time in (first, *due) if work.now - time > grace]
    if problem:
        row.missed_at = due[-1]
        _tell(work, row, _at(row, due[-1]), problem)
    elif late and not _is_quiet(work, row):
        row.missed_at = late[-1]
        _tell(work, row, _spans(row, late), _consequence(row, len(times)))
    work.record(ScheduleChanged(SCHEDULES))


def _ask(work: Work, row: OpsSchedule, times: Sequence[datetime]) -> str:
    """Why it cannot run; empty where it can. One entry's trouble must not keep the others."""
    former = work.session.exec(select(OpsRun).where(OpsRun.schedule_id == row.id,
                                                    col(OpsRun.state).not_in(FINAL))).all()
    if not may_join(row.overlap, [State(run.state) for run in former]):
        return ''
    if row.command not in work.policy.commands:
        return 'Its command is not part of this installation any more.'
    try:
        for time in times:
            starts = max(work.now, starts_at(row.id, time, row.jitter))
            queue.enqueue(work, row.command, row.parameters, trigger='schedule', schedule_id=row.id, fire_time=time,
                          available_at=starts)
    except AppError as error:
        return str(error)
    if row.overlap == Overlap.REPLACE and times:
        for run in former:
            runs.cancel(work, SYSTEM, run.id)
    return ''


def _deadlines(work: Work) -> dict[int, datetime]:
    """By entry: when to tell that its run did not start."""
    found: dict[int, list[OpsRun]] = defaultdict(list)
    rows: dict[int, OpsSchedule] = {}
    waiting = select(OpsRun, OpsSchedule).join(OpsSchedule, col(OpsSchedule.id) == OpsRun.schedule_id)
    for run, row in work.session.exec(waiting.where(*_unstarted()).order_by(col(OpsRun.fire_time))):
        found[row.id].append(run)
        rows[row.id] = row
    return {number: min(run.available_at for run in some) + timedelta(seconds=rows[number].grace)
            for number, some in found.items() if not _is_told(rows[number], some)}


def _waiting(work: Work, schedule_id: int) -> Sequence[OpsRun]:
    return work.session.exec(select(OpsRun).where(OpsRun.schedule_id == schedule_id, *_unstarted())
                             .order_by(col(OpsRun.fire_time))).all()


def _unstarted() -> Sequence[ColumnElement[bool]]:
    return (col(OpsRun.state).in_(WAITING), col(OpsRun.started_at).is_(None), col(OpsRun.fire_time).is_not(None))


def _is_told(row: OpsSchedule, waiting: Sequence[OpsRun]) -> bool:
    """As long as one that was told of still waits, those behind it are no news."""
    return row.missed_at is not None and any(run.fire_time and run.fire_time <= row.missed_at for run in waiting)


def _lock(work: Work, schedule_id: int) -> OpsSchedule | None:
    """None where it was removed meanwhile."""
    return work.session.get(OpsSchedule, schedule_id, with_for_update=True, populate_existing=True)


def _is_quiet(work: Work, row: OpsSchedule) -> bool:
    """Housekeeping every few seconds is made up for soon enough."""
    definition = work.policy.commands.get(row.command)
    return definition is not None and definition.is_quiet


def _tell(work: Work, row: OpsSchedule, when: str, why: str) -> None:
    definition = work.policy.commands.get(row.command)
    name = definition.name if definition else row.command
    work.record(RunNoteworthy(SCHEDULES, 'missed', f'“{name}” did not run {when}. {why}', f'{LINK}?entry={row.id}', ''))
    work.record(ScheduleChanged(SCHEDULES))


def _consequence(row: OpsSchedule, count: int) -> str:
    if not count:
        return 'Roundtable was not running; this time is left out.'
    times = f'{count} times now' if count > 1 else 'now' if row.misfire == Misfire.ONCE else 'once now'
    return f'Roundtable was not running; it runs {times}.'


def _spans(row: OpsSchedule, late: Sequence[datetime]) -> str:
    if late[0] == late[-1]:
        return _at(row, late[0])
    return f'from {_wall(row, late[0])} to {_wall(row, late[-1])} ({row.zone})'


def _at(row: OpsSchedule, time: datetime | None) -> str:
    return f'at {_wall(row, time)} ({row.zone})' if time else 'in time'


def _wall(row: OpsSchedule, time: datetime) -> str:
    wall = time.astimezone(moments.place(row.zone))
    return f'{wall:%H:%M} on {wall:%a} {wall.day} {wall:%b}'
