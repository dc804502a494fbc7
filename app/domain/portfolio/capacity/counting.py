"""Load of teams by day: what planned items take of them, against who is there.

Load and availability are whole hundredths of a percent. Each piece of work is added where it begins and taken away
after it ends, so ten thousand items over five years take milliseconds. After a change only teams are worked out again
that it reaches; the loads of all others stay the same objects, so that whatever is drawn of them may stay, too.
"""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import accumulate
from operator import mul

from app.domain.portfolio.capacity.availability import Availability, availability_of
from app.domain.portfolio.capacity.covering import Entries, Entry, Piece, chains_of, pieces
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.items.setting import Setting
from app.domain.portfolio.views.looks import Filter

KEPT = 32  # plans whose loads stay in memory
NEAR = 4  # plans that are compared in search of the nearest


@dataclass(frozen=True)
class Scope:
    """What counts. None: all of them."""
    plans: frozenset[int] | None = None
    teams: frozenset[int] | None = None  # that organisation load is shared by
    states: frozenset[str] | None = None

    @classmethod
    def of(cls, setting: Setting, chosen: Filter | None = None) -> 'Scope':
        """As somebody has filtered; plans only where admins decided that selected plans alone count."""
        chosen = chosen or Filter()
        is_cut = setting.rules.counts_selected_plans_only and bool(chosen.plans)
        return cls(frozenset(chosen.plans) if is_cut else None,
                   frozenset(chosen.teams) if chosen.teams else None,
                   frozenset(chosen.states) if chosen.states else None)


EVERYTHING = Scope()


@dataclass(frozen=True, eq=False)
class Load:
    """Of one team. Compared by identity: the same object is the same load."""
    team: int
    first: int  # ordinal of the first day that anything is planned on
    daily: tuple[int, ...]  # load from that day on
    available: tuple[int, ...]  # on the same days
    pieces: tuple[Piece, ...]
    calendar: Availability = field(repr=False)

    @property
    def last(self) -> int:
        return self.first + len(self.daily) - 1

    def on(self, day: date) -> int:
        place = day.toordinal() - self.first
        return self.daily[place] if 0 <= place < len(self.daily) else 0

    def between(self, first: int, last: int) -> tuple[list[int], list[int]]:
        """Load and availability of each day of the span, also of days with nothing planned."""
        begin, end = max(first, self.first), min(last, self.last)
        loads = [0] * (last - first + 1)
        if begin <= end:
            loads[begin - first:end - first + 1] = self.daily[begin - self.first:end - self.first + 1]
        return loads, self.calendar.available(first, last)

    @cached_property
    def shares(self) -> Mapping[int, tuple[Piece, ...]]:
        """By item."""
        found: dict[int, list[Piece]] = {}
        for piece in self.pieces:
            found.setdefault(piece.item, []).append(piece)
        return {item: tuple(some) for item, some in found.items()}


@dataclass(frozen=True, eq=False)
class Index:
    """What every item takes of every team, in one plan and scope; loads are worked out when somebody asks."""
    portfolio: Portfolio
    scope: Scope
    entries: Mapping[int, Entries]  # by team
    loads: dict[int, Load] = field(default_factory=dict)

    def load(self, team: int) -> Load:
        found = self.loads.get(team)
        if found is None:
            found = self.loads[team] = _worked_out(self, team)
        return found

    @cached_property
    def listed(self) -> frozenset[int]:
        return frozenset(item for entries in self.entries.values() for item in entries)


_lock = threading.Lock()
_kept: dict[tuple[int, Scope], Index] = {}  # the latest last


def load_of(portfolio: Portfolio, team: int, scope: Scope = EVERYTHING) -> Load:
    """Day by day. The same object for as long as nothing changes that counts for the team."""
    return index_of(portfolio, scope).load(team)


def is_wanted(item: Item, scope: Scope, categories: Iterable[str]) -> bool:
    """Whether its shares weigh once it has dates: there, not removed, within the scope."""
    return (not item.is_gone and item.category != 'Removed'
            and (item.category in categories or item.category == 'Other')
            and (scope.plans is None or item.plan in scope.plans)
            and (scope.states is None or item.state in scope.states))


def index_of(portfolio: Portfolio, scope: Scope = EVERYTHING) -> Index:
    key = (id(portfolio), Scope(scope.plans, None, scope.states))
    with _lock:
        found = _kept.get(key)
        near = [one for one in list(_kept.values())[::-1]
                if one.scope == key[1] and one.portfolio.setting is portfolio.setting][:NEAR]
    if found is None or found.portfolio is not portfolio:
        found = _renewed(near, portfolio, key[1]) if near else _counted(portfolio, key[1])
    with _lock:
        _kept.pop(key, None)
        _kept[key] = found
        if len(_kept) > KEPT:
            del _kept[next(iter(_kept))]
    return found


def _counted(portfolio: Portfolio, scope: Scope) -> Index:
    found: dict[int, dict[int, Entry]] = {}
    categories = frozenset(portfolio.setting.rules.counted_categories)
    for item in portfolio.items.values():
        if item.shares:
            for team, entry in _entries(item, scope, categories):
                found.setdefault(team, {})[item.id] = entry
    return Index(portfolio, scope, found)


def _entries(item: Item | None, scope: Scope, categories: frozenset[str]) -> list[tuple[int, Entry]]:
    if item is None or not item.shares or not is_wanted(item, scope, categories):
        return []
    span = item.span
    if span is None:
        return []
    begin, end = span[0].toordinal(), span[1].toordinal()
    return [(team, Entry(begin, end, int(percent * 100))) for team, percent in item.shares if percent > 0]


def _renewed(near: list[Index], portfolio: Portfolio, scope: Scope) -> Index:
    """From the plan that differs least: teams it does not reach keep their loads."""
    former, changed = min(((one, changed_items(one.portfolio, portfolio)) for one in near),
                          key=lambda pair: len(pair[1]))
    if len(changed) > len(portfolio.items) // 4:
        return _counted(portfolio, scope)
    categories = frozenset(portfolio.setting.rules.counted_categories)
    entries, touched = dict(former.entries), set[int]()
    for item_id in changed:
        before = _entries(former.portfolio.items.get(item_id), scope, categories)
        after = _entries(portfolio.items.get(item_id), scope, categories)
        if before != after:
            for team in {team for team, _ in before + after} - touched:
                entries[team] = dict(entries.get(team, {}))
            touched.update(team for team, _ in before + after)
            for team, _ in before:
                del entries[team][item_id]  # type: ignore[attr-defined]
            for team, entry in after:
                entries[team][item_id] = entry  # type: ignore[index]
    touched |= _through_parents(former, portfolio, changed, entries)
    return Index(portfolio, scope, entries, {team: load for team, load in former.loads.items() if team not in touched})


def changed_items(before: Portfolio, after: Portfolio) -> list[int]:
    """Items that are other objects now, new or not there any more."""
    if before.items is after.items:
        return []
    old, new = before.items, after.items
    return [*(item_id for item_id, item in new.items() if old.get(item_id) is not item), *(old.keys() - new.keys())]


def _through_parents(former: Index, portfolio: Portfolio, changed: list[int],
                     entries: Mapping[int, Entries]) -> set[int]:
    """Teams of whatever hangs below an item that has another parent; with one rule also of what lies above."""
    before, after = former.portfolio, portfolio
    reached = set[int]()
    for item_id in changed if before.tree is not after.tree else ():
        old, new = before.items.get(item_id), after.items.get(item_id)
        if old is None or new is None or old.parent != new.parent:
            reached.update((item_id, *before.tree.descendants(item_id), *after.tree.descendants(item_id)))
    if portfolio.setting.rules.parent_rule == 'never_if_any_child':
        for plan in (before, after):
            above = chains_of(plan.tree).above
            reached.update(parent for item_id in (*changed, *reached) for parent in above(item_id))
    return {team for team, some in entries.items() if not reached.isdisjoint(some)}


def _worked_out(index: Index, team: int) -> Load:
    setting = index.portfolio.setting
    entries = index.entries.get(team, {})
    calendar = availability_of(setting, team)
    rule = setting.rules.parent_rule
    found = pieces(entries, chains_of(index.portfolio.tree).above, rule,
                   index.listed if rule == 'never_if_any_child' else frozenset())
    if not found:
        return Load(team, 1, (), (), (), calendar)
    first, last = min(piece.first for piece in found), max(piece.last for piece in found)
    steps = [0] * (last - first + 2)
    for _, begin, end, share in found:
        steps[begin - first] += share
        steps[end - first + 1] -= share
    daily = map(mul, accumulate(steps), calendar.working(first, last))
    return Load(team, first, tuple(daily), tuple(calendar.available(first, last)), tuple(found), calendar)
