"""Who is here: a row per person, place and process, so that rules and other processes can rely on it.

A person may have many tabs, and a reload is no departure: a row goes GRACE seconds after the last tab has gone. The
rows of a process live as long as its heartbeat; whoever beats next sweeps away what a dead process left behind.
A program that uses the API has no page: it counts as here for a minute after each call.
"""

import asyncio
from collections import defaultdict
from functools import partial

from nicegui import Client, background_tasks, ui

from app import arrivals
from app.clock import every
from app.events import TABLES
from app.services.people import presence
from app.work import perform

GRACE = 2.0
BEAT = 10.0
LINGER = 60.0

Place = tuple[str, str]  # topic and identity

_tabs: defaultdict[Place, set[str]] = defaultdict(set)
_lingering: dict[Place, asyncio.TimerHandle] = {}
_process = ''  # until it runs
_turn = asyncio.Lock()


def attend(topic: str, identity: str) -> None:
    """Count the current page as a tab of `identity` at `topic`, whenever its browser is connected."""
    place, client = (topic, identity), ui.context.client
    client.on_connect(partial(_enter, place, client.id))
    client.on_disconnect(partial(_leave, place, client))
    client.on_delete(partial(_leave, place, client))
    if topic.startswith(f'{TABLES}/'):
        arrivals.watch(client)


async def linger(topic: str, identity: str) -> None:
    """Count a program as here, from now on for a minute."""
    place = (topic, identity)
    if timer := _lingering.pop(place, None):
        timer.cancel()
    _lingering[place] = asyncio.get_running_loop().call_later(LINGER, _let_go, place)
    await _enter(place, 'program')


async def run(process: str) -> None:
    """Keep the rows of this process alive and equal to its open tabs, for ever."""
    global _process, _turn
    _process, _turn = process, asyncio.Lock()
    await every(BEAT, _beat)


async def close() -> None:
    """Everybody leaves with this process."""
    for timer in _lingering.values():
        timer.cancel()
    _lingering.clear()
    _tabs.clear()
    if _process:
        await _beat()


async def _enter(place: Place, tab: str) -> None:
    is_first = place not in _tabs
    _tabs[place].add(tab)
    if is_first:
        await _settle(place)


async def _leave(place: Place, client: Client) -> None:
    await asyncio.sleep(GRACE)
    if client.is_deleted or not client.has_socket_connection:
        await _forget(place, client.id)


def _let_go(place: Place) -> None:
    del _lingering[place]
    background_tasks.create(_forget(place, 'program'), name='presence of a program')


async def _forget(place: Place, tab: str) -> None:
    _tabs[place].discard(tab)
    if not _tabs[place]:
        del _tabs[place]
        await _settle(place)


async def _settle(place: Place) -> None:
    """Make the row agree with the tabs as they are by then; in turn, so that the last word is the true one."""
    async with _turn:
        await perform(presence.arrive if place in _tabs else presence.depart, *place, _process)


async def _beat() -> None:
    async with _turn:
        await perform(presence.beat, _process, tuple(_tabs))
