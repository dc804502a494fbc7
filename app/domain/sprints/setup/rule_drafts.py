"""What a workspace decides for one board, checked before it is kept."""

from dataclasses import fields
from decimal import Decimal
from typing import Final

from app.domain.sprints.facts.board import BoardRules
from app.errors import Invalid

MOST_SPRINTS: Final = 50
WHOLE: Final = Decimal(1)


def checked_rules(rules: BoardRules) -> BoardRules:
    """Raises Invalid."""
    wrong = [(name, f'Write a whole number from {low} to {high}.') for name, low, high in (
        ('epic_size', 1, 1000), ('velocity_sprints', 3, MOST_SPRINTS), ('grace_days', 0, 30))
        if not low <= getattr(rules, name) <= high]
    wrong += [(name, 'Write a number from 0 to 10000.') for name in ('default_points', 'default_capacity')
              if not getattr(rules, name).is_finite() or not 0 <= getattr(rules, name) <= 10_000]
    if not rules.weekdays or not rules.weekdays <= frozenset(range(7)):
        wrong.append(('weekdays', 'Choose at least one day of the week.'))
    for kind, split in rules.type_splits.items():
        if any(share <= 0 for share in split.values()) or sum(split.values(), Decimal(0)) != WHOLE:
            wrong.append(('type_splits', f'The shares of {kind} have to be 100 % together.'))
    if len(set(rules.bands)) != len(rules.bands):
        wrong.append(('bands', 'A priority stands in the list once.'))
    if any(not percent.is_finite() or not 0 <= percent <= 1000 for percent in rules.allocation.values()):
        wrong.append(('allocation', 'A share is from 0 to 1000 percent.'))
    if wrong:
        raise Invalid(wrong)
    return rules


def differing(former: BoardRules, rules: BoardRules) -> tuple[str, ...]:
    """Names of what is another."""
    return tuple(one.name for one in fields(BoardRules) if getattr(former, one.name) != getattr(rules, one.name))
