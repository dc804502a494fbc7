"""Load of all teams together: as a line against 100 %, and stacked by the plan that pays, with what is unfunded."""

from collections.abc import Sequence
from decimal import Decimal

from nicegui import ui

from app.domain.portfolio.capacity.capacity import CapacityView, Period, PlanRow
from components.chart_colours import Colours
from components.charts import Chart, Draw, Options
from components.portfolio.figures import NOBODY, counted, percent, plain
from components.portfolio.heat import period_name

UNFUNDED = 'viz-5'
PALETTE = ('viz-1', 'viz-3', 'viz-2', 'viz-4', 'viz-6', 'viz-7')
MOST = len(PALETTE)  # plans that have a colour of their own; the others are one


class LoadCharts(ui.element):
    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-load-charts')
        self.heads: tuple[str, ...] = ()
        with self:
            self.plans = Chart('Load per plan', (), height=240)
            self.whole = Chart('Load of all teams', ('Period', 'Load', 'Peak', 'Days above'), height=240)

    def show(self, view: CapacityView) -> None:
        names = [period_name(view.ask.bucket, Period(cut.start, cut.end, _named(view, cut.start, cut.end)))
                 for cut in view.whole]
        divisor = f'divided by {counted(view.denominator, "team")}' + (
            ', each by its hours' if view.weighs_by_hours else ', each weighs the same')
        rows = stacked(view.plans)
        self.plans.heads = ('Period', *(row.name for row in rows), 'Together')
        self.plans.show(f'Load per plan, {divisor}', _plan_finding(view, rows), _stack(
            names, rows, [cut.percent for cut in view.whole]), [
            (name, *(percent(row.percents[place]) for row in rows), percent(cut.percent))
            for place, (name, cut) in enumerate(zip(names, view.whole, strict=True))])
        self.whole.show(f'Load of all teams, {divisor}', _whole_finding(view, names), _line(
            names, [cut.percent for cut in view.whole], [cut.peak for cut in view.whole]), [
            (name, percent(cut.percent), percent(cut.peak), str(cut.over_days))
            for name, cut in zip(names, view.whole, strict=True)])


def _named(view: CapacityView, start: object, end: object) -> str:
    return next((one.name for one in view.periods if (one.start, one.end) == (start, end)), '')


def stacked(plans: Sequence[PlanRow]) -> list[PlanRow]:
    """The largest, then all others as one, then what is unfunded."""
    funded = sorted((row for row in plans if row.plan), key=lambda row: -sum(one or 0 for one in row.percents))
    shown = sorted(funded[:MOST], key=lambda row: row.name.casefold())
    if funded[MOST:]:
        sums = [sum((one or Decimal(0) for one in column), Decimal(0))
                for column in zip(*(row.percents for row in funded[MOST:]), strict=True)]
        shown.append(PlanRow(-1, f'{len(funded) - MOST} other plans', 0, tuple(sums)))
    return [*shown, *(row for row in plans if not row.plan)]


def _stack(names: Sequence[str], rows: Sequence[PlanRow], sums: Sequence[Decimal | None]) -> Draw:
    top = top_of(sums)

    def draw(colours: Colours) -> Options:
        return {**_axes(colours, names, top),
                'legend': {'bottom': 0, 'textStyle': {'color': colours['text-2']}, 'icon': 'rect', 'itemWidth': 12,
                           'itemHeight': 12, 'type': 'scroll'},
                'series': [{'name': row.name, 'type': 'bar', 'stack': 'load', 'barMaxWidth': 44, 'silent': True,
                            'data': [float(one or 0) for one in row.percents],
                            'itemStyle': {'color': colours[colour_of(place, row)], 'borderColor': colours['surface'],
                                          'borderWidth': 1},
                            **({'markLine': hundred(colours), 'markArea': too_much(colours, names, sums)}
                               if not place else {})}
                           for place, row in enumerate(rows)]}
    return draw


def _line(names: Sequence[str], values: Sequence[Decimal | None], peaks: Sequence[Decimal | None]) -> Draw:
    top = top_of([*values, *peaks])

    def draw(colours: Colours) -> Options:
        def series(name: str, data: Sequence[Decimal | None], colour: str, style: str) -> Options:
            return {'name': name, 'type': 'line', 'silent': True, 'symbolSize': 6, 'connectNulls': False,
                    'data': [None if one is None else float(one) for one in data],
                    'itemStyle': {'color': colours[colour]},
                    'lineStyle': {'color': colours[colour], 'width': 2, 'type': style}}
        return {**_axes(colours, names, top), 'legend': {'bottom': 0, 'textStyle': {'color': colours['text-2']}},
                'series': [{**series('Load', values, 'viz-1', 'solid'), 'markLine': hundred(colours),
                            'markArea': too_much(colours, names, values)},
                           series('Highest day', peaks, 'viz-2', 'dashed')]}
    return draw


def _axes(colours: Colours, names: Sequence[str], top: int) -> Options:
    label = {'color': colours['viz-axis'], 'fontSize': 12}
    return {'grid': {'left': 4, 'right': 12, 'top': 16, 'bottom': 34, 'containLabel': True},
            'xAxis': {'type': 'category', 'data': list(names), 'axisLabel': label,
                      'axisTick': {'show': False, 'interval': 0},
                      'axisLine': {'lineStyle': {'color': colours['line-strong']}}},
            'yAxis': {'type': 'value', 'min': 0, 'max': top, 'interval': step_of(top),
                      'axisLabel': {**label, 'formatter': '{value} %'},
                      'splitLine': {'lineStyle': {'color': colours['viz-grid']}}}}


def top_of(values: Sequence[Decimal | None]) -> int:
    """A hundred is always in sight, there is air above the highest, and lines divide it evenly."""
    highest = max([Decimal(105), *(one for one in values if one is not None)])
    step = step_of(int(highest) + 1)
    return (int(highest) // step + 1) * step


def step_of(top: int) -> int:
    """How far apart the lines are of an axis up to `top`: at most five spaces, round numbers only."""
    size = 1
    while True:
        for step in (20, 25, 30, 40, 50, 75, 100):
            if step * size * 5 >= top:
                return step * size
        size *= 10


def too_much(colours: Colours, names: Sequence[str], values: Sequence[Decimal | None], beyond: int = 0) -> Options:
    """A band behind periods with more than there is; those in which nobody is there do not interrupt it.

    `beyond` is how many periods further it reaches, where a single one would be too narrow to be seen.
    """
    return {'silent': True, 'itemStyle': {'color': colours['negative'], 'opacity': 0.12},
            'data': [[{'xAxis': names[first]}, {'xAxis': names[min(last + beyond, len(names) - 1)]}]
                     for first, last in _runs(values)]}


def _runs(values: Sequence[Decimal | None]) -> list[tuple[int, int]]:
    """First and last place of each stretch above a hundred."""
    found: list[tuple[int, int]] = []
    is_open = False
    for place, one in enumerate(values):
        if one is not None and one > 100:
            found[-1:] = [(found[-1][0], place)] if is_open else [*found[-1:], (place, place)]
            is_open = True
        elif one is not None:
            is_open = False
    return found


def hundred(colours: Colours) -> Options:
    return {'silent': True, 'symbol': 'none', 'data': [{'yAxis': 100}],
            'lineStyle': {'color': colours['negative'], 'type': 'dotted', 'width': 1.5},
            'label': {'formatter': '100', 'color': colours['text-3'], 'position': 'insideEndTop'}}


def colour_of(place: int, row: PlanRow) -> str:
    return UNFUNDED if not row.plan else 'viz-8' if row.plan < 0 else PALETTE[place % MOST]


def _whole_finding(view: CapacityView, names: Sequence[str]) -> str:
    loaded = [(cut.percent, name) for cut, name in zip(view.whole, names, strict=True) if cut.percent is not None]
    if not loaded:
        return 'Nobody is there in these periods.'
    most, when = max(loaded)
    over = sum(value > 100 for value, _ in loaded)
    return (f'All teams together are loaded most in {when}, with {plain(most)} %; '
            f'{counted(over, "period")} of {len(loaded)} above 100 %.')


def _plan_finding(view: CapacityView, rows: Sequence[PlanRow]) -> str:
    if not rows:
        return 'Nothing is planned in these periods.'
    sums = {row.name: sum((one or Decimal(0) for one in row.percents), Decimal(0)) for row in rows}
    most = max(sums, key=lambda name: sums[name])
    mean = sums[most] / max(1, len(view.whole))
    return f'{most} takes the most: {plain(mean.quantize(Decimal("0.1")))} % on average.' if mean else NOBODY
