"""Saved views: how a timeline is looked at, under a name."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.api.doors import Body, Client, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.strict import StrictRoute
from app.domain.portfolio.views.looks import looks_of, plain_of
from app.domain.portfolio.views.saved import SavedView
from app.services.portfolio import views

router = APIRouter(prefix='/saved-views', tags=['portfolio: saved views'], route_class=StrictRoute)

Looks = Annotated[dict[str, list[str]], Field(max_length=40)]


class ViewBody(Body):
    """`looks` are named as in the address of the timeline: `plan`, `team`, `type`, `state`, `planned`, `allotted`,
    `parented`, `linked`, `field` (`name=value`), `q`, `family`, `chains`, `teamwork`, `open`, `changed`, `rows`,
    `density`, `sort`, `shows`, `scale`, `snap`. What is unknown, or cannot be, is left out.
    """
    name: str = Field(max_length=500)
    looks: Looks = Field(default_factory=dict)
    shared: bool = False


class ViewChange(Body):
    """Only what is named is changed; `version` is the one that was seen. Favourite and default are everybody's own."""
    version: int
    name: str | None = Field(None, max_length=500)
    looks: Looks | None = None
    shared: bool | None = None
    favourite: bool | None = None
    default: bool | None = None


class ViewOut(BaseModel):
    id: int
    name: str
    owner: str
    mine: bool
    shared: bool
    favourite: bool
    default: bool
    looks: dict[str, list[str]]
    version: int


@router.get('')
async def list_saved_views(client: Signed, part: Part) -> Listing[ViewOut]:
    """Own and shared ones: the default first, then favourites."""
    found: tuple[SavedView, ...] = await client.look(views.list_views)
    items, total = part.cut(found)
    return Listing(items=[_out(item) for item in items], total=total)


@router.post('', status_code=201)
async def save_view(client: Signed, body: ViewBody, response: Response, key: IdempotencyKey = None) -> ViewOut:
    number = await client.once(key, body, views.save, body.name, looks_of(body.looks), body.shared)
    response.headers['Location'] = f'/api/v1/portfolio/saved-views/{number}'
    return await _find(client, number)


@router.get('/{view_id}')
async def view_saved_view(client: Signed, view_id: RowId) -> ViewOut:
    return await _find(client, view_id)


@router.patch('/{view_id}')
async def change_view(client: Signed, view_id: RowId, body: ViewChange) -> ViewOut:
    """The owner changes the view itself; whoever sees it may make it a favourite or begin with it."""
    looks = looks_of(body.looks) if body.looks is not None else None
    if body.name is not None or looks is not None or body.shared is not None:
        await client.do(views.change, view_id, name=body.name, looks=looks, is_shared=body.shared,
                        version=body.version)
    if body.favourite is not None:
        await client.do(views.star, view_id, body.favourite)
    if body.default is not None:
        await client.do(views.make_default, view_id if body.default else None)
    return await _find(client, view_id)


@router.delete('/{view_id}', status_code=204)
async def remove_view(client: Signed, view_id: RowId) -> None:
    await client.do(views.remove, view_id)


async def _find(client: Client, view_id: int) -> ViewOut:
    return _out(await client.look(views.find_view, view_id))


def _out(view: SavedView) -> ViewOut:
    return ViewOut(id=view.id, name=view.name, owner=view.owner_name, mine=view.is_mine, shared=view.is_shared,
                   favourite=view.is_favourite, default=view.is_default, looks=plain_of(view.looks),
                   version=view.version)
