"""What counted stock says of a period, told by the day at whose end it was counted.

- Before the season: the last count of a leaf is what it opens with.
- On the last day of a period that is over: it is its closing stock, whether or not its sales are known.
- Inside a period that is over: the last one is rolled on to its end, with what came on the days after it and less what
  went out on them. Sales are known by period only, so each day behind the count takes the same share. Without sales
  there is nothing to roll on with: then it says nothing yet.
- In a period that is not over: nothing yet.

A count never tells of sales: whatever else of a period is not known stays as planned.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.seasons.axes import Period

MILLION: Final = 1_000_000

Table = NDArray[np.int64]


def opening_day(days: Iterable[date], periods: Sequence[Period]) -> date | None:
    """Of the counts of a leaf, the one it opens the season with."""
    return max((one for one in days if one < periods[0].start), default=None)


def inside(days: Iterable[date], periods: Sequence[Period]) -> Mapping[int, date]:
    """By number of period the count that has to be rolled on to its end; none where it was counted on the last day."""
    found = dict[int, date]()
    for day in sorted(days):
        at = next((at for at, one in enumerate(periods) if one.start <= day <= one.end), None)
        if at is not None:
            found[at] = day
    return {at: day for at, day in found.items() if day != periods[at].end}


def share_behind(period: Period, day: date) -> int:
    """Millionths of a period that lie behind the end of a day in it, half up."""
    days = (period.end - period.start).days + 1
    return (2 * MILLION * (period.end - day).days + days) // (2 * days)


def rolled_on(counted: Table, rest: Table, out: Table) -> Table:
    """Stock at the end, from stock inside (receipts since included) and what goes out in the period, net; half up."""
    found: Table = counted - (out * rest + MILLION // 2) // MILLION
    return found
