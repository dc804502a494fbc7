"""Working days of teams, days off and holidays: everybody who looks may read them, admins change them."""

from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body, Listing, Part, RowId, Signed
from app.api.strict import StrictRoute
from app.domain.portfolio.setup.views import SetupView
from app.errors import Rejected
from app.services.portfolio import calendars, lists, setup
from app.services.portfolio.lists import CalendarInfo, HolidayInfo

router = APIRouter(prefix='/calendars', tags=['portfolio: calendars'], route_class=StrictRoute)

DAY = r'^\d{4}-\d{2}-\d{2}$'


class DayOffOut(BaseModel):
    id: int
    start: date
    end: date
    reason: str
    origin: str


class CalendarOut(BaseModel):
    """Monday is 0. `origin` is ours, source or usual; `at_source` says what the source would have, where ours wins."""
    team: int
    weekdays: list[int]
    origin: str
    at_source: list[int]
    version: int
    days_off: list[DayOffOut]


class HolidayOut(BaseModel):
    id: int
    site: str
    day: date
    name: str


class WeekdaysBody(Body):
    """Without `weekdays` the source, or Monday to Friday, holds again."""
    version: int
    weekdays: list[int] | None = Field(None, max_length=7)


class DayOffBody(Body):
    """Of a team or of a person; `end` is the last day, without it there is one."""
    team: int | None = Field(None, ge=1, le=LARGEST)
    person: int | None = Field(None, ge=1, le=LARGEST)
    start: str = Field(pattern=DAY)
    end: str | None = Field(None, pattern=DAY)
    reason: str = Field('', max_length=200)


class HolidayBody(Body):
    site: str = Field(max_length=120)
    day: str = Field(pattern=DAY)
    name: str = Field('', max_length=120)


class MadeOut(BaseModel):
    id: int


@router.get('')
async def list_calendars(client: Signed, part: Part) -> Listing[CalendarOut]:
    found: tuple[CalendarInfo, ...] = await client.look(lists.list_calendars)
    items, total = part.cut(found)
    return Listing(items=[_out(one) for one in items], total=total)


@router.patch('/{team_id}')
async def change_weekdays(client: Signed, team_id: RowId, body: WeekdaysBody) -> CalendarOut:
    if body.weekdays is None:
        await client.do(calendars.follow_source, team_id, body.version)
    else:
        await client.do(calendars.keep_weekdays, team_id, tuple(body.weekdays), body.version or None)
    found: tuple[CalendarInfo, ...] = await client.look(lists.list_calendars)
    return next(_out(one) for one in found if one.team == team_id)


@router.get('/days-off')
async def list_days_off(client: Signed, part: Part) -> Listing[DayOffOut]:
    """Of teams and of people; for admins."""
    view: SetupView = await client.look(setup.view_setup)
    items, total = part.cut(view.days_off)
    return Listing(items=[DayOffOut(id=one.id, start=one.start, end=one.end, reason=one.reason, origin=one.origin)
                          for one in items], total=total)


@router.post('/days-off', status_code=201)
async def add_day_off(client: Signed, body: DayOffBody, response: Response) -> MadeOut:
    start = day_of(body.start, 'start')
    made: int = await client.do(calendars.add_day_off, start, day_of(body.end, 'end') if body.end else start,
                                body.reason, team_id=body.team, person_id=body.person)
    response.headers['Location'] = f'/api/v1/portfolio/calendars/days-off/{made}'
    return MadeOut(id=made)


@router.delete('/days-off/{day_off_id}', status_code=204)
async def remove_day_off(client: Signed, day_off_id: RowId) -> None:
    await client.do(calendars.remove_day_off, day_off_id)


@router.get('/holidays')
async def list_holidays(client: Signed, part: Part) -> Listing[HolidayOut]:
    found: tuple[HolidayInfo, ...] = await client.look(lists.list_holidays)
    items, total = part.cut(found)
    return Listing(items=[HolidayOut(id=one.id, site=one.site, day=one.day, name=one.name) for one in items],
                   total=total)


@router.post('/holidays', status_code=201)
async def add_holiday(client: Signed, body: HolidayBody, response: Response) -> MadeOut:
    made: int = await client.do(calendars.add_holiday, body.site, day_of(body.day, 'day'), body.name)
    response.headers['Location'] = f'/api/v1/portfolio/calendars/holidays/{made}'
    return MadeOut(id=made)


@router.delete('/holidays/{holiday_id}', status_code=204)
async def remove_holiday(client: Signed, holiday_id: RowId) -> None:
    await client.do(calendars.remove_holiday, holiday_id)


def day_of(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Rejected('There is no such day.', field=field) from None


def _out(one: CalendarInfo) -> CalendarOut:
    return CalendarOut(team=one.team, weekdays=list(one.weekdays), origin=one.origin, at_source=list(one.at_source),
                       version=one.version, days_off=[DayOffOut(id=day.id, start=day.start, end=day.end,
                                                                reason=day.reason, origin=day.origin)
                                                      for day in one.days_off])
