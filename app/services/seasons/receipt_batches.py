"""Thousands of receipts at once: by the rules of one, in one transaction, with as many statements as there are parts of
a few hundred rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import insert, update
from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.access import Actor, demand
from app.domain.seasons.buying import LONGEST_NUMBER, CameDraft, ReceiptDraft
from app.domain.seasons.money import digits_of
from app.domain.seasons.orders import state_after_receipts
from app.domain.seasons.phases import last_receipts
from app.domain.seasons.receiving import Awaited, demand_in_time, demand_receivable, part, problems_of
from app.domain.seasons.steps import BUYING
from app.errors import AppError, Conflict, Invalid
from app.events import GoodsReceived, ReceiptReversed
from app.services import audit
from app.services.seasons.days import rolled_before
from app.services.seasons.doors import begin
from app.services.seasons.ground import find_axes, view_of
from app.services.seasons.order_ground import keys_of, moved, next_number
from app.services.seasons.reach import reach_of
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderLine, SeasonReceipt, SeasonReceiptLine
from models.masters import MasterSupplier
from models.seasons import Season

AT_ONCE: Final = 500
TOLD: Final = 500  # numbers that are named in the audit trail


@dataclass(frozen=True, slots=True)
class Head:
    """What of an order matters to its receipts; `tolerance` is that of its supplier."""
    tolerance: Decimal
    id: int
    number: str
    state: str
    currency: str
    rate: Decimal
    ordered: date | None
    version: int


@dataclass
class Ledger:
    """Orders by number and the lines of each, as they become while one receipt after the other is looked at."""
    last: date  # until which goods may come
    orders: dict[str, Head] = field(default_factory=dict)
    lines: dict[str, dict[int, Awaited]] = field(default_factory=lambda: defaultdict(dict))
    at: list[tuple[int, int]] = field(default_factory=list)  # places of location and category of each line

    def take(self, order: str, came: CameDraft, sign: int = 1) -> None:
        line = self.lines[order][came.line]
        self.lines[order][came.line] = line.with_more(sign * came.accepted, sign * came.rejected)


def ledger_of(work: Work, season: Season, numbers: Iterable[str], is_locked: bool = False) -> Ledger:
    """Of the orders that are of this season."""
    found, names = Ledger(last_receipts(view_of(work, season))), dict[int, str]()
    wanted = columns(
        col(SeasonOrder.id), col(SeasonOrder.number), col(SeasonOrder.state), col(SeasonOrder.currency),
        col(SeasonOrder.rate), col(SeasonOrder.ordered), col(SeasonOrder.version),
        col(SeasonOrder.supplier_id)).where(col(SeasonOrder.season_id) == season.id)
    allowed = {row.id: row.tolerance for row in work.session.execute(columns(
        col(MasterSupplier.id), col(MasterSupplier.tolerance)))}
    for some in parts(sorted(set(numbers))):
        query = wanted.where(col(SeasonOrder.number).in_(some)).order_by(col(SeasonOrder.id))
        rows: Iterable[Any] = work.session.execute(query.with_for_update() if is_locked else query)
        for row in rows:
            one = Head(allowed.get(row.supplier_id, Decimal(0)), *row[:-1])
            found.orders[one.number], names[one.id] = one, one.number
    _add_lines(work, found, names)
    return found


def post_receipts(work: Work, actor: Actor, code: str, drafts: Sequence[ReceiptDraft]) -> None:
    """All or none, in the order they are told; each has a number and a day. Raises Forbidden, Invalid, Conflict that
    names the first receipt which does not fit.
    """
    demand(actor, 'seasons.buy')
    season = begin(work, code, BUYING)
    work.session.flush()
    ledger = ledger_of(work, season, (one.order for one in drafts), is_locked=True)
    _demand_reach(work, actor, season, ledger)
    _demand_new(work, season, [one.number for one in drafts])
    before = rolled_before(work, season.id)
    came = [_received(work, season, ledger, draft) for draft in drafts]
    ids = _insert_receipts(work, [_receipt(work, actor, season, ledger, draft) for draft in drafts])
    _insert_lines(work, [{**line, 'receipt_id': ids[draft.number]} for draft, lines in zip(drafts, came, strict=True)
                         for line in lines])
    _settle(work, ledger)
    audit.write(work, actor, 'seasons.post_receipts', season.code, f'{len(drafts):,} receipts',
                after={'receipts': [one.number for one in drafts[:TOLD]]})
    moved(work, actor, season, 'receipt', f'Received {len(drafts):,} deliveries', before, GoodsReceived)


def reverse_receipts(work: Work, actor: Actor, code: str, numbers: Sequence[str], reason: str) -> None:
    """Each is taken back by another one, in the same period. Raises Forbidden, Conflict."""
    demand(actor, 'seasons.buy')
    season = begin(work, code, BUYING)
    work.session.flush()
    rows = _standing(work, season, numbers)
    ledger = ledger_of(work, season, _numbers_of(work, {row.order_id for row in rows}), is_locked=True)
    _demand_reach(work, actor, season, ledger)
    before = rolled_before(work, season.id)
    backs = _backs(work, actor, season, rows, reason)
    ids = _insert_receipts(work, backs)
    _take_back(work, ledger, {row.id: ids[back['number']] for row, back in zip(rows, backs, strict=True)})
    work.session.execute(update(SeasonReceipt), [{'id': row.id, 'state': 'reversed'} for row in rows])
    _settle(work, ledger)
    audit.write(work, actor, 'seasons.reverse_receipts', season.code, f'{len(rows):,} receipts: {reason}',
                after={'receipts': [row.number for row in rows[:TOLD]]})
    moved(work, actor, season, 'receipt', f'Took {len(rows):,} deliveries back: {reason}', before, ReceiptReversed)


def demand_fits(work: Work, ledger: Ledger, draft: ReceiptDraft) -> None:
    """Whether one receipt may come after those that were taken before. Raises Conflict, Invalid."""
    order = ledger.orders.get(draft.order)
    if order is None:
        raise Conflict(f'{draft.order} is no order of this season.', 'seasons.other_season')
    demand_receivable(order.number, order.state)
    day = draft.day or work.now.date()
    demand_in_time(day, ledger.last)
    if problems := problems_of(ledger.lines[draft.order], draft, day, work.now.date(), order.tolerance):
        raise Invalid(problems)


def parts(values: Sequence[Any]) -> list[Sequence[Any]]:
    """As many as a statement names at once."""
    return [values[at:at + AT_ONCE] for at in range(0, len(values), AT_ONCE)]


def _add_lines(work: Work, ledger: Ledger, names: Mapping[int, str]) -> None:
    line = SeasonOrderLine
    wanted = columns(
        col(line.order_id), col(line.location), col(line.category), col(line.id), col(line.number), col(line.quantity),
        col(line.cost), col(line.value), col(line.worth), col(line.cancelled), col(line.accepted), col(line.rejected),
        col(line.is_short))
    for some in parts(sorted(names)):
        for order, place, kind, *facts in work.session.execute(
                wanted.where(col(line.order_id).in_(some)).order_by(col(line.order_id), col(line.number))):
            one = Awaited(*facts)
            ledger.lines[names[order]][one.number] = one
            ledger.at.append((place, kind))


def _demand_reach(work: Work, actor: Actor, season: Season, ledger: Ledger) -> None:
    """Whether every line that is touched lies within what is theirs."""
    axes = find_axes(work, season.id)
    demand(actor, 'seasons.buy', reach_of(work, actor, season.id, keys_of(axes, (place for place, _ in ledger.at), 'l'),
                                          keys_of(axes, (kind for _, kind in ledger.at), 'c')))


def _demand_new(work: Work, season: Season, numbers: Sequence[str]) -> None:
    """What was sent already never counts again. Raises Conflict."""
    if len(set(numbers)) < len(numbers):
        raise Conflict('Two receipts have one number.', 'seasons.duplicate')
    if taken := _ids(work, season.company_id, numbers):
        raise Conflict(f'There is a receipt {min(taken)} already.', 'seasons.duplicate')


def _received(work: Work, season: Season, ledger: Ledger, draft: ReceiptDraft) -> list[dict[str, Any]]:
    """The lines of a receipt as they are stored; from now on the next one finds less that is awaited."""
    try:
        demand_fits(work, ledger, draft)
    except AppError as error:
        raise Conflict(f'{draft.number}: {error}', error.code) from error
    order, rows = ledger.orders[draft.order], list[dict[str, Any]]()
    for came in draft.lines:
        line = ledger.lines[draft.order][came.line]
        told = part(line, came, draft.rate or order.rate, order.rate,
                    (digits_of(order.currency), digits_of(season.currency)))
        rows.append({'line_id': line.id, 'received': came.accepted + came.rejected, 'accepted': came.accepted,
                     'rejected': came.rejected, 'cost': came.cost, 'value': told.value, 'worth': told.worth,
                     'revaluation': told.revaluation})
        ledger.take(draft.order, came)
    return rows


def _receipt(work: Work, actor: Actor, season: Season, ledger: Ledger, draft: ReceiptDraft) -> dict[str, Any]:
    order, day = ledger.orders[draft.order], draft.day or work.now.date()
    return {'company_id': season.company_id, 'season_id': season.id, 'order_id': order.id, 'number': draft.number,
            'day': day, 'note': draft.note.strip(), 'state': 'posted', 'reverses_id': None,
            'is_late': day > season.end, 'source': draft.source, 'rate': draft.rate or order.rate, 'reason': '',
            'by': actor.identity, 'by_name': actor.name, 'at': work.now}


def _insert_receipts(work: Work, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Their ids by number."""
    work.session.execute(insert(SeasonReceipt), list(rows))
    return _ids(work, rows[0]['company_id'], [row['number'] for row in rows])


def _insert_lines(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        work.session.execute(insert(SeasonReceiptLine), list(rows))


def _ids(work: Work, company_id: int, numbers: Sequence[str]) -> dict[str, int]:
    return {number: own for some in parts(list(numbers)) for number, own in work.session.execute(columns(
        col(SeasonReceipt.number), col(SeasonReceipt.id)).where(
        col(SeasonReceipt.company_id) == company_id, col(SeasonReceipt.number).in_(some)))}


def _settle(work: Work, ledger: Ledger) -> None:
    """The state of every order follows what came."""
    work.session.execute(update(SeasonOrderLine), [
        {'id': line.id, 'accepted': line.accepted, 'rejected': line.rejected}
        for lines in ledger.lines.values() for line in lines.values()])
    work.session.execute(update(SeasonOrder), [
        {'id': one.id, 'version': one.version + 1,
         'state': state_after_receipts(one.state, ledger.lines[one.number].values())}
        for one in ledger.orders.values()])
    work.session.expire_all()


def _standing(work: Work, season: Season, numbers: Sequence[str]) -> list[Any]:
    """Receipts as they lie there, in the order of `numbers`. Raises Conflict where one was taken back already."""
    receipt = SeasonReceipt
    wanted = columns(
        col(receipt.id), col(receipt.number), col(receipt.order_id), col(receipt.day), col(receipt.note),
        col(receipt.state), col(receipt.reverses_id), col(receipt.is_late), col(receipt.source),
        col(receipt.rate)).where(col(receipt.season_id) == season.id)
    rows = {row.number: row for some in parts(list(numbers)) for row in work.session.execute(
        wanted.where(col(receipt.number).in_(some)).with_for_update())}
    for number in numbers:
        if number not in rows or rows[number].state != 'posted' or rows[number].reverses_id is not None:
            raise Conflict(f'{number} was taken back already, or takes another receipt back.', 'seasons.reversed')
    return [rows[number] for number in numbers]


def _numbers_of(work: Work, ids: Iterable[int]) -> list[str]:
    return [number for some in parts(sorted(ids)) for number in work.session.execute(columns(
        col(SeasonOrder.number)).where(col(SeasonOrder.id).in_(some))).scalars()]


def _backs(work: Work, actor: Actor, season: Season, rows: Sequence[Any], reason: str) -> list[dict[str, Any]]:
    names = {row.number: f'{row.number[:LONGEST_NUMBER - 2]}-R' for row in rows}
    taken, found = set(_ids(work, season.company_id, list(names.values()))), list[dict[str, Any]]()
    start, free = 'GR', 0
    for row in rows:
        number = names[row.number]
        if number in taken:
            free = free + 1 if free else int(next_number(work, SeasonReceipt, start).removeprefix(f'{start}-'))
            number = f'{start}-{free}'
        taken.add(number)
        found.append({
            'company_id': season.company_id, 'season_id': season.id, 'order_id': row.order_id, 'number': number,
            'day': row.day, 'note': row.note, 'state': 'posted', 'reverses_id': row.id, 'is_late': row.is_late,
            'source': row.source, 'rate': row.rate, 'reason': reason, 'by': actor.identity, 'by_name': actor.name,
            'at': work.now})
    return found


def _take_back(work: Work, ledger: Ledger, backs: Mapping[int, int]) -> None:
    """`backs`: the receipt that takes another back, by the one it takes back."""
    at = {line.id: (order, number) for order, lines in ledger.lines.items() for number, line in lines.items()}
    came, rows = SeasonReceiptLine, list[dict[str, Any]]()
    wanted = columns(
        col(came.receipt_id), col(came.line_id), col(came.received), col(came.accepted), col(came.rejected),
        col(came.cost), col(came.value), col(came.worth), col(came.revaluation)).order_by(col(came.id))
    for some in parts(sorted(backs)):
        for one in work.session.execute(wanted.where(col(came.receipt_id).in_(some))):
            order, number = at[one.line_id]
            ledger.take(order, CameDraft(number, one.accepted, one.rejected), -1)
            rows.append({'receipt_id': backs[one.receipt_id], 'line_id': one.line_id, 'received': -one.received,
                         'accepted': -one.accepted, 'rejected': -one.rejected, 'cost': one.cost, 'value': -one.value,
                         'worth': -one.worth, 'revaluation': -one.revaluation})
    _insert_lines(work, rows)
