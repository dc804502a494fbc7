"""The burndown: what is left and the scope at the moments they changed, the even pace, and where it is heading."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from nicegui import ui
from nicegui.events import EChartPointClickEventArguments

from app.domain.sprints.facts.board import ACTIVE, Ms, Number
from app.domain.sprints.metrics.report import Burndown, Report, ScopeEvent, Step
from app.domain.sprints.reports.report_views import Pace, ReportView
from components.chart_colours import Colours
from components.charts import Chart, Draw, Options
from components.controls import Text, block
from components.sprints.day_axis import DayAxis, axis_of, label_of
from components.sprints.words import MEASURED, amount, day, day_time, local, of_unit

MOST_LABELS = 6  # days with changes of scope that are written into the chart
NARROW = [{'query': {'maxWidth': 520}, 'option': {'series': [  # no room for what is written along the lines
    {}, {'markPoint': {'data': []}}, {}, {'markPoint': {'data': []}}]}}, {'option': {}}]
ROOM = .75  # share of the axis after which a label stands on its left
HEADS = ('When', 'Left', 'Scope', 'Done', 'Even pace', 'What happened')
DOWN, UP = 'down', 'up'

Why = Callable[[Number], object]


class BurndownChart(ui.element):
    """As a burndown, or with what is done growing towards the scope; a point opens the issue behind it."""

    def __init__(self, why: Why, height: int = 248) -> None:
        super().__init__('div')
        self.why, self.way = why, DOWN
        self.behind: dict[int, Sequence[Step]] = {}
        self.classes('rt-burn')
        with self:
            with block('rt-legend').props('aria-hidden=true'):
                for name, words in (('left', 'left'), ('scope', 'scope'), ('pace', 'even pace'), ('ahead', 'forecast')):
                    with block(f'rt-line-{name}', 'span'):
                        block(tag='i')
                        Text(words)
            self.chart = Chart('Burndown', HEADS, height=height)
            self.none = Text('', 'rt-2 rt-burn-none', 'p')
        for chart in self.chart.charts.values():
            chart.on_point_click(self._clicked)

    def show(self, view: ReportView, way: str = DOWN) -> None:
        self.way = way
        burn = view.report.burndown
        self.chart.set_visibility(burn is not None)
        self.none.set_visibility(burn is None)
        if burn is None:
            self.none.say('There is no burndown: the sprint has not started, or has no dates.')
            return
        title = ('Burndown, ' if way == DOWN else 'Burnup, ') + MEASURED[view.report.unit] + (
            ' left' if way == DOWN else ' done') + (', straight even pace: no working day' if burn.is_straight else '')
        drawing = _Drawing(view, burn, way)
        self.behind = {0: (burn.left if way == DOWN else burn.done), 1: burn.scope}
        self.chart.show(title, finding(view.report, view.pace), drawing.draw(), table_of(view.report, burn))

    def _clicked(self, event: EChartPointClickEventArguments) -> Any:
        steps = self.behind.get(event.series_index, ())
        if event.data_index < len(steps) and (number := steps[event.data_index].number) is not None:
            return self.why(number)
        return None


class _Drawing:
    """Everything a theme does not change is worked out once."""

    def __init__(self, view: ReportView, burn: Burndown, way: str) -> None:
        self.view, self.burn, self.way = view, burn, way
        self.is_running = view.report.state == ACTIVE
        moments = [step.at for step in (*burn.left, *burn.scope)]
        self.axis = axis_of(burn.start, max(burn.end, burn.until), view.working, moments, view.report.zone)
        self.line = _points(self.axis, burn.left if way == DOWN else burn.done, burn.until)
        self.scope = _points(self.axis, burn.scope, burn.until)
        self.even = _points(self.axis, burn.guideline, None)
        if way == UP and burn.guideline:
            most = burn.guideline[0].amount
            self.even = [[x, float(most) - y] for x, y in self.even]

    def draw(self) -> Draw:
        return lambda colours: {**_axes(self.axis, colours), 'media': NARROW, 'series': [
            self._left(colours), self._scope(colours), self._even(colours), *self._ahead(colours)]}

    def _left(self, colours: Colours) -> Options:
        made = _line('left' if self.way == DOWN else 'done', self.line, colours['viz-1'], 2.5)
        now, value = self.line[-1] if self.line else (0.0, 0.0)
        made |= {'step': 'end', 'areaStyle': {'color': colours['viz-1'], 'opacity': .1}, 'silent': False,
                 'triggerLineEvent': False, 'symbol': 'circle', 'symbolSize': 6, 'itemStyle': {
                     'color': colours['viz-1'], 'borderColor': colours['surface'], 'borderWidth': 1}}
        words = f'{amount(Decimal(str(value)))} {"left" if self.way == DOWN else "done"}'
        made['markPoint'] = {'silent': True, 'symbol': 'circle', 'symbolSize': 10, 'data': [{'coord': [now, value]}],
                             'itemStyle': {'color': colours['viz-1'], 'borderColor': colours['surface'],
                                           'borderWidth': 2},
                             'label': {'formatter': words, 'fontWeight': 'bold', 'color': colours['text'],
                                       **self._beside(now)}}
        made['markArea'] = {'silent': True, 'data': self._bands(colours)}
        return made

    def _beside(self, now: float) -> Options:
        """To the right of where it is now, while there is room before the end."""
        if now < len(self.axis.days) * ROOM:
            return {'position': [14, -12], 'align': 'left'}
        return {'position': [-4, -18], 'align': 'right'}

    def _bands(self, colours: Colours) -> list[Any]:
        """Days nobody works, and today."""
        def band(place: int, colour: str, opacity: float) -> list[Options]:
            return [{'xAxis': place, 'itemStyle': {'color': colours[colour], 'opacity': opacity}}, {'xAxis': place + 1}]
        bands = [band(place, 'viz-grid', .55) for place in self.axis.bands()]
        today = self.axis.place_of(local(self.burn.until, self.axis.zone).date()) if self.is_running else None
        return bands if today is None else [*bands, band(today, 'now', .1)]

    def _scope(self, colours: Colours) -> Options:
        made = _line('scope', self.scope, colours['viz-8'], 1.75)
        marks = [{'coord': coord, 'label': {'formatter': words}} for coord, words in _jumps(
            self.axis, self.view.report.scope, self.burn.scope)]
        return made | {'step': 'end', 'markPoint': {
            'silent': True, 'symbol': 'circle', 'symbolSize': 1, 'data': marks if len(marks) <= MOST_LABELS else [],
            'label': {'position': [4, -15], 'align': 'left', 'color': colours['text-3'], 'fontSize': 11}}}

    def _even(self, colours: Colours) -> Options:
        return _line('even pace', self.even, colours['viz-ideal'], 1.5, 'dashed')

    def _ahead(self, colours: Colours) -> list[Options]:
        """From now to the end, with a soft range."""
        pace = self.view.pace
        if pace is None or not self.line or not self.is_running:
            return []
        whole = self.scope[-1][1] if self.scope else 0.0
        def value(amount_left: Decimal) -> float:
            return float(amount_left) if self.way == DOWN else whole - float(amount_left)
        now, end = self.line[-1], float(len(self.axis.days))
        low, high = sorted((value(pace.low), value(pace.high)))
        likely = _line('forecast', [now, [end, value(pace.likely)]], colours['viz-1'], 2, 'dotted')
        likely['markPoint'] = {'silent': True, 'symbol': 'circle', 'symbolSize': 1, 'data': [
            {'coord': [end, max(high, value(pace.likely))]}], 'label': {
                'formatter': f'likely {amount(pace.likely)} left ({amount(pace.low)}–{amount(pace.high)})',
                'position': [0, -16], 'align': 'right', 'color': colours['text-3'], 'fontSize': 11}}
        floor = _line('from', [now, [end, low]], 'transparent', 0) | {'stack': 'range'}
        room = _line('to', [[now[0], 0.0], [end, high - low]], 'transparent', 0) | {
            'stack': 'range', 'areaStyle': {'color': colours['viz-1'], 'opacity': .12}}
        return [likely, floor, room]


def finding(report: Report, pace: Pace | None) -> str:
    """The chart in one sentence."""
    burn = report.burndown
    if burn is None or not burn.left:
        return 'Nothing has been burnt down.'
    first, last = burn.left[0], burn.left[-1]
    said = f'{of_unit(last.amount, report.unit)} left of {amount(first.amount)} at the start'
    when = f' on {day(burn.until, report.zone)}'
    ahead = '' if pace is None else (f'; at the pace so far {amount(pace.likely)} are likely to be left at the end, '
                                     f'between {amount(pace.low)} and {amount(pace.high)}')
    return f'{said}{when}{ahead}.'


def table_of(report: Report, burn: Burndown) -> list[tuple[str, ...]]:
    """Every moment at which something changed."""
    moments = sorted({step.at for line in (burn.left, burn.scope, burn.done) for step in line} | {burn.until})
    notes = {step.at: step.note for step in (*burn.scope, *burn.done, *burn.left) if step.note}
    for event in report.scope:
        notes.setdefault(event.at, f'{event.key} {event.sign}')
    return [(day_time(at, report.zone), *(amount(value_at(line, at)) for line in (burn.left, burn.scope, burn.done)),
             amount(_even_at(burn.guideline, at)), notes.get(at, '')) for at in moments]


def value_at(line: Sequence[Step], at: Ms) -> Decimal | None:
    return next((step.amount for step in reversed(line) if step.at <= at), None)


def _even_at(line: Sequence[Step], at: Ms) -> Decimal | None:
    """Between the corners of the even pace, in proportion."""
    for first, last in pairwise(line):
        if first.at <= at <= last.at:
            share = Decimal(at - first.at) / Decimal(last.at - first.at) if last.at > first.at else Decimal(0)
            return first.amount + (last.amount - first.amount) * share
    return None if not line or at < line[0].at else line[-1].amount


def _points(axis: DayAxis, line: Sequence[Step], until: Ms | None) -> list[list[float]]:
    """The last value holds until what is known ends."""
    found = [[round(axis.at(step.at), 4), float(step.amount)] for step in line]
    if found and until is not None and line[-1].at < until:
        found.append([round(axis.at(until), 4), found[-1][1]])
    return found


def _jumps(axis: DayAxis, events: Sequence[ScopeEvent], scope: Sequence[Step]) -> list[tuple[list[float], str]]:
    """One label for each day on which the scope changed: how much came or went."""
    days: dict[Any, list[ScopeEvent]] = {}
    for event in events:
        days.setdefault(int(axis.at(event.at)), []).append(event)
    found = []
    for some in days.values():
        change = sum((_change(event) for event in some), Decimal(0))
        if change:
            words = f'+{amount(change)} added' if change > 0 else f'{amount(change)} removed'
            found.append(([round(axis.at(some[-1].at), 4), float(value_at(scope, some[-1].at) or 0)], words))
    return found


def _change(event: ScopeEvent) -> Decimal:
    before, after = event.before or Decimal(0), event.after or Decimal(0)
    return {'+': after, '−': -before, '±': after - before}.get(event.sign, Decimal(0))


def _line(name: str, points: Sequence[Any], colour: str, width: float, kind: str = 'solid') -> Options:
    return {'name': name, 'type': 'line', 'silent': True, 'showSymbol': name in ('left', 'done'), 'symbol': 'none',
            'data': points, 'lineStyle': {'color': colour, 'width': width, 'type': kind},
            'itemStyle': {'color': colour}, 'z': 3 if name in ('left', 'done') else 2}


def _axes(axis: DayAxis, colours: Colours) -> Options:
    count = len(axis.days)
    label = {'color': colours['viz-axis'], 'fontSize': 11}
    return {'grid': {'left': 4, 'right': 10, 'top': 22, 'bottom': 2, 'containLabel': True},
            'xAxis': [{'type': 'value', 'min': 0, 'max': count, 'show': False},
                      {'type': 'category', 'position': 'bottom', 'data': [label_of(day, count) for day in axis.days],
                       'axisTick': {'show': False}, 'axisLine': {'show': False},
                       'axisLabel': {**label, 'hideOverlap': True}}],
            'yAxis': {'type': 'value', 'min': 0, 'splitNumber': 4, 'axisLabel': label, 'axisLine': {'show': False},
                      'axisTick': {'show': False},
                      'splitLine': {'lineStyle': {'color': colours['viz-grid']}}}}
