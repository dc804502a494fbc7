"""Scenarios: begin, share, change step by step, undo, compare, rebase."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.doors import LARGEST, Body, Client, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.strict import StrictRoute
from app.services.portfolio import checkpoints, scenarios
from app.services.portfolio.checkpoints import CheckpointView
from app.services.portfolio.scenarios import ScenarioList, ScenarioView

router = APIRouter(prefix='/scenarios', tags=['portfolio: scenarios'], route_class=StrictRoute)

Role = Literal['reader', 'editor']
Place = Literal['mine', 'shared', 'archived', 'deleted']
Version = Annotated[int | None, Query(ge=1, le=LARGEST)]


class ScenarioBody(Body):
    """Without a name it gets that of its day; `from` is another scenario to begin with, else the live plan."""
    model_config = ConfigDict(extra='forbid', strict=True, populate_by_name=True)
    name: str = Field('', max_length=100)
    former: int | None = Field(None, alias='from', ge=1, le=LARGEST)


class ShareBody(Body):
    person: str = Field(max_length=50)
    role: Role = 'reader'


class ScenarioChange(Body):
    """Only what is named is changed; `version` is the one that was seen. `shared_with` names all who may look."""
    version: int
    name: str | None = Field(None, max_length=100)
    shared_with: list[ShareBody] | None = Field(None, max_length=500)
    archived: bool | None = None


class ShareOut(BaseModel):
    person: str
    name: str
    role: Role


class ScenarioOut(BaseModel):
    """`changes` counts items and groups that differ from the live plan; only its owner sees `shared_with`."""
    id: int
    name: str
    owner: str
    owner_name: str
    own: bool
    may_edit: bool
    shared_with: list[ShareOut]
    changes: int
    version: int
    made_at: datetime
    changed_at: datetime
    archived: bool
    deleted_at: datetime | None


class CheckpointBody(Body):
    name: str = Field(min_length=1, max_length=100)


class CheckpointOut(BaseModel):
    id: int
    name: str
    by: str
    at: datetime


class VersionOut(BaseModel):
    version: int


@router.get('')
async def list_scenarios(client: Signed, part: Part, place: Place | None = None) -> Listing[ScenarioOut]:
    """One’s own and those that are shared with one, the last changed first; archived and deleted ones if named."""
    found: ScenarioList = await client.look(scenarios.list_scenarios)
    some = getattr(found, place) if place else (*found.mine, *found.shared)
    items, total = part.cut(some)
    return Listing(items=[scenario_out(item) for item in items], total=total)


@router.post('', status_code=201)
async def begin_scenario(client: Signed, body: ScenarioBody, response: Response,
                         key: IdempotencyKey = None) -> ScenarioOut:
    number = await client.once(key, body, scenarios.begin, body.name, body.former)
    response.headers['Location'] = f'/api/v1/portfolio/scenarios/{number}'
    return await _find(client, number)


@router.get('/{scenario_id}')
async def view_scenario(client: Signed, scenario_id: RowId) -> ScenarioOut:
    return await _find(client, scenario_id)


@router.patch('/{scenario_id}')
async def change_scenario(client: Signed, scenario_id: RowId, body: ScenarioChange) -> ScenarioOut:
    people = None if body.shared_with is None else {one.person: one.role == 'editor' for one in body.shared_with}
    await client.do(scenarios.change, scenario_id, body.version, body.name, people, body.archived)
    return await _find(client, scenario_id)


@router.delete('/{scenario_id}', status_code=204)
async def remove_scenario(client: Signed, scenario_id: RowId, version: Version = None) -> None:
    """It can be restored for 30 days."""
    await client.do(scenarios.remove, scenario_id, version)


@router.post('/{scenario_id}/restore')
async def restore_scenario(client: Signed, scenario_id: RowId) -> ScenarioOut:
    await client.do(scenarios.restore, scenario_id)
    return await _find(client, scenario_id)


@router.get('/{scenario_id}/checkpoints')
async def list_checkpoints(client: Signed, scenario_id: RowId, part: Part) -> Listing[CheckpointOut]:
    """The newest first."""
    found: Sequence[CheckpointView] = await client.look(checkpoints.list_checkpoints, scenario_id)
    items, total = part.cut(found)
    return Listing(items=[CheckpointOut(id=one.id, name=one.name, by=one.by, at=one.at) for one in items], total=total)


@router.post('/{scenario_id}/checkpoints', status_code=201)
async def name_checkpoint(client: Signed, scenario_id: RowId, body: CheckpointBody,
                          key: IdempotencyKey = None) -> CheckpointOut:
    number = await client.once(key, (scenario_id, body), checkpoints.name_checkpoint, scenario_id, body.name)
    found: Sequence[CheckpointView] = await client.look(checkpoints.list_checkpoints, scenario_id)
    made = next(one for one in found if one.id == number)
    return CheckpointOut(id=made.id, name=made.name, by=made.by, at=made.at)


@router.post('/{scenario_id}/checkpoints/{checkpoint_id}/restore')
async def go_back(client: Signed, scenario_id: RowId, checkpoint_id: RowId) -> VersionOut:
    """As one step, which can be undone."""
    return VersionOut(version=await client.do(checkpoints.go_back, checkpoint_id, scenario_id))


def scenario_out(view: ScenarioView) -> ScenarioOut:
    shares = [ShareOut(person=one.identity, name=one.name, role='editor' if one.may_edit else 'reader')
              for one in view.shares]
    return ScenarioOut(id=view.id, name=view.name, owner=view.owner, owner_name=view.owner_name, own=view.is_own,
                       may_edit=view.may_edit, shared_with=shares, changes=view.changes, version=view.version,
                       made_at=view.made_at, changed_at=view.changed_at, archived=view.is_archived,
                       deleted_at=view.deleted_at)


async def _find(client: Client, scenario_id: int) -> ScenarioOut:
    found: Any = await client.look(scenarios.view_scenario, scenario_id)
    return scenario_out(found)
