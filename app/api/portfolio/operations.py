"""Steps of scenarios: do, undo, redo, carry slips on."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body, IdempotencyKey, RowId, Signed
from app.api.strict import StrictRoute
from app.domain.portfolio.planning.operations import Operation
from app.domain.portfolio.planning.stored import from_json
from app.errors import Rejected
from app.services.portfolio import cascading, editing
from app.services.portfolio.cascading import CascadeView
from app.services.portfolio.editing import Edited

router = APIRouter(prefix='/scenarios', tags=['portfolio: scenarios'], route_class=StrictRoute)

MOST = 2_000  # operations of one request


class StepBody(Body):
    """Each operation is an object with its `type`: `{"type": "MoveItems", "ids": [7], "days": 5}`.

    Types: MoveItems, ResizeItem, PlanItem, PlacePlaceholder, ClearDates, AllotShare, DropShare, ChangeState,
    ChangeIteration, ChangeTags, ChangePlan, LinkItems, UnlinkItems, ChangeParent, ChangeGroup, RevertFields, Batch.
    """
    version: int = Field(ge=1, le=LARGEST)
    operations: list[dict[str, Any]] = Field(min_length=1, max_length=MOST)


class SeenBody(Body):
    """The version that was seen; it need not be the present one."""
    version: int | None = Field(None, ge=1, le=LARGEST)


class CascadeBody(Body):
    """Without `accept` it is only a preview; what is declined stays where it is."""
    item: int
    declined: list[int] = Field(default_factory=list, max_length=MOST)
    accept: bool = False
    version: int | None = Field(None, ge=1, le=LARGEST)


class EditedOut(BaseModel):
    """All was done or nothing, so what was refused is always empty here; `notes` say what came otherwise."""
    version: int
    changed: list[int]
    refused: list[int] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)


class SlipOut(BaseModel):
    """`load` and `cost` say in words what it would do; cost only to those who may see it."""
    item: int
    number: str
    title: str
    start: date
    end: date
    new_start: date
    new_end: date
    because: int
    because_title: str
    load: str
    cost: str


class CascadeOut(BaseModel):
    """`accepted` says whether the version has them already."""
    version: int
    accepted: bool
    items: list[SlipOut]


@router.post('/{scenario_id}/operations')
async def edit(client: Signed, scenario_id: RowId, body: StepBody, key: IdempotencyKey = None) -> EditedOut:
    """All as one step, or nothing. An old version is good where nobody has changed the same since."""
    operations = _read(body.operations)
    found = await client.once(key, (scenario_id, body), editing.edit, scenario_id, operations, body.version)
    return _out(found)


@router.post('/{scenario_id}/undo')
async def undo(client: Signed, scenario_id: RowId, body: SeenBody) -> EditedOut:
    """One’s own latest step, unless somebody else has changed the same since."""
    return _out(await client.do(editing.undo, scenario_id, body.version))


@router.post('/{scenario_id}/redo')
async def redo(client: Signed, scenario_id: RowId, body: SeenBody) -> EditedOut:
    return _out(await client.do(editing.redo, scenario_id, body.version))


@router.post('/{scenario_id}/cascade')
async def cascade(client: Signed, scenario_id: RowId, body: CascadeBody) -> CascadeOut:
    """What would have to move after an item, in the order in which it follows."""
    found: CascadeView = await client.look(cascading.preview, scenario_id, [body.item], body.declined)
    version = found.version
    if body.accept:
        done: Edited = await client.do(cascading.accept, scenario_id, [body.item], body.declined, body.version)
        version = done.version
    items = [SlipOut(item=row.item_id, **{name: value for name, value in asdict(row).items() if name != 'item_id'})
             for row in found.rows]
    return CascadeOut(version=version, accepted=body.accept, items=items)


def _read(given: Sequence[dict[str, Any]]) -> tuple[Operation, ...]:
    """Raises Rejected naming which operation, and which field of it."""
    found = []
    for place, one in enumerate(given):
        try:
            found.append(from_json(one))
        except Rejected as error:
            raise Rejected(str(error), error.code, f'operations.{place}.{error.field}'.rstrip('.')) from error
    return tuple(found)


def _out(found: Edited | dict[str, Any]) -> EditedOut:
    """Also as it was kept for a request that is sent twice."""
    told = found if isinstance(found, dict) else asdict(found)
    return EditedOut(version=told['version'], changed=list(told['changed']), notes=list(told['notes']))
