"""What happens to issues while a team works: planned, pulled in, done, re-opened, carried over, taken out."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from app.domain.sprints.demo.days import SECOND, Period, some_time
from app.domain.sprints.demo.story import DOING, FINISHED, REVIEW, Story

TEAM = ('chidi', 'dana', 'farid', 'jonas')
LEADS = ('amara', 'ben')
LARGER = {'': '3', '1': '2', '2': '3', '3': '5', '5': '8', '8': '13', '13': '21'}
HOUR = 3_600 * SECOND
DAYS = 10  # on which a team works in a sprint


class Sprinting:
    """One sprint of one team; nothing happens after `now`, in ms."""

    def __init__(self, chance: Random, period: Period, now: int) -> None:
        self.chance, self.period, self.now = chance, period, now
        self.days = period.working()

    def plan(self, stories: Sequence[Story]) -> None:
        """On one of the three days before it begins; of what is to come, so far as today has come."""
        for story in stories:
            day = self.period.first - timedelta(days=self.chance.randrange(1, 4))
            at = min(some_time(self.chance, day), self.now - HOUR)
            story.joins(max(at, story.changes[-1].at + SECOND if story.changes else story.created + SECOND),
                        self.period.number, self.period.name, self.chance.choice(LEADS))

    def pull_in(self, story: Story) -> None:
        day = self.chance.choice(self.days[1:7])
        self._if_past(some_time(self.chance, day), lambda at: story.joins(
            at, self.period.number, self.period.name, self.chance.choice(LEADS)))

    def take_out(self, story: Story) -> None:
        day = self.chance.choice(self.days[3:8])
        self._if_past(some_time(self.chance, day), lambda at: story.leaves(
            at, self.period.number, self.chance.choice(LEADS)))

    def work(self, story: Story, luck: float) -> None:
        """Begun early or late; `luck` is the chance that it is done in time."""
        size = int(story.points or 3)
        begin = self.chance.randrange(0, 7)
        lasts = max(1, min(5, round(size * self.chance.uniform(0.3, 0.8))))
        day = begin + lasts if self.chance.random() < luck else DAYS
        who = self.chance.choice(TEAM)
        last = story.changes[-1].at if story.changes else story.created
        steps = [(begin, DOING), (min(begin + lasts - 1, DAYS - 1), REVIEW), (day, FINISHED)]
        for place, status in steps:
            if place >= DAYS:
                break
            last = max(some_time(self.chance, self.days[place]), last + 60 * SECOND)
            if last > self.now or last > self.period.end:
                break
            if status == DOING:
                story.is_given_to(last - SECOND, who, who)
            story.moves(last, status, who)

    def estimate_anew(self, story: Story) -> None:
        at = some_time(self.chance, self.chance.choice(self.days[1:6]))
        if not story.changes or at > story.changes[-1].at:
            self._if_past(at, lambda moment: story.is_estimated(moment, LARGER[story.points], self.chance.choice(TEAM)))

    def close(self, stories: Sequence[Story], following: Period) -> list[Story]:
        """Jira writes what is carried over some seconds after it is closed. Returns what was."""
        if self.period.closed > self.now:
            return []
        carried = [story for story in stories if not story.is_done and self.period.number in story.sprints]
        for story in carried:
            story.joins(self.period.closed + 5 * SECOND, following.number, following.name, 'amara')
        return carried

    def _if_past(self, at: int, deed: object) -> None:
        if at <= self.now and callable(deed):
            deed(at)
