"""Charts of several series: bars side by side, standing or lying, with a legend above."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.chart_colours import Colours
from components.charts import FONT, Draw, Options


@dataclass(frozen=True)
class Series:
    """`colour` is the name of a token; words are those beside each bar."""
    name: str
    colour: str
    values: tuple[float | None, ...]
    words: tuple[str, ...] = ()
    is_line: bool = False


def side_by_side(names: Sequence[str], series: Sequence[Series]) -> Draw:
    """Bars in groups, one for each name; a line lies over them."""
    def draw(colours: Colours) -> Options:
        return {
            'grid': {'left': 4, 'right': 8, 'top': 34, 'bottom': 4, 'containLabel': True},
            'legend': _legend(colours),
            'xAxis': {'type': 'category', 'data': list(names), 'axisTick': {'show': False},
                      'axisLine': {'lineStyle': {'color': colours['line-strong']}},
                      'axisLabel': {**_label(colours), 'hideOverlap': True}},
            'yAxis': {'type': 'value', 'splitNumber': 3, 'axisLabel': _label(colours),
                      'splitLine': {'lineStyle': {'color': colours['viz-grid']}}},
            'series': [_series(one, colours, [3, 3, 0, 0]) for one in series]}
    return draw


def lying(names: Sequence[str], series: Sequence[Series]) -> Draw:
    """The first name on top."""
    def draw(colours: Colours) -> Options:
        return {
            'grid': {'left': 4, 'right': 64, 'top': 34, 'bottom': 4, 'containLabel': True},
            'legend': _legend(colours),
            'xAxis': {'type': 'value', 'show': False},
            'yAxis': {'type': 'category', 'inverse': True, 'data': list(names), 'axisTick': {'show': False},
                      'axisLine': {'show': False}, 'axisLabel': {**_label(colours, 'text-2'), 'width': 110,
                                                                 'overflow': 'truncate'}},
            'series': [_series(one, colours, [0, 3, 3, 0], 'right') for one in series]}
    return draw


def _series(one: Series, colours: Colours, corners: list[int], words_at: str = '') -> dict[str, Any]:
    colour = colours[one.colour]
    if one.is_line:
        return {'type': 'line', 'name': one.name, 'data': list(one.values), 'silent': True, 'symbolSize': 6,
                'lineStyle': {'color': colour, 'width': 2}, 'itemStyle': {'color': colour}}
    return {'type': 'bar', 'name': one.name, 'silent': True, 'barMaxWidth': 14 if words_at else 26, 'barGap': '10%',
            'itemStyle': {'color': colour, 'borderRadius': corners},
            'data': [_bar(value, word, words_at, colours) for value, word in zip(
                one.values, one.words or [''] * len(one.values), strict=True)]}


def _bar(value: float | None, word: str, at: str, colours: Colours) -> dict[str, Any]:
    label = {'show': True, 'position': at, 'formatter': word, **_label(colours, 'text')} if word else {'show': False}
    return {'value': value, 'label': label}


def _legend(colours: Colours) -> Options:
    return {'top': 0, 'left': 0, 'itemWidth': 12, 'itemHeight': 8, 'selectedMode': False,
            'textStyle': _label(colours, 'text-2')}


def _label(colours: Colours, colour: str = 'viz-axis') -> Options:
    return {'color': colours[colour], 'fontSize': 12, 'fontFamily': FONT}
