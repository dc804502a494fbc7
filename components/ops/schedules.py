"""The schedule: entries with when they run, how it went, and the switch that stops each of them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nicegui import ui

from app.domain.ops.views import PauseView, ScheduleView, Timetable
from components.controls import Button, Pill, Text, block, classed, link, put, sign, table_head
from components.feedback import Nothing, empty_state
from components.listing import Keyed
from components.moments import clock_minute, full_moment, local_day, short_moment, within
from components.ops.sizes import counted, lasting
from components.ops.states import StatePill
from components.ops.time_axis import SPANS, TimeAxis
from components.ops.times import words_of

Wish = Callable[..., Awaitable[Any]]

HEADS = (('Command', ''), ('When', ''), ('Next runs', ''), ('Last result', ''), ('Success', 'rt-num'),
         ('Average', 'rt-num'), ('Enabled', ''), ('', ''))
NEXT = 3


@dataclass(frozen=True)
class ScheduleWishes:
    open: Callable[[ScheduleView], None]
    add: Callable[[], None]
    switch: Wish  # id, whether it shall be on
    run: Wish  # id
    pause: Wish
    resume: Wish
    change: Callable[[], None]  # another filter or span, for the address of the page
    may: Callable[[ScheduleView], bool]  # change this entry
    may_start: Callable[[ScheduleView], bool]
    may_add: bool
    may_pause: bool


class ScheduleList(ui.element):
    def __init__(self, wishes: ScheduleWishes, text: str, span: str) -> None:
        super().__init__('div')
        self.wishes = wishes
        self.view: Timetable | None = None
        self.chosen = 0
        with self:
            self._head(text)
            self.banner = PauseBanner(wishes)
            with block('rt-banner rt-locked rt-entry-note') as self.locked:
                sign('lock')
                Text('You can see what runs when. Operators change it.', 'rt-grow')
            self.axis = TimeAxis(span if span in SPANS else '24h', self._choose_span)
            with block('rt-card') as self.card, block('rt-table rt-entries', 'table').props(
                    'role=table aria-label="Schedule entries"'):
                table_head(*HEADS)
                self.lines = Keyed[int, EntryLine](block(tag='tbody').props('role=rowgroup'),
                                                   lambda: EntryLine(wishes))
            self.nothing = Nothing(self._say_no_match, self._say_none).classes('rt-card')

    def show(self, view: Timetable) -> None:
        self.view = view
        self.arrange()

    def arrange(self) -> None:
        if self.view is None:
            return
        entries, shown = self.view.entries, self.shown()
        for entry, line in zip(shown, self.lines.arrange([entry.id for entry in shown]), strict=True):
            line.show(entry, self.view.pause is not None)
            classed(line, sel=entry.id == self.chosen)
        self.axis.show(self.view, shown)
        self.banner.show(self.view.pause)
        self.meta.say(_summary(entries))
        self.pause.set_visibility(self.wishes.may_pause and bool(entries) and self.view.pause is None)
        self.locked.set_visibility(bool(entries) and not self.wishes.may_add)
        self.card.set_visibility(bool(shown))
        self.nothing.show(not shown, self.text.value or '')

    def shown(self) -> list[ScheduleView]:
        wanted = (self.text.value or '').strip().casefold()
        return [entry for entry in (self.view.entries if self.view else ())
                if wanted in f'{entry.name} {entry.command} {entry.words} {entry.zone} {entry.note}'.casefold()]

    def choose(self, number: int) -> None:
        """Mark the entry whose panel is open, or that the keys have reached."""
        self.chosen = number
        for known, line in self.lines.entries.items():
            classed(line, sel=known == number)

    def step(self, by: int) -> None:
        """The hand goes along, so that Enter opens what is marked, and nothing else."""
        numbers = list(self.lines.entries)
        if numbers:
            place = numbers.index(self.chosen) + by if self.chosen in numbers else 0 if by > 0 else len(numbers) - 1
            self.choose(numbers[max(0, min(place, len(numbers) - 1))])
            self.focus(self.chosen)

    def focus(self, number: int) -> None:
        if line := self.lines.entries.get(number):
            line.name.run_method('focus')

    def _head(self, text: str) -> None:
        with block('rt-phead'):
            with block('rt-grow'):
                Text('Schedules', tag='h1')
                self.meta = Text('', 'rt-meta', 'div')
            with block('rt-filter rt-entry-filter'):
                sign('search', 18, 'rt-3')
                self.text = ui.input(value=text, placeholder='Filter entries').props(
                    'borderless dense debounce=150 aria-label="Filter entries"').on_value_change(self._typed)
            with block('rt-row'):
                self.pause = Button('Pause all', self.wishes.pause, icon='pause')
                self.new = Button('New entry', self.wishes.add, icon='add', look='primary', key='N')
                self.new.set_visibility(self.wishes.may_add)

    def _typed(self) -> None:
        self.wishes.change()
        self.arrange()

    def _choose_span(self, _span: str) -> None:
        self._typed()

    def _say_no_match(self, wanted: str) -> None:
        empty_state('search_off', f'No entry is like “{wanted}”', 'Look for a command, a zone or a word of the note.',
                    'Clear filter', lambda: self.text.set_value(''), 'close')

    def _say_none(self) -> None:
        button = ('New entry', self.wishes.add) if self.wishes.may_add else ()
        empty_state('schedule', 'Nothing runs by itself', 'An entry starts a command at the times you choose, in the '
                    'time zone you choose.', *button)


class PauseBanner(ui.element):
    """Since when, by whom and why nothing runs by itself."""

    def __init__(self, wishes: ScheduleWishes) -> None:
        super().__init__('div')
        self.classes('rt-banner rt-warn rt-entry-note').props('role=status')
        with self:
            sign('pause_circle')
            self.words = Text('', 'rt-grow')
            self.resume = Button('Resume all', wishes.resume, icon='play_arrow', size='s')
            self.resume.set_visibility(wishes.may_pause)
        self.set_visibility(False)

    def show(self, pause: PauseView | None) -> None:
        self.set_visibility(pause is not None)
        if pause:
            why = f' {pause.reason.rstrip(".")}.' if pause.reason else ''
            self.words.say(f'Nothing runs by itself: {pause.by} paused all entries, '
                           f'{within(short_moment(pause.since))}.{why} Times that pass are not made up for.')


class EntryLine(ui.element):
    """A click on its words opens it; the switch and the button act at once."""

    def __init__(self, wishes: ScheduleWishes) -> None:
        super().__init__('tr')
        self.props('role=row')  # also where cards are made of rows
        self.wishes = wishes
        self.before: tuple[ScheduleView, bool] | None = None
        self.entry: ScheduleView | None = None
        with self:
            with block('rt-entry-name', 'td'):
                self.name = Text('', 'rt-link-btn rt-b', 'button').props('type=button').on('click', self.open, args=[])
                self.note = Text('', 'rt-sm rt-3 rt-clip', 'div')
            with block('rt-entry-when', 'td').on('click', self.open, args=[]):
                self.words = Text('', tag='div')
                self.zone = Text('', 'rt-sm rt-3', 'div')
            with block('rt-entry-next', 'td').on('click', self.open, args=[]):
                self.next = Text('', tag='div')
                self.then = Text('', 'rt-sm rt-3', 'div')
            self._result()
            self.success = Text('', 'rt-num rt-entry-success', 'td')
            self.average = Text('', 'rt-num rt-entry-average', 'td')
            with block('rt-entry-switch', 'td'):
                self.toggle = ui.switch().props('dense aria-label=Enabled').mark('Enabled')
                self.toggle.props['aria-describedby'] = f'{self.html_id}-name'
                self.toggle.on('update:model-value', self._switch, args=[])
            with block('rt-entry-deed', 'td'):
                self.run = Button('Run now', self._run, icon='play_arrow', size='s')
                self.run.props['aria-describedby'] = f'{self.html_id}-name'
            self.name.props['id'] = f'{self.html_id}-name'
        for cell in self:
            cell.props('role=cell')

    def show(self, entry: ScheduleView, is_paused: bool) -> None:
        if (entry, is_paused) == self.before:
            if self.toggle.value != entry.is_enabled:
                self.toggle.set_value(entry.is_enabled)
            return
        self.before, self.entry = (entry, is_paused), entry
        self.name.say(entry.name)
        self.note.say(entry.note or ('Came with Roundtable' if entry.is_shipped else ''))
        words = words_of(entry)
        self.words.say(words[:1].upper() + words[1:])
        self.zone.say(entry.zone)
        self._show_next(entry, is_paused)
        self._show_result(entry)
        may = self.wishes.may(entry)
        self.toggle.set_value(entry.is_enabled)
        self.toggle.set_enabled(may)
        self.run.set_visibility(entry.is_known and self.wishes.may_start(entry))
        classed(self, off=not entry.is_enabled or is_paused)

    def open(self) -> None:
        if self.entry:
            self.wishes.open(self.entry)

    def _result(self) -> None:
        with block('rt-entry-result', 'td'):
            with block('rt-row').style('gap: 6px'):
                self.pill = StatePill('Waiting', 'schedule')
                self.last = link('', '#', 'rt-sm')
            self.missed = Pill('Did not run', 'warning', 'warn')

    def _show_next(self, entry: ScheduleView, is_paused: bool) -> None:
        if not entry.is_known:
            self.next.say('Its command is gone')
        elif is_paused:
            self.next.say('Paused')
        elif entry.next:
            self.next.say(short_moment(entry.next[0]))
        else:
            self.next.say('Switched off' if not entry.is_enabled else 'It has run' if entry.kind == 'once' else 'Never')
        is_shown = entry.is_known and not is_paused
        self.then.say(_then(entry.next[:NEXT]) if is_shown else '')
        classed(self.next, wrn=is_shown and entry.is_enabled and not entry.next and entry.kind == 'cron')
        put(self.next, title=entry.warning or (full_moment(entry.next[0]) if entry.next else None))

    def _show_result(self, entry: ScheduleView) -> None:
        last = entry.last
        self.pill.set_visibility(last is not None)
        if last:
            self.pill.show_run(last, is_short=True)
            self.last.say(short_moment(last.ended_at or last.asked_at))
            put(self.last, href=f'/ops/runs/{last.id}', aria_label=f'Run {last.id}, {self.last.text}')
        self.last.set_visibility(last is not None)
        self.missed.set_visibility(entry.missed_at is not None)
        if entry.missed_at:
            self.missed.show(f'Did not run {within(short_moment(entry.missed_at))}', 'warning', 'warn')
        self.success.say(f'{100 * entry.succeeded / entry.runs:.0f} %' if entry.runs else '–')
        put(self.success, title=f'{entry.succeeded} of {counted(entry.runs, "run")} in 30 days' if entry.runs else None)
        self.average.say(lasting(entry.seconds) if entry.seconds is not None else '–')

    async def _switch(self) -> None:
        if self.entry:
            await self.wishes.switch(self.entry.id, bool(self.toggle.value))

    async def _run(self) -> None:
        if self.entry:
            await self.wishes.run(self.entry.id)


def _then(times: Sequence[datetime]) -> str:
    """Those after the first; of a day that was named already, only the hour."""
    named, words = [local_day(time) for time in times[:1]], []
    for time in times[1:]:
        words.append(clock_minute(time) if local_day(time) == named[-1] else within(short_moment(time)))
        named.append(local_day(time))
    return f'then {", ".join(words)}' if words else ''


def _summary(entries: Sequence[ScheduleView]) -> str:
    off = sum(not entry.is_enabled for entry in entries)
    missed = sum(entry.missed_at is not None for entry in entries)
    return ' · '.join(filter(None, (
        counted(len(entries), 'entry', 'entries'), f'{off} switched off' if off else '',
        f'{missed} did not run in time' if missed else '')))
