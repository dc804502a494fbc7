"""On which days a share counts by itself: a parent gives way to its children by one of four rules."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.domain.portfolio.items.items import Tree


class Entry(NamedTuple):
    """What an item takes of a team: first and last day as ordinals, hundredths of a percent."""
    first: int
    last: int
    share: int


class Piece(NamedTuple):
    """Days on which an item counts by itself."""
    item: int
    first: int
    last: int
    share: int


Entries = Mapping[int, Entry]  # by item, of one team
Above = Callable[[int], Sequence[int]]


class Chains:
    """What lies above an item, nearest first. Nothing does where parents lead in a circle: no load may be lost."""

    def __init__(self, tree: Tree) -> None:
        self.parents = {child: parent for parent, children in tree.children.items() for child in children}
        self.known: dict[int, tuple[int, ...]] = {}

    def above(self, item: int) -> tuple[int, ...]:
        parent = self.parents.get(item)
        if parent is None:
            return ()
        chain = self.known.get(parent)
        if chain is None:
            chain = self.known[parent] = self._walk(parent)
        return () if item in chain else chain

    def _walk(self, start: int) -> tuple[int, ...]:
        found: dict[int, None] = {}
        at: int | None = start
        while at is not None and at not in found:
            found[at] = None
            at = self.parents.get(at)
        return tuple(found)


@lru_cache(maxsize=64)
def chains_of(tree: Tree) -> Chains:
    return Chains(tree)


def pieces(entries: Entries, above: Above, rule: str, listed: frozenset[int]) -> list[Piece]:
    """By the rule. `listed` are all items that count for any team."""
    if rule == 'always_add':
        return [Piece(item, *entry) for item, entry in entries.items()]
    if rule == 'uncovered_days':
        return _uncovered(entries, above)
    below = entries if rule == 'never_if_listed' else listed
    parents = {parent for item in below for parent in above(item)}
    return [Piece(item, *entry) for item, entry in entries.items() if item not in parents]


def _uncovered(entries: Entries, above: Above) -> list[Piece]:
    covers: dict[int, list[tuple[int, int]]] = {}
    for item, (first, last, _) in entries.items():
        for parent in above(item):
            if parent in entries:
                covers.setdefault(parent, []).append((first, last))
    found = []
    for item, entry in entries.items():
        if item in covers:
            found += [Piece(item, first, last, entry.share)
                      for first, last in gaps(entry.first, entry.last, covers[item])]
        else:
            found.append(Piece(item, *entry))
    return found


def gaps(first: int, last: int, covers: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of the span no cover reaches."""
    found = []
    for begin, end in sorted(covers):
        if begin > first:
            found.append((first, min(begin - 1, last)))
        first = max(first, end + 1)
        if first > last:
            return found
    return [*found, (first, last)]
