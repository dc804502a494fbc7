"""From days to pixels and back: how far an axis reaches, how dense it is, what stands in its header."""

from collections.abc import Iterable
from datetime import date, timedelta

MONTH = 30.4375  # days
PRESETS = {'Weeks': 240.0, 'Months': 120.0, 'Quarters': 60.0, 'Years': 30.0}  # pixels a month
THREE_MONTHS = '3 months'  # fill the viewport
SCALES = ('Weeks', THREE_MONTHS, 'Months', 'Quarters', 'Years')
LEAST, MOST = 0.25, 40.0  # pixels a day
BACK, AHEAD = 5, 10  # years
USUAL_WIDTH = 1080.0  # pixels of a viewport nobody has measured yet
HEADERS = ((22.0, 'week', 'day'), (5.0, 'month', 'week'), (1.3, 'quarter', 'month'), (0.0, 'year', 'letter'))

Span = tuple[date, date]


def pixels_a_day(scale: str, viewport: float = USUAL_WIDTH) -> float:
    a_month = viewport / 3 if scale == THREE_MONTHS else PRESETS.get(scale, PRESETS['Months'])
    return bounded(a_month / MONTH)


def bounded(px_per_day: float) -> float:
    return min(MOST, max(LEAST, px_per_day))


def x_of(day: date, first: date, px_per_day: float) -> float:
    """The left edge of a day, in pixels from the left end of the axis."""
    return (day - first).days * px_per_day


def bar_of(start: date, end: date, first: date, px_per_day: float) -> tuple[float, float]:
    """Left and right edge: the last day is included."""
    return x_of(start, first, px_per_day), x_of(end + timedelta(1), first, px_per_day)


def range_of(spans: Iterable[Span], today: date) -> tuple[date, date, int]:
    """First and last day, and how many items lie beyond. A month before the first item, two after the last, this
    month always, never farther than five years back and ten ahead.
    """
    least, most = shifted(today, -12 * BACK), shifted(today, 12 * AHEAD)
    inside, beyond = [(today, today)], 0
    for start, end in spans:
        if start > most or end < least:
            beyond += 1
        else:
            inside.append((max(start, least), min(end, most)))
            beyond += start < least or end > most
    first = max(least, shifted(min(start for start, _ in inside), -1).replace(day=1))
    return first, min(most, shifted(max(end for _, end in inside), 2)), beyond


def shifted(day: date, months: int) -> date:
    """The same day of another month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (after - timedelta(1)).day))
