"""The head of a run: what it is, how it stands, how long it will take, and what can be done about it."""

from datetime import datetime

from nicegui import ui

from app import clock
from app.domain.ops.states import FINAL, LIVE, WAITING, State
from app.domain.ops.views import AttemptView, RunView
from components.controls import Button, Text, block, put
from components.dialogs import confirm
from components.feedback import toast
from components.moments import clock_time, short_moment, within
from components.ops.run.wishes import RunRights, RunWishes
from components.ops.sizes import in_words, middle
from components.ops.states import StatePill
from components.ticker import Ticker

KNOWS = 3.0  # percent from which the pace tells when it will end
TRIGGERS = {'api': 'through the API', 'schedule': 'by the schedule', 'area': '', 'system': 'by Roundtable'}


class RunHead(ui.element):
    def __init__(self, wishes: RunWishes, rights: RunRights) -> None:
        super().__init__('div')
        self.classes('rt-run-head')
        self.wishes, self.rights, self.is_pinned = wishes, rights, False
        self.began_at: datetime | None = None
        with self:
            with block('rt-phead'):
                with block('rt-grow'):
                    with block('rt-row rt-run-title'):
                        self.title = Text('', tag='h1')
                        with block(tag='span').props('role=status aria-label="Run state"'):
                            self.pill = StatePill('Waiting', 'schedule')
                        self.progress = Text('', 'rt-3')
                    with block('rt-meta'):
                        self.meta = Text()
                        self.passed = Ticker(counts_up=True)
                        self.so_far = Text('so far').props('aria-hidden=true')
                        self.silent = Silence()
                self._make_deeds()
            self.bar = ProgressBar()

    def show(self, view: RunView) -> None:
        line, attempt = view.line, view.attempts[0] if view.attempts else None
        self.title.say(f'Run {line.id}: {line.name}')
        self.pill.show_run(line)
        self.progress.say(_progress(view))
        self.meta.say(_meta(view))
        is_going = line.state in LIVE and line.started_at is not None
        if is_going and line.started_at and line.started_at != self.began_at:
            self.began_at = line.started_at
            self.passed.run((clock.now() - line.started_at).total_seconds())
        for part in (self.passed, self.so_far):
            part.set_visibility(is_going)
        self.silent.show(attempt if line.state == State.RUNNING else None)
        self.bar.show(line.progress, line.state)
        self._show_deeds(view)

    def _make_deeds(self) -> None:
        with block('rt-run-deeds').props('role=group aria-label="What to do"'):
            Button('Copy link', self.copy, icon='link', look='ghost').classes('rt-not-phone')
            self.pin = Button('Pin', self._pin, icon='keep', look='ghost')
            self.pin.props('aria-pressed=false')
            self.again = Button('Run again', self.wishes.again, icon='replay')
            self.edit = Button('Edit and run again', self.wishes.edit, icon='tune')
            self.stop = Button('Stop run', self._stop, icon='stop_circle', look='danger')

    def _show_deeds(self, view: RunView) -> None:
        state, rights = view.line.state, self.rights
        self.is_pinned = view.line.is_pinned
        put(self.pin, aria_pressed='true' if self.is_pinned else 'false')
        self.pin.set_visibility(rights.may_note)
        self.again.set_visibility(rights.may_start and state in FINAL and state != State.LOST)
        self.edit.set_visibility(rights.may_start and state not in WAITING and bool(view.definition.parameters))
        self.stop.set_visibility(rights.may_stop and state not in FINAL)
        self.stop.enable(state not in (State.CANCELLING, State.FINISHING))

    def copy(self) -> None:
        ui.clipboard.write(self.wishes.address)
        toast('Link copied')

    async def _pin(self) -> None:
        await self.wishes.pin(not self.is_pinned)

    async def _stop(self) -> None:
        if await confirm(f'Stop {self.title.text.lower()[:1]}{self.title.text[1:]}?',
                         'Everything it started is ended with it. What it has done so far is not taken back.',
                         'Stop run', 'Let it run', is_dangerous=True):
            await self.wishes.stop()


class ProgressBar(ui.element):
    """Two pixels below the head; without a figure it only tells that something goes on."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-run-bar').props('role=progressbar aria-label=Progress aria-valuemin=0 aria-valuemax=100')
        with self:
            self.fill = block(tag='i')

    def show(self, percent: float | None, state: State) -> None:
        is_known = percent is not None or state in FINAL
        value = 100.0 if state == State.SUCCEEDED else percent or 0.0
        tone = {State.SUCCEEDED: 'ok', State.CANCELLED: 'off', State.RUNNING: 'info'}.get(
            state, 'bad' if state in FINAL else 'info')
        self.classes(replace=f'rt-run-bar rt-{tone}' + (' rt-unknown' if not is_known and state in LIVE else ''))
        put(self, aria_valuenow=f'{value:.0f}' if is_known else None)
        self.fill.style(f'width: {value:.1f}%')


class Silence(ui.element):
    """Appears by itself when nothing was said for a while: no message is needed for nothing."""
    AFTER = 300.0  # seconds

    def __init__(self) -> None:
        super().__init__('span')
        self.classes('rt-run-silent rt-wrn')
        self.since: datetime | None = None
        self.turn = 0
        with self:
            Text('· no output since')
            self.ticker = Ticker(counts_up=True)
        self.set_visibility(False)

    def show(self, attempt: AttemptView | None) -> None:
        since = (attempt.last_at or attempt.started_at) if attempt else None
        if since == self.since:
            return
        self.since = since
        self.set_visibility(since is not None)
        if since is not None:
            passed = (clock.now() - since).total_seconds()
            self.turn += 1
            self.ticker.run(passed)
            self.style(f'--rt-until-silent: {max(0.0, self.AFTER - passed):.0f}s')
            self.classes(add=f'rt-turn-{self.turn % 2}', remove=f'rt-turn-{(self.turn + 1) % 2}')


def _progress(view: RunView) -> str:
    line = view.line
    if line.state == State.QUEUED:
        return f'number {view.place} in the queue' if view.place else ''
    if line.state == State.DELAYED and view.retry_at:
        return f'next try at {clock_time(view.retry_at)}'
    if line.state not in (State.STARTING, State.RUNNING):
        return ''
    known = f'{line.progress:.0f} %' if line.progress is not None else ''
    return ' · '.join(filter(None, (known, '' if view.definition.steps else line.progress_text, time_left(view))))


def time_left(view: RunView) -> str:
    """By its pace, else by how long it usually takes."""
    line = view.line
    if not line.started_at:
        return ''
    passed, left = (clock.now() - line.started_at).total_seconds(), 0.0
    if line.progress is not None and line.progress >= KNOWS:
        left = passed * (100 - line.progress) / line.progress
    elif usual := middle([one.seconds for one in view.strip if one.state == State.SUCCEEDED]):
        left = usual - passed
    return f'about {in_words(left) if left < 90 else in_words(round(left / 60) * 60)} left' if left >= 5 else ''


def _meta(view: RunView) -> str:
    line = view.line
    by = f'by {line.actor_name}' if line.trigger in ('ui', 'area') else TRIGGERS.get(line.trigger, '')
    by = f'{by} for {line.actor_name}' if line.trigger == 'api' else by
    if line.started_at is None:
        return f'asked for {within(short_moment(line.asked_at))} {by}'
    if line.ended_at is None:
        return f'started {clock_time(line.started_at)} {by}' + (' ·' if line.state in LIVE else '')
    took = in_words((line.ended_at - line.started_at).total_seconds())
    return f'started {within(short_moment(line.started_at))} {by} · took {took}'
