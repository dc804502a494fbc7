"""Drafts of orders written into their tables, with everything that is wrong with them said at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches

from sqlalchemy import func, insert
from sqlmodel import col, select

from app.domain.seasons.axes import Axes
from app.domain.seasons.buying import KEYS, KINDS, LONGEST_NUMBER, ONE, ChargeDraft, LineDraft, OrderDraft
from app.domain.seasons.landed import Charge, OrderLine, landed
from app.domain.seasons.money import digits_of, is_rate
from app.domain.seasons.rounding import halved_up
from app.errors import Conflict, Invalid, Rejected
from app.services.seasons.ground import find_axes
from app.services.seasons.order_ground import NUMBERS, OVER, charges_of, lines_of
from app.work import Work
from models.buying import SeasonCharge, SeasonOrder, SeasonOrderLine, SeasonReceiptLine
from models.masters import MasterRate, MasterSupplier
from models.seasons import Season

Problems = list[tuple[str, str]]
Priced = SeasonOrderLine | LineDraft
MOST_LINES = 500
LONGEST_TEXT = 255


@dataclass(frozen=True)
class _Place:
    location: int
    category: int


def write_order(work: Work, season: Season, order: SeasonOrder, draft: OrderDraft) -> None:
    """Let an order be what a draft says, lines and all. Raises Invalid, Rejected, Conflict."""
    axes = find_axes(work, season.id)
    problems: Problems = []
    _check_head(work, order, draft, problems)
    places = [_place(axes, at, line, problems) for at, line in enumerate(draft.lines)]
    _check_lines(draft, problems)
    _check_charges(draft.charges, problems)
    if problems:
        raise Invalid(problems)
    _write_head(work, season, order, draft)
    work.session.flush()
    _write_lines(work, order, draft.lines, [place for place in places if place])
    _write_charges(work, order, draft.charges)
    value_lines(work, season, order)


def value_lines(work: Work, season: Season, order: SeasonOrder) -> None:
    """What each line costs with its share of the charges, and what it is worth at retail."""
    work.session.flush()
    lines = lines_of(work, order.id)
    charges = [ChargeDraft(one.kind, one.amount, one.currency, one.allocate) for one in charges_of(work, order.id)]
    values = worths(work, season, order.currency, order.rate, order.ordered, lines, charges)
    for line, (value, worth) in zip(lines, values, strict=True):
        line.value, line.worth = value, worth
    work.session.flush()


def worths(work: Work, season: Season, currency: str, rate: Decimal, ordered: date | None, lines: Sequence[Priced],
           charges: Sequence[ChargeDraft]) -> list[tuple[int, int]]:
    """Of each line: landed, and at retail."""
    if not lines:
        return []
    shares = [_charge(work, season, currency, rate, ordered, one) for one in charges]
    values = landed([OrderLine(line.quantity, line.cost) for line in lines], rate, shares, digits_of(currency),
                    digits_of(season.currency))
    return [(value, halved_up(line.quantity * line.retail, ONE) if line.retail else _marked_up(value, season.imu))
            for line, value in zip(lines, values, strict=True)]


def rate_for(work: Work, season: Season, currency: str, day: date) -> Decimal | None:
    """What one unit costs in the season's currency: by the rate of its day, else the plan rate; None: nobody knows."""
    if currency == season.currency:
        return Decimal(1)
    known = work.session.exec(select(MasterRate).where(
        MasterRate.company_id == season.company_id, MasterRate.source == currency,
        MasterRate.target == season.currency, col(MasterRate.day) <= day).order_by(
        col(MasterRate.day).desc()).limit(1)).first()
    if known:
        return known.rate
    return Decimal(season.rates[currency]) if currency in season.rates else None


def incomplete(order: SeasonOrder, lines: Sequence[SeasonOrderLine], lead_days: int | None) -> Problems:
    """What is missing before an order may leave its draft; says when each line is expected, where that follows."""
    problems: Problems = []
    if order.supplier_id is None and not order.supplier_name:
        problems.append(('supplier', 'Say who supplies it.'))
    if not lines:
        problems.append(('lines', 'Add a line first.'))
    for at, line in enumerate(lines):
        if line.quantity <= 0:
            problems.append((f'lines.{at}.quantity', f'Line {line.number} needs a quantity above 0.'))
        if line.cost <= 0:
            problems.append((f'lines.{at}.cost', f'Line {line.number} needs a price.'))
        line.expected = line.expected or order.expected or _after(order.ordered, lead_days)
        if line.expected is None:
            problems.append((f'lines.{at}.expected', f'Line {line.number} needs the week in which it is expected.'))
    return problems


def demand_in_season(work: Work, season: Season, is_told: bool, ordered: date | None,
                     lines: Iterable[SeasonOrderLine | LineDraft]) -> None:
    """By hand orders are placed until a season ends; files tell later, too, what was bought before. Raises Conflict."""
    told = ordered or min((line.expected for line in lines if line.expected), default=None)
    if work.now.date() > season.end and not (is_told and told and told <= season.end):
        raise Conflict(OVER, 'seasons.wrong_step')


def _after(ordered: date | None, days: int | None) -> date | None:
    return ordered + timedelta(days=days) if ordered and days else None


def _check_head(work: Work, order: SeasonOrder, draft: OrderDraft, problems: Problems) -> None:
    number = draft.number.strip()
    if not 1 <= len(number) <= LONGEST_NUMBER or not number.isprintable():
        problems.append(('number', f'A number has 1 to {LONGEST_NUMBER} characters.'))
    work.take_turns(NUMBERS)
    taken = work.session.exec(select(SeasonOrder.id).where(
        SeasonOrder.company_id == order.company_id, SeasonOrder.number == number)).first()
    if taken is not None and taken != order.id:
        raise Conflict(f'There is an order {number} already.', 'seasons.duplicate')
    if any(len(text) > LONGEST_TEXT for text in (draft.title, draft.supplier_name)):
        problems.append(('title', f'At most {LONGEST_TEXT} characters.'))
    if draft.currency and not (len(draft.currency) == 3 and draft.currency.isalpha()):
        problems.append(('currency', 'A currency has three letters, such as EUR.'))
    if draft.rate is not None and not is_rate(draft.rate):
        problems.append(('rate', 'A rate is above 0, with at most 8 decimals.'))
    if draft.ordered and draft.expected and draft.expected < draft.ordered:
        problems.append(('expected', 'Goods cannot be expected before they were ordered.'))


def _check_lines(draft: OrderDraft, problems: Problems) -> None:
    if len(draft.lines) > MOST_LINES:
        problems.append(('lines', f'An order has at most {MOST_LINES} lines.'))
    for at, line in enumerate(draft.lines):
        for name in ('quantity', 'cost', 'retail', 'cancelled'):
            if not 0 <= getattr(line, name) < 10 ** 15:
                problems.append((f'lines.{at}.{name}', f'Line {at + 1}: this can’t be below zero, or that large.'))
        if line.cancelled > line.quantity:
            problems.append((f'lines.{at}.cancelled', f'Line {at + 1}: more is cancelled than was ordered.'))
        if draft.ordered and line.expected and line.expected < draft.ordered:
            problems.append((f'lines.{at}.expected', f'Line {at + 1} is expected before it was ordered.'))
        if len(line.sku) > LONGEST_TEXT or len(line.text) > LONGEST_TEXT:
            problems.append((f'lines.{at}.text', f'At most {LONGEST_TEXT} characters.'))


def _check_charges(charges: Sequence[ChargeDraft], problems: Problems) -> None:
    for at, one in enumerate(charges):
        if one.kind not in KINDS:
            problems.append((f'charges.{at}.kind', f'A charge is one of {", ".join(KINDS)}.'))
        if one.allocate not in KEYS:
            problems.append((f'charges.{at}.allocate', f'Charges are shared out by {", ".join(KEYS)}.'))
        if one.amount is not None and not 0 <= one.amount < 10 ** 15:
            problems.append((f'charges.{at}.amount', 'A charge can’t be below zero, or that large.'))


def _place(axes: Axes, at: int, line: LineDraft, problems: Problems) -> _Place | None:
    location = next((one.place for one in axes.locations if one.code == line.location), None)
    category = next((one.place for one in axes.categories if one.code == line.category), None)
    if location is None:
        problems.append((f'lines.{at}.location', _unknown(at, 'location', line.location,
                                                          (one.code for one in axes.locations))))
    if category is None:
        problems.append((f'lines.{at}.category', _unknown(at, 'category', line.category,
                                                          (one.code for one in axes.categories))))
    return _Place(location, category) if location is not None and category is not None else None


def _unknown(at: int, what: str, code: str, known: Iterable[str]) -> str:
    near = get_close_matches(code, list(known), 1)
    hint = f' Did you mean {near[0]}?' if near else ''
    return f'Line {at + 1}: no {what} of this season is called “{code}”.{hint}'


def _write_head(work: Work, season: Season, order: SeasonOrder, draft: OrderDraft) -> None:
    supplier = _supplier(work, season, draft)
    order.number, order.title = draft.number.strip(), draft.title.strip()
    order.supplier_id = supplier.id if supplier else None
    order.supplier_name = supplier.name if supplier else draft.supplier_name.strip()
    order.ordered, order.expected = draft.ordered or work.now.date(), draft.expected
    order.currency = draft.currency.upper() or (supplier.currency if supplier else '') or season.currency
    rate = draft.rate if order.currency != season.currency else Decimal(1)
    rate = rate or rate_for(work, season, order.currency, order.ordered)
    if rate is None:
        raise Rejected(f'Nobody has told what {order.currency} costs in {season.currency}: give a rate.',
                       field='rate')
    order.rate, order.source = rate, draft.source
    work.session.add(order)


def _supplier(work: Work, season: Season, draft: OrderDraft) -> MasterSupplier | None:
    """By code; else by a name that only one supplier bears."""
    code, name = draft.supplier.strip(), draft.supplier_name.strip()
    if not code and not name:
        return None
    wanted = select(MasterSupplier).where(MasterSupplier.company_id == season.company_id)
    if code:
        found = work.session.exec(wanted.where(MasterSupplier.code == code)).first()
        if found is None or not found.is_active:
            raise Rejected(f'No active supplier has the code “{code}”.', field='supplier')
        return found
    known = work.session.exec(wanted.where(func.lower(col(MasterSupplier.name)) == name.lower())).all()
    return known[0] if len(known) == 1 else None


def _write_lines(work: Work, order: SeasonOrder, drafts: Sequence[LineDraft], places: Sequence[_Place]) -> None:
    kept = {line.number: line for line in lines_of(work, order.id)}
    brought = {draft.number for draft in drafts if draft.is_new}
    last = max({*kept, *brought}, default=0)
    named = {draft.number for draft in drafts if draft.number and not draft.is_new}
    if taken := brought & set(kept):
        raise Rejected(f'This order has a line {min(taken)} already.', field='lines')
    if missing := named - set(kept):
        raise Rejected(f'This order has no line {min(missing)}.', field='lines')
    _drop_lines(work, [line for number, line in kept.items() if number not in named])
    fresh: list[SeasonOrderLine] = []
    for draft, place in zip(drafts, places, strict=True):
        line = kept.get(draft.number)
        if line is None:
            last += not draft.number
            line = SeasonOrderLine(order_id=order.id, number=draft.number or last, location=place.location,
                                   category=place.category, quantity=0)
            fresh.append(line)
        _write_line(line, draft, place)
    work.session.flush()
    if fresh:  # in one statement
        work.session.execute(insert(SeasonOrderLine), [line.model_dump(exclude={'id'}) for line in fresh])


def _drop_lines(work: Work, lines: Sequence[SeasonOrderLine]) -> None:
    """What has come keeps its line. Raises Conflict."""
    ids = [line.id for line in lines]
    if ids and (came := work.session.exec(select(SeasonReceiptLine.line_id).where(
            col(SeasonReceiptLine.line_id).in_(ids))).first()):
        number = next(line.number for line in lines if line.id == came)
        raise Conflict(f'Line {number} has receipts: cancel what is left of it instead.', 'seasons.received')
    for line in lines:
        work.session.delete(line)
    work.session.flush()


def _write_line(line: SeasonOrderLine, draft: LineDraft, place: _Place) -> None:
    if accepted := line.accepted:
        if (line.location, line.category) != (place.location, place.category):
            raise Conflict(f'Line {line.number} has receipts: it stays where it is.', 'seasons.received')
        if draft.quantity < accepted:
            raise Conflict(f'Of line {line.number} more has come than that.', 'seasons.received')
        if draft.cancelled > max(draft.quantity - accepted, 0):
            raise Conflict(f'Of line {line.number} less is left than that.', 'seasons.received')
    line.location, line.category = place.location, place.category
    line.sku, line.text = draft.sku.strip(), draft.text.strip()
    line.quantity, line.cost, line.retail = draft.quantity, draft.cost, draft.retail
    line.expected, line.cancelled, line.is_short = draft.expected, draft.cancelled, draft.is_short


def _write_charges(work: Work, order: SeasonOrder, charges: Sequence[ChargeDraft]) -> None:
    for row in charges_of(work, order.id):
        work.session.delete(row)
    work.session.flush()
    for one in charges:
        work.session.add(SeasonCharge(order_id=order.id, kind=one.kind, amount=one.amount, text=one.text.strip(),
                                      currency=one.currency.upper() or order.currency, allocate=one.allocate))
    work.session.flush()


def _charge(work: Work, season: Season, currency: str, rate: Decimal, ordered: date | None,
            told: ChargeDraft) -> Charge:
    """With its rate; one that is only told in words is shared out among nobody."""
    own = told.currency.upper() or currency
    known = rate if own == currency else rate_for(work, season, own, ordered or work.now.date())
    if known is None and told.amount is not None:
        raise Rejected(f'Nobody has told what {own} costs in {season.currency}.', field='charges')
    return Charge(told.amount, told.allocate, known or Decimal(1), digits_of(own))


def _marked_up(value: int, imu: Decimal) -> int:
    """What a line is worth at retail that has no retail price: by the planned mark-up."""
    numerator, denominator = imu.as_integer_ratio()
    return halved_up(value * denominator, denominator - numerator) if numerator < denominator else value
