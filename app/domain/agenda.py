"""The next working days and what lies on them: points, and bands over several days, in lines below each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 10  # working days
SATURDAY = 5
POINT = 2  # columns that the words of a point need


@dataclass(frozen=True)
class Coming:
    """Something dated that an area knows of. What may still move is not sure."""
    icon: str
    tone: str  # prim, acc, warn
    title: str
    start: date
    end: date
    link: str
    is_sure: bool = True


@dataclass(frozen=True)
class Placed:
    """From which column on, over how many, and in which line, all counted from 0."""
    coming: Coming
    column: int
    width: int
    line: int


def horizon(today: date) -> tuple[date, date]:
    """First and last day that any of ten working days can be, whatever day it is where somebody is."""
    return today - timedelta(1), today + timedelta(2 * DAYS)


def working_days(first: date, count: int = DAYS) -> tuple[date, ...]:
    """Mondays to Fridays from this day on."""
    found: list[date] = []
    while len(found) < count:
        if first.weekday() < SATURDAY:
            found.append(first)
        first += timedelta(1)
    return tuple(found)


def arranged(comings: Iterable[Coming], today: date) -> tuple[Placed, ...]:
    """Bands first, then points, each in the first line that has room for it; what lies outside is left out, and what
    several plans tell alike is told once.
    """
    days = working_days(today)
    ahead = [one for one in dict.fromkeys(comings) if one.end >= today]
    ends: list[int] = []  # of each line, the first column that is free again
    found = []
    for coming, column, width in sorted(filter(None, (_across(one, days) for one in ahead)), key=_order):
        line = next((number for number, end in enumerate(ends) if end <= column), len(ends))
        ends[line:line + 1] = [column + width]
        found.append(Placed(coming, column, width, line))
    return tuple(found)


def is_band(coming: Coming) -> bool:
    return coming.end > coming.start


def _across(coming: Coming, days: Sequence[date]) -> tuple[Coming, int, int] | None:
    """On a weekend a point lies on the next working day; of a band only working days are seen."""
    column = next((place for place, day in enumerate(days) if day >= coming.start), None)
    if column is None:
        return None
    if not is_band(coming):
        return coming, column, min(POINT, len(days) - column)
    width = sum(coming.start <= day <= coming.end for day in days)
    return (coming, column, width) if width else None


def _order(found: tuple[Coming, int, int]) -> tuple[bool, int, int, str]:
    coming, column, width = found
    return not is_band(coming), column, -width, coming.title
