"""What comes out of a queue: its lines with a reason each, the rooms as they fill, and every decision in order."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue.packing import IN, OUT, RESERVE

STATUSES = (IN, RESERVE, OUT)

# Why a line stands where it does.
UNDER_WAY, FIXED, PINNED, PULLED_IN, FILLS_GAP, CARRIED_OVER, DUE, TURN, URGENT, UNKNOWN_ROOM = (
    'in_progress', 'hard_window', 'pinned', 'pulled_in', 'fills_gap', 'carried_over', 'deadline', 'turn', 'band',
    'capacity_unknown')
RESERVED, SHORT, BANNED, NO_DISCIPLINE, CYCLE, WAITS = (
    'reserve', 'no_room', 'banned', 'needs_discipline', 'cycle', 'waits')


@dataclass(frozen=True, slots=True)
class Line:
    number: Number
    key: str
    title: str
    type: str
    status: str  # in, reserve, out
    position: int  # over all disciplines, from 1; 0 below the line
    positions: tuple[tuple[int, int], ...]  # (discipline, place in its list), of what is in or in the reserve
    round: int  # of its band; 0: took no turn
    code: str
    reason: str  # a few words
    sentence: str  # with the numbers
    way_in: str  # what would have to change to get in; empty for what is in
    demand: tuple[tuple[int, Decimal], ...]
    size: Decimal
    band: int
    stakeholder: str
    start: Decimal | None = None  # working days since the start of the sprint
    finish: Decimal | None = None
    finish_on: date | None = None
    due: date | None = None
    is_assumed: bool = False  # nobody estimated it
    estimate_text: str = ''
    discipline_text: str = ''
    short_of: int | None = None  # discipline


@dataclass(frozen=True, slots=True)
class Decision:
    seq: int
    number: Number
    key: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Use:
    """How full the room of a discipline is."""
    discipline: int
    name: str
    available: Decimal | None
    used: Decimal
    reserve: Decimal
    reserved: Decimal  # of the reserve lines
    asked: Decimal  # of what sits in the sprint already, under way, fixed or pinned to the top
    share: Decimal | None  # used ÷ available; None where there is nothing to divide by

    @property
    def left(self) -> Decimal | None:
        return None if self.available is None else self.available - self.used


@dataclass(frozen=True, slots=True)
class Served:
    stakeholder: str
    asked: Decimal
    served: Decimal


@dataclass(frozen=True)
class Result:
    lines: tuple[Line, ...]  # in by position, then reserve, then out
    decisions: tuple[Decision, ...]
    uses: tuple[Use, ...]
    fairness: Decimal | None  # Jain's index; None with nobody or one person to compare
    served: tuple[Served, ...]
    cycles: tuple[tuple[Number, ...], ...]
    points: Decimal  # of what is in
    value: Decimal  # 3 to the power of (bands − band), times points
    has_cut: bool  # some capacity is known

    def of(self, status: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.status == status)


def result_to_plain(result: Result) -> dict[str, Any]:
    plain: dict[str, Any] = _plain(asdict(result))
    return plain


def result_of(plain: Mapping[str, Any]) -> Result:
    return Result(
        tuple(_line(one) for one in plain['lines']), tuple(Decision(**one) for one in plain['decisions']),
        tuple(_use(one) for one in plain['uses']),
        _decimal(plain['fairness']),
        tuple(Served(one['stakeholder'], Decimal(one['asked']), Decimal(one['served'])) for one in plain['served']),
        tuple(tuple(group) for group in plain['cycles']), Decimal(plain['points']), Decimal(plain['value']),
        plain['has_cut'])


def _use(plain: Mapping[str, Any]) -> Use:
    return Use(plain['discipline'], plain['name'], _decimal(plain['available']), Decimal(plain['used']),
               Decimal(plain['reserve']), Decimal(plain['reserved']), Decimal(plain['asked']), _decimal(plain['share']))


def _line(plain: Mapping[str, Any]) -> Line:
    given = dict(plain)
    given['positions'] = tuple((own, place) for own, place in plain['positions'])
    given['demand'] = tuple((own, Decimal(amount)) for own, amount in plain['demand'])
    for name in ('size', 'start', 'finish'):
        given[name] = _decimal(plain[name])
    for name in ('due', 'finish_on'):
        given[name] = date.fromisoformat(plain[name]) if plain[name] else None
    return Line(**given)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), 'f')
    return value.isoformat() if isinstance(value, date) else value


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
