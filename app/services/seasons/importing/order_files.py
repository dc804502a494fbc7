"""Purchase orders from files: rows with one number are one order; new ones come in as drafts, all at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.seasons.buying import DRAFT, ONE, ChargeDraft, LineDraft
from app.domain.seasons.importing.book import Issue, Read
from app.domain.seasons.importing.difference import ABSENT, NEW, UPDATE, Difference, Told
from app.domain.seasons.importing.matching import Known
from app.domain.seasons.money import digits_of, minor
from app.domain.seasons.steps import BUYING
from app.events import OrderChanged
from app.services import audit
from app.services.seasons.doors import begin
from app.services.seasons.facts import facts_of
from app.services.seasons.ground import find_axes
from app.services.seasons.importing.order_changes import change, differences, drop, marks, restore
from app.services.seasons.importing.order_finding import lines_by_order, of_numbers
from app.services.seasons.order_batches import place_drafts
from app.services.seasons.order_ground import moved
from app.services.seasons.order_writing import demand_in_season, rate_for, worths
from app.services.seasons.reach import reach_of
from app.work import Work
from models.buying import SeasonCharge, SeasonOrder, SeasonOrderLine
from models.masters import MasterSupplier
from models.seasons import Season

CHARGES: Final = ('freight', 'insurance', 'duty')
LARGEST_LINE: Final = 2 ** 31
TOLD: Final = 500  # numbers that are named in the audit trail


@dataclass
class Gathered:
    """The rows of one order, and what they make of it."""
    number: str
    reads: list[Read] = field(default_factory=list)
    lines: dict[int, LineDraft] = field(default_factory=dict)
    texts: list[ChargeDraft] = field(default_factory=list)
    amounts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    currency: str = ''
    rate: Decimal = Decimal(1)
    ordered: date | None = None
    status: str = DRAFT
    supplier: MasterSupplier | None = None
    supplier_name: str = ''

    @property
    def charges(self) -> tuple[ChargeDraft, ...]:
        return (*(ChargeDraft(kind, amount, self.currency) for kind, amount in self.amounts.items() if amount),
                *self.texts)


def compare_orders(work: Work, season: Season, reads: Sequence[Read], mode: str) -> Difference:
    """An order that left its draft changes by the rules of orders; what is here already and not in the file stays."""
    gathered, issues = _gathered(work, season, reads)
    known, axes = {row.number: row for row in of_numbers(work, season, list(gathered))}, find_axes(work, season.id)
    lines = lines_by_order(work, [row.id for row in known.values()])
    rows, sames, fresh, changed = list[Told](), 0, list[Gathered](), list[Gathered]()
    for one in gathered.values():
        row = known.get(one.number)
        if row is None:
            found = [Issue(read.number, '', '', ABSENT) for read in one.reads] if mode == UPDATE else _unready(one)
            told = [Told(read.number, NEW, one.number) for read in one.reads]
            fresh += [] if found else [one]
        else:
            found, told = differences(season, axes, row, one.reads, one.lines, lines.get(row.id, ()), mode)
            changed += [one] if told and not found else []
        issues += found
        rows += [] if found else told
        sames += 0 if found else len(one.reads) - len(told)
    return Difference(rows, sames, tuple(issues), _other_values(reads), payload=(fresh, changed),
                      adds={'Orders': f'{len(fresh):,}', 'Lines': f'{sum(len(one.lines) for one in fresh):,}'})


def _other_values(reads: Sequence[Read]) -> tuple[str, ...]:
    """Prices in files are often rounded: what a line is worth follows from its price."""
    told = [(read.values.get('po_value'), read.values.get('qty'), read.values.get('unit_cost')) for read in reads]
    off = [quantity * price - value for value, quantity, price in told
           if value is not None and quantity is not None and price is not None and quantity * price != value]
    said = 'row says another value than its quantity at its unit cost' if len(off) == 1 else (
        'rows say another value than their quantity at their unit cost')
    return (f'{len(off):,} {said}. The unit cost counts: {sum(off):+,.2f} in all.',) if off else ()


def store_orders(work: Work, actor: Actor, season: Season, found: Difference, _: int) -> dict[str, Any]:
    """Everything in one transaction; orders whose status says so are handed in and confirmed by their own rules."""
    fresh, changed = found.payload
    demand(actor, 'seasons.buy', reach_of(work, actor, season.id, *_nodes(fresh)))
    row = begin(work, season.code, BUYING)
    for one in fresh:
        demand_in_season(work, row, True, one.ordered, one.lines.values())
    before = facts_of(work, row.id)
    _write(work, actor, row, fresh)
    if fresh:
        audit.write(work, actor, 'seasons.import_orders', row.code, f'{len(fresh)} orders',
                    after={'orders': [one.number for one in fresh[:TOLD]]})
        moved(work, actor, row, 'order', f'Imported {len(fresh)} orders', before, OrderChanged)
    undo = [change(work, actor, row, one.number, one.lines) for one in changed]
    if placed := [one.number for one in fresh if one.status != DRAFT]:
        place_drafts(work, actor, row.code, placed, is_whole=True)
    return {'fresh': marks(work, row, [one.number for one in fresh]), 'changed': undo}


def undo_orders(work: Work, actor: Actor, season: Season | None, kept: Mapping[str, Any], import_id: int) -> None:
    """Orders that came with it go, those it changed say again what they said; refused where anything became of one."""
    demand(actor, 'seasons.buy')
    assert season
    if kept['changed']:
        restore(work, actor, season, kept['changed'], f'Import {import_id} was undone')
    if kept['fresh']:
        drop(work, actor, season, kept['fresh'])


def _gathered(work: Work, season: Season, reads: Sequence[Read]) -> tuple[dict[str, Gathered], list[Issue]]:
    found: dict[str, Gathered] = {}
    issues = list[Issue]()
    suppliers = {str(row.id): row for row in work.session.exec(select(MasterSupplier))}
    rates: dict[tuple[str, date], Decimal | None] = {}
    for read in reads:
        one = found.setdefault(str(read.values['po_number']), Gathered(str(read.values['po_number'])))
        issue = _head(work, season, one, read, suppliers, rates) or _line(season, one, read)
        if issue:
            issues.append(issue)
        one.reads.append(read)
    bad = {issue.row for issue in issues}
    whole = {number: one for number, one in found.items() if not any(read.number in bad for read in one.reads)}
    return whole, issues + [each for number, one in found.items() if number not in whole
                            for each in _others(one, issues)]


def _others(one: Gathered, issues: Sequence[Issue]) -> list[Issue]:
    """An order comes in whole or not at all."""
    bad = {issue.row for issue in issues}
    return [Issue(read.number, 'po_number', one.number, 'Another row of this order cannot be imported.')
            for read in one.reads if read.number not in bad]


def _unready(one: Gathered) -> list[Issue]:
    """What an order lacks that shall be confirmed as it comes in."""
    if one.status == DRAFT:
        return []
    pairs = list(zip(one.reads, one.lines.values(), strict=True))
    found = [Issue(read.number, 'unit_cost', '', 'A confirmed order needs a price.') for read, line in pairs
             if line.cost <= 0]
    found += [Issue(read.number, 'expected', '', 'A confirmed order needs the day on which it is expected.')
              for read, line in pairs if not line.expected and not (one.ordered and one.supplier
                                                                    and one.supplier.lead_days)]
    found += [] if one.supplier_name else [Issue(pairs[0][0].number, 'supplier_name', '',
                                                 'A confirmed order needs a supplier.')]
    return found + _others(one, found) if found else []


def _head(work: Work, season: Season, one: Gathered, read: Read, suppliers: Mapping[str, MasterSupplier],
          rates: dict[tuple[str, date], Decimal | None]) -> Issue | None:
    """What the first row says of the order; others may not contradict it."""
    told = read.values.get('supplier_name')
    supplier = suppliers.get(told.own) if isinstance(told, Known) else None
    name = supplier.name if supplier else str(told or '')
    currency = read.values.get('currency') or (supplier.currency if supplier else '') or season.currency
    if one.reads and name and one.supplier_name and name != one.supplier_name:
        return Issue(read.number, 'supplier_name', name, f'{one.number} is from {one.supplier_name} in another row.')
    if one.reads and currency != one.currency:
        return Issue(read.number, 'currency', currency, f'{one.number} is in {one.currency} in another row.')
    one.supplier, one.supplier_name, one.currency = supplier or one.supplier, name or one.supplier_name, currency
    one.ordered = one.ordered or read.values.get('order_date')
    one.status = read.values.get('status') or one.status
    day = one.ordered or work.now.date()
    if (currency, day) not in rates:
        rates[currency, day] = rate_for(work, season, currency, day)
    rate = rates[currency, day]
    if rate is None:
        return Issue(read.number, 'currency', currency, f'Nobody has told what {currency} costs in {season.currency} '
                     f'on {day}. Import exchange rates first.')
    one.rate = rate
    return None


def _line(season: Season, one: Gathered, read: Read) -> Issue | None:
    values, digits = read.values, digits_of(one.currency)
    told = str(values.get('line') or '')
    number = int(told) if told.isdecimal() and 0 < int(told) < LARGEST_LINE else max(one.lines, default=0) + 1
    if number in one.lines:
        return Issue(read.number, 'line', told, f'{one.number} has this line in another row already.')
    quantity = int((values.get('qty') or Decimal(1)) * ONE)
    line = LineDraft(values['location'].code, values['category'].code, quantity, _cost(values, digits),
                     minor(values.get('retail_price') or Decimal(0), digits_of(season.currency)),
                     values.get('expected'), str(values.get('sku') or ''), str(values.get('description') or ''), number)
    one.lines[number] = line
    for kind in CHARGES:
        charge = values.get(kind)
        if isinstance(charge, Decimal):
            one.amounts[kind] += minor(charge, digits)
        elif charge and ChargeDraft(kind, None, one.currency, text=charge) not in one.texts:
            one.texts.append(ChargeDraft(kind, None, one.currency, text=charge))
    return None


def _cost(values: Mapping[str, Any], digits: int) -> int:
    """Of one; a value without it is shared out over the quantity."""
    if values.get('unit_cost') is not None:
        return minor(values['unit_cost'], digits)
    return minor((values['po_value'] / (values.get('qty') or Decimal(1))).quantize(
        Decimal(1).scaleb(-digits), ROUND_HALF_UP), digits)


def _write(work: Work, actor: Actor, season: Season, fresh: Sequence[Gathered]) -> None:
    """Orders, then their lines and charges, in a few statements."""
    if not fresh:
        return
    work.session.flush()
    work.session.execute(insert(SeasonOrder), [
        {'company_id': season.company_id, 'season_id': season.id, 'supplier_id': one.supplier.id if one.supplier else
         None, 'supplier_name': one.supplier_name, 'number': one.number, 'title': '', 'ordered': one.ordered,
         'expected': None, 'state': DRAFT, 'source': 'csv', 'currency': one.currency, 'rate': one.rate, 'revision': 1,
         'breach': {}, 'override': {}, 'by': actor.identity, 'by_name': actor.name, 'at': work.now, 'version': 1}
        for one in fresh])
    ids = {row.number: row.id for row in of_numbers(work, season, [one.number for one in fresh])}
    axes = find_axes(work, season.id)
    places = {one.code: one.place for one in axes.locations}, {one.code: one.place for one in axes.categories}
    work.session.execute(insert(SeasonOrderLine), [row for one in fresh
                                                   for row in _rows(work, season, one, ids[one.number], places)])
    charges = [{'order_id': ids[one.number], 'kind': each.kind, 'amount': each.amount, 'currency': one.currency,
                'allocate': each.allocate, 'text': each.text} for one in fresh for each in one.charges]
    if charges:
        work.session.execute(insert(SeasonCharge), charges)


def _rows(work: Work, season: Season, one: Gathered, order_id: int,
          places: tuple[Mapping[str, int], Mapping[str, int]]) -> list[dict[str, Any]]:
    lines = list(one.lines.values())
    values = worths(work, season, one.currency, one.rate, one.ordered, lines, one.charges)
    return [{'order_id': order_id, 'number': line.number, 'location': places[0][line.location],
             'category': places[1][line.category], 'sku': line.sku[:255], 'text': line.text[:255],
             'quantity': line.quantity, 'cost': line.cost, 'retail': line.retail, 'expected': line.expected,
             'value': value, 'worth': worth, 'cancelled': 0, 'accepted': 0, 'rejected': 0, 'is_short': False}
            for line, (value, worth) in zip(lines, values, strict=True)]


def _nodes(fresh: Iterable[Gathered]) -> tuple[set[str], set[str]]:
    lines = [line for one in fresh for line in one.lines.values()]
    return {f'l:{line.location}' for line in lines}, {f'c:{line.category}' for line in lines}
