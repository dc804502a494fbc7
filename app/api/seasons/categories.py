"""Categories: a tree of any depth."""

from dataclasses import replace

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.api.doors import Body, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.seasons.reading import given_in, one_of, values_of
from app.api.strict import StrictRoute
from app.domain.seasons.drafts import CategoryDraft
from app.domain.seasons.master_views import CategoryView
from app.services.seasons.masters import categories

router = APIRouter(tags=['seasons: categories'], route_class=StrictRoute)


class CategoryOut(BaseModel):
    """`path`: names from the root to the parent; level 1 is a root."""
    id: int
    code: str
    name: str
    description: str
    parent_id: int | None
    level: int
    path: list[str]
    is_active: bool
    version: int


class BranchOut(CategoryOut):
    children: list['BranchOut']


class TreeOut(BaseModel):
    items: list[BranchOut]


class CategoryBody(Body):
    """Another parent moves it with all that hangs on it; a circle is refused with 409 `seasons.cycle`."""
    name: str
    code: str
    parent_id: int | None = None
    description: str = ''
    is_active: bool = True
    version: int | None = None


class CategoryChange(CategoryBody):
    """What is left out stays as it was."""
    name: str = ''
    code: str = ''


@router.get('/categories')
async def list_categories(client: Signed, part: Part) -> Listing[CategoryOut]:
    """In the order of the tree."""
    found, total = part.cut(await client.look(categories.list_categories))
    return Listing(items=[_category(one) for one in found], total=total)


@router.get('/categories/tree')
async def view_tree(client: Signed) -> TreeOut:
    return TreeOut(items=_branches(await client.look(categories.list_categories), None))


@router.get('/categories/lookup')
async def find_category(client: Signed, name: str = Query(max_length=255)) -> CategoryOut:
    """By its name, in whatever case."""
    return _category(await client.look(categories.find_code, name))


@router.post('/categories', status_code=201)
async def add_category(client: Signed, body: CategoryBody, key: IdempotencyKey = None) -> CategoryOut:
    number: int = await client.once(key, body, categories.add_category, _category_draft(body))
    return _category(one_of(await client.look(categories.list_categories), number))


@router.get('/categories/{category_id}')
async def get_category(client: Signed, category_id: RowId) -> CategoryOut:
    return _category(one_of(await client.look(categories.list_categories), category_id))


@router.get('/categories/{category_id}/children')
async def list_children(client: Signed, category_id: RowId, part: Part) -> Listing[CategoryOut]:
    all_of_them = await client.look(categories.list_categories)
    one_of(all_of_them, category_id)
    found, total = part.cut([one for one in all_of_them if one.draft.parent_id == category_id])
    return Listing(items=[_category(one) for one in found], total=total)


@router.patch('/categories/{category_id}')
async def change_category(client: Signed, category_id: RowId, body: CategoryChange) -> CategoryOut:
    former = one_of(await client.look(categories.list_categories), category_id)
    version = former.version if body.version is None else body.version
    await client.do(categories.change_category, category_id, _changed(former.draft, body), version)
    return _category(one_of(await client.look(categories.list_categories), category_id))


@router.delete('/categories/{category_id}', status_code=204)
async def remove_category(client: Signed, category_id: RowId) -> None:
    await client.do(categories.remove_category, category_id)


def _category(view: CategoryView) -> CategoryOut:
    return CategoryOut(id=view.id, level=view.level, path=list(view.path), version=view.version, **vars(view.draft))


def _category_draft(body: CategoryBody) -> CategoryDraft:
    return CategoryDraft(**values_of(body))


def _branches(found: tuple[CategoryView, ...], parent: int | None) -> list[BranchOut]:
    return [BranchOut(**_category(one).model_dump(), children=_branches(found, one.id))
            for one in found if one.draft.parent_id == parent]


def _changed(former: CategoryDraft, body: CategoryChange) -> CategoryDraft:
    return replace(former, **given_in(body))
