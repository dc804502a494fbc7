"""Orders over budget: somebody asks to let one pass, and somebody else decides."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from app.domain.access import Actor, demand
from app.domain.seasons.budget import Breach
from app.domain.seasons.buying import APPROVED, ASKED, DRAFT, REFUSED, OrderDraft
from app.domain.seasons.season import APPROVE
from app.errors import Conflict, Rejected
from app.events import SEASONS, OrderChanged, SeasonChanged
from app.services import audit
from app.services.seasons.budget_checks import claims_of, demand_within, found_breaches, position, stored, tried
from app.services.seasons.days import facts_before
from app.services.seasons.ground import rules_of
from app.services.seasons.notices import tell_judges, tell_one
from app.services.seasons.order_ground import begin_order, find_order, lines_of, link_of, moved
from app.services.seasons.order_states import check_in, enter, reason_of, settle_confirmed, turn
from app.services.seasons.order_writing import value_lines, write_order
from app.services.seasons.orders import demand_changeable, demand_complete, keep_revision, reach_of_draft
from app.work import Work
from models.buying import SeasonOrder
from models.seasons import Season

DRAFTS = TypeAdapter(OrderDraft)
Breaches = tuple[Breach, ...]


def ask_override(work: Work, actor: Actor, number: str, reason: str, version: int | None = None) -> Breaches:
    """Submit an order although it is over budget: it reserves its budget, and waits for somebody else to decide."""
    told = reason_of(reason)
    season, order = begin_order(work, actor, number, version=version)
    before, breaches = check_in(work, season, order)
    order.breach = stored(breaches)
    if breaches:
        _ask(work, actor, season, order, breaches, told)
    enter(work, actor, season, order, before)
    return breaches


def ask_amendment(work: Work, actor: Actor, number: str, draft: OrderDraft, reason: str,
                  version: int | None = None) -> Breaches:
    """Ask for a change of a submitted order that is over budget; until it is decided the order stays as it is."""
    told = reason_of(reason)
    season, order = begin_order(work, actor, number, version=version)
    demand(actor, 'seasons.buy', reach_of_draft(work, actor, season.id, draft))
    demand_changeable(order)
    if order.state == DRAFT:
        raise Conflict('A draft is changed without asking.', 'seasons.wrong_state')
    breaches = tried(work, season, order, draft)
    if not breaches:
        raise Rejected('This change fits the budget: save it.', field='lines')
    _ask(work, actor, season, order, breaches, told, DRAFTS.dump_python(draft, mode='json'))
    order.version += 1
    moved(work, actor, season, 'order', f'Asked to change {number}', facts_before(work, season.id), OrderChanged,
          order.id)
    return breaches


def approve_override(work: Work, actor: Actor, number: str, reply: str = '', version: int | None = None) -> None:
    """It passes: the order is confirmed, or becomes what was asked for. Not by whoever asked for it."""
    season, order = _begin(work, actor, number, version)
    content = order.override.get('content')
    draft = DRAFTS.validate_python(content) if content else None
    if draft:
        demand(actor, 'seasons.approve', reach_of_draft(work, actor, season.id, draft))
    _decide(work, actor, season, order, APPROVED, reply.strip())
    if draft is None:
        settle_confirmed(work, actor, season, order)
        return
    before = facts_before(work, season.id)
    write_order(work, season, order, draft)
    demand_complete(work, order)
    keep_revision(work, actor, season, order, order.override['reason'])
    order.version += 1
    moved(work, actor, season, 'order', f'Changed {number} over budget', before, OrderChanged, order.id)


def refuse_override(work: Work, actor: Actor, number: str, reply: str, version: int | None = None) -> None:
    """The order is a draft again and reserves nothing; a change that was asked for is dropped."""
    told = reason_of(reply)
    season, order = _begin(work, actor, number, version)
    is_amendment = order.override.get('content') is not None
    _decide(work, actor, season, order, REFUSED, told)
    before = facts_before(work, season.id)
    if is_amendment:
        order.version += 1
        moved(work, actor, season, 'order', f'{number} stays as it is', before, OrderChanged, order.id)
    else:
        turn(work, actor, season, order, DRAFT, before, OrderChanged, f'Sent {number} back', told)


def move_order(work: Work, actor: Actor, number: str, day: date, version: int | None = None) -> Breaches:
    """Instead of letting it pass: what is over budget is expected later, and the order is confirmed. It must fit."""
    season, order = _begin(work, actor, number, version)
    if order.override.get('content') is not None:
        raise Conflict('A change that was asked for can be approved or sent back.', 'seasons.wrong_state')
    budget, claims = position(work, season), claims_of(work, season, order, lines_of(work, order.id))
    late = {line for told in order.breach.get('breaches', ()) for line in told.get('lines', ())}
    for line in lines_of(work, order.id):
        if line.number in late or not late:
            line.expected = day
    value_lines(work, season, order)
    breaches = found_breaches(season, budget, claims_of(work, season, order, lines_of(work, order.id)), claims)
    demand_within(work, season, breaches)
    order.breach = stored(breaches)
    _decide(work, actor, season, order, APPROVED, f'Moved to {day}')
    keep_revision(work, actor, season, order, f'Moved to {day}')
    settle_confirmed(work, actor, season, order)
    return breaches


def _begin(work: Work, actor: Actor, number: str, version: int | None) -> tuple[Season, SeasonOrder]:
    """Nobody decides what they asked for. Raises Forbidden, Conflict."""
    asked_by = find_order(work, number).override.get('by', '')
    season, order = begin_order(work, actor, number, 'seasons.approve', version, asked_by)
    if order.override.get('state') != ASKED or order.override.get('by', '') != asked_by:
        raise Conflict(f'Nobody waits for a decision about {number} any more.', 'seasons.wrong_state')
    return season, order


def _ask(work: Work, actor: Actor, season: Season, order: SeasonOrder, breaches: Breaches, reason: str,
         content: Mapping[str, Any] | None = None) -> None:
    rules = rules_of(season)
    if rules.policy != APPROVE:
        demand_within(work, season, breaches)
    order.override = {'state': ASKED, 'by': actor.identity, 'by_name': actor.name, 'reason': reason,
                      'at': work.now.isoformat(), **({'content': content} if content else {})}
    order.breach = stored(breaches)
    audit.write(work, actor, 'seasons.ask_override', order.number, reason)
    work.record(SeasonChanged(SEASONS))
    tell_judges(work, actor, f'{actor.name} asks to let {order.number} pass over budget: {reason}',
                link_of(season, order))


def _decide(work: Work, actor: Actor, season: Season, order: SeasonOrder, state: str, reply: str) -> None:
    told = {key: value for key, value in order.override.items() if key != 'content'}
    order.override = {**told, 'state': state, 'decided_by': actor.identity, 'decided_by_name': actor.name,
                      'reply': reply}
    audit.write(work, actor, f'seasons.override_{state}', order.number, reply, {'state': ASKED}, {'state': state})
    work.record(SeasonChanged(SEASONS))
    word = 'let pass' if state == APPROVED else 'sent back'
    tell_one(work, actor, told['by'], f'{actor.name} {word} {order.number}' + (f': {reply}' if reply else ''),
             link_of(season, order))
