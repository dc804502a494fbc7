"""Which plan an item belongs to, by its area; and what its state means."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from app.domain.portfolio.iterations import folded
from app.domain.portfolio.setting import OTHER, Plan, Rules


def is_in(area: str, plan: Plan) -> bool:
    """Whole steps of the path are compared: `Shop\\Pay` does not lie below `Shop\\P`."""
    own, root = folded(area), folded(plan.area)
    return own == root or (plan.has_children and own.startswith(root + '\\'))


def placed(area: str, plans: Iterable[Plan]) -> tuple[int | None, tuple[int, ...]]:
    """The plan with the longest path, and the others that have it, too; of equals the first in rank."""
    found = sorted((plan for plan in plans if is_in(area, plan)),
                   key=lambda plan: (-len(folded(plan.area)), plan.rank, plan.id))
    return (found[0].id if found else None), tuple(sorted(plan.id for plan in found[1:]))


def nearest(area: str, plans: Iterable[Plan]) -> Plan | None:
    """Of an area that no plan has: the one that shares most steps from the root; None if not even the first."""
    shared = [(_steps_shared(area, plan.area), -plan.rank, plan) for plan in plans]
    best = max(shared, key=lambda one: one[:2], default=None)
    return best[2] if best and best[0] else None


def category_of(state: str, rules: Rules, at_source: Mapping[str, str] | None = None) -> str:
    """What the source says of this type goes first; what nobody has put in order is shown under Other."""
    return (at_source or {}).get(state) or _categories(rules).get(state.casefold(), OTHER)


def _steps_shared(area: str, other: str) -> int:
    count = 0
    for one, two in zip(folded(area).split('\\'), folded(other).split('\\'), strict=False):
        if one != two:
            break
        count += 1
    return count


@lru_cache(maxsize=16)
def _categories(rules: Rules) -> dict[str, str]:
    return {state.casefold(): category for state, category in reversed(rules.states)}
