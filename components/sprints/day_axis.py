"""Time as a row of days of the same width, so that a summer-time change or an idle weekend bends no line.

Days on which nobody works are left out unless something happened on them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.sprints.facts.board import Ms
from components.sprints.words import local

LONGEST = 400  # days that are drawn one by one; a sprint that was never closed may last for years


@dataclass(frozen=True)
class DayAxis:
    days: tuple[date, ...]
    idle: frozenset[date]  # drawn although nobody works
    zone: str

    def at(self, moment: Ms) -> float:
        """Days since the left edge; within a day by its hours."""
        here = local(moment, self.zone)
        place = next((number for number, day in enumerate(self.days) if day >= here.date()), len(self.days))
        if place == len(self.days) or self.days[place] != here.date():
            return float(place)
        return place + self._share(here)

    def place_of(self, day: date) -> int | None:
        return self.days.index(day) if day in self.days else None

    def bands(self) -> tuple[int, ...]:
        """Places of the days on which nobody works."""
        return tuple(number for number, day in enumerate(self.days) if day in self.idle)

    def _share(self, here: datetime) -> float:
        zone = ZoneInfo(self.zone)
        first = datetime.combine(here.date(), time(), zone).timestamp()
        last = datetime.combine(here.date() + timedelta(1), time(), zone).timestamp()
        return (here.timestamp() - first) / (last - first)


def axis_of(start: Ms, end: Ms, working: Iterable[date], moments: Sequence[Ms], zone: str) -> DayAxis:
    """From the first day to the last; without known working days all of them are drawn."""
    first = local(start, zone).date()
    last = max(first, local(max(end, start), zone).date())
    worked = set(working)
    busy = {local(moment, zone).date() for moment in moments}
    span = [first + timedelta(number) for number in range(min(LONGEST, (last - first).days + 1))]
    kept = tuple(day for day in span if not worked or day in worked or day in busy or day == first)
    idle = frozenset(day for day in kept if worked and day not in worked)
    return DayAxis(kept, idle, zone)


def label_of(day: date, count: int) -> str:
    """Mon 5 while there is room for it."""
    return f'{day:%a} {day.day}' if count <= 16 else f'{day.day} {day:%b}'
