"""Work items as they are planned."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from app.api.doors import LARGEST, Listing, Part, Signed
from app.api.strict import StrictRoute
from app.domain.portfolio.items.estimating import EstimateView, estimate_of
from app.services.portfolio import estimates, item_lists
from app.services.portfolio.item_lists import ItemAsk, ItemPage, ItemRow, LinkRow

router = APIRouter(prefix='/items', tags=['portfolio: items'], route_class=StrictRoute)

Names = Annotated[list[str] | None, Query(max_length=200)]
Scenario = Annotated[int | None, Query(ge=1, le=LARGEST)]
ItemId = Annotated[int, Path(ge=-LARGEST, le=LARGEST)]


class ShareOut(BaseModel):
    team: int
    percent: float


class LinkOut(BaseModel):
    """`before` has to be done before this item may begin, `after` waits for it; `overlap` is in working days."""
    item: int
    number: str
    title: str
    direction: Literal['before', 'after', 'related']
    lag: int
    state: Literal['fine', 'violated', 'unknown']
    overlap: int
    text: str


class ItemOut(BaseModel):
    """Days are those of the plan: inferred ones come from the iteration. `hidden_links` lead to items one may not see;
    `changed` names fields that differ from the live plan; placeholders have negative ids.
    """
    id: int
    number: str
    source: int
    rev: int
    type: str
    title: str
    state: str
    category: str
    plan: int | None
    area: str
    iteration: str
    start: date | None
    end: date | None
    start_inferred: bool
    end_inferred: bool
    parent: int | None
    parent_hidden: bool
    rank: float | None
    assignee: str
    tags: list[str]
    shares: list[ShareOut]
    links: list[LinkOut]
    hidden_links: int
    url: str
    gone: bool
    placeholder: bool
    estimate: str
    changed: list[str]


class AgreedOut(BaseModel):
    """What a poker table agreed on last; the source knows it once its state is `written`."""
    value: str
    by: str
    at: datetime
    table: str
    state: Literal['kept', 'pending', 'written', 'refused']
    message: str


class OneItemOut(ItemOut):
    agreed: AgreedOut | None


class RunOut(BaseModel):
    run_id: int


@router.get('')
async def list_items(client: Signed, part: Part, plan: Names = None, team: Names = None, state: Names = None,
                     type: Names = None, q: Annotated[str, Query(max_length=200)] = '',
                     first: Annotated[date | None, Query(alias='from')] = None,
                     last: Annotated[date | None, Query(alias='to')] = None, scenario: Scenario = None,
                     undated: bool | None = None) -> Listing[ItemOut]:
    """By start. Plans and teams are named by slug or number; `from` and `to` ask for what lasts into these days."""
    ask = ItemAsk(tuple(plan or ()), tuple(team or ()), tuple(state or ()), tuple(type or ()), q, first, last, undated)
    found: ItemPage = await client.look(item_lists.list_items, ask, scenario, part.skip, part.limit)
    return Listing(items=[_out(row) for row in found.rows], total=found.total)


@router.get('/{item_id}')
async def view_item(client: Signed, item_id: ItemId, scenario: Scenario = None) -> OneItemOut:
    """`agreed` is what a poker table said, `estimate` that or else what the source has."""
    row: ItemRow = await client.look(item_lists.find_item, item_id, scenario)
    found: EstimateView | None = await client.look(item_lists.find_agreed, item_id, scenario)
    agreed = AgreedOut(value=found.value, by=found.by_name, at=found.at, table=found.table, message=found.message,
                       state=cast(Any, found.state)) if found else None
    return OneItemOut(**_out(row).model_dump(), agreed=agreed)


@router.post('/{item_id}/estimate/writing', status_code=202)
async def write_estimate(client: Signed, item_id: ItemId) -> RunOut:
    """What was agreed last is written to the source by a run."""
    return RunOut(run_id=await client.do(estimates.write, item_id))


def _out(row: ItemRow) -> ItemOut:
    item = row.item
    same: dict[str, Any] = {name: getattr(item, name) for name in (
        'id', 'number', 'source', 'rev', 'type', 'title', 'state', 'category', 'plan', 'area', 'iteration', 'start',
        'end', 'rank', 'assignee', 'url')}
    return ItemOut(
        **same, start_inferred=item.start_from == 'iteration', end_inferred=item.end_from == 'iteration',
        parent=None if row.is_parent_hidden else item.parent, parent_hidden=row.is_parent_hidden,
        tags=list(item.tags), shares=[ShareOut(team=team, percent=float(percent)) for team, percent in item.shares],
        links=[_link(link) for link in row.links], hidden_links=row.hidden_links, gone=item.is_gone,
        placeholder=item.is_placeholder, estimate=estimate_of(item), changed=list(row.changed))


def _link(link: LinkRow) -> LinkOut:
    direction: Any = link.direction
    state: Any = link.verdict.state
    return LinkOut(item=link.item_id, number=link.number, title=link.title, direction=direction, lag=link.lag,
                   state=state, overlap=link.verdict.overlap, text=link.verdict.text)
