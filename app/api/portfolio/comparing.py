"""Scenarios beside other plans: what differs, and what the live plan has changed since."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body, Part, RowId, Signed
from app.api.portfolio.scenarios import VersionOut
from app.api.strict import StrictRoute
from app.services.portfolio import compare, rebase
from app.services.portfolio.compare import ComparedItem, Comparison
from app.services.portfolio.rebase import RebaseRow, RebaseView

router = APIRouter(prefix='/scenarios', tags=['portfolio: scenarios'], route_class=StrictRoute)

Other = Annotated[str, Query(alias='with', pattern=r'^(live|\d{1,15}|checkpoint:\d{1,15})$')]


class CellOut(BaseModel):
    field: str
    before: str
    after: str


class ComparedOut(BaseModel):
    item: int
    number: str
    title: str
    type: str
    state: Literal['same', 'changed', 'new', 'missing']
    fields: list[CellOut]


class GroupOut(BaseModel):
    group: int
    name: str
    before: str
    after: str


class ComparisonOut(BaseModel):
    """From the other plan to this scenario; `fields` counts the items that differ in each."""
    before: str
    after: str
    items: list[ComparedOut]
    total: int
    groups: list[GroupOut]
    fields: dict[str, int]


class StandingOut(BaseModel):
    """`base` is what was seen when `mine` was wanted, `theirs` what the live plan has now."""
    item: int
    number: str
    title: str
    field: str
    name: str
    verdict: Literal['keep', 'drop', 'conflict']
    base: str
    mine: str
    theirs: str
    base_rev: int
    live_rev: int
    by: str


class AsideOut(BaseModel):
    step: int
    kind: str
    title: str
    reason: str
    by: str


class RebaseOut(BaseModel):
    """`kept` stays as wanted, `dropped` is in the live plan by now, `aside` cannot be done as things are."""
    version: int
    conflicts: list[StandingOut]
    kept: list[StandingOut]
    dropped: list[StandingOut]
    aside: list[AsideOut]


class ChoiceBody(Body):
    item: int
    field: str = Field(max_length=50)
    keep: Literal['mine', 'theirs']


class RebaseBody(Body):
    version: int = Field(ge=1, le=LARGEST)
    choices: list[ChoiceBody] = Field(default_factory=list, max_length=10_000)


@router.get('/{scenario_id}/compare')
async def compare_scenario(client: Signed, scenario_id: RowId, part: Part, other: Other = 'live',
                           changed_only: bool = True) -> ComparisonOut:
    """With the live plan, another scenario by its number, or `checkpoint:` and its number."""
    found: Comparison = await client.look(compare.compare, other, str(scenario_id), changed_only)
    items, total = part.cut(found.items)
    groups = [GroupOut(group=one.group_id, name=one.name, before=one.before_text, after=one.after_text)
              for one in found.groups]
    return ComparisonOut(before=found.before, after=found.after, items=[_compared(one) for one in items], total=total,
                         groups=groups, fields=dict(found.fields))


@router.get('/{scenario_id}/rebase')
async def preview_rebase(client: Signed, scenario_id: RowId) -> RebaseOut:
    found: RebaseView = await client.look(rebase.preview, scenario_id)
    aside = [AsideOut(step=one.step, kind=one.kind, title=one.title, reason=one.reason, by=one.by)
             for one in found.aside]
    return RebaseOut(version=found.version, conflicts=_standings(found.conflicts), kept=_standings(found.kept),
                     dropped=_standings(found.dropped), aside=aside)


@router.post('/{scenario_id}/rebase')
async def settle_rebase(client: Signed, scenario_id: RowId, body: RebaseBody) -> VersionOut:
    """What nobody chose stays open; what the live plan has by now is no longer wanted."""
    choices = {(one.item, one.field): one.keep for one in body.choices}
    return VersionOut(version=await client.do(rebase.settle, scenario_id, choices, body.version))


def _compared(one: ComparedItem) -> ComparedOut:
    cells = [CellOut(field=cell.field, before=cell.before_text, after=cell.after_text) for cell in one.cells]
    state: Any = one.state
    return ComparedOut(item=one.item_id, number=one.number, title=one.title, type=one.type, state=state, fields=cells)


def _standings(rows: tuple[RebaseRow, ...]) -> list[StandingOut]:
    return [_standing(row) for row in rows]


def _standing(row: RebaseRow) -> StandingOut:
    verdict: Any = row.verdict
    return StandingOut(item=row.item_id, number=row.number, title=row.title, field=row.field, name=row.name,
                       verdict=verdict, base=row.base_text, mine=row.mine_text, theirs=row.theirs_text,
                       base_rev=row.base_rev, live_rev=row.live_rev, by=row.by)
