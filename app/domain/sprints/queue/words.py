"""Reasons as people say them, with the numbers they rest on."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from app.domain.sprints.facts.board import Ms, Number
from app.domain.sprints.queue.inputs import ASSUMED, BEFORE, BOTTOM, Candidate, Inputs, Pin, Room
from app.domain.sprints.queue.packing import Placing, Plan, Shortage

CENT = Decimal('0.01')


def points(amount: Decimal) -> str:
    """3, 2.5, 12.35; with a true minus."""
    rounded = amount.quantize(CENT).normalize()
    return format(rounded, 'f').replace('-', '−') if rounded else '0'


def counted(number: int, one: str, more: str = '') -> str:
    return f'{number} {one if number == 1 else more or one + "s"}'


def day_text(day: date) -> str:
    return f'{day.day} {day:%b}'


def moment_text(at: Ms) -> str:
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return f'{moment.day} {moment:%b %H:%M} UTC'


def listed(texts: Iterable[str], last: str = 'and') -> str:
    found = list(texts)
    return found[0] if len(found) == 1 else f'{", ".join(found[:-1])} {last} {found[-1]}' if found else ''


def demand_text(one: Candidate, rooms: Mapping[int, Room]) -> str:
    """Dev 5 and QA 2."""
    return listed(f'{room_name(rooms, own)} {points(amount)}' for own, amount in in_order(one.demand, rooms) if amount)


def room_name(rooms: Mapping[int, Room], own: int) -> str:
    return rooms[own].name if own in rooms else 'a discipline that is gone'


def in_order(amounts: Mapping[int, Decimal], rooms: Mapping[int, Room]) -> list[tuple[int, Decimal]]:
    return sorted(amounts.items(), key=lambda one: (rooms[one[0]].name if one[0] in rooms else '', one[0]))


def shortage_text(short: Shortage, inputs: Inputs, plan: Plan) -> str:
    """needs QA 3, 1 left after Q-2."""
    after = f' after {plan.candidates[short.after].key}' if short.after is not None else ''
    name = room_name(inputs.rooms, short.discipline)
    return f'needs {name} {points(short.needs)}, {points(short.left)} left{after}'


def way_past(short: Shortage, inputs: Inputs, plan: Plan) -> str:
    more = points(short.needs - short.left)
    name = room_name(inputs.rooms, short.discipline)
    earlier = f', or a place before {plan.candidates[short.after].key}' if short.after is not None else ''
    return f'{more} more {"point" if more == "1" else "points"} of {name}{earlier}'


def pin_text(pin: Pin, keys: Mapping[Number, str]) -> str:
    by = f' by {pin.by}' if pin.by else ''
    if pin.kind == BEFORE:
        return f'pinned before {keys.get(pin.before or 0, "?")}{by}'
    return f'pinned to the {"end" if pin.kind == BOTTOM else "top"}{by}'


def left_text(step: Placing, one: Candidate, inputs: Inputs) -> str:
    """It takes Dev 5 and QA 2; Dev 8 and QA 3 are left."""
    with_others = 'after that and what it waits for, ' if len(step.group) > 1 else ''
    takes = f'It takes {demand_text(one, inputs.rooms)}'
    left = listed(f'{room_name(inputs.rooms, own)} {points(amount)}'
                  for own, amount in in_order(step.left, inputs.rooms))
    return f'{takes}; {with_others}{left} {"is" if len(step.left) == 1 else "are"} left.' if left else f'{takes}.'


def band_name(inputs: Inputs, band: int) -> str:
    names = inputs.parameters.bands
    return names[band - 1] if 0 < band <= len(names) else f'Band {band}'


def assumed_text(one: Candidate) -> str:
    return f' Nobody estimated it; {points(one.size)} is assumed{_because(one)}.' if one.estimate == ASSUMED else ''


def _because(one: Candidate) -> str:
    return f' ({one.estimate_text})' if one.estimate_text else ''
