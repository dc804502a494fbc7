"""The flow inside a sprint: how many of its issues stood in which column at the end of each day."""

from collections.abc import Sequence
from decimal import Decimal

from nicegui import ui

from app.domain.sprints.facts.board import DONE, NOT_STARTED, STARTED, WAITING
from app.domain.sprints.reports.sprint_flow import SprintFlow
from components.chart_colours import Colours
from components.charts import Chart, Draw, Options
from components.controls import Text
from components.sprints.day_axis import label_of
from components.sprints.words import amount, counted

COLOURS = {DONE: 'viz-1', WAITING: 'viz-2', STARTED: 'viz-7', NOT_STARTED: 'viz-8'}
DEPTH = {DONE: .75, WAITING: .55, STARTED: .45, NOT_STARTED: .12}  # how much of its colour an area has


class FlowCard(ui.element):
    def __init__(self) -> None:
        super().__init__('div')
        with self:
            self.chart = Chart('Flow', ('Day',), height=190)
            self.words = Text('', 'rt-sm rt-3', 'p')

    def show(self, flow: SprintFlow | None, median: Decimal | None) -> None:
        self.chart.set_visibility(flow is not None)
        days = 'day' if median == 1 else 'days'
        said = '' if median is None else f'Median {amount(median)} {days} from start to done.'
        self.words.say(said if flow else 'Flow appears as soon as the sprint has started.')
        if flow is None:
            return
        self.chart.heads = ('Day', *(name for name, _ in flow.columns))
        self.chart.show('Flow, issues by column', finding(flow), _draw(flow), [
            (label_of(day, 1), *map(str, counts)) for day, counts in zip(flow.days, flow.counts, strict=True)])


def finding(flow: SprintFlow) -> str:
    """The chart in one sentence: where things stand at its end."""
    if not flow.counts:
        return 'No day has passed yet.'
    last = ', '.join(f'{count} in {name}' for (name, _), count in zip(flow.columns, flow.counts[-1], strict=True)
                     if count)
    return f'{counted(sum(flow.counts[-1]))} at the end: {last or "none in any column"}.'


def _draw(flow: SprintFlow) -> Draw:
    """The last column at the bottom."""
    places = list(reversed(range(len(flow.columns))))

    def draw(colours: Colours) -> Options:
        label = {'color': colours['viz-axis'], 'fontSize': 11}
        return {'grid': {'left': 4, 'right': 12, 'top': 10, 'bottom': 6, 'containLabel': True},
                'xAxis': {'type': 'category', 'boundaryGap': False, 'axisTick': {'show': False},
                          'data': [str(day.day) if place else f'{day.day} {day:%b}'
                                   for place, day in enumerate(flow.days)],
                          'axisLine': {'show': False}, 'axisLabel': {**label, 'hideOverlap': True}},
                'yAxis': {'type': 'value', 'min': 0, 'splitNumber': 3, 'minInterval': 1, 'axisLabel': label,
                          'splitLine': {'lineStyle': {'color': colours['viz-grid']}}},
                'series': [_area(flow, place, colours) for place in places]}
    return draw


def _area(flow: SprintFlow, place: int, colours: Colours) -> Options:
    name, kind = flow.columns[place]
    colour = colours[COLOURS.get(kind, 'viz-6')]
    values = [counts[place] for counts in flow.counts]
    return {'name': name, 'type': 'line', 'stack': 'flow', 'silent': True, 'showSymbol': False, 'symbol': 'none',
            'data': values, 'lineStyle': {'color': colour, 'width': 1.5},
            'areaStyle': {'color': colour, 'opacity': DEPTH.get(kind, .4)}, **_named(name, values, colours)}


def _named(name: str, values: Sequence[int], colours: Colours) -> Options:
    """Its name at the right end, while there is something to write it into."""
    shown = bool(values) and values[-1] > 0
    return {'endLabel': {'show': shown, 'formatter': name, 'color': colours['text'], 'fontSize': 11, 'align': 'right',
                         'offset': [-8, 12]}}
