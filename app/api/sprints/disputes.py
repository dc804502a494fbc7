"""Decisions made here that Jira contradicts by now."""

from datetime import UTC, datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.doors import Body, RowId, Signed
from app.api.sprints.tags import Tagged
from app.api.strict import StrictRoute
from app.domain.sprints.queue.settling import Dispute
from app.services.sprints import boards, settling

router = APIRouter(tags=['sprints: queues'], route_class=StrictRoute)


class DisputeOut(BaseModel):
    """`mark` is what Jira says, to be sent along when this is settled; `settled` where ours was kept over just that."""
    id: int
    issue: int
    key: str
    field: str
    ours: str
    jira: str
    mark: str
    decided_by: str
    decided_at: datetime
    settled: bool


class DisputesOut(BaseModel):
    items: list[DisputeOut]


class SettleBody(Body):
    """`keep` is ours, `take` is Jira's, `clear` is neither."""
    choice: Literal['keep', 'take', 'clear']
    mark: str = Field(max_length=1000)


@router.get('/boards/{board_id}/disputes', response_model=DisputesOut)
async def list_disputes(client: Signed, board_id: RowId, tags: Tagged) -> Any:
    """Those to be settled first."""
    board = await client.look(boards.view_board, board_id)
    if tags.is_known(board.data_version):
        return tags.unchanged()
    return DisputesOut(items=[_out(one) for one in await client.look(settling.list_disputes, board_id)])


@router.post('/boards/{board_id}/disputes/{override_id}')
async def settle_dispute(client: Signed, board_id: RowId, override_id: RowId, body: SettleBody) -> DisputesOut:
    """Refused with 409 where Jira says something else by now."""
    await client.do(settling.settle, board_id, override_id, body.choice, body.mark)
    return DisputesOut(items=[_out(one) for one in await client.look(settling.list_disputes, board_id)])


def _out(one: Dispute) -> DisputeOut:
    return DisputeOut(id=one.id, issue=one.number, key=one.key, field=one.kind, ours=one.ours, jira=one.theirs,
                      mark=one.mark, decided_by=one.by_name, decided_at=datetime.fromtimestamp(one.at / 1000, UTC),
                      settled=one.is_settled)
