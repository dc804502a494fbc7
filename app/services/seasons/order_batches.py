"""Hundreds of drafts at once, as files bring them: submitted and confirmed by the rules of one, in one transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.seasons.axes import Axes
from app.domain.seasons.budget import Position, asked
from app.domain.seasons.buying import CONFIRMED, DRAFT, SUBMITTED
from app.domain.seasons.orders import Placed
from app.domain.seasons.season import SeasonRules
from app.domain.seasons.steps import BUYING
from app.errors import AppError, Invalid
from app.events import SEASONS, OrderConfirmed, SeasonChanged
from app.services import audit
from app.services.seasons.budget_checks import claims_of, demand_within, position, stored
from app.services.seasons.days import facts_before
from app.services.seasons.doors import begin
from app.services.seasons.ground import find_axes, find_season, rules_of
from app.services.seasons.order_ground import content_of, keys_of, moved
from app.services.seasons.order_writing import demand_in_season, incomplete
from app.services.seasons.reach import reach_of
from app.work import Work
from models.buying import SeasonCharge, SeasonOrder, SeasonOrderLine, SeasonOrderRevision
from models.masters import MasterSupplier
from models.seasons import Season

AT_ONCE: Final = 500
TOLD: Final = 500  # numbers that are named in the audit trail


@dataclass(frozen=True, eq=False)
class Draft:
    """An order with all its parts."""
    row: SeasonOrder
    lines: Sequence[SeasonOrderLine]
    charges: Sequence[SeasonCharge]
    last: SeasonOrderRevision | None
    lead_days: int | None


def place_drafts(work: Work, actor: Actor, code: str, numbers: Sequence[str] | None = None, *,
                 is_whole: bool = False) -> Placed:
    """Drafts of these numbers, or all there are. What is over budget or lacks something stays a draft; where all or
    none are wanted (`is_whole`) it refuses. Raises Forbidden, Conflict, Invalid.
    """
    demand(actor, 'seasons.buy')
    season = begin(work, find_season(work, code).code, BUYING)
    work.session.flush()
    drafts, axes = _drafts(work, season, numbers), find_axes(work, season.id)
    _demand_reach(work, actor, season, axes, drafts)
    before, left = facts_before(work, season.id), dict[str, str]()
    desk = _desk(work, actor, season)
    for one in drafts:
        try:
            _place(work, desk, one)
        except AppError as error:
            if is_whole:
                raise
            left[one.row.number] = _words(error)
    placed = tuple(one.row.number for one in drafts if one.row.number not in left)
    if placed:
        work.session.flush()
        audit.write(work, actor, 'seasons.place_orders', season.code, f'{len(placed):,} orders',
                    {'state': DRAFT}, {'orders': list(placed[:TOLD])})
        work.record(SeasonChanged(SEASONS))  # Home says who is waited for
        moved(work, actor, season, 'order', f'Confirmed {len(placed):,} orders', before, OrderConfirmed)
    return Placed(placed, tuple(left.items()))


@dataclass(eq=False)
class _Desk:
    """`position` has in it what every order took that was placed before."""
    actor: Actor
    season: Season
    axes: Axes
    rules: SeasonRules
    position: Position
    is_judge: bool


def _desk(work: Work, actor: Actor, season: Season) -> _Desk:
    rules, now = rules_of(season), position(work, season)
    return _Desk(actor, season, find_axes(work, season.id), rules, now, may(actor, 'seasons.approve'))


def _place(work: Work, desk: _Desk, one: Draft) -> None:
    """Raises Conflict, Invalid, and then nothing of the order has changed."""
    order, season = one.row, desk.season
    if problems := incomplete(order, one.lines, one.lead_days):
        raise Invalid(problems)
    demand_in_season(work, season, order.source != 'screen', order.ordered, one.lines)
    claims = claims_of(work, season, order, one.lines)
    over = tuple(each for each in asked(claims, desk.position, desk.rules) if each.is_over)
    order.breach, order.override = stored(demand_within(work, season, over)), {}
    desk.position = desk.position.with_submitted(claims)
    may_confirm = desk.rules.may_confirm or (desk.is_judge and order.by != desk.actor.identity)
    is_confirmed = may_confirm and not over
    order.state, order.version = CONFIRMED if is_confirmed else SUBMITTED, order.version + 1
    order.confirmed_at = work.now if is_confirmed else None
    _keep_revision(work, desk, one)


def _keep_revision(work: Work, desk: _Desk, one: Draft) -> None:
    content = content_of(one.row, one.lines, one.charges, desk.axes)
    if one.last and one.last.content == content:
        return
    one.row.revision += 1 if one.last else 0
    work.session.add(SeasonOrderRevision(order_id=one.row.id, number=one.row.revision, content=content,
                                         by_name=desk.actor.name, at=work.now, reason=''))


def _words(error: AppError) -> str:
    return error.errors[0][1] if isinstance(error, Invalid) else str(error)


def _drafts(work: Work, season: Season, numbers: Sequence[str] | None) -> list[Draft]:
    """In the order in which they came."""
    wanted = select(SeasonOrder).where(SeasonOrder.season_id == season.id, SeasonOrder.state == DRAFT).order_by(
        col(SeasonOrder.id)).with_for_update()
    rows = list(work.session.exec(wanted)) if numbers is None else [
        row for some in _parts(numbers) for row in work.session.exec(wanted.where(col(SeasonOrder.number).in_(some)))]
    ids = [row.id for row in rows]
    lines, charges, revisions = (_by_order(work, table, ids, by) for table, by in (
        (SeasonOrderLine, 'number'), (SeasonCharge, 'id'), (SeasonOrderRevision, 'number')))
    days = {row.id: row.lead_days for row in work.session.exec(select(MasterSupplier))}
    return [Draft(row, lines[row.id], charges[row.id], next(reversed(revisions[row.id]), None),
                  days.get(row.supplier_id or 0)) for row in rows]


def _by_order(work: Work, table: Any, ids: Sequence[int], by: str) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for some in _parts(ids):
        for row in work.session.exec(select(table).where(col(table.order_id).in_(some)).order_by(getattr(table, by))):
            found[row.order_id].append(row)
    return found


def _demand_reach(work: Work, actor: Actor, season: Season, axes: Axes, drafts: Sequence[Draft]) -> None:
    """Whether every line lies within what is theirs."""
    lines = [line for one in drafts for line in one.lines]
    demand(actor, 'seasons.buy', reach_of(work, actor, season.id, keys_of(axes, (line.location for line in lines), 'l'),
                                          keys_of(axes, (line.category for line in lines), 'c')))


def _parts(values: Sequence[Any]) -> list[Sequence[Any]]:
    return [values[at:at + AT_ONCE] for at in range(0, len(values), AT_ONCE)]
