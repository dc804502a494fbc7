"""What does not fit together in a queue: each with how bad it is, its numbers, and the changes worth trying."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue.building import uses
from app.domain.sprints.queue.changing import ALLOW, DROP, FREE, GIVE, HALF, HAND, PULL, RAISE, SHIFT, SPLIT, Change
from app.domain.sprints.queue.inputs import ASSUMED, ZERO, Candidate, Inputs, Outside
from app.domain.sprints.queue.packing import Plan
from app.domain.sprints.queue.result import Use
from app.domain.sprints.queue.timing import day_of, spans
from app.domain.sprints.queue.words import counted, day_text, listed, moment_text, points
from app.domain.sprints.queue.workers import load_of, others_for, taken_by

CRITICAL, HIGH, WARN, INFO = 'critical', 'high', 'warn', 'info'
SEVERITIES: Final = (CRITICAL, HIGH, WARN, INFO)
OVER_ALLOCATION, UNDER_USE, PRIORITY_MISMATCH, BOTTLENECK, CYCLE, MISSING, LATER_BLOCKER, WINDOW_CLASH, \
    DEADLINE_MISS, OVERSIZE, STARVATION, DATA, DRIFT = (
        'over_allocation', 'under_use', 'priority_mismatch', 'bottleneck', 'cycle', 'missing', 'later_blocker',
        'window_clash', 'deadline_miss', 'oversize', 'starvation', 'data', 'drift')
LIMITS: Final = ((Decimal('1.5'), CRITICAL), (Decimal('1.1'), HIGH), (Decimal(1), WARN))
FULL, SLACK, HALF_EMPTY, LITTLE, MUCH = (Decimal(one) for one in ('0.95', '0.7', '0.5', '0.2', '0.4'))
URGENT, MINOR = 2, 5  # the last band that is urgent, the first that is not
STALE: Final = 3  # sprints an issue may be carried over before somebody should look at it
MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Conflict:
    id: str  # the same for the same conflict in another queue
    kind: str
    severity: str
    title: str
    text: str
    numbers: tuple[Number, ...] = ()  # issues it is about
    keys: tuple[str, ...] = ()
    discipline: int | None = None
    changes: tuple[Change, ...] = ()  # to be tried


def conflicts_of(inputs: Inputs, made: Plan) -> tuple[Conflict, ...]:
    """The worst first."""
    found = [one for find in _FINDERS for one in find(inputs, made)]
    return tuple(sorted(found, key=lambda one: (SEVERITIES.index(one.severity), _ORDER[one.kind], one.id)))


def lowest_first(made: Plan, numbers: Sequence[Number]) -> list[Number]:
    """The last in the order of the queue comes first; what is not in it stands last of all."""
    place = {one.number: place for place, one in enumerate(made.ordered.sequence)}
    return sorted(numbers, key=lambda number: (-place.get(number, len(place)), number))


def _over_allocation(inputs: Inputs, made: Plan) -> Iterator[Conflict]:
    for use in uses(inputs, made):
        severity = _how_far_over(use.asked, use.available)
        if use.available is None or not severity:
            continue
        takers = [one.number for one in made.candidates.values() if one.is_member and not one.in_progress
                  and not one.banned_by and one.demand.get(use.discipline)]
        yield _conflict(
            inputs, OVER_ALLOCATION, severity, f'{use.name} is asked for {points(use.asked - use.available)} more than '
            f'it has', f'{use.name} can take {points(use.available)} points in this sprint; what sits in it or is '
            f'fixed asks for {points(use.asked)}.', lowest_first(made, takers), use.discipline,
            _relief(inputs, made, use, takers))


def _how_far_over(asked: Decimal, available: Decimal | None) -> str:
    if available is None or asked <= max(available, ZERO):
        return ''
    if available <= ZERO:
        return CRITICAL
    return next(severity for limit, severity in LIMITS if asked > available * limit)


def _over_one(inputs: Inputs, made: Plan) -> Iterator[Conflict]:
    """One person has more than there is time for."""
    for worker in inputs.workers:
        load = load_of(made, worker)
        asked = sum((taken_by(one, worker) for one in load), ZERO)
        severity = _how_far_over(asked, worker.room)
        if worker.room is None or not severity:
            continue
        free = [one for one in reversed(load) if not one.in_progress]
        gives = [Change(GIVE, (one.number,), to=other.name) for one in free[:2]
                 for other in others_for(inputs, made, one)[:1]]
        yield _conflict(
            inputs, OVER_ALLOCATION, severity, f'{worker.name} has {points(asked - worker.room)} more than there is '
            'time for', f'{points(worker.room)} points fit into their time in this sprint; {points(asked)} are '
            'assigned to them.', [one.number for one in reversed(load)], None,
            (*gives, *(Change(DROP, (one.number,)) for one in free[:1])), f'person {worker.name}')


def _relief(inputs: Inputs, made: Plan, use: Use, takers: Sequence[Number]) -> Iterator[Change]:
    """Drop the lowest until it fits, only the lowest, shift from whoever has room, or raise."""
    assert use.available is not None
    over, dropped = use.asked - use.available, []
    for number in lowest_first(made, takers):
        if over <= ZERO:
            break
        dropped.append(number)
        over -= made.candidates[number].demand[use.discipline]
    if dropped:
        yield Change(DROP, tuple(dropped))
    if len(dropped) > 1:
        yield Change(DROP, tuple(dropped[:1]))
    yield from _handing(inputs, made, use, dropped)
    missing = use.asked - use.available
    yield from _shifts(inputs, made, use, missing)
    yield Change(RAISE, discipline=use.discipline, amount=missing)


def _handing(inputs: Inputs, made: Plan, use: Use, dropped: Sequence[Number]) -> Iterator[Change]:
    """To the team with most room for it that does the same kind of work, as much as there is room for."""
    for team in sorted(inputs.teams, key=lambda one: (-one.left.get(use.discipline, ZERO), one.name)):
        goes, left = [], dict(team.left)
        for number in dropped:
            demand = made.candidates[number].demand
            if all(left.get(own, ZERO) >= amount for own, amount in demand.items()):
                goes.append(number)
                left |= {own: left[own] - amount for own, amount in demand.items() if amount}
        if goes:
            yield Change(HAND, tuple(goes), to=team.name)
            return


def _shifts(inputs: Inputs, made: Plan, use: Use, amount: Decimal) -> Iterator[Change]:
    """From disciplines that somebody shares with it and that have as much left."""
    for other in uses(inputs, made):
        if (other.discipline, use.discipline) in inputs.shifts and other.left is not None and other.left >= amount > 0:
            yield Change(SHIFT, discipline=use.discipline, source=other.discipline, amount=amount)


def _under_use(inputs: Inputs, made: Plan) -> Iterator[Conflict]:
    all_uses = uses(inputs, made)
    for use in all_uses:
        if use.share is None or use.share >= HALF_EMPTY:
            continue
        waiting = [number for number in made.out if made.candidates[number].demand.get(use.discipline)]
        short = [other for other in all_uses if other.share is not None and other.share > FULL
                 and (use.discipline, other.discipline) in inputs.shifts]
        gives = ((use.left or ZERO) / 2).quantize(Decimal('0.1'))
        yield _conflict(
            inputs, UNDER_USE, INFO, f'{use.name} has {points(use.left or ZERO)} of {points(use.available or ZERO)} '
            'points left', f'Less than half of it is used{_because(inputs, waiting)}.', waiting[:MOST_NAMED],
            use.discipline, (*(Change(PULL, (number,)) for number in waiting[:3]),
                             *(Change(SHIFT, discipline=one.discipline, source=use.discipline, amount=gives)
                               for one in short)))


def _because(inputs: Inputs, waiting: Sequence[Number]) -> str:
    return f'; {counted(len(waiting), "issue")} that would use it wait for room elsewhere' if waiting else (
        ', and nothing that would use it waits')


def _priority_mismatch(inputs: Inputs, made: Plan) -> Iterator[Conflict]:
    room = sum((one.available for one in inputs.rooms.values() if one.available and one.available > 0), ZERO)
    if not room:
        return
    urgent = _points_in(made, lambda one: one.band <= URGENT)
    minor = _points_in(made, lambda one: one.band >= MINOR)
    left_out = [number for number in made.out if made.candidates[number].band <= URGENT]
    if urgent < room * LITTLE and left_out:
        yield _conflict(inputs, PRIORITY_MISMATCH, WARN, 'Little of the sprint goes to what is urgent',
                        f'{points(urgent)} of {points(room)} points are in the first two bands, and '
                        f'{counted(len(left_out), "such issue")} stayed out.', left_out[:MOST_NAMED],
                        None, (Change(PULL, (number,)) for number in left_out[:3]), 'urgent')
    if minor > room * MUCH:
        numbers = [number for number in made.placed if made.candidates[number].band >= MINOR]
        yield _conflict(inputs, PRIORITY_MISMATCH, WARN, 'Much of the sprint goes to what is least urgent',
                        f'{points(minor)} of {points(room)} points are in the last bands.',
                        lowest_first(made, numbers)[:MOST_NAMED], None,
                        (Change(DROP, (number,)) for number in lowest_first(made, numbers)[:3]), 'minor')


def _points_in(made: Plan, counts: Callable[[Candidate], bool]) -> Decimal:
    return sum((made.candidates[number].size for number in made.placed if counts(made.candidates[number])), ZERO)


def _bottleneck(inputs: Inputs, made: Plan) -> Iterator[Conflict]:
    """What its removal would let in is searched for when somebody looks at it."""
    known = [use for use in uses(inputs, made) if use.share is not None]
    for use in known:
        others = [other for other in known if other is not use]
        if (use.share or ZERO) > FULL and others and made.out and all((one.share or ZERO) < SLACK for one in others):
            free = listed(f'{one.name} {points(one.left or ZERO)}' for one in others)
            yield _conflict(inputs, BOTTLENECK, WARN, f'{use.name} holds everything else up',
                            f'{use.name} is full while {free} {"is" if len(others) == 1 else "are"} left.', [],
                            use.discipline)


def _cycle(inputs: Inputs, made: Plan) -> Iterator[Conflict]:
    for group in made.standing.cycles:
        names = listed(_keys(inputs, group))
        title = f'{names} wait for each other' if len(group) > 1 else f'{names} waits for itself'
        yield _conflict(inputs, CYCLE, HIGH, title, 'None of them can begin until one of the links is taken away in '
                        'Jira, or one goes ahead all the same.', group, None,
                        (Change(ALLOW, (number,)) for number in group[:MOST_NAMED]))


def _missing(inputs: Inputs, made: Plan) -> Iterator[Conflict]:
    """What waits directly for something that is not here; later sprints are a conflict of their own."""
    outside = {one.number: one for one in inputs.outside}
    for number in sorted({link.first for link in inputs.links if link.first in outside}):
        waiting = sorted(one for one, first in made.standing.waits_for.items() if first == number)
        if waiting:
            yield _waits(inputs, outside[number], waiting)


def _waits(inputs: Inputs, first: Outside, waiting: Sequence[Number]) -> Conflict:
    names = listed(_keys(inputs, waiting))
    pull = (Change(PULL, (first.number,)),) if first.candidate else ()
    return _conflict(
        inputs, LATER_BLOCKER if first.is_later else MISSING, HIGH if first.is_later else WARN,
        f'{names} {"needs" if len(waiting) == 1 else "need"} {first.key} first',
        f'{first.key} is {first.where}' + (', which begins later.' if first.is_later else ', and not done.'), waiting,
        None, (*pull, Change(DROP, tuple(waiting)), Change(ALLOW, tuple(waiting))), first.key)


def _window_clash(inputs: Inputs, made: Plan) -> Iterator[Conflict]:
    fixed = sorted((one for one in inputs.candidates if one.window and not one.banned_by),
                   key=lambda one: (one.window.start if one.window else 0, one.number))
    for place, one in enumerate(fixed):
        if _is_outside(inputs, one):
            yield _conflict(inputs, WINDOW_CLASH, HIGH, f'{one.key} is fixed outside the sprint', _fixed_text(one),
                            [one.number], None, [Change(FREE, (one.number,))], 'outside')
        for other in fixed[place + 1:]:
            if shared := _clash(inputs, one, other):
                yield _conflict(inputs, WINDOW_CLASH, HIGH if one.assignee == other.assignee else WARN,
                                f'{one.key} and {other.key} are fixed for the same time',
                                f'{shared}. {_fixed_text(one)} {_fixed_text(other)}', [one.number, other.number], None,
                                [Change(FREE, (other.number,)), Change(FREE, (one.number,)),
                                 *_handed_over(inputs, made, one, other), Change(DROP, (other.number,))])


def _handed_over(inputs: Inputs, made: Plan, one: Candidate, other: Candidate) -> Iterator[Change]:
    """Where one person has both, to whoever has time and nothing fixed then."""
    busy = {each.assignee for each in inputs.candidates if each is not other and each.window and other.window
            and each.window.start < other.window.end and other.window.start < each.window.end}
    if one.assignee and one.assignee == other.assignee:
        free = (worker for worker in others_for(inputs, made, other) if worker.name not in busy)
        if worker := next(free, None):
            yield Change(GIVE, (other.number,), to=worker.name)


def _is_outside(inputs: Inputs, one: Candidate) -> bool:
    return one.window is not None and inputs.start is not None and inputs.end is not None and not (
        inputs.start <= one.window.start and one.window.end <= inputs.end)


def _clash(inputs: Inputs, one: Candidate, other: Candidate) -> str:
    """Who cannot be at both, in words."""
    assert one.window and other.window
    if other.window.start >= one.window.end or one.window.start >= other.window.end:
        return ''
    if one.assignee and one.assignee == other.assignee:
        return f'{one.assignee} has both'
    teams = sorted(inputs.rooms[own].name for own in one.demand if own in other.demand and own in inputs.rooms)
    return f'Both are {listed(teams)}’s' if teams and not (one.assignee and other.assignee) else ''


def _fixed_text(one: Candidate) -> str:
    assert one.window
    return f'{one.key}: {moment_text(one.window.start)} to {moment_text(one.window.end)}.'


def _deadline_miss(inputs: Inputs, made: Plan) -> Iterator[Conflict]:
    times = spans(inputs, made)
    last = inputs.days[-1] if inputs.days else None
    for number in (*made.placed, *made.reserve, *made.out):
        one, span = made.candidates[number], times.get(number)
        if one.due is None or last is None or one.due > last or (span and not span.is_known):
            continue
        finish = day_of(inputs.days, span.finish) if span else None
        if span and finish and finish <= one.due:
            continue
        when = (f'It would be finished on {day_text(finish)}.' if finish else
                'It would not be finished in this sprint.' if span else 'It is not in this sprint.')
        yield _conflict(inputs, DEADLINE_MISS, HIGH, f'{one.key} misses {day_text(one.due)}', when, [number], None,
                        (Change(PULL, (number,)), Change(SPLIT, (number,), amount=HALF)))


def _oversize(inputs: Inputs, made: Plan) -> Iterator[Conflict]:
    for one in made.ordered.sequence:
        for own, amount in sorted(one.demand.items()):
            room = inputs.rooms.get(own)
            if room and room.available and room.available > ZERO and amount > room.available / 2:
                yield _conflict(inputs, OVERSIZE, WARN, f'{one.key} is more than half of {room.name}',
                                f'It takes {points(amount)} of {points(room.available)} points.', [one.number], own,
                                [Change(SPLIT, (one.number,), amount=HALF)])


def _starvation(inputs: Inputs, made: Plan) -> Iterator[Conflict]:
    served = {made.candidates[number].stakeholder for number in made.placed}
    waiting: dict[str, list[Candidate]] = {}
    for one in made.ordered.sequence:
        if one.stakeholder and one.stakeholder not in served and one.band <= URGENT:
            waiting.setdefault(one.stakeholder, []).append(one)
    for stakeholder, items in sorted(waiting.items()):
        yield _conflict(inputs, STARVATION, WARN, f'{stakeholder} gets nothing',
                        f'{counted(len(items), "issue")} of theirs {"is" if len(items) == 1 else "are"} in the first '
                        'two bands, and none came in.', [one.number for one in items], None,
                        [Change(PULL, (items[0].number,))], stakeholder)


def _data(inputs: Inputs, made: Plan) -> Iterator[Conflict]:
    """Lists to be mended; there is nothing to try."""
    kinds: Sequence[tuple[str, str, Callable[[Candidate], bool]]] = (
        ('without an estimate', 'What they take is assumed.', lambda one: one.estimate == ASSUMED),
        ('without a discipline', 'They cannot be placed until somebody says who does them.',
         lambda one: not one.demand and not one.banned_by),
        (f'carried over more than {STALE} times', 'Do them, cut them smaller, or let them go.',
         lambda one: one.rollovers > STALE),
        ('with a priority nobody ranked', 'They count as least urgent.', lambda one: not one.is_known_priority))
    for name, text, counts in kinds:
        numbers = [one.number for one in (*made.ordered.sequence, *made.excluded) if counts(one)]
        if numbers:
            yield _conflict(inputs, DATA, INFO, f'{counted(len(numbers), "issue")} {name}', text, numbers, None, (),
                            name)


def _conflict(inputs: Inputs, kind: str, severity: str, title: str, text: str, numbers: Sequence[Number],
              discipline: int | None, changes: Iterator[Change] | Sequence[Change] = (), what: str = '') -> Conflict:
    about = what or (str(discipline) if discipline is not None and kind != OVERSIZE
                     else '-'.join(map(str, numbers)))
    return Conflict(f'{kind}:{about}', kind, severity, title, text, tuple(numbers), tuple(_keys(inputs, numbers)),
                    discipline, tuple(changes))


def _keys(inputs: Inputs, numbers: Sequence[Number]) -> list[str]:
    keys = {one.number: one.key for one in inputs.outside} | {one.number: one.key for one in inputs.candidates}
    return [keys.get(number, '?') for number in numbers]


_FINDERS = (_over_allocation, _over_one, _bottleneck, _cycle, _missing, _window_clash, _deadline_miss, _starvation,
            _oversize, _priority_mismatch, _under_use, _data)
_ORDER = {kind: place for place, kind in enumerate((
    DRIFT, OVER_ALLOCATION, BOTTLENECK, CYCLE, LATER_BLOCKER, MISSING, WINDOW_CLASH, DEADLINE_MISS, STARVATION,
    OVERSIZE, PRIORITY_MISMATCH, UNDER_USE, DATA))}
