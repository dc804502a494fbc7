"""/ops/runs — all runs, newest first, narrowed to what the address says."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from nicegui import ui

from app.domain.access import eyes
from app.events import RUNS
from app.realtime import follow
from app.services.ops import commands, runs
from app.services.ops.runs import Sought
from components.controls import Text, block
from components.moments import zone
from components.ops.history import HistoryList, day_of
from components.palette import Hit
from pages.kit import Visitor, look, member, page
from pages.ops.tabs import RUNS_TAB, ops_frame
from pages.palette import source

LIMIT = 50


@source
async def find_runs(who: Visitor, text: str) -> list[Hit]:
    """By number, command, person or note."""
    wanted = text.casefold().removeprefix('run ').strip()
    if not wanted or not who.me.actor.grants:
        return []
    found, _ = await look(who, runs.list_runs, Sought(text=wanted), 0, 5)
    return [Hit('Runs', f'Run {line.id}: {line.name}', f'/ops/runs/{line.id}', 'history', line.actor_name)
            for line in found]


@page('/ops/runs', 'Runs')
async def runs_page(text: str = '', command: str = '', state: str = '', actor: str = '', trigger: str = '',
                    since: str = '', until: str = '', skip: int = 0) -> None:
    who = await member()
    wanted = {'text': text, 'command': command, 'state': state, 'actor': actor, 'trigger': trigger, 'since': since,
              'until': until}
    shell = await ops_frame(who, RUNS_TAB)
    with shell.content, block('rt-page'):
        with block('rt-phead'), block('rt-grow'):
            Text('Runs', tag='h1')
            Text('Everything that was asked for, newest first.', 'rt-meta', 'div')
        place = HistoryPlace(who)
        names = {one.definition.slug: one.definition.name for one in await look(who, commands.list_commands)}
        listed = place.listed = HistoryList(wanted, LIMIT, names, (who.me.actor.identity, who.me.name), place.change)
        await follow(RUNS, runs.view_month, eyes(who.me.actor), show=listed.month.show)
        await place.look(wanted, max(0, skip))
    for keys, words, deed in (('/', 'Filter', lambda: listed.text.run_method('focus')),
                              ('J', 'Next run; Enter opens it', lambda: listed.table.step(1)),
                              ('K', 'Run before', lambda: listed.table.step(-1))):
        shell.shortcuts.add(keys, words, deed, 'Runs')


class HistoryPlace:
    """Follows whatever the list is narrowed to, and keeps the address in step."""

    def __init__(self, who: Visitor) -> None:
        self.who = who
        self.listed: HistoryList
        self.ear: ui.element | None = None

    async def change(self, wanted: Mapping[str, str], skip: int) -> None:
        query = {name: value for name, value in (*wanted.items(), ('skip', skip)) if value}
        ui.navigate.history.replace(f'/ops/runs?{urlencode(query)}' if query else '/ops/runs')
        await self.look(wanted, skip)

    async def look(self, wanted: Mapping[str, str], skip: int) -> None:
        if self.ear:
            self.ear.delete()
        with self.listed:
            self.ear = block().props('hidden')
        with self.ear:
            await follow(RUNS, runs.list_runs, eyes(self.who.me.actor), _sought(wanted), skip, LIMIT,
                         show=lambda found: self.listed.show(found, skip))


def _sought(wanted: Mapping[str, str]) -> Sought:
    """Days are those of whoever looks, each of them whole."""
    last = day_of(wanted.get('until', ''))
    return Sought(wanted.get('command', ''), wanted.get('state', ''), wanted.get('actor', ''),
                  wanted.get('trigger', ''), wanted.get('text', ''), _begin(day_of(wanted.get('since', ''))),
                  _begin(last + timedelta(days=1) if last else None))


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), zone()) if day else None
