"""/api/v1/audit — the audit trail, for admins."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel

from app.api.doors import Download, Listing, Part, Signed
from app.api.strict import StrictRoute
from app.domain.audit import Entry, Filter, Page, Verdict
from app.domain.csv_cells import defused
from app.services import audit

router = APIRouter(prefix='/api/v1/audit', tags=['audit'], route_class=StrictRoute)

COLUMNS = ('seq', 'at', 'actor', 'actor_name', 'deed', 'area', 'thing', 'detail', 'is_refused', 'address',
           'request_id', 'prev', 'hash', 'device')


class EntryOut(BaseModel):
    seq: int
    at: datetime
    actor: str
    actor_name: str
    deed: str
    area: str
    thing: str
    detail: str
    changes: list[tuple[str, str, str]]
    is_refused: bool
    address: str
    request_id: str
    prev: str
    hash: str
    device: str


class VerdictOut(BaseModel):
    """`first_broken` is the number of the first entry that does not match its seal."""
    ok: bool
    entries: int
    first_broken: int | None


def wanted(text: str = '', actor: str = '', deed: str = '', area: str = '', refused: bool = False,
           since: Annotated[AwareDatetime | None, Query(alias='from')] = None,
           until: Annotated[AwareDatetime | None, Query(alias='to')] = None) -> Filter:
    return Filter(text, actor, deed, area, refused, since, until)


Wanted = Annotated[Filter, Depends(wanted)]


@router.get('')
async def list_entries(client: Signed, part: Part, wanted: Wanted,
                       sort: Literal['at', '-at'] = '-at') -> Listing[EntryOut]:
    """By default newest first."""
    page: Page = await client.look(audit.view_page, wanted, part.skip, part.limit, oldest_first=sort == 'at')
    return Listing(items=[EntryOut(**asdict(entry)) for entry in page.entries], total=page.total)


@router.get('/export')
async def export(client: Signed, _slot: Download, wanted: Wanted,
                 format: Literal['csv', 'json'] = 'csv') -> Response:
    """Oldest first, as a file; taking it away is itself an entry."""
    await client.do(audit.note_export, wanted)
    entries: tuple[Entry, ...] = await client.look(audit.list_entries, wanted)
    rows = [EntryOut(**asdict(entry)).model_dump(mode='json') for entry in entries]
    text = _csv(rows) if format == 'csv' else json.dumps(rows, ensure_ascii=False)
    return Response(text, media_type='text/csv; charset=utf-8' if format == 'csv' else 'application/json', headers={
        'Content-Disposition': f'attachment; filename="audit.{format}"'})


@router.get('/verify')
async def verify(client: Signed) -> VerdictOut:
    """Recomputes every seal; takes about a minute for a million entries."""
    verdict: Verdict = await client.look(audit.verify)
    return VerdictOut(ok=verdict.first_broken is None, entries=verdict.entries, first_broken=verdict.first_broken)


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    file = io.StringIO(newline='')
    writer = csv.writer(file)
    writer.writerow([*COLUMNS, 'changes'])
    for row in rows:
        changes = '; '.join(f'{name}: {before} → {after}' for name, before, after in row['changes'])
        writer.writerow([defused(str(row[name])) for name in COLUMNS] + [defused(changes)])
    return '\ufeff' + file.getvalue()
