"""The plan somebody looks at: the live one or a scenario, with the live one beside it, as far as they may see."""

from dataclasses import dataclass

from app.domain.access import Actor
from app.domain.portfolio.items.items import Portfolio
from app.services.portfolio import ground
from app.services.portfolio.ground import Sight
from app.services.portfolio.planned import demand_scenario, planned
from app.work import Work


@dataclass(frozen=True, eq=False)
class Seen:
    """`live` is None where it is the live plan that is looked at: nothing can differ."""
    sight: Sight
    portfolio: Portfolio
    live: Portfolio | None

    @property
    def before(self) -> Portfolio:
        return self.live or self.portfolio


def seen_by(work: Work, actor: Actor, scenario_id: int | None) -> Seen:
    """Raises NotFound for the scenario of somebody else."""
    sight = ground.sight_of(work, actor)
    live = ground.within(ground.live(work), sight)
    if scenario_id is None:
        return Seen(sight, live, None)
    demand_scenario(work, actor, scenario_id)
    return Seen(sight, ground.within(planned(work, scenario_id), sight), live)

