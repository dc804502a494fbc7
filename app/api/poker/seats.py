"""Seats: join, leave, remove, hand over; hands and reminders."""

from fastapi import APIRouter, Response

from app.api.doors import Anybody, Body, Client, IdempotencyKey
from app.api.poker.desk import TableId, act, introduced, table_for
from app.api.poker.shapes import SeatOut, TableOut
from app.api.strict import StrictRoute
from app.domain.poker.table import Table
from app.errors import Rejected
from app.services.people import sessions
from app.services.poker import seats, tables
from app.work import ask

router = APIRouter(prefix='/tables/{table_id}', tags=['poker: seats'], route_class=StrictRoute)


class Join(Body):
    """`name` is needed from senders without an account."""
    name: str | None = None
    avatar: str = ''
    kind: str = 'voter'


class Joined(SeatOut):
    """`seat_token` is for senders without an account: send it as `Authorization: Seat …`."""
    seat_token: str | None


class Kind(Body):
    kind: str


class NewHost(Body):
    public_id: str | None = None
    take_over: bool = False


class Nudge(Body):
    public_id: str | None = None


class Hand(Body):
    raised: bool


@router.post('/seats', status_code=201)
async def take_seat(client: Anybody, table_id: TableId, body: Join, response: Response,
                    key: IdempotencyKey = None) -> Joined:
    """201 with a new seat, 200 if there was one already."""
    is_voter = _votes(body.kind)
    before = await _own_seat(client, await ask(tables.demand_open, str(table_id)))
    client, secret = await introduced(client, body.name, body.avatar, key, (table_id, body))
    await act(client, table_id, seats.take_seat, is_voter=is_voter, avatar=body.avatar)
    response.status_code = 200 if before else 201
    table = await table_for(client, table_id)
    return Joined(**vars(next(seat for seat in table.seats if seat.is_me)), seat_token=secret)


@router.patch('/seats/me')
async def change_kind(client: Anybody, table_id: TableId, body: Kind) -> TableOut:
    await act(client, table_id, seats.change_kind, _votes(body.kind))
    return await table_for(client, table_id)


@router.delete('/seats/me', status_code=204)
async def leave(client: Anybody, table_id: TableId) -> None:
    await client.do(seats.leave, str(table_id))


@router.delete('/seats/{public_id}', status_code=204)
async def remove(client: Anybody, table_id: TableId, public_id: str) -> None:
    await act(client, table_id, seats.remove, public_id)


@router.post('/seats/{public_id}/readmit', status_code=204)
async def readmit(client: Anybody, table_id: TableId, public_id: str) -> None:
    await act(client, table_id, seats.readmit, public_id)


@router.post('/host')
async def change_host(client: Anybody, table_id: TableId, body: NewHost) -> TableOut:
    """Hand over to somebody, or take over from a Scrum Master who has been away for a minute."""
    if body.take_over == (body.public_id is not None):
        raise Rejected('Give either public_id or take_over.', 'validation', 'public_id')
    if body.take_over:
        await act(client, table_id, seats.take_over)
    else:
        await act(client, table_id, seats.hand_over, body.public_id)
    return await table_for(client, table_id)


@router.post('/keep-open', status_code=204)
async def keep_open(client: Anybody, table_id: TableId) -> None:
    await act(client, table_id, seats.keep_open)


@router.post('/nudge', status_code=204)
async def nudge(client: Anybody, table_id: TableId, body: Nudge) -> None:
    await act(client, table_id, seats.nudge, body.public_id)


@router.post('/hand', status_code=204)
async def raise_hand(client: Anybody, table_id: TableId, body: Hand) -> None:
    await act(client, table_id, seats.raise_hand, body.raised)


async def _own_seat(client: Client, table: Table) -> bool:
    viewer = await client.look(sessions.whoami)
    seat = table.seat_of(viewer.identity)
    return seat is not None and seat.is_here


def _votes(kind: str) -> bool:
    if kind not in ('voter', 'observer'):
        raise Rejected('A seat is for a voter or an observer.', 'validation', 'kind')
    return kind == 'voter'
