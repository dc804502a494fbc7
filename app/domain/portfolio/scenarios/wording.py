"""Values of items as people read them, from the plain values that are kept and sent."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.domain.portfolio.items.items import NEEDS, Group, Item, Portfolio
from app.domain.portfolio.items.sheets import plain
from app.domain.portfolio.scenarios.saying import HIDDEN, NOTHING

Name = Callable[[Any], str]  # of the item that has a number


def said(portfolio: Portfolio, field: str, value: Any, source: int, whole: Portfolio) -> str:
    """`5 Oct 2026`, `Sprint 42`, `Payments 40 %`; a dash where there is nothing. Of the whole plan `portfolio` is what
    may be seen: other ends beyond it are not named. Numbers are those of the source.
    """
    def name(number: Any) -> str:
        item = _numbered(whole, source, number)
        if item is None:
            return f'item {number}'
        return item.title if item.id in portfolio.items else HIDDEN

    return (SAYING[field](portfolio, value, name) if field in SAYING else str(value or '')) or NOTHING


def item_words(item: Item) -> str:
    """How lines of a log name an item."""
    return f'{item.type} {item.number} “{item.title}”'


def group_words(before: Group | None, after: Group | None, portfolio: Portfolio) -> str:
    """What becomes of a group, in one line."""
    if before is None or after is None:
        return 'new group' if before is None else 'removed'
    parts = []
    if before.name != after.name:
        parts.append(f'renamed from “{before.name}”')
    if before.colour != after.colour:
        parts.append('another colour')
    if before.parent != after.parent:
        parts.append('moved')
    come, gone = len(set(after.members) - set(before.members)), len(set(before.members) - set(after.members))
    parts += [f'{count} {"item" if count == 1 else "items"} {word}'
              for count, word in ((come, 'more'), (gone, 'fewer')) if count]
    return ', '.join(parts) or 'changed'


def _day(_portfolio: Portfolio, value: Any, _name: Name) -> str:
    if not value:
        return ''
    day = date.fromisoformat(value)
    return f'{day.day} {day:%b %Y}'


def _iteration(_portfolio: Portfolio, value: Any, _name: Name) -> str:
    return str(value or '').rpartition('\\')[2]


def _tags(_portfolio: Portfolio, value: Any, _name: Name) -> str:
    return ', '.join(value or ())


def _parent(_portfolio: Portfolio, value: Any, name: Name) -> str:
    return name(value) if value else ''


def _plan(portfolio: Portfolio, value: Any, _name: Name) -> str:
    """By its area; an area below that of a plan stays an area."""
    plan = next((plan for plan in portfolio.setting.plans.values() if plan.area == value), None)
    return plan.name if plan else str(value or '')


def _links(_portfolio: Portfolio, value: Any, name: Name) -> str:
    return ', '.join(f'after {name(number)}{f" + {lag} d" if lag else ""}' if kind == NEEDS
                     else f'related to {name(number)}' for kind, number, lag in value or ())


def _shares(portfolio: Portfolio, value: Any, _name: Name) -> str:
    teams = portfolio.setting.teams
    return ', '.join(f'{teams[int(team)].name if int(team) in teams else "A team that is gone"} '
                     f'{plain(Decimal(percent))} %' for team, percent in (value or {}).items())


def _numbered(portfolio: Portfolio, source: int, number: Any) -> Item | None:
    if str(number).startswith('#'):
        return portfolio.items.get(int(str(number)[1:]))
    return _numbers(portfolio).get((source, str(number)))


@lru_cache(maxsize=4)
def _numbers(portfolio: Portfolio) -> Mapping[tuple[int, str], Item]:
    return {(item.source, item.number): item for item in portfolio.items.values() if item.number}


SAYING: Mapping[str, Callable[[Portfolio, Any, Name], str]] = {
    'start': _day, 'end': _day, 'iteration': _iteration, 'tags': _tags, 'parent': _parent, 'plan': _plan,
    'links': _links, 'shares': _shares}
