"""One change to the inputs of a queue, as it is tried in a what-if and applied as a decision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue.inputs import TOP, ZERO, Candidate, Inputs, Need, Pin
from app.domain.sprints.queue.words import listed, points

DROP, PULL, RAISE, SHIFT, ALLOW, SPLIT, FREE, HAND, GIVE = (
    'drop', 'pull', 'raise', 'shift', 'allow', 'split', 'free', 'hand', 'give')
KINDS = (DROP, PULL, RAISE, SHIFT, ALLOW, SPLIT, FREE, HAND, GIVE)
HALF = Decimal('0.5')
TRIED = 'what-if'


@dataclass(frozen=True, slots=True)
class Change:
    kind: str
    numbers: tuple[Number, ...] = ()
    discipline: int | None = None  # that gets more
    source: int | None = None  # that gives, of a shift
    amount: Decimal = ZERO  # points; of a split the share of the first part
    to: str = ''  # a person, or another team


def apply(inputs: Inputs, change: Change) -> Inputs:
    return _APPLY[change.kind](inputs, change)


def wording(inputs: Inputs, change: Change) -> str:
    """As a deed: “Move PAY-452 to the next sprint”."""
    keys = {one.number: one.key for one in inputs.outside} | {one.number: one.key for one in inputs.candidates}
    names = listed(keys.get(number, '?') for number in change.numbers)
    rooms = {own: room.name for own, room in inputs.rooms.items()}
    gets, gives = rooms.get(change.discipline or 0, '?'), rooms.get(change.source or 0, '?')
    amount = f'{points(change.amount)} {"point" if change.amount == 1 else "points"}'
    return {DROP: f'Move {names} to the next sprint', PULL: f'Put {names} at the top',
            RAISE: f'Give {gets} {amount} more', SHIFT: f'Shift {amount} from {gives} to {gets}',
            ALLOW: f'Go ahead with {names} all the same', SPLIT: f'Split {names} in two',
            FREE: f'Let {names} happen at any time', HAND: f'Hand {names} over to {change.to}',
            GIVE: f'Give {names} to {change.to}'}[change.kind]


def _drop(inputs: Inputs, change: Change) -> Inputs:
    return _each(inputs, change, lambda one: replace(one, banned_by=TRIED))


def _pull(inputs: Inputs, change: Change) -> Inputs:
    """To the top; what stood outside comes in."""
    coming = [one.candidate for one in inputs.outside if one.number in change.numbers and one.candidate]
    known = {one.number for one in coming}
    pins = tuple(Pin(number, TOP) for number in change.numbers)
    return replace(inputs, candidates=(*inputs.candidates, *coming),
                   outside=tuple(one for one in inputs.outside if one.number not in known), pins=(
                       *(pin for pin in inputs.pins if pin.number not in change.numbers), *pins))


def _raise(inputs: Inputs, change: Change) -> Inputs:
    return with_room(inputs, {change.discipline or 0: change.amount})


def _shift(inputs: Inputs, change: Change) -> Inputs:
    return with_room(inputs, {change.discipline or 0: change.amount, change.source or 0: -change.amount})


def with_room(inputs: Inputs, amounts: Mapping[int, Decimal]) -> Inputs:
    """More or less room; what is unknown stays unknown."""
    rooms = {own: replace(room, available=room.available + amounts.get(own, ZERO)) if room.available is not None
             else room for own, room in inputs.rooms.items()}
    tried = {own: inputs.tried.get(own, ZERO) + amounts.get(own, ZERO) for own in {*inputs.tried, *amounts}}
    return replace(inputs, rooms=rooms, tried={own: amount for own, amount in tried.items() if amount})


def _allow(inputs: Inputs, change: Change) -> Inputs:
    return _each(inputs, change, lambda one: replace(one, is_allowed=True))


def _split(inputs: Inputs, change: Change) -> Inputs:
    """The second part waits for the first; what waited for the whole waits for the second."""
    parts = [part for one in inputs.candidates if one.number in change.numbers for part in split(one, change.amount)]
    whole = set(change.numbers)
    links = tuple(replace(link, first=-link.first) if link.first in whole else link for link in inputs.links)
    return replace(inputs, candidates=(*(one for one in inputs.candidates if one.number not in whole), *parts),
                   links=(*links, *(Need(number, -number) for number in change.numbers)))


def split(one: Candidate, share: Decimal = HALF) -> tuple[Candidate, Candidate]:
    """The parts have the numbers n and −n; nothing is lost between them."""
    first = {own: amount * share for own, amount in one.demand.items()}
    second = {own: amount - first[own] for own, amount in one.demand.items()}
    return (replace(one, key=f'{one.key} (1)', demand=first, size=one.size * share),
            replace(one, number=-one.number, key=f'{one.key} (2)', demand=second, size=one.size - one.size * share))


def _free(inputs: Inputs, change: Change) -> Inputs:
    return _each(inputs, change, lambda one: replace(one, window=None))


def _give(inputs: Inputs, change: Change) -> Inputs:
    return _each(inputs, change, lambda one: replace(one, assignee=change.to))


def _each(inputs: Inputs, change: Change, alter: Callable[[Candidate], Candidate]) -> Inputs:
    return replace(inputs, candidates=tuple(alter(one) if one.number in change.numbers else one
                                            for one in inputs.candidates))


_APPLY: Mapping[str, Callable[[Inputs, Change], Inputs]] = {
    DROP: _drop, PULL: _pull, RAISE: _raise, SHIFT: _shift, ALLOW: _allow, SPLIT: _split, FREE: _free,
    HAND: _drop, GIVE: _give}
