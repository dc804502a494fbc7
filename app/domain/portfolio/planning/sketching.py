"""A plan while an operation is tried: what differs lies over what stays, so that a refusal costs nothing and ten
thousand operations copy the ten thousand items once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from app.domain.portfolio.items.items import NEEDS, Group, Item, Link, Portfolio
from app.domain.portfolio.items.setting import Setting
from app.domain.portfolio.planning.netting import retied
from app.errors import Rejected

Pair = tuple[int, int, str]  # both ends of a link, and its kind


class Sketch:
    """Over a portfolio, or over another sketch that takes it in if nothing was refused."""

    def __init__(self, below: 'Portfolio | Sketch', live: Portfolio | None = None) -> None:
        self.below = below if isinstance(below, Sketch) else None
        self.base: Portfolio = below.base if isinstance(below, Sketch) else below
        self.live = live if live is not None else self.base
        self.items: dict[int, Item | None] = {}
        self.links: dict[Pair, Link | None] = {}
        self.touching: dict[int, dict[Pair, None]] = {}  # the same, by item
        self.groups: dict[int, Group | None] = {}
        self.adopted: dict[int, list[int]] = {}  # by parent: who may have come to it
        self.grown: set[int] = set()  # only because something below them moved
        self.aimed: set[int] = set()
        self.notes: list[str] = []

    @property
    def setting(self) -> Setting:
        return self.base.setting

    def find(self, item_id: int) -> Item | None:
        if item_id in self.items:
            return self.items[item_id]
        return self.below.find(item_id) if self.below else self.base.items.get(item_id)

    def demand(self, item_id: int) -> Item:
        item = self.find(item_id)
        if item is None:
            raise Rejected('There is no such item.', 'portfolio.no_item')
        return item

    def put(self, item_id: int, **changes: Any) -> Item:
        """An item with what somebody wanted of it."""
        self.aimed.add(item_id)
        return self._put(replace(self.demand(item_id), **changes))

    def grow(self, item_id: int, **changes: Any) -> Item:
        self.grown.add(item_id)
        return self._put(replace(self.demand(item_id), **changes))

    def add(self, item: Item) -> None:
        self.aimed.add(item.id)
        self._put(item)

    def remove(self, item_id: int) -> None:
        self.aimed.add(item_id)
        self.items[item_id] = None

    def children(self, item_id: int) -> Iterator[Item]:
        for own in self._may_be_children(item_id):
            item = self.find(own)
            if item is not None and item.parent == item_id and own != item_id:
                yield item

    def descendants(self, item_id: int) -> Iterator[Item]:
        """Each once, without itself."""
        seen, waiting = {item_id}, [item_id]
        while waiting:
            for child in self.children(waiting.pop()):
                if child.id not in seen:
                    seen.add(child.id)
                    waiting.append(child.id)
                    yield child

    def ancestors(self, item: Item) -> Iterator[Item]:
        """From the parent upwards; ends at a repeat."""
        seen = {item.id}
        while item.parent is not None and item.parent not in seen and (parent := self.find(item.parent)):
            seen.add(parent.id)
            yield parent
            item = parent

    def link(self, before: int, after: int, kind: str) -> Link | None:
        if kind != NEEDS and before > after:
            before, after = after, before
        return self._link((before, after, kind))

    def put_link(self, link: Link) -> None:
        self._note_link((link.before, link.after, link.kind), link)

    def drop_link(self, link: Link) -> None:
        self._note_link((link.before, link.after, link.kind), None)

    def links_of(self, item_id: int) -> tuple[Link, ...]:
        return tuple(link for pair in self._pairs(item_id) if (link := self._link(pair)))

    def after(self, item_id: int) -> Iterator[int]:
        """What waits for it."""
        for link in self.links_of(item_id):
            if link.kind == NEEDS and link.before == item_id:
                yield link.after

    def group(self, group_id: int) -> Group | None:
        if group_id in self.groups:
            return self.groups[group_id]
        return self.below.group(group_id) if self.below else self.base.groups.get(group_id)

    def all_groups(self) -> dict[int, Group]:
        found = self.below.all_groups() if self.below else dict(self.base.groups)
        return {own: group for own, group in {**found, **self.groups}.items() if group is not None}

    def finish(self) -> Portfolio:
        """The portfolio as it has become; the same one where nothing differs."""
        found = self.base
        put = [item for own, item in self.items.items() if item is not None and found.items.get(own) != item]
        if put:
            found = found.with_items(put)
        if gone := [own for own, item in self.items.items() if item is None and own in found.items]:
            found = found.without_items(gone)
        lost, new = self._other_links()
        if lost or new:
            found = found.with_links((self.base.links - lost) | new)
            found.__dict__['net'] = retied(self.base.net, lost, new)
        groups = self.all_groups() if self.groups else found.groups
        return found.with_groups(groups.values()) if groups != found.groups else found

    def _other_links(self) -> tuple[set[Link], set[Link]]:
        """Those that are no longer, and those that were not before."""
        former = {pair: _only(self.base, pair) for pair in self.links}
        lost = {link for pair, link in former.items() if link and link != self.links[pair]}
        return lost, {link for pair, link in self.links.items() if link and link != former[pair]}

    def _put(self, item: Item) -> Item:
        if item.parent is not None:
            former = self.find(item.id)
            if former is None or former.parent != item.parent:
                self.adopted.setdefault(item.parent, []).append(item.id)
        self.items[item.id] = item
        return item

    def _note_link(self, pair: Pair, link: Link | None) -> None:
        self.links[pair] = link
        for own in pair[:2]:
            self.touching.setdefault(own, {})[pair] = None

    def _may_be_children(self, item_id: int) -> Iterable[int]:
        below = self.below._may_be_children(item_id) if self.below else self.base.tree.children.get(item_id, ())
        return dict.fromkeys([*below, *self.adopted[item_id]]) if item_id in self.adopted else below

    def _link(self, pair: Pair) -> Link | None:
        if pair in self.links:
            return self.links[pair]
        return self.below._link(pair) if self.below else _only(self.base, pair)

    def _pairs(self, item_id: int) -> list[Pair]:
        own = self.touching.get(item_id, {})
        if self.below:
            return list(dict.fromkeys([*self.below._pairs(item_id), *own]))
        net = self.base.net
        found = [(link.before, link.after, link.kind) for side in (net.before, net.after, net.related)
                 for link in side.get(item_id, ())]
        return list(dict.fromkeys([*found, *own]))


def _only(portfolio: Portfolio, pair: Pair) -> Link | None:
    before, _, kind = pair
    some = (portfolio.net.after if kind == NEEDS else portfolio.net.related).get(before, ())
    return next((link for link in some if (link.before, link.after) == pair[:2]), None)
