"""What would have to move after a move: a preview, and its acceptance as one step."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app.domain.access import Actor, demand
from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.planning.dependencies import Slip, cascade
from app.domain.portfolio.planning.slipping import operations_for
from app.domain.portfolio.timeline.slip_effects import Effect, effects
from app.errors import Conflict
from app.services.portfolio import editing, ground
from app.services.portfolio.editing import Edited
from app.services.portfolio.planned import demand_scenario, planned
from app.work import Work
from models.portfolio import PortfolioScenario


@dataclass(frozen=True)
class CascadeRow:
    item_id: int
    number: str
    title: str
    start: date  # as it is
    end: date
    new_start: date
    new_end: date
    because: int
    because_title: str
    load: str  # `Payments 80 → 110 %`, where it would be another
    cost: str  # `+1 200 EUR`, for those who may see cost


@dataclass(frozen=True)
class CascadeView:
    version: int
    rows: tuple[CascadeRow, ...]
    declined: tuple[int, ...]


def preview(work: Work, actor: Actor, scenario_id: int | None, item_ids: Collection[int],
            declined: Collection[int] = ()) -> CascadeView:
    """In the order in which it follows; of what may be seen."""
    portfolio, version = _seen(work, actor, scenario_id)
    sight = ground.sight_of(work, actor)
    for own in item_ids:
        ground.demand_item(portfolio, sight, own)
    slips = cascade(portfolio, item_ids, frozenset(declined))
    rows = (_row(portfolio, slip, effect) for slip, effect in zip(
        slips, effects(portfolio, slips, sight.has_cost), strict=True))
    return CascadeView(version, tuple(rows), tuple(sorted(set(declined))))


def accept(work: Work, actor: Actor, scenario_id: int | None, item_ids: Collection[int],
           declined: Collection[int] = (), version: int | None = None) -> Edited:
    """All of it that was not declined. Raises Conflict where nothing has to move any more."""
    demand(actor, 'portfolio.plan')
    if scenario_id is not None:
        demand_scenario(work, actor, scenario_id, may_edit=True)
        work.lock(PortfolioScenario, scenario_id)
    portfolio, _ = _seen(work, actor, scenario_id)
    for own in item_ids:
        ground.demand_item(portfolio, ground.sight_of(work, actor), own)
    slips = cascade(portfolio, item_ids, frozenset(declined))
    if not slips:
        raise Conflict('Nothing has to move any more.', 'portfolio.nothing')
    return editing.edit(work, actor, scenario_id, operations_for(portfolio, slips), version)


def _seen(work: Work, actor: Actor, scenario_id: int | None) -> tuple[Portfolio, int]:
    demand(actor, 'portfolio.look')
    sight = ground.sight_of(work, actor)
    if scenario_id is None:
        return ground.within(ground.live(work), sight), 0
    version = demand_scenario(work, actor, scenario_id).version
    return ground.within(planned(work, scenario_id), sight), version


def _row(portfolio: Portfolio, slip: Slip, effect: Effect) -> CascadeRow:
    item, because = portfolio.items[slip.item_id], portfolio.items[slip.because]
    start, end = item.span or (slip.start, slip.end)
    return CascadeRow(item.id, item.number, item.title, start, end, slip.start, slip.end, because.id, because.title,
                      effect.load, effect.cost)
