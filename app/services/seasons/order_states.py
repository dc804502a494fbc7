"""An order from draft to complete; the budget is asked in the transaction that submits, under the season's row lock."""

from collections.abc import Collection
from typing import Any

from app.domain.access import Actor, demand
from app.domain.seasons.budget import Breach
from app.domain.seasons.buying import ASKED, CANCELLED, CONFIRMED, DRAFT, SHIPPED, SUBMITTED
from app.domain.seasons.orders import demand_transition, is_settled, state_after_receipts
from app.errors import Conflict, Rejected
from app.events import SEASONS, OrderCancelled, OrderChanged, OrderConfirmed, OrderSubmitted, SeasonChanged
from app.services import audit
from app.services.seasons.budget_checks import claims_of, demand_within, found_breaches, position, stored
from app.services.seasons.days import facts_before
from app.services.seasons.ground import rules_of
from app.services.seasons.order_ground import begin_order, lines_of, moved, reach_of_order
from app.services.seasons.order_writing import demand_in_season
from app.services.seasons.orders import demand_complete, keep_revision
from app.work import Work
from models.buying import SeasonOrder
from models.seasons import Season

LONGEST_REASON = 500


def submit(work: Work, actor: Actor, number: str, version: int | None = None) -> tuple[Breach, ...]:
    """Reserves budget; answers what is over it where the season only warns. Raises Conflict `seasons.over_budget`."""
    season, order = begin_order(work, actor, number, version=version)
    before, breaches = check_in(work, season, order)
    order.breach = stored(demand_within(work, season, breaches))
    order.override = {}
    enter(work, actor, season, order, before)
    return breaches


def check_in(work: Work, season: Season, order: SeasonOrder) -> tuple[Any, tuple[Breach, ...]]:
    """What is said about an order that is about to be submitted: the facts as they are, and what is over budget."""
    demand_transition(order.state, SUBMITTED)
    demand_complete(work, order)
    demand_in_season(work, season, order.source != 'screen', order.ordered, lines_of(work, order.id))
    before = facts_before(work, season.id)
    claims = claims_of(work, season, order, lines_of(work, order.id))
    return before, found_breaches(season, position(work, season), claims, ())


def enter(work: Work, actor: Actor, season: Season, order: SeasonOrder, before: Any) -> None:
    """It is submitted from now on."""
    turn(work, actor, season, order, SUBMITTED, before, OrderSubmitted, f'Submitted {order.number}')
    keep_revision(work, actor, season, order, '')


def confirm(work: Work, actor: Actor, number: str, version: int | None = None) -> None:
    """Within budget by its buyer, where the season's rules let them; else by a manager."""
    season, order = begin_order(work, actor, number, version=version)
    demand_transition(order.state, CONFIRMED)
    if order.override.get('state') == ASKED:
        raise Conflict(f'{number} waits for an override.', 'seasons.wrong_state')
    if order.breach or not rules_of(season).may_confirm:
        demand(actor, 'seasons.approve', reach_of_order(work, actor, order, order.by))
    settle_confirmed(work, actor, season, order)


def settle_confirmed(work: Work, actor: Actor, season: Season, order: SeasonOrder) -> None:
    """Committed from now on."""
    before = facts_before(work, season.id)
    order.confirmed_at = work.now
    turn(work, actor, season, order, CONFIRMED, before, OrderConfirmed, f'Confirmed {order.number}')


def withdraw(work: Work, actor: Actor, number: str, version: int | None = None) -> None:
    """Back to a draft; what it reserved is free again."""
    season, order = begin_order(work, actor, number, version=version)
    demand_transition(order.state, DRAFT)
    before = facts_before(work, season.id)
    order.breach, order.override = {}, {}
    turn(work, actor, season, order, DRAFT, before, OrderChanged, f'Withdrew {number}')


def ship(work: Work, actor: Actor, number: str, version: int | None = None) -> None:
    season, order = begin_order(work, actor, number, version=version)
    demand_transition(order.state, SHIPPED)
    turn(work, actor, season, order, SHIPPED, facts_before(work, season.id), OrderChanged, f'{number} was shipped')


def cancel(work: Work, actor: Actor, number: str, reason: str, version: int | None = None) -> None:
    """Releases the budget at once."""
    season, order = begin_order(work, actor, number, version=version)
    demand_transition(order.state, CANCELLED)
    told = reason_of(reason)
    before = facts_before(work, season.id)
    for line in lines_of(work, order.id):
        line.cancelled = max(line.quantity - line.accepted, 0)
    order.override = {}
    turn(work, actor, season, order, CANCELLED, before, OrderCancelled, f'Cancelled {number}: {told}', told)


def close_short(work: Work, actor: Actor, number: str, reason: str, lines: Collection[int] = (),
                version: int | None = None) -> None:
    """Nothing more is awaited of these lines, by default of all; the budget is free again."""
    season, order = begin_order(work, actor, number, version=version)
    if order.state != 'partial':
        raise Conflict(f'{number} is {order.state}: only orders of which something came are closed short.',
                       'seasons.wrong_state')
    told = reason_of(reason)
    before = facts_before(work, season.id)
    rows = lines_of(work, order.id)
    closed = [line for line in rows if not is_settled(line) and (not lines or line.number in lines)]
    if not closed:
        raise Rejected('Nothing of these lines is awaited.', field='lines')
    for line in closed:
        line.is_short = True
    turn(work, actor, season, order, state_after_receipts(order.state, rows), before, OrderCancelled,
         f'Closed {number} short: {told}', told)


def reason_of(text: str) -> str:
    """Raises Rejected."""
    if not text.strip() or len(text) > LONGEST_REASON:
        raise Rejected('Say in a few words why.', field='reason')
    return text.strip()


def turn(work: Work, actor: Actor, season: Season, order: SeasonOrder, state: str, before: Any, event: Any,
         text: str, detail: str = '') -> None:
    """An order is in another state from now on."""
    audit.write(work, actor, f'seasons.order_{state}', order.number, detail, {'state': order.state}, {'state': state})
    order.state = state
    order.version += 1
    work.record(SeasonChanged(SEASONS))  # Home says who is waited for
    kind = 'cancelled' if event is OrderCancelled else 'order'
    moved(work, actor, season, kind, text, before, event, order.id)
