"""Moments as Jira writes them into files: without a zone, which whoever has the file has to say."""

import re
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from app.domain.sprints.jira.stamps import FORM, milliseconds
from app.errors import Rejected

MONTHS: Final = {name: number for number, name in enumerate(
    ('jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'), 1)}
CLOCK: Final = r'(?:[T\s,]+(?P<clock>\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?)\s*(?P<half>[ap]\.?m\.?)?)?'
WORDED: Final = re.compile(r'(?P<day>\d{1,2})[/ .-]+(?P<month>[^\W\d_]{3,9})[/ .-]+(?P<year>\d{4}|\d\d)' + CLOCK, re.I)
YEAR_FIRST: Final = re.compile(r'(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})' + CLOCK, re.I)
DOTTED: Final = re.compile(r'(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d\d)' + CLOCK, re.I)
SLASHED: Final = re.compile(r'(?P<one>\d{1,2})[/-](?P<two>\d{1,2})[/-](?P<year>\d{4}|\d\d)' + CLOCK, re.I)
CENTURY: Final = 2000


def moment_in(text: str, zone: ZoneInfo) -> int:
    """In ms; a zone in the text itself wins. Raises Rejected, also where day and month could be either."""
    told = ' '.join(text.split())
    if FORM.fullmatch(told):
        return milliseconds(told)
    day, clock = _read(told)
    return milliseconds(datetime.combine(day, clock, zone))


def day_in(text: str) -> date:
    """A day, whatever the clock says beside it. Raises Rejected."""
    return _read(' '.join(text.split()))[0]


def _read(told: str) -> tuple[date, time]:
    for form in (WORDED, YEAR_FIRST, DOTTED, SLASHED):
        if found := form.fullmatch(told):
            try:
                return _day(found, told), _clock(found)
            except ValueError:
                break
    raise Rejected(f'“{told[:60]}” is not a date that is understood; 31/Dec/26 2:05 PM and 2026-12-31 14:05 are.',
                   'sprints.date')


def _day(found: re.Match[str], told: str) -> date:
    parts = found.groupdict()
    year = int(parts['year']) + (CENTURY if len(parts['year']) == 2 else 0)
    if 'one' in parts:
        return date(year, *_month_and_day(int(parts['one']), int(parts['two']), told))
    month = parts['month']
    number = int(month) if month.isdecimal() else MONTHS.get(month[:3].casefold(), 0)
    return date(year, number, int(parts['day']))


def _month_and_day(one: int, two: int, told: str) -> tuple[int, int]:
    if one <= 12 and two <= 12 and one != two:
        raise Rejected(f'“{told[:60]}” may be day {one} of month {two} or day {two} of month {one}. Export with dates '
                       'such as 31/Dec/26.', 'sprints.date')
    return (two, one) if one > 12 else (one, two)


def _clock(found: re.Match[str]) -> time:
    """Fractions of a second do not matter; midnight where there is none."""
    parts = [int(part) for part in re.split('[:.,]', found['clock'] or '0:0')[:3]]
    if half := (found['half'] or '')[:1].casefold():
        if not 1 <= parts[0] <= 12:
            raise ValueError
        parts[0] = parts[0] % 12 + (12 if half == 'p' else 0)
    return time(parts[0], parts[1], parts[2] if len(parts) > 2 else 0)
