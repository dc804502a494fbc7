"""What a page about capacity shows: rooms with what is planned into them, people by day, and how good it was before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from app.domain.sprints.board import CLOSED, FUTURE, Board, Member, Ms, Number, Sprint
from app.domain.sprints.calendar import Days, member_days
from app.domain.sprints.capacity import NONE, CapacityPlan, Part, Past, Room, accuracy, capacity_of
from app.domain.sprints.disciplines import demand_of
from app.domain.sprints.learning import learned
from app.domain.sprints.numbers import ratio

WORKS, HALF, OFF, FREE = 'works', 'half', 'off', 'free'  # a day of a person; free: they never work on it
FINE, UNDER, WARN, HIGH, CRITICAL = '', 'under', 'warn', 'high', 'critical'
LEVELS: Final = ((Decimal('1.5'), CRITICAL), (Decimal('1.1'), HIGH), (Decimal(1), WARN))  # more than so much of a room
LOW_USE: Final = Decimal('0.5')
AHEAD: Final = 4  # sprints to come in the long-term plan
HUNDRED: Final = Decimal(100)
MOST_CLOSED: Final = 12  # sprints that can be chosen


@dataclass(frozen=True)
class RoomView:
    room: Room
    planned: Decimal  # points of the issues in the sprint
    remaining: Decimal | None  # may be negative
    use: Decimal | None  # share of 1, without any bound
    level: str


@dataclass(frozen=True)
class DayCell:
    day: date
    state: str
    reason: str = ''


@dataclass(frozen=True)
class MemberView:
    id: int
    name: str
    is_lead: bool
    cells: tuple[DayCell, ...]
    days: Decimal
    hours: Decimal
    parts: tuple[tuple[str, Decimal], ...]  # discipline → percent
    everywhere: Decimal = NONE  # percent over all boards


@dataclass(frozen=True)
class PastView:
    sprint: Number
    name: str
    planned: Decimal | None  # points that were to fit
    done: Decimal
    accuracy: Decimal | None


@dataclass(frozen=True)
class AheadView:
    sprint: Number
    name: str
    points: Decimal  # known, or as usual
    is_known: bool
    planned: Decimal
    by_project: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, eq=False)
class CapacityView:
    board: int
    board_name: str
    sprint: Sprint
    sprints: tuple[tuple[Number, str], ...]  # those one can plan or look back at
    days: tuple[date, ...]
    zone: str
    rooms: tuple[RoomView, ...]
    undisciplined: int  # issues in the sprint that need a discipline
    members: tuple[MemberView, ...]
    past: tuple[PastView, ...]
    ahead: tuple[AheadView, ...]
    carried_from: str  # name of the sprint to carry forward from; empty: there is none
    is_demo: bool

    @property
    def is_known(self) -> bool:
        return any(one.room.is_known for one in self.rooms)


@lru_cache(maxsize=64)
def view_of(board: Board, number: Number, now: Ms) -> CapacityView:
    """`now` only decides from which closed sprints is learned."""
    sprint = board.sprints[number]
    past = learned(board, now)
    plan = capacity_of(board, sprint, past)
    planned, undisciplined = planned_into(board, number)
    days = tuple(Days(board.zone).dates(sprint.start or 0, sprint.end or 0)) if sprint.start and sprint.end else ()
    return CapacityView(
        board.id, board.name, sprint, _choices(board), days, board.zone,
        tuple(_room(room, planned.get(key, NONE)) for key, room in plan.rooms.items()), undisciplined,
        tuple(_member(board, member, sprint, days) for member in board.members.values()),
        tuple(_past(board, one, past) for one in past), tuple(_ahead(board, past, now)),
        former_of(board, number), board.is_demo)


def planned_into(board: Board, number: Number) -> tuple[Mapping[int, Decimal], int]:
    """Points by discipline of what is in a sprint, and how many of its issues need a discipline."""
    found: dict[int, Decimal] = {}
    lacking = 0
    for issue in board.issues.values():
        if number in issue.sprints and not issue.is_epic and not issue.gone and (
                not issue.is_subtask or board.rules.counts_subtasks):
            parts = demand_of(board, issue).parts
            lacking += not parts
            for key, points in parts.items():
                found[key] = found.get(key, NONE) + points
    return found, lacking


def former_of(board: Board, number: Number) -> str:
    """The latest earlier sprint about which something was said."""
    sprint = former_sprint(board, number)
    return sprint.name if sprint else ''


def former_sprint(board: Board, number: Number) -> Sprint | None:
    said = {one.sprint for one in board.capacities}
    start = board.sprints[number].start or 0
    earlier = [one for one in board.sprints.values() if one.number in said and (one.start or 0) < start]
    return max(earlier, key=lambda one: (one.start or 0, one.number), default=None)


def _room(room: Room, planned: Decimal) -> RoomView:
    use = ratio(planned, room.points)
    remaining = None if room.available is None else room.available - planned
    return RoomView(room, planned, remaining, use, _level(use))


def _level(use: Decimal | None) -> str:
    if use is None:
        return FINE
    return next((level for most, level in LEVELS if use > most), UNDER if use < LOW_USE else FINE)


def _member(board: Board, member: Member, sprint: Sprint, days: Sequence[date]) -> MemberView:
    off = {one.day: one for one in board.days_off if one.member in (None, member.id)}
    cells = tuple(DayCell(day, FREE if day.weekday() not in member.weekdays else
                          WORKS if day not in off else HALF if off[day].is_half else OFF,
                          off[day].reason if day in off else '') for day in days)
    worked = member_days(board, member, sprint.start or 0, sprint.end or 0) if days else NONE
    names = {key: one.name for key, one in board.disciplines.items()}
    return MemberView(member.id, member.name, member.is_lead, cells, worked, worked * member.hours * member.focus,
                      tuple((names[key], percent) for key, percent in member.shares.items() if key in names),
                      sum(member.shares.values(), NONE))


def _past(board: Board, one: Past, past: Sequence[Past]) -> PastView:
    """As it was to be known then: from the sprints before it."""
    earlier = past[:past.index(one)]
    plan = capacity_of(board, board.sprints[one.sprint], earlier)
    planned = _points(plan)
    done = sum(one.done.values(), NONE)
    return PastView(one.sprint, one.name, planned, done, accuracy(done, planned))


def _points(plan: CapacityPlan) -> Decimal | None:
    known = [room.points for room in plan.rooms.values() if room.points is not None]
    return sum(known, NONE) if known else None


def _ahead(board: Board, past: Sequence[Past], now: Ms) -> Iterator[AheadView]:
    """What is known of the sprints to come; where nobody said anything, what is usual here, and it says so."""
    coming = sorted((one for one in board.sprints.values() if one.state == FUTURE and not one.is_gone),
                    key=lambda one: (one.start or now, one.number))
    for sprint in coming[:AHEAD]:
        known = _points(capacity_of(board, sprint, past))
        points = board.rules.default_capacity if known is None else known
        planned = sum(planned_into(board, sprint.number)[0].values(), NONE)
        yield AheadView(sprint.number, sprint.name, points, known is not None, planned, tuple(
            (project, points * percent / HUNDRED) for project, percent in board.rules.allocation.items()))


def _choices(board: Board) -> tuple[tuple[Number, str], ...]:
    """The latest first."""
    listed = sorted((one for one in board.sprints.values() if not one.is_gone), key=lambda one: (
        one.start or one.activated or 0, one.number), reverse=True)
    closed = [one for one in listed if one.state == CLOSED][:MOST_CLOSED]
    return tuple((one.number, one.name) for one in listed if one.state != CLOSED or one in closed)


def parts_text(parts: Sequence[Part]) -> str:
    """How the hours of a room add up."""
    return ', '.join(f'{part.name} {part.hours.normalize():f} h' for part in parts)

