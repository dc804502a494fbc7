"""When things happen in the demo: sprints of two weeks, and the hours in which people work."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from app.domain.sprints.jira.reading import ACTIVE, CLOSED, FUTURE, RawSprint

ZONE = 'Europe/Berlin'
PAST, AHEAD = 12, 2  # sprints
TWO_WEEKS = timedelta(days=14)
LAST_DAY = timedelta(days=11)  # from the first, a Monday, to the Friday of the next week
SECOND = 1000


@dataclass(frozen=True)
class Period:
    """A sprint as it was planned."""
    number: int
    name: str
    first: date

    @property
    def start(self) -> int:
        return at(self.first, 9)

    @property
    def end(self) -> int:
        return at(self.first + LAST_DAY, 17)

    @property
    def closed(self) -> int:
        """Somebody closes it a little after the end."""
        return self.end + 17 * 60 * SECOND

    def working(self) -> list[date]:
        return [self.first + timedelta(n) for n in range(12) if n not in (5, 6)]

    def told(self, place: int, board: int, goal: str) -> RawSprint:
        """`place`: 0 is the running one."""
        if place > 0:
            return RawSprint(self.number, self.name, FUTURE, goal, self.start, None, self.end, None, board)
        if place == 0:
            return RawSprint(self.number, self.name, ACTIVE, goal, self.start, self.start + 2 * SECOND, self.end, None,
                             board)
        return RawSprint(self.number, self.name, CLOSED, goal, self.start, self.start + 2 * SECOND, self.end,
                         self.closed, board)


def at(day: date, hour: int, minute: int = 0) -> int:
    """ms since 1970 of a local time of the demo."""
    return int(datetime.combine(day, time(hour, minute), ZoneInfo(ZONE)).timestamp() * SECOND)


def some_time(chance: Random, day: date) -> int:
    """Within the hours in which people work."""
    return at(day, chance.randrange(9, 17), chance.randrange(60)) + chance.randrange(60) * SECOND


def first_monday(today: date) -> date:
    """Of the running sprint: today is in its second week, or after the first where nobody works."""
    return today - timedelta(today.weekday() + (7 if today.weekday() < 5 else 0))
