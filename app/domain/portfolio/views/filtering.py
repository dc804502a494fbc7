"""What of a portfolio is looked at: chosen by plan and team, widened to what belongs to it, narrowed by the rest.

Plans and teams choose; families, dependencies and the work of chosen teams widen; states, types, words and the like
narrow what that brings. So a number can be said for each step, and a reason for each item that is missing.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from app.domain.portfolio.items.hints import HINTS
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.items.setting import Plan
from app.domain.portfolio.views.looks import Filter

DONE = frozenset({'Completed', 'Removed'})
OWN_FIELDS = frozenset({'assignee', 'tags', 'iteration', 'area', 'type', 'state', 'title'})  # ours, not the source's
KEPT = 64  # answers that are remembered

Test = Callable[[Item], bool]
Counts = Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Menu:
    """How many items there are per plan, team, type and state, whatever is chosen; plans and teams also by type."""
    plans: Mapping[int, Counts]
    teams: Mapping[int, Counts]
    types: Counts
    states: Counts


@dataclass(frozen=True, eq=False)
class Chosen:
    base: frozenset[int]  # of the chosen plans and teams
    expanded: frozenset[int]  # with what belongs to them
    shown: frozenset[int]  # that fits the rest
    menu: Menu

    @property
    def counters(self) -> tuple[int, int, int]:
        return len(self.base), len(self.expanded), len(self.shown)


@dataclass(frozen=True, eq=False)
class _Answer:
    portfolio: Portfolio
    before: Portfolio | None
    chosen: Chosen


_answers: dict[tuple[int, int, Filter], _Answer] = {}
_lock = threading.Lock()


def chosen(portfolio: Portfolio, wanted: Filter, _today: date | None = None,
           before: Portfolio | None = None) -> Chosen:
    """`before` is the live plan where the portfolio is a scenario's. The same question gets the same object."""
    against = before if wanted.changed_only else None
    key = (id(portfolio), id(against), wanted)
    with _lock:
        found = _answers.get(key)
    if found and found.portfolio is portfolio and found.before is against:
        return found.chosen
    answer = _choose(portfolio, wanted, against)
    with _lock:
        if len(_answers) >= KEPT:
            del _answers[next(iter(_answers))]
        _answers[key] = _Answer(portfolio, against, answer)
    return answer


def on_board(portfolio: Portfolio, item: Item) -> bool:
    """Whether it can be shown at all: read, in a plan, of a type and state the plan wants, still at the source."""
    if item.has_left or item.plan is None:
        return False
    plan = portfolio.setting.plans.get(item.plan)
    return plan is None or item.is_placeholder or _is_wanted(plan, item)


def base_tests(portfolio: Portfolio, wanted: Filter) -> Mapping[str, Test]:
    """What plans and teams decide, by name."""
    plans, teams = frozenset(wanted.plans), frozenset(wanted.teams)
    tests: dict[str, Test] = {}
    if plans:
        tests['plans'] = lambda item: item.plan in plans or not plans.isdisjoint(item.also_in)
    if teams:
        owners = {plan.id for plan in portfolio.setting.plans.values() if plan.team in teams}
        tests['teams'] = lambda item: not teams.isdisjoint(own) if (own := workers(item)) else item.plan in owners
    return tests


def workers(item: Item) -> tuple[int, ...]:
    """Teams that are allotted to it."""
    return tuple([team for team, percent in item.shares if percent > 0])


def narrow_tests(portfolio: Portfolio, wanted: Filter, before: Portfolio | None = None) -> Mapping[str, Test]:
    """What the rest of the filter decides, by the name of its part."""
    tests: dict[str, Test] = {}
    if wanted.states:
        states = frozenset(wanted.states)
        tests['states'] = lambda item: item.state in states
    if wanted.types:
        types = frozenset(wanted.types)
        tests['types'] = lambda item: item.type in types
    for name, holds in _yes_or_no(portfolio).items():
        if getattr(wanted, name):
            is_wanted = getattr(wanted, name) == 'yes'
            tests[name] = lambda item, holds=holds, is_wanted=is_wanted: holds(item) == is_wanted  # type: ignore[misc]
    if wanted.fields:
        tests['fields'] = _fields_test(wanted.fields)
    if wanted.text.strip():
        tests['text'] = _text_test(wanted.text)
    if wanted.hides_completed:
        tests['hides_completed'] = lambda item: item.category not in DONE or any(
            above.category not in DONE for above in portfolio.ancestors(item))
    if wanted.changed_only:
        changed = changed_since(before, portfolio) if before else frozenset()
        tests['changed_only'] = lambda item: item.id in changed
    return tests


def changed_since(before: Portfolio, after: Portfolio) -> frozenset[int]:
    """What a scenario has touched: items that differ, and both ends of links that do."""
    if before is after:
        return frozenset()
    items = {own for own, item in after.items.items()
             if (former := before.items.get(own)) is not item and former != item}
    if before.links is after.links:
        return frozenset(items)
    return frozenset(items.union(*((link.before, link.after) for link in before.links ^ after.links)))


def values_of(item: Item, name: str) -> tuple[str, ...]:
    """Of any field, ours or the source's, as text; none where it is empty."""
    if name == 'tags':
        return item.tags
    value = getattr(item, name) if name in OWN_FIELDS else item.fields.get(name)
    return () if value in (None, '') else (str(value),)


@lru_cache(maxsize=8)
def field_values(portfolio: Portfolio, name: str, limit: int = 200) -> tuple[tuple[str, int], ...]:
    """What a field holds and how often, the most frequent first: what a filter can be set to."""
    found: dict[str, int] = {}
    for item in portfolio.items.values():
        for value in values_of(item, name):
            found[value] = found.get(value, 0) + 1
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0].casefold()))[:limit])


@lru_cache(maxsize=8)
def field_names(portfolio: Portfolio) -> tuple[str, ...]:
    """Fields of the source that any item has, but not what a read noted beside them; ours come first."""
    found = {name for item in portfolio.items.values() for name in item.fields} - HINTS
    return ('assignee', 'tags', 'iteration', 'area', *sorted(found, key=str.casefold))


@lru_cache(maxsize=16)
def menu_of(portfolio: Portfolio) -> Menu:
    plans: dict[int, dict[str, int]] = {}
    teams: dict[int, dict[str, int]] = {}
    types: dict[str, int] = {}
    states: dict[str, int] = {}
    for item in portfolio.items.values():
        if item.has_left:
            continue
        _count(types, item.type)
        _count(states, item.state)
        for plan in (item.plan, *item.also_in):
            _count(plans.setdefault(plan or 0, {}), item.type)
        for team, percent in item.shares:
            if percent > 0:
                _count(teams.setdefault(team, {}), item.type)
    return Menu(plans, teams, types, states)


def _choose(portfolio: Portfolio, wanted: Filter, before: Portfolio | None) -> Chosen:
    board = _board(portfolio)
    base = _fitting(portfolio, board, base_tests(portfolio, wanted).values())
    expanded = _expanded(portfolio, wanted, base, board)
    shown = _fitting(portfolio, expanded, narrow_tests(portfolio, wanted, before).values())
    return Chosen(base, expanded, shown, menu_of(portfolio))


@lru_cache(maxsize=16)
def _board(portfolio: Portfolio) -> frozenset[int]:
    fussy = {plan.id: plan for plan in portfolio.setting.plans.values()
             if plan.types or plan.states_read or plan.states_shown}
    return frozenset(own for own, item in portfolio.items.items() if not item.has_left and item.plan is not None and (
        item.plan not in fussy or own < 0 or _is_wanted(fussy[item.plan], item)))


def _is_wanted(plan: Plan, item: Item) -> bool:
    return ((not plan.types or item.type in plan.types) and (not plan.states_read or item.state in plan.states_read)
            and (not plan.states_shown or item.state in plan.states_shown))


def _fitting(portfolio: Portfolio, ids: frozenset[int], tests: Iterable[Test]) -> frozenset[int]:
    items = portfolio.items
    for test in tests:
        ids = frozenset([own for own in ids if test(items[own])])
    return ids


def _expanded(portfolio: Portfolio, wanted: Filter, base: frozenset[int], board: frozenset[int]) -> frozenset[int]:
    """Children come only with what was chosen itself; parents come with everything."""
    if len(base) == len(board) or not (wanted.expands_family or wanted.expands_links or wanted.expands_teams):
        return base
    found = set(base)
    if wanted.expands_teams:
        found |= _team_work(portfolio, wanted)
    if wanted.expands_family:
        found |= _all_below(portfolio, base)
    if wanted.expands_links:
        found |= _tied(portfolio, found)
    if wanted.expands_family:
        found |= {above.id for own in tuple(found) for above in portfolio.ancestors(portfolio.items[own])}
    return frozenset(found & board)


def _all_below(portfolio: Portfolio, base: frozenset[int]) -> set[int]:
    """What was chosen, and whatever is under it; each is walked once."""
    children, found = portfolio.tree.children, set(base)
    open_ids = [own for own in base if own in children]
    while open_ids:
        for child in children.get(open_ids.pop(), ()):
            if child not in found:
                found.add(child)
                open_ids.append(child)
    return found


def _tied(portfolio: Portfolio, start: set[int]) -> set[int]:
    """What has to be done before, and what waits, however far."""
    net, found = portfolio.net, set(start)
    open_ids = [own for own in start if own in net.after or own in net.before]
    while open_ids:
        own = open_ids.pop()
        for link in (*net.after.get(own, ()), *net.before.get(own, ())):
            other = link.after if link.before == own else link.before
            if other not in found and other in portfolio.items:
                found.add(other)
                open_ids.append(other)
    return found


def _team_work(portfolio: Portfolio, wanted: Filter) -> set[int]:
    """Of the chosen teams; where none is chosen, of those that own the chosen plans."""
    plans = portfolio.setting.plans
    teams: set[int | None] = set(wanted.teams) or {plans[own].team for own in wanted.plans if own in plans}
    return {own for own, item in portfolio.items.items()
            if not teams.isdisjoint(workers(item))}


def _yes_or_no(portfolio: Portfolio) -> Mapping[str, Test]:
    net = portfolio.net
    return {'planned': lambda item: item.start is not None or item.end is not None,
            'allotted': lambda item: any(percent > 0 for _, percent in item.shares),
            'parented': lambda item: item.parent is not None or item.is_hidden_parent,
            'linked': lambda item: item.id in net.after or item.id in net.before or item.id in net.related}


def _fields_test(wanted: tuple[tuple[str, str], ...]) -> Test:
    """Several values of one field are alternatives; all fields must fit."""
    by_name: dict[str, set[str]] = {}
    for name, value in wanted:
        by_name.setdefault(name, set()).add(value.casefold())
    return lambda item: all(not values.isdisjoint([one.casefold() for one in values_of(item, name)] or [''])
                            for name, values in by_name.items())


def _text_test(text: str) -> Test:
    words = text.casefold().split()

    def holds(item: Item) -> bool:
        place = f'{item.number} {item.title}'.casefold()
        return all(word in place for word in words)
    return holds


def _count(counts: dict[str, int], key: str) -> None:
    counts[key] = counts.get(key, 0) + 1


def without(wanted: Filter, name: str) -> Filter:
    """The filter with one of its parts taken away."""
    return replace(wanted, **{name: getattr(Filter(), name)})
