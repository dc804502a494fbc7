"""The screen of cost: months as a chart and as a table, what has no dates, what is listed elsewhere, deviations."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nicegui import ui

from app.domain.portfolio.cost.costing import HOURS, MONEY, CostView, DeviationView
from app.domain.portfolio.cost.rollup import Key
from components.chart_colours import Colours
from components.charts import Chart, Draw, Options
from components.controls import Choice, Pill, Segmented, Text, block, link, put, sign, table_head
from components.portfolio.choosing import DayWindow, ManyChip, PlanChoice
from components.portfolio.cost_table import CostTable
from components.portfolio.figures import amount, counted, month_name, signed

BYS = {'plan': 'Plans', 'team': 'Teams', 'site': 'Sites', 'item': 'Items'}
UNITS = {MONEY: 'Money', HOURS: 'Hours'}
LENGTHS = {'1': '1 month', '3': '3 months', '6': '6 months', '12': '12 months', '36': '3 years'}
MOST_LISTED = 50
THOUSANDS_FROM = 10_000

Address = Callable[[int], str]


@dataclass(frozen=True)
class CostWishes:
    by: Callable[[str], Awaitable[None]]
    unit: Callable[[str], Awaitable[None]]
    months: Callable[[str], Awaitable[None]]
    move: Callable[[int], Awaitable[None]]
    now: Callable[[], Awaitable[None]]
    teams: Callable[[tuple[int, ...]], Awaitable[None]]
    scenario: Callable[[int | None], Awaitable[None]]
    inside: Callable[[Key], Awaitable[None]]
    outside: Callable[[str], Awaitable[None]]  # out of the plan, team or item the table is narrowed to
    open_number: Callable[[Key | None, date | None, str], Awaitable[None]]


class CostScreen(ui.element):
    def __init__(self, wishes: CostWishes, by: str, unit: str, months: str, address: Address) -> None:
        super().__init__('div')
        self.classes('rt-col rt-cost')
        self.wishes, self.address = wishes, address
        self.view: CostView | None = None
        self.drawn: object = None
        with self:
            self._head(by, unit, months)
            self.crumbs = block('rt-row rt-crumbs', 'nav').props('aria-label="Narrowed to"')
            with block('rt-card rt-chart-card'):
                self.chart = Chart('Cost per month', ('Month', 'Internal', 'External', 'Together'), height=220)
            with block('rt-card'):
                self.table = CostTable(wishes.inside, wishes.open_number)
                self.note = Text('', 'rt-hint rt-card-foot', 'p')
            self.lists = block('rt-col rt-cost-lists')
            self.deviations = DeviationCard(address)

    def show(self, view: CostView) -> None:
        if view == self.view:
            return
        self.view = view
        self.by.show(view.ask.by)
        self.unit.show(view.ask.unit)
        self.window.show(view.ask.first, view.ask.last)
        self.teams.offer(view.teams, view.ask.teams)
        self._crumbs(view)
        self._chart(view)
        self.table.show(view)
        self.note.say(note_of(view))
        self._lists(view)

    def offer(self, scenarios: Mapping[int, str], value: int | None) -> None:
        self.plan.offer(scenarios, value)

    def lead_to_file(self, address: str) -> None:
        put(self.file, href=address)

    def _head(self, by: str, unit: str, months: str) -> None:
        wishes = self.wishes
        with block('rt-phead'):
            Text('Cost', 'rt-grow', 'h1')
            self.plan = PlanChoice(wishes.scenario)
            self.file = link('CSV', '#', 'rt-btn', 'download').props('download aria-label="Download cost as CSV"')
        with block('rt-row rt-numbers-bar').props('role=toolbar aria-label="What is shown"'):
            self.by = Segmented('Rows by', BYS, by, wishes.by)
            self.unit = Segmented('Unit', UNITS, unit, wishes.unit)
            self.window = DayWindow(wishes.move, wishes.now)
            self.months = Choice('Length', LENGTHS, months, on_change=lambda: wishes.months(self.months.value))
            self.months.classes('rt-bare')
            self.teams = ManyChip('Teams', 'Teams', wishes.teams)

    def _crumbs(self, view: CostView) -> None:
        self.crumbs.clear()
        self.crumbs.set_visibility(bool(view.crumbs))
        with self.crumbs:
            for kind, name in view.crumbs:
                with Text(f'{kind.capitalize()}: {name}', 'rt-chip rt-on', 'button') as chip:
                    pass
                chip.props('type=button').on('click', lambda kind=kind: self.wishes.outside(kind), args=[])
                chip.props['aria-label'] = f'{kind.capitalize()} {name}: show all again'

    def _chart(self, view: CostView) -> None:
        unit = 'hours' if view.ask.unit == HOURS else view.currency
        names = [month_name(month) for month in view.months]
        title = (f'{"Hours" if view.ask.unit == HOURS else "Cost"} per month, internal and external, in '
                 f'{"thousand " if _in_thousands(view) else ""}{unit}')
        most = max(zip([one + other for one, other in zip(view.inside, view.outside, strict=True)], names,
                       strict=True), default=None)
        finding = (f'{amount(view.total.total)} {unit} in all, most in {most[1]}: {amount(most[0])} {unit}.'
                   if most and most[0] else 'Nothing is booked in these months.')
        self.chart.show(title, finding, _bars(names, view), [
            (name, amount(one), amount(other), amount(one + other))
            for name, one, other in zip(names, view.inside, view.outside, strict=True)])

    def _lists(self, view: CostView) -> None:
        key = (view.undated, view.also_in, view.notes, view.ask.unit)
        if key == self.drawn:
            return
        self.drawn = key
        self.lists.clear()
        unit = 'h' if view.ask.unit == HOURS else view.currency
        with self.lists:
            if view.undated:
                where = 'booked into this month' if view.books_undated else 'in no sum'
                with _card(f'No dates: assumed one month, {amount(view.undated_total)} {unit}', f'{where}'):
                    for one in view.undated[:MOST_LISTED]:
                        self._listed(one.item_id, one.number, one.title, f'{amount(one.amount)} {unit}')
            if view.also_in:
                with _card(f'Also in this plan: {counted(len(view.also_in), "item")}', 'booked elsewhere, in no sum'):
                    for other in view.also_in[:MOST_LISTED]:
                        self._listed(other.item_id, other.number, other.title, f'booked to {other.booked_to}')
            for note in view.notes:
                with block('rt-banner rt-warn').props('role=note'):
                    Text(note, 'rt-grow')

    def _listed(self, item_id: int, number: str, title: str, what: str) -> None:
        with block('rt-row rt-listed').props('role=listitem'):
            Text(number, 'rt-3 rt-num')
            link(title, self.address(item_id), 'rt-grow rt-clip')
            Text(what, 'rt-2 rt-num')


class DeviationCard(ui.element):
    """Parents against the sum of their children; what is above ten percent is flagged in words."""

    def __init__(self, address: Address) -> None:
        super().__init__('section')
        self.address = address
        self.classes('rt-card').props('aria-label="Deviations"')
        self.shown: object = None
        with self:
            with block('rt-card-head rt-ln'):
                Text('Parents against their children', 'rt-grow', 'h2')
                self.count = Text('', 'rt-2')
            self.place = block('rt-scroll-x').props('tabindex=0 role=group aria-label="Deviations"')

    def show(self, found: Sequence[DeviationView], unit: str) -> None:
        if (found, unit) == self.shown:
            return
        self.shown = (found, unit)
        flagged = [one for one in found if one.is_flagged]
        self.count.say(f'{len(flagged)} of {counted(len(found), "parent")} deviate by more than 10 %')
        self.place.clear()
        with self.place:
            if not found:
                Text('No parent costs anything itself or by its children.', 'rt-2 rt-sec', 'p')
                return
            with block('rt-table', 'table').props('aria-label="Deviations"'):
                table_head(('Item', ''), (f'Own, {unit}', 'rt-num'), (f'Children, {unit}', 'rt-num'),
                           ('Deviation', 'rt-num'), ('', ''))
                with block(tag='tbody'):
                    for one in found[:MOST_LISTED]:
                        self._row(one)

    def _row(self, one: DeviationView) -> None:
        with block(tag='tr'):
            with block(tag='td'), block('rt-row'):
                Text(one.number, 'rt-3 rt-num')
                link(one.title, self.address(one.item_id), 'rt-clip')
            Text(amount(one.own), 'rt-num', 'td')
            Text(amount(one.children), 'rt-num', 'td')
            Text(signed(one.percent), 'rt-num', 'td')
            with block(tag='td'):
                if one.is_flagged:
                    Pill('Look at it', 'flag', 'warn')


def note_of(view: CostView) -> str:
    unit = 'Hours' if view.ask.unit == HOURS else f'Amounts in {view.currency}'
    parts = [f'{unit}. Each item is booked once, to the project that pays; days its children take are theirs.']
    if not view.sees_all:
        parts.append('Only plans you may see are counted.')
    if view.scenario:
        parts.append(f'{view.scenario}, with the total of the live plan struck through where it differs.')
    return ' '.join(parts)


def _card(title: str, note: str) -> ui.element:
    with block('rt-card', 'details') as card:
        with block('rt-card-head', 'summary'):
            Text(title, 'rt-grow rt-b')
            Text(note, 'rt-2')
            sign('expand_more', 18, 'rt-3')
        inner = block('rt-sec').props('role=list')
    inner.props['aria-label'] = title
    assert card
    return inner


def _in_thousands(view: CostView) -> bool:
    """An axis has room for short numbers only."""
    return any(one + other >= THOUSANDS_FROM for one, other in zip(view.inside, view.outside, strict=True))


def _bars(names: Sequence[str], view: CostView) -> Draw:
    unit = 1000 if _in_thousands(view) else 1

    def draw(colours: Colours) -> Options:
        label = {'color': colours['viz-axis'], 'fontSize': 12}
        return {'grid': {'left': 4, 'right': 12, 'top': 12, 'bottom': 34, 'containLabel': True},
                'legend': {'bottom': 0, 'textStyle': {'color': colours['text-2']}, 'icon': 'rect', 'itemWidth': 12,
                           'itemHeight': 12},
                'xAxis': {'type': 'category', 'data': list(names), 'axisTick': {'show': False}, 'axisLabel': label,
                          'axisLine': {'lineStyle': {'color': colours['line-strong']}}},
                'yAxis': {'type': 'value', 'min': 0, 'splitNumber': 3, 'axisLabel': label,
                          'splitLine': {'lineStyle': {'color': colours['viz-grid']}}},
                'series': [{'name': name, 'type': 'bar', 'stack': 'cost', 'barMaxWidth': 44, 'silent': True,
                            'data': [float(one) / unit for one in values],
                            'itemStyle': {'color': colours[colour], 'borderColor': colours['surface'],
                                          'borderWidth': 1}}
                           for name, values, colour in (('Internal', view.inside, 'viz-1'),
                                                        ('External', view.outside, 'viz-2'))]}
    return draw
