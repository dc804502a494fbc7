"""Days of a board: local dates of its zone, and which of them somebody works on.

A date belongs to a time when its local noon does, so no date is counted twice and a change of the clocks moves none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.sprints.facts.board import Board, Member, Ms

DAY: Final = timedelta(days=1)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND: Final = timedelta(milliseconds=1)
FIRST: Final = -62_135_510_400_000  # year 1, a day inside
LAST: Final = 253_402_214_400_000  # year 9999
HALF: Final = Decimal('0.5')


@dataclass(frozen=True, slots=True)
class Days:
    zone: str
    weekdays: frozenset[int] = frozenset(range(5))
    off: frozenset[date] = frozenset()  # nobody works

    def of(self, ms: Ms) -> date:
        """The local date of a moment."""
        return _local(ms, self.zone).date()

    def midnight(self, day: date) -> Ms:
        """When it begins."""
        return _moment(day, 0, self.zone)

    def noon(self, day: date) -> Ms:
        return _moment(day, 12, self.zone)

    def is_working(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.off

    def dates(self, start: Ms, end: Ms) -> Iterator[date]:
        """Every date whose noon lies in [start, end)."""
        day, last = self.of(start), self.of(end) if end > start else date.min
        while day <= last:
            if start <= self.noon(day) < end:
                yield day
            day += DAY

    def working(self, start: Ms, end: Ms) -> tuple[date, ...]:
        return tuple(day for day in self.dates(start, end) if self.is_working(day))

    def text(self, ms: Ms) -> str:
        """As sentences name a moment: `7 Jan 2026, 12:00`."""
        local = _local(ms, self.zone)
        return f'{local.day} {local:%b} {local.year}, {local:%H:%M}'


def days_of(board: Board) -> Days:
    """Whole days off of everybody are no working days."""
    return Days(board.zone, board.rules.weekdays,
                frozenset(one.day for one in board.days_off if one.member is None and not one.is_half))


def working_dates(board: Board, start: Ms, end: Ms) -> tuple[date, ...]:
    return days_of(board).working(start, end)


def member_days(board: Board, member: Member, start: Ms, end: Ms) -> Decimal:
    """Days that somebody works in [start, end): their own weekdays without days off, halves as ½."""
    off: dict[date, Decimal] = {}
    for one in board.days_off:
        if one.member in (None, member.id):
            off[one.day] = min(Decimal(1), off.get(one.day, Decimal(0)) + (HALF if one.is_half else 1))
    return sum((1 - off.get(day, Decimal(0)) for day in Days(board.zone).dates(start, end)
                if day.weekday() in member.weekdays), Decimal(0))


def person_days(board: Board, start: Ms, end: Ms) -> Decimal | None:
    """Of all members together; None where nobody said who they are."""
    if not board.members:
        return None
    return sum((member_days(board, one, start, end) for one in board.members.values()), Decimal(0))


@lru_cache(256)
def zone_of(name: str) -> ZoneInfo:
    """A zone that nobody knows is taken as UTC."""
    try:
        return ZoneInfo(name or 'UTC')
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo('UTC')


def _local(ms: Ms, zone: str) -> datetime:
    return (EPOCH + max(FIRST, min(LAST, ms)) * MILLISECOND).astimezone(zone_of(zone))


@lru_cache(32768)
def _moment(day: date, hour: int, zone: str) -> Ms:
    return (datetime(day.year, day.month, day.day, hour, tzinfo=zone_of(zone)) - EPOCH) // MILLISECOND
