"""Working days of teams: weekdays, days off and holidays. What we keep goes before what the source says."""

from collections.abc import Collection
from datetime import date

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.names import one_line
from app.domain.portfolio.items import dates
from app.errors import Conflict, NotFound, Rejected
from app.services.portfolio import deciding
from app.work import Work
from models.portfolio import PortfolioCalendar, PortfolioDayOff, PortfolioHoliday, PortfolioPerson, PortfolioTeam

OURS, SOURCE = 'ours', 'source'
LONGEST_ABSENCE = 3 * 366  # days
WEEK = range(7)


def keep_weekdays(work: Work, actor: Actor, team_id: int, weekdays: Collection[int],
                  version: int | None = None) -> None:
    """Monday is 0. Ours from now on, whatever the source says."""
    demand(actor, 'portfolio.admin')
    work.take_turns(deciding.TURN)
    team = work.get(PortfolioTeam, team_id)
    days = sorted(set(weekdays))
    if not days or not set(days) <= set(WEEK):
        raise Rejected('A team works on at least one day of the week.', 'portfolio.weekdays', 'weekdays')
    row = work.session.get(PortfolioCalendar, team_id, with_for_update=True)
    if row is None:
        deciding.added(work, actor, PortfolioCalendar(team_id=team_id, weekdays=days), 'calendar', team.name)
        return
    row = deciding.seen(work, PortfolioCalendar, team_id, version)
    at_source = row.weekdays if row.origin == SOURCE else row.at_source
    deciding.changed(work, actor, row, {'weekdays': days, 'origin': OURS, 'at_source': at_source}, 'calendar',
                     team.name)


def follow_source(work: Work, actor: Actor, team_id: int, version: int | None = None) -> None:
    """Ours goes; what the source says, or Monday to Friday, holds again."""
    demand(actor, 'portfolio.admin')
    team = work.get(PortfolioTeam, team_id)
    row = deciding.seen(work, PortfolioCalendar, team_id, version)
    if not row.at_source:
        deciding.removed(work, actor, row, 'calendar', team.name)
        return
    deciding.changed(work, actor, row, {'weekdays': row.at_source, 'origin': SOURCE, 'at_source': []}, 'calendar',
                     team.name)


def add_day_off(work: Work, actor: Actor, start: date, end: date, reason: str = '', *, team_id: int | None = None,
                person_id: int | None = None) -> int:
    """Of the whole team, or of one person; both days included. Returns its id."""
    demand(actor, 'portfolio.admin')
    if (team_id is None) == (person_id is None):
        raise Rejected('Say whose days off these are: a team’s or a person’s.', 'portfolio.day_off', 'team_id')
    _demand_span(start, end)
    name = (work.get(PortfolioTeam, team_id) if team_id is not None else work.get(PortfolioPerson, person_id)).name
    row = PortfolioDayOff(team_id=team_id, person_id=person_id, start=start, end=end, reason=one_line(reason)[:200])
    return deciding.added(work, actor, row, 'day_off', name).id


def remove_day_off(work: Work, actor: Actor, day_off_id: int) -> None:
    demand(actor, 'portfolio.admin')
    row = _own_day_off(work, day_off_id)
    deciding.removed(work, actor, row, 'day_off', _whose(work, row))


def add_holiday(work: Work, actor: Actor, site: str, day: date, name: str = '') -> int:
    """Nobody works at this site then. The same day twice is one holiday, under its latest name. Returns its id."""
    demand(actor, 'portfolio.admin')
    work.take_turns(deciding.TURN)
    place, called = one_line(site)[:120], one_line(name)[:120]
    dates.demand_planned(day, 'day')
    if not place:
        raise Rejected('Say at which site.', 'portfolio.site', 'site')
    row = work.session.exec(select(PortfolioHoliday).where(PortfolioHoliday.site == place,
                                                           PortfolioHoliday.day == day)).first()
    if row is None:
        return deciding.added(work, actor, PortfolioHoliday(site=place, day=day, name=called), 'holiday',
                              f'{place}, {day}').id
    deciding.changed(work, actor, row, {'name': called}, 'holiday', f'{place}, {day}')
    return row.id


def remove_holiday(work: Work, actor: Actor, holiday_id: int) -> None:
    demand(actor, 'portfolio.admin')
    row = work.lock(PortfolioHoliday, holiday_id)
    deciding.removed(work, actor, row, 'holiday', f'{row.site}, {row.day}')


def _own_day_off(work: Work, day_off_id: int) -> PortfolioDayOff:
    row = work.lock(PortfolioDayOff, day_off_id)
    if row.origin != OURS:
        raise Conflict('The source says so: change it there.', 'portfolio.not_ours')
    return row


def _whose(work: Work, row: PortfolioDayOff) -> str:
    try:
        return (work.get(PortfolioTeam, row.team_id) if row.team_id is not None
                else work.get(PortfolioPerson, row.person_id)).name
    except NotFound:
        return ''


def _demand_span(start: date, end: date) -> None:
    dates.demand_planned(start, 'start')
    dates.demand_planned(end, 'end')
    if end < start:
        raise Rejected('The last day lies before the first.', 'portfolio.dates', 'end')
    if (end - start).days > LONGEST_ABSENCE:
        raise Rejected('Days off last at most three years.', 'portfolio.dates', 'end')
