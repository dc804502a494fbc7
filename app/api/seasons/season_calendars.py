"""Calendars: how years are cut into weeks and months."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.doors import Body, Client, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.seasons.reading import day_of, one_of, optional_day_of
from app.api.strict import StrictRoute
from app.domain.seasons.axes import Period
from app.domain.seasons.drafts import CalendarDraft
from app.domain.seasons.master_views import CalendarView
from app.services.seasons.masters import calendars

router = APIRouter(prefix='/calendars', tags=['seasons: calendars'], route_class=StrictRoute)


class CalendarOut(BaseModel):
    """`week_start` 0 is Monday; one that is used does not change any more."""
    id: int
    name: str
    preset: str
    week_start: int
    first: date | None
    last: date | None
    periods: int
    used: bool
    version: int


class CalendarBody(Body):
    """`preset`: iso, 4-5-4, 4-4-5, 5-4-4 or gregorian; fiscal years from `first` to `last`."""
    name: str
    preset: str = 'iso'
    week_start: int = 0
    first: int
    last: int


class PeriodBody(Body):
    """`end` is inclusive; `ly` is the start of the same period of the year before."""
    start: str
    end: str
    year: int
    number: int
    month: int
    quarter: int
    half: int
    ly: str | None = None
    ly_restated: str | None = None


class OwnCalendarBody(Body):
    """Periods that follow each other without a gap."""
    name: str
    periods: list[PeriodBody] = Field(max_length=2_000)


class CalendarChange(Body):
    """Another name, or further years behind those it has."""
    name: str | None = None
    last: int | None = None
    version: int | None = None


class PeriodOut(BaseModel):
    start: date
    end: date
    year: int
    number: int
    month: int
    quarter: int
    half: int
    ly: date | None
    ly_restated: date | None


@router.get('')
async def list_calendars(client: Signed, part: Part) -> Listing[CalendarOut]:
    found, total = part.cut(await client.look(calendars.list_calendars))
    return Listing(items=[_out(one) for one in found], total=total)


@router.post('', status_code=201)
async def add_calendar(client: Signed, body: CalendarBody, key: IdempotencyKey = None) -> CalendarOut:
    number: int = await client.once(key, body, calendars.add_calendar, CalendarDraft(**body.model_dump()))
    return await _calendar(client, number)


@router.post('/own', status_code=201)
async def bring_calendar(client: Signed, body: OwnCalendarBody, key: IdempotencyKey = None) -> CalendarOut:
    """One of one's own; another one of that name is replaced unless a season goes by it."""
    number: int = await client.once(key, body, calendars.bring_calendar, body.name,
                                    tuple(_period(one) for one in body.periods))
    return await _calendar(client, number)


@router.get('/{calendar_id}')
async def get_calendar(client: Signed, calendar_id: RowId) -> CalendarOut:
    return await _calendar(client, calendar_id)


@router.get('/{calendar_id}/periods')
async def list_periods(client: Signed, calendar_id: RowId, part: Part) -> Listing[PeriodOut]:
    found, total = part.cut(await client.look(calendars.list_periods, calendar_id))
    return Listing(items=[PeriodOut(**vars(one)) for one in found], total=total)


@router.patch('/{calendar_id}')
async def change_calendar(client: Signed, calendar_id: RowId, body: CalendarChange) -> CalendarOut:
    if body.name is not None:
        await client.do(calendars.rename_calendar, calendar_id, body.name, body.version)
    if body.last is not None:
        await client.do(calendars.extend_calendar, calendar_id, body.last,
                        body.version if body.name is None else None)
    return await _calendar(client, calendar_id)


@router.delete('/{calendar_id}', status_code=204)
async def remove_calendar(client: Signed, calendar_id: RowId) -> None:
    await client.do(calendars.remove_calendar, calendar_id)


async def _calendar(client: Client, number: int) -> CalendarOut:
    return _out(one_of(await client.look(calendars.list_calendars), number))


def _period(body: PeriodBody) -> Period:
    given = body.model_dump()
    return Period(day_of(given.pop('start'), 'start'), day_of(given.pop('end'), 'end'),
                  ly=optional_day_of(given.pop('ly'), 'ly'),
                  ly_restated=optional_day_of(given.pop('ly_restated'), 'ly_restated'), **given)


def _out(view: CalendarView) -> CalendarOut:
    given = dict(vars(view))
    return CalendarOut(used=given.pop('is_used'), **given)
