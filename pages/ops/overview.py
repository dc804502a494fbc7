"""/ops — what runs, what waits, and what needs somebody."""

from collections.abc import Callable

from nicegui import background_tasks, ui

from app.domain.access import Errand, demand, eyes, may
from app.domain.ops.views import RunLine
from app.events import COMMANDS, RUNS, SCHEDULES, log_topic, run_topic
from app.realtime import follow
from app.services.ops import commands, overview, timetable
from app.services.people import sessions
from components.controls import Button, Text, block
from components.ops.overview import OverviewRoom
from pages.kit import Visitor, member, page
from pages.ops.tabs import OVERVIEW_TAB, ops_frame


@page('/ops', 'Operations')
async def overview_page() -> None:
    who = await member()
    demand(who.me.actor, 'ops.look')
    shell = await ops_frame(who, OVERVIEW_TAB)
    may_run = may(who.me.actor, 'ops.start', Errand('ops'))  # the least that is asked of anybody
    with shell.content, block('rt-page'):
        with block('rt-phead'):
            with block('rt-grow'):
                Text('Operations', tag='h1')
                Text('What runs, what waits, and what needs somebody.', 'rt-meta', 'div')
            if may_run:
                Button('Run command', lambda: ui.navigate.to('/ops/commands'), look='primary', icon='play_arrow')
        room = OverviewRoom(lambda place, run_id, show: _watch(who, place, run_id, show))
        await follow(RUNS, overview.view_overview, eyes(who.me.actor), show=room.show)
        await follow(SCHEDULES, timetable.list_schedules, eyes(who.me.actor), show=room.next.show)
        for topic in (RUNS, COMMANDS):
            await follow(topic, sessions.looking, who.credential, commands.list_commands, show=room.strips.show)
    if may_run:
        shell.shortcuts.add('N', 'Run a command', lambda: ui.navigate.to('/ops/commands'), 'Operations')


def _watch(who: Visitor, place: ui.element, run_id: int, show: Callable[[RunLine], None]) -> None:
    """Progress and last line of one run, for as long as its line is there."""
    async def watch() -> None:
        for topic in (run_topic(run_id), log_topic(run_id)):
            await follow(topic, overview.view_line, eyes(who.me.actor), run_id, show=show)
    background_tasks.create(watch(), name=f'run {run_id} at a glance', context=place)
