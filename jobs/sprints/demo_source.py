"""The demo as a site to be read: the same answers as Jira would give, made up anew each time."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from app import clock
from app.domain.sprints.demo.days import ZONE
from app.domain.sprints.demo.odd import BLOCKS, RELATES
from app.domain.sprints.demo.story import (
    DOING,
    FINISHED,
    FLAGGED,
    NAMES,
    POINTS,
    RANK,
    REVIEW,
    SPRINT,
    TODO,
)
from app.domain.sprints.demo.world import BOARDS, World
from app.domain.sprints.jira.reading import (
    Account,
    FieldMap,
    FoundIssue,
    HistoryPage,
    JqlError,
    RawBoard,
    RawField,
    RawIssue,
    RawLinkType,
    RawPriority,
    RawProject,
    RawSprint,
    RawStatus,
    Seen,
    SiteInfo,
    SiteReport,
)
from app.domain.sprints.jira.stamps import milliseconds

T = TypeVar('T')

BATCH = 500
CATEGORIES = {TODO: 'new', DOING: 'indeterminate', REVIEW: 'indeterminate', FINISHED: 'done'}
GREENHOPPER = 'com.pyxis.greenhopper.jira:'
PROJECTS = {'PAY': 'Payments', 'STO': 'Stores', 'MOB': 'Mobile', 'OPS': 'Operations'}


class DemoSource:
    """A `Reader`. Queries are not understood but for the board whose filter they are."""
    requests = 0

    def __init__(self, world: World) -> None:
        self.world = world

    def who_am_i(self) -> Account:
        return Account('demo', 'Demo', ZONE)

    def server_info(self) -> SiteInfo:
        return SiteInfo('', '', 'Demo', milliseconds(clock.now()))

    def list_boards(self) -> Sequence[RawBoard]:
        return list(BOARDS.values())

    def board_configuration(self, number: int) -> RawBoard:
        return BOARDS[number]

    def list_sprints(self, board: int, states: Sequence[str] = ()) -> Sequence[RawSprint] | None:
        told = self.world.sprints.get(board)
        return told and [one for one in told if not states or one.state in states]

    def census(self, jql: str) -> Iterator[Sequence[Seen]]:
        yield from self._seen(jql, 0)

    def fetch_changed(self, jql: str, since: int) -> Iterator[Sequence[Seen]]:
        yield from self._seen(jql, since)

    def fetch_issues(self, numbers: Sequence[int], fields: FieldMap) -> Iterator[Sequence[RawIssue]]:
        for some in _batches(numbers):
            yield [self.world.issue(number) for number in some if number in self.world.stories]

    def fetch_histories(self, numbers: Sequence[int], fields: Sequence[str] = ()) -> Iterator[HistoryPage]:
        for some in _batches(numbers):
            known = [number for number in some if number in self.world.stories]
            yield HistoryPage({number: tuple(self.world.stories[number].changes) for number in known},
                              frozenset(known))

    def fetch_fields(self) -> Sequence[RawField]:
        return [RawField(SPRINT, 'Sprint', 'array', f'{GREENHOPPER}gh-sprint', True),
                RawField(POINTS, 'Story point estimate', 'number', f'{GREENHOPPER}jsw-story-points', True),
                RawField(RANK, 'Rank', 'any', f'{GREENHOPPER}gh-lexo-rank', True),
                RawField(FLAGGED, 'Flagged', 'array',
                         'com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes', True)]

    def fetch_statuses(self) -> Sequence[RawStatus]:
        return [RawStatus(own, NAMES[own], category) for own, category in CATEGORIES.items()]

    def fetch_priorities(self) -> Sequence[RawPriority]:
        return [RawPriority(str(place), name) for place, name in enumerate(('Highest', 'High', 'Medium', 'Low'), 1)]

    def fetch_link_types(self) -> Sequence[RawLinkType]:
        return [RawLinkType(BLOCKS, 'Blocks', 'is blocked by', 'blocks'),
                RawLinkType(RELATES, 'Relates', 'relates to', 'relates to')]

    def fetch_projects(self) -> Sequence[RawProject]:
        return [RawProject(key, key, name) for key, name in PROJECTS.items()]

    def find_issue(self, number: int, key: str = '') -> FoundIssue:
        return FoundIssue(number, 'here' if number in self.world.stories else 'gone', key)

    def parse_jql(self, text: str) -> Sequence[JqlError]:
        return []

    def reconcile(self, board: int, sprint: int) -> SiteReport | None:
        return None

    def _seen(self, jql: str, since: int) -> Iterator[Sequence[Seen]]:
        projects = [key for key in PROJECTS if key in jql]
        told = [Seen(number, story.key, str(self.world.updated(number)))
                for number, story in self.world.stories.items()
                if story.key.partition('-')[0] in projects and self.world.updated(number) >= since]
        yield from _batches(told)


def _batches(things: Sequence[T]) -> Iterator[Sequence[T]]:
    return (things[place:place + BATCH] for place in range(0, len(things), BATCH))
