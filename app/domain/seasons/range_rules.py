"""What a range is meant to be, by category, and what its rows add up to. Shares are fractions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from app.errors import Conflict, Invalid, Rejected

DRAFT, SUBMITTED, IN_REVIEW, APPROVED, REJECTED, LOCKED = (
    'draft', 'submitted', 'review', 'approved', 'rejected', 'locked')
MOVES: Final[Mapping[str, tuple[str, ...]]] = {
    DRAFT: (SUBMITTED,), SUBMITTED: (IN_REVIEW, APPROVED, REJECTED), IN_REVIEW: (APPROVED, REJECTED),
    APPROVED: (LOCKED,), REJECTED: (SUBMITTED,), LOCKED: ()}
WHOLE, NEAR = Decimal(1), Decimal('0.0001')  # 100 % ± 0.01 %
LARGEST: Final = 1_000_000_000
USUAL_BANDS: Final = ('Low', 'Mid', 'High')


@dataclass(frozen=True)
class Intent:
    """Core and fashion together are everything; so are the price bands, in the order from cheap to dear."""
    core: Decimal
    fashion: Decimal
    bands: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True)
class RangeDraft:
    """A row as somebody wants it; `retail` of one unit in minor units, `share` of its category in its cluster."""
    category: str  # code
    cluster: str = ''  # key of a location node; empty: everywhere
    band: str = ''
    fabric: str = ''
    colour: str = ''
    style: str = ''
    styles: int = 0
    options: int = 0
    depth: int = 0  # units of each option
    retail: int = 0
    share: Decimal = Decimal(0)

    @property
    def units(self) -> int:
        return self.options * self.depth

    @property
    def value(self) -> int:
        return self.units * self.retail


@dataclass(frozen=True)
class RangeRow:
    id: int
    draft: RangeDraft
    state: str
    revision: int
    comment: str
    by_name: str
    at: datetime
    asked_by: str
    version: int


@dataclass(frozen=True)
class IntentView:
    intent: Intent
    by_name: str
    at: datetime
    version: int


@dataclass(frozen=True)
class RangeCategory:
    """One category: what is meant, what was put in, and what may be spent on it (None where nothing is planned)."""
    code: str
    name: str
    path: tuple[str, ...]
    intent: IntentView | None
    rows: tuple[RangeRow, ...]
    units: int
    value: int
    budget: int | None

    @property
    def left(self) -> int | None:
        return None if self.budget is None else self.budget - self.value


def demand_intent(intent: Intent) -> None:
    """Raises Invalid with each rule that does not hold."""
    shares = [intent.core, intent.fashion, *(share for _, share in intent.bands)]
    errors = [('core_percent', 'A share lies between 0 and 100 %.')] if any(not 0 <= one <= 1 for one in shares) else []
    if intent.core + intent.fashion != WHOLE:
        errors.append(('fashion_percent', f'Core and fashion are {_percent(intent.core + intent.fashion)} together: '
                                          f'make them 100 %.'))
    bands = sum((share for _, share in intent.bands), Decimal(0))
    if intent.bands and abs(bands - WHOLE) > NEAR:
        errors.append(('price_band_mix', f'The price bands are {_percent(bands)} together: make them 100 %.'))
    names = [name.strip().casefold() for name, _ in intent.bands]
    if len(set(names)) < len(names) or '' in names:
        errors.append(('price_band_mix', 'Give every price band a name of its own.'))
    if errors:
        raise Invalid(errors)


def demand_row(draft: RangeDraft) -> None:
    """Raises Invalid."""
    errors = [(name, 'This is a whole number from 0.') for name in ('styles', 'options', 'depth', 'retail')
              if not 0 <= getattr(draft, name) <= LARGEST]
    if not draft.band.strip():
        errors.append(('price_band', 'Say which price band it is.'))
    if not 0 <= draft.share <= 1:
        errors.append(('share', 'A share lies between 0 and 100 %.'))
    if draft.styles > draft.options > 0:
        errors.append(('options', 'Every style has at least one option.'))
    if errors:
        raise Invalid(errors)


def demand_room(shares: Iterable[Decimal]) -> None:
    """Of the rows of a category in a cluster, on every change. Raises Rejected."""
    if (total := sum(shares, Decimal(0))) > WHOLE + NEAR:
        raise Rejected(f'The shares of this category would be {_percent(total)} together: 100 % is all there is.',
                       field='share')


def demand_whole(shares: Iterable[Decimal]) -> None:
    """Before rows are handed in: 100 %, ± 0.01. Raises Conflict."""
    if abs((total := sum(shares, Decimal(0))) - WHOLE) > NEAR:
        raise Conflict(f'The shares of this category are {_percent(total)} together: make them 100 % first.',
                       'seasons.range_shares')


def demand_move(was: str, now: str) -> None:
    if now not in MOVES[was]:
        raise Conflict(f'A row that is {was} cannot become {now}.', 'seasons.range_state')


def mixed(categories: Sequence[tuple[Intent, int]]) -> Intent | None:
    """The mean of several categories, weighted by their plans; None where nothing is planned."""
    total = sum(weight for _, weight in categories)
    if total <= 0:
        return None
    core = sum((one.core * weight for one, weight in categories), Decimal(0)) / total
    names = list(dict.fromkeys(name for one, _ in categories for name, _ in one.bands))
    return Intent(core, WHOLE - core, tuple((name, sum((dict(one.bands).get(name, Decimal(0)) * weight
                                                        for one, weight in categories), Decimal(0)) / total)
                                            for name in names))


def _percent(share: Decimal) -> str:
    return f'{(share * 100).normalize():f} %'
