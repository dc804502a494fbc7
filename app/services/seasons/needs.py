"""What of buying waits for somebody: decisions for managers, orders to confirm, goods that are late."""

from collections.abc import Iterable

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, may
from app.domain.home import Need
from app.domain.seasons.buying import ASKED, SUBMITTED
from app.domain.seasons.orders import COMMITTED
from app.domain.seasons.season import RANGED
from app.services.seasons.budget_needs import list_range_needs, list_receiving_needs, list_transfer_needs
from app.services.seasons.decisions import decision_of
from app.services.seasons.ground import rules_of
from app.services.seasons.order_ground import link_of, reach_of_order
from app.services.seasons.scope_needs import list_scope_needs
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderLine
from models.seasons import Season

MOST = 10
ICON = 'checkroom'


def list_needs(work: Work, actor: Actor) -> tuple[Need, ...]:
    """Only what somebody may settle themselves."""
    if not may(actor, 'seasons.look'):
        return ()
    return (*_decisions(work, actor), *list_scope_needs(work, actor), *list_transfer_needs(work, actor),
            *list_range_needs(work, actor), *_to_confirm(work, actor), *_overdue(work, actor),
            *list_receiving_needs(work, actor))[:MOST]


def _decisions(work: Work, actor: Actor) -> Iterable[Need]:
    for season, order in _orders(work, col(SeasonOrder.override)['state'].as_string() == ASKED):
        asked_by = order.override['by']
        if not may(actor, 'seasons.approve', reach_of_order(work, actor, order, asked_by)):
            continue
        if found := decision_of(work, season, order):
            yield Need(ICON, 'warn', f'{order.number} is {found.over} over in {found.period}',
                       f'{season.name} · {found.by_name}: {found.reason}', 'Decide', link_of(season, order),
                       is_urgent=True)


def _to_confirm(work: Work, actor: Actor) -> Iterable[Need]:
    for season, order in _orders(work, col(SeasonOrder.state) == SUBMITTED):
        if order.override.get('state') == ASKED:
            continue
        deed = 'seasons.approve' if order.breach or not rules_of(season).may_confirm else 'seasons.buy'
        asked_by = order.by if deed == 'seasons.approve' else ''
        is_mine = order.by == actor.identity if deed == 'seasons.buy' else True
        if is_mine and may(actor, deed, reach_of_order(work, actor, order, asked_by)):
            yield Need(ICON, 'prim', f'{order.number} waits to be confirmed',
                       f'{season.name} · {order.supplier_name}', 'Confirm', link_of(season, order))


def _overdue(work: Work, actor: Actor) -> Iterable[Need]:
    """For whoever ordered, season by season."""
    line = SeasonOrderLine
    rows = work.session.execute(
        columns(col(Season.code), col(Season.name), func.count(col(SeasonOrder.id).distinct()))
        .join(SeasonOrder, col(SeasonOrder.season_id) == col(Season.id))
        .join(line, col(line.order_id) == col(SeasonOrder.id))
        .where(col(Season.state) == RANGED, col(SeasonOrder.by) == actor.identity,
               col(SeasonOrder.state).in_(COMMITTED), col(line.expected) < work.now.date(),
               col(line.is_short).is_(False), col(line.quantity) > col(line.accepted) + col(line.cancelled))
        .group_by(col(Season.code), col(Season.name)).order_by(col(Season.code))).all()
    for code, name, count in rows:
        what = 'order of' if count == 1 else 'orders of'
        verb = 'is' if count == 1 else 'are'
        yield Need(ICON, 'warn', f'{count} {what} {name} {verb} overdue', 'Seasons · goods that were due have not come',
                   'Look at it', f'/seasons/{code}/orders?late=true')


def _orders(work: Work, condition: object) -> list[tuple[Season, SeasonOrder]]:
    rows = work.session.exec(select(Season, SeasonOrder).join(
        SeasonOrder, col(SeasonOrder.season_id) == col(Season.id)).where(
        Season.state == RANGED, condition).order_by(col(SeasonOrder.id)).limit(MOST * 3))  # type: ignore[arg-type]
    return list(rows.all())
