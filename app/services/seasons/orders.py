"""Purchase orders: raised as drafts, changed with a revision each once they were submitted, and dropped."""

from collections.abc import Mapping
from typing import Any

from app.domain.access import Actor, demand
from app.domain.seasons.budget import Breach
from app.domain.seasons.buying import ASKED, DRAFT, STATE_NAMES, OrderDraft
from app.domain.seasons.orders import AMENDABLE, state_after_receipts
from app.domain.seasons.steps import BUYING
from app.errors import Conflict, Invalid
from app.events import OrderChanged
from app.services import audit
from app.services.seasons.budget_checks import claims_of, demand_within, found_breaches, position, stored
from app.services.seasons.days import facts_before
from app.services.seasons.doors import begin
from app.services.seasons.ground import find_axes, find_season
from app.services.seasons.order_ground import (
    begin_order,
    charges_of,
    content_of,
    demand_buying,
    lead_days_of,
    lines_of,
    moved,
    next_number,
)
from app.services.seasons.order_writing import incomplete, write_order
from app.services.seasons.reach import reach_of
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderRevision
from models.seasons import Season


def raise_order(work: Work, actor: Actor, code: str, draft: OrderDraft) -> str:
    """A draft order; its number. Raises Invalid, Conflict."""
    demand(actor, 'seasons.buy', reach_of_draft(work, actor, find_season(work, code).id, draft))
    season = begin(work, code, BUYING)
    demand_buying(work, season)
    order = SeasonOrder(company_id=season.company_id, season_id=season.id, number='', by=actor.identity,
                        by_name=actor.name, at=work.now)
    before = facts_before(work, season.id)
    write_order(work, season, order, _numbered(work, draft))
    audit.write(work, actor, 'seasons.raise_order', order.number, season.name, after=_audited(order))
    moved(work, actor, season, 'order', f'Drafted {order.number}', before, OrderChanged, order.id)
    return order.number


def change_order(work: Work, actor: Actor, number: str, draft: OrderDraft, version: int | None = None,
                 reason: str = '') -> tuple[Breach, ...]:
    """A draft is written over; afterwards each change is a revision whose difference has to fit the budget. Answers
    what is over it and yet let pass. Raises Invalid, Conflict.
    """
    season, order = begin_order(work, actor, number, version=version)
    demand(actor, 'seasons.buy', reach_of_draft(work, actor, season.id, draft))
    demand_changeable(order)
    before, budget = facts_before(work, season.id), position(work, season)
    claims, old = claims_of(work, season, order, lines_of(work, order.id)), _audited(order)
    write_order(work, season, order, _numbered(work, draft, order.number))
    breaches: tuple[Breach, ...] = ()
    if order.state != DRAFT:
        demand_complete(work, order)
        breaches = demand_within(work, season, found_breaches(
            season, budget, claims_of(work, season, order, lines_of(work, order.id)), claims))
        order.breach = stored(breaches) or order.breach
        keep_revision(work, actor, season, order, reason)
    order.state = state_after_receipts(order.state, lines_of(work, order.id))
    order.version += 1
    audit.write(work, actor, 'seasons.change_order', order.number, reason, old, _audited(order))
    moved(work, actor, season, 'order', f'Changed {order.number}', before, OrderChanged, order.id)
    return breaches


def drop_order(work: Work, actor: Actor, number: str, version: int | None = None) -> None:
    """Only drafts vanish; whatever was submitted once is cancelled instead."""
    season, order = begin_order(work, actor, number, version=version)
    if order.state != DRAFT or work.session.get(SeasonOrderRevision, (order.id, 1)) is not None:
        raise Conflict('Only drafts that were never submitted can be deleted. Cancel this order instead.',
                       'seasons.wrong_state')
    before = facts_before(work, season.id)
    audit.write(work, actor, 'seasons.drop_order', season.code, order.number, before=_audited(order))
    for row in (*lines_of(work, order.id), *charges_of(work, order.id)):
        work.session.delete(row)
    work.session.flush()
    work.session.delete(order)
    moved(work, actor, season, 'order', f'Deleted the draft {number}', before, OrderChanged, order.id)


def demand_changeable(order: SeasonOrder) -> None:
    """Raises Conflict."""
    if order.state != DRAFT and order.state not in AMENDABLE:
        raise Conflict(f'{order.number} is {STATE_NAMES[order.state].lower()}: it can’t be changed any more.',
                       'seasons.wrong_state')
    if order.override.get('state') == ASKED:
        raise Conflict(f'{order.number} waits for an override. Withdraw it to change it.', 'seasons.wrong_state')


def demand_complete(work: Work, order: SeasonOrder) -> None:
    """Raises Invalid with everything that is missing."""
    if problems := incomplete(order, lines_of(work, order.id), lead_days_of(work, order)):
        raise Invalid(problems)
    work.session.flush()


def keep_revision(work: Work, actor: Actor, season: Season, order: SeasonOrder, reason: str) -> None:
    """What an order says from now on, where it says anything else than before."""
    content = content_of(order, lines_of(work, order.id), charges_of(work, order.id), find_axes(work, season.id))
    last = work.session.get(SeasonOrderRevision, (order.id, order.revision))
    if last and last.content == content:
        return
    order.revision += 1 if last else 0
    work.session.add(SeasonOrderRevision(order_id=order.id, number=order.revision, content=content,
                                         by_name=actor.name, at=work.now, reason=reason))
    work.session.flush()


def _numbered(work: Work, draft: OrderDraft, number: str = '') -> OrderDraft:
    return draft if draft.number.strip() else _with_number(draft, number or next_number(work, SeasonOrder, 'PO'))


def _with_number(draft: OrderDraft, number: str) -> OrderDraft:
    return OrderDraft(**{**vars(draft), 'number': number})


def reach_of_draft(work: Work, actor: Actor, season_id: int, draft: OrderDraft) -> Any:
    """Whether every line lies within what is somebody's."""
    return reach_of(work, actor, season_id, {f'l:{line.location}' for line in draft.lines},
                    {f'c:{line.category}' for line in draft.lines})


def _audited(order: SeasonOrder) -> Mapping[str, Any]:
    return {'number': order.number, 'title': order.title, 'supplier': order.supplier_name, 'state': order.state,
            'ordered': order.ordered, 'expected': order.expected, 'currency': order.currency,
            'rate': f'{order.rate:f}', 'revision': order.revision}
