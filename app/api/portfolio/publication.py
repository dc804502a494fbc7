"""Publishing a scenario: what would be sent, and the run that sends it."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body, IdempotencyKey, RowId, Signed
from app.api.strict import StrictRoute
from app.domain.portfolio.scenarios.publication_views import CellView, PublishingView, ReviewView, RowView
from app.services.portfolio import publication

router = APIRouter(prefix='/scenarios', tags=['portfolio: publishing'], route_class=StrictRoute)

Name = Literal['start', 'end', 'state', 'iteration', 'tags', 'parent', 'plan', 'links', 'shares']
Number = Annotated[str, Field(pattern=r'^\d{1,15}$')]


class CellOut(BaseModel):
    """In a conflict `before` is what the live plan has by now, `base` what it had when `after` was wanted."""
    field: Name
    before: str
    after: str
    base: str
    conflict: bool
    mine_by: str
    theirs_by: str


class RowOut(BaseModel):
    item: int
    number: str
    type: str
    title: str
    plan: str
    cells: list[CellOut]


class GroupOut(BaseModel):
    group: int
    name: str
    plan: str
    change: str


class LeftOut(BaseModel):
    title: str
    reason: str


class ReviewOut(BaseModel):
    """`hidden` items differ, too, but belong to plans that are not to be seen. `reason` says why not to publish."""
    version: int
    rows: list[RowOut]
    groups: list[GroupOut]
    left_out: list[LeftOut]
    hidden: int
    may_publish: bool
    reason: str
    run_id: str | None


class PublishBody(Body):
    """Fields by the id of their item; `choices` say what becomes of fields that both sides changed."""
    items: dict[Number, list[Name]] = Field(default_factory=dict, max_length=10_000)
    choices: dict[Number, dict[Name, Literal['mine', 'theirs']]] = Field(default_factory=dict, max_length=10_000)
    groups: list[Annotated[int, Field(ge=-LARGEST, le=LARGEST)]] = Field(default_factory=list, max_length=1_000)


class PublishOut(BaseModel):
    run_id: str


class EntryOut(BaseModel):
    kind: Literal['item', 'group']
    id: int
    number: str
    title: str
    fields: list[str]
    state: Literal['pending', 'checking', 'patched', 'conflict', 'refused', 'failed', 'skipped']
    message: str
    at: datetime | None


class PublishingOut(BaseModel):
    run_id: str
    by: str
    state: str
    over: bool
    reason: str
    entries: list[EntryOut]


@router.get('/{scenario_id}/publication')
async def view_publication(client: Signed, scenario_id: RowId) -> ReviewOut:
    view: ReviewView = await client.look(publication.view_publication, scenario_id)
    return ReviewOut(
        version=view.version, rows=[_row(row) for row in view.rows],
        groups=[GroupOut(group=one.group_id, name=one.name, plan=one.plan, change=one.text) for one in view.groups],
        left_out=[LeftOut(title=one.title, reason=one.reason) for one in view.left_out], hidden=view.hidden,
        may_publish=view.may_publish, reason=view.reason, run_id=str(view.run_id) if view.run_id else None)


@router.post('/{scenario_id}/publish', status_code=202)
async def publish(client: Signed, scenario_id: RowId, body: PublishBody, key: IdempotencyKey = None) -> PublishOut:
    """Asks for a run, of which there is one at a time."""
    items = {int(own): tuple(fields) for own, fields in body.items.items()}
    choices = {int(own): dict(fields) for own, fields in body.choices.items()}
    run_id: int = await client.once(key, (scenario_id, body), publication.publish, scenario_id, items, choices,
                                    tuple(body.groups))
    return PublishOut(run_id=str(run_id))


@router.get('/{scenario_id}/publications/{run_id}')
async def view_publishing(client: Signed, scenario_id: RowId, run_id: RowId) -> PublishingOut:
    """What became of each item of a run."""
    view: PublishingView = await client.look(publication.view_publishing, scenario_id, run_id)
    return PublishingOut(
        run_id=str(view.run_id), by=view.by, state=view.state, over=view.is_over, reason=view.reason,
        entries=[EntryOut.model_validate({
            'kind': one.kind, 'id': one.item_id, 'number': one.number, 'title': one.title, 'fields': list(one.fields),
            'state': one.state, 'message': one.message, 'at': one.at}) for one in view.entries])


def _row(row: RowView) -> RowOut:
    return RowOut(item=row.item_id, number=row.number, type=row.type, title=row.title, plan=row.plan,
                  cells=[_cell(cell) for cell in row.cells])


def _cell(cell: CellView) -> CellOut:
    return CellOut.model_validate({
        'field': cell.field, 'before': cell.before, 'after': cell.after, 'base': cell.base,
        'conflict': cell.is_conflict, 'mine_by': cell.mine_by, 'theirs_by': cell.theirs_by})
