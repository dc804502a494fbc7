"""What differs between two plans; what is the same object on both sides is not even looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.portfolio.items.items import Group, Item, Link, Portfolio

PLAIN = ('start', 'end', 'state', 'iteration', 'tags', 'parent', 'plan', 'shares')
ITEM = 'item'  # there is one on one side only: a proposed copy, or one that came or went


@dataclass(frozen=True)
class Change:
    """A field as FIELDS names them, or `item` with None where there is none. Links are those of this item."""
    item_id: int
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class GroupChange:
    group_id: int
    before: Group | None
    after: Group | None


def changes(before: Portfolio, after: Portfolio) -> tuple[Change, ...]:
    """By item and field."""
    found = [change for own in _differing(before, after) for change in _of_item(own, before, after)]
    found += _links(before, after)
    return tuple(sorted(found, key=lambda change: (change.item_id, change.field)))


def changed_ids(before: Portfolio, after: Portfolio) -> frozenset[int]:
    found = {own for own in _differing(before, after) if any(True for _ in _of_item(own, before, after))}
    return frozenset(found | {own for link in _moved_links(before, after) for own in (link.before, link.after)})


def group_changes(before: Portfolio, after: Portfolio) -> tuple[GroupChange, ...]:
    if before.groups is after.groups:
        return ()
    every = sorted(before.groups.keys() | after.groups.keys())
    return tuple(GroupChange(own, before.groups.get(own), after.groups.get(own)) for own in every
                 if before.groups.get(own) != after.groups.get(own))


def _differing(before: Portfolio, after: Portfolio) -> Iterator[int]:
    if before.items is after.items:
        return
    former: Mapping[int, Item] = before.items
    for own, item in after.items.items():
        if former.get(own) is not item:
            yield own
    yield from (own for own in former if own not in after.items)


def _of_item(own: int, before: Portfolio, after: Portfolio) -> Iterator[Change]:
    former, item = before.items.get(own), after.items.get(own)
    if former is None or item is None:
        yield Change(own, ITEM, former, item)
        return
    for field in PLAIN:
        old, new = getattr(former, field), getattr(item, field)
        if old != new:
            yield Change(own, field, old, new)


def _links(before: Portfolio, after: Portfolio) -> Iterator[Change]:
    concerned = {own for link in _moved_links(before, after) for own in (link.before, link.after)}
    for own in concerned:
        if own in before.items or own in after.items:
            yield Change(own, 'links', links_of(before, own), links_of(after, own))


def links_of(portfolio: Portfolio, own: int) -> tuple[Link, ...]:
    net = portfolio.net
    return tuple(link for side in (net.before, net.after, net.related) for link in side.get(own, ()))


def _moved_links(before: Portfolio, after: Portfolio) -> frozenset[Link]:
    return frozenset() if before.links is after.links else before.links ^ after.links
