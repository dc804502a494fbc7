"""Operations at a glance: what runs, what waits, what needs somebody, and what comes next."""

from collections.abc import Callable

from nicegui import ui

from app.domain.ops.views import CommandView, Overview, QueueFigures, RunLine, ScheduleView
from components.controls import Text, block, link
from components.listing import Keyed
from components.moments import full_moment, grouped, short_moment
from components.ops.runs import RunLines
from components.ops.sizes import counted, in_words
from components.ops.strip import RunStrip
from components.ops.times import words_of

NEXT = 8  # entries of the schedule
NOTHING = 'Nothing needs anybody: no run failed lately, was lost, or waits for approval.'
SLOW = 60.0  # seconds from which waiting is worth a word


class OverviewRoom(ui.element):
    """`watch` follows one run for as long as its line is there."""

    def __init__(self, watch: Callable[[ui.element, int, Callable[[RunLine], None]], None]) -> None:
        super().__init__('div')
        self.classes('rt-overview')
        self.watch = watch
        self.watched: set[int] = set()
        with self:
            self.figures = Figures()
            with block('rt-home'):
                with block('rt-col').style('gap: 16px'):
                    self.unsettled = RunLines('Needs somebody', 'error', NOTHING,
                                              ('All failures', '/ops/runs?state=failed'))
                    self.running = RunLines('Running', 'progress_activity', 'Nothing runs at the moment.',
                                            ('All runs', '/ops/runs'))
                    self.waiting = RunLines('Waiting', 'schedule', 'The queue is empty.')
                with block('rt-col').style('gap: 16px'):
                    self.next = NextTimes()
                    self.strips = Strips()

    def show(self, view: Overview) -> None:
        self.figures.show(view.figures)
        self.unsettled.show(view.unsettled)
        self.running.show(view.running)
        self.waiting.show(view.waiting)
        here = {line.id for line in view.running}
        for number in here - self.watched:
            brief = self.running.lines.entries[number]
            self.watch(brief, number, brief.show)
        self.watched = here


class Figures(ui.element):
    def __init__(self) -> None:
        super().__init__('dl')
        self.classes('rt-card rt-ops-figures')
        with self:
            self.values = {name: self._figure(name) for name in ('Running', 'Waiting', 'Failed in 24 h', 'Lost')}

    def _figure(self, name: str) -> tuple[Text, Text]:
        with block():
            Text(name, 'rt-sm rt-3', 'dt')
            with block(tag='dd'):
                value = Text('0', 'rt-fig')
                return value, Text('', 'rt-sm rt-3')

    def show(self, figures: QueueFigures) -> None:
        late = f'the oldest for {in_words(figures.oldest_seconds)}' if figures.oldest_seconds >= SLOW else ''
        waiting = figures.waiting + figures.delayed + figures.blocked
        for name, number, beside in (
                ('Running', figures.running, _room(figures)), ('Waiting', waiting, late),
                ('Failed in 24 h', figures.failed_day, ''),
                ('Lost', figures.lost, 'to decide' if figures.lost else '')):
            value, note = self.values[name]
            value.say(grouped(number))
            note.say(beside)
            tint = 'rt-fig rt-neg' if number and name in ('Failed in 24 h', 'Lost') else 'rt-fig'
            if ' '.join(value.classes) != tint:
                value.classes(replace=tint)


def _room(figures: QueueFigures) -> str:
    slots = f'of {counted(figures.slots, "slot")}'
    return f'{slots}, {counted(figures.draining, "process", "processes")} draining' if figures.draining else slots


class NextTimes(ui.element):
    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label="Next by schedule"')
        self.before: object = None
        with self:
            with block('rt-card-head rt-ln'):
                Text('Next by schedule', 'rt-grow', 'h2')
                link('Schedules', '/ops/schedules', 'rt-btn rt-ghost rt-s', 'chevron_right')
            self.list = block(tag='ul').props('role=list aria-label="Next by schedule"')
            self.nothing = Text('Nothing runs by itself.', 'rt-3 rt-run-none', 'p')

    def show(self, entries: tuple[ScheduleView, ...]) -> None:
        soon = sorted(((entry.next[0], entry) for entry in entries if entry.is_enabled and entry.next),
                      key=lambda pair: pair[0])[:NEXT]
        key = [(moment, entry.id, entry.name) for moment, entry in soon]
        if key == self.before:
            return
        self.before = key
        self.nothing.set_visibility(not soon)
        self.list.clear()
        with self.list:
            for moment, entry in soon:
                with block('rt-next-line', 'li').props('role=listitem'):
                    with block('rt-grow'):
                        link(entry.name, f'/ops/commands/{entry.command}', 'rt-b rt-plain rt-clip')
                        Text(words_of(entry), 'rt-sm rt-3 rt-clip', 'div')
                    Text(short_moment(moment), 'rt-sm rt-2').props['title'] = full_moment(moment)


class Strips(ui.element):
    """How each command that has run lately has been doing."""

    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label="Last runs of each command"')
        with self:
            with block('rt-card-head rt-ln'):
                Text('Last runs of each command', 'rt-grow', 'h2')
                link('Commands', '/ops/commands', 'rt-btn rt-ghost rt-s', 'chevron_right')
            place = block(tag='ul').props('role=list aria-label="Last runs of each command"')
            self.lines = Keyed[str, StripLine](place, StripLine)
            self.nothing = Text('No command has run yet.', 'rt-3 rt-run-none', 'p')

    def show(self, commands: tuple[CommandView, ...]) -> None:
        ran = [one for one in commands if one.strip]
        self.nothing.set_visibility(not ran)
        for one, line in zip(ran, self.lines.arrange([one.definition.slug for one in ran]), strict=True):
            line.show(one)


class StripLine(ui.element):
    def __init__(self) -> None:
        super().__init__('li')
        self.classes('rt-next-line').props('role=listitem')
        with self:
            self.name = link('', '#', 'rt-plain rt-clip rt-grow')
            self.strip = RunStrip(is_small=True)

    def show(self, one: CommandView) -> None:
        self.name.say(one.definition.name)
        if self.name.props['href'] != (href := f'/ops/commands/{one.definition.slug}'):
            self.name.props['href'] = href
            self.name.update()
        self.strip.show(one.strip)
