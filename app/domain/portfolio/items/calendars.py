"""Working days of a team: its weekdays without days off of the whole team and without holidays of all its sites."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from app.domain.portfolio.items.setting import WORKWEEK, Setting

DAY = timedelta(days=1)
FARTHEST = 366 * 3  # days to look for a working day before giving up: a team may have none at all


@dataclass(frozen=True)
class Calendar:
    weekdays: frozenset[int] = WORKWEEK
    off: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.off

    def working_days(self, start: date, end: date) -> int:
        """In both days and between them; 0 where the end lies before the start."""
        length = (end - start).days + 1
        if length <= 0:
            return 0
        weeks, rest = divmod(length, 7)
        first = start.weekday()
        count = weeks * len(self.weekdays) + sum((first + n) % 7 in self.weekdays for n in range(rest))
        return count - sum(start <= day <= end and day.weekday() in self.weekdays for day in self.off)

    def next_working(self, day: date) -> date:
        """The first working day after this one; the next day where there is none in three years."""
        return self._walk(day, DAY)

    def last_working(self, day: date) -> date:
        """The last working day before this one."""
        return self._walk(day, -DAY)

    def end_of(self, start: date, length: int) -> date:
        """The day on which something of this many working days ends that begins at `start`."""
        day = start if self.is_working(start) else self.next_working(start)
        for _ in range(length - 1):
            day = self.next_working(day)
        return day

    def _walk(self, day: date, step: timedelta) -> date:
        found = day + step
        for _ in range(FARTHEST):
            if self.is_working(found):
                return found
            found += step
        return day + step


@lru_cache(maxsize=1024)
def calendar_of(setting: Setting, team: int | None) -> Calendar:
    """Of a team; Monday to Friday without holidays for nobody's work."""
    if team is None:
        return Calendar()
    return Calendar(setting.weekdays.get(team, WORKWEEK), frozenset(_days_off(setting, team)))


def _days_off(setting: Setting, team: int) -> Iterable[date]:
    for absence in setting.absences:
        if absence.team == team and absence.person is None:
            yield from days(absence.start, absence.end)
    sites = {person.site for person in setting.members.get(team, ())} or set(setting.teams[team].sites
                                                                            if team in setting.teams else ())
    if sites:
        yield from frozenset.intersection(*(setting.holidays.get(site, frozenset()) for site in sites))


def days(start: date, end: date) -> Iterable[date]:
    return (start + timedelta(days=n) for n in range((end - start).days + 1))
