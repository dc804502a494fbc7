"""/hooks/git/{platform}/{token}: deliveries of code platforms, judged by their raw bytes before anybody reads them."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.domain.sprints.git.links import PLATFORMS
from app.errors import NotFound, SignInNeeded, TooLarge
from app.integrations.git.deliveries import is_genuine, read_delivery
from app.services.sprints import git_links
from app.work import ask, perform

LARGEST: Final = 10_000_000  # bytes

router = APIRouter()


@router.post('/git/{platform}/{token}', include_in_schema=False)
async def take(platform: str, token: str, request: Request) -> Response:
    """What it says is kept at once: it is little, and repeated deliveries change nothing."""
    if platform not in PLATFORMS:
        raise NotFound('There is no such address.')
    door = await ask(git_links.find_door, platform, token)
    body, headers = await _whole(request), {name.lower(): value for name, value in request.headers.items()}
    if not any(is_genuine(platform, headers, body, secret) for secret in door.secrets):
        raise SignInNeeded('This delivery is not signed as it should be.')
    told = read_delivery(platform, headers, body)
    outcome = await perform(git_links.take_delivery, door.source, told.event, told.identifier, told.seen)
    return JSONResponse({'outcome': outcome})


async def _whole(request: Request) -> bytes:
    """No more than is accepted is ever held."""
    if int(request.headers.get('content-length') or 0) > LARGEST:
        raise TooLarge('This delivery is larger than any that is accepted.')
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > LARGEST:
            raise TooLarge('This delivery is larger than any that is accepted.')
        pieces.append(piece)
    return b''.join(pieces)
