"""Who gets in: candidates in their order, each together with what it waits for, as long as every discipline has room.

Greedy on purpose: it loses about one percent of value against the best plan, and every decision can be explained.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue.graph import Standing, standing_of, unmet
from app.domain.sprints.queue.inputs import ZERO, Candidate, Inputs
from app.domain.sprints.queue.ordering import Ordered, ordered

IN, RESERVE, OUT = 'in', 'reserve', 'out'


@dataclass(frozen=True, slots=True)
class Shortage:
    """What kept an item out: it and what comes with it need more than is left."""
    discipline: int
    needs: Decimal
    left: Decimal
    after: Number | None  # the last one that took from this room


@dataclass(frozen=True, slots=True)
class Placing:
    """One step of the packer. `group` is what was placed together, the item itself last."""
    number: Number
    status: str
    group: tuple[Number, ...]
    shortage: Shortage | None = None  # of the line; for reserve too
    left: Mapping[int, Decimal] = field(default_factory=dict)  # afterwards, in the rooms it took from
    is_gap: bool = False  # something before it did not fit


@dataclass(frozen=True, eq=False)
class Plan:
    candidates: Mapping[Number, Candidate]
    ordered: Ordered
    standing: Standing
    placings: tuple[Placing, ...]
    placed: tuple[Number, ...]  # in, in the order in which they were placed
    reserve: tuple[Number, ...]
    out: tuple[Number, ...]  # for want of room, in the order in which they were looked at
    excluded: tuple[Candidate, ...]  # banned, without discipline, or waiting for something that does not come
    pulled_for: Mapping[Number, Number]  # prerequisite → whom it came in for


class _Packer:
    """The rooms as they fill."""

    def __init__(self, inputs: Inputs, plan_needs: Mapping[Number, frozenset[Number]], sequence: Sequence[Candidate],
                 ) -> None:
        self.inputs, self.needs = inputs, plan_needs
        self.candidates = {one.number: one for one in sequence}
        self.place = {one.number: index for index, one in enumerate(sequence)}
        self.left = {own: room.available for own, room in inputs.rooms.items() if room.available is not None}
        self.last: dict[int, Number] = {}
        self.done: dict[Number, None] = {}  # placed, in order
        self.pulled_for: dict[Number, Number] = {}

    def fits(self, number: Number) -> tuple[Sequence[Number], Shortage | None]:
        group = unmet(number, self.needs, self.done, self.place)
        wanted: dict[int, Decimal] = {}
        for one in group:
            for own, amount in self.candidates[one].demand.items():
                wanted[own] = wanted.get(own, ZERO) + amount
        missing = [(amount - self.left[own], own) for own, amount in wanted.items()
                   if own in self.left and amount > ZERO and amount > self.left[own]]
        if not missing:
            return group, None
        _, own = min(missing, key=lambda one: (-one[0], self.inputs.rooms[one[1]].name, one[1]))
        return group, Shortage(own, wanted[own], self.left[own], self.last.get(own))

    def take(self, group: Sequence[Number]) -> Mapping[int, Decimal]:
        """Returns what is left in the rooms that were taken from."""
        touched: dict[int, Decimal] = {}
        for number in group:
            for own, amount in self.candidates[number].demand.items():
                if own in self.left and amount > ZERO:
                    self.left[own] -= amount
                    touched[own] = self.left[own]
                    self.last[own] = number
            self.done[number] = None
            if number != group[-1]:
                self.pulled_for[number] = group[-1]
        return touched

    def open_reserve(self) -> bool:
        """Whether there is any."""
        for own in self.left:
            self.left[own] += self.inputs.rooms[own].reserve
        return any(self.inputs.rooms[own].reserve > ZERO for own in self.left)


def plan(inputs: Inputs) -> Plan:
    """The whole decision, without words: cheap enough to be made again for every what-if."""
    own_reasons = [one.number for one in inputs.candidates if one.banned_by or not one.demand]
    standing = standing_of(inputs, own_reasons)
    stays = {*own_reasons, *standing.is_in_cycle, *standing.waits_for}
    order = ordered(inputs, [one for one in inputs.candidates if one.number not in stays])
    excluded = ordered(inputs, [one for one in inputs.candidates if one.number in stays])
    packer = _Packer(inputs, standing.needs, order.sequence)
    steps = _pack(packer, [one.number for one in order.sequence], IN)
    placed = tuple(packer.done)
    waiting = [number for number, step in steps.items() if step.status == OUT] if packer.open_reserve() else []
    seconds = _pack(packer, waiting, RESERVE)
    placings = tuple(_final(step, seconds.get(number), packer) for number, step in steps.items())
    return Plan({one.number: one for one in inputs.candidates}, order, standing, placings, placed,
                tuple(packer.done)[len(placed):], tuple(one for one in steps if one not in packer.done),
                excluded.sequence, packer.pulled_for)


def _pack(packer: _Packer, numbers: Sequence[Number], status: str) -> dict[Number, Placing]:
    """What became of each that was not placed with another one before its turn."""
    steps: dict[Number, Placing] = {}
    is_gap = False
    for number in numbers:
        if number in packer.done:
            continue
        group, shortage = packer.fits(number)
        if shortage:
            steps[number], is_gap = Placing(number, OUT, tuple(group), shortage), True
        else:
            steps[number] = Placing(number, status, tuple(group), None, packer.take(group), is_gap)
    return steps


def _final(step: Placing, second: Placing | None, packer: _Packer) -> Placing:
    """Out of the rooms as planned, perhaps within the reserve; why it was out at first stays."""
    if step.status == IN or step.number not in packer.done:
        return step
    later = second or step
    return Placing(step.number, RESERVE, later.group, step.shortage, later.left)
