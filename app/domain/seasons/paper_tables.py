"""The plan, open-to-buy, the range and the orders of a season as they are printed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from app.domain.seasons.buying import STATE_NAMES, OrderRow, OrdersView
from app.domain.seasons.file_tables import on_paper
from app.domain.seasons.measures import MEASURES, MONEY
from app.domain.seasons.money import THIN, written
from app.domain.seasons.otb import OtbRow, OtbView
from app.domain.seasons.paper import BRANCH, PLAIN, TOTAL, Paper, PaperRow, PaperTable
from app.domain.seasons.plan.view import PlanRow, PlanView, Value
from app.domain.seasons.range_comparing import RangeComparison
from app.domain.seasons.range_rules import RangeCategory, RangeRow
from app.domain.seasons.range_tables import comparison_table
from app.domain.seasons.range_views import RangeView
from app.domain.seasons.season import SeasonView

NOTHING: Final = '–'


def plan_paper(view: PlanView, rows: Sequence[PlanRow], season: SeasonView, now: datetime) -> Paper:
    """With the columns of the look, the season as a whole, and how far it is from what it is compared with."""
    is_many = len(view.looks.measures) > 1
    version = next((one.name for one in view.versions if one.key == view.looks.version), 'Working')
    measures = ', '.join(MEASURES[one].label for one in view.looks.measures)
    told = tuple(_plan_row(one, view, is_many) for one in rows) + tuple(
        _plan_row(one, view, is_many, TOTAL) for one in view.totals)
    left = len(view.outline) - len(rows)
    against = (f'{view.against_name}', 'Change') if view.against_name else ()
    table = PaperTable('', ('Row', 'Measure') if is_many else ('Row',),
                       (*(one.label for one in view.columns), 'Season', *against), told if not view.is_empty else (),
                       f'{left} more rows are not printed: fold some of them, or filter.' if left > 0 else '')
    return Paper(f'{season.name}: plan', (_about(season, now), f'{version} · {measures} · at {view.basis}, '
                                                               f'{view.currency}'), (table,))


def otb_paper(view: OtbView, now: datetime) -> Paper:
    """What is left of each category in each column of the look."""
    season, table = view.season, view.table
    rows = tuple(_otb_row(one, season.digits) for one in table.rows)
    whole = (_otb_row(table.total, season.digits, TOTAL),) if rows else ()
    by = 'the approved plan' if view.is_approved else 'the plan that is being worked on'
    return Paper(f'{season.name}: open-to-buy', (
        _about(season, now), f'{view.place_name} · left to buy by {by}, at {season.basis}, {season.currency}'),
        (PaperTable('', ('Category',), (*(one.label for one in table.columns), 'Season'), rows + whole),))


def range_paper(view: RangeView, now: datetime) -> Paper:
    """Each category with what is meant and its rows."""
    season, names = view.season, dict(view.clusters)
    heads = (('Price band', 'Fabric', 'Colour', 'Style', 'Cluster', 'State'),
             ('Styles', 'Options', 'Depth', 'Units', 'Price', 'Value'))
    tables = tuple(PaperTable(
        ' · '.join((*one.path, one.name)), *heads,
        tuple(_range_row(row, season.digits, names.get(row.draft.cluster, 'Everywhere')) for row in one.rows),
        _meant(one, season)) for one in view.categories if one.rows or one.intent)
    return Paper(f'{season.name}: range', (
        _about(season, now), f'{_count(view.units)} units · {written(view.value, season.digits)} {season.currency}'),
        tables or (PaperTable('', (), (), ()),))


def ranges_paper(view: RangeComparison, now: datetime) -> Paper:
    """Two seasons side by side, as their file tells them."""
    currency = view.own.currency if view.has_values else 'without values, which are in two currencies'
    return Paper(f'{view.own.name} and {view.other.name}: range', (
        f'{view.own.code} here, {view.other.code} there · as of {now:%Y-%m-%d %H:%M} UTC · {currency}',),
        (replace(on_paper(comparison_table(view)), title=''),))


def orders_paper(view: OrdersView, season: SeasonView, now: datetime) -> Paper:
    digits = season.digits
    sums = tuple(written(sum(one), digits) for one in (
        [row.counted for row in view.orders], [row.received for row in view.orders],
        [row.awaited for row in view.orders]))
    rows = tuple(_order_row(one, digits) for one in view.orders)
    whole = (PaperRow(('All of these', '', '', '', '', ''), ('', *sums), look=TOTAL),) if rows else ()
    left = view.total - len(rows)
    return Paper(f'{season.name}: orders', (_about(season, now), f'At {season.basis}, {season.currency}'), (PaperTable(
        '', ('Order', 'Title', 'Supplier', 'State', 'Ordered', 'Expected'), ('Lines', 'Value', 'Received', 'Awaited'),
        rows + whole, f'{left} more orders are not printed: filter them.' if left > 0 else ''),))


def _about(season: SeasonView, now: datetime) -> str:
    demo = ' · demo data' if season.is_demo else ''
    return f'{season.code} · revision {season.revision} · as of {now:%Y-%m-%d %H:%M} UTC{demo}'


def _plan_row(row: PlanRow, view: PlanView, is_many: bool, look: str = '') -> PaperRow:
    digits = view.digits if MEASURES[row.measure].unit == MONEY else 0
    against = (_value(row.against_total, digits), row.change or NOTHING) if view.against_name else ()
    numbers = (*(_value(one, digits) for one in (*row.cells, row.total)), *against)
    texts = (row.line.name, MEASURES[row.measure].label) if is_many else (row.line.name,)
    return PaperRow(texts, numbers, row.line.level, look or (BRANCH if row.line.is_branch else PLAIN))


def _value(value: Value, digits: int) -> str:
    return NOTHING if value is None else written(value, digits) if isinstance(value, int) else value


def _otb_row(row: OtbRow, digits: int, look: str = '') -> PaperRow:
    numbers = tuple(written(one.left, digits) if one.is_told else NOTHING for one in (*row.cells, row.season))
    return PaperRow((row.name,), numbers, look=look or (BRANCH if row.is_branch else PLAIN))


def _range_row(row: RangeRow, digits: int, cluster: str) -> PaperRow:
    one = row.draft
    numbers = (*map(_count, (one.styles, one.options, one.depth, one.units)), written(one.retail, digits),
               written(one.value, digits))
    return PaperRow((one.band, one.fabric, one.colour, one.style, cluster, row.state), numbers)


def _meant(one: RangeCategory, season: SeasonView) -> str:
    parts = [f'{_count(one.units)} units', f'{written(one.value, season.digits)} of '
             f'{NOTHING if one.budget is None else written(one.budget, season.digits)} {season.currency}']
    if one.intent:
        intent = one.intent.intent
        parts.append(f'meant: {_percent(intent.core)} core, {_percent(intent.fashion)} fashion')
        parts += [f'{name} {_percent(share)}' for name, share in intent.bands]
    return ' · '.join(parts)


def _order_row(row: OrderRow, digits: int) -> PaperRow:
    state = 'Waits for a decision' if row.is_asked else STATE_NAMES[row.state]
    return PaperRow((row.number, row.title, row.supplier, state, _day(row.ordered), _day(row.expected)), (
        str(row.lines), *(written(one, digits) for one in (row.counted, row.received, row.awaited))))


def _day(day: date | None) -> str:
    return day.isoformat() if day else NOTHING


def _count(number: int) -> str:
    return f'{number:,}'.replace(',', THIN)


def _percent(share: Decimal) -> str:
    return f'{(share * 100).normalize():f}{THIN}%'
