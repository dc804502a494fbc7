"""Calendars: how years are cut into weeks and months; one that a season goes by does not change any more."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import delete, func, insert
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.names import one_line
from app.domain.seasons.axes import Period
from app.domain.seasons.calendars import periods
from app.domain.seasons.drafts import PRESETS, CalendarDraft, checked_calendar
from app.domain.seasons.master_views import CalendarView
from app.errors import Conflict, Rejected
from app.services.seasons.masters.keeping import TURN, added, changed, company_of, demand_free, removed, seen
from app.work import Work
from models.masters import MasterCalendar, MasterPeriod
from models.seasons import Season

OWN = 'own'


def add_calendar(work: Work, actor: Actor, draft: CalendarDraft) -> int:
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    draft = checked_calendar(draft)
    found = periods(draft.preset, draft.week_start, draft.first, draft.last)
    return _added(work, actor, draft.name, draft.preset, draft.week_start, found)


def bring_calendar(work: Work, actor: Actor, name: str, given: Sequence[Period]) -> int:
    """One of one's own: its periods follow each other without a gap. Another one of that name is replaced, if no
    season goes by it. Returns its id.
    """
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    found = sorted(given, key=lambda one: one.start)
    _demand_whole(found)
    row = work.session.exec(select(MasterCalendar).where(
        func.lower(col(MasterCalendar.name)) == one_line(name).lower())).first()
    if row is None:
        return _added(work, actor, one_line(name), OWN, found[0].start.weekday(), found)
    _demand_unused(work, row)
    work.session.execute(delete(MasterPeriod).where(col(MasterPeriod.calendar_id) == row.id))
    _write(work, row.id, found)
    changed(work, actor, row, {'preset': OWN, 'week_start': found[0].start.weekday()}, 'calendar', row.name)
    return row.id


def rename_calendar(work: Work, actor: Actor, calendar_id: int, name: str, version: int | None = None) -> None:
    demand(actor, 'seasons.admin')
    row = seen(work, MasterCalendar, calendar_id, version)
    name = checked_calendar(CalendarDraft(name)).name
    demand_free(work, MasterCalendar.name, name, f'There is a calendar called “{name}” already.', 'name', calendar_id)
    changed(work, actor, row, {'name': name}, 'calendar', row.name)


def extend_calendar(work: Work, actor: Actor, calendar_id: int, last: int, version: int | None = None) -> None:
    """Further years behind those it has, also for one that is used: what is there stays as it is."""
    demand(actor, 'seasons.admin')
    row = seen(work, MasterCalendar, calendar_id, version)
    if row.preset not in PRESETS:
        raise Conflict('This calendar was brought as a file. Bring a longer one.', 'seasons.calendar')
    years = work.session.execute(columns(func.min(col(MasterPeriod.year)), func.max(col(MasterPeriod.end))).where(
        col(MasterPeriod.calendar_id) == calendar_id)).one()
    draft = checked_calendar(CalendarDraft(row.name, row.preset, row.week_start, years[0], last))
    fresh = [one for one in periods(draft.preset, draft.week_start, draft.first, draft.last) if one.start > years[1]]
    if not fresh:
        raise Rejected('It has these years already.', field='last')
    _write(work, calendar_id, fresh)
    changed(work, actor, row, {'version': row.version + 1}, 'calendar', f'{row.name} until {fresh[-1].end}')


def remove_calendar(work: Work, actor: Actor, calendar_id: int, version: int | None = None) -> None:
    demand(actor, 'seasons.admin')
    row = seen(work, MasterCalendar, calendar_id, version)
    _demand_unused(work, row)
    work.session.execute(delete(MasterPeriod).where(col(MasterPeriod.calendar_id) == calendar_id))
    removed(work, actor, row, 'calendar', row.name)


def list_calendars(work: Work, actor: Actor) -> tuple[CalendarView, ...]:
    demand(actor, 'seasons.look')
    return calendars_of(work)


def list_periods(work: Work, actor: Actor, calendar_id: int) -> tuple[Period, ...]:
    demand(actor, 'seasons.look')
    work.get(MasterCalendar, calendar_id)
    rows = work.session.exec(select(MasterPeriod).where(MasterPeriod.calendar_id == calendar_id)
                             .order_by(col(MasterPeriod.start)))
    return tuple(Period(row.start, row.end, row.year, row.number, row.month, row.quarter, row.half, row.ly,
                        row.ly_restated) for row in rows)


def calendars_of(work: Work) -> tuple[CalendarView, ...]:
    spans = {row[0]: tuple(row[1:]) for row in work.session.execute(
        columns(col(MasterPeriod.calendar_id), func.min(col(MasterPeriod.start)), func.max(col(MasterPeriod.end)),
                func.count()).group_by(col(MasterPeriod.calendar_id)))}
    used = set(work.session.exec(select(Season.calendar_id).distinct()))
    rows = work.session.exec(select(MasterCalendar).order_by(col(MasterCalendar.name)))
    return tuple(_view(row, spans.get(row.id), row.id in used) for row in rows)


def _view(row: MasterCalendar, span: Any, is_used: bool) -> CalendarView:
    first, last, count = span or (None, None, 0)
    return CalendarView(row.id, row.name, row.preset, row.week_start, first, last, count, is_used, row.version)


def _added(work: Work, actor: Actor, name: str, preset: str, week_start: int, found: Sequence[Period]) -> int:
    demand_free(work, MasterCalendar.name, name, f'There is a calendar called “{name}” already.', 'name')
    row = MasterCalendar(company_id=company_of(work).id, name=name, preset=preset, week_start=week_start)
    work.session.add(row)
    work.session.flush()
    _write(work, row.id, found)
    return added(work, actor, row, 'calendar', name).id


def _write(work: Work, calendar_id: int, found: Sequence[Period]) -> None:
    work.session.execute(insert(MasterPeriod), [{'calendar_id': calendar_id, **vars(one)} for one in found])


def _demand_unused(work: Work, row: MasterCalendar) -> None:
    season = work.session.exec(select(Season.name).where(Season.calendar_id == row.id)).first()
    if season:
        raise Conflict(f'{season} goes by this calendar, so it stays as it is.', 'seasons.in_use')


def _demand_whole(found: Sequence[Period]) -> None:
    if not found:
        raise Rejected('A calendar needs periods.', field='periods')
    for one in found:
        if one.end < one.start:
            raise Rejected(f'The period of {one.start} ends before it starts.', field='periods')
    for before, after in pairwise(found):
        if (after.start - before.end).days != 1:
            raise Rejected(f'The period of {after.start} does not follow the one before, which ends {before.end}.',
                           field='periods')
