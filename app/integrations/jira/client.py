"""One conversation with Jira, during one run: every call blocks, only reads, and raises SourceTrouble or answers whole.

The cloud and servers differ in how they search and tell histories: see `cloud` and `server`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Any, Final, TypeVar

from app import clock
from app.domain.sprints.jira.reading import (
    AUTH,
    CLOUD,
    CONFIG,
    REFUSED,
    SERVER,
    Account,
    FieldMap,
    FoundIssue,
    HistoryPage,
    JqlError,
    RawBoard,
    RawChange,
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
    SourceTrouble,
)
from app.domain.sprints.jira.stamps import milliseconds
from app.errors import Rejected
from app.integrations.jira import cloud, jql, paging, server, translate, translate_site
from app.integrations.jira.access import Access as Access
from app.integrations.jira.address import normalised
from app.integrations.jira.line import Ask, Line
from app.integrations.jira.sprint_value import sprint

V = TypeVar('V')

AGILE_PAGE: Final = 50


@contextmanager
def opened(access: Access) -> Iterator['Client']:
    """For one run; afterwards nothing of it is open."""
    try:
        base = normalised(access.url)
    except Rejected as refusal:
        raise SourceTrouble(str(refusal), CONFIG) from None
    line = Line(access, base)
    try:
        yield Client(access, line)
    finally:
        line.close()


class Client:
    """A `Reader`: what is told is told by the protocol."""

    def __init__(self, access: Access, line: Line) -> None:
        self.access, self.line = access, line
        self._kind = ''
        self._projects_seen: dict[str, bool] = {}

    @property
    def requests(self) -> int:
        return self.line.requests

    # The site

    @property
    def kind(self) -> str:
        return self._kind or self.server_info().kind

    def server_info(self) -> SiteInfo:
        told = self._get('serverInfo', 'itself')
        kind = self._kind = CLOUD if told.get('deploymentType') == 'Cloud' else SERVER
        theirs, ours = self.line.site_clock or (milliseconds(clock.now()),) * 2
        return SiteInfo(kind, translate.text(told.get('version')), translate.text(told.get('serverTitle')), theirs,
                        theirs - ours)

    def who_am_i(self) -> Account:
        told = self._get('myself', 'whose token this is')
        return Account(*translate.person(told), translate.text(told.get('timeZone')) or 'UTC')

    def fetch_fields(self) -> Sequence[RawField]:
        return self._list('field', 'its fields', translate_site.field)

    def fetch_statuses(self) -> Sequence[RawStatus]:
        return self._list('status', 'its statuses', translate_site.status)

    def fetch_priorities(self) -> Sequence[RawPriority]:
        return self._list('priority', 'its priorities', translate_site.priority)

    def fetch_link_types(self) -> Sequence[RawLinkType]:
        return self._list('issueLinkType', 'its kinds of links', translate_site.link_type, 'issueLinkTypes')

    def fetch_projects(self) -> Sequence[RawProject]:
        return self._list('project', 'its projects', translate_site.project)

    def _list(self, path: str, about: str, of: Callable[[Any], V], inside: str = '') -> list[V]:
        told = self._get(path, about)
        return self._understood(lambda: [of(one) for one in (told[inside] if inside else told)])

    # Boards and sprints

    def list_boards(self) -> Sequence[RawBoard]:
        told = list(self._agile_list('board', 'its boards'))
        return self._understood(lambda: [translate_site.board(one) for one in told])

    def board_configuration(self, number: int) -> RawBoard:
        about = f'board {number}'
        told = self._ask(Ask(f'board/{number}/configuration', about, interface='agile'))
        identifier = (told.get('filter') or {}).get('id')
        found = self._if_seen(lambda: self._get(f'filter/{identifier}', 'the filter of this board')) or {}
        projects = self._if_seen(lambda: list(self._agile_list(f'board/{number}/project', about))) or []
        return self._understood(lambda: translate_site.board_whole(
            told, [translate.text(one.get('key')) for one in projects], translate.text(found.get('jql'))))

    def list_sprints(self, board: int, states: Sequence[str] = ()) -> Sequence[RawSprint] | None:
        """Boards without sprints answer 400 to this; whether it is one, its configuration tells."""
        params = {'state': ','.join(states)} if states else {}
        try:
            told = list(self._agile_list(f'board/{board}/sprint', f'the sprints of board {board}', params))
        except SourceTrouble as error:
            if error.state == CONFIG and self.line.last_status == 400:
                return None
            raise
        return self._understood(lambda: [found for one in told if (found := sprint(one))])

    def _agile_list(self, path: str, about: str, params: dict[str, Any] | None = None) -> Iterator[Any]:
        def page(start: int) -> Any:
            asked = {**(params or {}), 'startAt': start, 'maxResults': AGILE_PAGE}
            return self._ask(Ask(path, about, asked, interface='agile'))
        for some in paging.by_offset(page, 'values'):
            yield from some

    # Issues

    def census(self, query: str) -> Iterator[Sequence[Seen]]:
        yield from self._counted(self._way.search(self.line, jql.ordered(query)), 'Found')

    def fetch_changed(self, query: str, since: int) -> Iterator[Sequence[Seen]]:
        yield from self._counted(self._way.search(self.line, jql.changed_since(query, since)), 'Found changed')

    def fetch_issues(self, numbers: Sequence[int], fields: FieldMap) -> Iterator[Sequence[RawIssue]]:
        done = 0
        for asked, told in self._way.issues(self.line, numbers, translate.asked_fields(fields)):
            done += asked
            self.access.say(f'Read {done} of {len(numbers)} issues.')
            yield self._understood(partial(_issues, told, fields))

    def fetch_histories(self, numbers: Sequence[int], fields: Sequence[str] = ()) -> Iterator[HistoryPage]:
        names = {} if self.kind == CLOUD else self._names
        done = 0
        for histories, whole in self._way.histories(self.line, numbers, fields, names):
            done += len(whole)
            self.access.say(f'Read the histories of {done} of {len(numbers)} issues.')
            wanted = () if self.kind == CLOUD else fields  # servers tell all, whatever was asked for
            yield HistoryPage(self._understood(partial(_histories, histories, wanted, names)), whole)

    def find_issue(self, number: int, key: str = '') -> FoundIssue:
        """Where the whole project is not to be seen any more, nothing can be said about its issues."""
        try:
            told = self._get(f'issue/{number}', f'issue {key or number}', {'fields': 'updated'})
        except SourceTrouble as error:
            if error.state == REFUSED:
                return FoundIssue(number, 'hidden')
            if error.state == CONFIG and self.line.last_status == 404:
                return FoundIssue(number, 'gone' if self._may_see_project_of(key) else 'hidden')
            raise
        now = translate.text(told.get('key'))
        return FoundIssue(number, 'moved' if key and now != key else 'here', now)

    def _may_see_project_of(self, key: str) -> bool:
        project = key.rpartition('-')[0]
        if not project:
            return True
        if project not in self._projects_seen:
            self._projects_seen[project] = self._if_seen(lambda: self._get(f'project/{project}', project)) is not None
        return self._projects_seen[project]

    def parse_jql(self, text: str) -> Sequence[JqlError]:
        return [translate_site.jql_error(one) for one in self._way.errors_of(self.line, text)]

    def reconcile(self, board: int, sprint_number: int) -> SiteReport | None:
        """Nobody promises that this report goes on to exist."""
        ask = Ask('rapid/charts/sprintreport', 'its own report of this sprint',
                  {'rapidViewId': board, 'sprintId': sprint_number}, interface='greenhopper', is_optional=True)
        told = self._if_seen(lambda: self._ask(ask), (CONFIG, REFUSED, AUTH, 'unavailable'))
        if not isinstance(told, dict) or not told.get('contents'):
            return None
        return self._understood(lambda: translate_site.site_report(told))

    # How it is asked

    @property
    def _way(self) -> Any:
        return cloud if self.kind == CLOUD else server

    @cached_property
    def _names(self) -> dict[str, str]:
        """Custom fields that have their name for themselves."""
        found = [one for one in self.fetch_fields() if one.is_custom]
        names = [one.name for one in found]
        return {one.name: one.id for one in found if names.count(one.name) == 1}

    def _ask(self, ask: Ask) -> Any:
        return self.line.ask(ask)

    def _get(self, path: str, about: str, params: dict[str, Any] | None = None) -> Any:
        return self.line.ask(Ask(path, about, params or {}))

    def _if_seen(self, call: Callable[[], V], states: Sequence[str] = (CONFIG, REFUSED)) -> V | None:
        try:
            return call()
        except SourceTrouble as error:
            if error.state in states and not self.line.stopped:
                return None
            raise

    def _counted(self, pages: Iterator[Sequence[Any]], said: str) -> Iterator[Sequence[Seen]]:
        found = 0
        for page in pages:
            found += len(page)
            self.access.say(f'{said} {found} issues.')
            yield self._understood(partial(_seen, page))

    def _understood(self, call: Callable[[], V]) -> V:
        """What Jira has never answered so far is a fault of the line between, not a bug to crash with."""
        try:
            return call()
        except (Rejected, KeyError, TypeError, ValueError, AttributeError) as error:
            told = str(error) if isinstance(error, Rejected) else type(error).__name__
            raise SourceTrouble(f'Jira answers with something that cannot be understood: {told}') from error


def _seen(told: Sequence[Any]) -> list[Seen]:
    return [translate.seen(one) for one in told]


def _issues(told: Sequence[Any], fields: FieldMap) -> list[RawIssue]:
    return [translate.issue(one, fields) for one in told]


def _histories(told: Mapping[int, Sequence[Any]], fields: Sequence[str],
               names: Mapping[str, str]) -> dict[int, tuple[RawChange, ...]]:
    asked = {translate.one_name(one) for one in fields}
    return {number: tuple(one for history in some for one in translate.changes(history, names)
                          if not asked or one.field in asked) for number, some in told.items()}
