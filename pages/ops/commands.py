"""/ops/commands — what can be run; /ops/commands/{slug} — one command."""

from functools import partial

from nicegui import ui

from app.domain.access import may
from app.events import COMMANDS, RUNS
from app.realtime import follow
from app.services.ops import commands, runs
from app.services.ops.runs import Sought
from app.services.people import sessions
from components.controls import Text, block, link, sign
from components.ops.commands import CommandList, CommandRoom
from components.ops.runs import RunTable
from components.palette import Hit
from pages.kit import Visitor, action, look, member, page
from pages.ops.starting import open_start
from pages.ops.tabs import COMMANDS_TAB, ops_frame
from pages.palette import source

SHOWN = 20  # runs of a command on its page


@source
async def find_commands(who: Visitor, text: str) -> list[Hit]:
    """By name: to run it for those who may, else to look at it."""
    words, hits = text.casefold().split(), []
    for one in await look(who, commands.list_commands):
        definition = one.definition
        if all(word in f'run {definition.name} {definition.slug}'.casefold() for word in words):
            may_run = one.is_enabled and may(who.me.actor, 'ops.start', definition.errand())
            address = f'/ops/commands/{definition.slug}'
            hits.append(Hit('Do', definition.deed, f'{address}?start=1', 'play_arrow', definition.slug) if may_run else
                        Hit('Go to', definition.name, address, 'terminal', definition.slug))
    return hits[:6]


@page('/ops/commands', 'Commands')
async def commands_page(text: str = '') -> None:
    who = await member()
    await look(who, commands.list_commands)
    shell = await ops_frame(who, COMMANDS_TAB)
    with shell.content, block('rt-page'):
        with block('rt-phead'), block('rt-grow'):
            Text('Commands', tag='h1')
            Text('What can be run here: parts of Roundtable and the programs of its packs.', 'rt-meta', 'div')
        with block('rt-filters'), block('rt-filter'):
            sign('search', 18, 'rt-3')
            words = ui.input(value=text, placeholder='Name of a command').classes('rt-grow').props(
                'borderless dense debounce=150 aria-label="Filter the commands"')
        listed = CommandList(partial(open_start, who),
                             lambda definition: may(who.me.actor, 'ops.start', definition.errand()))
        listed.words = text
        words.on_value_change(lambda: listed.narrow(words.value or ''))
        for topic in (COMMANDS, RUNS):
            await follow(topic, sessions.looking, who.credential, commands.list_commands, show=listed.show)
    shell.shortcuts.add('/', 'Filter', lambda: words.run_method('focus'), 'Commands')


@page('/ops/commands/{slug}', 'Command')
async def command_page(slug: str, start: bool = False) -> None:
    who = await member()
    actor = who.me.actor
    one = await look(who, commands.view_command, slug)
    shell = await ops_frame(who, COMMANDS_TAB, one.definition.name, ('Operations', '/ops'))
    run = partial(open_start, who, slug)
    may_run = may(actor, 'ops.start', one.definition.errand())
    with shell.content:
        room = CommandRoom(run, may_run,
                           action(who, commands.switch, slug) if may(actor, 'ops.admin') else None)
        for topic in (COMMANDS, RUNS):
            await follow(topic, sessions.looking, who.credential, commands.view_command, slug, show=room.show)
        with room.main:
            await _runs_of(who, slug)
    if may_run:
        shell.shortcuts.add('R', 'Run this command', run, 'Command')
        if start:
            await run()


async def _runs_of(who: Visitor, slug: str) -> None:
    with block('rt-card', 'section').props('aria-label="Runs of this command"'):
        with block('rt-card-head rt-ln'):
            Text('Runs', 'rt-grow', 'h2')
            link('All runs of it', f'/ops/runs?command={slug}', 'rt-btn rt-ghost rt-s', 'chevron_right')
        table = RunTable('Runs of this command').classes('rt-one-command')
        await follow(RUNS, sessions.looking, who.credential, runs.list_runs, Sought(command=slug), 0, SHOWN,
                     show=lambda found: table.show(found[0]))
