"""Who pays for an item: the nearest project above it, else its own plan if that is one, else nobody."""

from collections.abc import Mapping
from functools import lru_cache

from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.items.setting import PROJECT, UNFUNDED


class Funding:
    """Of all items of one plan; brothers and sisters are looked up once."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        self.projects = frozenset(plan.id for plan in portfolio.setting.plans.values() if plan.kind == PROJECT)
        self.above: dict[int, int] = {}  # parent → plan that pays

    def of(self, item: Item) -> int:
        """The plan, or 0 where it is unfunded."""
        if item.parent is not None:
            found = self.above.get(item.parent)
            if found is None:
                found = self.above[item.parent] = self._met_above(item)
            if found:
                return found
        return item.plan if item.plan is not None and item.plan in self.projects else UNFUNDED

    def _met_above(self, item: Item) -> int:
        return next((own.plan for own in self.portfolio.ancestors(item)
                     if own.plan is not None and own.plan in self.projects), UNFUNDED)


@lru_cache(maxsize=16)
def funding_of(portfolio: Portfolio) -> Funding:
    return Funding(portfolio)


def plan_name(portfolio: Portfolio, plan: int) -> str:
    """As people read it; what nobody pays for has a name, too."""
    found: Mapping[int, object] = portfolio.setting.plans
    return portfolio.setting.plans[plan].name if plan in found else 'Unfunded'
