"""Sprints beside each other: how much gets done, whether that changes, and what is never finished."""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal

from nicegui import ui

from app.domain.sprints.metrics.trends import FALLING, FEWEST, NO_TREND, RISING, TOO_FEW, Trend
from app.domain.sprints.metrics.velocity import FEWEST as SHORTEST
from app.domain.sprints.metrics.velocity import MOST, Velocity
from app.domain.sprints.reports.history import History
from app.domain.sprints.reports.sprint_trends import DAYS, PERCENT, TrendLine
from components.chart_colours import Colours
from components.charts import Chart, Draw, Options
from components.controls import Choice, Text, block, link, table_head
from components.feedback import empty_state
from components.sprints.report_head import UnitSwitch
from components.sprints.velocity import VelocityChart, rounded, short_names
from components.sprints.words import NOTHING, UNIT_WORDS, amount, counted, day, percent, said

USUAL = ''  # as many sprints as the board says
LENGTHS = (SHORTEST, 5, 7, 10, 15, 20, 30, MOST)
SIGNS = {RISING: '▲ Rising', FALLING: '▼ Falling', NO_TREND: 'No trend', TOO_FEW: 'Too few sprints'}


class HistoryScreen(ui.element):
    def __init__(self, board_id: int, choose_last: Callable[[str], Awaitable[None]],
                 choose_unit: Callable[[str], Awaitable[None]]) -> None:
        super().__init__('div')
        self.classes('rt-report-part')
        self.board_id = board_id
        self.shown: object = None
        with self:
            with block('rt-phead rt-numbers-bar'):
                Text('History', 'rt-grow', 'h1')
                self.lengths = {USUAL: 'As the board says', **{
                    str(number): f'Last {number} sprints' for number in LENGTHS}}
                self.last = Choice('Sprints', self.lengths, USUAL).classes('rt-bare')
                self.last.select.on('update:model-value', lambda: choose_last(self.last.value), args=[])
                self.units = UnitSwitch(choose_unit)
            self.body = block('rt-report-part')

    def choose(self, last: str, unit: str) -> None:
        if last and int(last) not in LENGTHS:
            self.last.select.set_options(self.lengths | {last: f'Last {last} sprints'})
        self.last.select.set_value(last)
        self.units.show(unit, ('points', 'issues', 'hours'))

    def show(self, view: History, zone: str) -> None:
        if view is self.shown:
            return
        self.shown = view
        self.body.clear()
        with self.body:
            if not view.velocity.rows:
                empty_state('history', 'No closed sprint yet', 'Velocity and trends appear here as soon as a sprint '
                            'has been closed. The running one never counts.')
                return
            self._figures(view.velocity)
            with block('rt-report-chart', 'section').props('aria-label=Velocity'):
                VelocityChart(280).show(view.velocity)
            self._trends(view)
            self._sprints(view.velocity, zone)
            self._grace(view)
            self._often(view)

    def _figures(self, view: Velocity) -> None:
        per_day = NOTHING if view.per_person_day is None else amount(view.per_person_day)
        unit = UNIT_WORDS[view.unit][1]
        with block('rt-stats rt-alone-stats').props('role=group aria-label="Velocity in figures"'):
            for label, value, note in (
                    ('Mean', rounded(view.mean), f'{unit} per sprint'),
                    ('Median', rounded(view.median), f'{unit} per sprint'),
                    ('Usually', f'{rounded(view.p15)} – {rounded(view.p85)}', 'from P15 to P85'),
                    ('Per person-day', per_day, unit if view.per_person_day is not None else 'no capacity is known'),
                    ('Say/do', percent(view.say_do), 'of all of them together'),
                    ('Sprints', str(len(view.rows)), f'of {view.closed} closed')):
                with block():
                    Text(label, 'rt-stat-label', 'div')
                    Text(value, 'rt-stat-value', 'div')
                    Text(note, 'rt-hint', 'div')

    def _trends(self, view: History) -> None:
        names = short_names(view.velocity.rows)
        with block('rt-sides', 'section').props('aria-label=Trends'):
            for one in view.trends:
                with block('rt-report-chart'):
                    chart = Chart(one.name, ('Sprint', one.name), height=130)
                    chart.show(f'{one.name}: {SIGNS[one.trend.verdict].lower()}', trend_words(one),
                               _line(names, one), [(name, _value(one, value)) for name, value in
                                                   zip(names, one.values, strict=True)])
                    Text(trend_words(one), 'rt-sm rt-2', 'p')

    def _sprints(self, view: Velocity, zone: str) -> None:
        with _card('Sprints'), block('rt-scroll-x'), block('rt-table', 'table').props('aria-label=Sprints'):
            table_head(('Sprint', ''), ('Closed', ''), *((name, 'rt-num') for name in (
                'Committed', 'Completed', 'Added', 'Removed', 'Not completed', 'Say/do', 'Churn', 'Person-days')))
            with block(tag='tbody'):
                for row in reversed(view.rows):
                    with block(tag='tr'):
                        with block(tag='td'):
                            link(row.name, f'/sprints/boards/{self.board_id}/sprints/{row.sprint}')
                        Text(day(row.end, zone), 'rt-nowrap', 'td')
                        for words in (*(amount(one.amount) for one in (row.committed, row.completed, row.added,
                                                                       row.removed, row.not_completed)),
                                      percent(row.say_do), percent(row.churn),
                                      'unknown' if row.person_days is None else amount(row.person_days)):
                            Text(words, 'rt-num', 'td')

    def _grace(self, view: History) -> None:
        if not view.grace:
            return
        title = f'Planned and late, with {counted(view.grace_days, "day")} of grace'
        with _card(title), block('rt-scroll-x'), block('rt-table', 'table').props(f'aria-label="{title}"'):
            table_head(('Sprint', ''), *((name, 'rt-num') for name in ('Planned', 'In time', 'Late', 'Not done')))
            with block(tag='tbody'):
                for row in reversed(view.grace):
                    with block(tag='tr'):
                        Text(row.name, tag='td')
                        for one in (row.planned, row.completed, row.late, row.incomplete):
                            Text(said(one, view.velocity.unit), 'rt-num', 'td')

    def _often(self, view: History) -> None:
        with _card('Carried over three times or more'):
            if not view.often:
                Text('Nothing that is open was carried over so often.', 'rt-2 rt-scope-none', 'p')
                return
            with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="Carried over often"'):
                table_head(('Issue', ''), ('Times', 'rt-num'))
                with block(tag='tbody'):
                    for one in view.often:
                        with block(tag='tr'):
                            with block(tag='td'):
                                last = one.sprints[-1]
                                link(f'{one.key} {one.title}', f'/sprints/boards/{self.board_id}/sprints/{last}'
                                     f'?tab=issues&class=stuck&issue={one.number}')
                            Text(str(len(one.sprints)), 'rt-num', 'td')


def trend_words(one: TrendLine) -> str:
    """Rising by 1.2 a sprint, between 0.3 and 2.1 points."""
    trend = one.trend
    if trend.verdict == TOO_FEW or trend.slope is None:
        return f'{counted(trend.count, "sprint")}: a trend needs {FEWEST}.'
    if not trend.low and not trend.high:
        return 'No trend: it is the same in every sprint.'
    low, high = _slope(trend.low), _slope(trend.high)
    if trend.verdict == NO_TREND:
        return f'No trend: the change per sprint lies between {low} and {high}, which includes none at all.'
    word = 'Rising' if trend.verdict == RISING else 'Falling'
    what = {PERCENT: 'percentage points', DAYS: 'days'}.get(one.unit) or UNIT_WORDS[one.unit][1]
    return f'{word} by {_slope(abs(trend.slope))} a sprint, between {low} and {high} {what}.'


def _slope(value: Decimal | None) -> str:
    return NOTHING if value is None else amount(value.quantize(Decimal('0.01')))


def _value(one: TrendLine, value: Decimal | None) -> str:
    if value is None:
        return NOTHING
    return f'{amount(value.quantize(Decimal("0.1")))} %' if one.unit == PERCENT else amount(value)


def _line(names: Sequence[str], one: TrendLine) -> Draw:
    values = [None if value is None else round(float(value), 2) for value in one.values]

    def draw(colours: Colours) -> Options:
        label = {'color': colours['viz-axis'], 'fontSize': 11}
        series: list[Options] = [{'type': 'line', 'silent': True, 'data': values, 'symbolSize': 5,
                                  'itemStyle': {'color': colours['viz-1']},
                                  'lineStyle': {'color': colours['viz-1'], 'width': 2}}]
        if fitted := _fitted(one.trend, values):
            series.append({'type': 'line', 'silent': True, 'data': fitted, 'symbol': 'none',
                           'lineStyle': {'color': colours['viz-ideal'], 'type': 'dashed', 'width': 1.5}})
        return {'grid': {'left': 4, 'right': 8, 'top': 10, 'bottom': 4, 'containLabel': True},
                'xAxis': {'type': 'category', 'data': list(names), 'axisTick': {'show': False},
                          'axisLine': {'show': False}, 'axisLabel': {**label, 'hideOverlap': True}},
                'yAxis': {'type': 'value', 'min': 0, 'splitNumber': 2, 'axisLabel': {
                    **label, 'formatter': '{value} %' if one.unit == PERCENT else '{value}'},
                    'splitLine': {'lineStyle': {'color': colours['viz-grid']}}}, 'series': series}
    return draw


def _fitted(trend: Trend, values: Sequence[float | None]) -> list[float]:
    """The line through all of them, where there is a trend: it goes through the middle of what there is."""
    if trend.verdict not in (RISING, FALLING) or trend.slope is None:
        return []
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    middle_x, middle_y = (sum(one[side] for one in known) / len(known) for side in (0, 1))
    spread = sum((place - middle_x) ** 2 for place, _ in known)
    slope = sum((place - middle_x) * (value - middle_y) for place, value in known) / spread
    return [round(middle_y + slope * (place - middle_x), 2) for place in range(len(values))]


def _card(title: str) -> ui.element:
    card = block('rt-card', 'section')
    card.props['aria-label'] = title
    with card, block('rt-card-head rt-ln'):
        Text(title, tag='h2')
    return card

