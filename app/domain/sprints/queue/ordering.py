"""In which order candidates are looked at: what is under way, what is fixed, what people pinned, then by urgency.

Inside one band of urgency the people who asked take turns (deficit round robin): each turn adds the median size of
the band to what somebody has saved up, and is spent on the next item as soon as that is affordable. So a large item
waits for as many turns as it costs, and nobody gains by splitting or by the first letter of a name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from itertools import groupby
from typing import Any

from app.domain.sprints.facts.board import Number
from app.domain.sprints.metrics.numbers import median
from app.domain.sprints.metrics.rows import key_order
from app.domain.sprints.queue.inputs import (
    BAND,
    BEFORE,
    BOTTOM,
    CARRIED,
    DEADLINE,
    IN_PROGRESS,
    PIN,
    RANK,
    TOP,
    WINDOW,
    Candidate,
    Inputs,
    Pin,
)

LEAST = Decimal('0.5')  # what an item counts at least when turns are taken
LAST_DAY = date.max


@dataclass(frozen=True, slots=True)
class Ordered:
    sequence: tuple[Candidate, ...]
    rounds: Mapping[Number, int]  # of the band, from 1; missing: took no turn
    pins: Mapping[Number, Pin]  # that hold
    void_pins: tuple[Pin, ...] = ()  # before something that is not in the queue


def ordered(inputs: Inputs, eligible: Sequence[Candidate]) -> Ordered:
    pins, void = _holding(inputs, {one.number for one in eligible})
    tops = {pin.number: place for place, pin in enumerate(inputs.pins) if pins.get(pin.number) is pin}
    keys = _keys(inputs, pins, tops)
    free = [one for one in eligible if _kind(pins, one) not in (BOTTOM, BEFORE)]
    sequence, rounds = _with_turns(inputs, sorted(free, key=keys), pins, keys)
    bottom = sorted((one for one in eligible if _kind(pins, one) == BOTTOM), key=lambda one: tops[one.number])
    placed = _insert(sequence + bottom, [one for one in eligible if _kind(pins, one) == BEFORE], pins, tops)
    return Ordered(tuple(placed), rounds, pins, void)


def take_turns(items: Sequence[Candidate]) -> tuple[tuple[Candidate, ...], Mapping[Number, int]]:
    """Items of one band in their base order → in turns, with the round each came in."""
    queues: dict[str, list[Candidate]] = {}
    for one in items:
        queues.setdefault(one.stakeholder, []).append(one)
    for waiting in queues.values():
        waiting.reverse()  # the next one is popped from the end
    quantum = median([_cost(one) for one in items]) or LEAST
    saved = dict.fromkeys(queues, Decimal(0))
    taken: list[Candidate] = []
    rounds: dict[Number, int] = {}
    number = 0
    while queues:
        skipped = _idle_rounds(queues, saved, quantum)
        number += 1 + skipped
        for person in tuple(queues):
            saved[person] += quantum * (1 + skipped)
            _spend(queues, saved, person, taken)
        for one in taken[len(rounds):]:
            rounds[one.number] = number
    return tuple(taken), rounds


def _spend(queues: dict[str, list[Candidate]], saved: dict[str, Decimal], person: str, taken: list[Candidate]) -> None:
    waiting = queues[person]
    while waiting and _cost(waiting[-1]) <= saved[person]:
        saved[person] -= _cost(waiting[-1])
        taken.append(waiting.pop())
    if not waiting:
        del queues[person], saved[person]


def _idle_rounds(queues: Mapping[str, list[Candidate]], saved: Mapping[str, Decimal], quantum: Decimal) -> int:
    """Rounds in which nobody could afford anything are not walked through: one item may cost a billion."""
    least = min(((_cost(waiting[-1]) - saved[person]) / quantum).to_integral_value(ROUND_CEILING)
                for person, waiting in queues.items())
    return max(0, int(least) - 1)


def _cost(one: Candidate) -> Decimal:
    return max(one.size, LEAST)


def _with_turns(inputs: Inputs, free: list[Candidate], pins: Mapping[Number, Pin], keys: Callable[[Candidate], Any],
                ) -> tuple[list[Candidate], dict[Number, int]]:
    """Turns are taken within what is equal as far as the band, except where an item has its place already."""
    order = inputs.parameters.order
    if not inputs.parameters.is_fair or BAND not in order:
        return free, {}
    depth = order.index(BAND) + 1
    fixed = set(order[:depth]) & {IN_PROGRESS, WINDOW, PIN}
    sequence: list[Candidate] = []
    rounds: dict[Number, int] = {}
    for is_fixed, group in groupby(free, key=lambda one: (_is_fixed(one, fixed, pins), keys(one)[:depth])):
        items = list(group)
        if not is_fixed[0]:
            turns, numbers = take_turns(items)
            items = list(turns)
            rounds |= numbers
        sequence += items
    return sequence, rounds


def _is_fixed(one: Candidate, fixed: set[str], pins: Mapping[Number, Pin]) -> bool:
    return (IN_PROGRESS in fixed and one.in_progress) or (WINDOW in fixed and one.window is not None) or (
        PIN in fixed and one.number in pins)


def _keys(inputs: Inputs, pins: Mapping[Number, Pin], tops: Mapping[Number, int]) -> Callable[[Candidate], Any]:
    after = len(inputs.pins)
    parts: dict[str, Callable[[Candidate], Any]] = {
        IN_PROGRESS: lambda one: not one.in_progress,
        WINDOW: lambda one: (one.window is None, one.window.start if one.window else 0),
        PIN: lambda one: tops[one.number] if _kind(pins, one) == TOP else after,
        BAND: lambda one: one.band,
        CARRIED: lambda one: not one.carried,
        DEADLINE: lambda one: one.due or LAST_DAY,
        RANK: lambda one: (not one.rank, one.rank)}
    wanted = [parts[name] for name in inputs.parameters.order]
    known = {one.number: (*[part(one) for part in wanted], key_order(one.key), one.number)
             for one in inputs.candidates}
    return lambda one: known[one.number]


def _kind(pins: Mapping[Number, Pin], one: Candidate) -> str:
    return pins[one.number].kind if one.number in pins else ''


def _holding(inputs: Inputs, eligible: set[Number]) -> tuple[dict[Number, Pin], tuple[Pin, ...]]:
    """The last pin of each item; one before an item that is not there, or in a circle, does not hold."""
    last = {pin.number: pin for pin in inputs.pins if pin.number in eligible}
    holds = {number: pin for number, pin in last.items() if _leads_somewhere(pin, last, eligible)}
    return holds, tuple(pin for number, pin in last.items() if number not in holds)


def _leads_somewhere(pin: Pin, last: Mapping[Number, Pin], eligible: set[Number]) -> bool:
    seen = {pin.number}
    while pin.kind == BEFORE:
        if pin.before not in eligible or pin.before in seen or pin.before is None:
            return False
        seen.add(pin.before)
        if pin.before not in last:
            return True
        pin = last[pin.before]
    return True


def _insert(sequence: list[Candidate], before: list[Candidate], pins: Mapping[Number, Pin],
            tops: Mapping[Number, int]) -> list[Candidate]:
    """Each directly before its own item, the one that was pinned last nearest to it."""
    heads: dict[Number, list[Candidate]] = {}
    for one in sorted(before, key=lambda one: tops[one.number]):
        heads.setdefault(pins[one.number].before or 0, []).append(one)
    placed: list[Candidate] = []
    waiting = list(reversed(sequence))
    while waiting:
        one = waiting.pop()
        if earlier := heads.pop(one.number, None):
            waiting.append(one)
            waiting.extend(reversed(earlier))
        else:
            placed.append(one)
    return placed
