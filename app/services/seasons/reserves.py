"""Budget that is held back, as an amount or a share of what is required."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.axes import Axes
from app.domain.seasons.budgets import ReserveDraft, ReserveView
from app.domain.seasons.buying_words import spoken
from app.domain.seasons.steps import BUDGET
from app.errors import Invalid
from app.events import BudgetMoved
from app.services import audit
from app.services.seasons.days import rolled_before
from app.services.seasons.doors import begin
from app.services.seasons.ground import find_axes, find_season, seen_season
from app.services.seasons.order_ground import moved
from app.services.seasons.reach import reach_of
from app.services.seasons.transfers import week_of
from app.work import Work
from models.buying import SeasonReserve
from models.seasons import Season


def hold_reserve(work: Work, actor: Actor, code: str, draft: ReserveDraft) -> int:
    """Its number. Raises Invalid, Conflict."""
    season_id = find_season(work, code).id
    demand(actor, 'seasons.plan', reach_of(work, actor, season_id, (draft.location,), (draft.category,)))
    season = begin(work, code, BUDGET)
    axes = find_axes(work, season_id)
    _check(axes, draft)
    before = rolled_before(work, season_id)
    period = week_of(axes, draft.period, work.now.date()) if draft.period else None
    row = SeasonReserve(season_id=season_id, category=draft.category, location=draft.location, period=period,
                        amount=draft.amount, share=draft.share, reason=draft.reason.strip(), by_name=actor.name,
                        at=work.now)
    work.session.add(row)
    work.session.flush()
    name = axes.category_nodes[draft.category].name
    audit.write(work, actor, 'seasons.hold_reserve', season.code, row.reason, after=_audited(row))
    moved(work, actor, season, 'reserve', f'Held back a reserve of {name}', before, BudgetMoved)
    return row.id


def release_reserve(work: Work, actor: Actor, reserve_id: int) -> None:
    found = work.get(SeasonReserve, reserve_id)
    demand(actor, 'seasons.plan', reach_of(work, actor, found.season_id, (found.location,), (found.category,)))
    season = begin(work, work.get(Season, found.season_id).code, BUDGET)
    row, before = work.lock(SeasonReserve, reserve_id), rolled_before(work, season.id)
    audit.write(work, actor, 'seasons.release_reserve', season.code, row.reason, before=_audited(row))
    work.session.delete(row)
    work.session.flush()
    moved(work, actor, season, 'reserve', 'Released a reserve', before, BudgetMoved)


def list_reserves(work: Work, actor: Actor, code: str) -> tuple[ReserveView, ...]:
    return watch_reserves(work, seen_season(work, actor, code).id)


def watch_reserves(work: Work, season_id: int) -> tuple[ReserveView, ...]:
    """For pages: shared by all who watch."""
    axes = find_axes(work, season_id)
    rows = work.session.exec(select(SeasonReserve).where(SeasonReserve.season_id == season_id).order_by(
        col(SeasonReserve.id))).all()
    return tuple(_view(axes, row) for row in rows)


def _check(axes: Axes, draft: ReserveDraft) -> None:
    amount, share = draft.amount, draft.share
    wrong = [(field, text) for is_wrong, field, text in (
        (draft.category not in axes.category_nodes, 'category', 'Name a category of this season.'),
        (draft.location not in axes.location_nodes, 'location', 'Name a place of this season.'),
        (draft.period not in axes.period_nodes, 'period', 'Name a week or month of this season.'),
        ((amount is None) == (share is None), 'amount', 'Say an amount, or a share of what is required.'),
        (amount is not None and not 0 < amount < 10 ** 15, 'amount', 'An amount is above 0.'),
        (share is not None and not Decimal(0) < share <= 1, 'share', 'A share lies above 0 and is 1 at most.'),
        (len(draft.reason) > 500, 'reason', 'At most 500 characters.')) if is_wrong]
    if wrong:
        raise Invalid(wrong)


def _audited(row: SeasonReserve) -> Mapping[str, Any]:
    return {'category': row.category, 'location': row.location, 'period': row.period, 'amount': row.amount,
            'share': None if row.share is None else f'{row.share:f}'}


def _view(axes: Axes, row: SeasonReserve) -> ReserveView:
    category, place = axes.category_nodes.get(row.category), axes.location_nodes.get(row.location)
    return ReserveView(row.id, row.category, category.name if category else '', row.location,
                       place.name if place else '', '' if row.period is None else axes.periods[row.period].key,
                       row.amount, row.share, row.reason, row.by_name, row.at,
                       '' if row.period is None else spoken(axes, axes.periods[row.period].key))
