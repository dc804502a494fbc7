"""What of a queue has a date, as a calendar (RFC 5545): fixed windows are events, deadlines are things to do.

An item keeps its name through all publications of the queue of a sprint; what is in none any more is cancelled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from app.domain.sprints.exporting.documents import clean
from app.domain.sprints.facts.board import Ms

FOLD: Final = 75  # octets of a line, without its end
MADE_BY: Final = '-//Roundtable//Sprints//EN'
DEMO: Final = 'Demo data. '


@dataclass(frozen=True, slots=True)
class Dated:
    """`uid` is the part before the @; a window of moments, or a day it is due."""
    uid: str
    summary: str
    text: str
    window: tuple[Ms, Ms] | None
    due: date | None
    url: str = ''
    is_done: bool = False
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    name: str
    host: str
    stamp: datetime  # of the publication
    sequence: int  # grows with each of them
    items: tuple[Dated, ...]
    is_tentative: bool = False  # a draft nobody has published
    is_demo: bool = False


def with_cancelled(now: Sequence[Dated], former: Sequence[Dated]) -> tuple[Dated, ...]:
    """What was published before and is no more; an item that has become another kind is a new one for programs."""
    kept = {one.uid for one in now}
    gone = {one.uid: one for one in former if one.uid not in kept}
    cancelled = (Dated(one.uid, one.summary, one.text, one.window, one.due, one.url, is_cancelled=True)
                 for one in gone.values())
    return (*now, *sorted(cancelled, key=lambda one: one.uid))


def as_calendar(calendar: Calendar) -> bytes:
    """Lines of at most 75 octets, ended as the format wants it."""
    lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', f'PRODID:{MADE_BY}', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH',
             f'X-WR-CALNAME:{escaped(calendar.name)}', 'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
             *(line for one in calendar.items for line in _component(one, calendar)), 'END:VCALENDAR']
    return b''.join(folded(line) for line in lines)


def folded(line: str) -> bytes:
    """Never within a character; each further part begins with a blank, which counts."""
    parts: list[bytes] = []
    part = b''
    for sign in line:
        octets = sign.encode(errors='replace')
        if len(part) + len(octets) > FOLD:
            parts.append(part)
            part = b' '
        part += octets
    return b'\r\n'.join((*parts, part)) + b'\r\n'


def escaped(text: str) -> str:
    """As a value; nothing in it ends the line or begins another property."""
    told = clean(text).replace('\r\n', '\n').replace('\r', '\n')
    return told.replace('\\', '\\\\').replace(';', '\\;').replace(',', '\\,').replace('\n', '\\n')


def _component(one: Dated, calendar: Calendar) -> Iterator[str]:
    kind = 'VEVENT' if one.window else 'VTODO'
    yield f'BEGIN:{kind}'
    yield f'UID:{one.uid}@{calendar.host}'
    yield f'DTSTAMP:{_utc(calendar.stamp)}'
    yield f'SEQUENCE:{calendar.sequence}'
    yield f'SUMMARY:{escaped(one.summary)}'
    if one.text or calendar.is_demo:
        yield f'DESCRIPTION:{escaped((DEMO if calendar.is_demo else "") + one.text)}'
    if one.url.startswith(('https://', 'http://')):
        yield f'URL:{clean(one.url).replace(chr(10), "").replace(chr(13), "")}'
    if one.window:
        start, end = one.window
        yield f'DTSTART:{_utc(_moment(start))}'
        yield f'DTEND:{_utc(_moment(max(end, start)))}'
    elif one.due:
        yield f'DUE;VALUE=DATE:{one.due:%Y%m%d}'
    if status := _status(one, calendar):
        yield f'STATUS:{status}'
    yield f'END:{kind}'


def _status(one: Dated, calendar: Calendar) -> str:
    """Things to do cannot be tentative, and events cannot be completed."""
    if one.is_cancelled:
        return 'CANCELLED'
    if one.window:
        return 'TENTATIVE' if calendar.is_tentative else 'CONFIRMED'
    return 'COMPLETED' if one.is_done else 'NEEDS-ACTION'


def _moment(at: Ms) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)


def _utc(at: datetime) -> str:
    return f'{at.astimezone(UTC):%Y%m%dT%H%M%SZ}'
