"""When something runs next: by a cron expression, every so often, or once; in a zone of its own.

Daylight saving: a time in the gap comes at the first minute that exists after it, and a time in the fold comes once, at
its first occurrence. Intervals count elapsed time, from a midnight of their zone, so that every replica and every
preview means the same moments.
"""

import re
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from app.domain.ops import cron
from app.domain.ops.cron_words import MONTHS, WEEKDAYS, explain
from app.errors import Rejected

KINDS = ('cron', 'every', 'once')
SHOWN = 5
MINUTE = timedelta(minutes=1)
UNITS = {'second': 1, 'minute': 60, 'hour': 3600}
SHORTEST, LONGEST = 5, 31 * 86_400  # seconds of an interval
ANCHOR = datetime(2024, 1, 1)  # where intervals are counted from
INTERVAL = re.compile(r'(?:every\s+)?([0-9]{1,7})\s*(s|sec|seconds?|m|min|minutes?|h|hours?)', re.IGNORECASE)
FIRST_WINDOW = timedelta(minutes=10)
FIRST_YEAR, LAST_YEAR = 2000, 9000


def checked(kind: str, expression: str, zone: str, *, may_be_seconds: bool = False) -> str:
    """The expression as it is kept; raises Rejected naming the field and what to write instead."""
    place(zone)
    if kind == 'cron':
        return cron.parse(expression).text
    if kind == 'every':
        return _interval_text(_interval(expression, may_be_seconds))
    if kind == 'once':
        return f'{_date(expression):%Y-%m-%d %H:%M}'
    raise Rejected(f'Choose one of {", ".join(KINDS)}.', 'ops.kind', 'kind')


def next_fire(kind: str, expression: str, zone: str, after: datetime) -> datetime | None:
    """The first moment after this one; None where there is none any more."""
    return next(_fires(kind, expression, zone, after), None)


def next_fires(kind: str, expression: str, zone: str, after: datetime, count: int = SHOWN) -> tuple[datetime, ...]:
    return tuple(islice(_fires(kind, expression, zone, after), count))


def fires_until(kind: str, expression: str, zone: str, after: datetime, until: datetime,
                most: int) -> tuple[datetime, ...]:
    """The last `most` moments after `after` and not after `until`, without walking through years of them."""
    window = FIRST_WINDOW
    while True:
        start = max(after, until - window)
        found: deque[datetime] = deque(maxlen=most)
        for fire in _fires(kind, expression, zone, start):
            if fire > until:
                break
            found.append(fire)
        if len(found) == most or start == after:
            return tuple(found)
        window *= 4


def fires_within(kind: str, expression: str, zone: str, after: datetime, until: datetime,
                 most: int) -> tuple[datetime, ...]:
    """The first `most` moments after `after` and before `until`."""
    found = []
    for fire in islice(_fires(kind, expression, zone, after), most):
        if fire >= until:
            break
        found.append(fire)
    return tuple(found)


def words(kind: str, expression: str) -> str:
    """Every weekday at 05:30: as somebody would say it, without the zone."""
    if kind == 'cron':
        return explain(cron.parse(expression))
    if kind == 'every':
        count, unit = _counted(_interval(expression, True))
        return f'every {unit}' if count == 1 else f'every {count} {unit}s'
    day = _date(expression)
    weekday, month = WEEKDAYS[day.isoweekday() % 7], MONTHS[day.month - 1]
    return f'once, on {weekday} {day.day} {month} {day.year} at {day:%H:%M}'


def warning(kind: str, expression: str, zone: str, now: datetime) -> str:
    """What is strange about a time that can be kept all the same."""
    if kind == 'cron' and cron.parse(expression).never_runs:
        return 'This never runs: no such day is in the calendar.'
    if next_fire(kind, expression, zone, now) is None:
        return 'This time has passed: it does not run any more.'
    return ''


@lru_cache(512)
def place(zone: str) -> ZoneInfo:
    if zone not in zones():
        raise Rejected(f'There is no time zone “{zone[:60]}”. Choose one such as Europe/Berlin.', 'ops.zone', 'zone')
    return ZoneInfo(zone)


@lru_cache(1)
def zones() -> frozenset[str]:
    """Without those that mean something else on each machine."""
    return frozenset(available_timezones()) - {'localtime', 'Factory'}


def moment_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """When a clock on the wall of this zone first shows at least this, in UTC."""
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)  # in a gap the later offset reads it as earlier
    return _change_between(before, first, zone)


def _fires(kind: str, expression: str, zone: str, after: datetime) -> Iterator[datetime]:
    if kind == 'cron':
        return _cron_fires(cron.parse(expression), place(zone), after.astimezone(UTC))
    if kind == 'every':
        return _interval_fires(timedelta(seconds=_interval(expression, True)), place(zone), after.astimezone(UTC))
    once = moment_of(_date(expression), place(zone))
    return iter((once,) if once > after else ())


def _cron_fires(parsed: cron.Cron, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """Several times in one gap are one moment."""
    wall = after.astimezone(zone).replace(tzinfo=None)
    while found := cron.next_wall(parsed, wall):
        fire = moment_of(found, zone)
        if fire > after:
            yield fire
            after = fire
        wall = found + MINUTE


def _interval_fires(interval: timedelta, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    anchor = moment_of(ANCHOR, zone)
    fire = anchor + ((after - anchor) // interval + 1) * interval
    while True:
        yield fire
        fire += interval


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The minute at which the offset of the zone changes."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > MINUTE:
        middle = before + (after - before) // MINUTE // 2 * MINUTE
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


def _interval(text: str, may_be_seconds: bool) -> int:
    """In seconds."""
    found = INTERVAL.fullmatch(text.strip())
    if not found:
        raise _refused('Write a number of minutes or hours, such as 15 minutes or 2 hours.')
    unit = next(name for name in UNITS if name.startswith(found[2][0].lower()))
    if unit == 'second' and not may_be_seconds:
        raise _refused('Seconds are only for quiet commands of Roundtable itself. Write minutes or hours.')
    seconds = int(found[1]) * UNITS[unit]
    if not SHORTEST <= seconds <= LONGEST:
        raise _refused('Write at least 1 minute and at most 744 hours.' if not may_be_seconds else
                       f'Write at least {SHORTEST} seconds and at most 744 hours.')
    return seconds


def _counted(seconds: int) -> tuple[int, str]:
    """In the largest unit that leaves nothing over."""
    unit = next(name for name in reversed(UNITS) if seconds % UNITS[name] == 0)
    return seconds // UNITS[unit], unit


def _interval_text(seconds: int) -> str:
    count, unit = _counted(seconds)
    return f'{count} {unit}' if count == 1 else f'{count} {unit}s'


def _date(text: str) -> datetime:
    """A time on the wall of the entry's zone."""
    found = re.fullmatch(r'([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2})(?::00)?', text.strip())
    try:
        moment = datetime.fromisoformat(f'{found[1]} {found[2]}') if found else None
    except ValueError:
        moment = None
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise _refused('Write a day and a time that exist, such as 2030-01-31 09:00.')
    return moment


def _refused(text: str) -> Rejected:
    return Rejected(text, 'ops.moment', 'expression')
