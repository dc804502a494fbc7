"""Files to give to runs: the content is the body, as it is."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from app import uploads
from app.api.doors import Signed
from app.domain.ops.files import FileView
from app.errors import BadRequest, WrongType
from app.uploads import Sent

router = APIRouter(prefix='/files', tags=['ops: files'])  # the one address whose body is no JSON

BODY = {'requestBody': {'required': True, 'content': {'application/octet-stream': {
    'schema': {'type': 'string', 'format': 'binary'}}}}}


class FileOut(BaseModel):
    """`id` is what a parameter takes that wants a file, as a number."""
    id: str
    name: str
    size: int
    sha256: str


@router.post('', status_code=201, openapi_extra=BODY)
async def send_file(client: Signed, request: Request, name: Annotated[str, Query(min_length=1, max_length=500)],
                    command: Annotated[str, Query(max_length=100)] = '',
                    parameter: Annotated[str, Query(max_length=100)] = '') -> FileOut:
    """Up to 50 MB; a file that no run has used goes after a day.

    With the command and the parameter it is for, one that does not fit is refused before it is read.
    """
    if request.headers.get('content-type', '').lower().startswith('multipart/'):
        raise WrongType('Send the content itself as the body, without a form around it.')
    kept: FileView = await uploads.take_in(client.look, client.do, Sent(name, _pieces(request), command, parameter))
    return FileOut(id=str(kept.id), name=kept.name, size=kept.size, sha256=kept.sha256)


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    try:
        async for piece in request.stream():
            yield piece
    except ClientDisconnect as error:
        raise BadRequest('The file did not come completely.') from error
