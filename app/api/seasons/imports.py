"""Files for seasons: read, weighed, mended, committed, undone; and rows that programs send as they are."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body, Download, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.strict import StrictRoute
from app.domain.seasons.importing.import_views import ImportDraft, ImportView, RowView
from app.services.seasons import bulk_rows, import_reading, imports, plan_exports
from app.services.seasons.import_exports import failed_rows_file

router = APIRouter(tags=['seasons: imports'], route_class=StrictRoute)

Number = Annotated[int, Field(ge=1, le=LARGEST)]
Mode = Literal['upsert', 'update', 'replace']
Texts = dict[str, str]
BULK = 'Up to 10,000 rows, all or none; each row is held against its season.'
PREVIEW = 'The same as `bulk` without storing anything.'
PREVIEWED = ('plans', 'otb', 'orders')
SeasonOf = Annotated[str, Query(max_length=20, description='Code of the season; else each row says it.')]


class ImportBody(Body):
    """`file` is the id of an upload (`POST /ops/files`); `mapping` says of headers which field they are, and what is
    left out is found out. Without `dry_run` the file is written where no row needs a fix.
    """
    file: Number
    type: Annotated[str, Field(max_length=40)]
    season: Annotated[str, Field(max_length=20)] = ''
    mapping: Texts = Field(default_factory=dict)
    mode: Mode = 'upsert'
    dry_run: bool = True


class AnswersBody(Body):
    """What was said before stays: header → field; question → answer; field → text → text; row → field → text."""
    mapping: Texts = Field(default_factory=dict)
    choices: Texts = Field(default_factory=dict)
    replaced: dict[str, Texts] = Field(default_factory=dict)
    mended: dict[str, Texts] = Field(default_factory=dict)
    left_out: list[int] = Field(default_factory=list)
    mode: Mode | None = None


class CommitBody(Body):
    good_rows_only: bool = False


class AskedOut(BaseModel):
    run_id: int
    import_id: int


class DoubtOut(BaseModel):
    key: str
    text: str
    choices: dict[str, str]
    rows: int


class ImportOut(BaseModel):
    """`counts`: read = new + changed + same + rejected + left_out."""
    id: int
    type: str
    season: str
    name: str
    state: str
    mode: str
    counts: dict[str, int]
    columns: dict[str, str]
    questions: list[DoubtOut]
    notes: list[str]
    deletes: list[str]
    creates: list[str]
    error: str
    run_id: int | None
    already_imported: bool


class RowErrorOut(BaseModel):
    row: int
    field: str
    value: str
    message: str
    suggestions: list[str]


class RowOut(BaseModel):
    row: int
    state: str
    raw: Texts
    errors: list[RowErrorOut]
    changes: list[dict[str, str]]


class RowsOut(BaseModel):
    """Of rows that were sent; `import_id` is 0 where nothing was stored."""
    import_id: int
    counts: dict[str, int]
    errors: list[RowErrorOut]
    notes: list[str]


@router.post('/imports', status_code=202)
async def import_season_file(client: Signed, body: ImportBody, key: IdempotencyKey = None) -> AskedOut:
    draft = ImportDraft(body.file, body.type, body.season, body.mode, body.mapping, body.dry_run)
    number, run = await client.once(key, body, imports.ask_import, draft)
    return AskedOut(run_id=run, import_id=number)


@router.get('/imports/{import_id}')
async def get_import(client: Signed, import_id: RowId) -> ImportOut:
    return _out(await client.look(import_reading.view_import, import_id))


@router.get('/imports/{import_id}/rows')
async def list_import_rows(client: Signed, import_id: RowId, part: Part,
                    state: Literal['', 'new', 'changed', 'rejected'] = '') -> Listing[RowOut]:
    rows, total = await client.look(import_reading.list_rows, import_id, state, part.skip, part.limit)
    return Listing(items=[_row(one) for one in rows], total=total)


@router.get('/imports/{import_id}/failed.csv')
async def get_failed_import_rows(client: Signed, _download: Download, import_id: RowId) -> Response:
    _, content = await client.look(failed_rows_file, import_id)
    return Response(content, media_type='text/csv; charset=utf-8', headers={
        'Content-Disposition': f'attachment; filename="import-{import_id}-failed.csv"',
        'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'private, no-cache'})


@router.post('/imports/{import_id}/answers', status_code=202)
async def answer_import(client: Signed, import_id: RowId, body: AnswersBody) -> AskedOut:
    """The file is read again with what is said here."""
    change: dict[str, Any] = {
        'columns': body.mapping, 'choices': body.choices, 'replaced': body.replaced, 'left_out': body.left_out,
        'mended': {int(row): texts for row, texts in body.mended.items() if row.isdecimal()}}
    run = await client.do(imports.answer, import_id, change | ({'mode': body.mode} if body.mode else {}))
    return AskedOut(run_id=run, import_id=import_id)


@router.post('/imports/{import_id}/commit', status_code=202)
async def commit_import(client: Signed, import_id: RowId, body: CommitBody, key: IdempotencyKey = None) -> AskedOut:
    run = await client.once(key, body, imports.ask_commit, import_id, body.good_rows_only)
    return AskedOut(run_id=run, import_id=import_id)


@router.post('/imports/{import_id}/undo', status_code=204)
async def undo_import(client: Signed, import_id: RowId) -> None:
    await client.do(imports.undo_import, import_id)


@router.get('/plans/export')
async def export_plan(client: Signed, _download: Download, season: Annotated[str, Query(max_length=20)],
                      form: Annotated[Literal['csv', 'xlsx'], Query(alias='format')] = 'xlsx',
                      version: Annotated[str, Query(max_length=30)] = 'working') -> Response:
    """The figures of a version as rows that can be imported again; the workbook works out its totals itself."""
    taken: plan_exports.Taken = await client.look(plan_exports.take_plan, season, version, form)
    content = await asyncio.to_thread(plan_exports.made, taken, form)
    return Response(content, media_type=plan_exports.MEDIA[form], headers={
        'Content-Disposition': f'attachment; filename="{taken.name}.{form}"', 'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, no-cache'})


def _bulk(kind: str) -> Callable[..., Awaitable[RowsOut]]:
    async def bring(client: Signed, body: list[dict[str, Any]], season: SeasonOf = '') -> RowsOut:
        digest = hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
        number, weighed = await client.do(bulk_rows.bring, kind, body, season, digest)
        return _weighed_out(number, weighed)
    return bring


def _preview(kind: str) -> Callable[..., Awaitable[RowsOut]]:
    async def weigh(client: Signed, body: list[dict[str, Any]], season: SeasonOf = '') -> RowsOut:
        return _weighed_out(0, await client.look(bulk_rows.preview, kind, body, season))
    return weigh


for path, name, kind in (('plans', 'plans', 'plans'), ('otb', 'otb', 'otb'),
                         ('range-intent', 'intents', 'range_intents'),
                         ('range-architecture', 'architecture', 'range_architecture'),
                         ('purchase-orders', 'orders', 'orders'), ('grn', 'receipts', 'receipts')):
    router.post(f'/{path}/bulk', status_code=201, name=f'bulk_{name}', description=BULK)(_bulk(kind))
    if kind in PREVIEWED:
        router.post(f'/{path}/preview', name=f'preview_{name}', description=PREVIEW)(_preview(kind))


def _weighed_out(number: int, weighed: Any) -> RowsOut:
    return RowsOut(import_id=number, counts=weighed.counts, notes=list(weighed.notes), errors=[RowErrorOut(
        row=one.row, field=one.field, value=one.value, message=one.message, suggestions=list(one.suggestions))
        for one in weighed.issues[:1000]])


def _out(view: ImportView) -> ImportOut:
    line = view.line
    return ImportOut(
        id=line.id, type=line.kind, season=view.season, name=line.name, state=line.state, mode=view.mode,
        counts=dict(line.counts), columns={one.header: one.field for one in view.columns},
        questions=[DoubtOut(key=one.key, text=one.text, choices=dict(one.choices), rows=one.rows)
                   for one in view.doubts], notes=list(view.notes), deletes=list(view.drops),
        creates=list(view.creates), error=view.error, run_id=view.run_id, already_imported=view.is_again)


def _row(row: RowView) -> RowOut:
    return RowOut(row=row.number, state=row.state, raw=dict(row.raw), errors=[RowErrorOut(
        row=row.number, field=one.field, value=one.value, message=one.message, suggestions=list(one.suggestions))
        for one in row.issues], changes=[{'field': field, 'before': before, 'after': after}
                                         for field, before, after in row.words])
