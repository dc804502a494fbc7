"""What orders would take of the budget: softly while they are written, for good in the transaction that submits them.

A claim is what a line takes more than before, leaf by leaf; so an amendment asks for its difference only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor
from app.domain.seasons.axes import Axes
from app.domain.seasons.budget import Breach, Claim, Position, asked, position_of
from app.domain.seasons.buying import CANCELLED, COMPLETE, DRAFT, LineDraft, OrderDraft
from app.domain.seasons.buying_words import BudgetAnswer, answer_of, over_words, settled_answer
from app.domain.seasons.money import digits_of
from app.domain.seasons.orders import is_settled
from app.domain.seasons.season import BLOCK, RETAIL, WARN
from app.errors import Conflict
from app.services.seasons.approved import approved_plan
from app.services.seasons.ground import find_axes, rules_of, seen_season
from app.services.seasons.order_facts import open_worth, period_at
from app.services.seasons.order_ground import find_order, lines_of
from app.services.seasons.order_views import counted_of
from app.services.seasons.order_writing import rate_for, worths
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderLine, SeasonReceipt, SeasonReceiptLine
from models.masters import MasterSupplier
from models.seasons import Season

Claims = Sequence[Claim]
Breaches = tuple[Breach, ...]


class OverBudget(Conflict):
    """What is over, and what would help, beside the words."""
    code = 'seasons.over_budget'

    def __init__(self, text: str, breaches: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(text)
        self.told = {'breaches': list(breaches)}


def tried(work: Work, season: Season, order: SeasonOrder, draft: OrderDraft) -> Breaches:
    """What would be over budget if an order were that; nothing is written."""
    old = claims_of(work, season, order, lines_of(work, order.id))
    return tuple(one for one in asks(work, season, claims_of_draft(work, season, draft, order), old) if one.is_over)


def view_check(work: Work, actor: Actor, code: str, draft: OrderDraft, number: str = '') -> BudgetAnswer:
    """What the budget says of an order as it is being written; `number` is that of an order which is there already."""
    season = seen_season(work, actor, code)
    order = _of_season(work, season, number) if number else None
    old = claims_of(work, season, order, lines_of(work, order.id)) if order and order.state != DRAFT else ()
    new = claims_of_draft(work, season, draft, order)
    return answer_of(asks(work, season, new, old), find_axes(work, season.id), digits_of(season.currency),
                     rules_of(season))


def _of_season(work: Work, season: Season, number: str) -> SeasonOrder:
    order = find_order(work, number)
    if order.season_id != season.id:
        raise Conflict(f'{number} belongs to another season.', 'seasons.other_season')
    return order


def check_order(work: Work, actor: Actor, number: str) -> BudgetAnswer:
    """The same of an order as it is stored."""
    order = find_order(work, number)
    seen_season(work, actor, work.get(Season, order.season_id).code)
    return watch_check(work, order.id)


def watch_check(work: Work, order_id: int) -> BudgetAnswer:
    """For pages: shared by all who watch. A draft as though it were submitted now; of others, what is left beside, and
    where nothing is awaited any more how it counts.
    """
    order = work.get(SeasonOrder, order_id)
    season = work.get(Season, order.season_id)
    if order.state in (COMPLETE, CANCELLED):
        return settled_answer(_received(work, season, order), digits_of(season.currency), rules_of(season))
    claims = claims_of(work, season, order, lines_of(work, order.id))
    return answer_of(asks(work, season, claims, () if order.state == DRAFT else claims),
                     find_axes(work, season.id), digits_of(season.currency), rules_of(season))


def _received(work: Work, season: Season, order: SeasonOrder) -> int:
    """By receipts that stand, at the season's basis."""
    worth = col(SeasonReceiptLine.worth if season.basis == RETAIL else SeasonReceiptLine.value)
    return int(work.session.execute(columns(func.coalesce(func.sum(worth), 0)).join(
        SeasonReceipt, col(SeasonReceipt.id) == col(SeasonReceiptLine.receipt_id)).where(
        col(SeasonReceipt.order_id) == order.id)).scalar_one())


def found_breaches(season: Season, before: Position, new: Claims, old: Claims) -> Breaches:
    """Of a position that was taken before anything was written: what it would be over by."""
    return tuple(one for one in asked(difference(new, old), before, rules_of(season)) if one.is_over)


def position(work: Work, season: Season) -> Position:
    """What is left of each budget now, of what is approved."""
    return position_of(approved_plan(work, season))


def asks(work: Work, season: Season, new: Claims, old: Claims) -> Breaches:
    return asked(difference(new, old), position(work, season), rules_of(season))


def demand_within(work: Work, season: Season, breaches: Breaches) -> Breaches:
    """What is over budget passes where the season only warns. Raises OverBudget."""
    rules = rules_of(season)
    if not breaches or rules.policy == WARN:
        return breaches
    axes, digits = find_axes(work, season.id), digits_of(season.currency)
    words = over_words(breaches, axes, digits)
    hint = '' if rules.policy == BLOCK else ' A manager can let it pass: ask for an override.'
    raise OverBudget(f'{words}.{hint}', stored(breaches)['breaches'])


def stored(breaches: Breaches) -> dict[str, Any]:
    """As it is kept with the order, and told to programs."""
    return {'breaches': [asdict(one) | {'after': one.after} for one in breaches]} if breaches else {}


def claims_of(work: Work, season: Season, order: SeasonOrder, lines: Sequence[SeasonOrderLine]) -> tuple[Claim, ...]:
    """What an order still awaits, as though it were committed."""
    axes, today = find_axes(work, season.id), work.now.date()
    found = (_claim(axes, today, line.number, line.location, line.category,
                    line.expected or order.expected or order.ordered, open_worth(counted_of(season, line), line))
             for line in lines if not is_settled(line))
    return tuple(filter(None, found))


def claims_of_draft(work: Work, season: Season, draft: OrderDraft, order: SeasonOrder | None = None) -> Claims:
    """The same of an order that is only written in a form; lines without a place or a rate take nothing yet."""
    axes, today = find_axes(work, season.id), work.now.date()
    places = {one.code: one.place for one in axes.locations}, {one.code: one.place for one in axes.categories}
    kept = {line.number: line for line in lines_of(work, order.id)} if order else {}
    lines = [line for line in draft.lines if line.location in places[0] and line.category in places[1]]
    due = draft.expected or _by_supplier(work, season, draft, today)
    found = (_claim(axes, today, number, places[0][line.location], places[1][line.category], line.expected or due,
                    _open(amount, line, kept.get(line.number)))
             for number, (line, amount) in enumerate(zip(lines, _amounts(work, season, draft, lines), strict=True), 1))
    return tuple(filter(None, found))


def difference(new: Claims, old: Claims) -> Claims:
    return (*new, *(Claim(one.line, one.location, one.category, one.period, -one.amount) for one in old))


def _amounts(work: Work, season: Season, draft: OrderDraft, lines: Sequence[LineDraft]) -> Iterable[int]:
    currency = draft.currency.upper() or season.currency
    rate = draft.rate or rate_for(work, season, currency, draft.ordered or work.now.date())
    if rate is None or currency == season.currency:
        rate = Decimal(1) if currency == season.currency else Decimal(0)
    at = 1 if season.basis == RETAIL else 0
    return [pair[at] for pair in worths(work, season, currency, rate, draft.ordered, lines, draft.charges)]


def _open(amount: int, draft: LineDraft, kept: SeasonOrderLine | None) -> int:
    """Of a line of which something came already, what is left."""
    line = SeasonOrderLine(order_id=0, number=0, location=0, category=0, quantity=draft.quantity,
                           cancelled=draft.cancelled, accepted=kept.accepted if kept else 0, is_short=draft.is_short)
    return open_worth(amount, line) if draft.quantity else 0


def _by_supplier(work: Work, season: Season, draft: OrderDraft, today: date) -> date | None:
    row = work.session.exec(select(MasterSupplier).where(
        MasterSupplier.company_id == season.company_id, MasterSupplier.code == draft.supplier)).first()
    return (draft.ordered or today) + timedelta(days=row.lead_days) if row and row.lead_days else draft.ordered


def _claim(axes: Axes, today: date, number: int, location: int, category: int, due: date | None, amount: int,
           ) -> Claim | None:
    """In the period it is due, in the present one where that is over."""
    at = axes.location_at.get(location), axes.category_at.get(category)
    if at[0] is None or at[1] is None or not amount:
        return None
    period = max(period_at(axes, due or today), period_at(axes, today))
    return Claim(number, at[0], at[1], period, amount)
