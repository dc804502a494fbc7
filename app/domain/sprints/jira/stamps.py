"""Moments as Jira writes them, as whole milliseconds since 1970 in UTC; a time without a zone is never guessed."""

import re
from datetime import UTC, datetime
from typing import Any, Final

from app.errors import Rejected

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
DIGITS: Final = re.compile(r'-?\d{5,16}')
FORM: Final = re.compile(r'(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))?\s*(Z|UTC|[+-]\d\d:?\d\d|[+-]\d\d)',
                         re.IGNORECASE)


def milliseconds(told: Any) -> int:
    """Of a number or digits since 1970, a text with its zone, or an aware moment; raises Rejected for all else."""
    if isinstance(told, datetime):
        return _of_moment(told)
    if isinstance(told, int | float) and not isinstance(told, bool):
        return _of_number(told)
    text = str(told).strip()
    if DIGITS.fullmatch(text):
        return int(text)
    found = FORM.fullmatch(text)
    if not found:
        raise Rejected(f'“{text[:60]}” is not a moment with its time zone.', 'sprints.moment')
    return _of_text(found, text)


def milliseconds_or_none(told: Any) -> int | None:
    """Where there may be none; an empty text is none."""
    return None if told in (None, '') else milliseconds(told)


def moment(ms: int) -> datetime:
    """Back again, in UTC."""
    return datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000)


def _of_moment(told: datetime) -> int:
    if told.utcoffset() is None:
        raise Rejected('This moment lacks its time zone.', 'sprints.moment')
    since = told - EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def _of_number(told: float) -> int:
    try:
        return int(told)
    except (ValueError, OverflowError):
        raise Rejected(f'{told} is not a moment.', 'sprints.moment') from None


def _of_text(found: re.Match[str], text: str) -> int:
    """Fractions of any length count to the millisecond."""
    day, time, fraction, zone = found.groups()
    zone = '+00:00' if zone.upper() in ('Z', 'UTC') else zone if len(zone) > 3 else f'{zone}:00'
    try:
        whole = _of_moment(datetime.fromisoformat(f'{day}T{time}{zone}'))
    except ValueError:
        raise Rejected(f'“{text[:60]}” is not a moment.', 'sprints.moment') from None
    return whole + int((fraction or '0').ljust(3, '0')[:3])
