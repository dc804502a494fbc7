"""What may come of an order, and what it is worth: by the same rules for one receipt and for thousands from a file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.domain.seasons.buying import LONGEST_NUMBER, ONE, STATE_NAMES, CameDraft, ReceiptDraft
from app.domain.seasons.landed import exchanged, part_of
from app.domain.seasons.money import is_rate
from app.domain.seasons.orders import RECEIVABLE
from app.errors import Conflict

Problems = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Awaited:
    """A line of an order. Quantities are thousandths; `cost` is of one in the order's currency, `value` (landed) and
    `worth` (at retail) are of the whole line in the season's.
    """
    id: int
    number: int
    quantity: int
    cost: int
    value: int
    worth: int
    cancelled: int
    accepted: int
    rejected: int
    is_short: bool

    def with_more(self, accepted: int, rejected: int) -> 'Awaited':
        return replace(self, accepted=self.accepted + accepted, rejected=self.rejected + rejected)


@dataclass(frozen=True, slots=True)
class Part:
    """What came of a line; `revaluation` is what another rate or cost made of it."""
    value: int
    worth: int
    revaluation: int


def demand_receivable(number: str, state: str) -> None:
    """Raises Conflict."""
    if state not in RECEIVABLE:
        raise Conflict(f'{number} is {STATE_NAMES[state].lower()}: goods come for confirmed orders only.',
                       'seasons.wrong_state')


def demand_in_time(day: date, last: date) -> None:
    """Goods may come late for some days. Raises Conflict."""
    if day > last:
        raise Conflict(f'Receipts of this season were taken in until {last}.', 'seasons.wrong_step')


def problems_of(lines: Mapping[int, Awaited], draft: ReceiptDraft, day: date, today: date, tolerance: Decimal,
                ) -> Problems:
    """By field; that of line `at` of the draft begins with `lines.{at}`."""
    found: Problems = []
    number = draft.number.strip()
    if len(number) > LONGEST_NUMBER or not number.isprintable() or len(draft.note) > 255:
        found.append(('number', f'A number has at most {LONGEST_NUMBER} characters.'))
    if day > today:
        found.append(('day', 'Goods that have not come yet cannot be received.'))
    if draft.rate is not None and not is_rate(draft.rate):
        found.append(('rate', 'A rate is above 0, with at most 8 decimals.'))
    if not any(came.accepted or came.rejected for came in draft.lines):
        found.append(('lines', 'Say of at least one line what came.'))
    if len({came.line for came in draft.lines}) < len(draft.lines):
        found.append(('lines', 'Each line once.'))
    for at, came in enumerate(draft.lines):
        found += [(f'lines.{at}.{field}', text) for field, text in _wrong(lines.get(came.line), came, tolerance)]
    return found


def part(line: Awaited, came: CameDraft, rate: Decimal, order_rate: Decimal, digits: tuple[int, int]) -> Part:
    """Worth what the order says; what another rate or price makes of it is told apart. Parts always add up: each is
    what all together are worth, less what came before. `digits` are those of the order's currency and the season's.
    """
    after = line.accepted + came.accepted
    value, worth = (part_of(whole, after, line.quantity) - part_of(whole, line.accepted, line.quantity)
                    for whole in (line.value, line.worth))
    cost = line.cost if came.cost is None else came.cost
    if (cost, rate) == (line.cost, order_rate):
        return Part(value, worth, 0)
    now, then = (exchanged(Fraction(came.accepted * price, ONE), at, *digits)
                 for price, at in ((cost, rate), (line.cost, order_rate)))
    return Part(value, worth, now - then)


def amount(thousandths: int) -> str:
    """A quantity for people."""
    return f'{(Decimal(thousandths) / ONE).normalize():f}'


def _wrong(line: Awaited | None, came: CameDraft, tolerance: Decimal) -> Problems:
    if line is None:
        return [('line', f'This order has no line {came.line}.')]
    if came.accepted < 0 or came.rejected < 0 or (came.cost is not None and not 0 <= came.cost < 10 ** 15):
        return [('accepted', f'Line {came.line}: this can’t be below zero. A receipt is corrected by reversing it.')]
    if line.is_short and came.accepted:
        return [('accepted', f'Line {came.line} was closed short: nothing more was awaited.')]
    most = line.quantity - line.cancelled + int(line.quantity * tolerance)
    if line.accepted + came.accepted > most:
        more = f' and {(tolerance * 100).normalize():f} % more' if tolerance else ''
        return [('accepted', f'Line {came.line}: {amount(line.quantity - line.cancelled)}{more} may come, '
                             f'{amount(line.accepted)} did already.')]
    return []
