"""What differs between two queues, and which input caused it.

Causes are computed, not guessed: the changed inputs are put in one by one and the queue is made again after each; an
item's new place is owed to the change after which it stayed there.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from itertools import chain

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue.inputs import Candidate, Inputs, Room
from app.domain.sprints.queue.packing import IN, OUT, RESERVE, plan
from app.domain.sprints.queue.timing import by_start, spans
from app.domain.sprints.queue.words import band_name, day_text, demand_text, listed, moment_text, pin_text, points

Step = tuple['InputChange', Callable[[Inputs], Inputs]]

MOST_STEPS = 40  # changes that are put in one by one; the rest together
SILENT = frozenset({'number', 'title', 'estimate_text', 'discipline_text', 'type', 'size', 'assignee'})


@dataclass(frozen=True, slots=True)
class InputChange:
    """One changed input; `number` is 0 where it is not about one issue."""
    number: Number
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    number: Number
    key: str
    title: str
    before: str  # in, reserve, out; empty: was no candidate
    after: str
    from_position: int
    to_position: int
    cause: str

    @property
    def is_move(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True)
class Comparison:
    changes: tuple[InputChange, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class _Places:
    status: Mapping[Number, str]
    order: Sequence[Number]


def changed_inputs(before: Inputs, after: Inputs) -> tuple[InputChange, ...]:
    """Without titles and other words that decide nothing."""
    return tuple(change for change, _ in _steps(before, after))


def compare(before: Inputs, after: Inputs) -> Comparison:
    steps = list(_steps(before, after))
    if not steps:
        return Comparison((), ())
    singles, rest = steps[:MOST_STEPS], steps[MOST_STEPS:]
    states = [_places(before), *(_places(inputs) for _, inputs in singles)]
    causes = [change.text for change, _ in singles]
    if rest:
        states.append(_places(after))
        causes.append(f'one of {len(rest)} further changes')
    return Comparison(tuple(change for change, _ in steps), tuple(_differences(before, after, states, causes, {
        change.number: change.text for change, _ in reversed(steps) if change.number})))


def moved(before: Sequence[Number], after: Sequence[Number]) -> frozenset[Number]:
    """The fewest of those in both that have to be taken out so that the rest is in the old order."""
    places = {number: place for place, number in enumerate(before)}
    common = [number for number in after if number in places]
    ends: list[int] = []
    tails: list[int] = []  # index in common of the end of the best run of each length
    link: list[int] = []
    for index, number in enumerate(common):
        at = bisect_left(ends, places[number])
        link.append(tails[at - 1] if at else -1)
        ends[at:at + 1], tails[at:at + 1] = [places[number]], [index]
    kept, index = set(), tails[-1] if tails else -1
    while index >= 0:
        kept.add(common[index])
        index = link[index]
    return frozenset(common) - kept


def _differences(before: Inputs, after: Inputs, states: Sequence[_Places], causes: Sequence[str],
                 own: Mapping[Number, str]) -> Iterator[Difference]:
    old, new = states[0], states[-1]
    known = {one.number: one for one in (*before.candidates, *after.candidates)}
    shifted = moved(old.order, new.order)
    was = {number: place for place, number in enumerate(old.order, 1)}
    now = {number: place for place, number in enumerate(new.order, 1)}
    for number in dict.fromkeys((*new.order, *old.order, *sorted(known))):
        status, former = new.status.get(number, ''), old.status.get(number, '')
        if status == former and number not in shifted:
            continue
        cause = (own.get(number) or _cause_of_move(number, states, causes) if status == former
                 else _cause(number, states, causes))
        yield Difference(number, known[number].key, known[number].title, former, status, was.get(number, 0),
                         now.get(number, 0), cause)


def _cause(number: Number, states: Sequence[_Places], causes: Sequence[str]) -> str:
    final, step = states[-1].status.get(number, ''), len(states) - 1
    while step > 1 and states[step - 1].status.get(number, '') == final:
        step -= 1
    return causes[step - 1]


def _cause_of_move(number: Number, states: Sequence[_Places], causes: Sequence[str]) -> str:
    return next((causes[step - 1] for step in range(1, len(states))
                 if number in moved(states[0].order, states[step].order)), causes[-1])


def _places(inputs: Inputs) -> _Places:
    made = plan(inputs)
    status = dict.fromkeys((one.number for one in inputs.candidates), OUT)
    status |= dict.fromkeys(made.placed, IN) | dict.fromkeys(made.reserve, RESERVE)
    return _Places(status, by_start(made, spans(inputs, made)))


def _steps(before: Inputs, after: Inputs) -> Iterator[tuple[InputChange, Inputs]]:
    """Each change with the inputs as they are once it is in too, rooms first."""
    now = before
    for change, put_in in chain(_room_steps(before, after), _rule_steps(before, after), _issue_steps(before, after),
                                _link_steps(before, after), _pin_steps(before, after)):
        now = put_in(now)
        yield change, now


def _room_steps(before: Inputs, after: Inputs) -> Iterator[Step]:
    for own in sorted({*before.rooms, *after.rooms}):
        old, new = before.rooms.get(own), after.rooms.get(own)
        if _size(old) != _size(new):
            yield InputChange(0, _room_text(old, new)), partial(_with_room, own, new)


def _rule_steps(before: Inputs, after: Inputs) -> Iterator[Step]:
    if before.parameters != after.parameters:
        names = [one.name.replace('_', ' ').removeprefix('is ') for one in fields(before.parameters)
                 if getattr(before.parameters, one.name) != getattr(after.parameters, one.name)]
        yield (InputChange(0, f'other rules: {listed(names)}'),
               lambda now: replace(now, parameters=after.parameters))


def _issue_steps(before: Inputs, after: Inputs) -> Iterator[Step]:
    old = {one.number: one for one in before.candidates}
    new = {one.number: one for one in after.candidates}
    for number in sorted({*old, *new}):
        former, later = old.get(number), new.get(number)
        if text := _issue_text(before, after, former, later):
            yield InputChange(number, text), partial(_with_issue, number, later)


def _link_steps(before: Inputs, after: Inputs) -> Iterator[Step]:
    """With what stands outside: both say what somebody waits for."""
    keys = {one.number: one.key for inputs in (before, after) for one in inputs.outside}
    keys |= {one.number: one.key for inputs in (before, after) for one in inputs.candidates}
    old, new = set(before.links), set(after.links)
    away = {one.number for one in before.outside} ^ {one.number for one in after.outside}
    for number in sorted({link.waiting for link in old ^ new} | {
            link.waiting for link in old | new if link.first in away}):
        firsts = sorted(keys.get(link.first, '?') for link in new if link.waiting == number)
        text = f'{keys.get(number, "?")} waits for {listed(firsts)}' if firsts else (
            f'{keys.get(number, "?")} waits for nothing any more')
        yield InputChange(number, text), partial(_with_links, after)


def _pin_steps(before: Inputs, after: Inputs) -> Iterator[Step]:
    keys = {one.number: one.key for inputs in (before, after) for one in inputs.candidates}
    old, new = {pin.number: pin for pin in before.pins}, {pin.number: pin for pin in after.pins}
    for number in sorted({*old, *new}):
        if old.get(number) != new.get(number):
            text = pin_text(new[number], keys) if number in new else 'not pinned any more'
            yield InputChange(number, f'{keys.get(number, "?")} {text}'), partial(_with_pin, number, after)


def _with_room(own: int, room: Room | None, now: Inputs) -> Inputs:
    others = {key: one for key, one in now.rooms.items() if key != own}
    return replace(now, rooms=others | ({own: room} if room else {}))


def _with_issue(number: Number, later: Candidate | None, now: Inputs) -> Inputs:
    others = tuple(one for one in now.candidates if one.number != number)
    return replace(now, candidates=(*others, later) if later else others)


def _with_links(after: Inputs, now: Inputs) -> Inputs:
    return replace(now, links=after.links, outside=after.outside)


def _with_pin(number: Number, after: Inputs, now: Inputs) -> Inputs:
    """In the order in which they stand afterwards."""
    kept = {pin.number: pin for pin in now.pins if pin.number != number}
    kept |= {pin.number: pin for pin in after.pins if pin.number == number}
    order = {pin.number: place for place, pin in enumerate(after.pins)}
    return replace(now, pins=tuple(sorted(kept.values(), key=lambda pin: order.get(pin.number, -1))))


def _size(room: Room | None) -> tuple[object, ...] | None:
    return (room.name, room.available, room.reserve, room.working_days) if room else None


def _room_text(old: Room | None, new: Room | None) -> str:
    if new is None or old is None:
        return f'{(new or old).name} is {"new" if new else "gone"}'  # type: ignore[union-attr]
    if old.available != new.available:
        return f'{new.name} {_amount(old)} → {_amount(new)}'
    return f'{new.name}: other reserve or working days'


def _amount(room: Room) -> str:
    return 'unknown' if room.available is None else points(room.available)


def _issue_text(before: Inputs, after: Inputs, old: Candidate | None, new: Candidate | None) -> str:
    if old is None or new is None:
        known = new or old
        return f'{known.key} {"is new here" if new else "is no candidate any more"}' if known else ''
    told = [text for one in fields(Candidate) if one.name not in SILENT
            and getattr(old, one.name) != getattr(new, one.name)
            and (text := _field_text(one.name, old, new, before, after))]
    return f'{new.key}: {", ".join(told)}' if told else ''


def _field_text(name: str, old: Candidate, new: Candidate, before: Inputs, after: Inputs) -> str:
    """What a changed field of an issue is called."""
    yes_no = {'in_progress': ('in progress', 'not in progress'), 'carried': ('carried over', 'not carried over'),
              'is_member': ('in the sprint', 'not in the sprint'), 'is_allowed': ('allowed', 'not allowed any more')}
    if name in yes_no:
        return yes_no[name][0 if getattr(new, name) else 1]
    texts: Mapping[str, Callable[[], str]] = {
        'key': lambda: f'was {old.key}', 'rank': lambda: 'other rank in Jira',
        'band': lambda: f'{band_name(before, old.band)} → {band_name(after, new.band)}',
        'stakeholder': lambda: f'asked for by {new.stakeholder or "nobody"}',
        'demand': lambda: f'{demand_text(old, before.rooms) or "no discipline"} → '
                          f'{demand_text(new, after.rooms) or "no discipline"}',
        'window': lambda: f'fixed for {moment_text(new.window.start)}' if new.window else 'not fixed any more',
        'due': lambda: f'due {day_text(new.due)}' if new.due else 'no due date any more',
        'banned_by': lambda: f'banned by {new.banned_by}' if new.banned_by else 'not banned any more',
        'rollovers': lambda: f'carried over {new.rollovers} times', 'estimate': lambda: new.estimate}
    return texts[name]() if name in texts else ''
