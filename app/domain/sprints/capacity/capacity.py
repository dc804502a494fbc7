"""How much fits into a sprint, by discipline, and how that was worked out.

Hours of a person are days × hours a day × share × focus; points are hours × points per hour, learned from sprints
whose capacity was known; what is available is that without a reserve for what nobody planned, and without what is in
progress already. Nothing said means unknown, never nothing, and no value has bounds: it may be negative.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.sprints.facts.board import HOURS, ISSUES, POINTS, Board, Capacity, Member, Number, Sprint
from app.domain.sprints.facts.calendar import member_days, working_dates
from app.domain.sprints.metrics.disciplines import usual_sizes
from app.domain.sprints.metrics.numbers import median, percentile, ratio

HUNDRED: Final = Decimal(100)
NONE: Final = Decimal(0)
LEARNED: Final = 5  # latest closed sprints from which rates are learned
FEWEST: Final = 3  # of them must have known capacity
LOW, HIGH = Decimal('0.15'), Decimal('0.85')


@dataclass(frozen=True)
class Past:
    """A closed sprint, as far as capacities learn from it."""
    sprint: Number
    name: str
    hours: Mapping[int, Decimal]  # by discipline, where they were known
    done: Mapping[int, Decimal]  # points completed, by discipline
    added: Decimal  # points
    committed: Decimal


@dataclass(frozen=True)
class Part:
    """What one person brings to one discipline."""
    member: int
    name: str
    days: Decimal
    hours: Decimal
    is_exception: bool = False  # said for this sprint instead of worked out


@dataclass(frozen=True)
class Rate:
    """Points per hour; the range is that of the sprints it was learned from."""
    value: Decimal
    low: Decimal
    high: Decimal
    sprints: int  # 0: said by hand


@dataclass(frozen=True)
class Room:
    discipline: int
    name: str
    short: str
    colour: int
    unit: str
    parts: tuple[Part, ...]
    hours: Decimal | None  # None: unknown
    rate: Rate | None
    points: Decimal | None
    reserve: Decimal  # share of 1
    in_progress: Decimal  # points
    available: Decimal | None  # points
    is_by_hand: bool = False
    is_carried: bool = False
    version: int = 0  # 0: nothing was said yet
    amount: Decimal | None = None  # said by hand, in the unit
    has_reserve: bool = False  # said by hand, too

    @property
    def is_known(self) -> bool:
        return self.version > 0

    @property
    def held_back(self) -> Decimal:
        """Points of the reserve."""
        return (self.points or NONE) * self.reserve


@dataclass(frozen=True)
class CapacityPlan:
    sprint: Number
    days: int  # on which the board works
    rooms: Mapping[int, Room]

    @property
    def is_known(self) -> bool:
        return any(room.is_known for room in self.rooms.values())


def capacity_of(board: Board, sprint: Sprint, past: Sequence[Past] = ()) -> CapacityPlan:
    """`past`: closed sprints, the latest last."""
    start, end = sprint.start or sprint.activated, sprint.end
    days = len(working_dates(board, start, end)) if start and end else 0
    said = {one.discipline: one for one in board.capacities if one.sprint == sprint.number}
    reserve = usual_reserve(past)
    return CapacityPlan(sprint.number, days, {
        key: _room(board, sprint, key, said.get(key), past, reserve) for key in board.disciplines})


def rate_of(discipline: int, past: Sequence[Past]) -> Rate | None:
    """Points completed by hours there were, all sprints together; None where too few of the last knew their hours."""
    known = [(one.done.get(discipline, NONE), one.hours[discipline]) for one in past[-LEARNED:]
             if one.hours.get(discipline)]
    if len(known) < FEWEST:
        return None
    each = [done / hours for done, hours in known]
    whole = sum((done for done, _ in known), NONE) / sum((hours for _, hours in known), NONE)
    return Rate(whole, percentile(each, LOW) or NONE, percentile(each, HIGH) or NONE, len(known))


def usual_reserve(past: Sequence[Past]) -> Decimal:
    """The median share of what came unplanned into the last sprints."""
    shares = [share for one in past[-LEARNED:]
              if (share := ratio(one.added, one.committed + one.added)) is not None]
    return median(shares) or NONE


def usual_size(board: Board) -> Decimal:
    """Points of an issue of any type."""
    return usual_sizes(board).get('', board.rules.default_points)


def accuracy(done: Decimal, planned: Decimal | None) -> Decimal | None:
    """What was completed by what was planned to fit; None where that was unknown or nothing."""
    return ratio(done, planned)


def hours_of(board: Board, sprint: Sprint, discipline: int) -> tuple[Part, ...]:
    """By person, those who work on it; without dates of the sprint nobody can say."""
    said = next((one for one in board.capacities
                 if (one.sprint, one.discipline) == (sprint.number, discipline)), None)
    return _parts(board, sprint, discipline, said)


def _room(board: Board, sprint: Sprint, key: int, said: Capacity | None, past: Sequence[Past],
          usual: Decimal) -> Room:
    one, parts = board.disciplines[key], _parts(board, sprint, key, said)
    rate = _rate(key, said, past)
    reserve = said.reserve if said and said.reserve is not None else usual
    progress = (said.in_progress if said else None) or NONE
    hours, points = _amounts(board, said, parts, rate)
    available = None if points is None else points * (1 - reserve) - progress
    return Room(key, one.name, one.short, one.colour, said.unit if said else HOURS, parts, hours, rate, points, reserve,
                progress, available, said is not None and said.amount is not None, said is not None and said.is_carried,
                said.version if said else 0, said.amount if said else None,
                said is not None and said.reserve is not None)


def _amounts(board: Board, said: Capacity | None, parts: Sequence[Part], rate: Rate | None,
             ) -> tuple[Decimal | None, Decimal | None]:
    """Hours and points; what nobody said is unknown. Issues are taken to be as large as most are."""
    if said is None:
        return None, None
    if said.unit == ISSUES:
        return None, said.amount * usual_size(board) if said.amount is not None else None
    if said.unit == POINTS:
        return None, said.amount
    hours = said.amount if said.amount is not None else sum((part.hours for part in parts), NONE) if parts else None
    return hours, hours * rate.value if hours is not None and rate else None


def _rate(key: int, said: Capacity | None, past: Sequence[Past]) -> Rate | None:
    if said and said.points_per_hour is not None:
        return Rate(said.points_per_hour, said.points_per_hour, said.points_per_hour, 0)
    return rate_of(key, past)


def _parts(board: Board, sprint: Sprint, key: int, said: Capacity | None) -> tuple[Part, ...]:
    start, end = sprint.start or sprint.activated, sprint.end
    if not start or not end:
        return ()
    return tuple(_part(board, member, key, said, start, end) for member in board.members.values()
                 if member.shares.get(key))


def _part(board: Board, member: Member, key: int, said: Capacity | None, start: int, end: int) -> Part:
    days = member_days(board, member, start, end)
    if said and member.id in said.exceptions:
        return Part(member.id, member.name, days, said.exceptions[member.id], True)
    return Part(member.id, member.name, days, days * member.hours * member.shares[key] / HUNDRED * member.focus)
