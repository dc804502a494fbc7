"""Goods that come: posted against the lines of an order, and corrected only by a receipt that takes another back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import insert
from sqlmodel import col, select

from app.domain.access import Actor
from app.domain.seasons.buying import LONGEST_NUMBER, CameDraft, ReceiptDraft
from app.domain.seasons.money import digits_of
from app.domain.seasons.orders import state_after_receipts
from app.domain.seasons.receiving import Awaited, amount, demand_receivable, part, problems_of
from app.errors import Conflict, Invalid, Rejected
from app.events import GoodsReceived, ReceiptReversed
from app.services import audit
from app.services.seasons.days import rolled_before
from app.services.seasons.order_ground import NUMBERS, begin_order, demand_receiving, lines_of, moved, next_number
from app.services.seasons.receipt_views import find_receipt
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderLine, SeasonReceipt, SeasonReceiptLine
from models.masters import MasterSupplier
from models.seasons import Season

LONGEST_REASON = 500


@dataclass(frozen=True)
class Posted:
    """What became of a receipt, and what is strange about it without being wrong."""
    number: str
    warnings: tuple[str, ...] = ()


def post_receipt(work: Work, actor: Actor, draft: ReceiptDraft, season: str = '') -> Posted:
    """Where a season (its code) is named, the order must be one of it. Raises Forbidden, Conflict, Invalid."""
    row, order = begin_order(work, actor, draft.order)
    if season and season != row.code:
        raise Conflict(f'{order.number} belongs to {row.name}, not to this season.', 'seasons.other_season')
    day = draft.day or work.now.date()
    _demand_new(work, order, draft.number.strip())
    demand_receivable(order.number, order.state)
    demand_receiving(work, row, day)
    lines = {line.number: line for line in lines_of(work, order.id)}
    known = {number: awaited(line) for number, line in lines.items()}
    if problems := problems_of(known, draft, day, work.now.date(), _tolerance(work, order)):
        raise Invalid(problems)
    before = rolled_before(work, row.id)
    receipt = _receipt(work, actor, row, order, draft, day)
    _keep_lines(work, [_taken_in(row, order, lines[came.line], came, receipt) for came in draft.lines])
    _settle(work, order, list(lines.values()))
    audit.write(work, actor, 'seasons.post_receipt', receipt.number, order.number,
                after={f'line {came.line}': _told(came) for came in draft.lines})
    moved(work, actor, row, 'receipt', f'Received {receipt.number} for {order.number}', before, GoodsReceived, order.id)
    early = f'{order.number} was ordered after that day, on {order.ordered}.'
    return Posted(receipt.number, (early,) if order.ordered and day < order.ordered else ())


def reverse_receipt(work: Work, actor: Actor, number: str, reason: str) -> str:
    """The number of the receipt that takes this one back, in the same period."""
    found = find_receipt(work, number)
    row, order = begin_order(work, actor, work.get(SeasonOrder, found.order_id).number)
    receipt = work.lock(SeasonReceipt, found.id)
    if receipt.state != 'posted' or receipt.reverses_id is not None:
        raise Conflict(f'{number} was taken back already, or takes another receipt back.', 'seasons.reversed')
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Rejected('Say in a few words why it is taken back.', field='reason')
    before = rolled_before(work, row.id)
    receipt.state = 'reversed'
    back = _back(work, actor, row, receipt, reason.strip())
    lines = lines_of(work, order.id)
    _take_back(work, receipt, back, {line.id: line for line in lines})
    _settle(work, order, lines)
    audit.write(work, actor, 'seasons.reverse_receipt', number, reason.strip(), {'state': 'posted'},
                {'state': 'reversed', 'by': back.number})
    moved(work, actor, row, 'receipt', f'Took {number} back: {reason.strip()}', before, ReceiptReversed, order.id)
    return back.number


def _demand_new(work: Work, order: SeasonOrder, number: str) -> None:
    """What was sent already never counts again. Raises Conflict."""
    work.take_turns(NUMBERS)
    if number and work.session.exec(select(SeasonReceipt.id).where(
            SeasonReceipt.company_id == order.company_id, SeasonReceipt.number == number)).first():
        raise Conflict(f'There is a receipt {number} already.', 'seasons.duplicate')


def awaited(line: SeasonOrderLine) -> Awaited:
    return Awaited(line.id, line.number, line.quantity, line.cost, line.value, line.worth, line.cancelled,
                   line.accepted, line.rejected, line.is_short)


def _tolerance(work: Work, order: SeasonOrder) -> Decimal:
    supplier = work.session.get(MasterSupplier, order.supplier_id) if order.supplier_id else None
    return supplier.tolerance if supplier else Decimal(0)


def _receipt(work: Work, actor: Actor, season: Season, order: SeasonOrder, draft: ReceiptDraft,
             day: date) -> SeasonReceipt:
    row = SeasonReceipt(
        company_id=season.company_id, season_id=season.id, order_id=order.id, day=day, note=draft.note.strip(),
        number=draft.number.strip() or next_number(work, SeasonReceipt, 'GR'), is_late=day > season.end,
        source=draft.source, rate=draft.rate or order.rate, by=actor.identity, by_name=actor.name, at=work.now)
    work.session.add(row)
    work.session.flush()
    return row


def _taken_in(season: Season, order: SeasonOrder, line: SeasonOrderLine, came: CameDraft,
              receipt: SeasonReceipt) -> SeasonReceiptLine:
    """The line of the order has it from now on."""
    digits = digits_of(order.currency), digits_of(season.currency)
    told = part(awaited(line), came, receipt.rate, order.rate, digits)
    line.accepted, line.rejected = line.accepted + came.accepted, line.rejected + came.rejected
    return SeasonReceiptLine(
        receipt_id=receipt.id, line_id=line.id, received=came.accepted + came.rejected, accepted=came.accepted,
        rejected=came.rejected, cost=came.cost, value=told.value, worth=told.worth, revaluation=told.revaluation)


def _keep_lines(work: Work, rows: Sequence[SeasonReceiptLine]) -> None:
    """In one statement: nobody needs their numbers."""
    work.session.flush()
    if rows:
        work.session.execute(insert(SeasonReceiptLine), [row.model_dump(exclude={'id'}) for row in rows])


def _back(work: Work, actor: Actor, season: Season, receipt: SeasonReceipt, reason: str) -> SeasonReceipt:
    number = f'{receipt.number[:LONGEST_NUMBER - 2]}-R'
    taken = work.session.exec(select(SeasonReceipt.id).where(
        SeasonReceipt.company_id == season.company_id, SeasonReceipt.number == number)).first()
    row = SeasonReceipt(
        company_id=season.company_id, season_id=season.id, order_id=receipt.order_id, day=receipt.day,
        number=next_number(work, SeasonReceipt, 'GR') if taken else number, note=receipt.note,
        reverses_id=receipt.id, is_late=receipt.is_late, source=receipt.source, rate=receipt.rate, reason=reason,
        by=actor.identity, by_name=actor.name, at=work.now)
    work.session.add(row)
    work.session.flush()
    return row


def _take_back(work: Work, receipt: SeasonReceipt, back: SeasonReceipt, lines: Mapping[int, SeasonOrderLine]) -> None:
    rows = []
    for came in work.session.exec(select(SeasonReceiptLine).where(
            SeasonReceiptLine.receipt_id == receipt.id).order_by(col(SeasonReceiptLine.id))).all():
        rows.append(SeasonReceiptLine(
            receipt_id=back.id, line_id=came.line_id, received=-came.received, accepted=-came.accepted,
            rejected=-came.rejected, cost=came.cost, value=-came.value, worth=-came.worth,
            revaluation=-came.revaluation))
        line = lines[came.line_id]
        line.accepted -= came.accepted
        line.rejected -= came.rejected
    _keep_lines(work, rows)


def _settle(work: Work, order: SeasonOrder, lines: Sequence[SeasonOrderLine]) -> None:
    """The state of an order follows what came."""
    order.state = state_after_receipts(order.state, lines)
    order.version += 1
    work.session.flush()


def _told(came: CameDraft) -> Any:
    return f'{amount(came.accepted)} accepted' + (f', {amount(came.rejected)} rejected' if came.rejected else '')
