"""Composition root: the only place where everything meets."""

import asyncio
import gc
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from nicegui import Client, background_tasks, core, ui
from nicegui import app as server
from nicegui.page import page as bare_page
from socketio.packet import Packet
from sqlalchemy import Engine
from starlette.exceptions import HTTPException

from app import (
    arrivals,
    bus,
    demo,
    ending,
    entrance,
    health,
    metrics,
    migrations,
    ownership,
    presence,
    realtime,
    surroundings,
    work,
)
from app.api import audit as audit_api
from app.api import backups as backups_api
from app.api import browser, doors, hooks, probes, search
from app.api import ops as ops_api
from app.api import people as people_api
from app.api import poker as poker_api
from app.api import portfolio as portfolio_api
from app.api import seasons as seasons_api
from app.api import sprints as sprints_api
from app.api.edge import Edge
from app.clock import every
from app.errors import Conflict, Rejected, TooMany
from app.installation import REACTIONS, policy_of
from app.security import brakes, limits, sockets
from app.security.gate import Gate
from app.security.passwords import hash_now
from app.services import master_keys
from app.services.people import accounts
from app.services.people import presence as people_here
from app.services.people.accounts import Founding
from app.services.poker import upkeep
from app.settings import SQLITE, VERSION, Misconfigured, Settings
from components.doors import refusal_page
from components.feedback import problem_shown
from components.poker import sounds
from components.theme import FAVICON, STYLE, STYLE_ADDRESS, add_style_sheet
from jobs import clock, worker
from jobs import demo as operations

COLLECTOR = (10_000, 10, 100)  # how much has to change before the collector looks, and then how far
AGAIN = 2.0  # seconds until what could not begin is tried once more

log = logging.getLogger(__name__)


def connect(settings: Settings) -> Engine:
    """Choose the database and bring its tables up to date."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = work.configure(settings.database_url, bus.announce, policy_of(settings), REACTIONS)
    migrations.upgrade(engine)
    work.transact(master_keys.meet)
    return engine


def serve(settings: Settings) -> None:
    """Serve until told to stop."""
    surroundings.look_around(settings)
    if file := settings.database_file:
        ownership.claim(file, VERSION)
    engine = connect(settings)
    if file and settings.is_demo and demo.is_old():
        engine.dispose()
        demo.drop(file)
        engine = connect(settings)
    brakes.switch(settings.has_brakes)
    limits.configure(settings.has_brakes, settings.rate_per_minute)
    _furnish(settings)
    _routes(settings)
    _life(settings, engine)
    ui.run(title='Roundtable', host=settings.host, port=settings.port, favicon=FAVICON, language='en-US', dark=None,
           reload=False, show=False, show_welcome_message=False, tailwind=False, reconnect_timeout=3,
           ws_per_message_deflate=False,  # deflate costs 0.15 MB for each browser
           log_config=None, access_log=False, server_header=False, proxy_headers=False, forwarded_allow_ips='',
           timeout_graceful_shutdown=6)  # after the runs were waited for: 45 s in all


def _furnish(settings: Settings) -> None:
    """What the environment wants to be there before the first visitor: demo data, or an admin."""
    is_new = not work.read(accounts.is_founded)
    if settings.is_demo and is_new:
        operations.fill(demo.fill())
    elif settings.is_demo != work.read(accounts.view_workspace).is_demo:
        raise Misconfigured('DEMO is for a database of its own: this one holds a real workspace.' if settings.is_demo
                            else 'This database holds a demo. Start it with DEMO=true, or choose another one.')
    elif settings.setup_email and is_new:
        founding = Founding('Roundtable', settings.setup_email.partition('@')[0], settings.setup_email, 'UTC')
        try:
            entrance.demand_sound(founding, settings.setup_password)
        except Rejected as error:
            raise Misconfigured(f'SETUP_ADMIN_EMAIL, SETUP_ADMIN_PASSWORD: {error}') from error
        with suppress(Conflict):  # another process was faster
            work.transact(accounts.found, founding, hash_now(settings.setup_password))


def _routes(settings: Settings) -> None:
    if settings.app_mode == 'worker':  # a process that only works: nothing but its probes
        server.include_router(probes.router_for(settings))
        doors.show_refusals(server)
        server.add_middleware(Gate, settings=settings, broken=_broken)
        sockets.guard(core.sio, _slow_down)
        return
    add_style_sheet()
    server.get(STYLE_ADDRESS, include_in_schema=False)(partial(_file, STYLE, 'text/css'))
    for name, address in sounds.ADDRESSES.items():
        server.get(address, include_in_schema=False)(partial(_file, sounds.FILES[name], 'audio/wav'))
    server.include_router(browser.router)  # before the pages: /session/begin is no table

    import pages  # here and not above: a worker shows none

    pages.open_all()
    for router in (people_api.router, search.router, audit_api.router, backups_api.router, poker_api.router,
                   ops_api.router, portfolio_api.router, sprints_api.router, seasons_api.router, hooks.router,
                   probes.router_for(settings)):
        server.include_router(router)
    doors.show_refusals(server)
    server.exception_handler(404)(_nothing_here)
    server.on_page_exception(_broken_page)
    server.add_middleware(limits.Limits)
    server.add_middleware(Edge, origins=settings.cors_origins)
    server.add_middleware(Gate, settings=settings, broken=_broken)
    sockets.guard(core.sio, _slow_down)
    sockets.watch(core.sio, arrivals.note_stranger)
    core.sio.packet_class = TextPacket


def _slow_down(page: str) -> None:
    with suppress(KeyError), Client.instances[page]:
        problem_shown(TooMany('That was more than one page may send at once. Some of it was not heard.'))


class TextPacket(Packet):  # type: ignore[misc]  # that library has no types
    """Pages send and get text: nobody need look through every update for bytes, which took a tenth of a push."""
    uses_binary_events = False


def _life(settings: Settings, engine: Engine) -> None:
    health.start(settings)
    ending.announce_first(worker.drain)
    server.on_delete(realtime.forget)
    metrics.pages_open.set_function(lambda: sum(page.has_socket_connection for page in Client.instances.values()))
    metrics.feeds.set_function(lambda: realtime.census()[0])
    metrics.watchers.set_function(lambda: realtime.census()[1])
    server.on_startup(partial(_start, settings))
    server.on_shutdown(health.stop)
    server.on_shutdown(worker.close)
    server.on_shutdown(clock.close)
    server.on_shutdown(presence.close)
    server.on_shutdown(realtime.close)
    server.on_shutdown(engine.dispose)  # SQLite then puts everything into its one file


async def _start(settings: Settings) -> None:
    _spare_the_collector()
    if await work.perform(people_here.begin, settings.replica, VERSION):
        await work.perform(upkeep.recover)
    for name, task in (('bus', bus.run(settings.database_url)), ('presence', presence.run(settings.replica)),
                       ('loop lag', every(0, _measure_lag))):
        background_tasks.create(task, name=name)
    if health.is_stopping():  # told to end before everything had begun
        return
    if settings.app_mode != 'serve':
        await _insisting(worker.start, policy_of(settings), settings.data_dir, _environment(settings),
                         settings.replica)
    await _insisting(clock.run)
    await entrance.offer_setup()
    log.info('Roundtable %s is ready on http://%s:%s', VERSION,
             'localhost' if settings.host == '0.0.0.0' else settings.host, settings.port,
             extra={'event': 'process.ready'})


async def _insisting(begin: Callable[..., Awaitable[None]], *arguments: Any) -> None:
    """A database that is busy or away at the start must not leave a process that does nothing for ever."""
    has_begun = False
    while not has_begun and not health.is_stopping():
        try:
            await begin(*arguments)
            has_begun = True
        except Exception:
            log.exception('%s did not begin; again in %s s', begin.__module__, AGAIN)
            await asyncio.sleep(AGAIN)


def _environment(settings: Settings) -> Mapping[str, str]:
    """From which a process of our own reads the same settings."""
    file = settings.database_file
    own = {name: value for name, value in os.environ.items() if name not in ('DATA_DIR_FILE', 'DATABASE_URL_FILE')}
    return {**own, 'DATA_DIR': str(settings.data_dir.resolve()),
            'DATABASE_URL': f'{SQLITE}{file.resolve()}' if file else settings.database_url}


def _file(content: str | bytes, kind: str) -> Response:
    """Its address changes whenever its content does."""
    return Response(content, media_type=kind, headers={'Cache-Control': 'public, max-age=31536000, immutable'})


async def _nothing_here(request: Request, error: Exception) -> Response:
    """An unknown address: a document for programs, a page for people."""
    if isinstance(error, HTTPException) and request.url.path.startswith('/api/'):
        return await doors.http_problem(request, error)
    with Client(bare_page(''), request=request) as client:
        refusal_page(404, 'There is no page at this address.')
    return client.build_response(request, 404)


async def _broken(request: Request, error: Exception) -> Response:
    """A bug: the log has it, the sender gets a reference to it."""
    log.error('%s %s broke', request.method, request.url.path, exc_info=error, extra={'event': 'http.broken'})
    if request.url.path.startswith('/api/'):
        return doors.problem(500, 'An unexpected error occurred.', 'internal')
    with Client(bare_page(''), request=request) as client:
        _broken_page(error)
    return client.build_response(request, 500)


def _broken_page(error: Exception) -> None:
    """Instead of a page that could not be built; the log has the rest under the reference."""
    caller: Any = ui.context.client.request.scope.get('caller')
    refusal_page(500, 'An unexpected error occurred.', caller.request_id if caller else '')


async def _measure_lag() -> None:
    began = monotonic()
    await asyncio.sleep(0.5)
    metrics.loop_lag.observe(max(0.0, monotonic() - began - 0.5))


def _spare_the_collector() -> None:
    """With 1,000 browsers a full collection stops everybody for 1.3 s, and came every few seconds: make it rare."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTOR)


