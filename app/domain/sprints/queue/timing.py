"""When work of a queue begins and ends, if each discipline works through it at an even pace.

A part begins when its discipline is free and everything it waits for is finished. Moments are working days since the
start of the sprint, as exact fractions; None where a discipline's capacity is unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue.inputs import Inputs
from app.domain.sprints.queue.packing import Plan

STEP = Decimal('0.01')  # of a day, when it is told


@dataclass(frozen=True, slots=True)
class Span:
    start: Fraction
    finish: Fraction
    is_known: bool = True  # False: some of its work is in a discipline of unknown capacity


def spans(inputs: Inputs, plan: Plan) -> Mapping[Number, Span]:
    """Of everything that is in, in the order in which it was placed."""
    paces = {own: Fraction(room.available) / room.working_days for own, room in inputs.rooms.items()
             if room.available and room.available > 0 and room.working_days > 0}
    free: dict[int, Fraction] = {}
    found: dict[Number, Span] = {}
    for number in plan.placed:
        firsts = [found[first] for first in plan.standing.needs.get(number, ()) if first in found]
        earliest = max((first.finish for first in firsts), default=Fraction(0))
        starts, finishes, is_known = [], [], all(first.is_known for first in firsts)
        for own, amount in plan.candidates[number].demand.items():
            start = max(free.get(own, Fraction(0)), earliest)
            is_known = is_known and (own in paces or not amount)
            free[own] = start + (Fraction(amount) / paces[own] if own in paces else 0)
            starts.append(start)
            finishes.append(free[own])
        found[number] = Span(min(starts), max(finishes), is_known)
    return found


def by_start(plan: Plan, found: Mapping[Number, Span]) -> Sequence[Number]:
    """One list over all disciplines: what can begin first comes first, ties as they were placed."""
    return sorted(plan.placed, key=lambda number: found[number].start)  # sorting is stable


def day_of(days: Sequence[date], finish: Fraction) -> date | None:
    """The date on which it is finished; None after the sprint, or where nobody works."""
    place = max(1, ceil(finish))
    return days[place - 1] if place <= len(days) else None


def in_days(moment: Fraction) -> Decimal:
    return (Decimal(moment.numerator) / Decimal(moment.denominator)).quantize(STEP)
