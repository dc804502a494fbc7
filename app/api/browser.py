"""The few addresses where a browser gets or loses a cookie: pages cannot set one through their socket."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.errors import SignInNeeded
from app.security import cookies
from app.security.gate import Caller
from app.security.tokens import digest, new_secret
from app.services.people import sessions
from app.work import perform

WEEK = 7 * 24 * 3600

router = APIRouter(include_in_schema=False)


@router.get('/session/begin')
async def begin(request: Request, next: str = '/') -> Response:  # the name of the parameter in the address
    """Exchange a sign-in that was just prepared for this visitor for a session's cookie."""
    caller: Caller = request.scope['caller']
    secret = new_secret()
    try:
        await perform(sessions.redeem_sign_in, caller.visitor, digest(secret), caller.place, caller.agent,
                      caller.session)
    except SignInNeeded:
        return RedirectResponse(f'/sign-in?next={quote(_own(next), safe="/")}', 303)
    answer = RedirectResponse(_own(next), 303)
    answer.headers.append('set-cookie', cookies.set_cookie('session', secret, caller.is_https, WEEK))
    return answer


@router.get('/sign-out')
async def sign_out(request: Request) -> Response:
    """Ends the session on the server, and drops the cookie; not at the wish of another site."""
    caller: Caller = request.scope['caller']
    if request.headers.get('sec-fetch-site', 'none') not in ('same-origin', 'none'):
        return RedirectResponse('/', 303)
    if caller.session:
        await perform(sessions.sign_out, caller.session)
    return _without('session', caller, '/sign-in')


@router.get('/forget')
async def forget(request: Request) -> Response:
    """The browser of a guest who wants to be forgotten becomes an unknown one."""
    return _without('guest', request.scope['caller'], '/poker')


def _without(kind: str, caller: Caller, target: str) -> Response:
    answer = RedirectResponse(target, 303)
    answer.headers.append('set-cookie', cookies.drop_cookie(kind, caller.is_https))
    return answer


def _own(target: str) -> str:
    """Addresses of ours only."""
    return target if target.startswith('/') and not target.startswith(('//', '/\\')) else '/'
