"""Who waits for whom: cycles, and what cannot be done in this sprint because something it waits for cannot.

“A blocks B” means that B waits for A, on whichever side the link was made.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue.inputs import Inputs

Needs = Mapping[Number, frozenset[Number]]  # who waits → for whom


@dataclass(frozen=True, slots=True)
class Standing:
    """What may be packed, and why the rest may not."""
    needs: Needs  # of candidates, only those that still count
    cycles: tuple[tuple[Number, ...], ...] = ()
    is_in_cycle: frozenset[Number] = frozenset()
    waits_for: Mapping[Number, Number] = field(default_factory=dict)  # ineligible → the one it waits for


def standing_of(inputs: Inputs, excluded: Collection[Number]) -> Standing:
    """`excluded` are candidates that stay out for a reason of their own."""
    numbers = {one.number for one in inputs.candidates}
    allowed = {one.number for one in inputs.candidates if one.is_allowed}
    outside = {one.number for one in inputs.outside}
    needs = _needs(inputs, numbers | outside, numbers)
    blocked = outside | set(excluded)
    in_cycle = {number for group in cycles_of(needs) for number in group}
    kept = {number: frozenset(first for first in firsts if not (
        number in allowed and (first in blocked or (number in in_cycle and first in in_cycle))))
        for number, firsts in needs.items()}
    cycles = cycles_of(kept)
    members = frozenset(number for group in cycles for number in group)
    waits = _waiting(kept, blocked | members, members)
    return Standing({number: firsts - outside for number, firsts in kept.items()}, cycles, members, waits)


def cycles_of(needs: Needs) -> tuple[tuple[Number, ...], ...]:
    """Groups that wait for each other, each sorted, the smallest number first (Tarjan, without recursion)."""
    index: dict[Number, int] = {}
    low: dict[Number, int] = {}
    stack: list[Number] = []
    on_stack: set[Number] = set()
    found = []
    for root in sorted(needs):
        if root in index:
            continue
        trail = [(root, iter(sorted(needs.get(root, ()))))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while trail:
            number, rest = trail[-1]
            step = next((one for one in rest if one not in index or one in on_stack), None)
            if step is None:
                trail.pop()
                if trail:
                    low[trail[-1][0]] = min(low[trail[-1][0]], low[number])
                if low[number] == index[number]:
                    group = _pop_group(stack, on_stack, number)
                    if len(group) > 1 or number in needs.get(number, ()):
                        found.append(tuple(sorted(group)))
            elif step in index:
                low[number] = min(low[number], index[step])
            else:
                index[step] = low[step] = len(index)
                stack.append(step)
                on_stack.add(step)
                trail.append((step, iter(sorted(needs.get(step, ())))))
    return tuple(sorted(found))


def unmet(number: Number, needs: Needs, met: Collection[Number], place: Mapping[Number, int]) -> Sequence[Number]:
    """What has to be placed with this one, itself last: prerequisites before what waits, ties by their order."""
    if not any(first not in met for first in needs.get(number, ())):
        return (number,)
    group, fresh = {number}, [number]
    while fresh:
        for first in needs.get(fresh.pop(), ()):
            if first not in met and first not in group:
                group.add(first)
                fresh.append(first)
    return _topological(group, needs, place)


def _topological(group: set[Number], needs: Needs, place: Mapping[Number, int]) -> Sequence[Number]:
    left = {one: sum(first in group for first in needs.get(one, ())) for one in group}
    followers: dict[Number, list[Number]] = {}
    for one in group:
        for first in needs.get(one, ()):
            if first in group:
                followers.setdefault(first, []).append(one)
    ready = [(place[one], one) for one, count in left.items() if not count]
    heapify(ready)
    order = []
    while ready:
        _, one = heappop(ready)
        order.append(one)
        for follower in followers.get(one, ()):
            left[follower] -= 1
            if not left[follower]:
                heappush(ready, (place[follower], follower))
    return order


def _needs(inputs: Inputs, known: Collection[Number], numbers: Collection[Number]) -> dict[Number, frozenset[Number]]:
    found: dict[Number, set[Number]] = {}
    for link in inputs.links:
        if link.waiting in numbers and link.first in known:
            found.setdefault(link.waiting, set()).add(link.first)
    return {number: frozenset(firsts) for number, firsts in found.items()}


def _waiting(needs: Needs, blocked: Collection[Number], members: Collection[Number]) -> dict[Number, Number]:
    """Everybody who waits for something that does not come, directly or through others."""
    followers: dict[Number, list[Number]] = {}
    for number, firsts in needs.items():
        for first in firsts:
            followers.setdefault(first, []).append(number)
    found: dict[Number, Number] = {}
    fresh: Iterable[Number] = sorted(blocked)
    while fresh:
        following = []
        for first in fresh:
            for number in sorted(followers.get(first, ())):
                if number not in found and number not in members:
                    found[number] = first
                    following.append(number)
        fresh = following
    return found


def _pop_group(stack: list[Number], on_stack: set[Number], root: Number) -> list[Number]:
    group: list[Number] = []
    while not group or group[-1] != root:
        group.append(stack.pop())
        on_stack.discard(group[-1])
    return group
