"""How much of a team is there on a day: 100 % when everybody works, less when somebody is away, 0 on days off.

Numbers are whole hundredths of a percent, days are ordinals: arrays of them are added a thousand times a second.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from app.domain.portfolio.items.calendars import calendar_of, days
from app.domain.portfolio.items.setting import Person, Setting

WHOLE = 10_000  # 100 % in hundredths of a percent
MONDAY = 1  # ordinal of one


@dataclass(frozen=True, eq=False)
class Availability:
    """Of a team; `weekdays` and the days that differ from them. Compared by identity, cached per setting."""
    weekdays: tuple[int, ...]  # 1 for each day of the week that is worked, from Monday
    closed: frozenset[int]  # days on which nobody works
    part: Mapping[int, int]  # days on which some are away → what is left
    away: Mapping[int, tuple[str, ...]]  # names on these days

    def working(self, first: int, last: int) -> list[int]:
        """1 for each working day of the span, else 0."""
        found = self._pattern(first, last)
        for day in self.closed:
            if first <= day <= last:
                found[day - first] = 0
        return found

    def available(self, first: int, last: int) -> list[int]:
        found = [WHOLE * works for works in self.working(first, last)]
        for day, left in self.part.items():
            if first <= day <= last and found[day - first]:
                found[day - first] = left
        return found

    def absent(self, first: int, last: int) -> tuple[str, ...]:
        """Who is away on any of these days, each once."""
        names = (name for day in range(first, last + 1) for name in self.away.get(day, ()))
        return tuple(dict.fromkeys(names))

    def _pattern(self, first: int, last: int) -> list[int]:
        length = last - first + 1
        begin = (first - MONDAY) % 7
        return list((self.weekdays * (length // 7 + 2))[begin:begin + length])


ALL_DAYS = Availability((1,) * 7, frozenset(), {}, {})


@lru_cache(maxsize=2048)
def availability_of(setting: Setting, team: int) -> Availability:
    """All days count alike where calendar days are counted."""
    if setting.rules.counts_calendar_days:
        return ALL_DAYS
    calendar = calendar_of(setting, team)
    members = setting.members.get(team, ())
    absent = _absent(setting, members)
    closed = frozenset(day.toordinal() for day in calendar.off)
    return Availability(tuple(int(day in calendar.weekdays) for day in range(7)), closed,
                        _parts(setting, members, absent),
                        {day: tuple(person.name for person in members if person.id in some)
                         for day, some in absent.items()})


def hours_of(setting: Setting, person: Person) -> Decimal:
    """A month: the person's own, those of the site, or what is usual."""
    if person.hours is not None:
        return person.hours
    kind = 'internal' if person.is_internal else 'external'
    return setting.rates.hours.get(f'{person.site}|{kind}', setting.rates.default_hours)


def _absent(setting: Setting, members: tuple[Person, ...]) -> dict[int, set[int]]:
    """Day → people who are away on it, for a reason of their own or a holiday of their site."""
    found: dict[int, set[int]] = {}
    for person in members:
        for day in _days_away(setting, person):
            found.setdefault(day.toordinal(), set()).add(person.id)
    return found


def _days_away(setting: Setting, person: Person) -> Iterator[date]:
    yield from setting.holidays.get(person.site, ())
    for absence in setting.absences:
        if absence.person == person.id:
            yield from days(absence.start, absence.end)


def _parts(setting: Setting, members: tuple[Person, ...], absent: Mapping[int, set[int]]) -> dict[int, int]:
    hours = {person.id: hours_of(setting, person) for person in members}
    total = sum(hours.values(), Decimal(0))
    if not total:
        return {}
    return {day: percent_of(sum((hours[one] for one in hours if one not in some), Decimal(0)), total)
            for day, some in absent.items()}


def percent_of(part: Decimal, whole: Decimal) -> int:
    """Hundredths of a percent, half up."""
    return int((part * WHOLE / whole).to_integral_value(ROUND_HALF_UP))
