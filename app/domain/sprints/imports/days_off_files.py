"""Days off as other programs write them: CSV with one line per person and time, or a calendar (RFC 5545).

Nothing is guessed: a line that cannot be read is told with its number and its text.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.domain.sprints.facts.calendar import zone_of

CSV, ICAL = 'csv', 'ical'
KINDS: Final = (CSV, ICAL)
MOST_DAYS: Final = 366  # of one line
MOST_LINES: Final = 5_000
EVERYBODY: Final = frozenset({'*', 'all', 'everybody', 'everyone', 'team'})
HALVES: Final = frozenset({'half', 'half day', '0.5', '0,5', '½', 'yes', 'true', '1/2'})
WHOLES: Final = frozenset({'', 'whole', 'full', 'full day', '1', 'no', 'false', 'off'})
NAMES: Final[Mapping[str, str]] = {  # heads of columns
    'person': 'person', 'name': 'person', 'who': 'person', 'member': 'person', 'date': 'from', 'day': 'from',
    'from': 'from', 'start': 'from', 'to': 'to', 'until': 'to', 'end': 'to', 'half': 'half', 'part': 'half',
    'reason': 'reason', 'note': 'reason'}
LONGEST_REASON: Final = 100
HALF_DAY: Final = timedelta(hours=6)  # an event shorter than that takes half a day
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """A day that somebody has off; None is everybody."""
    member: int | None
    day: date
    is_half: bool = False
    reason: str = ''


@dataclass(frozen=True)
class Fault:
    line: int
    text: str  # as it stood there
    reason: str


@dataclass(frozen=True)
class Found:
    days: tuple[Wanted, ...]
    faults: tuple[Fault, ...]


class _Unreadable(Exception):
    """Why a line says nothing we understand."""


def read_days(kind: str, text: str, people: Mapping[str, int], zone: str, whose: int | None = -1) -> Found:
    """`people`: names and accounts in lower case → member. `whose` −1 lets the file say whose days they are; else it
    is a member, or None for everybody.
    """
    lines = _csv_lines(text) if kind == CSV else _events(text, zone)
    days: dict[tuple[int | None, date], Wanted] = {}
    faults = []
    for place, (number, source, read) in enumerate(lines):
        if place >= MOST_LINES:
            faults.append(Fault(number, source, f'At most {MOST_LINES} at once.'))
            break
        try:
            if isinstance(read, _Unreadable):
                raise read
            for one in _wanted(read, people, whose):
                days.setdefault((one.member, one.day), one)
        except _Unreadable as error:
            faults.append(Fault(number, source[:200], str(error)))
    return Found(tuple(days.values()), tuple(faults))


@dataclass(frozen=True)
class _Line:
    who: str
    first: date
    last: date
    is_half: bool
    reason: str
    may_contain_name: bool = False  # the name is somewhere in the text


Read = tuple[int, str, '_Line | _Unreadable']


def _wanted(line: _Line, people: Mapping[str, int], whose: int | None) -> Iterator[Wanted]:
    if line.last < line.first:
        raise _Unreadable('It ends before it begins.')
    if (line.last - line.first).days >= MOST_DAYS:
        raise _Unreadable(f'It is longer than {MOST_DAYS} days.')
    member = _member(line, people) if whose == -1 else whose
    day = line.first
    while day <= line.last:
        yield Wanted(member, day, line.is_half, line.reason)
        day += DAY


def _member(line: _Line, people: Mapping[str, int]) -> int | None:
    who = ' '.join(line.who.lower().split())
    if who in EVERYBODY:
        return None
    if who in people:
        return people[who]
    if line.may_contain_name:
        named = {own for name, own in people.items() if re.search(rf'(?<!\w){re.escape(name)}(?!\w)', who)}
        if len(named) == 1:
            return named.pop()
    raise _Unreadable(f'“{line.who[:60]}” is nobody on this board.' if who else 'It does not say whose day it is.')


def _csv_lines(text: str) -> Iterator[Read]:
    """The first line names the columns."""
    text = text.removeprefix('\ufeff').replace('\r\n', '\n').replace('\r', '\n')
    first, _, _ = text.partition('\n')
    mark = max(',;\t', key=first.count)
    rows = csv.reader(io.StringIO(text.replace('\0', '')), delimiter=mark)
    heads = [NAMES.get(head.strip().lower(), '') for head in next(rows, [])]
    if 'from' not in heads:
        yield 1, first.strip(), _Unreadable('The first line names the columns: person, date, to, half, reason.')
        return
    for row in rows:
        if any(cell.strip() for cell in row):
            cells = {head: cell.strip() for head, cell in zip(heads, row, strict=False) if head}
            yield rows.line_num, mark.join(row), _tried(cells)


def _tried(cells: Mapping[str, str]) -> '_Line | _Unreadable':
    try:
        first = _date(cells.get('from', ''))
        half = cells.get('half', '').lower()
        if half not in HALVES | WHOLES:
            raise _Unreadable(f'“{half[:20]}” is neither half nor whole.')
        return _Line(cells.get('person', ''), first, _date(cells['to']) if cells.get('to') else first,
                     half in HALVES, cells.get('reason', '')[:LONGEST_REASON])
    except _Unreadable as error:
        return error


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _Unreadable(f'“{text[:20]}” is no day such as 2026-11-30.') from error


def _events(text: str, zone: str) -> Iterator[Read]:
    """Every VEVENT of a calendar."""
    event: dict[str, tuple[str, str]] | None = None
    began, is_one = 0, False
    for number, line in _unfolded(text):
        name, parameters, value = _split(line)
        is_one = is_one or (name, value.upper()) == ('BEGIN', 'VCALENDAR')
        if (name, value.upper()) == ('BEGIN', 'VEVENT'):
            event, began = {}, number
        elif (name, value.upper()) == ('END', 'VEVENT') and event is not None:
            yield began, _plain(event.get('SUMMARY', ('', ''))[1]), _event(event, zone)
            event = None
        elif event is not None:
            event.setdefault(name, (parameters, value))
    if not is_one:
        yield 1, text[:60].strip(), _Unreadable('This is no calendar.')


def _event(event: Mapping[str, tuple[str, str]], zone: str) -> '_Line | _Unreadable':
    try:
        if 'RRULE' in event or 'RDATE' in event:
            raise _Unreadable('It repeats; days that repeat are not read.')
        if event.get('STATUS', ('', ''))[1].upper() == 'CANCELLED':
            raise _Unreadable('It is cancelled.')
        if 'DTSTART' not in event:
            raise _Unreadable('It does not say when.')
        start = _moment(*event['DTSTART'], zone)
        end = _moment(*event['DTEND'], zone) if 'DTEND' in event else None
        summary = _plain(event.get('SUMMARY', ('', ''))[1])
        who = _attendee(event) or summary
        return _Line(who, *_span(start, end), summary[:LONGEST_REASON], may_contain_name=True)
    except _Unreadable as error:
        return error


def _span(start: date | datetime, end: date | datetime | None) -> tuple[date, date, bool]:
    """First and last day, and whether it takes half of it; the end of a calendar's day is the next one."""
    if not isinstance(start, datetime):
        last = end - DAY if end is not None and not isinstance(end, datetime) else start
        return start, max(start, last), False
    if not isinstance(end, datetime):
        return start.date(), start.date(), False
    last = (end - timedelta(microseconds=1)).date()
    return start.date(), last, last == start.date() and end - start < HALF_DAY


def _attendee(event: Mapping[str, tuple[str, str]]) -> str:
    parameters, _ = event.get('ATTENDEE', ('', ''))
    found = re.search(r'CN="?([^";:]+)', parameters)
    return found[1] if found else ''


def _moment(parameters: str, value: str, zone: str) -> date | datetime:
    """Local to the board, or a day."""
    try:
        if len(value) == 8:
            return datetime.strptime(value, '%Y%m%d').date()
        found = datetime.strptime(value.removesuffix('Z'), '%Y%m%dT%H%M%S')
        named = re.search(r'TZID="?([^";:]+)', parameters)
        here = zone_of('UTC') if value.endswith('Z') else ZoneInfo(named[1]) if named else zone_of(zone)
        return found.replace(tzinfo=here).astimezone(zone_of(zone)).replace(tzinfo=None)
    except (ValueError, OSError, KeyError) as error:
        raise _Unreadable(f'“{value[:30]}” is no moment.') from error


def _unfolded(text: str) -> Sequence[tuple[int, str]]:
    """Lines that go on with a space are one."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.removeprefix('\ufeff').splitlines(), 1):
        if line[:1] in (' ', '\t') and found:
            found[-1] = (found[-1][0], found[-1][1] + line[1:])
        elif line.strip():
            found.append((number, line))
    return found


def _split(line: str) -> tuple[str, str, str]:
    """Name, parameters and value; a colon inside quotes belongs to a parameter."""
    found = re.match(r'([\w-]+)((?:;(?:"[^"]*"|[^":])*)?):(.*)', line)
    return (found[1].upper(), found[2], found[3].strip()) if found else ('', '', '')


def _plain(text: str) -> str:
    return re.sub(r'\\([\\;,])', r'\1', text.replace('\\n', ' ').replace('\\N', ' ')).strip()
