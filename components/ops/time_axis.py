"""All entries of the schedule on one axis of time: the next 24 hours, or the next 7 days."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from nicegui import ui

from app.domain.ops.firing import MARKS
from app.domain.ops.views import Lane, ScheduleView, Timetable
from components.controls import Segmented, Text, block
from components.listing import Keyed
from components.moments import clock_minute, short_day, short_moment, zone
from components.ops.sizes import counted
from components.ops.times import words_of
from components.theme import shape

SPANS = {'24h': '24 h', '7d': '7 days'}
LENGTHS = {'24h': timedelta(hours=24), '7d': timedelta(days=7)}
WIDE = 1000  # of the drawing; it is stretched to whatever room there is
TOLD = 8  # times that are read out


class TimeAxis(ui.element):
    """A lane for each entry; every mark is a run to come. What a mark shows is also said in words."""

    def __init__(self, span: str, change: Callable[[str], object]) -> None:
        super().__init__('section')
        self.classes('rt-card rt-axis').props('aria-label="What runs when"')
        with self:
            with block('rt-card-head'):
                Text('What runs when', tag='h2')
                self.count = Text('', 'rt-3 rt-sm rt-not-phone')
                block('rt-grow')
                self.spans = Segmented('Span of time', SPANS, span, change)
            with block('rt-axis-head').props('aria-hidden=true'):
                block('rt-axis-name')
                self.scale = block('rt-axis-track')
            self.lanes = Keyed[int, LaneLine](block(tag='ul').props('role=list aria-label="Runs to come"'), LaneLine)

    @property
    def span(self) -> str:
        return self.spans.value

    def show(self, view: Timetable, shown: Sequence[ScheduleView]) -> None:
        """Of the whole timetable, the entries the list is narrowed to."""
        names = {entry.id: entry for entry in shown}
        lanes = [lane for lane in view.lanes if lane.schedule_id in names and self._times(lane)]
        for lane, line in zip(lanes, self.lanes.arrange([lane.schedule_id for lane in lanes]), strict=True):
            line.show(names[lane.schedule_id], self._times(lane), view.now, LENGTHS[self.span], self.span)
        self._show_scale(view.now)
        many = sum(len(self._times(lane)) > MARKS for lane in lanes)
        runs = sum(len(self._times(lane)) for lane in lanes if len(self._times(lane)) <= MARKS)
        more = f', and {counted(many, "entry", "entries")} running all the time' if many else ''
        self.count.say(f'{counted(runs, "run")} to come{more}')
        self.set_visibility(bool(view.lanes) and bool(shown) and view.pause is None)

    def _times(self, lane: Lane) -> tuple[datetime, ...]:
        return lane.day if self.span == '24h' else lane.week

    def _show_scale(self, now: datetime) -> None:
        self.scale.clear()
        with self.scale:
            for place, text in marks_of(now, self.span):
                Text(text, 'rt-axis-tick').style(f'left: {100 * place:.2f}%')


class LaneLine(ui.element):
    def __init__(self) -> None:
        super().__init__('li')
        self.classes('rt-axis-lane').props('role=listitem')
        self.before: object = None
        with self:
            self.name = Text('', 'rt-axis-name rt-clip')
            with block('rt-axis-track').props('aria-hidden=true'):
                self.drawing = shape('svg', viewBox=f'0 0 {WIDE} 20', preserveAspectRatio='none')
            self.words = Text('', 'rt-vh')

    def show(self, entry: ScheduleView, times: tuple[datetime, ...], now: datetime, length: timedelta,
             span: str) -> None:
        state = (entry.name, entry.words, times, now, span)
        if state == self.before:
            return
        self.before = state
        self.name.say(entry.name)
        self.name.props['title'] = f'{entry.name}, {words_of(entry)}'
        self.words.say(_told(entry, times))
        self.drawing.clear()
        with self.drawing:
            for place, _ in marks_of(now, span):
                shape('path', d=f'M{WIDE * place:.1f} 0v20', class_='rt-axis-grid')
            shape('path', d='M0 0v20', class_='rt-axis-now')
            if len(times) > MARKS:
                shape('path', d=f'M0 10h{WIDE}', class_='rt-axis-band')
            else:
                shape('path', d=''.join(f'M{WIDE * ((time - now) / length):.1f} 5v10' for time in times),
                      class_='rt-axis-marks')


def marks_of(now: datetime, span: str) -> list[tuple[float, str]]:
    """Where on the axis a line is drawn, as a share of its length, and what is written there."""
    local, length = now.astimezone(zone()), LENGTHS[span]
    if span == '24h':
        first = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=3 - local.hour % 3)
        steps = [first + timedelta(hours=3 * number) for number in range(9)]
        return [((step - local) / length, clock_minute(step)) for step in steps if step - local <= length]
    first = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    days = [first + timedelta(days=number) for number in range(8)]
    return [((day - local) / length, short_day(day.date())) for day in days if day - local <= length]


def _told(entry: ScheduleView, times: Sequence[datetime]) -> str:
    if len(times) > MARKS:
        return f'{words_of(entry)}, all the time'
    more = f' and {len(times) - TOLD} more' if len(times) > TOLD else ''
    return f'{", ".join(short_moment(time) for time in times[:TOLD])}{more}'
