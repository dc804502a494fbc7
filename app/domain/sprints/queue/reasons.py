"""Why each line of a queue stands where it does, short for the list and in full for whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue import result as codes
from app.domain.sprints.queue.inputs import Candidate, Inputs
from app.domain.sprints.queue.packing import IN, RESERVE, Placing, Plan
from app.domain.sprints.queue.words import (
    assumed_text,
    band_name,
    day_text,
    left_text,
    listed,
    moment_text,
    pin_text,
    room_name,
    shortage_text,
    way_past,
)


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    short: str
    sentence: str
    way_in: str = ''
    short_of: int | None = None


def all_of(inputs: Inputs, made: Plan) -> Mapping[Number, Reason]:
    found: dict[Number, Reason] = {}
    keys = {one.number: one.key for one in inputs.outside} | {one.number: one.key for one in inputs.candidates}
    for step in made.placings:
        one = made.candidates[step.number]
        if step.status == IN:
            found |= {first: _pulled(inputs, made, first, one) for first in step.group[:-1]}
            found[step.number] = _placed(inputs, made, one, step, keys)
        else:
            found[step.number] = _not_in(inputs, made, step, one)
    for number in made.reserve:
        if number not in found:
            found[number] = _pulled(inputs, made, number, made.candidates[made.pulled_for[number]])
    return found | {one.number: _excluded(inputs, made, one, keys) for one in made.excluded}


def _placed(inputs: Inputs, made: Plan, one: Candidate, step: Placing, keys: Mapping[Number, str]) -> Reason:
    code, short = _why_here(inputs, made, one, step, keys)
    return Reason(code, short, f'{_capital(short)}. {left_text(step, one, inputs)}{assumed_text(one)}')


def _why_here(inputs: Inputs, made: Plan, one: Candidate, step: Placing, keys: Mapping[Number, str]) -> tuple[str, str]:
    unknown = [own for own, amount in one.demand.items() if amount and (
        own not in inputs.rooms or inputs.rooms[own].available is None)]
    if one.number in made.ordered.pins:
        return codes.PINNED, pin_text(made.ordered.pins[one.number], keys)
    if one.in_progress:
        return codes.UNDER_WAY, 'in progress'
    if one.window:
        return codes.FIXED, f'fixed for {moment_text(one.window.start)}'
    if unknown:
        is_partly = any(room.available is not None for room in inputs.rooms.values())
        names = listed(sorted(room_name(inputs.rooms, own) for own in unknown))
        return codes.UNKNOWN_ROOM, f'capacity unknown: {names}' if is_partly else 'capacity unknown'
    if step.is_gap:
        return codes.FILLS_GAP, 'fills gap'
    if one.carried:
        return codes.CARRIED_OVER, 'carried over'
    if one.due:
        return codes.DUE, f'due {day_text(one.due)}'
    band, number = band_name(inputs, one.band), made.ordered.rounds.get(one.number)
    return (codes.TURN, f'{band}, round {number}') if number else (codes.URGENT, band)


def _pulled(inputs: Inputs, made: Plan, number: Number, waiting: Candidate) -> Reason:
    one = made.candidates[number]
    return Reason(codes.PULLED_IN, f'pulled in for {waiting.key}',
                  f'{waiting.key} waits for it, so both came in together.{assumed_text(one)}')


def _not_in(inputs: Inputs, made: Plan, step: Placing, one: Candidate) -> Reason:
    assert step.shortage is not None
    text, way = shortage_text(step.shortage, inputs, made), way_past(step.shortage, inputs, made)
    others = [made.candidates[first].key for first in step.group[:-1]]
    together = f' That counts {listed(others)}, which it waits for.' if others else ''
    if step.status == RESERVE:
        return Reason(codes.RESERVED, 'in the reserve', f'It {text}, but fits into what is held back for the '
                      f'unplanned.{together}{assumed_text(one)}', way, step.shortage.discipline)
    return Reason(codes.SHORT, text, f'It {text}.{together}{assumed_text(one)}', way, step.shortage.discipline)


def _excluded(inputs: Inputs, made: Plan, one: Candidate, keys: Mapping[Number, str]) -> Reason:
    if one.banned_by:
        return Reason(codes.BANNED, f'banned by {one.banned_by}', f'{one.banned_by} keeps it out of this queue.',
                      'Somebody lifts the ban')
    if not one.demand:
        return Reason(codes.NO_DISCIPLINE, 'needs discipline', 'Nothing says which discipline does it.',
                      'A discipline is chosen for it')
    if one.number in made.standing.is_in_cycle:
        group = next(group for group in made.standing.cycles if one.number in group)
        others = listed(keys[number] for number in group if number != one.number) or 'itself'
        return Reason(codes.CYCLE, f'waits on {others}', f'It and {others} wait for each other.'
                      if others != 'itself' else 'It waits for itself.', 'One of the links is taken away, or it is '
                      'allowed all the same')
    first = made.standing.waits_for[one.number]
    place = next((other.where for other in inputs.outside if other.number == first), '')
    where = f', which is {place}' if place else ', which cannot come in itself'
    return Reason(codes.WAITS, f'waits on {keys[first]}', f'It waits for {keys[first]}{where}.',
                  f'{keys[first]} is done or comes in, or it is allowed all the same')


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
