"""What runs have written: in pages, as a file, or found in it."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, BaseModel

from app.api.doors import LARGEST, Client, Download, RowId, Signed
from app.api.ops.shapes import LineOut, line_out
from app.api.strict import StrictRoute
from app.domain.ops.escapes import visible
from app.domain.ops.views import LogLine, LogPage, Matches, Section
from app.services.ops import logs
from app.services.ops.logs import TextPart

router = APIRouter(tags=['ops: logs'], route_class=StrictRoute)

Attempt = Annotated[int, Query(ge=0, le=1000)]
Seq = Annotated[int | None, Query(ge=0, le=LARGEST)]
Form = Literal['plain', 'raw']
GZIP = 31  # the window of zlib, as gzip writes it


class MatchesOut(BaseModel):
    """`lines` are numbers, at most 10,000; `is_cut` if the search took too long, and `hint` what to do then."""
    total: int
    lines: list[int]
    is_cut: bool
    hint: str


class LogOut(BaseModel):
    """`first` and `last` are the numbers of the lines that are kept; when `done`, no more will come."""
    lines: list[LineOut]
    first: int
    last: int
    dropped: int
    done: bool
    matches: MatchesOut | None = None


class SectionOut(BaseModel):
    name: str
    first: int
    last: int | None
    seconds: float | None


class Sections(BaseModel):
    items: list[SectionOut]


class Cleared(BaseModel):
    """Of how many runs."""
    cleared: int


@router.get('/runs/{run_id}/log')
async def view_log(
        client: Signed, run_id: RowId, attempt: Attempt = 0, after: Seq = None, before: Seq = None,
        at: AwareDatetime | None = None, tail: Annotated[int | None, Query(ge=1, le=5000)] = None,
        limit: Annotated[int, Query(ge=1, le=5000)] = 500, q: Annotated[str, Query(max_length=500)] = '',
        regex: bool = False, stream: Literal['', 'out', 'err', 'say'] = '',
        level: Literal['', 'info', 'warning', 'error'] = '', form: Form = 'plain') -> LogOut:
    """Lines above `after`, below `before`, from the moment `at`, or the last `tail`; by default from the beginning.

    With `q` only lines in which it is found: a text, whatever its capitals, or with `regex` an expression. Attempt 0
    is the newest one. `raw` text has colours and the earlier states of progress bars.
    """
    if at is not None:
        after = await client.look(logs.line_at, run_id, attempt, at) - 1
    page: LogPage = await client.look(
        logs.view_page, run_id, attempt, after=None if tail else after or -1, before=before, limit=tail or limit,
        stream=stream, level=level)
    if not q:
        return _log(page, page.lines, form)
    found: Matches = await client.look(logs.find, run_id, attempt, q, regex)
    numbers = [number for number in found.lines if number > (after or 0) and (before is None or number < before)]
    lines = await client.look(logs.pick, run_id, attempt, numbers[-tail:] if tail else numbers[:limit])
    return _log(page, lines, form, MatchesOut(total=found.total, lines=list(found.lines), is_cut=found.is_cut,
                                              hint=found.hint))


@router.get('/runs/{run_id}/sections')
async def list_sections(client: Signed, run_id: RowId, attempt: Attempt = 0) -> Sections:
    """The parts of its log that can be folded: steps, and what the program has grouped."""
    found: tuple[Section, ...] = await client.look(logs.list_sections, run_id, attempt)
    return Sections(items=[SectionOut(name=part.name, first=part.line, last=part.last, seconds=part.seconds)
                           for part in found])


@router.get('/runs/{run_id}/log.txt', response_class=StreamingResponse)
async def download_log(client: Signed, _slot: Download, request: Request, run_id: RowId, attempt: Attempt = 0,
                       form: Form = 'plain') -> StreamingResponse:
    """All of it as a file, packed with gzip for those who accept that."""
    first: TextPart = await client.look(logs.text_part, run_id, attempt, form)
    text = _text(client, run_id, attempt, form, first)
    headers = {'Content-Disposition': f'attachment; filename="run-{run_id}.{"log" if form == "raw" else "txt"}"',
               'Vary': 'Accept-Encoding'}
    if 'gzip' in request.headers.get('accept-encoding', ''):
        return StreamingResponse(_packed(text), media_type='text/plain; charset=utf-8',
                                 headers={**headers, 'Content-Encoding': 'gzip'})
    return StreamingResponse(text, media_type='text/plain; charset=utf-8',
                             headers={**headers, 'Content-Encoding': 'identity'})


@router.delete('/runs/{run_id}/log', status_code=204)
async def clear_log(client: Signed, run_id: RowId) -> None:
    """Its record stays."""
    await client.do(logs.clear, run_id)


@router.delete('/logs')
async def clear_logs(client: Signed) -> Cleared:
    return Cleared(cleared=await client.do(logs.clear_all))


def _log(page: LogPage, lines: tuple[LogLine, ...], form: Form, matches: MatchesOut | None = None) -> LogOut:
    shown = [line_out(line, line.text if form == 'raw' else visible(line.text)) for line in lines]
    return LogOut(lines=shown, first=page.first, last=page.last, dropped=page.dropped, done=page.is_done,
                  matches=matches)


async def _text(client: Client, run_id: int, attempt: int, form: Form, part: TextPart) -> AsyncIterator[bytes]:
    while True:
        yield part.text.encode()
        if part.is_end:
            return
        part = await client.look(logs.text_part, run_id, attempt, form, part.last)


async def _packed(text: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    packer = zlib.compressobj(wbits=GZIP)
    async for part in text:
        yield await asyncio.to_thread(packer.compress, part)
    yield packer.flush()
