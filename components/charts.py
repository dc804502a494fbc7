"""A chart with a title, what it shows in one sentence, and the same numbers as a table.

Which theme holds may be the system's choice, which only the browser knows: so each chart is drawn for both, and the
style sheet shows one. Nothing has to be sent when the theme changes.
"""

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import ui

from components.chart_colours import THEMES, Colours
from components.controls import Button, Text, block, put, table_head

Options = dict[str, Any]
Draw = Callable[[Colours], Options]

FONT = 'Roboto, ui-sans-serif, system-ui, sans-serif'


class Chart(ui.element):
    """`show` draws what is new; the table has the columns `heads` and is there for whoever wants numbers."""

    def __init__(self, title: str, heads: Sequence[str], *, height: int = 220, level: str = 'h2') -> None:
        super().__init__('figure')
        self.classes('rt-chart')
        self.heads = tuple(heads)
        self.shown: tuple[object, ...] | None = None
        with self:
            with block('rt-row'):
                self.title = Text(title, 'rt-grow', level)
                self.toggle = Button('Show as table', self._turn, look='ghost', size='s', icon='table_rows')
                self.toggle.props('aria-pressed=false')
            self.drawing = block('rt-chart-drawing').props('role=img').style(f'height: {height}px')
            with self.drawing:
                self.charts = {theme: ui.echart({}, renderer='svg').classes(f'rt-in-{theme}').props('aria-hidden=true')
                               for theme in THEMES}
            self.table = block('rt-scroll-x').props('tabindex=0 role=group')
        self.table.set_visibility(False)

    def show(self, title: str, finding: str, draw: Draw, rows: Sequence[Sequence[str]]) -> None:
        """`finding` says what one sees; rows are those of the table, as people read them."""
        drawn = {theme: draw(colours) for theme, colours in THEMES.items()}
        if self.shown == (title, finding, repr(drawn), tuple(map(tuple, rows))):
            return
        self.shown = (title, finding, repr(drawn), tuple(map(tuple, rows)))
        self.title.say(title)
        put(self.drawing, aria_label=finding)
        put(self.table, aria_label=title)
        for theme, chart in self.charts.items():
            chart.options.clear()
            chart.options.update(_calm(drawn[theme]))
            chart.update()
        self._fill(title, rows)

    def _fill(self, title: str, rows: Sequence[Sequence[str]]) -> None:
        self.table.clear()
        with self.table, block('rt-table', 'table').props(f'aria-label="{title}"'):
            table_head(*((head, 'rt-num' if place else '') for place, head in enumerate(self.heads)))
            with block(tag='tbody'):
                for row in rows:
                    with block(tag='tr'):
                        for place, cell in enumerate(row):
                            Text(cell, 'rt-num' if place else '', 'td')

    def _turn(self) -> None:
        is_table = not self.table.visible
        self.table.set_visibility(is_table)
        self.drawing.set_visibility(not is_table)
        self.toggle.say('Show as chart' if is_table else 'Show as table')
        put(self.toggle, aria_pressed='true' if is_table else 'false')


def bars_lying(names: Sequence[str], values: Sequence[float], words: Sequence[str],
               colours_of: Sequence[str] = ()) -> Draw:
    """One bar for each name, the first on top, each with its value beside it."""
    def draw(colours: Colours) -> Options:
        return {
            'grid': {'left': 4, 'right': 60, 'top': 4, 'bottom': 4, 'containLabel': True},
            'xAxis': {'type': 'value', 'show': False, **_from_zero(values)},
            'yAxis': {'type': 'category', 'inverse': True, 'data': list(names), 'axisTick': {'show': False},
                      'axisLine': {'show': False}, 'axisLabel': _label(colours, 'text-2')},
            'series': [_bars(values, words, colours, colours_of, 'right', [0, 3, 3, 0])]}
    return draw


def bars_standing(names: Sequence[str], values: Sequence[float], words: Sequence[str],
                  colours_of: Sequence[str] = ()) -> Draw:
    """One bar for each name, side by side, each with its value on top."""
    def draw(colours: Colours) -> Options:
        return {
            'grid': {'left': 4, 'right': 4, 'top': 24, 'bottom': 4, 'containLabel': True},
            'xAxis': {'type': 'category', 'data': list(names), 'axisTick': {'show': False},
                      'axisLine': {'lineStyle': {'color': colours['line-strong']}}, 'axisLabel': _label(colours)},
            'yAxis': {'type': 'value', 'splitNumber': 3, 'axisLabel': _label(colours), **_from_zero(values),
                      'splitLine': {'lineStyle': {'color': colours['viz-grid']}}},
            'series': [_bars(values, words, colours, colours_of, 'top', [3, 3, 0, 0])]}
    return draw


def _bars(values: Sequence[float], words: Sequence[str], colours: Colours, colours_of: Sequence[str], where: str,
          corners: Sequence[int]) -> Options:
    chosen = colours_of or ['viz-1'] * len(values)
    return {'type': 'bar', 'barMaxWidth': 22 if where == 'right' else 44, 'silent': True, 'data': [
        {'value': value, 'itemStyle': {'color': colours[colour], 'borderRadius': list(corners)},
         'label': {'show': True, 'position': where, 'formatter': word, **_label(colours, 'text')}}
        for value, word, colour in zip(values, words, chosen, strict=True)]}


def _from_zero(values: Sequence[float]) -> Options:
    return {'min': 0} if all(value >= 0 for value in values) else {}


def _label(colours: Colours, colour: str = 'viz-axis') -> Options:
    return {'color': colours[colour], 'fontSize': 12, 'fontFamily': FONT}


def _calm(options: Options) -> Options:
    """Nothing moves: the server does not know who wants no motion."""
    return {'animation': False, 'textStyle': {'fontFamily': FONT}, 'backgroundColor': 'transparent', **options}
