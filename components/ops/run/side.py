"""Beside the log: steps, attempts, parameters and facts of a run."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from nicegui import ui

from app import clock
from app.domain.ops.states import LIVE, State
from app.domain.ops.views import AttemptView, QueueFigures, RunView, StepView
from app.settings import OpsSettings
from components.avatars import Avatar
from components.controls import Button, Field, IconButton, Text, block, classed, link, put, sign, symbol
from components.dialogs import Dialog
from components.feedback import toast
from components.listing import Keyed
from components.moments import clock_time, full_moment, short_moment
from components.ops.run.wishes import RunRights, RunWishes
from components.ops.sizes import counted, in_words, lasting
from components.ops.states import TURNING, look_of
from components.ticker import Ticker

STEPS = {'waiting': ('radio_button_unchecked', 'rt-3'), 'running': (TURNING, 'rt-inf'),
         'done': ('check_circle', 'rt-pos'), 'failed': ('error', 'rt-neg')}
TRIGGERS = {'ui': 'by hand', 'api': 'through the API', 'schedule': 'by the schedule', 'area': 'from its own page',
            'system': 'by Roundtable itself'}


class Steps(ui.element):
    def __init__(self, go_to: Callable[[int], Awaitable[None]]) -> None:
        super().__init__('section')
        self.classes('rt-sec')
        with self:
            Text('Steps', 'rt-sec-title', 'h2')
            self.lines = Keyed[str, StepLine](block('rt-steps', 'ol').props('role=list aria-label=Steps'),
                                              lambda: StepLine(go_to))
        self.set_visibility(False)

    def show(self, steps: tuple[StepView, ...], detail: str, *, is_live: bool) -> None:
        """Where nothing goes on any more, what was begun was not finished."""
        if not is_live:
            steps = tuple(replace(step, state='failed') if step.state == 'running' else step for step in steps)
        self.set_visibility(bool(steps))
        for step, line in zip(steps, self.lines.arrange([step.name for step in steps]), strict=True):
            line.show(step, detail if step.state == 'running' else '')


class StepLine(ui.element):
    def __init__(self, go_to: Callable[[int], Awaitable[None]]) -> None:
        super().__init__('li')
        self.classes('rt-step').props('role=listitem')
        self.line, self.before = 0, ''
        with self:
            self.icon = sign('radio_button_unchecked', 18)
            self.name = Text('', 'rt-run-step rt-clip', 'button').props('type=button')
            self.name.on('click', lambda: go_to(self.line) if self.line else None, args=[])
            self.state = Text('', 'rt-vh')
            self.time = Text('', 'rt-sm rt-3 rt-num')
            self.ticker = Ticker(counts_up=True).classes('rt-sm rt-3')

    def show(self, step: StepView, detail: str) -> None:
        icon, tint = STEPS[step.state]
        self.line = step.line or 0
        put(self.icon, name=symbol(icon))
        for other in ('rt-3', 'rt-inf', 'rt-pos', 'rt-neg'):
            self.icon.classes(add=tint if other == tint else '', remove='' if other == tint else other)
        classed(self.icon, turning=icon == TURNING)
        self.name.say(f'{step.name}, {detail}' if detail else step.name)
        self.state.say(step.state)
        is_running = step.state == 'running'
        classed(self, on=is_running, off=step.state == 'waiting')
        self.time.say(lasting(step.seconds) if step.seconds is not None and not is_running else '')
        self.time.set_visibility(not is_running)
        self.ticker.set_visibility(is_running)
        if is_running and self.before != step.state:
            self.ticker.run(step.seconds or 0)
        self.before = step.state


class Attempts(ui.element):
    """One tab for each try; the log beside it is of the chosen one."""

    def __init__(self, choose: Callable[[int], Awaitable[None]]) -> None:
        super().__init__('section')
        self.classes('rt-sec')
        self.choose_attempt = choose
        with self:
            Text('Attempts', 'rt-sec-title', 'h2')
            self.place = block('rt-attempts').props('role=tablist aria-label=Attempts aria-orientation=vertical')
            self.place.on('keydown.up.down.prevent', self._step, args=['key'])
            self.lines = Keyed[int, AttemptLine](self.place, lambda: AttemptLine(choose))
            self.none = Text('It has not started yet.', 'rt-sm rt-3', 'div')
            with block('rt-row rt-sm rt-3') as self.next:
                sign('replay', 16)
                self.next_text = Text()

    def show(self, view: RunView, shown: int) -> None:
        attempts = view.attempts
        for attempt, line in zip(attempts, self.lines.arrange([one.n for one in attempts]), strict=True):
            line.show(attempt, attempt.n == shown)
        self.place.set_visibility(bool(attempts))
        self.none.set_visibility(not attempts)
        text = _what_follows(view)
        self.next.set_visibility(bool(text))
        self.next_text.say(text)

    async def _step(self, event: Any) -> None:
        numbers = list(self.lines.entries)
        shown = next((n for n, line in self.lines.entries.items() if line.is_chosen), 0)
        place = numbers.index(shown) + (1 if event.args['key'] == 'ArrowDown' else -1) if shown else 0
        if 0 <= place < len(numbers):
            self.lines.entries[numbers[place]].run_method('focus')
            await self.choose_attempt(numbers[place])


class AttemptLine(ui.element):
    def __init__(self, choose: Callable[[int], Awaitable[None]]) -> None:
        super().__init__('button')
        self.classes('rt-attempt').props('type=button role=tab')
        self.n, self.is_chosen = 0, False
        self.on('click', lambda: choose(self.n), args=[])
        with self:
            self.square = block('rt-sq', 'span')
            with self.square:
                self.icon = sign('play_arrow', 16)
            with block('rt-grow', 'span'):
                with block('rt-row', 'span'):
                    self.name = Text('', 'rt-grow')
                    self.time = Text('', 'rt-sm rt-3')
                self.reason = Text('', 'rt-sm rt-3 rt-attempt-reason')

    def show(self, attempt: AttemptView, is_chosen: bool) -> None:
        look = look_of(attempt.state)
        self.n, self.is_chosen = attempt.n, is_chosen
        is_live = attempt.ended_at is None
        put(self, aria_selected='true' if is_chosen else 'false', tabindex='0' if is_chosen else '-1')
        put(self.icon, name=symbol('play_arrow' if is_live else look.icon))
        self.square.classes(replace=f'rt-sq rt-{look.tone}' if look.tone else 'rt-sq')
        self.name.say(f'{attempt.n}, {look.text.lower()}')
        classed(self.name, b=is_live)
        self.time.say(f'since {clock_time(attempt.started_at)}' if attempt.ended_at is None else
                      lasting((attempt.ended_at - attempt.started_at).total_seconds()))
        self.reason.say(attempt.reason)
        self.reason.set_visibility(bool(attempt.reason))


class Parameters(ui.element):
    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-sec')
        self.before: tuple[tuple[str, str], ...] | None = None
        with self:
            with block('rt-row rt-sec-head'):
                Text('Parameters', 'rt-grow', 'h2')
                self.copy = Button('Copy', self._copy, look='ghost', size='s')
                self.copy.props('aria-label="Copy parameters"')
            self.list = block('rt-kv', 'dl')
            self.none = Text('It takes none.', 'rt-sm rt-3', 'div')

    def show(self, parameters: tuple[tuple[str, str], ...]) -> None:
        if parameters == self.before:
            return
        self.before = parameters
        self.copy.set_visibility(bool(parameters))
        self.none.set_visibility(not parameters)
        self.list.clear()
        with self.list:
            for name, value in parameters:
                Text(name, '', 'dt')
                Text(value or '–', 'rt-mono', 'dd').props['title'] = value

    def _copy(self) -> None:
        ui.clipboard.write('\n'.join(f'{name}={value}' for name, value in self.before or ()))
        toast('Parameters copied')


class Facts(ui.element):
    """Who, why, since when, under which limits, with which secrets."""

    def __init__(self, wishes: RunWishes, rights: RunRights) -> None:
        super().__init__('section')
        self.classes('rt-sec')
        self.wishes, self.may_start, self.before = wishes, rights.may_start, None
        self.figures: QueueFigures | None = None
        with self:
            Text('Run', 'rt-sec-title', 'h2')
            self.list = block('rt-kv', 'dl')
            with block('rt-row rt-run-note'):
                self.note = Text('', 'rt-sm rt-grow')
                self.change = IconButton('edit_note', 'Change the note', self._ask_note)
            self.change.set_visibility(rights.may_note)

    def show(self, view: RunView) -> None:
        self.note.say(view.line.note or 'No note.')
        classed(self.note, **{'3': not view.line.note})
        facts = tuple(self._facts(view))
        if facts == self.before:
            return
        self.before = facts  # type: ignore[assignment]
        self.list.clear()
        with self.list:
            for name, value, href in facts:
                Text(name, '', 'dt')
                with block(tag='dd'):
                    _value(view, name, value, href)

    def show_queue(self, figures: QueueFigures) -> None:
        self.figures = figures

    def _facts(self, view: RunView) -> Any:
        line, definition = view.line, view.definition
        yield 'Started by', line.actor_name, ''
        if line.trigger != 'ui':
            yield 'How', TRIGGERS.get(line.trigger, line.trigger), '/ops/schedules' if view.schedule_id else ''
        yield 'Command', line.command, f'/ops/commands/{line.command}'
        if line.state == State.QUEUED and view.place:
            yield 'Queue', f'number {view.place}', ''
        elif line.state in LIVE and self.figures:
            yield 'Queue', f'{self.figures.running} of {self.figures.slots} slots, {self.figures.waiting} waiting', ''
        yield 'Time limit', in_words(definition.timeout or OpsSettings.timeout), ''
        if view.approved_by:
            yield 'Approved by', view.approved_by, ''
        if view.former:
            yield 'Repeats', f'run {view.former}', f'/ops/runs/{view.former}'
        for attempt in view.attempts[:1]:
            if attempt.exit_code:
                yield 'Exit code', str(attempt.exit_code), ''
            if attempt.signal:
                yield 'Ended by signal', str(attempt.signal), ''
        names = [grant.name for grant in definition.secrets]
        yield 'Secrets used', ', '.join(names) or 'none', '/ops/secrets' if names and self.may_start else ''
        yield 'Asked for', short_moment(line.asked_at), full_moment(line.asked_at)

    async def _ask_note(self) -> None:
        with self:
            dialog = Dialog('Note')
        with dialog.body:
            field = Field('Note', self.note.text if self.note.text != 'No note.' else '', is_long=True,
                          hint='Whoever looks at this run sees it, at most 500 characters')
        with dialog.foot:
            Button('Back', dialog.close, size='l')
            Button('Keep the note', lambda: dialog.submit(field.value), size='l', look='primary')
        text = await dialog
        dialog.delete()
        if text is not None:
            await self.wishes.note(text)


def _value(view: RunView, name: str, value: str, href: str) -> None:
    if name == 'Started by':
        with block('rt-row rt-end'):
            Avatar(value, view.line.actor, '', 20)
            Text(value)
    elif href.startswith('/'):
        link(value, href, 'rt-mono' if name in ('Command', 'Secrets used') else '')
    else:
        text = Text(value)
        if href:
            text.props['title'] = href


def _what_follows(view: RunView) -> str:
    """What comes after this attempt, if it fails."""
    line = view.line
    if line.state == State.DELAYED and view.retry_at:
        left = max(0, (view.retry_at - clock.now()).total_seconds())
        return f'attempt {line.attempt + 1} of {line.most_attempts} at {clock_time(view.retry_at)}, in {in_words(left)}'
    left = line.most_attempts - line.attempt
    if line.state in LIVE and left > 0:
        return f'{counted(left, "more try", "more tries")} after this'
    return ''
