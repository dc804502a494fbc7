"""Everything a queue hangs on, and the fingerprint that says whether two queues were made of the same.

Amounts are points as exact decimals; rooms are what a discipline can take in this sprint. The order of the parts does
not matter: the canonical text sorts them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from app.domain.sprints.facts.board import Ms, Number

IN_PROGRESS, WINDOW, PIN, BAND, CARRIED, DEADLINE, RANK = (
    'in_progress', 'window', 'pin', 'band', 'carried', 'deadline', 'rank')
ORDER = (IN_PROGRESS, WINDOW, PIN, BAND, CARRIED, DEADLINE, RANK)  # and then the key, always
TOP, BOTTOM, BEFORE = 'top', 'bottom', 'before'
SPRINT_ONLY, WITH_BACKLOG = 'sprint', 'backlog'  # which issues are candidates
ESTIMATED, ASSUMED = 'estimated', 'assumed'
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Window:
    """When something has to happen, to the minute."""
    start: Ms
    end: Ms


@dataclass(frozen=True, slots=True)
class Candidate:
    number: Number  # negative: the second part of a split issue
    key: str
    title: str
    band: int  # 1 is the most urgent
    stakeholder: str
    demand: Mapping[int, Decimal]  # discipline → points; empty: needs a discipline
    size: Decimal  # points
    in_progress: bool = False
    carried: bool = False  # from an earlier sprint
    window: Window | None = None
    due: date | None = None
    rank: str = ''
    is_member: bool = False  # of the sprint already
    is_allowed: bool = False  # although something it waits for is not in the queue
    banned_by: str = ''
    assignee: str = ''
    rollovers: int = 0
    estimate: str = ESTIMATED
    estimate_text: str = ''  # where the points come from
    discipline_text: str = ''  # where the disciplines come from
    is_known_priority: bool = True
    type: str = ''


@dataclass(frozen=True, slots=True)
class Room:
    name: str
    available: Decimal | None  # after reserve and work in progress elsewhere; None is unknown, never nothing
    reserve: Decimal = ZERO  # points held back for what nobody planned
    working_days: int = 0
    short: str = ''
    hours: Decimal | None = None  # all of the discipline's, for display


@dataclass(frozen=True, slots=True)
class Need:
    """`waiting` cannot begin before `first` is done."""
    first: Number
    waiting: Number


@dataclass(frozen=True, slots=True)
class Outside:
    """Something open that a candidate waits for and that is no candidate."""
    number: Number
    key: str
    where: str  # in words: “in Sprint 44”, “not on this board”
    is_later: bool = False  # in a sprint that begins after this one
    candidate: Candidate | None = None  # as what it would come in; None: it is not this board's


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody of the team, by the name that issues are assigned to."""
    name: str
    disciplines: tuple[int, ...]
    room: Decimal | None  # points in this sprint; None is unknown


@dataclass(frozen=True, slots=True, eq=False)
class Team:
    """Another one that does some of the same kinds of work at the same time."""
    name: str
    left: Mapping[int, Decimal]  # points, by our discipline


@dataclass(frozen=True, slots=True)
class Pin:
    """What somebody decided about a place; later ones come later in the list of inputs."""
    number: Number
    kind: str  # top, bottom, before
    before: Number | None = None
    by: str = ''


@dataclass(frozen=True, slots=True)
class Parameters:
    order: tuple[str, ...] = ORDER
    is_fair: bool = True
    counts_subtasks: bool = False
    scope: str = WITH_BACKLOG
    default_points: Decimal = Decimal(3)
    bands: tuple[str, ...] = ()  # names, the most urgent first


@dataclass(frozen=True, eq=False)
class Inputs:
    candidates: tuple[Candidate, ...]
    rooms: Mapping[int, Room]
    links: tuple[Need, ...] = ()
    pins: tuple[Pin, ...] = ()  # in the order in which they were made
    outside: tuple[Outside, ...] = ()
    parameters: Parameters = Parameters()
    days: tuple[date, ...] = ()  # on which the team works in this sprint
    start: Ms | None = None  # of the sprint
    end: Ms | None = None
    shifts: frozenset[tuple[int, int]] = field(default_factory=frozenset)  # disciplines that share somebody
    tried: Mapping[int, Decimal] = field(default_factory=dict)  # points of the rooms that were added by hand here
    workers: tuple[Worker, ...] = ()
    teams: tuple[Team, ...] = ()


def canonical(inputs: Inputs) -> str:
    """The same text for the same inputs, however they were listed."""
    return json.dumps(to_plain(inputs), sort_keys=True, separators=(',', ':'), ensure_ascii=False)


def hash_of(inputs: Inputs) -> str:
    return sha256(canonical(inputs).encode()).hexdigest()


def to_plain(inputs: Inputs) -> dict[str, Any]:
    """As JSON keeps it; decimals are texts."""
    return _others(inputs) | {
        'candidates': [_candidate(one) for one in sorted(inputs.candidates, key=lambda one: one.number)],
        'rooms': {str(own): [room.name, _text(room.available), _text(room.reserve), room.working_days, room.short,
                             _text(room.hours)] for own, room in sorted(inputs.rooms.items())},
        'links': sorted({(one.first, one.waiting) for one in inputs.links}),
        'pins': [[one.number, one.kind, one.before, one.by] for one in inputs.pins],
        'outside': [[one.number, one.key, one.where, one.is_later, one.candidate and _candidate(one.candidate)]
                    for one in sorted(inputs.outside, key=lambda one: one.number)],
        'parameters': parameters_to_plain(inputs.parameters),
        'days': [day.isoformat() for day in inputs.days], 'start': inputs.start, 'end': inputs.end,
        'shifts': sorted(inputs.shifts), 'tried': _amounts(inputs.tried)}


def _others(inputs: Inputs) -> dict[str, Any]:
    """What older queues were made without."""
    told = {'workers': [[one.name, list(one.disciplines), _text(one.room)] for one in inputs.workers],
            'teams': [[one.name, _amounts(one.left)] for one in inputs.teams]}
    return {name: some for name, some in told.items() if some}


def from_plain(plain: Mapping[str, Any]) -> Inputs:
    return Inputs(
        tuple(_candidate_of(one) for one in plain['candidates']),
        {int(own): Room(name, _number(available), Decimal(reserve), days, short, _number(hours))
         for own, (name, available, reserve, days, short, hours) in plain['rooms'].items()},
        tuple(Need(first, waiting) for first, waiting in plain['links']),
        tuple(Pin(*one) for one in plain['pins']),
        tuple(Outside(number, key, where, is_later, candidate and _candidate_of(candidate))
              for number, key, where, is_later, candidate in plain['outside']),
        parameters_of(plain['parameters']), tuple(date.fromisoformat(day) for day in plain['days']), plain['start'],
        plain['end'], frozenset((one, other) for one, other in plain['shifts']), _amounts_of(plain['tried']),
        tuple(Worker(name, tuple(own), _number(room)) for name, own, room in plain.get('workers', ())),
        tuple(Team(name, _amounts_of(left)) for name, left in plain.get('teams', ())))


def parameters_to_plain(parameters: Parameters) -> dict[str, Any]:
    return {'order': list(parameters.order), 'is_fair': parameters.is_fair,
            'counts_subtasks': parameters.counts_subtasks, 'scope': parameters.scope,
            'default_points': _text(parameters.default_points), 'bands': list(parameters.bands)}


def parameters_of(plain: Mapping[str, Any]) -> Parameters:
    return Parameters(tuple(plain['order']), plain['is_fair'], plain['counts_subtasks'], plain['scope'],
                      Decimal(plain['default_points']), tuple(plain['bands']))


def _candidate(one: Candidate) -> dict[str, Any]:
    return {'number': one.number, 'key': one.key, 'title': one.title, 'band': one.band,
            'stakeholder': one.stakeholder, 'demand': _amounts(one.demand), 'size': _text(one.size),
            'in_progress': one.in_progress, 'carried': one.carried,
            'window': [one.window.start, one.window.end] if one.window else None,
            'due': one.due.isoformat() if one.due else None, 'rank': one.rank, 'is_member': one.is_member,
            'is_allowed': one.is_allowed, 'banned_by': one.banned_by, 'assignee': one.assignee,
            'rollovers': one.rollovers, 'estimate': one.estimate, 'estimate_text': one.estimate_text,
            'discipline_text': one.discipline_text, 'is_known_priority': one.is_known_priority, 'type': one.type}


def _candidate_of(plain: Mapping[str, Any]) -> Candidate:
    given = dict(plain)
    given['demand'], given['size'] = _amounts_of(plain['demand']), Decimal(plain['size'])
    given['window'] = Window(*plain['window']) if plain['window'] else None
    given['due'] = date.fromisoformat(plain['due']) if plain['due'] else None
    return Candidate(**given)


def _amounts(amounts: Mapping[int, Decimal]) -> dict[str, str]:
    return {str(own): format(amount.normalize(), 'f') for own, amount in sorted(amounts.items())}


def _amounts_of(plain: Mapping[str, str]) -> dict[int, Decimal]:
    return {int(own): Decimal(amount) for own, amount in plain.items()}


def _text(amount: Decimal | None) -> str | None:
    """3.50 and 3.5 are the same."""
    return None if amount is None else format(amount.normalize(), 'f')


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
