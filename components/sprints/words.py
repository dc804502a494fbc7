"""Figures and days of sprints as people read them. Days are those of the board's zone."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from app.domain.sprints.facts.board import HOURS, ISSUES, POINTS, Ms
from app.domain.sprints.metrics.report import Tally
from components.moments import grouped, is_american, short_day

NOTHING = 'n/a'  # nothing to divide by, or nothing known
NO_ESTIMATE = '–'
UNIT_NAMES = {POINTS: 'Points', ISSUES: 'Issues', HOURS: 'Hours'}
UNIT_WORDS = {POINTS: ('point', 'points'), ISSUES: ('issue', 'issues'), HOURS: ('hour', 'hours')}
MEASURED = {POINTS: 'story points', ISSUES: 'issues', HOURS: 'hours'}


def amount(value: Decimal | None) -> str:
    """1 024.5, without zeros that say nothing; a dash where nobody said."""
    if value is None:
        return NO_ESTIMATE
    rounded = value.quantize(Decimal('0.01'), ROUND_HALF_UP)
    whole, _, rest = f'{abs(rounded):.2f}'.partition('.')
    rest = rest.rstrip('0')
    return f'{"−" if rounded < 0 else ""}{grouped(int(whole))}{"." + rest if rest else ""}'


def signed(value: Decimal) -> str:
    """+4, −3, ±0."""
    return '±0' if not value else f'+{amount(value)}' if value > 0 else amount(value)


def percent(share: Decimal | None) -> str:
    """44.4 %, or n/a."""
    return NOTHING if share is None else f'{amount((share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))} %'


def counted(number: int, one: str = 'issue', many: str = '') -> str:
    return f'{grouped(number)} {one if number == 1 else many or one + "s"}'


def of_unit(value: Decimal, unit: str) -> str:
    """13 points, 1 issue."""
    one, many = UNIT_WORDS[unit]
    return f'{amount(value)} {one if value == 1 else many}'


def said(tally: Tally, unit: str) -> str:
    """13 points in 3 issues."""
    return counted(tally.issues) if unit == ISSUES else f'{of_unit(tally.amount, unit)} in {counted(tally.issues)}'


def local(at: Ms, zone: str) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))


def day(at: Ms, zone: str) -> str:
    """Wed 7 Oct."""
    return short_day(local(at, zone).date())


def day_time(at: Ms, zone: str) -> str:
    """Wed 7 Oct 14:05."""
    moment = local(at, zone)
    clock = f'{moment.hour % 12 or 12}:{moment:%M %p}' if is_american() else f'{moment:%H:%M}'
    return f'{short_day(moment.date())} {clock}'


def span(start: Ms | None, end: Ms | None, zone: str) -> str:
    """5 – 16 October 2026; empty where a sprint has no dates."""
    if start is None or end is None:
        return 'no dates' if start is None else f'since {day(start, zone)}'
    first, last = local(start, zone).date(), local(end, zone).date()
    if is_american():
        left = f'{first:%B} {first.day}' + (f', {first.year}' if first.year != last.year else '')
        return f'{left} – {last:%B} {last.day}, {last.year}'
    left = f'{first.day}' if first.month == last.month and first.year == last.year else f'{first.day} {first:%B}' + (
        f' {first.year}' if first.year != last.year else '')
    return f'{left} – {last.day} {last:%B %Y}'


def together(parts: Sequence[str]) -> str:
    """One, two and three."""
    return parts[0] if len(parts) == 1 else f'{", ".join(parts[:-1])} and {parts[-1]}' if parts else ''
