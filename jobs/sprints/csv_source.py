"""A file as a site to be read: one board, whose columns are the categories of its statuses, and no history at all."""

from collections.abc import Iterator, Sequence

from app import clock
from app.domain.sprints.imports.csv_columns import ESTIMATES
from app.domain.sprints.imports.csv_import import DOING, DONE, NEW, CsvExport
from app.domain.sprints.jira.reading import (
    BATCH,
    KANBAN,
    SCRUM,
    Account,
    FieldMap,
    FoundIssue,
    HistoryPage,
    JqlError,
    RawBoard,
    RawColumn,
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

BOARD = 1
MAKER = 'com.pyxis.greenhopper.jira:'
COLUMNS = {NEW: 'To do', DOING: 'In progress', DONE: 'Done'}
FIELDS = (RawField('sprint', 'Sprint', 'array', f'{MAKER}gh-sprint', True),
          RawField('rank', 'Rank', 'any', f'{MAKER}gh-lexo-rank', True),
          RawField('epic', 'Epic Link', 'any', f'{MAKER}gh-epic-link', True),
          *(RawField(name, name, 'number', '', True) for name in ESTIMATES))


class CsvSource:
    """A `Reader`. Queries are not understood: all there is stands on the one board."""
    requests = 0

    def __init__(self, export: CsvExport, name: str, zone: str) -> None:
        self.export, self.name, self.zone = export, name, zone
        self.issues = {one.number: one for one in export.issues}

    def who_am_i(self) -> Account:
        return Account('', '', self.zone)

    def server_info(self) -> SiteInfo:
        return SiteInfo('', '', self.name, milliseconds(clock.now()))

    def list_boards(self) -> Sequence[RawBoard]:
        return [self.board_configuration(BOARD)]

    def board_configuration(self, number: int) -> RawBoard:
        return board_of(self.export, self.name)

    def list_sprints(self, board: int, states: Sequence[str] = ()) -> Sequence[RawSprint] | None:
        found = [one for one in self.export.sprints if not states or one.state in states]
        return found if self.export.sprints else None

    def census(self, jql: str) -> Iterator[Sequence[Seen]]:
        return (tuple(Seen(one.number, one.key, one.updated) for one in some)
                for some in _batches(self.export.issues))

    def fetch_changed(self, jql: str, since: int) -> Iterator[Sequence[Seen]]:
        return self.census(jql)

    def fetch_issues(self, numbers: Sequence[int], fields: FieldMap) -> Iterator[Sequence[RawIssue]]:
        return _batches([self.issues[number] for number in numbers if number in self.issues])

    def fetch_histories(self, numbers: Sequence[int], fields: Sequence[str] = ()) -> Iterator[HistoryPage]:
        """None is ever whole, so every issue stays partial."""
        return iter(())

    def fetch_fields(self) -> Sequence[RawField]:
        return FIELDS

    def fetch_statuses(self) -> Sequence[RawStatus]:
        return self.export.statuses

    def fetch_priorities(self) -> Sequence[RawPriority]:
        return [RawPriority(name, name) for name in self.export.priorities]

    def fetch_link_types(self) -> Sequence[RawLinkType]:
        return [RawLinkType(name, name) for name in self.export.links]

    def fetch_projects(self) -> Sequence[RawProject]:
        return [RawProject(key, key, key) for key in self.export.projects]

    def find_issue(self, number: int, key: str = '') -> FoundIssue:
        return FoundIssue(number, 'here' if number in self.issues else 'gone', key)

    def parse_jql(self, text: str) -> Sequence[JqlError]:
        return []

    def reconcile(self, board: int, sprint: int) -> SiteReport | None:
        return None


def board_of(export: CsvExport, name: str) -> RawBoard:
    """All three columns are always there: the first is not begun, and the last is done."""
    columns = tuple(RawColumn(words, tuple(one.id for one in export.statuses if one.category == category))
                    for category, words in COLUMNS.items())
    estimate = export.estimates[0] if export.estimates else ''
    return RawBoard(BOARD, name, SCRUM if export.sprints else KANBAN, export.projects, '', columns, estimate, estimate)


def _batches(things: Sequence[RawIssue]) -> Iterator[Sequence[RawIssue]]:
    return (things[place:place + BATCH] for place in range(0, len(things), BATCH))
