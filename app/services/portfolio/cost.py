"""What planned work costs. Without the right to see cost nothing of it leaves: no rate, no hour, no amount."""

from datetime import date

from app.domain.access import Actor, demand
from app.domain.portfolio.cost.costing import (
    UNITS,
    CostAsk,
    CostView,
    DeviationView,
    Formula,
    cost_of,
    cost_sheet,
    deviations_of,
    formulas,
)
from app.domain.portfolio.cost.rollup import BYS, Key
from app.domain.portfolio.items.setting import UNFUNDED
from app.domain.portfolio.items.sheets import as_csv
from app.errors import NotFound, Rejected
from app.services.portfolio import ground
from app.services.portfolio.capacity import scenario_name
from app.services.portfolio.looking import Seen, seen_by
from app.services.portfolio.today import view_today
from app.work import Work

MOST_MONTHS = 120


def view_cost(work: Work, actor: Actor, ask: CostAsk, scenario_id: int | None = None) -> CostView:
    """All who look alike are given the same view."""
    seen = _seen(work, actor, ask, scenario_id)
    return cost_of(seen.portfolio, seen.live, ask, view_today(work, actor), seen.sight.plans,
                   scenario_name(work, actor, scenario_id))


def view_formulas(work: Work, actor: Actor, ask: CostAsk, key: Key | None, month: date | None,
                  scenario_id: int | None = None) -> tuple[Formula, ...]:
    """What one number is reckoned from."""
    seen = _seen(work, actor, ask, scenario_id)
    return formulas(seen.portfolio, ask, view_today(work, actor), key, month)


def view_deviations(work: Work, actor: Actor, unit: str, scenario_id: int | None = None) -> tuple[DeviationView, ...]:
    """Parents against the sum of their children, over all their days; the worst first."""
    demand(actor, 'portfolio.cost')
    return deviations_of(seen_by(work, actor, scenario_id).portfolio, unit)


def export_cost(work: Work, actor: Actor, ask: CostAsk, scenario_id: int | None = None) -> str:
    """As CSV."""
    return as_csv(cost_sheet(view_cost(work, actor, ask, scenario_id)))


def _seen(work: Work, actor: Actor, ask: CostAsk, scenario_id: int | None) -> Seen:
    demand(actor, 'portfolio.cost')
    _check(ask)
    seen = seen_by(work, actor, scenario_id)
    if ask.item is not None:
        ground.demand_item(seen.portfolio, seen.sight, ask.item)
    is_known = ask.plan is None or ask.plan == UNFUNDED or ask.plan in seen.portfolio.setting.plans
    if not is_known or not (ask.plan in (None, UNFUNDED) or seen.sight.sees(ask.plan)):
        raise NotFound('There is no such plan, or not for you.')
    if ask.team is not None and ask.team not in seen.portfolio.setting.teams:
        raise NotFound('There is no such team.')
    return seen


def _check(ask: CostAsk) -> None:
    if ask.by not in BYS:
        raise Rejected(f'Choose one of {", ".join(BYS)}.', field='by')
    if ask.unit not in UNITS:
        raise Rejected(f'Choose one of {", ".join(UNITS)}.', field='unit')
    if ask.last < ask.first:
        raise Rejected('The last day lies before the first.', field='to')
    months = (ask.last.year - ask.first.year) * 12 + ask.last.month - ask.first.month + 1
    if months > MOST_MONTHS:
        raise Rejected(f'That are {months} months; at most {MOST_MONTHS} are looked at once.', field='to')

