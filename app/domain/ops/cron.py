"""Cron expressions: five fields, read as cron reads them, with refusals that say what to write instead.

Both 0 and 7 are Sunday. Where the day of the month and the weekday are both restricted, either is enough; a field that
begins with a star counts as not restricted, also with a step, and then both must fit: so does every cron.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from app.errors import Rejected

LONGEST = 200  # characters
FARTHEST = 48  # years to look ahead: a 29 February that is also a given weekday is up to 40 years away

MONTHS = ('jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec')
WEEKDAYS = ('sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat')


@dataclass(frozen=True)
class Scale:
    """What a field may hold. `top` is the last value a star stands for, `high` the last that may be written."""
    name: str
    low: int
    top: int
    high: int
    names: Mapping[str, int]

    @property
    def size(self) -> int:
        return self.top - self.low + 1


MINUTE = Scale('minute', 0, 59, 59, {})
HOUR = Scale('hour', 0, 23, 23, {})
DAY = Scale('day of the month', 1, 31, 31, {})
MONTH = Scale('month', 1, 12, 12, {name: number for number, name in enumerate(MONTHS, 1)})
WEEKDAY = Scale('weekday', 0, 6, 7, {name: number for number, name in enumerate(WEEKDAYS)})
SCALES = (MINUTE, HOUR, DAY, MONTH, WEEKDAY)
ORDER = 'minute, hour, day of the month, month, weekday'


@dataclass(frozen=True)
class Cron:
    """The values of each field, ascending; Sunday is 0."""
    text: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    is_either: bool  # day of the month or weekday, because both are restricted

    def has(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        fits, fits_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return fits or fits_week if self.is_either else fits and fits_week

    @property
    def never_runs(self) -> bool:
        """Such as on 31 February."""
        return not self.is_either and all(_longest(month) < self.days[0] for month in self.months)


@lru_cache(256)
def parse(text: str) -> Cron:
    fields = text[:LONGEST + 1].split()
    if len(fields) != 5:
        raise _refused(_count(len(fields)))
    minutes, hours, days, months, weekdays = (_values(field, scale) for field, scale in
                                              zip(fields, SCALES, strict=True))
    return Cron(' '.join(fields), minutes, hours, days, months, tuple(sorted({day % 7 for day in weekdays})),
                fields[2][0] != '*' and fields[4][0] != '*')


def next_wall(cron: Cron, start: datetime) -> datetime | None:
    """The first time on the wall at or after `start`, both without a zone; None where it never comes."""
    if cron.never_runs:
        return None
    day, clock = start.date(), start.time().replace(second=0, microsecond=0)
    if start.time() > clock:
        start += timedelta(minutes=1)
        day, clock = start.date(), start.time().replace(second=0, microsecond=0)
    while day.year <= min(9998, start.year + FARTHEST):
        if cron.has(day) and (found := _within(cron, clock)):
            return datetime.combine(day, found)
        day, clock = _following(cron, day), time()
    return None


def _following(cron: Cron, day: date) -> date:
    """The next day, or the first of the next month that may have one."""
    day += timedelta(days=1)
    while day.month not in cron.months:
        day = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return day


def _within(cron: Cron, start: time) -> time | None:
    """The first time of a day that is not before `start`."""
    for hour in cron.hours:
        if hour >= start.hour:
            for minute in cron.minutes:
                if hour > start.hour or minute >= start.minute:
                    return time(hour, minute)
    return None


def _values(field: str, scale: Scale) -> tuple[int, ...]:
    found = {value for part in field.split(',') for value in _part(part.lower(), scale)}
    return tuple(sorted(found))


def _part(part: str, scale: Scale) -> Sequence[int]:
    """A star, a value or a range; a star or a range with a step, too."""
    span, slash, stride = part.partition('/')
    first, dash, last = span.partition('-')
    if span == '*':
        low, high = scale.low, scale.top
    elif dash:
        low, high = _range(first, last, scale)
    else:
        low = high = _value(span, scale)
    if not slash:
        return range(low, high + 1)
    step = _step(stride, scale)
    if span != '*' and not dash:
        raise _refused(f'“{part}”: a step needs a range. Write {first}-{scale.top}/{step}.')
    return range(low, high + 1, step)


def _range(first: str, last: str, scale: Scale) -> tuple[int, int]:
    low, high = _value(first, scale), _value(last, scale)
    if scale is WEEKDAY and high == 0 and low > 0:
        high = 7  # until Sunday
    if low > high:
        raise _refused(f'“{first}-{last}” runs backwards. Write {first}-{scale.top},{scale.low}-{last} to go past '
                       f'the end.')
    return low, high


def _step(text: str, scale: Scale) -> int:
    if not _is_number(text) or not 1 <= int(text) <= scale.size:
        raise _refused(f'“/{_short(text)}” is no step for the {scale.name}. Write a whole number from 1 to '
                       f'{scale.size}.')
    return int(text)


def _value(text: str, scale: Scale) -> int:
    if text in scale.names:
        return scale.names[text]
    if _is_number(text) and scale.low <= int(text) <= scale.high:
        return int(text)
    names = f', or a name from {next(iter(scale.names))} to {list(scale.names)[-1]}' if scale.names else ''
    if text == '?':
        raise _refused(f'“?” is not known here. Write * for any {scale.name}.')
    if not text:
        raise _refused(f'A value of the {scale.name} is missing: write {scale.low} to {scale.high}{names}.')
    raise _refused(f'“{_short(text)}” is no {scale.name}. Write {scale.low} to {scale.high}{names}.')


def _count(number: int) -> str:
    if number == 6:
        return f'These are six fields. Write five, without seconds or a year: {ORDER}.'
    return f'Write five fields, with spaces between them: {ORDER}. For example 30 5 * * mon-fri.'


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _short(text: str) -> str:
    return text if len(text) <= 20 else f'{text[:20]}…'


def _longest(month: int) -> int:
    return monthrange(2024, month)[1]  # a leap year


def _refused(text: str) -> Rejected:
    return Rejected(text, 'ops.cron', 'expression')
