"""How much fits into a sprint, by discipline and person; days off; carried forward."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from app.api.doors import Body, Client, RowId, Signed
from app.api.sprints.report_bodies import Amount, Ratio, Told
from app.api.strict import StrictRoute
from app.domain.sprints.capacity.drafts import RoomDraft
from app.domain.sprints.capacity.views import CapacityView, MemberView, RoomView
from app.services.sprints import capacity, days_off

router = APIRouter(tags=['sprints: capacity'], route_class=StrictRoute)

Given = Annotated[str, Field(pattern=r'^-?\d{1,9}(\.\d{1,6})?$', examples=['2.5'])]


class HoursBody(Body):
    """Hours of one person in this sprint, in place of what their days add up to."""
    member: int
    hours: Given


class RoomBody(Body):
    """What is left out is worked out: the amount from people, reserve and rate from the last sprints."""
    discipline: int
    unit: Literal['hours', 'points', 'issues'] = 'hours'
    amount: Given | None = None
    reserve: Given | None = None
    points_per_hour: Given | None = None
    in_progress: Given | None = None
    exceptions: list[HoursBody] = Field(default_factory=list, max_length=200)


class CapacityBody(Body):
    """All disciplines of which something is known: one that is left out is unknown."""
    version: int
    rooms: list[RoomBody] = Field(max_length=50)


class DayBody(Body):
    """`member` null is everybody."""
    member: int | None
    day: Annotated[date, Field(strict=False)]
    state: Literal['works', 'half', 'off']
    reason: str = Field('', max_length=100)


class PartOut(Told):
    member: int
    name: str
    days: Amount
    hours: Amount
    is_exception: bool


class RateOut(Told):
    value: Ratio
    low: Ratio
    high: Ratio
    sprints: int


class RoomOut(Told):
    """Null is unknown, not nothing. `available` is without the reserve and what is in progress; `remaining` is
    `available` without what is planned, and may be negative.
    """
    discipline: int
    name: str
    is_known: bool
    is_carried: bool
    version: int
    unit: str
    amount: Amount | None
    hours: Amount | None
    points: Amount | None
    rate: RateOut | None
    reserve: Ratio
    in_progress: Amount
    available: Amount | None
    planned: Amount
    remaining: Amount | None
    utilisation: Ratio | None
    level: str
    parts: list[PartOut]


class DayOut(Told):
    day: date
    state: str
    reason: str


class MemberOut(Told):
    id: int
    name: str
    days: Amount
    hours: Amount
    everywhere: Amount
    days_off: list[DayOut]


class WarnOut(Told):
    kind: str
    level: str
    text: str


class CapacityOut(Told):
    board: int
    sprint: int
    sprint_name: str
    version: int
    carried_from: str
    undisciplined: int
    rooms: list[RoomOut]
    members: list[MemberOut]
    warnings: list[WarnOut]


@router.get('/boards/{board_id}/sprints/{sprint}/capacity')
async def get_capacity(client: Signed, board_id: RowId, sprint: RowId) -> CapacityOut:
    return await _capacity(client, board_id, sprint)


@router.put('/boards/{board_id}/sprints/{sprint}/capacity')
async def put_capacity(client: Signed, board_id: RowId, sprint: RowId, body: CapacityBody) -> CapacityOut:
    """`version` is that of the capacity one has seen; 409 where it is another one by now."""
    await client.do(capacity.arrange, board_id, sprint, {one.discipline: _draft(one) for one in body.rooms},
                    body.version)
    return await _capacity(client, board_id, sprint)


@router.post('/boards/{board_id}/sprints/{sprint}/capacity/carry-forward')
async def carry_forward(client: Signed, board_id: RowId, sprint: RowId) -> CapacityOut:
    """What was said about the last sprint, where nothing was said about this one; every value is marked as carried."""
    await client.do(capacity.carry_forward, board_id, sprint)
    return await _capacity(client, board_id, sprint)


@router.put('/boards/{board_id}/days-off', status_code=204)
async def set_day_off(client: Signed, board_id: RowId, body: DayBody) -> None:
    await client.do(days_off.set_day, board_id, body.member, body.day, body.state, body.reason)


async def _capacity(client: Client, board_id: int, sprint: int) -> CapacityOut:
    view: CapacityView = await client.look(capacity.view_capacity, board_id, sprint)
    return CapacityOut(
        board=view.board, sprint=view.sprint.number, sprint_name=view.sprint.name, version=view.version,
        carried_from=view.carried_from, undisciplined=view.undisciplined, rooms=[_room(one) for one in view.rooms],
        members=[_member(one) for one in view.members],
        warnings=[WarnOut.model_validate(one) for one in view.warnings])


def _draft(one: RoomBody) -> RoomDraft:
    amount, reserve, rate, progress = (None if text is None else Decimal(text) for text in (
        one.amount, one.reserve, one.points_per_hour, one.in_progress))
    return RoomDraft(one.unit, amount, reserve, rate, progress,
                     {each.member: Decimal(each.hours) for each in one.exceptions})


def _room(one: RoomView) -> RoomOut:
    room = one.room
    return RoomOut(
        discipline=room.discipline, name=room.name, is_known=room.is_known, is_carried=room.is_carried,
        version=room.version, unit=room.unit, amount=room.amount, hours=room.hours, points=room.points,
        rate=RateOut.model_validate(room.rate) if room.rate else None, reserve=room.reserve,
        in_progress=room.in_progress, available=room.available, planned=one.planned, remaining=one.remaining,
        utilisation=one.use, level=one.level, parts=[PartOut.model_validate(part) for part in room.parts])


def _member(one: MemberView) -> MemberOut:
    off = [DayOut.model_validate(cell) for cell in one.cells if cell.state in ('half', 'off')]
    return MemberOut(id=one.id, name=one.name, days=one.days, hours=one.hours, everywhere=one.everywhere, days_off=off)
