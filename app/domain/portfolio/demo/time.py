"""Sprints of two weeks within program increments of a quarter."""

from datetime import date, timedelta
from typing import Final

from app.domain.portfolio.sources.reading import IterationFound

LENGTH: Final = 14  # days from sprint to sprint
ODD: Final = 'Hardening'  # an iteration beside the sprints, to which the source gives no days
WORK: Final = 11  # days from its Monday to its last Friday
PRESENT: Final = 42  # number of the sprint that began on the Monday of the demo


def iterations_around(monday: date, count: int, project: str) -> tuple[IterationFound, ...]:
    """So many sprints before and after the present one, and the quarters they begin in."""
    starts = [monday + timedelta(days=LENGTH * n) for n in range(-count, count + 1)]
    quarters = {_quarter(start): None for start in starts}
    found = [IterationFound(f'pi-{year}-{quarter}', _path(year, quarter, project), *_days(year, quarter))
             for year, quarter in quarters]
    found += [IterationFound(f'sprint-{_number(monday, start)}', _sprint(monday, start, project), start,
                             start + timedelta(days=WORK)) for start in starts]
    return (*found, IterationFound('hardening', f'{project}\\{ODD}'))


def sprint_path(monday: date, offset: int, project: str) -> str:
    """Of the sprint in which this day lies."""
    return _sprint(monday, monday + timedelta(days=LENGTH * (offset // LENGTH)), project)


def _sprint(monday: date, start: date, project: str) -> str:
    return f'{_path(*_quarter(start), project)}\\Sprint {_number(monday, start)}'


def _number(monday: date, start: date) -> int:
    """Sprints are counted anew where the count would fall below one."""
    number = PRESENT + (start - monday).days // LENGTH
    return number if number > 0 else 1000 + number


def _path(year: int, quarter: int, project: str) -> str:
    return f'{project}\\PI {year}-{quarter}'


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3


def _days(year: int, quarter: int) -> tuple[date, date]:
    end_year, end_month = (year + 1, 1) if quarter == 4 else (year, 3 * quarter + 1)
    return date(year, 3 * quarter - 2, 1), date(end_year, end_month, 1) - timedelta(days=1)
