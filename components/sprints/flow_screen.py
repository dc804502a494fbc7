"""The flow of a board: figures first, then what stood where, how long work takes, and what needs a hand."""

from collections.abc import Awaitable, Callable
from datetime import date

from nicegui import ui

from app.domain.sprints.flow.flow import Flow
from app.domain.sprints.flow.views import FlowPage
from components.charts import Chart
from components.controls import Segmented, Text, block, outside_link, table_head
from components.feedback import Nothing, empty_state
from components.moments import short_day
from components.sprints.age import Age
from components.sprints.flow_bar import Choose, FlowBar, days_words
from components.sprints.flow_charts import (
    ARRIVALS,
    STANDING,
    open_points,
    show_ageing,
    show_cfd,
    show_histogram,
    show_scatter,
    show_throughput,
)
from components.sprints.words import amount, counted, percent

WAYS = {STANDING: 'As it stood', ARRIVALS: 'Arrivals'}
FEW = 12  # lines of a list that is looked at, not worked through
WEEKS = 8


class FlowScreen(ui.element):
    def __init__(self, choose: Choose, choose_way: Callable[[str], Awaitable[None]], clear: Callable[[], object],
                 way: str) -> None:
        super().__init__('div')
        self.classes('rt-report-part rt-flow')
        self.way = way
        self.lists: object = None
        self.page: FlowPage | None = None
        with self:
            with block('rt-phead'), block('rt-grow'):
                Text('Flow', tag='h1')
                with block('rt-meta'):
                    self.about = Text('')
                    self.age = Age()
            self.bar = FlowBar(choose)
            self.figures = FlowFigures()
            self.nothing = Nothing(lambda _: self._no_match(clear), _none_at_all)
            with block('rt-report-part') as self.body:
                self._charts(choose_way)
                self.below = block('rt-sides rt-flow-below')
        self.nothing.set_visibility(False)

    def show(self, page: FlowPage, way: str) -> None:
        self.page, self.way, flow = page, way, page.flow
        is_filtered = any((flow.ask.type, flow.ask.size, flow.ask.epic, flow.ask.label))
        self.about.say(f'{counted(flow.issues)}, {full_span(flow.first, flow.last)} ·')
        self.age.show(page.board)
        self.bar.show(flow)
        self.figures.show(flow)
        self.nothing.show(not flow.issues, 'these filters' if is_filtered else '')
        for part in (self.body, self.figures):
            part.set_visibility(bool(flow.issues))
        self.ways.show(way)
        show_cfd(self.cfd, flow, way)
        for chart, draw in ((self.scatter, show_scatter), (self.spread, show_histogram),
                            (self.weeks, show_throughput), (self.ageing, show_ageing)):
            draw(chart, flow)
        self.straight.say(f'{counted(flow.never_started)} went straight to done and have no cycle time.')
        self.straight.set_visibility(bool(flow.never_started))
        self._lists(flow)

    def _charts(self, choose_way: Callable[[str], Awaitable[None]]) -> None:
        with _card('Cumulative flow'):
            self.ways = Segmented('Picture', WAYS, self.way, choose_way)
            self.cfd = Chart('Cumulative flow', ('Day',), height=300)
        with _card('Cycle time'):
            self.scatter = Chart('Cycle time', ('Issue', 'Type', 'Started', 'Done', 'Days', 'Flagged days',
                                                'Rolling mean', 'Deviation'), height=300)
            self.straight = Text('', 'rt-sm rt-3', 'p')
        with block('rt-sides'):
            with _card('Spread of cycle times'):
                self.spread = Chart('Spread of cycle times', ('Days', 'Issues'))
            with _card('Throughput'):
                self.weeks = Chart('Throughput', ('Week', 'Done', 'Days shown'))
        with _card('Age of work under way'):
            self.ageing = Chart('Age of work under way', ('Issue', 'Column', 'Days', '85 % left by', 'Remark'),
                                height=300)
        open_points(self.scatter, self._url)
        open_points(self.ageing, self._url)

    def _url(self, key: str) -> str:
        if self.page is None:
            return ''
        urls = {one.key: one.url for one in self.page.flow.cycles}
        return urls.get(key, '') or {one.key: one.url for one in self.page.flow.ageing}.get(key, '')

    def _lists(self, flow: Flow) -> None:
        """Drawn anew only where they differ."""
        told = (flow.blocked, flow.net, flow.little, flow.efficiency, flow.ageing)
        if told == self.lists:
            return
        self.lists = told
        self.below.clear()
        with self.below:
            _late(flow)
            _blocked(flow)
            _net(flow)
            _little(flow)

    def _no_match(self, clear: Callable[[], object]) -> None:
        empty_state('filter_alt_off', 'Nothing fits these filters', 'Work of other types, sizes, epics or labels may '
                    'be there.', 'Clear filters', clear, 'close')


class FlowFigures(ui.element):
    """Five numbers, each with what it means."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-stats rt-alone-stats rt-flow-stats').props('role=group aria-label="Flow in figures"')
        self.shown: object = None

    def show(self, flow: Flow) -> None:
        figures = _figures(flow)
        if figures == self.shown:
            return
        self.shown = figures
        self.clear()
        with self:
            for label, value, note in figures:
                with block('rt-stat'):
                    Text(label, 'rt-stat-label')
                    Text(value, 'rt-stat-value')
                    Text(note, 'rt-hint')


def full_span(first: date, last: date) -> str:
    year = f' {first.year}' if first.year != last.year else ''
    return f'{short_day(first)}{year} – {short_day(last)} {last.year}'


def _figures(flow: Flow) -> tuple[tuple[str, str, str], ...]:
    late, now = sum(one.is_late for one in flow.ageing), sum(one.is_now for one in flow.blocked)
    return (
        ('Cycle time, 85 %', days_words(flow.ranks.p85), f'half in {days_words(flow.ranks.p50)} or less'),
        ('Done', str(sum(flow.daily)), f'{amount(flow.little.per_day)} a day'),
        ('Under way', str(len(flow.ageing)), f'▲ {late} older than usual' if late else 'none older than usual'),
        ('Flow efficiency', percent(flow.efficiency.share), 'time at work, of time at work and waiting'),
        ('Flagged', str(now), f'now; {counted(sum(one.days for one in flow.blocked), "day")} in this time'))


def _none_at_all() -> None:
    empty_state('waterfall_chart', 'No work yet', 'How work flows is shown as soon as the board holds issues.')


def _card(name: str) -> ui.element:
    return block('rt-report-chart', 'section').props(f'aria-label="{name}"')


def _list_card(title: str, note: str) -> ui.element:
    card = block('rt-card rt-flow-list', 'section').props(f'aria-label="{title}"')
    with card, block('rt-card-head'):
        Text(title, 'rt-grow', 'h2')
        Text(note, 'rt-sm rt-3')
    return card


def issue_cell(key: str, title: str, url: str) -> None:
    """A row header that leads to the site, where there is one."""
    with block(tag='td'), block('rt-flow-issue'):
        outside_link(key, url, 'rt-nowrap') if url else Text(key, 'rt-nowrap')
        Text(title, 'rt-2')


def _late(flow: Flow) -> None:
    late = [one for one in flow.ageing if one.is_late]
    names = {one.column: one.name for one in flow.ages}
    with _list_card('Older than usual', counted(len(late))):
        if not late:
            Text('No work under way is older than 85 % of what left the same column.', 'rt-2 rt-card-body', 'p')
            return
        with block('rt-table', 'table').props('aria-label="Older than usual"'):
            table_head(('Issue', ''), ('Column', ''), ('Age', 'rt-num'))
            with block(tag='tbody'):
                for one in late[:FEW]:
                    with block(tag='tr'):
                        issue_cell(one.key, one.title, one.url)
                        Text(names[one.column], 'rt-nowrap', 'td')
                        Text(days_words(one.days), 'rt-num rt-nowrap', 'td')


def _blocked(flow: Flow) -> None:
    with _list_card('Flagged', counted(len(flow.blocked))):
        if not flow.blocked:
            Text('Nothing was flagged in this time.', 'rt-2 rt-card-body', 'p')
            return
        with block('rt-table', 'table').props('aria-label="Flagged"'):
            table_head(('Issue', ''), ('Now', ''), ('Days', 'rt-num'))
            with block(tag='tbody'):
                for one in flow.blocked[:FEW]:
                    with block(tag='tr'):
                        issue_cell(one.key, one.title, one.url)
                        Text('flagged' if one.is_now else '–', '', 'td')
                        Text(str(one.days), 'rt-num', 'td')


def _net(flow: Flow) -> None:
    with _list_card('Net flow', 'begun and ended each week'), block('rt-table', 'table').props(
            'aria-label="Net flow"'):
        table_head(('Week of', ''), ('Begun', 'rt-num'), ('Ended', 'rt-num'), ('Net', 'rt-num'))
        with block(tag='tbody'):
            for one in reversed(flow.net[-WEEKS:]):
                sign = f'▲ +{one.net}' if one.net > 0 else f'▼ −{-one.net}' if one.net else '±0'
                with block(tag='tr'):
                    Text(short_day(one.first), 'rt-nowrap', 'td')
                    for words in (str(one.begun), str(one.ended), sign):
                        Text(words, 'rt-num', 'td')


def _little(flow: Flow) -> None:
    """A check of the figures, never a forecast."""
    one = flow.little
    with _list_card('Little’s law', 'a check, not a forecast'), block('rt-card-body'):
        if one.expected is None or one.measured is None:
            Text('Too little was done in this time to check.', 'rt-2', 'p')
            return
        Text(f'{amount(one.under_way)} issues under way and {amount(one.per_day)} done a day would mean '
             f'{amount(one.expected)} days each; measured are {amount(one.measured)} days on average.', '', 'p')
        Text('Far apart, work is begun that is never ended, or the time shown is too short.', 'rt-sm rt-3', 'p')
