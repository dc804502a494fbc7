"""One category by month: what is used of its limit, and what is over it."""

from collections.abc import Sequence

from nicegui import ui

from app.domain.seasons.money import major, written
from app.domain.seasons.otb import OtbView
from components.chart_colours import Colours
from components.charts import FONT, Chart, Draw, Options


class OtbChart(ui.element):
    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-card rt-analytics-chart')
        with self:
            self.chart = Chart('By month', ('Month', 'Used', 'Limit', 'Left'), height=200)

    def show(self, view: OtbView) -> None:
        digits = view.season.digits
        used = [one.consumed for one in view.by_month]
        limits = [one.planned - one.held for one in view.by_month]
        over = [(label, one) for label, one in zip(view.month_labels, view.by_month, strict=True) if one.left < 0]
        finding = f'{view.category_name} by month: ' + ('; '.join(
            f'{label} is {written(-one.left, digits)} over' for label, one in over) or 'no month is over its limit')
        rows = [(label, written(one.consumed, digits), written(one.planned - one.held, digits),
                 written(one.left, digits)) for label, one in zip(view.month_labels, view.by_month, strict=True)]
        self.chart.show(f'{view.category_name} by month', finding,
                        _drawn(view.month_labels, [float(major(one, digits)) for one in used],
                               [float(major(one, digits)) for one in limits],
                               [f'{written(-one.left, digits)} over' if one.left < 0 else '' for one in view.by_month]),
                        rows)


def _drawn(names: Sequence[str], used: Sequence[float], limits: Sequence[float], words: Sequence[str]) -> Draw:
    within = [min(a, max(b, 0.0)) if a > 0 else a for a, b in zip(used, limits, strict=True)]
    over = [max(a - max(b, 0.0), 0.0) for a, b in zip(used, limits, strict=True)]

    def draw(colours: Colours) -> Options:
        label = {'fontSize': 12, 'fontFamily': FONT}
        return {
            'grid': {'left': 4, 'right': 60, 'top': 34, 'bottom': 4, 'containLabel': True},
            'legend': {'top': 0, 'left': 0, 'itemWidth': 12, 'itemHeight': 8, 'selectedMode': False,
                       'textStyle': {'color': colours['text-2'], **label}},
            'xAxis': {'type': 'category', 'data': list(names), 'axisTick': {'show': False},
                      'axisLine': {'lineStyle': {'color': colours['line-strong']}},
                      'axisLabel': {'color': colours['viz-axis'], **label}},
            'yAxis': {'type': 'value', 'splitNumber': 3, 'axisLabel': {'color': colours['viz-axis'], **label},
                      'splitLine': {'lineStyle': {'color': colours['viz-grid']}}},
            'series': [_bars('used', colours['viz-1'], within, ()), _bars('over', colours['negative'], over, words, {
                'color': colours['negative'], **label}),
                {'type': 'scatter', 'name': 'limit', 'data': list(limits), 'symbol': 'rect', 'symbolSize': [38, 2],
                 'silent': True, 'itemStyle': {'color': colours['text']}}]}
    return draw


def _bars(name: str, colour: str, values: Sequence[float], words: Sequence[str],
          label: Options | None = None) -> Options:
    data = [{'value': value, 'label': {'show': bool(word), 'position': 'right', 'formatter': word, **(label or {})}}
            for value, word in zip(values, words or [''] * len(values), strict=True)]
    return {'type': 'bar', 'name': name, 'stack': 'all', 'silent': True, 'barMaxWidth': 30,
            'itemStyle': {'color': colour}, 'data': data}
