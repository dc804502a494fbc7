"""What a page about capacity shows: rooms with what is planned into them, people by day, and how good it was before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from weakref import WeakKeyDictionary

from app.domain.sprints.capacity.ahead import AheadView, ShareView, ahead_of, known_points, shares_ahead
from app.domain.sprints.capacity.capacity import NONE, CapacityPlan, Past, Rate, Room, accuracy, capacity_of
from app.domain.sprints.capacity.learning import learned, learned_for
from app.domain.sprints.capacity.warnings import CRITICAL as CRITICAL
from app.domain.sprints.capacity.warnings import HIGH as HIGH
from app.domain.sprints.capacity.warnings import WARN as WARN
from app.domain.sprints.capacity.warnings import Loaded, Person, Warn, level_of, warnings_of
from app.domain.sprints.facts.board import ACTIVE, CLOSED, FUTURE, Board, DayOff, Issue, Member, Ms, Number, Sprint
from app.domain.sprints.facts.calendar import Days, member_days
from app.domain.sprints.metrics.disciplines import demand_of
from app.domain.sprints.metrics.numbers import ratio

WORKS, HALF, OFF, FREE = 'works', 'half', 'off', 'free'  # a day of a person; free: they never work on it
MOST_CLOSED: Final = 12  # sprints that can be chosen
MOST_DAYS: Final = 62  # that are shown one by one


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
    is_everybodys: bool = False  # a whole day on which nobody works


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
class Beside:
    """What lies outside the board and is shown with it."""
    elsewhere: tuple[tuple[int, Decimal], ...] = ()  # member → percent on other boards
    without_days: frozenset[int] = frozenset()  # members for whom nobody said on which days they work
    version: int = 1  # of the long-term plan


@dataclass(frozen=True, eq=False)
class CapacityView:
    board: int
    board_name: str
    sprint: Sprint
    sprints: tuple[tuple[Number, str], ...]  # those one can plan or look back at
    days: tuple[date, ...]  # the first of them, where there are very many
    more_days: int
    zone: str
    rooms: tuple[RoomView, ...]
    undisciplined: int  # issues in the sprint that need a discipline
    members: tuple[MemberView, ...]
    everybody: tuple[DayCell, ...]
    warnings: tuple[Warn, ...]
    past: tuple[PastView, ...]
    ahead: tuple[AheadView, ...]
    shares: tuple[ShareView, ...]
    usual: Decimal  # points of a sprint about which nobody said anything
    carried_from: str  # name of the sprint to carry forward from; empty: there is none
    is_demo: bool
    version: int  # of the capacity of this sprint, all rooms together
    plan_version: int

    @property
    def is_known(self) -> bool:
        return any(one.room.is_known for one in self.rooms)


_views: WeakKeyDictionary[Board, dict[tuple[Number, Ms, Beside], CapacityView]] = WeakKeyDictionary()
MOST_KEPT: Final = 16  # views of one board


def view_of(board: Board, number: Number, now: Ms, beside: Beside | None = None) -> CapacityView:
    """`now` only decides from which closed sprints is learned. The same for everybody who asks for the same."""
    key = (number, now, beside or Beside())
    kept = _views.setdefault(board, {})
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = _make(board, board.sprints[number], now, key[2])
    return kept[key]


def chosen_sprint(board: Board) -> Sprint | None:
    """Whose capacity one most likely wants to see: the running one, else the next, else the last."""
    there = sorted((one for one in board.sprints.values() if not one.is_gone),
                   key=lambda one: (_begin(one) is None, _begin(one) or 0, one.number))
    for state, place in ((ACTIVE, -1), (FUTURE, 0), (CLOSED, -1)):
        if found := [one for one in there if one.state == state]:
            return found[place]
    return None


def version_of(board: Board, number: Number) -> int:
    """Another one after every change of what was said about the sprint."""
    return sum(one.version for one in board.capacities if one.sprint == number)


def planned_into(board: Board, number: Number) -> tuple[Mapping[int, Decimal], int]:
    """Points by discipline of what is in a sprint, and how many of its issues need a discipline."""
    found: dict[int, Decimal] = {}
    lacking = 0
    for issue in issues_in(board, number):
        parts = demand_of(board, issue).parts
        lacking += not parts
        for key, points in parts.items():
            found[key] = found.get(key, NONE) + points
    return found, lacking


def issues_in(board: Board, number: Number) -> Sequence[Issue]:
    """That take up room."""
    return [issue for issue in board.issues.values()
            if number in issue.sprints and not issue.is_epic and not issue.gone
            and (not issue.is_subtask or board.rules.counts_subtasks)]


def former_sprint(board: Board, number: Number) -> Sprint | None:
    """The latest earlier sprint about which something was said."""
    said = {one.sprint for one in board.capacities}
    start = _begin(board.sprints[number])
    earlier = [one for one in board.sprints.values() if one.number in said and one.number != number
               and (start is None or (_begin(one) or 0) < start)]
    return max(earlier, key=lambda one: (_begin(one) or 0, one.number), default=None)


def _make(board: Board, sprint: Sprint, now: Ms, beside: Beside) -> CapacityView:
    past = learned_for(board, sprint, now)
    plan = capacity_of(board, sprint, past)
    planned, undisciplined = planned_into(board, sprint.number)
    rooms = tuple(_room(room, planned.get(key, NONE)) for key, room in plan.rooms.items())
    start, end = _begin(sprint), sprint.end
    days = tuple(Days(board.zone).dates(start, end)) if start and end else ()
    elsewhere = dict(beside.elsewhere)
    members = tuple(_member(board, one, plan, days, elsewhere.get(one.id, NONE)) for one in board.members.values())
    former, known = former_sprint(board, sprint.number), learned(board, now)
    return CapacityView(
        board.id, board.name, sprint, _choices(board, sprint), days[:MOST_DAYS], max(0, len(days) - MOST_DAYS),
        board.zone, rooms, undisciplined, members, _everybody(board, days[:MOST_DAYS]),
        _warnings(board, sprint, plan, rooms, members, beside),
        tuple(_past(board, one, known) for one in known), ahead_of(board, known, planned_points), shares_ahead(
            board, known), board.rules.default_capacity, former.name if former else '', board.is_demo,
        version_of(board, sprint.number), beside.version)


def planned_points(board: Board, number: Number) -> Decimal:
    return sum(planned_into(board, number)[0].values(), NONE)


def _begin(sprint: Sprint) -> Ms | None:
    return sprint.start or sprint.activated


def _room(room: Room, planned: Decimal) -> RoomView:
    remaining = None if room.available is None else room.available - planned
    return RoomView(room, planned, remaining, ratio(planned, room.points), level_of(planned, room.points))


def _warnings(board: Board, sprint: Sprint, plan: CapacityPlan, rooms: Sequence[RoomView],
              members: Sequence[MemberView], beside: Beside) -> tuple[Warn, ...]:
    loaded = [Loaded(one.room.name, one.planned, one.room.points, one.level) for one in rooms]
    people = [Person(one.name, one.everywhere, bool(one.parts), one.id not in beside.without_days) for one in members]
    return warnings_of(board, sprint, plan.days, loaded, people, issues_in(board, sprint.number))


def _member(board: Board, member: Member, plan: CapacityPlan, days: Sequence[date], elsewhere: Decimal) -> MemberView:
    sprint = board.sprints[plan.sprint]
    off = [one for one in board.days_off if one.member in (None, member.id)]
    worked = member_days(board, member, _begin(sprint) or 0, sprint.end or 0) if days else NONE
    hours = sum((part.hours for room in plan.rooms.values() for part in room.parts if part.member == member.id), NONE)
    shares = tuple((board.disciplines[key].name, percent) for key, percent in member.shares.items()
                   if key in board.disciplines)
    return MemberView(member.id, member.name, member.is_lead, _cells(off, days[:MOST_DAYS], member.weekdays), worked,
                      hours, shares, sum((percent for _, percent in shares), elsewhere))


def _everybody(board: Board, days: Sequence[date]) -> tuple[DayCell, ...]:
    return _cells([one for one in board.days_off if one.member is None], days, board.rules.weekdays)


def _cells(off: Sequence[DayOff], days: Sequence[date], weekdays: frozenset[int]) -> tuple[DayCell, ...]:
    by_day: dict[date, list[DayOff]] = {}
    for one in off:
        by_day.setdefault(one.day, []).append(one)
    return tuple(_cell(day, by_day.get(day, ()), day.weekday() in weekdays) for day in days)


def _cell(day: date, off: Sequence[DayOff], is_weekday: bool) -> DayCell:
    """Two halves are a whole."""
    halves = sum(1 if one.is_half else 2 for one in off)
    state = FREE if not is_weekday else OFF if halves > 1 else HALF if halves else WORKS
    reasons = dict.fromkeys(one.reason for one in off if one.reason)
    return DayCell(day, state, ', '.join(reasons), any(one.member is None and not one.is_half for one in off))


def _past(board: Board, one: Past, past: Sequence[Past]) -> PastView:
    """As it was to be known then: from the sprints before it."""
    planned = known_points(capacity_of(board, board.sprints[one.sprint], past[:past.index(one)]))
    done = sum(one.done.values(), NONE)
    return PastView(one.sprint, one.name, planned, done, accuracy(done, planned))


def _choices(board: Board, chosen: Sprint) -> tuple[tuple[Number, str], ...]:
    """The latest first."""
    listed = sorted((one for one in board.sprints.values() if not one.is_gone or one is chosen), key=lambda one: (
        _begin(one) or 0, one.number), reverse=True)
    closed = [one for one in listed if one.state == CLOSED][:MOST_CLOSED]
    return tuple((one.number, one.name) for one in listed if one.state != CLOSED or one in closed or one is chosen)


def rate_text(rate: Rate | None) -> str:
    """0.2 points an hour, 0.18 to 0.24 in the last 5 sprints."""
    if rate is None:
        return ''
    value, low, high = (f'{one.quantize(Decimal("0.001")).normalize():f}' for one in (rate.value, rate.low, rate.high))
    return f'{value} points an hour, ' + (f'{low} to {high} in the last {rate.sprints} sprints' if rate.sprints
                                          else 'said by hand')
