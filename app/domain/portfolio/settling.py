"""What stays to be done of a scenario after some of its cells have been published.

A gesture may have moved twenty items, of which one is published: the gesture is done then, and what it meant for the
other nineteen is put into operations of their own, each for one item and with fixed values, so that the scenario looks
exactly as before.
"""

from collections.abc import Iterable
from typing import Any

from app.domain.portfolio.applying import apply
from app.domain.portfolio.items import Group, Item, Link, Portfolio
from app.domain.portfolio.operations import (
    AllotShare,
    Batch,
    ChangeGroup,
    ChangeIteration,
    ChangeParent,
    ChangePlan,
    ChangeState,
    ChangeTags,
    ClearDates,
    DropShare,
    LinkItems,
    Operation,
    PlacePlaceholder,
    PlanItem,
    ResizeItem,
    UnlinkItems,
)
from app.domain.portfolio.publishing import link_owner, same, values_of
from app.errors import Rejected

MOST_PASSES = 3  # an item that is put right may make its parents grow, which are put right next


def remainder(wanted: Portfolio, now: Portfolio, live: Portfolio,
              published: frozenset[tuple[int, str]] = frozenset()) -> tuple[Operation, ...]:
    """Operations after which `now` looks like `wanted`, except for what was published."""
    found: list[Operation] = []
    for _ in range(MOST_PASSES):
        missing = [*_missing_items(wanted, now, published), *_missing_groups(wanted, now)]
        if not missing:
            break
        for operation in missing:
            now = _applied(now, operation, live) or now
        found += missing
    return tuple(found)


def _applied(now: Portfolio, operation: Operation, live: Portfolio) -> Portfolio | None:
    """What cannot be done any more, because the live plan moved on, is left."""
    try:
        return apply(now, operation, live).portfolio
    except Rejected:
        return None


def _missing_items(wanted: Portfolio, now: Portfolio,
                   published: frozenset[tuple[int, str]]) -> Iterable[Operation]:
    """The deepest first, so that what grows by them is put right after them."""
    for item in _placeholders(wanted, now):
        yield PlacePlaceholder(item[0], item[1], *item[2])
    touched = {own for own, item in wanted.items.items() if now.items.get(own) is not item}
    touched |= {link_owner(link) for link in wanted.links ^ now.links}
    for own in sorted(touched, key=lambda own: (-_depth(wanted, own), own)):
        if own not in now.items or own not in wanted.items:
            continue
        done = {field for item, field in published if item == own}
        if deeds := [*_deeds(wanted, now, own, done)]:
            yield deeds[0] if len(deeds) == 1 else Batch(tuple(deeds))


def _deeds(wanted: Portfolio, now: Portfolio, own: int, done: set[str]) -> Iterable[Operation]:
    """The iteration before the days, because it brings its own."""
    then, item = wanted.items[own], now.items[own]
    after, before = values_of(wanted, then), values_of(now, item)
    differs = {field for field, value in after.items() if field not in done and not same(field, value, before[field])}
    if 'iteration' in differs:
        yield ChangeIteration((own,), then.iteration)
    if differs & {'start', 'end'}:
        yield from _days(then, item, differs)
    if 'state' in differs:
        yield ChangeState((own,), then.state)
    if 'tags' in differs:
        yield _tags(then, item)
    if 'parent' in differs:
        yield ChangeParent(own, then.parent)
    if then.plan is not None and then.plan != item.plan and 'plan' not in done:
        yield ChangePlan((own,), then.plan)
    if 'shares' in differs:
        yield from _shares(then, item)
    if 'links' in differs:
        yield from _links(wanted, now, own)


def _days(then: Item, item: Item, differs: set[str]) -> Iterable[Operation]:
    """An end that does not differ stays as it is by now."""
    start = then.start if 'start' in differs else item.start
    end = then.end if 'end' in differs else item.end
    if start and end:
        yield PlanItem(then.id, min(start, end), max(start, end))
        return
    yield ClearDates((then.id,))
    if start or end:
        yield ResizeItem(then.id, start, end)


def _tags(then: Item, item: Item) -> ChangeTags:
    wanted, there = ({tag.casefold() for tag in one.tags} for one in (then, item))
    return ChangeTags((then.id,), tuple(tag for tag in then.tags if tag.casefold() not in there),
                      tuple(tag for tag in item.tags if tag.casefold() not in wanted))


def _shares(then: Item, item: Item) -> list[Operation]:
    wanted, there = dict(then.shares), dict(item.shares)
    return [*(AllotShare((then.id,), team, percent) for team, percent in then.shares if there.get(team) != percent),
            *(DropShare((then.id,), team) for team in there if team not in wanted)]


def _links(wanted: Portfolio, now: Portfolio, own: int) -> list[Operation]:
    def mine(links: frozenset[Link]) -> list[Link]:
        return sorted((link for link in links if link_owner(link) == own), key=lambda link: (link.before, link.kind))
    return [*(UnlinkItems(link.before, link.after, link.kind) for link in mine(now.links - wanted.links)),
            *(LinkItems(link.before, link.after, link.kind, link.lag) for link in mine(wanted.links - now.links))]


def _placeholders(wanted: Portfolio, now: Portfolio) -> Iterable[tuple[int, int, Any]]:
    """Copies that went with their gesture come back as copies of whatever is most like them."""
    for item in wanted.items.values():
        if item.is_placeholder and item.id not in now.items and item.span:
            copied = next((own for own, one in now.items.items() if one.title == item.title), None)
            if copied is not None:
                yield item.id, copied, item.span


def _missing_groups(wanted: Portfolio, now: Portfolio) -> Iterable[Operation]:
    for own in sorted(wanted.groups.keys() | now.groups.keys()):
        then, group = wanted.groups.get(own), now.groups.get(own)
        if then != group:
            yield _group(then, is_removed=False) if then else _group(group, is_removed=True)


def _group(group: Group | None, is_removed: bool) -> ChangeGroup:
    assert group
    return ChangeGroup(group.id, group.plan, group.name, group.colour, group.parent, group.members, is_removed)


def _depth(portfolio: Portfolio, own: int) -> int:
    item = portfolio.items.get(own)
    return sum(1 for _ in portfolio.ancestors(item)) if item else 0
