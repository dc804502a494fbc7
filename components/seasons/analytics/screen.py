"""The analytics of a season on one page: filters, figures, alerts, charts, tables, files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from nicegui import ui

from app.domain.seasons.analysis import Analysis, MonthParts, Wanted
from app.domain.seasons.buying import STATE_NAMES
from components.controls import Choice, DeedMenu, NumberField, Text, block
from components.feedback import empty_state
from components.moments import grouped
from components.seasons.analytics.figures import Alerts, Figures, Freshness
from components.seasons.analytics.how import HowWorkedOut
from components.seasons.analytics.parts import (
    BandsChart,
    CategoriesChart,
    MonthsChart,
    PlainTable,
    SalesChart,
    TimingChart,
    cluster_cells,
    execution_rows,
    location_cells,
)
from components.seasons.analytics.words import money_in, percent, share

EXPORT = '/api/v1/analytics/export'
EVERYWHERE = 'All clusters'


@dataclass(frozen=True)
class Filters:
    """What the page is asked for; `threshold` in percent says from where on a difference is marked."""
    wanted: Wanted
    threshold: int = 5


class AnalyticsScreen(ui.element):
    def __init__(self, filters: Filters, on_filter: Callable[[Filters], object]) -> None:
        super().__init__('div')
        self.classes('rt-page rt-wide rt-analytics')
        self.filters, self.on_filter = filters, on_filter
        self.view: Analysis | None = None
        with self:
            self.freshness = Freshness()
            self.bar = block('rt-row rt-wrap rt-analytics-bar').props('role=group aria-label=Filters')
            self.figures = Figures()
            with block('rt-card') as self.nothing:
                empty_state('insights', 'Nothing to look at yet', 'Plan, orders, receipts and sales are held against '
                            'each other here as soon as there are some.', 'Open the plan', self._plan, 'arrow_forward')
            self.nothing.set_visibility(False)
            with block('rt-analytics-all') as self.all:
                self._charts()
                self._tables()
            HowWorkedOut()

    def _charts(self) -> None:
        with block('rt-analytics-two'):
            self.months, self.sales = MonthsChart(), SalesChart()
            self.categories, self.alerts = CategoriesChart(), Alerts()
            self.timing, self.bands = TimingChart(), BandsChart()

    def _tables(self) -> None:
        self.execution = PlainTable('Plan, receipts and sales', 'Category', 'Planned receipts', 'Received',
                                    'Difference', 'Difference %', 'On plan', 'Sales against plan', 'Sell-through')
        self.clusters = PlainTable('Clusters', 'Cluster', 'Locations', 'Budget', 'Received', 'On order', 'Left', 'Used')
        with block('rt-analytics-two'):
            heads = ('Location', 'Budget', 'Received', 'Received %')
            self.best = PlainTable('Locations that received most of their budget', *heads)
            self.worst = PlainTable('Locations that received least', *heads)
        self.orders = PlainTable('Orders', 'State', 'Orders', 'Lines', 'Ordered', 'Received', 'Pending',
                                 'Lines in full')

    def show(self, view: Analysis) -> None:
        is_first, self.view = self.view is None, view
        if is_first:
            self._fill_bar(view)
        for part in (self.freshness, self.figures, self.alerts, self.months, self.sales, self.categories, self.bands):
            part.show(view)
        self.nothing.set_visibility(_is_empty(view))
        self.all.set_visibility(not _is_empty(view))
        self._show_marks()
        self.clusters.show(cluster_cells(view))
        self.best.show(location_cells(view, view.best))
        self.worst.show(location_cells(view, view.worst))
        self.worst.set_visibility(bool(view.worst))
        self._show_orders(view)

    def show_timing(self, rows: Sequence[MonthParts]) -> None:
        if self.view:
            self.timing.show(self.view, rows)

    def _show_marks(self) -> None:
        if self.view:
            self.execution.show(execution_rows(self.view, self.filters.threshold))
            self.sales.show(self.view, self.filters.threshold)

    def _show_orders(self, view: Analysis) -> None:
        money, did = money_in(view), view.deliveries
        when = f'{grouped(did.on_the_day)} on the day, {grouped(did.early)} early, {grouped(did.late)} late'
        self.orders.note.say(f'{percent(did.on_time)} in time: {when} · {percent(did.fill_rate)} filled · '
                             f'{percent(did.reject_share)} rejected · mark-up {percent(did.imu, 1)} of what came, '
                             f'{share(view.imu)} planned' if did.lines else '')
        self.orders.show([(STATE_NAMES[one.state], str(one.orders), str(one.lines), money(one.ordered),
                           money(one.received), money(one.pending), str(one.full_lines)) for one in view.orders])

    def _fill_bar(self, view: Analysis) -> None:
        wanted = self.filters.wanted
        with self.bar:
            self.cluster = Choice('Cluster', {'': EVERYWHERE, **dict(view.clusters)}, wanted.cluster,
                                  on_change=self._filter)
            self.level = Choice('Categories', {str(level): _level_name(level, view.levels)
                                               for level in range(view.levels + 1)}, str(view.wanted.level),
                                on_change=self._filter)
            self.threshold = NumberField('Mark differences from, %', self.filters.threshold, 0, 100)
            self.threshold.input.on_value_change(self._mark)
            Text('', 'rt-grow')
            DeedMenu('download', 'Export', self._files)

    def _plan(self) -> None:
        if self.view:
            ui.navigate.to(f'/seasons/{self.view.code}/plan')

    def _filter(self) -> object:
        wanted = replace(self.filters.wanted, cluster=self.cluster.value, level=int(self.level.value or 0))
        if wanted == self.filters.wanted:
            return None
        return self.on_filter(replace(self.filters, wanted=wanted))

    def _mark(self) -> None:
        self.filters = replace(self.filters, threshold=self.threshold.value)
        self._show_marks()

    def _files(self) -> None:
        if self.view is None:
            return
        query = {'season': self.view.code, 'cluster': self.view.wanted.cluster, 'level': self.view.wanted.level}
        for name, more in (('Export to Excel', {'format': 'xlsx'}), ('Export CSV', {'format': 'csv'}),
                           ('Export CSV of categories', {'format': 'csv', 'table': 'categories'}),
                           ('Export as JSON', {'format': 'json'})):
            href = f'{EXPORT}?{urlencode({**query, **more})}'
            Text(name, 'rt-menu-item', 'a').props['href'] = href


def _is_empty(view: Analysis) -> bool:
    """Nothing was planned, ordered or sold, wherever one looks."""
    total = view.total
    return not (view.wanted.cluster or view.orders or total.budget or total.planned or total.received
                or total.actual is not None)


def _level_name(level: int, levels: int) -> str:
    if level == 0:
        return 'The season as a whole'
    return 'Main branches' if level == 1 < levels else 'Categories' if level == levels else f'Level {level}'
