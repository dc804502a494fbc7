"""What of a timeline is closed at first, and what somebody has opened or closed since.

Lanes, epics and whatever else stands as a bracket are open; with `level` what stands as a bar keeps what is below it to
itself until it is asked. A filter that looks for single items opens it: what was found must be seen.
"""

from dataclasses import replace

from app.domain.portfolio.items.items import Item
from app.domain.portfolio.items.setting import Rules
from app.domain.portfolio.views.looks import Filter, Looks

BRACKETS = 2  # levels of the hierarchy, from the top, that stand as brackets
_NEXT = {'level': '', '': 'all', 'all': 'level'}


def is_bracket(rules: Rules, item: Item) -> bool:
    level = rules.level(item.type)
    return level is not None and level < BRACKETS


def is_open(looks: Looks, key: str, is_low: bool = False) -> bool:
    """`is_low`: it is an item that stands as a bar."""
    return (key in looks.folded) != usually_open(looks, is_low)


def usually_open(looks: Looks, is_low: bool = False) -> bool:
    return looks.folding == '' or (looks.folding == 'level' and (not is_low or _seeks(looks.filter)))


def with_row(looks: Looks, key: str, is_wanted: bool, is_low: bool = False) -> Looks:
    """With this one open, or closed."""
    if is_open(looks, key, is_low) == is_wanted:
        return looks
    without = tuple(own for own in looks.folded if own != key)
    return replace(looks, folded=without if key in looks.folded else (*without, key))


def next_folds(looks: Looks) -> Looks:
    """From what is usual to everything open, to everything closed, and back."""
    return replace(looks, folding=_NEXT[looks.folding], folded=())


def without_folds(looks: Looks) -> Looks:
    """What is folded is nobody else's."""
    return replace(looks, folded=(), folding='')


def with_folds_of(looks: Looks, own: Looks) -> Looks:
    return replace(looks, folded=own.folded, folding=own.folding)


def _seeks(wanted: Filter) -> bool:
    """Whether single items are looked for, not whole plans or teams."""
    usual = Filter()
    return replace(wanted, plans=(), teams=(), expands_family=usual.expands_family, expands_links=usual.expands_links,
                   expands_teams=usual.expands_teams, hides_completed=usual.hides_completed) != usual
