"""From inputs to a queue that can be read: who is in and why, what is left of each room, whom it serves."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue import reasons
from app.domain.sprints.queue.inputs import TOP, ZERO, Candidate, Inputs
from app.domain.sprints.queue.packing import IN, OUT, RESERVE, Plan, plan
from app.domain.sprints.queue.reasons import Reason
from app.domain.sprints.queue.result import Decision, Line, Result, Served, Use
from app.domain.sprints.queue.timing import Span, by_start, day_of, in_days, spans
from app.domain.sprints.queue.words import in_order

SHARE_STEP = Decimal('0.0001')
LEAST = Decimal('0.5')


def build(inputs: Inputs) -> Result:
    return told(inputs, plan(inputs))


def told(inputs: Inputs, made: Plan) -> Result:
    """A plan in words and figures."""
    times = spans(inputs, made)
    order = by_start(made, times)
    why = reasons.all_of(inputs, made)
    lists = _lists(made)
    places = {number: place for place, number in enumerate(order, 1)}
    numbers = (*order, *made.reserve, *made.out, *(one.number for one in made.excluded))
    status = dict.fromkeys(made.placed, IN) | dict.fromkeys(made.reserve, RESERVE)
    lines = tuple(_line(inputs, made, made.candidates[number], why[number], status.get(number, OUT),
                        places.get(number, 0), lists.get(number, ()), times.get(number)) for number in numbers)
    served = tuple(_served(inputs, made))
    return Result(lines, tuple(_decisions(made, why)), uses(inputs, made), fairness(served), served,
                  made.standing.cycles, points_of(made), value_of(inputs, made),
                  any(room.available is not None for room in inputs.rooms.values()))


def uses(inputs: Inputs, made: Plan) -> tuple[Use, ...]:
    used, reserved = _taken(made, made.placed), _taken(made, made.reserve)
    tops = {pin.number for pin in made.ordered.pins.values() if pin.kind == TOP}
    asked = _taken(made, [one.number for one in made.candidates.values() if not one.banned_by and (
        one.is_member or one.in_progress or one.window is not None or one.number in tops)])
    return tuple(Use(own, room.name, room.available, used.get(own, ZERO), room.reserve, reserved.get(own, ZERO),
                     asked.get(own, ZERO), share(used.get(own, ZERO), room.available))
                 for own, room in sorted(inputs.rooms.items()))


def share(used: Decimal, available: Decimal | None) -> Decimal | None:
    """None where there is nothing to divide by."""
    return None if not available or available < ZERO else (used / available).quantize(SHARE_STEP)


def fairness(served: tuple[Served, ...]) -> Decimal | None:
    """Jain's index over served ÷ asked: 1 is even, 1/n is one person alone."""
    shares = [one.served / one.asked for one in served if one.asked]
    squares = sum((one * one for one in shares), ZERO)
    if len(shares) <= 1 or not squares:
        return None
    total = sum(shares, ZERO)
    return (total * total / (len(shares) * squares)).quantize(SHARE_STEP)


def points_of(made: Plan) -> Decimal:
    return sum((made.candidates[number].size for number in made.placed), ZERO)


def value_of(inputs: Inputs, made: Plan) -> Decimal:
    """A point of one band is worth three of the next."""
    return sum((worth(inputs, made.candidates[number]) for number in made.placed), ZERO)


def worth(inputs: Inputs, one: Candidate) -> Decimal:
    bands = max(len(inputs.parameters.bands), one.band)
    return Decimal(3) ** (bands - one.band) * one.size


def _taken(made: Plan, numbers: tuple[Number, ...] | list[Number]) -> Mapping[int, Decimal]:
    found: dict[int, Decimal] = {}
    for number in numbers:
        for own, amount in made.candidates[number].demand.items():
            found[own] = found.get(own, ZERO) + amount
    return found


def _lists(made: Plan) -> Mapping[Number, tuple[tuple[int, int], ...]]:
    """Place in the list of each discipline it takes from; a discipline works in the order of placing."""
    counts: dict[int, int] = {}
    found: dict[Number, tuple[tuple[int, int], ...]] = {}
    for number in (*made.placed, *made.reserve):
        own_places = []
        for own, amount in sorted(made.candidates[number].demand.items()):
            if amount:
                counts[own] = counts.get(own, 0) + 1
                own_places.append((own, counts[own]))
        found[number] = tuple(own_places)
    return found


def _line(inputs: Inputs, made: Plan, one: Candidate, why: Reason, status: str, position: int,
          positions: tuple[tuple[int, int], ...], span: Span | None) -> Line:
    is_timed = span is not None and span.is_known
    return Line(
        one.number, one.key, one.title, one.type, status, position, positions,
        made.ordered.rounds.get(one.number, 0), why.code, why.short, why.sentence, why.way_in,
        tuple(in_order(one.demand, inputs.rooms)), one.size, one.band, one.stakeholder,
        in_days(span.start) if span and is_timed else None, in_days(span.finish) if span and is_timed else None,
        day_of(inputs.days, span.finish) if span and is_timed else None, one.due, one.estimate == 'assumed',
        one.estimate_text, one.discipline_text, why.short_of)


def _served(inputs: Inputs, made: Plan) -> Iterator[Served]:
    asked: dict[str, Decimal] = {}
    served: dict[str, Decimal] = {}
    placed = set(made.placed)
    for one in sorted(inputs.candidates, key=lambda one: one.number):
        if not one.banned_by:
            cost = max(one.size, LEAST)
            asked[one.stakeholder] = asked.get(one.stakeholder, ZERO) + cost
            served[one.stakeholder] = served.get(one.stakeholder, ZERO) + (cost if one.number in placed else ZERO)
    for stakeholder in sorted(asked):
        yield Served(stakeholder, asked[stakeholder], served[stakeholder])


def _decisions(made: Plan, why: Mapping[Number, Reason]) -> Iterator[Decision]:
    """In the order in which they were made."""
    taken = [number for step in made.placings for number in (step.group if step.status != OUT else step.group[-1:])]
    numbers = tuple(dict.fromkeys((*taken, *(one.number for one in made.excluded))))
    for seq, number in enumerate(numbers, 1):
        yield Decision(seq, number, made.candidates[number].key, why[number].code, why[number].sentence)
    keys = {number: one.key for number, one in made.candidates.items()}
    for seq, pin in enumerate(made.ordered.void_pins, len(numbers) + 1):
        before = keys.get(pin.before or 0, 'another item')
        yield Decision(seq, pin.number, keys[pin.number], 'void_pin',
                       f'The pin before {before} does not hold: {before} cannot be packed in this queue.')
