"""Budget and ranges that wait for whoever may decide on them, and goods that come this week, for Home."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, may
from app.domain.home import Need
from app.domain.seasons.budgets import ASKED
from app.domain.seasons.orders import COMMITTED
from app.domain.seasons.range_rules import IN_REVIEW, SUBMITTED
from app.domain.seasons.season import LOCKED, RANGED
from app.services.seasons.ground import find_axes
from app.services.seasons.order_ground import keys_of, link_of
from app.services.seasons.reach import reach_of
from app.services.seasons.transfers import link_of_budget, words_of
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderLine, SeasonRange, SeasonTransfer
from models.seasons import Season

ICON: Final = 'checkroom'
AHEAD: Final = timedelta(days=6)  # that count as this week


def list_transfer_needs(work: Work, actor: Actor) -> Iterator[Need]:
    """The longest waiting first; never what they asked for themselves."""
    rows = work.session.execute(select(Season, SeasonTransfer).join(
        SeasonTransfer, col(SeasonTransfer.season_id) == col(Season.id)).where(
        Season.state == RANGED, SeasonTransfer.state == ASKED).order_by(col(SeasonTransfer.id)))
    for season, row in rows:
        axes = find_axes(work, season.id)
        reach = reach_of(work, actor, season.id, [row.location], keys_of(axes, (row.source, row.target), 'c'), row.by)
        if may(actor, 'seasons.approve', reach):
            yield Need(ICON, 'prim', f'A budget transfer of {words_of(season, axes, row)} waits',
                       f'{season.name} · {row.by_name}: {row.reason}', 'Decide', link_of_budget(season))


def list_range_needs(work: Work, actor: Actor) -> Iterator[Need]:
    """Rows that were handed in, season by season."""
    rows = work.session.execute(
        columns(Season, col(SeasonRange.category), col(SeasonRange.cluster), col(SeasonRange.asked_by),
                func.count().label('count'))
        .join(SeasonRange, col(SeasonRange.season_id) == col(Season.id))
        .where(col(Season.state) != LOCKED, col(SeasonRange.state).in_((SUBMITTED, IN_REVIEW)))
        .group_by(col(Season.id), col(SeasonRange.category), col(SeasonRange.cluster), col(SeasonRange.asked_by))
        .order_by(col(Season.start), col(Season.id))).all()
    found = dict[int, tuple[Season, int]]()
    for season, category, cluster, asked_by, count in rows:
        keys = keys_of(find_axes(work, season.id), [category], 'c')
        if may(actor, 'seasons.approve', reach_of(work, actor, season.id, [cluster], keys, asked_by)):
            found[season.id] = season, count + found.get(season.id, (season, 0))[1]
    for season, count in found.values():
        what = 'range row waits' if count == 1 else 'range rows wait'
        yield Need(ICON, 'prim', f'{count} {what} for approval', season.name, 'Decide', f'/seasons/{season.code}/range')


def list_receiving_needs(work: Work, actor: Actor) -> Iterator[Need]:
    """Orders of theirs of which goods are due within a week, season by season."""
    line, today = SeasonOrderLine, work.now.date()
    rows = work.session.execute(
        columns(Season, SeasonOrder).join(SeasonOrder, col(SeasonOrder.season_id) == col(Season.id))
        .where(col(Season.state) == RANGED, col(SeasonOrder.by) == actor.identity,
               col(SeasonOrder.state).in_(COMMITTED), select(line.id).where(
                   col(line.order_id) == col(SeasonOrder.id), col(line.expected) >= today,
                   col(line.expected) <= today + AHEAD, col(line.is_short).is_(False),
                   col(line.quantity) > col(line.accepted) + col(line.cancelled)).exists())
        .order_by(col(Season.start), col(SeasonOrder.id))).all()
    seasons = {season.id: season for season, _ in rows}
    for season in seasons.values() if may(actor, 'seasons.buy') else ():
        yield _receiving(season, [order for one, order in rows if one.id == season.id])


def _receiving(season: Season, orders: Sequence[SeasonOrder]) -> Need:
    if len(orders) == 1:
        return Need(ICON, 'info', f'{orders[0].number} is due this week', f'{season.name} · {orders[0].supplier_name}',
                    'Receive', link_of(season, orders[0]))
    return Need(ICON, 'info', f'{len(orders)} orders of {season.name} are due this week',
                'Seasons · post a receipt when goods come', 'Receive', f'/seasons/{season.code}/orders')
