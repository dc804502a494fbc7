"""Below two plans: what each month costs in either, and how loaded one team is by week."""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any

from nicegui import ui

from app.domain.portfolio.scenarios.comparing import CompareView, MonthCost, WeekLoad
from components.chart_colours import Colours
from components.charts import Chart, Draw, Options
from components.controls import Choice, block
from components.portfolio.figures import amount, day_month, month_name, percent


class CompareCharts(ui.element):
    """Without the right to see cost there is only the load."""

    def __init__(self, choose_team: Callable[[int], Awaitable[Any]]) -> None:
        super().__init__('div')
        self.classes('rt-compare-charts')
        self.choose_team = choose_team
        self.teams: tuple[tuple[int, str], ...] = ()
        with self:
            with block('rt-compare-chart') as self.money:
                self.cost = Chart('Cost per month', ('Month', 'before', 'after', 'internal', 'external'), height=170)
            with block('rt-compare-chart'):
                self.load = Chart('Load', ('Week', 'before', 'after'), height=170)
                self.team = Choice('Team', {}, None, on_change=self._choose).classes('rt-bare')

    def show(self, view: CompareView) -> None:
        figures = view.figures
        self.money.set_visibility(figures.months is not None)
        if figures.months is not None:
            self._cost(view, figures.months)
        if view.teams != self.teams:
            self.teams = view.teams
            self.team.select.set_options(dict(view.teams), value=figures.team)
        self.load.heads = ('Week', view.before, view.after)
        self.load.show('Load, % per week', _load_finding(view), _lines(view, figures.weeks), [
            (day_month(week.start), percent(week.before), percent(week.after)) for week in figures.weeks])

    async def _choose(self) -> None:
        if self.team.select.value is not None:
            await self.choose_team(int(self.team.select.value))

    def _cost(self, view: CompareView, months: Sequence[MonthCost]) -> None:
        self.cost.heads = ('Month', view.before, view.after, 'of it internal', 'of it external')
        self.cost.show(f'Cost per month, {view.figures.currency} thousand', _cost_finding(view), _bars(view, months), [
            (month_name(one.month), amount(sum(one.before)), amount(sum(one.after)), amount(one.after[0]),  # type: ignore[arg-type]
             amount(one.after[1])) for one in months])


def _bars(view: CompareView, months: Sequence[MonthCost]) -> Draw:
    """Two stacks a month: grey as it was, plum as it would be; external lighter."""
    def draw(colours: Colours) -> Options:
        def series(name: str, stack: str, values: Sequence[Decimal], colour: str, opacity: float) -> Options:
            return {'name': name, 'type': 'bar', 'stack': stack, 'barMaxWidth': 26, 'silent': True,
                    'data': [round(float(value) / 1000, 1) for value in values],
                    'itemStyle': {'color': colours[colour], 'opacity': opacity}}
        return {**_axes(colours, [f'{one.month:%b}' for one in months]), 'series': [
            series(view.before, 'before', [one.before[0] for one in months], 'viz-ideal', .75),
            series(view.before, 'before', [one.before[1] for one in months], 'viz-ideal', .4),
            series('internal', 'after', [one.after[0] for one in months], 'viz-4', 1),
            series('external', 'after', [one.after[1] for one in months], 'viz-4', .45)]}
    return draw


def _lines(view: CompareView, weeks: Sequence[WeekLoad]) -> Draw:
    def draw(colours: Colours) -> Options:
        def series(name: str, values: Sequence[Decimal | None], colour: str, style: str) -> Options:
            return {'name': name, 'type': 'line', 'silent': True, 'symbolSize': 5, 'connectNulls': True,
                    'data': [None if value is None else float(value) for value in values],
                    'itemStyle': {'color': colours[colour]},
                    'lineStyle': {'color': colours[colour], 'width': 2, 'type': style}}
        full = {'silent': True, 'symbol': 'none', 'data': [{'yAxis': 100}],
                'lineStyle': {'color': colours['negative'], 'type': 'dashed'},
                'label': {'formatter': 'full', 'color': colours['negative'], 'position': 'insideEndTop'}}
        return {**_axes(colours, [day_month(one.start) for one in weeks]), 'series': [
            {**series(view.before, [one.before for one in weeks], 'viz-ideal', 'dashed'), 'markLine': full},
            series(view.after, [one.after for one in weeks], 'viz-4', 'solid')]}
    return draw


def _axes(colours: Colours, names: Sequence[str]) -> Options:
    label = {'color': colours['viz-axis'], 'fontSize': 11}
    return {'grid': {'left': 4, 'right': 12, 'top': 14, 'bottom': 28, 'containLabel': True},
            'legend': {'bottom': 0, 'type': 'scroll', 'itemWidth': 12, 'itemHeight': 8,
                       'textStyle': {'color': colours['text-2'], 'fontSize': 11}},
            'xAxis': {'type': 'category', 'data': list(names), 'axisTick': {'show': False}, 'axisLabel': label,
                      'axisLine': {'lineStyle': {'color': colours['line-strong']}}},
            'yAxis': {'type': 'value', 'min': 0, 'splitNumber': 3, 'axisLabel': label,
                      'splitLine': {'lineStyle': {'color': colours['viz-grid']}}}}


def _cost_finding(view: CompareView) -> str:
    before, after = view.figures.total(0), view.figures.total(1)
    return (f'{view.before} costs {amount(before)} {view.figures.currency} in these months, {view.after} '
            f'{amount(after)}.')


def _load_finding(view: CompareView) -> str:
    weeks = [week for week in view.figures.weeks if week.after is not None]
    if not weeks:
        return 'Nobody is there in these weeks.'
    most = max(weeks, key=lambda week: week.after or Decimal(0))
    return f'{view.figures.team_name} is loaded most in the week of {day_month(most.start)}, {percent(most.after)}.'
