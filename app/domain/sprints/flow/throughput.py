"""How much is done each day and each week, by the day on which each issue was done for the last time."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.sprints.facts.calendar import DAY, Days
from app.domain.sprints.flow.cycle import Course, counts
from app.domain.sprints.forecasts.forecast import LONGEST, SHORTEST, Window


@dataclass(frozen=True, slots=True)
class Week:
    """From its Monday on; `days` of it lie in what is shown."""
    first: date
    done: int
    days: int


def done_by_day(courses: Iterable[Course], days: Days) -> Mapping[date, int]:
    """Only days on which something was done."""
    return Counter(days.of(course.finish) for course in courses if course.finish is not None)


def weeks_of(done: Mapping[date, int], first: date, last: date) -> tuple[Week, ...]:
    """Quiet weeks too."""
    found: dict[date, list[int]] = {}
    for number in range((last - first).days + 1):
        day = first + number * DAY
        week = found.setdefault(day - timedelta(day.weekday()), [0, 0])
        week[0] += done.get(day, 0)
        week[1] += 1
    return tuple(Week(monday, *both) for monday, both in found.items())


def window_of(done: Mapping[date, int], days: Days, today: date, length: int, calendar: str) -> Window:
    """The last days up to yesterday. Where only working days are looked at, what was done on another day counts on
    the working day before it, so nothing that was done is lost.
    """
    length = max(SHORTEST, min(LONGEST, length))
    span = [today - timedelta(length - number) for number in range(length)]
    kept = [day for day in span if counts(days, day, calendar)]
    found = dict.fromkeys(kept, 0)
    current = kept[0] if kept else None
    for day in span:
        current = day if day in found else current
        if current is not None:
            found[current] += done.get(day, 0)
    return Window(tuple(found), tuple(found.values()))
