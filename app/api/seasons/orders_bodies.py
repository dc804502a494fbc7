"""What programs send and get of orders: money and quantities as decimal strings."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.api.doors import Body
from app.api.seasons.reading import number_of, optional_day_of
from app.domain.seasons.buying import (
    ChargeDraft,
    LineDraft,
    OrderDraft,
    OrderRow,
    OrderView,
)
from app.domain.seasons.buying_words import BudgetAnswer
from app.domain.seasons.money import digits_of, plain
from app.errors import Rejected

Amount = Annotated[str | int | float, Field(union_mode='left_to_right', examples=['110000.00'])]
Text = Annotated[str, Field(max_length=255)]
Reason = Annotated[str, Field(max_length=500)]
Number = Annotated[str, Field(max_length=100)]
QUANTITY = 3  # decimals


class OrderLineBody(Body):
    """Codes of the season. `number` is that of a line the order has already; 0 is a new one."""
    location: Text
    category: Text
    quantity: Amount = '1'
    unit_cost: Amount
    retail_price: Amount = '0'
    expected: str | None = None
    sku: Text = ''
    text: Text = ''
    number: Annotated[int, Field(ge=0, le=100_000)] = 0
    cancelled: Amount = '0'
    closed_short: bool = False


class ChargeBody(Body):
    """Without an amount it is only told in words."""
    kind: Literal['freight', 'duty', 'insurance', 'other']
    amount: Amount | None = None
    currency: Annotated[str, Field(max_length=3)] = ''
    allocate: Literal['value', 'quantity', 'weight'] = 'value'
    text: Text = ''


class OrderBody(Body):
    """With `po_value`, `location` and `category` instead of lines it is an order of one line."""
    season: Annotated[str, Field(max_length=20)]
    po_number: Number = ''
    supplier: Text = ''
    supplier_name: Text = ''
    title: Text = ''
    order_date: str | None = None
    expected: str | None = None
    currency: Annotated[str, Field(max_length=3)] = ''
    rate: Amount | None = None
    lines: Annotated[list[OrderLineBody], Field(max_length=500)] = Field(default_factory=list)
    charges: Annotated[list[ChargeBody], Field(max_length=50)] = Field(default_factory=list)
    location: Text = ''
    category: Text = ''
    po_value: Amount | None = None
    version: int | None = None
    reason: Reason = ''


class ReasonBody(Body):
    reason: Reason
    version: int | None = None


class ShortBody(ReasonBody):
    """Numbers of lines; none: all that are awaited."""
    lines: Annotated[list[int], Field(max_length=500)] = Field(default_factory=list)


class ReplyBody(Body):
    reply: Reason = ''
    version: int | None = None


class LineOut(BaseModel):
    number: int
    location: str
    category: str
    sku: str
    text: str
    quantity: str
    unit_cost: str
    retail_price: str
    expected: date | None
    value: str
    retail_value: str
    accepted: str
    rejected: str
    cancelled: str
    open: str
    closed_short: bool
    overdue: bool


class ChargeOut(BaseModel):
    kind: str
    amount: str | None
    currency: str
    allocate: str
    text: str


class OverrideOut(BaseModel):
    state: str
    asked_by: str
    reason: str
    decided_by: str
    reply: str


class OrderLineOut(BaseModel):
    """An order in a list; amounts at the basis of the season."""
    id: int
    po_number: str
    title: str
    supplier: str
    status: str
    order_date: date | None
    expected: date | None
    po_value: str
    received_value: str
    open_value: str
    overdue_lines: int
    waiting_for_override: bool
    version: int


class OrderOut(BaseModel):
    id: int
    po_number: str
    title: str
    season: str
    supplier: str
    supplier_name: str
    status: str
    order_date: date | None
    expected: date | None
    currency: str
    rate: str
    source: str
    revision: int
    po_value: str
    received_value: str
    open_value: str
    lines: list[LineOut]
    charges: list[ChargeOut]
    override: OverrideOut | None
    breaches: list[dict[str, Any]]
    created_by: str
    created_at: datetime
    confirmed_at: datetime | None
    version: int


class BreachOut(BaseModel):
    """A scope the order takes from: `after` is what it leaves, below zero where it is over."""
    category: str
    location: str
    period: str
    over: bool
    budget: str
    received: str
    on_order: str
    reserve: str
    submitted: str
    this_order: str
    remaining: str
    after: str
    lines: list[int]
    weeks: list[str]
    offers: list[str]


class CheckOut(BaseModel):
    state: str
    text: str
    policy: str
    breaches: list[BreachOut]
    scopes: list[BreachOut]


def draft_of(body: OrderBody, currency: str) -> OrderDraft:
    """`currency` is the season's. Raises Rejected."""
    own = body.currency.upper() or currency
    lines = tuple(_line(at, one, digits_of(own), digits_of(currency)) for at, one in enumerate(body.lines))
    if body.po_value is not None:
        lines += (LineDraft(body.location, body.category, 1000, whole(body.po_value, digits_of(own), 'po_value')),)
    charges = tuple(ChargeDraft(
        one.kind, None if one.amount is None else whole(one.amount, digits_of(one.currency.upper() or own),
                                                        f'charges.{at}.amount'),
        one.currency, one.allocate, one.text) for at, one in enumerate(body.charges))
    return OrderDraft(
        body.po_number, body.supplier, body.supplier_name, body.title, optional_day_of(body.order_date, 'order_date'),
        optional_day_of(body.expected, 'expected'), body.currency,
        None if body.rate is None else number_of(str(body.rate), 'rate'), lines, charges, 'api')


def whole(value: str | int | float, digits: int, field: str) -> int:
    """In the smallest unit, exactly. Raises Rejected."""
    found = number_of(str(value), field).scaleb(digits)
    if abs(found) >= 10 ** 15 or found != found.to_integral_value():
        raise Rejected(f'At most {digits} decimals, and no more than 15 digits.', field=field)
    return int(found)


def order_row(row: OrderRow, digits: int) -> OrderLineOut:
    return OrderLineOut(
        id=row.id, po_number=row.number, title=row.title, supplier=row.supplier, status=row.state,
        order_date=row.ordered, expected=row.expected, po_value=plain(row.counted, digits),
        received_value=plain(row.received, digits), open_value=plain(row.awaited, digits), overdue_lines=row.overdue,
        waiting_for_override=row.is_asked, version=row.version)


def order_out(view: OrderView, digits: int) -> OrderOut:
    return OrderOut(
        id=view.id, po_number=view.number, title=view.title, season=view.season, supplier=view.supplier,
        supplier_name=view.supplier_name, status=view.state, order_date=view.ordered, expected=view.expected,
        currency=view.currency, rate=f'{view.rate:f}', source=view.source, revision=view.revision,
        po_value=plain(view.counted, digits), received_value=plain(view.received, digits),
        open_value=plain(view.awaited, digits), lines=[_line_out(one, view.digits, digits) for one in view.lines],
        charges=[ChargeOut(kind=one.kind, currency=one.currency, allocate=one.allocate, text=one.text,
                           amount=None if one.amount is None else plain(one.amount, digits_of(one.currency)))
                 for one in view.charges],
        override=None if view.override is None else OverrideOut(
            state=view.override.state, asked_by=view.override.by_name, reason=view.override.reason,
            decided_by=view.override.decided_by_name, reply=view.override.reply),
        breaches=[dict(one) for one in view.breaches], created_by=view.by_name, created_at=view.at,
        confirmed_at=view.confirmed_at, version=view.version)


def check_out(answer: BudgetAnswer, digits: int) -> CheckOut:
    scopes = [_scope(one, digits) for one in answer.scopes]
    return CheckOut(state=answer.state, text=answer.status, policy=answer.policy,
                    breaches=[one for one in scopes if one.over], scopes=scopes)


def quantity(thousandths: int) -> str:
    return f'{Decimal(thousandths).scaleb(-QUANTITY):.{QUANTITY}f}'


def _line(at: int, one: OrderLineBody, digits: int, own: int) -> LineDraft:
    field = f'lines.{at}'
    return LineDraft(
        one.location, one.category, whole(one.quantity, QUANTITY, f'{field}.quantity'),
        whole(one.unit_cost, digits, f'{field}.unit_cost'), whole(one.retail_price, own, f'{field}.retail_price'),
        optional_day_of(one.expected, f'{field}.expected'), one.sku, one.text, one.number,
        whole(one.cancelled, QUANTITY, f'{field}.cancelled'), one.closed_short)


def _line_out(one: Any, digits: int, own: int) -> LineOut:
    return LineOut(
        number=one.number, location=one.location, category=one.category, sku=one.sku, text=one.text,
        quantity=quantity(one.quantity), unit_cost=plain(one.cost, digits), retail_price=plain(one.retail, own),
        expected=one.expected, value=plain(one.value, own), retail_value=plain(one.worth, own),
        accepted=quantity(one.accepted), rejected=quantity(one.rejected), cancelled=quantity(one.cancelled),
        open=quantity(one.open), closed_short=one.is_short, overdue=one.is_overdue)


def _scope(line: Any, digits: int) -> BreachOut:
    one = line.breach
    amounts = {name: plain(getattr(one, name), digits) for name in (
        'budget', 'received', 'on_order', 'reserve', 'submitted', 'remaining', 'after')}
    return BreachOut(category=one.category, location=one.location, period=one.period, over=one.is_over,
                     this_order=plain(one.this, digits), lines=list(one.lines), weeks=list(one.weeks),
                     offers=[offer.text for offer in line.offers], **amounts)
