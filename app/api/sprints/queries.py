"""Queries that Jira is asked, so that forecasts, projects and analyses can go by what they find."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.doors import Body, IdempotencyKey, RowId, Signed
from app.api.strict import StrictRoute
from app.services.sprints import queries

router = APIRouter(tags=['sprints: queries'], route_class=StrictRoute)


class QueryBody(Body):
    query: str = Field(min_length=1, max_length=2000)


class QueryOut(BaseModel):
    """`state` is waiting, answered, refused or failed; `issues` is null before the first answer."""
    id: int
    query: str
    state: str
    issues: int | None
    on_board: int
    answered_at: datetime | None
    error: str
    by: str


class QueriesOut(BaseModel):
    items: list[QueryOut]


class AskedOut(BaseModel):
    run: int


@router.get('/boards/{board_id}/queries')
async def list_queries(client: Signed, board_id: RowId) -> QueriesOut:
    """Of the Jira of this board, the newest first."""
    return QueriesOut(items=[QueryOut(
        id=one.id, query=one.text, state=one.state, issues=one.count, on_board=one.on_board,
        answered_at=one.answered_at, error=one.error, by=one.by_name)
        for one in await client.look(queries.list_queries, board_id)])


@router.post('/boards/{board_id}/queries', status_code=202)
async def ask_query(client: Signed, board_id: RowId, body: QueryBody, key: IdempotencyKey = None) -> AskedOut:
    """Let Jira say what it finds; one that is known is asked again. It is asked each night, too."""
    return AskedOut(run=await client.once(key, (board_id, body), queries.ask, board_id, body.query))


@router.delete('/queries/{query_id}', status_code=204)
async def forget_query(client: Signed, query_id: RowId) -> None:
    await client.do(queries.forget, query_id)
