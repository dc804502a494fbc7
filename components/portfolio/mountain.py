"""Load day by day over the whole screen: teams as lines or plans as layers, to be read, and taken away as a picture."""

from collections.abc import Sequence
from decimal import Decimal

from nicegui import ui

from app.domain.portfolio.capacity.capacity import CapacityView
from components.chart_colours import THEMES, Colours
from components.charts import FONT, Options
from components.controls import IconButton, Segmented, Text, block
from components.portfolio.figures import counted, day_month, span
from components.portfolio.load_charts import PALETTE, colour_of, hundred, stacked, step_of, too_much, top_of

MODES = {'teams': 'Teams', 'plans': 'Plans'}
PICTURES = {'svg': 'SVG', 'png': 'PNG'}
MOST_LINES = 12  # the most loaded; more cannot be told apart


class Mountain(ui.dialog):
    """`view` is by days."""

    def __init__(self, view: CapacityView) -> None:
        super().__init__()
        self.view, self.mode, self.picture = view, 'teams', 'svg'
        self.props('maximized').props['aria-label'] = 'Load day by day'
        with self, ui.card().classes('rt-mountain'):
            with block('rt-row'):
                Text(f'Load day by day, {span(view.ask.first, view.ask.last)}', 'rt-grow', 'h2')
                Segmented('Layers', MODES, self.mode, self._choose_mode)
                Segmented('Save picture as', PICTURES, self.picture, self._choose_picture)
                IconButton('close', 'Close', self.close, has_tooltip=False)
            self.finding = Text('', 'rt-2', 'p')
            self.place = block('rt-mountain-drawing').props('role=img')
        self._draw()

    def _choose_mode(self, mode: str) -> None:
        self.mode = mode
        self._draw()

    def _choose_picture(self, picture: str) -> None:
        self.picture = picture
        self._draw()

    def _draw(self) -> None:
        finding = _finding(self.view, self.mode)
        self.finding.say(finding)
        self.place.props['aria-label'] = finding
        self.place.clear()
        with self.place:
            for theme, colours in THEMES.items():
                series = _teams(self.view, colours) if self.mode == 'teams' else _plans(self.view, colours)
                options = _options(self.view, colours, series, self.mode)
                chart = ui.echart(options, renderer='svg' if self.picture == 'svg' else 'canvas')
                chart.classes(f'rt-in-{theme}').props('aria-hidden=true')


def _options(view: CapacityView, colours: Colours, series: Sequence[Options], mode: str) -> Options:
    label = {'color': colours['viz-axis'], 'fontSize': 12}
    values = [cut.percent for cut in view.whole] if mode == 'plans' else [
        cell.percent for row in view.rows for cell in row.cells if cell]
    return {
        'animation': False, 'textStyle': {'fontFamily': FONT}, 'backgroundColor': colours['surface'],
        'tooltip': {'trigger': 'axis', 'order': 'valueDesc', 'confine': True, 'backgroundColor': colours['surface'],
                    'borderColor': colours['line-strong'], 'textStyle': {'color': colours['text'], 'fontSize': 12}},
        'toolbox': {'right': 8, 'feature': {'saveAsImage': {'title': 'Save', 'name': f'load-{view.ask.first}',
                                                            'pixelRatio': 2},
                                            'dataZoom': {'yAxisIndex': 'none', 'title': {'zoom': 'Zoom',
                                                                                         'back': 'Back'}}},
                    'iconStyle': {'borderColor': colours['icon']}},
        'legend': {'bottom': 0, 'type': 'scroll', 'textStyle': {'color': colours['text-2']}},
        'grid': {'left': 8, 'right': 16, 'top': 40, 'bottom': 40, 'containLabel': True},
        'xAxis': {'type': 'category', 'data': _names(view), 'axisLabel': label,
                  'axisTick': {'show': False, 'interval': 0},
                  'axisLine': {'lineStyle': {'color': colours['line-strong']}}},
        'yAxis': {'type': 'value', 'min': 0, 'max': top_of(values), 'interval': step_of(top_of(values)),
                  'axisLabel': {**label, 'formatter': '{value} %'},
                  'splitLine': {'lineStyle': {'color': colours['viz-grid']}}},
        'series': list(series)}


def _teams(view: CapacityView, colours: Colours) -> list[Options]:
    """The most loaded first; a band where any of them has more than there is."""
    rows = sorted(view.rows, key=lambda row: -sum(cell.load for cell in row.cells if cell))[:MOST_LINES]
    worst = [max((cell.percent for row in view.rows if (cell := row.cells[place]) and cell.percent is not None),
                 default=None) for place in range(len(view.periods))]
    return [{'name': row.name, 'type': 'line', 'showSymbol': False, 'connectNulls': True, 'step': 'middle',
             'data': [_value(cell.percent if cell else None) for cell in row.cells],
             'itemStyle': {'color': colours[PALETTE[place % len(PALETTE)]]},
             'lineStyle': {'width': 2, 'type': 'solid' if place < len(PALETTE) else 'dashed'},
             **({'markLine': hundred(colours), 'markArea': too_much(colours, _names(view), worst, 1)}
                if not place else {})} for place, row in enumerate(rows)]


def _plans(view: CapacityView, colours: Colours) -> list[Options]:
    rows = stacked(view.plans)
    sums = [cut.percent for cut in view.whole]
    return [{'name': row.name, 'type': 'line', 'stack': 'load', 'showSymbol': False, 'connectNulls': True,
             'step': 'middle', 'data': [_value(one) for one in row.percents],
             'itemStyle': {'color': colours[colour_of(place, row)]}, 'lineStyle': {'width': 1},
             'areaStyle': {'opacity': 0.75},
             **({'markLine': hundred(colours), 'markArea': too_much(colours, _names(view), sums, 1)}
                if not place else {})} for place, row in enumerate(rows)]


def _names(view: CapacityView) -> list[str]:
    return [f'{period.start:%a} {day_month(period.start)} {period.start:%Y}' for period in view.periods]


def _value(percent: Decimal | None) -> float | None:
    """Nothing on days nobody works: the line goes on to the next."""
    return None if percent is None else float(percent)


def _finding(view: CapacityView, mode: str) -> str:
    if mode == 'plans':
        over = sum(cut.percent is not None and cut.percent > 100 for cut in view.whole)
        return (f'All teams together, divided by {counted(view.denominator, "team")}: above 100 % on '
                f'{counted(over, "day")} of {len(view.whole)}.')
    days = {place for row in view.rows for place, cell in enumerate(row.cells) if cell and cell.over_days}
    return f'At least one team has more than there is of it on {counted(len(days), "day")} of {len(view.periods)}.'
