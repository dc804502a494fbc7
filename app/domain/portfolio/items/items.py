"""Items as people plan them, and the whole of them at one moment: live, or as a scenario would have it.

A portfolio never changes; every operation returns another one that shares what stayed as it was. Copying a table of
ten thousand references takes a tenth of a millisecond, so there is no cleverer structure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any

from app.domain.portfolio.items.setting import Setting

NEEDS, RELATED = 'needs', 'related'

Shares = tuple[tuple[int, Decimal], ...]  # team and percent, by team


@dataclass(frozen=True, slots=True)
class Item:
    """A work item, or a placeholder of a scenario (negative id)."""
    id: int  # ours
    source: int
    number: str  # at its source
    rev: int
    type: str
    title: str
    state: str
    category: str
    plan: int | None = None
    area: str = ''
    iteration: str = ''  # path
    start: date | None = None  # as shown; may lie after the end, which is a finding
    end: date | None = None
    start_from: str = ''  # `iteration` where nobody gave it
    end_from: str = ''
    parent: int | None = None  # also where we do not have it: then it is not among the items
    rank: float | None = None
    assignee: str = ''
    tags: tuple[str, ...] = ()
    shares: Shares = ()
    url: str = ''
    is_gone: bool = False
    also_in: tuple[int, ...] = ()  # plans
    fields: Mapping[str, Any] = field(default_factory=dict, compare=False)  # of the source, short ones
    is_hidden_parent: bool = False  # it has one at the source that was not read
    has_left: bool = False  # gone for so long that only search, scenarios and history know it
    agreed: str = field(default='', compare=False)  # at a poker table, which its source has not been told yet

    @property
    def is_placeholder(self) -> bool:
        return self.id < 0

    @property
    def span(self) -> tuple[date, date] | None:
        """Both days, the earlier first; None unless both are known."""
        if self.start is None or self.end is None:
            return None
        return (self.start, self.end) if self.start <= self.end else (self.end, self.start)

    def share(self, team: int) -> Decimal:
        return next((percent for own, percent in self.shares if own == team), Decimal(0))


@dataclass(frozen=True, slots=True)
class Link:
    """`before` must be done before `after` may begin, `lag` working days later. Related has the smaller id first."""
    before: int
    after: int
    kind: str = NEEDS
    lag: int = 0


@dataclass(frozen=True)
class Group:
    id: int  # negative: made in a scenario
    plan: int
    name: str
    colour: int = 1
    parent: int | None = None
    rank: int = 0
    members: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Tree:
    """Who is whose child, by rank; a parent that leads back to its child is cut where it repeats."""
    children: Mapping[int, tuple[int, ...]]

    @classmethod
    def of(cls, items: Mapping[int, Item]) -> 'Tree':
        found: dict[int, list[Item]] = {}
        for item in items.values():
            if item.parent is not None and item.parent != item.id and item.parent in items:
                found.setdefault(item.parent, []).append(item)
        return cls({parent: tuple(one.id for one in sorted(some, key=by_rank)) for parent, some in found.items()})

    def descendants(self, item_id: int) -> Iterator[int]:
        """Depth first, each once, without itself."""
        seen, open_ids = {item_id}, list(reversed(self.children.get(item_id, ())))
        while open_ids:
            own = open_ids.pop()
            if own not in seen:
                seen.add(own)
                yield own
                open_ids.extend(reversed(self.children.get(own, ())))


@dataclass(frozen=True, eq=False)
class Net:
    """Dependencies from both ends. Related links are in `related` only, under both items."""
    after: Mapping[int, tuple[Link, ...]]  # by the one that must be done first
    before: Mapping[int, tuple[Link, ...]]  # by the one that waits
    related: Mapping[int, tuple[Link, ...]]

    @classmethod
    def of(cls, links: Iterable[Link]) -> 'Net':
        after: dict[int, list[Link]] = {}
        before: dict[int, list[Link]] = {}
        related: dict[int, list[Link]] = {}
        for link in links:
            one, other = (after, before) if link.kind == NEEDS else (related, related)
            one.setdefault(link.before, []).append(link)
            other.setdefault(link.after, []).append(link)
        return cls(_frozen(after), _frozen(before), _frozen(related))


@dataclass(frozen=True, eq=False)
class Portfolio:
    """All items with what they are planned against. Compared by identity: the same object is the same plan."""
    items: Mapping[int, Item] = field(default_factory=dict)
    links: frozenset[Link] = frozenset()
    groups: Mapping[int, Group] = field(default_factory=dict)
    setting: Setting = field(default_factory=Setting)
    tree: Tree = field(default_factory=lambda: Tree(MappingProxyType({})))
    mark: int = 0  # of the baseline it comes from

    @classmethod
    def of(cls, items: Iterable[Item], links: Iterable[Link] = (), groups: Iterable[Group] = (),
           setting: Setting | None = None, mark: int = 0) -> 'Portfolio':
        by_id = {item.id: item for item in items}
        return cls(by_id, frozenset(links), {group.id: group for group in groups}, setting or Setting(),
                   Tree.of(by_id), mark)

    @cached_property
    def net(self) -> Net:
        return Net.of(self.links)

    def ancestors(self, item: Item) -> Iterator[Item]:
        """From the parent upwards; ends at a repeat, and where a parent was not read."""
        seen = {item.id}
        while (parent := self.items.get(item.parent or 0)) and parent.id not in seen:
            seen.add(parent.id)
            yield parent
            item = parent

    def with_items(self, changed: Iterable[Item]) -> 'Portfolio':
        """With these instead of what had their ids, or beside it."""
        some = {item.id: item for item in changed}
        items = {**self.items, **some}
        is_same_tree = all((former := self.items.get(own)) and former.parent == item.parent
                           and former.rank == item.rank for own, item in some.items())
        return self._kept_net(replace(self, items=items, tree=self.tree if is_same_tree else Tree.of(items)))

    def without_items(self, gone: Iterable[int]) -> 'Portfolio':
        lost = set(gone)
        items = {own: item for own, item in self.items.items() if own not in lost}
        return self._kept_net(replace(self, items=items, tree=Tree.of(items)))

    def with_links(self, links: Iterable[Link]) -> 'Portfolio':
        return replace(self, links=frozenset(links))

    def with_groups(self, groups: Iterable[Group]) -> 'Portfolio':
        return self._kept_net(replace(self, groups={group.id: group for group in groups}))

    def _kept_net(self, other: 'Portfolio') -> 'Portfolio':
        if 'net' in self.__dict__:
            other.__dict__['net'] = self.net
        return other


def by_rank(item: Item) -> tuple[bool, float, int]:
    """As the source has them in order; without a rank last."""
    return item.rank is None, item.rank or 0, item.id


def _frozen(found: dict[int, list[Link]]) -> Mapping[int, tuple[Link, ...]]:
    return {own: tuple(sorted(links, key=lambda link: (link.before, link.after))) for own, links in found.items()}
