"""Orders that are there already: what a file changes of them, by the rules of orders, and the way back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from sqlmodel import col, delete, select

from app.domain.access import Actor, demand
from app.domain.seasons.axes import Axes
from app.domain.seasons.buying import ChargeDraft, LineDraft, OrderDraft
from app.domain.seasons.importing.book import Issue, Read
from app.domain.seasons.importing.difference import ABSENT, CHANGED, NEW, UPDATE, Told
from app.domain.seasons.money import digits_of, plain
from app.domain.seasons.receiving import amount
from app.domain.seasons.steps import BUYING
from app.errors import AppError, Conflict, Rejected
from app.events import OrderChanged
from app.services import audit
from app.services.seasons.days import facts_before
from app.services.seasons.doors import begin
from app.services.seasons.ground import find_axes
from app.services.seasons.importing.order_finding import charges_by_order, lines_by_order, of_numbers, parts
from app.services.seasons.order_ground import charges_of, content_of, keys_of, lines_of, moved
from app.services.seasons.orders import change_order, demand_changeable
from app.services.seasons.reach import reach_of
from app.work import Work
from models.buying import SeasonCharge, SeasonOrder, SeasonOrderLine, SeasonOrderRevision, SeasonReceipt
from models.seasons import Season

REASON: Final = 'Imported from a file'
TOLD: Final = 500  # numbers that are named in the audit trail
Lines = Mapping[int, LineDraft]  # as a file tells them, by number


def differences(season: Season, axes: Axes, row: SeasonOrder, reads: Sequence[Read], told: Lines,
                kept: Sequence[SeasonOrderLine], mode: str) -> tuple[list[Issue], list[Told]]:
    """Row by row against the lines that are there; a line nobody knows is added."""
    if row.season_id != season.id:
        return [Issue(read.number, 'po_number', row.number, 'An order of this number belongs to another season.')
                for read in reads], []
    issues, found, known = list[Issue](), list[Told](), {line.number: line for line in kept}
    for read, (number, line) in zip(reads, told.items(), strict=True):
        was, other = known.get(number), _contradicted(row, read)
        if other:
            issues.append(other)
        elif was is None and mode == UPDATE:
            issues.append(Issue(read.number, 'line', str(number), ABSENT))
        elif was is None:
            found.append(Told(read.number, NEW, row.number, (('Line', '', f'{number}: {amount(line.quantity)} × '
                                                              f'{plain(line.cost, digits_of(row.currency))}'),)))
        elif words := _words(row, axes, was, line):
            found.append(Told(read.number, CHANGED, row.number, words))
    return [*issues, *_unchangeable(row, found)], found


def change(work: Work, actor: Actor, season: Season, number: str, told: Lines) -> dict[str, Any]:
    """A revision and a check of the difference, once it was submitted; what an undo needs. Raises Conflict, Invalid."""
    row, axes = of_numbers(work, season, [number])[0], find_axes(work, season.id)
    lines, charges = lines_of(work, row.id), charges_of(work, row.id)
    before = content_of(row, lines, charges, axes)
    known = {line.number for line in lines}
    now = [_merged(line, told.get(line.number)) for line in _drafts(before)]
    fresh = [replace(line, is_new=True) for at, line in told.items() if at not in known]
    try:
        change_order(work, actor, number, _draft(row, before, (*now, *fresh)), reason=REASON)
    except Rejected as error:
        raise Conflict(f'{number}: {error}', error.code) from error
    return {'number': number, 'before': before, 'after': marks(work, season, [number])[number]}


def restore(work: Work, actor: Actor, season: Season, kept: Sequence[Mapping[str, Any]], reason: str) -> None:
    """What these orders said before, as one more revision where they were submitted. Raises Conflict."""
    now = marks(work, season, [one['number'] for one in kept])
    for one in reversed(kept):
        number = one['number']
        if now.get(number) != one['after']:
            raise Conflict(f'{number} was changed since the import. Undo that first.', 'seasons.conflict')
        row = of_numbers(work, season, [number])[0]
        change_order(work, actor, number, _draft(row, one['before'], tuple(_drafts(one['before']))), reason=reason)


def drop(work: Work, actor: Actor, season: Season, kept: Mapping[str, str]) -> None:
    """Orders that came with a file and are as they came; `kept` are their marks. Raises Forbidden, Conflict."""
    row = begin(work, season.code, BUYING)
    now = marks(work, row, list(kept))
    if touched := [number for number, mark in kept.items() if now.get(number) != mark]:
        raise Conflict(f'{touched[0]} was changed since the import. Cancel it instead.', 'seasons.conflict')
    before, ids = facts_before(work, row.id), [one.id for one in of_numbers(work, row, list(kept))]
    axes, lines = find_axes(work, row.id), [one for some in lines_by_order(work, ids).values() for one in some]
    demand(actor, 'seasons.buy', reach_of(work, actor, row.id, keys_of(axes, (one.location for one in lines), 'l'),
                                          keys_of(axes, (one.category for one in lines), 'c')))
    _demand_nothing_came(work, ids)
    for some in parts(ids):
        for table in (SeasonOrderLine, SeasonCharge, SeasonOrderRevision):
            work.session.execute(delete(table).where(col(table.order_id).in_(some)))
        work.session.execute(delete(SeasonOrder).where(col(SeasonOrder.id).in_(some)))
    work.session.expire_all()
    audit.write(work, actor, 'seasons.undo_import_orders', row.code, f'{len(ids):,} orders',
                before={'orders': list(kept)[:TOLD]})
    moved(work, actor, row, 'order', f'Undid the import of {len(ids):,} orders', before, OrderChanged)


def marks(work: Work, season: Season, numbers: Sequence[str]) -> dict[str, str]:
    """By which it is seen whether anything has become of an order since."""
    work.session.flush()
    rows, axes = of_numbers(work, season, numbers), find_axes(work, season.id)
    ids = [row.id for row in rows]
    lines, charges = lines_by_order(work, ids), charges_by_order(work, ids)
    return {row.number: _mark(row, lines.get(row.id, ()), charges.get(row.id, ()), axes) for row in rows}


def _demand_nothing_came(work: Work, ids: Sequence[int]) -> None:
    """Receipts never vanish, nor what they are of. Raises Conflict."""
    for some in parts(ids):
        if came := work.session.exec(select(SeasonOrder.number).join(
                SeasonReceipt, col(SeasonReceipt.order_id) == col(SeasonOrder.id)).where(
                col(SeasonOrder.id).in_(some))).first():
            raise Conflict(f'{came} has receipts, so it stays. Cancel what is left of it instead.', 'seasons.received')


def _mark(row: SeasonOrder, lines: Sequence[SeasonOrderLine], charges: Sequence[SeasonCharge], axes: Axes) -> str:
    told = [content_of(row, lines, charges, axes), row.state, row.override.get('state'),
            [[line.accepted, line.rejected] for line in lines]]
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _contradicted(row: SeasonOrder, read: Read) -> Issue | None:
    """What a file cannot change of an order."""
    currency, supplier = read.values.get('currency'), read.values.get('supplier_name')
    if currency and currency != row.currency:
        return Issue(read.number, 'currency', currency, f'{row.number} is in {row.currency}.', (row.currency,))
    if supplier and row.supplier_name and str(supplier) != row.supplier_name:
        return Issue(read.number, 'supplier_name', str(supplier), f'{row.number} is from {row.supplier_name}.',
                     (row.supplier_name,))
    return None


def _unchangeable(row: SeasonOrder, found: Sequence[Told]) -> list[Issue]:
    if not found:
        return []
    try:
        demand_changeable(row)
    except AppError as error:
        return [Issue(one.row, 'po_number', row.number, str(error)) for one in found]
    return []


def _words(row: SeasonOrder, axes: Axes, was: SeasonOrderLine, line: LineDraft) -> tuple[tuple[str, str, str], ...]:
    digits = digits_of(row.currency)
    pairs = (('Location', axes.locations[axes.location_at[was.location]].code, line.location),
             ('Category', axes.categories[axes.category_at[was.category]].code, line.category),
             ('Quantity', amount(was.quantity), amount(line.quantity)),
             ('Unit cost', plain(was.cost, digits), plain(line.cost, digits)),
             ('Retail price', was.retail, line.retail or was.retail),
             ('Expected', was.expected, line.expected or was.expected), ('SKU', was.sku, line.sku or was.sku))
    return tuple((name, str(before or ''), str(after)) for name, before, after in pairs if before != after)


def _merged(was: LineDraft, now: LineDraft | None) -> LineDraft:
    """What a file does not say stays."""
    if now is None:
        return was
    return replace(was, location=now.location, category=now.category, quantity=now.quantity, cost=now.cost,
                   retail=now.retail or was.retail, expected=now.expected or was.expected, sku=now.sku or was.sku)


def _drafts(content: Mapping[str, Any]) -> list[LineDraft]:
    return [LineDraft(line['location'], line['category'], line['quantity'], line['cost'], line['retail'],
                      _day(line['expected']), line['sku'], line['text'], line['number'], line['cancelled'],
                      line['is_short']) for line in content['lines']]


def _draft(row: SeasonOrder, content: Mapping[str, Any], lines: tuple[LineDraft, ...]) -> OrderDraft:
    charges = tuple(ChargeDraft(one['kind'], one['amount'], one['currency'], one['allocate'], one['text'])
                    for one in content['charges'])
    return OrderDraft(row.number, '', content['supplier'], content['title'], _day(content['ordered']),
                      _day(content['expected']), content['currency'], Decimal(content['rate']), lines, charges,
                      row.source)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
