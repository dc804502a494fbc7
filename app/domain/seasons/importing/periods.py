"""Which period or month of the season a text means."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.domain.seasons.axes import Period
from app.domain.seasons.importing.days import DayOrder, NoDay, day, month

WEEK: Final = re.compile(r'(?:(?:FY)?(\d{4}|\d\d)[ -]*)?(?:W|WK|WEEK|KW)[ .-]*(\d{1,2})', re.I)
MONTH: Final = re.compile(r'(?:(?:FY)?(\d{4}|\d\d)[ -]*)?(?:P|M|PERIOD)[ .-]*(\d{1,2})', re.I)


@dataclass(frozen=True, eq=False)
class Span:
    """The periods of a season, ready to be looked up."""
    periods: tuple[Period, ...]
    starts: tuple[date, ...]
    name: str
    months: Mapping[tuple[int, int], str]  # fiscal year and month → key of the node

    @property
    def first(self) -> date:
        return self.periods[0].start

    @property
    def last(self) -> date:
        return self.periods[-1].end


def span_of(periods: Sequence[Period], name: str) -> Span:
    return Span(tuple(periods), tuple(one.start for one in periods), name,
                {(one.year, one.month): f'm:{one.year}-{one.month:02}' for one in periods})


def period_key(text: str | date, span: Span, how: DayOrder, is_month: bool = False, is_ending: bool = False) -> str:
    """The key of a period node: a month where the text or its column names a month. Raises NoDay."""
    if isinstance(text, date):
        return _at(text, span, is_month, is_ending)
    told = ' '.join(text.split())
    if found := WEEK.fullmatch(told):
        return _numbered(span, told, [one.key for one in span.periods if one.number == int(found[2])
                                      and _is_year(one, found[1])])
    if found := MONTH.fullmatch(told):
        return _numbered(span, told, [key for (year, number), key in span.months.items() if number == int(found[2])
                                      and (not found[1] or year % 100 == int(found[1]) % 100)])
    if middle := month(told):
        return _at(middle, span, True, False)
    return _at(day(told, how), span, is_month, is_ending)


def _at(when: date, span: Span, is_month: bool, is_ending: bool) -> str:
    place = bisect_right(span.starts, when) - 1
    if place < 0 or when > span.periods[place].end:
        raise NoDay(f'{when} is outside {span.name}, which goes from {span.first} to {span.last}.')
    if is_ending and when == span.starts[place]:
        return _at(when - timedelta(days=1), span, is_month, False)
    one = span.periods[place]
    return span.months[one.year, one.month] if is_month else one.key


def _numbered(span: Span, told: str, keys: Sequence[str]) -> str:
    if len(keys) != 1:
        why = 'is in two years' if keys else 'is none'
        raise NoDay(f'“{told}” {why} of {span.name}, which goes from {span.first} to {span.last}.')
    return keys[0]


def _is_year(one: Period, told: str | None) -> bool:
    return not told or one.year % 100 == int(told) % 100
