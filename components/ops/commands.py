"""Commands: the list with how each has been doing, and one of them with what it takes and its rules."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from app.domain.ops.commands import Definition, Parameter
from app.domain.ops.parameters import shown
from app.domain.ops.states import LIVE, WAITING
from app.domain.ops.views import CommandView
from app.settings import OpsSettings
from components.controls import Button, Pill, Switch, Text, block, link, put, sign, table_head
from components.feedback import empty_state
from components.listing import Keyed
from components.moments import full_moment, short_moment, within
from components.ops.parameters import limits_of
from components.ops.sizes import counted, in_words
from components.ops.states import StatePill
from components.ops.strip import RunStrip, StripFigures

Run = Callable[[str], Awaitable[None]]

FEW = 5  # choices of a parameter that are listed
AREAS = {'ops': 'Operations', 'poker': 'Estimate', 'portfolio': 'Portfolio', 'sprints': 'Sprints', 'seasons': 'Seasons'}
PACKS = {'airsenal': 'AIrsenal'}
SET_UPS = {'AIrsenal': '/ops/airsenal'}  # where a pack says whether everything is there


class CommandList(ui.element):
    """By area, programs before what keeps Roundtable going; a command that cannot run says why."""

    def __init__(self, run: Run, may_run: Callable[[Definition], bool]) -> None:
        super().__init__('div')
        self.classes('rt-col').style('gap: 16px')
        self.run, self.may_run = run, may_run
        self.words = ''
        self.commands: tuple[CommandView, ...] = ()
        with self:
            self.groups = Keyed[str, CommandGroup](self, lambda: CommandGroup(self))
            with block('rt-card') as self.nothing:
                empty_state('terminal', 'Nothing can be run here', 'Commands come with the program and its packs.')
            with block('rt-card') as self.no_match:
                empty_state('search_off', 'No command is called so', 'Look for another word.')

    def show(self, commands: tuple[CommandView, ...]) -> None:
        self.commands = commands
        words = self.words.casefold().split()
        found = sorted((one for one in commands if all(
            word in f'{one.definition.name} {one.definition.slug} {one.definition.help}'.casefold()
            for word in words)), key=lambda one: not one.definition.is_process)
        areas = list(dict.fromkeys(group_of(one.definition) for one in found))
        for area, group in zip(areas, self.groups.arrange(areas), strict=True):
            group.show(area, tuple(one for one in found if group_of(one.definition) == area))
        self.nothing.set_visibility(not commands)
        self.no_match.set_visibility(bool(commands) and not found)

    def narrow(self, words: str) -> None:
        self.words = words
        self.show(self.commands)


class CommandGroup(ui.element):
    def __init__(self, owner: CommandList) -> None:
        super().__init__('section')
        self.classes('rt-card')
        with self:
            with block('rt-card-head rt-ln'):
                self.title = Text('', tag='h2')
                self.count = Text('', 'rt-count')
                block('rt-grow')
                self.set_up = link('Set-up', '#', 'rt-btn rt-ghost rt-s', 'chevron_right')
            self.place = block(tag='ul').props('role=list')
            self.lines = Keyed[str, CommandLine](self.place, lambda: CommandLine(owner))

    def show(self, area: str, commands: tuple[CommandView, ...]) -> None:
        self.title.say(area)
        self.set_up.set_visibility(area in SET_UPS)
        put(self.set_up, href=SET_UPS.get(area, '#'), aria_label=f'Set-up of {area}')
        put(self.place, aria_label=f'Commands of {area}')
        self.count.say(str(len(commands)))
        for one, line in zip(commands, self.lines.arrange([one.definition.slug for one in commands]), strict=True):
            line.show(one)


class CommandLine(ui.element):
    def __init__(self, owner: CommandList) -> None:
        super().__init__('li')
        self.classes('rt-command').props('role=listitem')
        self.owner = owner
        self.command: CommandView | None = None
        with self:
            with block('rt-command-name'):
                with block('rt-row'):
                    self.name = link('', '#', 'rt-b')
                    self.off = Pill('Switched off', 'pause_circle')
                    self.secret = Pill('Secret missing', 'key_off', 'warn')
                self.help = Text('', 'rt-sm rt-3 rt-clip', 'div')
            with block('rt-command-last'):
                self.pill = StatePill('Waiting', 'schedule')
                self.when = link('', '#', 'rt-sm rt-3')
            self.strip = RunStrip(is_small=True)
            with block('rt-command-next rt-sm rt-3'):
                self.next_at = Text()
            self.button = Button('Run', self._run, icon='play_arrow', size='s')

    def show(self, one: CommandView) -> None:
        if one == self.command:
            return
        self.command = one
        definition = one.definition
        self.name.say(definition.name)
        put(self.name, href=f'/ops/commands/{definition.slug}')
        self.help.say(definition.help)
        self.off.set_visibility(not one.is_enabled)
        self.secret.set_visibility(bool(one.missing_secrets))
        put(self.secret, title=', '.join(one.missing_secrets) or None)
        self._show_last(one)
        self.strip.show(one.strip, 0, bool(one.last and one.last.state in LIVE))
        self.strip.style('visibility: visible' if one.last else 'visibility: hidden')
        self.next_at.say(f'next {within(short_moment(one.next_at))}' if one.next_at else '')
        put(self.button, aria_label=definition.deed)
        self.button.set_visibility(self.owner.may_run(definition) and one.is_enabled)

    def _show_last(self, one: CommandView) -> None:
        self.pill.set_visibility(one.last is not None)
        if one.last is None:
            self.when.say('never run')
            put(self.when, href=f'/ops/commands/{one.definition.slug}')
            return
        self.pill.show_run(one.last, is_short=True)
        moment = one.last.ended_at or one.last.asked_at
        self.when.say('now' if one.last.state in LIVE | WAITING else short_moment(moment))
        put(self.when, href=f'/ops/runs/{one.last.id}', title=full_moment(moment))

    async def _run(self) -> None:
        if self.command:
            await self.owner.run(self.command.definition.slug)


class CommandRoom(ui.element):
    """One command: what it does, what it takes, by which rules, and how it has been doing."""

    def __init__(self, run: Callable[[], Awaitable[None]], may_run: bool,
                 switch: Callable[[bool], Awaitable[Any]] | None) -> None:
        super().__init__('div')
        self.classes('rt-page')
        self.may_run = may_run
        self.shown: Definition | None = None
        with self:
            with block('rt-phead'):
                with block('rt-grow'):
                    with block('rt-row'):
                        self.title = Text('', tag='h1')
                        self.off = Pill('Switched off', 'pause_circle')
                    self.help = Text('', 'rt-meta', 'div')
                self.button = Button('Run command', run, icon='play_arrow', look='primary', key='R')
            self.obstacles = block('rt-col').style('margin-bottom: 14px')
            with block('rt-command-room'):
                self.main = block('rt-col').style('gap: 16px')
                with block('rt-col').style('gap: 16px'):
                    self._make_strip(switch)
                    self.rules = block('rt-card', 'section').props('aria-label=Rules')
        with self.main:
            self.parameters = block('rt-card', 'section').props('aria-label=Parameters')

    def show(self, one: CommandView) -> None:
        definition = one.definition
        self.title.say(definition.name)
        self.help.say(definition.help)
        self.off.set_visibility(not one.is_enabled)
        self.button.set_visibility(self.may_run)
        self.button.enable(one.is_enabled)
        self.strip.show(one.strip, 0, bool(one.last and one.last.state in LIVE))
        self.figures.show(one.strip)
        if self.switch:
            self.switch.show(one.is_enabled)
        self._show_obstacles(one)
        if definition != self.shown:
            self.shown = definition
            self._describe(definition)

    def _make_strip(self, switch: Callable[[bool], Awaitable[Any]] | None) -> None:
        self.switch: Switch | None = None
        with block('rt-card', 'section').props('aria-label="Last 40 runs"'):
            with block('rt-card-head rt-ln'):
                Text('Last 40 runs', 'rt-grow', 'h2')
                Text('height is duration', 'rt-sm rt-3')
            with block('rt-card-body').style('gap: 8px'):
                self.strip = RunStrip()
                self.figures = StripFigures()
                if switch:
                    self.switch = Switch('Enabled', 'What is switched off starts nothing new, for nobody.',
                                         on_change=switch)

    def _show_obstacles(self, one: CommandView) -> None:
        self.obstacles.clear()
        with self.obstacles:
            if not one.is_enabled:
                _banner('pause_circle', 'It is switched off: nobody and nothing can start it.')
            for name in one.missing_secrets:
                _banner('key_off', f'It needs the secret {name}, which is not set.', ('Set it', '/ops/secrets'))

    def _describe(self, definition: Definition) -> None:
        self.parameters.clear()
        with self.parameters:
            with block('rt-card-head rt-ln'):
                Text('Parameters', tag='h2')
                Text(str(len(definition.parameters)), 'rt-count')
            if definition.parameters:
                with block('rt-scroll-x').props('tabindex=0 role=group aria-label=Parameters'):
                    _parameter_table(definition)
            else:
                Text('It takes none.', 'rt-3 rt-run-none', 'p')
        self.rules.clear()
        with self.rules:
            with block('rt-card-head rt-ln'):
                Text('Rules', tag='h2')
            with block('rt-kv rt-card-body-kv', 'dl'):
                for name, value in _rules(definition):
                    Text(name, '', 'dt')
                    is_code = name in ('Slug', 'Program', 'Secrets')
                    Text(value, 'rt-mono' if is_code else '', 'dd').props['title'] = value


def group_of(definition: Definition) -> str:
    """A pack keeps its commands together."""
    for pack in (definition.hook, definition.slug.partition('.')[0]):
        if pack in PACKS:
            return PACKS[pack]
    return AREAS.get(definition.area, definition.area.capitalize())


def _banner(icon: str, text: str, onward: tuple[str, str] | None = None) -> None:
    with block('rt-banner rt-warn'):
        sign(icon)
        Text(text, 'rt-grow')
        if onward:
            link(onward[0], onward[1], 'rt-btn rt-s')


def _parameter_table(definition: Definition) -> None:
    with block('rt-table rt-param-table', 'table').props('aria-label=Parameters'):
        table_head(('Name', ''), ('Kind', ''), ('Default', ''), ('What for', ''))
        with block(tag='tbody'):
            for parameter in definition.parameters:
                with block(tag='tr'):
                    Text(parameter.name, 'rt-mono rt-b', 'td')
                    put(Text(_kind(parameter), 'rt-2', 'td'), title=_all_choices(parameter))
                    Text(_default(parameter), '' if parameter.choices else 'rt-mono', 'td')
                    Text(parameter.help, 'rt-2', 'td')


def _kind(parameter: Parameter) -> str:
    words = {'whole': 'whole number', 'decimal': 'number', 'switch': 'yes or no', 'choice': 'one of',
             'many': 'some of', 'secret': 'name of a secret'}.get(parameter.kind, parameter.kind)
    if parameter.choices and parameter.kind == 'whole':
        words = 'one of'
    return ' '.join(filter(None, (words, _few_choices(parameter), limits_of(parameter))))


def _few_choices(parameter: Parameter) -> str:
    """The first few tell what kind of list it is."""
    named = [text for _, text in parameter.choices]
    if len(named) <= FEW + 1:  # “and 1 more” is longer than what it stands for
        return ', '.join(named)
    return f'{", ".join(named[:FEW])} and {len(named) - FEW} more'


def _all_choices(parameter: Parameter) -> str | None:
    return ', '.join(text for _, text in parameter.choices) if len(parameter.choices) > FEW + 1 else None


def _default(parameter: Parameter) -> str:
    """In the words of the list, where there is one."""
    if parameter.default is None:
        return 'needed' if parameter.is_required else '–'
    named = dict(parameter.choices)
    if isinstance(parameter.default, tuple):
        return ', '.join(named.get(value, value) for value in parameter.default) or '–'
    text = shown(parameter.default)
    return named.get(text, text) or '–'


def _rules(definition: Definition) -> list[tuple[str, str]]:
    tries = (OpsSettings.retries if definition.retries is None else definition.retries) + 1
    rules = [('Slug', definition.slug),
             ('Kind', 'external program' if definition.is_process else 'part of Roundtable'),
             ('Time limit', in_words(definition.timeout or OpsSettings.timeout)),
             ('Tries', counted(tries, 'attempt')),
             ('At the same time', f'{definition.limit}, others wait' if not definition.joins else
              'one; a second wish joins it'),
             ('After a crash', 'started again by itself' if definition.is_idempotent else 'somebody has to decide')]
    if definition.program:
        rules.insert(1, ('Program', definition.program))
    if definition.secrets:
        rules.append(('Secrets', ', '.join(grant.name for grant in definition.secrets)))
    if definition.needs_word or definition.needs_approval:
        rules.append(('Before it starts', ' and '.join(filter(None, (
            'its name is typed' if definition.needs_word else '',
            'a second person approves' if definition.needs_approval else '')))))
    if definition.label:
        rules.append(('Only on workers', definition.label))
    return rules

