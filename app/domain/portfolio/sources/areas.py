"""Which plan an item belongs to, by its area; and what its state means."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from app.domain.portfolio.items.setting import OTHER, Plan, Rules
from app.domain.portfolio.sources.iterations import folded


def is_in(area: str, plan: Plan) -> bool:
    """Whole steps of the path are compared: `Shop\\Pay` does not lie below `Shop\\P`."""
    own, root = folded(area), folded(plan.area)
    return own == root or (plan.has_children and own.startswith(root + '\\'))


def placed(area: str, plans: Iterable[Plan]) -> tuple[int | None, tuple[int, ...]]:
    """The plan with the longest path, and the others that have it, too; of equals the first in rank."""
    found = sorted((plan for plan in plans if is_in(area, plan)),
                   key=lambda plan: (-len(folded(plan.area)), plan.rank, plan.id))
    return (found[0].id if found else None), tuple(sorted(plan.id for plan in found[1:]))


def category_of(state: str, rules: Rules, at_source: Mapping[str, str] | None = None) -> str:
    """What the source says of this type goes first; what nobody has put in order is shown under Other."""
    return (at_source or {}).get(state) or _categories(rules).get(state.casefold(), OTHER)


@lru_cache(maxsize=16)
def _categories(rules: Rules) -> dict[str, str]:
    return {state.casefold(): category for state, category in reversed(rules.states)}
