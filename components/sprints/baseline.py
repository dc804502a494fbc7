"""What a sprint began with: types, statuses, priorities, and who asked for what."""

from collections.abc import Callable, Sequence

from nicegui import ui

from app.domain.sprints.reports.report_views import BaselineView, Slice
from components.chart_colours import Colours
from components.charts import Chart, Draw, Options, bars_lying
from components.controls import Text, block, table_head
from components.sprints.words import amount, counted, of_unit

PALETTE = ('viz-1', 'viz-2', 'viz-3', 'viz-4', 'viz-6')
MOST = len(PALETTE)  # slices that have a colour of their own; the others are one


class BaselinePart(ui.element):
    def __init__(self, open_stakeholder: Callable[[str], object]) -> None:
        super().__init__('div')
        self.classes('rt-report-part')
        self.open_stakeholder = open_stakeholder
        self.shown: object = None
        with self:
            self.words = Text('', 'rt-2', 'p')
            with block('rt-sides') as self.charts:
                self.types, self.statuses, self.priorities = (
                    self._chart(title, head) for title, head in (
                        ('By type', 'Type'), ('By status', 'Status'), ('By priority', 'Priority')))
            self.people = block('rt-card', 'section').props('aria-label="By stakeholder"')

    def show(self, view: BaselineView) -> None:
        if view == self.shown:
            return
        self.shown = view
        mean = 'n/a' if view.mean is None else amount(view.mean)
        self.words.say(f'{view.version.name}: {of_unit(view.total, view.unit)} in {counted(view.issues)}, '
                       f'{view.estimated} estimated, mean {mean}.')
        self.charts.set_visibility(bool(view.issues))
        self.types.show('Issues by type', told('type', view.types), bars_lying(
            [one.name for one in view.types], [one.issues for one in view.types],
            [str(one.issues) for one in view.types]), _cells(view.types))
        self.statuses.show('Issues by status at the start', told('status', view.statuses), _round(view.statuses, 0),
                           _cells(view.statuses))
        self.priorities.show('Issues by priority at the start', told('priority', view.priorities),
                             _round(view.priorities, 52), _cells(view.priorities))
        self.people.set_visibility(True)
        self.people.clear()
        with self.people:
            self._stakeholders(view)

    def fail(self, text: str) -> None:
        self.shown = None
        self.words.say(text)
        self.charts.set_visibility(False)
        self.people.set_visibility(False)

    def _chart(self, title: str, head: str) -> Chart:
        with block('rt-report-chart'):
            return Chart(title, (head, 'Issues', 'Amount', 'Keys'), height=200)

    def _stakeholders(self, view: BaselineView) -> None:
        with block('rt-card-head rt-ln'):
            Text('By stakeholder', tag='h2')
        with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="By stakeholder"'):
            table_head(('Stakeholder', ''), ('Issues', 'rt-num'), ('Amount', 'rt-num'), ('Keys', ''))
            with block(tag='tbody'):
                for one in view.stakeholders:
                    self._stakeholder(one)

    def _stakeholder(self, one: Slice) -> None:
        with block(tag='tr'):
            with block(tag='td'):
                Text(one.name, 'rt-as-link', 'button').props('type=button').on(
                    'click', lambda: self.open_stakeholder(one.name), args=[])
            Text(str(one.issues), 'rt-num', 'td')
            Text(amount(one.amount), 'rt-num', 'td')
            Text(', '.join(one.keys), 'rt-2 rt-sm', 'td')


def told(what: str, slices: Sequence[Slice]) -> str:
    """The chart in one sentence."""
    return f'By {what}: ' + ', '.join(f'{one.name} {one.issues}' for one in slices) + '.' if slices else 'No issue.'


def largest(slices: Sequence[Slice]) -> list[tuple[str, int]]:
    """At most five, then all others as one."""
    shown = [(one.name, one.issues) for one in slices[:MOST]]
    others = sum(one.issues for one in slices[MOST:])
    return [*shown, (f'{len(slices) - MOST} others', others)] if others else shown


def _cells(slices: Sequence[Slice]) -> list[tuple[str, ...]]:
    return [(one.name, str(one.issues), amount(one.amount), ', '.join(one.keys)) for one in slices]


def _round(slices: Sequence[Slice], hole: int) -> Draw:
    """A pie, or with a hole a donut; names and numbers stand beside it."""
    parts = largest(slices)

    def draw(colours: Colours) -> Options:
        return {'series': [{
            'type': 'pie', 'silent': True, 'radius': [f'{hole}%', '78%'], 'center': ['50%', '50%'],
            'label': {'formatter': '{b}  {c}', 'color': colours['text-2'], 'fontSize': 12},
            'labelLine': {'lineStyle': {'color': colours['viz-axis']}},
            'itemStyle': {'borderColor': colours['surface'], 'borderWidth': 1.5},
            'data': [{'name': name, 'value': count, 'itemStyle': {
                'color': colours[PALETTE[place] if place < MOST else 'viz-ideal']}}
                for place, (name, count) in enumerate(parts)]}]}
    return draw
