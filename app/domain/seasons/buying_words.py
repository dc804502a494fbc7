"""What the budget answers to an order, in words a buyer can act on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.seasons.axes import ALL, Axes
from app.domain.seasons.budget import MOVE, REDUCE, TRANSFER, Breach, Offer, in_words
from app.domain.seasons.money import major
from app.domain.seasons.plan.columns import MONTH_NAMES
from app.domain.seasons.season import OFF, WARN, SeasonRules

OK, TOLERATED, OVER, SILENT = 'ok', 'tolerated', 'over', 'silent'


@dataclass(frozen=True)
class OfferLine:
    """`text` says what would help; `day` is where goods could move to."""
    kind: str
    text: str
    period: str = ''
    category: str = ''
    amount: int = 0


@dataclass(frozen=True)
class ScopeLine:
    """One scope the order takes from: `head` says what is left or over, `text` the sum behind it."""
    breach: Breach
    name: str
    head: str
    text: str
    offers: tuple[OfferLine, ...]


@dataclass(frozen=True)
class BudgetAnswer:
    """`status` is what is said aloud: “Budget: 2,000.00 over in November”."""
    state: str  # ok, tolerated, over, silent
    status: str
    scopes: tuple[ScopeLine, ...]
    policy: str

    @property
    def is_over(self) -> bool:
        return self.state == OVER

    @property
    def may_pass(self) -> bool:
        """Although it is over."""
        return self.policy == WARN


def answer_of(scopes: Sequence[Breach], axes: Axes, digits: int, rules: SeasonRules) -> BudgetAnswer:
    """The scopes that are over first."""
    found = sorted(scopes, key=lambda one: (not one.is_over, not one.is_tolerated))
    lines = tuple(scope_line(one, axes, digits) for one in found)
    over = [one for one in found if one.after < -one.allowance]
    near = [one for one in found if -one.allowance <= one.after < 0]
    if rules.policy == OFF:
        return BudgetAnswer(SILENT, 'Budget: not checked in this season', (), rules.policy)
    if not found:
        return BudgetAnswer(SILENT, 'Budget: nothing to check yet', (), rules.policy)
    if over:
        return BudgetAnswer(OVER, over_words(over, axes, digits), lines, rules.policy)
    if near:
        return BudgetAnswer(TOLERATED, f'{over_words(near, axes, digits)}, which is tolerated', lines, rules.policy)
    left = ', '.join(f'{amount(one.after, digits)} left in {period_name(axes, one)}' for one in found)
    return BudgetAnswer(OK, f'Budget: {left}', lines, rules.policy)


def settled_answer(received: int, digits: int, rules: SeasonRules) -> BudgetAnswer:
    """Of an order that awaits nothing any more: it asks for no budget, what came of it counts."""
    words = f'counts with the {amount(received, digits)} that came' if received else 'takes nothing'
    return BudgetAnswer(SILENT, f'Budget: {words}', (), rules.policy)


def over_words(breaches: Iterable[Breach], axes: Axes, digits: int) -> str:
    """`Budget: 2,000.00 over in November`."""
    parts = (f'{amount(-one.after, digits)} over in {period_name(axes, one)}' for one in breaches)
    return f'Budget: {", ".join(parts)}'


def scope_line(one: Breach, axes: Axes, digits: int) -> ScopeLine:
    name = ', '.join(filter(None, (axes.category_nodes[one.category].name,
                                   axes.location_nodes[one.location].name if one.location != ALL else '')))
    state = f'{amount(-one.after, digits)} over' if one.after < 0 else f'{amount(one.after, digits)} left'
    return ScopeLine(one, name, f'{name}: {state} in {period_name(axes, one)}', in_words(one, digits),
                     tuple(_offer(one, offer, axes, digits) for offer in one.offers))


def period_name(axes: Axes, one: Breach) -> str:
    return f'the season up to {spoken(axes, one.period)}' if one.is_to_date else spoken(axes, one.period)


def amount(number: int, digits: int) -> str:
    return f'{major(number, digits):,.{digits}f}'.replace('-', '−')


def spoken(axes: Axes, key: str) -> str:
    """`November`, `week 36`; a fiscal month is called after the day in its middle."""
    node = axes.period_nodes[key]
    first, last = axes.periods[node.start].start, axes.periods[node.stop - 1].end
    if node.is_leaf and (last - first).days < 14:
        return f'week {axes.periods[node.start].number}'
    return 'the season' if key == ALL else MONTH_NAMES[(first + (last - first) / 2).month - 1]


def _offer(one: Breach, offer: Offer, axes: Axes, digits: int) -> OfferLine:
    period = spoken(axes, offer.period) if offer.period else ''
    what = amount(offer.amount, digits)
    if offer.kind == MOVE:
        text = f'Move {what} to {period}'
    elif offer.kind == TRANSFER and offer.category == one.category:
        text = f'Transfer {what} from {period}'
    elif offer.kind == TRANSFER:
        text = f'Transfer {what} from {axes.category_nodes[offer.category].name}'
    elif offer.kind == REDUCE:
        text = f'Order {what} less'
    else:
        text = 'Ask for override'
    return OfferLine(offer.kind, text, offer.period, offer.category, offer.amount)

