"""Velocity: what was done inside the outline of what was committed, sprint by sprint, with the mean and its range."""

from collections.abc import Sequence
from decimal import Decimal

from nicegui import ui

from app.domain.sprints.metrics.velocity import Velocity, VelocityRow
from components.chart_colours import Colours
from components.charts import Chart, Draw, Options
from components.controls import Text, block
from components.sprints.words import MEASURED, UNIT_WORDS, amount, counted, percent

PAST = '73'  # of 255: how much of its colour a sprint that is over has, so that its number can be read
HEADS = ('Sprint', 'Committed', 'Done', 'Added', 'Removed', 'Not done', 'Say/do', 'Churn', 'Person-days')


class VelocityChart(ui.element):
    """`present` is drawn beside the closed sprints, in full colour: it does not count for the mean."""

    def __init__(self, height: int = 190) -> None:
        super().__init__('div')
        self.classes('rt-burn')
        with self:
            self.chart = Chart('Velocity', HEADS, height=height)
            self.none = Text('', 'rt-2 rt-burn-none', 'p')
            with block('rt-legend rt-legend-below').props('aria-hidden=true') as self.legend:
                for name, words in (('done', 'done'), ('given', 'committed'), ('mean', 'mean'),
                                    ('range', 'P15 to P85')):
                    with block(f'rt-line-{name}', 'span'):
                        block(tag='i')
                        Text(words)

    def show(self, view: Velocity, present: VelocityRow | None = None) -> None:
        rows = [*view.rows, *([present] if present else [])]
        self.chart.set_visibility(bool(rows))
        self.legend.set_visibility(bool(view.rows))
        self.none.set_visibility(not rows)
        if not rows:
            self.none.say('Velocity appears as soon as a sprint has been closed.')
            return
        title = f'Velocity, mean {rounded(view.mean)} {UNIT_WORDS[view.unit][1]}'
        self.chart.show(title, finding(view), _draw(rows, view, present), [_cells(row) for row in rows])


def finding(view: Velocity) -> str:
    """The chart in one sentence."""
    if not view.rows:
        return 'No sprint has been closed yet.'
    over = counted(len(view.rows), 'sprint')
    return (f'{rounded(view.mean)} {MEASURED[view.unit]} done per sprint on average over {over}; usually between '
            f'{rounded(view.p15)} and {rounded(view.p85)}.')


def rounded(value: Decimal | None) -> str:
    """To one digit."""
    return 'n/a' if value is None else amount(value.quantize(Decimal('0.1')))


def short_names(rows: Sequence[VelocityRow]) -> list[str]:
    """Sprint 42 is 42 where all names begin alike; names that are the same get their place."""
    names = [row.name for row in rows]
    tails = [name.rsplit(' ', 1)[-1] for name in names]
    heads = {name.rsplit(' ', 1)[0] for name in names}
    if len(heads) == 1 and len(set(tails)) == len(names) and len(names) > 1:
        return tails
    return [name if len(name) <= 12 else f'{name[:11]}…' for name in names]


def _cells(row: VelocityRow) -> tuple[str, ...]:
    days = row.person_days
    return (row.name, amount(row.committed.amount), amount(row.completed.amount), amount(row.added.amount),
            amount(row.removed.amount), amount(row.not_completed.amount), percent(row.say_do), percent(row.churn),
            'unknown' if days is None else amount(days))


def _draw(rows: Sequence[VelocityRow], view: Velocity, present: VelocityRow | None) -> Draw:
    names = short_names(rows)

    def draw(colours: Colours) -> Options:
        label = {'color': colours['viz-axis'], 'fontSize': 11}
        committed = {'name': 'committed', 'type': 'bar', 'barMaxWidth': 28, 'barGap': '-100%', 'silent': True, 'z': 1,
                     'data': [float(row.committed.amount) for row in rows],
                     'itemStyle': {'color': 'transparent', 'borderColor': colours['viz-axis'], 'borderWidth': 1,
                                   'borderRadius': [3, 3, 0, 0]}}
        done = {'name': 'done', 'type': 'bar', 'barMaxWidth': 28, 'silent': True, 'z': 2,
                'data': [_bar(row, colours, row is present) for row in rows]}
        if view.mean is not None:
            done['markLine'] = {'silent': True, 'symbol': 'none', 'label': {'show': False},
                                'data': [{'yAxis': float(view.mean)}],
                                'lineStyle': {'color': colours['viz-2'], 'type': 'dashed', 'width': 1.75}}
            done['markArea'] = {'silent': True, 'itemStyle': {'color': colours['viz-2'], 'opacity': .1}, 'data': [[
                {'yAxis': float(view.p15 or 0)}, {'yAxis': float(view.p85 or 0)}]]}
        return {'grid': {'left': 4, 'right': 4, 'top': 14, 'bottom': 8, 'containLabel': True},
                'xAxis': {'type': 'category', 'data': names, 'axisTick': {'show': False},
                          'axisLine': {'show': False}, 'axisLabel': {**label, 'hideOverlap': True}},
                'yAxis': {'type': 'value', 'min': 0, 'splitNumber': 3, 'axisLabel': label,
                          'splitLine': {'lineStyle': {'color': colours['viz-grid']}}},
                'series': [committed, done]}
    return draw


def _bar(row: VelocityRow, colours: Colours, is_present: bool) -> Options:
    """The number stands at the foot of its bar."""
    return {'value': float(row.completed.amount),
            'itemStyle': {'color': colours['viz-1'] if is_present else f'{colours["viz-1"]}{PAST}',
                          'borderRadius': [3, 3, 0, 0]},
            'label': {'show': True, 'position': 'insideBottom', 'formatter': amount(row.completed.amount),
                      'color': colours['surface'] if is_present else colours['text'], 'fontSize': 11}}
