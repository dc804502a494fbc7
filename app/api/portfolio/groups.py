"""Groups of items that everybody shares."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body, Client, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.strict import StrictRoute
from app.services.portfolio import groups
from app.services.portfolio.groups import GroupDraft, SharedGroup

router = APIRouter(prefix='/groups', tags=['portfolio: groups'], route_class=StrictRoute)

Number = Annotated[int, Field(ge=1, le=LARGEST)]
Members = Annotated[list[Number], Field(max_length=5_000)]


class GroupBody(Body):
    """`colour` is 1 to 6; `members` are items of the same plan, `parent` a group of it."""
    plan: Number
    name: str = Field(max_length=500)
    colour: int = 1
    parent: Number | None = None
    members: Members = Field(default_factory=list)


class GroupChange(Body):
    """Only what is named is changed; `version` is the one that was seen. A `parent` of 0 takes it out of any group."""
    version: int
    name: str | None = Field(None, max_length=500)
    colour: int | None = None
    parent: Annotated[int, Field(ge=0, le=LARGEST)] | None = None
    members: Members | None = None


class GroupOut(BaseModel):
    id: int
    plan: int
    name: str
    colour: int
    parent: int | None
    rank: int
    members: list[int]
    version: int


@router.get('')
async def list_groups(client: Signed, part: Part,
                      plan: Annotated[int | None, Query(ge=1, le=LARGEST)] = None) -> Listing[GroupOut]:
    found: tuple[SharedGroup, ...] = await client.look(groups.list_groups, plan)
    items, total = part.cut(found)
    return Listing(items=[_out(item) for item in items], total=total)


@router.post('', status_code=201)
async def add_group(client: Signed, body: GroupBody, response: Response, key: IdempotencyKey = None) -> GroupOut:
    draft = GroupDraft(body.plan, body.name, body.colour, body.parent, tuple(body.members))
    number = await client.once(key, body, groups.add_group, draft)
    response.headers['Location'] = f'/api/v1/portfolio/groups/{number}'
    return await _find(client, number)


@router.get('/{group_id}')
async def view_group(client: Signed, group_id: RowId) -> GroupOut:
    return await _find(client, group_id)


@router.patch('/{group_id}')
async def change_group(client: Signed, group_id: RowId, body: GroupChange) -> GroupOut:
    former: SharedGroup = await client.look(groups.find_group, group_id)
    group = former.group
    draft = GroupDraft(
        group.plan, group.name if body.name is None else body.name,
        group.colour if body.colour is None else body.colour,
        group.parent if body.parent is None else body.parent or None,
        group.members if body.members is None else tuple(body.members))
    await client.do(groups.change_group, group_id, draft, body.version)
    return await _find(client, group_id)


@router.delete('/{group_id}', status_code=204)
async def remove_group(client: Signed, group_id: RowId) -> None:
    """What lies in it moves up."""
    await client.do(groups.remove_group, group_id)


async def _find(client: Client, group_id: int) -> GroupOut:
    return _out(await client.look(groups.find_group, group_id))


def _out(found: SharedGroup) -> GroupOut:
    group = found.group
    return GroupOut(id=group.id, plan=group.plan, name=group.name, colour=group.colour, parent=group.parent,
                    rank=group.rank, members=list(group.members), version=found.version)
