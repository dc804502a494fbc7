"""The schedule as people see it: what runs when, how it went, and what did not run."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import and_, case, func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.ops import moments
from app.domain.ops.commands import Definition
from app.domain.ops.firing import MARKS
from app.domain.ops.states import FINAL, State
from app.domain.ops.views import Lane, PauseView, RunLine, ScheduleView, Timetable
from app.errors import NotFound
from app.services.ops import lines
from app.services.ops.schedules import PAUSE
from app.work import Work
from models.ops import OpsPause, OpsRun, OpsSchedule

SPAN = timedelta(days=30)
HOUR = timedelta(hours=1)


class Record(NamedTuple):
    """How the runs of one entry went in the last 30 days."""
    runs: int = 0
    succeeded: int = 0
    seconds: float | None = None
    started: datetime | None = None  # the newest time whose run has begun


def view_timetable(work: Work, actor: Actor) -> Timetable:
    """The entries of commands the actor may see, the nearest first."""
    pause, entries = work.session.get(OpsPause, PAUSE), list_schedules(work, actor)
    return Timetable(entries, tuple(_lane(view, work.now) for view in entries if view.next),
                     PauseView(pause.since, pause.by, pause.reason) if pause else None, work.now)


def list_schedules(work: Work, actor: Actor) -> tuple[ScheduleView, ...]:
    rows = [row for row in work.session.exec(select(OpsSchedule))
            if may(actor, 'ops.see', _definition(work, row).errand())]
    if not rows:
        demand(actor, 'ops.look')
    shown = _views(work, actor, rows)
    return tuple(sorted(shown, key=lambda view: (not view.next, view.next, view.name, view.id)))


def view_schedule(work: Work, actor: Actor, schedule_id: int) -> ScheduleView:
    row = work.session.get(OpsSchedule, schedule_id)
    if row is None or not may(actor, 'ops.see', _definition(work, row).errand()):
        raise NotFound('There is no such entry, or not any more.')
    return _views(work, actor, [row])[0]


def _views(work: Work, actor: Actor, rows: Sequence[OpsSchedule]) -> list[ScheduleView]:
    numbers = [row.id for row in rows]
    last, records = _last(work, actor, numbers), _records(work, numbers)
    return [_view(work, row, last.get(row.id), records.get(row.id, Record())) for row in rows]


def _view(work: Work, row: OpsSchedule, last: RunLine | None, record: Record) -> ScheduleView:
    definition = _definition(work, row)
    timing = row.kind, row.expression, row.zone
    upcoming = moments.next_fires(*timing, max(work.now, row.last_fire or work.now)) if row.is_enabled else ()
    is_made_up = row.missed_at and record.started and record.started >= row.missed_at
    return ScheduleView(
        id=row.id, command=row.command, name=definition.name, kind=row.kind, expression=row.expression,
        words=moments.words(row.kind, row.expression), zone=row.zone,
        parameters=orjson.dumps(row.parameters, option=orjson.OPT_SORT_KEYS).decode(), is_enabled=row.is_enabled,
        misfire=row.misfire, misfire_most=row.misfire_most, overlap=row.overlap, jitter=row.jitter, grace=row.grace,
        note=row.note, version=row.version, last_at=row.last_fire, next=upcoming, last=last, runs=record.runs,
        succeeded=record.succeeded, seconds=record.seconds, area=definition.area, is_process=definition.is_process,
        is_export=definition.is_export, is_known=row.command in work.policy.commands,
        is_shipped=row.shipped is not None, missed_at=None if is_made_up else row.missed_at,
        warning=moments.warning(*timing, work.now))


def _lane(view: ScheduleView, now: datetime) -> Lane:
    return Lane(view.id, _ahead(view, now, timedelta(days=1)), _ahead(view, now, timedelta(days=7)))


def _ahead(view: ScheduleView, now: datetime, span: timedelta) -> tuple[datetime, ...]:
    since = now.replace(minute=0, second=0, microsecond=0)
    found = _times(view.kind, view.expression, view.zone, since, span + HOUR)
    return tuple(time for time in found if now < time <= now + span)[:MARKS + 1]


@lru_cache(2_000)
def _times(kind: str, expression: str, zone: str, since: datetime, span: timedelta) -> tuple[datetime, ...]:
    """Kept for the hour: everybody who looks, and every look of theirs, would count the same times again."""
    return moments.fires_within(kind, expression, zone, since, since + span, MARKS + 1 + 60)


def _definition(work: Work, row: OpsSchedule) -> Definition:
    """What is not part of this installation any more belongs to operations."""
    return work.policy.commands.get(row.command) or Definition(row.command, row.command)


def _last(work: Work, actor: Actor, numbers: Sequence[int]) -> Mapping[int, RunLine]:
    newest = columns(func.max(col(OpsRun.id))).where(col(OpsRun.schedule_id).in_(numbers)).group_by(
        col(OpsRun.schedule_id))
    rows = work.session.exec(select(OpsRun).where(col(OpsRun.id).in_(newest))).all() if numbers else ()
    return {row.schedule_id: line for row, line in zip(rows, lines.lines(work, actor, rows), strict=True)
            if row.schedule_id is not None}


def _records(work: Work, numbers: Sequence[int]) -> Mapping[int, Record]:
    if not numbers:
        return {}
    is_over = col(OpsRun.state).in_(FINAL)
    has_gone_well = and_(col(OpsRun.state) == State.SUCCEEDED, ~col(OpsRun.is_partial))
    found = work.session.execute(columns(
        col(OpsRun.schedule_id), func.sum(case((is_over, 1), else_=0)), func.sum(case((has_gone_well, 1), else_=0)),
        func.avg(case((is_over, _seconds(work)))), func.max(case((col(OpsRun.started_at).is_not(None),
                                                                  col(OpsRun.fire_time)))))
        .where(col(OpsRun.schedule_id).in_(numbers), col(OpsRun.asked_at) >= work.now - SPAN)
        .group_by(col(OpsRun.schedule_id)))
    return {number: Record(int(runs), int(succeeded), None if seconds is None else float(seconds), started)
            for number, runs, succeeded, seconds, started in found}


def _seconds(work: Work) -> Any:
    """How long the newest attempt took."""
    if work.is_postgres:
        return func.extract('epoch', col(OpsRun.ended_at) - col(OpsRun.started_at))
    return (func.julianday(col(OpsRun.ended_at)) - func.julianday(col(OpsRun.started_at))) * 86_400
