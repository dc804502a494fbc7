"""Years cut into periods: months, ISO weeks, or retail quarters of 13 weeks with their 53rd week.

A retail year ends on the last day of the week that is nearest to 31 January, and so has a 53rd week whenever four or
more days of January were left after the 52nd; it goes to the last month. A week of the year before is the one of the
same number; restated, a year of 53 weeks drops its first, so that seasons of the two years lie over each other.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from app.domain.seasons.axes import Period
from app.errors import Rejected

GREGORIAN, ISO, OWN = 'gregorian', 'iso', 'own'
QUARTERS: Final = {'4-5-4': (4, 5, 4), '4-4-5': (4, 4, 5), '5-4-4': (5, 4, 4)}
PRESET_NAMES: Final = {GREGORIAN: 'Calendar months', ISO: 'ISO weeks', '4-5-4': 'Retail weeks 4-5-4',
                       '4-4-5': 'Retail weeks 4-4-5', '5-4-4': 'Retail weeks 5-4-4', OWN: 'A calendar of your own'}
WEEK: Final = timedelta(weeks=1)
LONG: Final = 53


def periods(preset: str, week_start: int, first_year: int, last_year: int) -> tuple[Period, ...]:
    """All periods of these fiscal years; `week_start` 0 is Monday. Raises Rejected."""
    if preset not in PRESET_NAMES or preset == OWN:
        raise Rejected(f'There is no calendar “{preset}”.', field='preset')
    if not 0 <= week_start <= 6:
        raise Rejected('Weeks begin on a day from 0, Monday, to 6, Sunday.', field='week_start')
    years = range(first_year, last_year + 1)
    if preset == GREGORIAN:
        return tuple(_month(year, month) for year in years for month in range(1, 13))
    return tuple(one for year in years for one in _weeks(preset, week_start, year))


def weeks_of(preset: str, week_start: int, year: int) -> int:
    """52 or 53."""
    return (_first(preset, week_start, year + 1) - _first(preset, week_start, year)) // WEEK


def period_of(known: Sequence[Period], day: date) -> Period | None:
    """The one a day lies in."""
    return next((one for one in known if one.start <= day <= one.end), None)


def _month(year: int, month: int) -> Period:
    start = date(year, month, 1)
    end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    before = date(year - 1, month, 1)
    return Period(start, end, year, month, month, _quarter(month), _half(month), before, before)


def _weeks(preset: str, week_start: int, year: int) -> Iterator[Period]:
    first, before = _first(preset, week_start, year), _first(preset, week_start, year - 1)
    last_count = (first - before) // WEEK
    dropped = int(last_count == LONG)
    for number in range(1, weeks_of(preset, week_start, year) + 1):
        start = first + (number - 1) * WEEK
        month = (start + timedelta(days=3)).month if preset == ISO else _retail_month(preset, number)
        yield Period(start, start + timedelta(days=6), year, number, month, _quarter(month), _half(month),
                     _ly(before, number, last_count), _ly(before, number + dropped, last_count))


def _ly(first: date, number: int, count: int) -> date | None:
    """A year of 52 weeks has nothing to hold against a 53rd."""
    return first + (number - 1) * WEEK if number <= count else None


def _first(preset: str, week_start: int, year: int) -> date:
    """ISO: the week of which the fourth day is the year's first such; retail: after the week end nearest 31 January."""
    pivot = date(year, 1, 4) if preset == ISO else date(year, 2, 1)
    if preset == ISO:
        return pivot - timedelta(days=(pivot.weekday() - week_start) % 7)
    off = (pivot.weekday() - week_start) % 7  # days since a week began
    return pivot - timedelta(days=off) if off <= 3 else pivot + timedelta(days=7 - off)


def _retail_month(preset: str, number: int) -> int:
    """From 1; the 53rd week belongs to the twelfth."""
    quarter, week = divmod(min(number, 52) - 1, 13)
    first, second, _ = QUARTERS[preset]
    return quarter * 3 + 1 + (week >= first) + (week >= first + second)


def _quarter(month: int) -> int:
    return (month - 1) // 3 + 1


def _half(month: int) -> int:
    return (month - 1) // 6 + 1
