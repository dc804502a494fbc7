"""Cells of a plan: looked at as rows, edited, taken back, explained."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.seasons.addresses import SeasonKey
from app.api.strict import StrictRoute
from app.domain.seasons.asking import Asked, CellsAsk, told
from app.domain.seasons.axes import Cell
from app.domain.seasons.measures import MEASURES
from app.domain.seasons.remarks import Change, Explanation, History, NoteView
from app.services.seasons import cell_history, explained, ground, holds, notes, programs, undoing

router = APIRouter(prefix='/seasons/{season}', tags=['seasons: plan'], route_class=StrictRoute)

MOST = 10_000  # cells of one edit
Amount = str | int | float | None
Version = Annotated[str, Query(max_length=40, description='A kind, such as `working` or `current:2`, or a number.')]
Node = Annotated[str, Query(max_length=120)]


class CellBody(Body):
    """`place`, `node` and `period` are keys such as `l:HARB`, `c:LINEN`, `w:2030-02-04`; without them it is a total."""
    measure: str = Field(max_length=40)
    place: str = Field('', max_length=120)
    node: str = Field('', max_length=120)
    period: str = Field('', max_length=40)


class EditBody(Body):
    """`seq` is that of the cells that were seen; without one nobody is asked who else was there. `value` goes to every
    cell of `scope`, or `values` one to each; `enter` takes what people type, such as `+10%` or `=LY*1.03`.
    """
    seq: int | None = Field(None, ge=0, le=LARGEST)
    version: str = Field('working', max_length=40)
    operation: Literal['set', 'spread', 'enter', 'paste', 'fill', 'seed']
    scope: CellBody | list[CellBody] = Field(default_factory=list)
    value: Amount = None
    values: list[Amount] = Field(default_factory=list, max_length=MOST)
    spread: str = 'proportional'
    shape: str = Field('ly', max_length=40)
    rows: list[list[CellBody]] = Field(default_factory=list, max_length=MOST)
    way: str = 'copy'
    growth: str = '0'
    given: int = Field(1, ge=1, le=1000)
    source: str = Field('', max_length=40)
    factors: dict[str, str] = Field(default_factory=dict)
    like: str = Field('', max_length=120)


class StepBody(Body):
    version: str = Field('working', max_length=40)


class HoldBody(Body):
    """`held` false releases them."""
    cells: list[CellBody] = Field(min_length=1, max_length=MOST)
    held: bool = True
    version: str = Field('working', max_length=40)


class NoteBody(Body):
    cell: CellBody
    text: str = Field(max_length=2_000)


class EditedOut(BaseModel):
    """`changed` counts leaves."""
    seq: int
    changed: int


class UndoneOut(EditedOut):
    """`what` is the operation of the step, `cells` names its first."""
    what: str
    cells: list[str]


class HeldOut(BaseModel):
    changed: int


class RowOut(BaseModel):
    node: str
    name: str
    level: int
    measure: str
    place: str
    values: list[str | None]


class CellsOut(BaseModel):
    """`values` of a row belong to `periods` in their order; null is blank."""
    seq: int
    version: str
    periods: list[str]
    items: list[RowOut]
    total: int


class ChangeOut(BaseModel):
    seq: int
    at: datetime
    by: str
    operation: str
    was: str | None
    became: str | None
    undone: bool


class HistoryOut(BaseModel):
    """The last change first; `complete` says whether nothing older is left out."""
    name: str
    items: list[ChangeOut]
    complete: bool


class PartOut(BaseModel):
    """`sign` is 1, -1, or 0 for what divides."""
    label: str
    measure: str
    sign: int
    value: str | None
    source: str


class LinkOut(BaseModel):
    """`quantity` is a decimal number."""
    kind: str
    order: str
    text: str
    day: date | None
    quantity: str
    state: str


class NoteOut(BaseModel):
    id: int
    measure: str
    place: str
    node: str
    period: str
    name: str
    text: str
    by: str
    at: datetime


class NewNoteOut(BaseModel):
    id: int


class ExplainOut(BaseModel):
    """`parts` add up to the value by their signs."""
    name: str
    version: str
    value: str | None
    formula: str
    parts: list[PartOut]
    leaves: int
    notes: list[str]
    last: ChangeOut | None
    remarks: list[NoteOut]
    linked: list[LinkOut]
    more: int


@router.get('/cells')
async def view_cells(
        client: Signed, season: SeasonKey, part: Part, version: Version = 'working',
        measure: Annotated[list[str] | None, Query(max_length=40)] = None, node: Node = '', place: Node = '',
        periods: Literal['weeks', 'months', 'season'] = 'weeks', depth: Annotated[int, Query(ge=0, le=20)] = 1,
) -> CellsOut:
    """Categories below a node, at a place, for some measures."""
    ask = CellsAsk(version, tuple(measure or ('net_sales',)), node, place, periods, depth)
    found = await client.look(programs.view_cells, season, ask)
    rows, total = part.cut(found.rows)
    return CellsOut(seq=found.seq, version=found.version, periods=list(found.periods), total=total,
                    items=[RowOut(**{**vars(row), 'values': list(row.values)}) for row in rows])


@router.post('/edits')
async def edit_cells(client: Signed, season: SeasonKey, body: EditBody, key: IdempotencyKey = None) -> EditedOut:
    """All of it or nothing; 409 `seasons.conflict` has both values of what somebody else has changed since `seq`."""
    found: Any = await client.once(key, (season, body), programs.edit_asked, season, body.seq, _asked(body),
                                   body.version)
    told_of = found if isinstance(found, dict) else vars(found)
    return EditedOut(seq=told_of['seq'], changed=told_of['changed'])


@router.post('/undo')
async def undo_edit(client: Signed, season: SeasonKey, body: StepBody | None = None) -> UndoneOut:
    """One’s own latest step, unless somebody else has changed the same since."""
    return _undone(await client.do(undoing.undo, season, (body or StepBody()).version))


@router.post('/redo')
async def redo_edit(client: Signed, season: SeasonKey, body: StepBody | None = None) -> UndoneOut:
    return _undone(await client.do(undoing.redo, season, (body or StepBody()).version))


@router.get('/explain')
async def explain_cell(client: Signed, season: SeasonKey, cell: Annotated[str, Query(max_length=400)],
                       version: Version = 'working') -> ExplainOut:
    """`cell` is measure, place, node and period with commas between: `otb,,c:WOMEN,m:2030-01`."""
    view = await client.look(ground.view_season, season)
    return _explained(await client.look(explained.explain_cell, season, _cell_of(cell), version), view.digits)


@router.get('/cell-history')
async def view_cell_history(client: Signed, season: SeasonKey, cell: Annotated[str, Query(max_length=400)],
                            version: Version = 'working') -> HistoryOut:
    """What became of a cell, and who did it."""
    view = await client.look(ground.view_season, season)
    found: History = await client.look(cell_history.view_history, season, _cell_of(cell), version)
    return HistoryOut(name=found.name, complete=found.goes_back, items=[
        _change(one, found.cell.measure, view.digits) for one in found.changes])


@router.post('/holds')
async def hold_cells(client: Signed, season: SeasonKey, body: HoldBody) -> HeldOut:
    """Spreads leave them alone."""
    service = holds.hold_cells if body.held else holds.release_cells
    return HeldOut(changed=await client.do(service, season, [_cell(one) for one in body.cells], body.version))


@router.get('/notes')
async def list_notes(client: Signed, season: SeasonKey, part: Part) -> Listing[NoteOut]:
    found, total = part.cut(await client.look(notes.list_notes, season))
    return Listing(items=[_note(one) for one in found], total=total)


@router.post('/notes', status_code=201)
async def add_note(client: Signed, season: SeasonKey, body: NoteBody) -> NewNoteOut:
    return NewNoteOut(id=await client.do(notes.add_note, season, _cell(body.cell), body.text))


@router.delete('/notes/{note_id}', status_code=204)
async def remove_note(client: Signed, season: SeasonKey, note_id: RowId) -> None:
    await client.do(notes.remove_note, season, note_id)


def _cell(body: CellBody) -> Cell:
    return Cell(body.measure, body.place, body.node, body.period)


def _cell_of(text: str) -> Cell:
    return Cell(*(one.strip() for one in [*text.split(','), '', '', ''][:4]))


def _asked(body: EditBody) -> Asked:
    scope = body.scope if isinstance(body.scope, list) else [body.scope]
    return Asked(body.operation, tuple(map(_cell, scope)), _exact(body.value), tuple(map(_exact, body.values)),
                 body.spread, body.shape, tuple(tuple(map(_cell, row)) for row in body.rows), body.way, body.growth,
                 body.given, body.source, body.factors, body.like)


def _exact(value: Amount) -> str | int | Decimal | None:
    """A number of JSON as it was written."""
    return Decimal(str(value)) if isinstance(value, float) else value


def _undone(found: undoing.Undone) -> UndoneOut:
    return UndoneOut(seq=found.seq, changed=found.changed, what=found.what, cells=list(found.cells))


def _change(one: Change, measure: str, digits: int) -> ChangeOut:
    return ChangeOut(seq=one.seq, at=one.at, by=one.by_name, operation=one.operation, undone=one.is_undone,
                     was=told(measure, one.was, digits), became=told(measure, one.became, digits))


def _note(one: NoteView) -> NoteOut:
    return NoteOut(id=one.id, measure=one.cell.measure, place=one.cell.location, node=one.cell.category,
                   period=one.cell.period, name=one.name, text=one.text, by=one.by_name, at=one.at)


def _explained(found: Explanation, digits: int) -> ExplainOut:
    inner = found.explained
    value = str(inner.ratio.rounded(4)) if inner.ratio else told(inner.cell.measure, inner.value, digits)
    return ExplainOut(
        name=found.name, version=found.version, value=value, formula=inner.formula, leaves=inner.leaves,
        parts=[PartOut(label=one.label, measure=one.measure, sign=one.sign, source=one.source,
                       value=told(one.measure if one.measure in MEASURES else 'net_sales', one.value, digits))
               for one in inner.parts],
        notes=list(inner.notes), last=found.last and _change(found.last, inner.cell.measure, digits),
        remarks=[_note(one) for one in found.notes], more=found.more,
        linked=[LinkOut(kind=one.kind, order=one.number, text=one.text, day=one.day, state=one.state,
                        quantity=str(Decimal(one.quantity).scaleb(-3))) for one in found.linked])


