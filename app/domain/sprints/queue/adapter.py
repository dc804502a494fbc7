"""From a board to the inputs of a queue: which issues are candidates, what they take, what people decided."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.sprints.capacity.capacity import Past, capacity_of
from app.domain.sprints.facts.board import CLOSED, DONE, STARTED, WAITING, Board, Issue, Ms, Number, Override, Sprint
from app.domain.sprints.facts.calendar import working_dates
from app.domain.sprints.facts.stakeholders import stakeholder_of
from app.domain.sprints.metrics.disciplines import demand_of
from app.domain.sprints.queue.changing import SPLIT, Change, apply, with_room
from app.domain.sprints.queue.inputs import (
    ASSUMED,
    BEFORE,
    BOTTOM,
    ESTIMATED,
    TOP,
    WITH_BACKLOG,
    Candidate,
    Inputs,
    Need,
    Outside,
    Parameters,
    Pin,
    Room,
    Team,
    Window,
)
from app.domain.sprints.queue.workers import workers_of

PIN_TOP, PIN_BOTTOM, PIN_BEFORE, BAN, ALLOW, WINDOW, DEADLINE, STAKEHOLDER, CAPACITY, DISCIPLINE, ASSIGNEE = (
    'pin_top', 'pin_bottom', 'pin_before', 'ban', 'allow', 'window', 'deadline', 'stakeholder', 'capacity',
    'discipline', 'assignee')
PINS: Final = {PIN_TOP: TOP, PIN_BOTTOM: BOTTOM, PIN_BEFORE: BEFORE}
BLOCKING = re.compile(r'block', re.IGNORECASE)
DEPENDING = re.compile(r'depend', re.IGNORECASE)
WHOLE_TEAM: Final = 0  # stands in where a board has no disciplines at all


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An issue that this board does not hold, as far as another one does."""
    key: str
    is_open: bool
    where: str
    start: Ms | None = None  # of the sprint it is in there


def inputs_of(board: Board, sprint: Sprint, parameters: Parameters, past: Sequence[Past] = (),
              elsewhere: Mapping[Number, Elsewhere] | None = None, teams: tuple[Team, ...] = ()) -> Inputs:
    """`past` teaches rates and reserve; `elsewhere` tells about blockers on other boards, `teams` about their rooms."""
    decided = _decided(board, sprint)
    bands = _bands(board)
    pins = tuple(_pins(decided))
    wanted = {issue.number: issue for issue in board.issues.values()
              if _is_open(board, issue, parameters) and (_is_here(board, issue, sprint, parameters)
                                                        or issue.number in {pin.number for pin in pins})}
    candidates = tuple(_candidate(board, issue, sprint, bands, decided) for issue in wanted.values())
    links = tuple(sorted({link for link in _links(board) if link.waiting in wanted},
                         key=lambda one: (one.waiting, one.first)))
    start, end = sprint.start or sprint.activated, sprint.end
    found = Inputs(
        candidates, _rooms(board, sprint, past), links, pins,
        tuple(_outside(board, sprint, links, wanted, bands, parameters, elsewhere or {})),
        replace(parameters, bands=tuple(bands.values())),
        working_dates(board, start, end) if start and end else (), start, end, _shifts(board),
        workers=tuple(workers_of(board, sprint, past)), teams=teams)
    return _with_what_was_tried(found, decided)


def needed(board: Board) -> frozenset[Number]:
    """What issues of this board wait for and the board does not hold."""
    return frozenset(link.first for link in _links(board) if link.first not in board.issues)


def is_done(board: Board, issue: Issue) -> bool:
    return board.columns.kind_of(issue.status) == DONE


def _decided(board: Board, sprint: Sprint) -> Mapping[str, list[Override]]:
    """By kind, those that are about every sprint or about this one."""
    found: dict[str, list[Override]] = {}
    for one in board.overrides:
        if one.value.get('sprint') in (None, sprint.number):
            found.setdefault(one.kind, []).append(one)
    return found


def _pins(decided: Mapping[str, list[Override]]) -> Iterator[Pin]:
    found = [one for kind in PINS for one in decided.get(kind, ())]
    for one in sorted(found, key=lambda one: one.id):
        yield Pin(one.number, PINS[one.kind], one.value.get('before'), one.by_name)


def _is_open(board: Board, issue: Issue, parameters: Parameters) -> bool:
    return not (issue.is_epic or issue.gone or not issue.is_on_board or is_done(board, issue)
                or (issue.is_subtask and not parameters.counts_subtasks))


def _is_here(board: Board, issue: Issue, sprint: Sprint, parameters: Parameters) -> bool:
    """In the sprint, or in the backlog: in no sprint that is still open."""
    if sprint.number in issue.sprints:
        return True
    return parameters.scope == WITH_BACKLOG and not any(_is_running(board, number) for number in issue.sprints)


def _is_running(board: Board, number: Number) -> bool:
    sprint = board.sprints.get(number)
    return sprint is not None and sprint.state != CLOSED and not sprint.is_gone


def _bands(board: Board) -> Mapping[str, str]:
    """Priority id → name, the most urgent first."""
    names = dict(board.priorities)
    return {one: names.get(one, one) for one in board.rules.bands or names}


def _candidate(board: Board, issue: Issue, sprint: Sprint, bands: Mapping[str, str],
               decided: Mapping[str, list[Override]]) -> Candidate:
    taken = demand_of(board, issue)
    places = list(bands)
    said = _said(decided, issue.number)
    ban = said.get(BAN)
    return Candidate(
        issue.number, issue.key, issue.title,
        places.index(issue.priority) + 1 if issue.priority in bands else max(1, len(places)),
        said[STAKEHOLDER].value['stakeholder'] if STAKEHOLDER in said else stakeholder_of(board, issue)[0],
        taken.parts if board.disciplines else {WHOLE_TEAM: taken.size}, taken.size,
        board.columns.kind_of(issue.status) in (STARTED, WAITING), _rollovers(board, issue, sprint) > 0,
        _window(said), _due(issue, said), issue.rank, sprint.number in issue.sprints, ALLOW in said,
        (ban.by_name or 'somebody') if ban else '',
        said[ASSIGNEE].value['assignee'] if ASSIGNEE in said else board.people.get(issue.assignee, issue.assignee),
        _rollovers(board, issue, sprint), ASSUMED if taken.assumed else ESTIMATED, taken.assumed,
        taken.shares.source, issue.priority in bands or not bands, issue.type)


def _said(decided: Mapping[str, list[Override]], number: Number) -> Mapping[str, Override]:
    """The last word of each kind about this issue."""
    return {kind: one for kind in (BAN, ALLOW, WINDOW, DEADLINE, STAKEHOLDER, ASSIGNEE)
            for one in decided.get(kind, ())
            if one.number == number}


def _window(said: Mapping[str, Override]) -> Window | None:
    value = said[WINDOW].value if WINDOW in said else None
    return Window(value['start'], value['end']) if value and 'start' in value else None


def _due(issue: Issue, said: Mapping[str, Override]) -> date | None:
    if DEADLINE not in said:
        return issue.due
    due: str | None = said[DEADLINE].value['due']
    return date.fromisoformat(due) if due else None


def _rollovers(board: Board, issue: Issue, sprint: Sprint) -> int:
    """Closed sprints it was in when they ended, and is not done."""
    return sum(number != sprint.number and number in board.sprints and board.sprints[number].state == CLOSED
               for number in issue.sprints)


def _links(board: Board) -> Iterator[Need]:
    """Only what blocks or depends; told on either side, it says the same."""
    ways = {own: _way_of(name) for own, name in board.link_types.items()}
    for number, issue in board.issues.items():
        for link in issue.links:
            if way := ways.get(link.type):
                yield Need(link.other, number) if link.way == way else Need(number, link.other)


def _way_of(name: str) -> str:
    """Which side of a link waits: “A depends on B” is told outwards by A, “A is blocked by B” inwards."""
    return 'in' if BLOCKING.search(name) else 'out' if DEPENDING.search(name) else ''


def _outside(board: Board, sprint: Sprint, links: Sequence[Need], wanted: Mapping[Number, Issue],
             bands: Mapping[str, str], parameters: Parameters, elsewhere: Mapping[Number, Elsewhere],
             ) -> Iterator[Outside]:
    """What candidates wait for, is not done, and is not a candidate itself."""
    for number in sorted({link.first for link in links} - wanted.keys()):
        issue = board.issues.get(number)
        if issue is None:
            known = elsewhere.get(number)
            if known is None or known.is_open:
                yield Outside(number, known.key if known else _key_of(board, wanted, number),
                              known.where if known else 'on no board that is read here',
                              known is not None and known.start is not None and known.start > (sprint.start or 0))
        elif not is_done(board, issue) and issue.gone != 'deleted':
            later = next((board.sprints[one] for one in issue.sprints if _is_running(board, one)), None)
            yield Outside(number, issue.key, f'in {later.name}' if later else 'not on this board any more',
                          later is not None and (later.start or 0) > (sprint.start or 0),
                          _candidate(board, issue, sprint, bands, {}) if _is_open(board, issue, parameters) else None)


def _key_of(board: Board, wanted: Mapping[Number, Issue], number: Number) -> str:
    return next((link.key for issue in wanted.values() for link in issue.links if link.other == number), str(number))


def _rooms(board: Board, sprint: Sprint, past: Sequence[Past]) -> Mapping[int, Room]:
    if not board.disciplines:
        return {WHOLE_TEAM: Room('Team', None)}
    plan = capacity_of(board, sprint, past)
    return {own: Room(room.name, room.available, room.held_back, plan.days, room.short, room.hours)
            for own, room in plan.rooms.items()}


def _shifts(board: Board) -> frozenset[tuple[int, int]]:
    """Disciplines between which somebody could move, as they do both."""
    return frozenset((one, other) for member in board.members.values() for one in member.shares
                     for other in member.shares if one != other and member.shares[one] and member.shares[other])


def _with_what_was_tried(inputs: Inputs, decided: Mapping[str, list[Override]]) -> Inputs:
    """Rooms that were made larger and issues that were split, by decisions that hold until they are taken back."""
    for one in decided.get(CAPACITY, ()):
        inputs = with_room(inputs, {int(own): Decimal(amount) for own, amount in one.value['rooms'].items()})
    here = {one.number for one in inputs.candidates}
    for one in decided.get(SPLIT, ()):
        if one.number in here:
            inputs = apply(inputs, Change(SPLIT, (one.number,), amount=Decimal(one.value.get('share', '0.5'))))
            here.discard(one.number)
    return inputs
