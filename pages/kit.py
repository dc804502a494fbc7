"""What every page needs: who looks, the frame, services as handlers, refusals as pages."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any
from urllib.parse import quote

from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from app import context, health
from app.domain.access import Credential, may
from app.domain.people.views import Me, Notice
from app.errors import AppError, Forbidden, Gone, NotFound, SignInNeeded, TooMany
from app.events import RUNS, WORKSPACE, person_topic
from app.presence import attend
from app.realtime import follow, mind
from app.security import cookies, limits
from app.security.gate import Caller
from app.services.ops import needs as ops_needs
from app.services.people import accounts, bell, guests, sessions
from app.work import ask, perform
from components.doors import refusal_page
from components.feedback import problem_shown, refusals_shown, toast
from components.frame import OPERATIONS, Area, Frame, Tab, Wishes
from components.moments import set_place
from pages.palette import search_for


class SetupNeeded(AppError):
    """Nobody administers this workspace yet."""


class Ending(AppError):
    """This process stops; the next one will answer."""


LONGEST_BUILD = 30.0  # seconds; the first look after a start reads thousands of histories, on a busy machine slowly
STATUS: dict[type[AppError], int] = {NotFound: 404, Gone: 410, Forbidden: 403, TooMany: 429, Ending: 503}

_screens: list[Callable[[], object]] = []


@dataclass(frozen=True)
class Visitor:
    """Who opened this page, and with what right."""
    me: Me
    caller: Caller
    table: str = ''  # where the page is one of a poker table

    @property
    def credential(self) -> Credential:
        return self.caller.credential or Credential('guest', self.caller.visitor, self.caller.address)


def page(path: str, title: str = '', **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A screen. What it refuses while it is built becomes a plain page with the right status, or the way to sign in."""
    def register(build: Callable[..., Awaitable[Any]]) -> Callable[..., Any]:
        @wraps(build)
        async def guarded(*args: Any, **kwargs: Any) -> Any:
            with context.tracing(trace_of(caller(), table=_table())):
                try:
                    _demand_time()
                    return await build(*args, **kwargs)
                except SetupNeeded:
                    return RedirectResponse('/setup', 303)
                except SignInNeeded as error:
                    return _to_sign_in(error)
                except AppError as error:
                    _refuse(error)
                    return None
        _screens.append(partial(ui.page(path, title=title or None, reconnect_timeout=60,
                                        response_timeout=LONGEST_BUILD, **options), guarded))
        return guarded
    return register


def open_all() -> None:
    """Give every screen its address, in a program that has none yet."""
    for screen in _screens:
        screen()


def caller() -> Caller:
    """What the gate found out about the request this page was built for."""
    found: Caller = ui.context.client.request.scope['caller']
    return found


def trace_of(found: Caller, actor: str = '', table: str = '') -> context.Trace:
    """Every click is a request of its own in the log and in the audit trail."""
    return found.trace(context.new_request_id(), actor, table)


async def visitor() -> Visitor:
    """Whoever looks: a person, or a guest with or without a name."""
    found = caller()
    credential = found.credential or Credential('guest', found.visitor, found.address)
    me = await ask(sessions.view_me, credential)
    if me.actor.is_guest and not me.workspace and not await ask(accounts.is_founded):
        raise SetupNeeded('Set the workspace up first.')
    if not me.actor.is_guest:
        limits.vouch(found)
    set_place(me.zone, me.locale)
    return Visitor(me, found, _table())


async def member() -> Visitor:
    """Whoever looks, if signed in."""
    who = await visitor()
    if who.me.actor.is_guest:
        raise SignInNeeded('Sign in first.')
    return who


async def frame(who: Visitor, area: Area, title: str, *, parent: tuple[str, str] | None = None,
                tabs: Sequence[Tab] = (), tab: str = '') -> Frame:
    """The frame of a page, kept up to date for as long as it is open."""
    made = Frame(who.me, area, title, _wishes(who), parent=parent, tabs=tabs, tab=tab)
    attend(WORKSPACE, who.me.actor.identity)
    with made:
        mind(made.show_trouble)
        await follow(person_topic(who.me.actor.identity), sessions.view_me, who.credential, show=made.show_me)
        if may(who.me.actor, 'ops.approve') or may(who.me.actor, 'ops.decide'):  # nobody waits for the figure
            follow(RUNS, sessions.looking, who.credential, ops_needs.count_needs,
                   show=partial(made.count_needs, OPERATIONS))
    return made


def action(who: Visitor, service: Callable[..., Any], *known: Any, done: str = '',
           undo: Callable[[], Awaitable[None]] | None = None) -> Callable[..., Awaitable[Any]]:
    """A handler that performs `service` as this visitor, with the rights they have by then, and shows refusals."""
    async def handle(*given: Any, **options: Any) -> Any:
        try:
            result = await do(who, service, *known, *given, **options)
        except AppError as error:
            problem_shown(error)
            return None
        if done:
            toast(done, undo)
        return result
    return handle


async def do(who: Visitor, service: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Perform a service as this visitor; refusals are the caller's to show."""
    with context.tracing(trace_of(who.caller, who.me.actor.identity, who.table)):
        return await perform(sessions.acting, who.credential, service, *arguments, **options)


async def look(who: Visitor, service: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Ask a service as this visitor."""
    return await ask(sessions.looking, who.credential, service, *arguments, **options)


def _wishes(who: Visitor) -> Wishes:
    owner = guests if who.me.actor.is_guest else accounts

    async def choose_theme(theme: str) -> None:
        with refusals_shown():
            await do(who, owner.choose, theme=theme)

    async def list_notices() -> tuple[Notice, ...]:
        notices: tuple[Notice, ...] = await look(who, bell.list_notices)
        await do(who, bell.read_all)
        return notices

    async def forget_me() -> None:
        await action(who, guests.forget)()
        ui.navigate.to('/forget')
    return Wishes(choose_theme, list_notices, partial(search_for, who), forget_me)


def _table() -> str:
    return str(ui.context.client.request.path_params.get('table_id', ''))


def _demand_time() -> None:
    if health.is_stopping():
        raise Ending('Roundtable is restarting. Load this page again in a moment.')


def _to_sign_in(error: SignInNeeded) -> Response:
    """To the form and back here; a cookie that is worth nothing any more is dropped on the way."""
    request = ui.context.client.request
    here = request.url.path + (f'?{request.url.query}' if request.url.query else '')
    answer = RedirectResponse(f'/sign-in?next={quote(here, safe="/")}', 303)
    if error.code == 'auth.expired':
        answer.headers.append('set-cookie', cookies.drop_cookie('session', caller().is_https))
    return answer


def _refuse(error: AppError) -> None:
    client = ui.context.client
    client.content.clear()
    status = STATUS.get(type(error), 400)
    ui.status_code(status)
    with client.content:
        refusal_page(status, str(error))
