"""Charts of a season with the same numbers as tables."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from nicegui import ui

from app.domain.seasons.analysis import Amounts, Analysis, MonthParts
from app.domain.seasons.measures import MEASURES
from app.domain.seasons.metrics import Variance, variance
from app.domain.seasons.money import major
from components.charts import Chart
from components.controls import Text, block, table_head
from components.seasons.analytics.drawing import Series, lying, side_by_side
from components.seasons.analytics.words import NOTHING, arrow, money_in, percent, share, short_money

AMOUNTS = ('Budget', 'Received', 'On order', 'Left', 'Used')
TONES = {1: 'rt-pos', 0: 'rt-wrn', -1: 'rt-neg'}  # by the favourable direction of the measure
MOST = 24  # categories that are drawn; the table has all


class MonthsChart(ui.element):
    """Budget, receipts and what is on order, month by month."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-card rt-analytics-chart')
        with self:
            self.chart = Chart('Budget and receipts by month', ('Month', *AMOUNTS, 'Budget less received'))

    def show(self, view: Analysis) -> None:
        money, rows = money_in(view), view.months
        tightest = min(rows, key=lambda one: one.left, default=None)
        finding = (f'{tightest.name} has the least left: {money(tightest.left)} of {money(tightest.budget)}.'
                   if tightest else 'There are no months.')
        series = (_series(view, 'Budget', 'viz-3', rows, _budget), _series(view, 'Received', 'viz-1', rows, _received),
                  _series(view, 'On order', 'viz-2', rows, _on_order))
        self.chart.show('Budget and receipts by month', finding, side_by_side([one.name for one in rows], series),
                        [(one.name, *_cells(view, one), money(one.budget - one.received)) for one in rows])


class SalesChart(ui.element):
    """Planned and sold, month by month."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-card rt-analytics-chart')
        with self:
            self.chart = Chart('Sales by month', ('Month', 'Planned', 'Planned to date', 'Sold', 'Difference'))

    def show(self, view: Analysis, threshold: int = 0) -> None:
        money, rows, total = money_in(view), view.months, view.total
        finding = ('No sales are known yet.' if total.actual is None else
                   f'Sold {money(total.actual)} of {money(total.planned_to_date)} that was planned by now.')
        series = (_series(view, 'Planned', 'viz-3', rows, _planned), _series(view, 'Sold', 'viz-1', rows, _sold))
        self.chart.show('Sales by month', finding, side_by_side([one.name for one in rows], series), [
            (one.name, money(one.planned), money(one.planned_to_date), money(one.actual), _missed(view, one, threshold))
            for one in rows])


class CategoriesChart(ui.element):
    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-card rt-analytics-chart')
        with self:
            self.chart = Chart('Budget by category', ('Category', *AMOUNTS), height=300)

    def show(self, view: Analysis) -> None:
        money, rows = money_in(view), sorted(view.categories, key=lambda one: -one.budget)
        drawn = rows[:MOST]
        most = max(rows, key=lambda one: one.committed, default=None)
        finding = f'{most.name} has most on order or received: {money(most.committed)}.' if most else 'No categories.'
        series = (_series(view, 'Budget', 'viz-3', drawn, _budget, True),
                  _series(view, 'Received and on order', 'viz-1', drawn, _committed, True))
        self.chart.drawing.style(f'height: {max(120, 40 + 38 * len(drawn))}px')
        self.chart.show('Budget by category', finding, lying([one.name for one in drawn], series),
                        [(one.name, *_cells(view, one)) for one in rows])


class TimingChart(ui.element):
    """Why receipts differ from what was ordered: another month, or another amount."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-card rt-analytics-chart')
        with self:
            self.chart = Chart('Receipts against orders', ('Month', 'Timing', 'Value', 'Together'))

    def show(self, view: Analysis, rows: Sequence[MonthParts]) -> None:
        money = money_in(view)
        moved = sum(abs(one.timing) for one in rows) // 2
        short = sum(one.value for one in rows)
        finding = (f'{money(moved)} came or is due in another month than ordered; '
                   f'{money(abs(short))} came {"more" if short > 0 else "less"} than ordered.'
                   if moved or short else 'Everything came as it was ordered.')
        series = [Series(name, colour, tuple(_major(view, pick(one)) for one in rows)) for name, colour, pick in (
            ('Timing', 'viz-2', _timing), ('Value', 'viz-5', _value))]
        self.chart.show('Receipts against orders', finding, side_by_side([one.name for one in rows], series),
                        [(one.name, money(one.timing), money(one.value), money(one.timing + one.value))
                         for one in rows])


class BandsChart(ui.element):
    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-card rt-analytics-chart')
        with self:
            self.chart = Chart('Price bands', ('Price band', 'Share', 'Value'))

    def show(self, view: Analysis) -> None:
        money, bands = money_in(view), view.intents.bands
        self.set_visibility(bool(bands))
        words = tuple(share(one.share) for one in bands)
        finding = 'Weighted by plan: ' + ', '.join(f'{one.name} {word}' for one, word in zip(bands, words, strict=True))
        series = [Series('Share of the plan', 'viz-4', tuple(_major(view, one.value) for one in bands), words)]
        self.chart.show('Price bands', finding, lying([one.name for one in bands], series),
                        [(one.name, word, money(one.value)) for one, word in zip(bands, words, strict=True)])


Told = str | tuple[str, str]  # a cell, or one with its tone


class PlainTable(ui.element):
    """A card with a table; rows are redrawn only when they differ."""

    def __init__(self, title: str, *heads: str, note: str = '') -> None:
        super().__init__('section')
        self.classes('rt-card').props(f'aria-label="{title}"')
        self.shown: tuple[tuple[Told, ...], ...] | None = None
        with self:
            with block('rt-card-head'):
                Text(title, 'rt-grow', 'h2')
                self.note = Text(note, 'rt-sm rt-3')
            with block('rt-scroll-x').props(f'tabindex=0 role=group aria-label="{title}"'), block('rt-table', 'table'):
                table_head(*((head, 'rt-num' if place else '') for place, head in enumerate(heads)))
                self.body = block(tag='tbody')

    def show(self, rows: Sequence[Sequence[Told]]) -> None:
        told = tuple(map(tuple, rows))
        if told == self.shown:
            return
        self.shown = told
        self.body.clear()
        with self.body:
            for row in told:
                with block(tag='tr'):
                    for place, cell in enumerate(row):
                        text, tone = (cell, '') if isinstance(cell, str) else cell
                        Text(text, f'rt-num {tone}'.strip() if place else '', 'td')


def execution_rows(view: Analysis, threshold: int) -> list[tuple[Told, ...]]:
    """Sales above plan are good; receipts are neither good nor bad when they differ: far off is far off."""
    money = money_in(view)
    sales = {one.key: one for one in view.categories}
    return [(one.name, money(one.planned), money(one.received), _off(view, one.variance, threshold),
             percent(one.variance.share, 1), 'on plan' if one.is_within else '',
             _sales(view, sales[one.key], threshold), percent(one.sell_through, 1)) for one in view.execution]


def _sales(view: Analysis, row: Amounts, threshold: int) -> Told:
    if row.actual is None or not row.planned_to_date:
        return NOTHING
    return _off(view, variance(row.actual, row.planned_to_date, MEASURES['net_sales'].better), threshold)


def _off(view: Analysis, found: Variance, threshold: int) -> Told:
    """With its sign, and a colour from a share of the plan on."""
    text = f'{arrow(found.amount)} {money_in(view)(abs(found.amount))}'.strip()
    is_far = found.share is not None and 0 < threshold <= abs(found.share.rounded(2, 100))
    return text, TONES[found.favour] if is_far else ''


def cluster_cells(view: Analysis) -> list[tuple[str, ...]]:
    return [(one.amounts.name, str(one.count), *_cells(view, one.amounts)) for one in view.places]


def location_cells(view: Analysis, rows: Sequence[Amounts]) -> list[tuple[str, ...]]:
    money = money_in(view)
    return [(one.name, money(one.budget), money(one.received), percent(one.received_share, 1)) for one in rows]


def _cells(view: Analysis, one: Amounts) -> tuple[str, ...]:
    money = money_in(view)
    return (*(money(amount) for amount in (one.budget, one.received, one.on_order, one.left)), percent(one.used))


def _missed(view: Analysis, one: Amounts, threshold: int) -> str:
    if one.actual is None or not one.planned_to_date:
        return NOTHING
    off = one.actual - one.planned_to_date
    return f'{arrow(off)} {money_in(view)(abs(off))}'.strip() + (
        ' !' if abs(off) * 100 >= threshold * one.planned_to_date > 0 else '')


def _series(view: Analysis, name: str, colour: str, rows: Sequence[Amounts], pick: Callable[[Amounts], int | None],
            has_words: bool = False) -> Series:
    amounts = [pick(one) for one in rows]
    words = tuple(short_money(view, one or 0) for one in amounts) if has_words else ()
    return Series(name, colour, tuple(None if one is None else _major(view, one) for one in amounts), words)


def _major(view: Analysis, amount: int) -> float:
    return float(Decimal(major(amount, view.digits)))


def _budget(one: Amounts) -> int:
    return one.budget


def _received(one: Amounts) -> int:
    return one.received


def _on_order(one: Amounts) -> int:
    return one.on_order


def _committed(one: Amounts) -> int:
    return one.committed


def _planned(one: Amounts) -> int:
    return one.planned


def _sold(one: Amounts) -> int | None:
    return one.actual


def _timing(one: MonthParts) -> int:
    return one.timing


def _value(one: MonthParts) -> int:
    return one.value
