"""Reports and queues as files, calendars of queues, and publications in a wiki."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app import exporting
from app.api.doors import LARGEST, Anybody, Attended, Body, Download, IdempotencyKey, RowId, Signed
from app.api.sprints.reports import Version
from app.api.strict import StrictRoute
from app.domain.sprints.exporting.calendar_file import as_calendar
from app.domain.sprints.publishing.publishing import PublishDraft
from app.errors import Rejected
from app.security.tokens import digest
from app.services.sprints import calendars, exports, publications
from app.services.sprints.exports import PROJECTS, QUEUE, Wanted
from app.work import ask

router = APIRouter(tags=['sprints: files'], route_class=StrictRoute)

Kind = Literal['sprint', 'baseline', 'jira', 'queue', 'projects']
Form = Literal['csv', 'xlsx', 'pdf', 'html', 'json']
Row = Annotated[int, Query(ge=0, le=LARGEST)]
NO_SCRIPTS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
CALENDAR = 'text/calendar; charset=utf-8'


class AddressOut(BaseModel):
    """`address` with the number of a queue in it is what a calendar program is given; shown only now."""
    token: str
    address: str


class PublicationBody(Body):
    """`channel` is the Confluence. `page` is the number or address of a page that is there already; otherwise a page
    is made in `space`, below `parent`. What is left out is as the last time.
    """
    board: int = Field(ge=1, le=LARGEST)
    sprint: int = Field(ge=1, le=LARGEST)
    channel: int = Field(ge=1, le=LARGEST)
    page: str = Field('', max_length=500)
    space: str = Field('', max_length=100)
    parent: str = Field('', max_length=500)
    title: str = Field('', max_length=300)
    intro: str = Field('', max_length=10_000)


class PublicationOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    channel: int | None = Field(validation_alias='channel_id')
    state: str
    error: str
    url: str
    page: str
    page_version: int
    data_version: int


class AskedOut(BaseModel):
    run: int


@router.get('/reports/{kind}.{form}')
async def export_report(client: Signed, _download: Download, kind: Kind, form: Form, board: Row = 0, sprint: Row = 0,
                        version: Version = '', queue: Row = 0,
                        unit: Annotated[Literal['points', 'issues', 'hours'], Query()] = 'points') -> Response:
    """`kind` is sprint, baseline (the start), jira (a CSV for its importer), queue, or projects, which are those of all
    boards. A sprint is that of a board, the one that runs or was closed last unless named; a queue has its own number.
    """
    if kind != PROJECTS and not (queue if kind == QUEUE else board):
        raise Rejected('Say which one.', field='queue' if kind == QUEUE else 'board')
    source = await client.look(exports.view_source, Wanted(kind, form, board, sprint, version, unit, queue))
    file = await exporting.made(source.key, form, source.document)
    headers = {'Content-Disposition': _attached(file.name), 'X-Content-Type-Options': 'nosniff',
               'Cache-Control': 'private, no-cache'}
    if form == 'html':
        headers['Content-Security-Policy'] = NO_SCRIPTS
    return Response(file.content, media_type=file.media, headers=headers)


@router.get('/queues/{queue_id}.ics')
async def get_calendar(client: Anybody, queue_id: RowId, token: Annotated[str, Query(max_length=200)] = '',
                       ) -> Response:
    """Fixed windows and deadlines of what people of this sprint work by. Calendar programs, which have no token of
    this API, give the one of their own address.
    """
    calendar = await (ask(calendars.read_calendar, token, queue_id) if token
                      else client.look(calendars.view_calendar, queue_id))
    headers = {'Content-Disposition': f'inline; filename="queue-{queue_id}.ics"', 'Cache-Control': 'private, no-cache'}
    return Response(as_calendar(calendar), media_type=CALENDAR, headers=headers)


@router.post('/calendar-address', status_code=201)
async def open_calendar_address(client: Attended, key: IdempotencyKey = None) -> AddressOut:
    """Your own, for calendar programs; the one before is worth nothing from now on."""
    token = await client.new_secret(key, 'calendar')
    await client.once(key, 'calendar', calendars.open_address, digest(token))
    return AddressOut(token=token, address=f'/api/v1/sprints/queues/{{queue}}.ics?token={token}')


@router.delete('/calendar-address', status_code=204)
async def close_calendar_address(client: Attended) -> None:
    await client.do(calendars.close_address)


@router.post('/publications', status_code=202)
async def publish(client: Signed, body: PublicationBody, key: IdempotencyKey = None) -> AskedOut:
    """Asks for a run that writes the report into its part of a page."""
    draft = PublishDraft(body.channel, body.page, body.space, body.parent, body.title, body.intro)
    run: int = await client.once(key, body, publications.publish, body.board, body.sprint, draft)
    return AskedOut(run=run)


@router.get('/publications/{publication_id}', response_model=PublicationOut)
async def get_publication(client: Signed, publication_id: RowId) -> Any:
    return await client.look(publications.view_publication, publication_id)


def _attached(name: str) -> str:
    """Names may have letters of any script; programs that know none but ASCII get a plain one."""
    plain = name.encode('ascii', 'ignore').decode().strip('-') or 'report'
    coded = ''.join(sign if sign.isascii() and (sign.isalnum() or sign in '.-_') else
                    ''.join(f'%{octet:02X}' for octet in sign.encode()) for sign in name)
    return f'attachment; filename="{plain}"; filename*=UTF-8\'\'{coded}'
