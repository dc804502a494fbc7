"""Whether figures of sprints really rise or fall: a line through all of them, and how sure its slope is.

Ordinary least squares over the number of the sprint; the interval is that of 95 % by Student. Where it includes 0, or
there are fewer than six sprints, there is no trend. First sprints are never compared with last ones.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

FEWEST: Final = 6
RISING, FALLING, NO_TREND, TOO_FEW = 'rising', 'falling', 'none', 'too few'
STUDENT: Final = (  # degrees of freedom, 97.5 % quantile
    (4, '2.776'), (5, '2.571'), (6, '2.447'), (7, '2.365'), (8, '2.306'), (9, '2.262'), (10, '2.228'), (11, '2.201'),
    (12, '2.179'), (13, '2.160'), (14, '2.145'), (15, '2.131'), (16, '2.120'), (17, '2.110'), (18, '2.101'),
    (19, '2.093'), (20, '2.086'), (25, '2.060'), (30, '2.042'), (40, '2.021'), (60, '2.000'))
PLACES: Final = Decimal('0.0001')


@dataclass(frozen=True, slots=True)
class Trend:
    """Change from one sprint to the next; None where there is nothing to say."""
    verdict: str
    count: int
    slope: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def trend_of(values: Sequence[Decimal | None]) -> Trend:
    """From the oldest to the newest; sprints without the figure keep their place and do not count."""
    points = [(Decimal(place), value) for place, value in enumerate(values) if value is not None]
    if len(points) < FEWEST:
        return Trend(TOO_FEW, len(points))
    slope, reach = _line(points)
    low, high = slope - reach, slope + reach
    verdict = RISING if low > 0 else FALLING if high < 0 else NO_TREND
    return Trend(verdict, len(points), slope.quantize(PLACES), low.quantize(PLACES), high.quantize(PLACES))


def _line(points: Sequence[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    """Slope, and how far it may be off on each side."""
    count, none = len(points), Decimal(0)
    middle_x, middle_y = sum((x for x, _ in points), none) / count, sum((y for _, y in points), none) / count
    spread = sum(((x - middle_x) ** 2 for x, _ in points), none)
    slope = sum(((x - middle_x) * (y - middle_y) for x, y in points), none) / spread
    rest = sum(((y - middle_y - slope * (x - middle_x)) ** 2 for x, y in points), none)
    return slope, student(count - 2) * (rest / (count - 2) / spread).sqrt()


def student(freedom: int) -> Decimal:
    """Between two lines of the table the wider one."""
    place = bisect_right([one for one, _ in STUDENT], freedom) - 1
    return Decimal(STUDENT[max(0, place)][1])
