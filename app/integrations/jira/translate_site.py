"""What Jira tells about itself in our words: boards, statuses, fields, and its own report of a sprint."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from app.domain.sprints.jira.reading import (
    JqlError,
    RawBoard,
    RawColumn,
    RawField,
    RawLinkType,
    RawPriority,
    RawProject,
    RawStatus,
    SiteReport,
)
from app.integrations.jira.translate import number, text, written

Json = Mapping[str, Any]

PLACE: Final = re.compile(r'(?:character|column)\s+(\d+)', re.IGNORECASE)
BY_FIELD: Final = 'field'
LISTS: Final = ('completedIssues', 'issuesNotCompletedInCurrentSprint', 'puntedIssues',
                'issuesCompletedInAnotherSprint')
OLD_NAMES: Final = {'issuesNotCompletedInCurrentSprint': 'incompletedIssues'}


def board(told: Json) -> RawBoard:
    key = text((told.get('location') or {}).get('projectKey') or (told.get('location') or {}).get('key'))
    return RawBoard(int(told['id']), text(told.get('name')), text(told.get('type')), (key,) if key else ())


def board_whole(told: Json, projects: Iterable[str], jql: str) -> RawBoard:
    """`told` is its configuration."""
    brief, estimation = board(told), told.get('estimation') or {}
    counted = estimation.get('field') or {} if estimation.get('type') == BY_FIELD else {}
    return RawBoard(brief.number, brief.name, brief.kind, tuple(dict.fromkeys([*brief.projects, *projects])), jql,
                    tuple(_columns((told.get('columnConfig') or {}).get('columns') or ())),
                    text(counted.get('fieldId')), text(counted.get('displayName')),
                    text((told.get('subQuery') or {}).get('query')))


def field(told: Json) -> RawField:
    schema = told.get('schema') or {}
    return RawField(text(told.get('id')), text(told.get('name')), text(schema.get('type')), text(schema.get('custom')),
                    bool(told.get('custom')))


def status(told: Json) -> RawStatus:
    """The category “undefined” says nothing."""
    category = text((told.get('statusCategory') or {}).get('key'))
    return RawStatus(text(told.get('id')), text(told.get('name')), '' if category == 'undefined' else category)


def priority(told: Json) -> RawPriority:
    return RawPriority(text(told.get('id')), text(told.get('name')))


def link_type(told: Json) -> RawLinkType:
    return RawLinkType(text(told.get('id')), text(told.get('name')), text(told.get('inward')),
                       text(told.get('outward')))


def project(told: Json) -> RawProject:
    return RawProject(text(told.get('id')), text(told.get('key')), text(told.get('name')))


def jql_error(said: str) -> JqlError:
    found = PLACE.search(said)
    return JqlError(said, int(found[1]) if found else None)


def site_report(told: Json) -> SiteReport:
    contents: Json = told.get('contents') or {}
    lists = {name: list(_members(contents, name)) for name in LISTS}
    completed, open_, removed, elsewhere = (frozenset(one for one, _ in lists[name]) for name in LISTS)
    return SiteReport(completed, open_, removed, elsewhere, frozenset(contents.get('issueKeysAddedDuringSprint') or {}),
                      dict(_sums(contents)), dict(member for several in lists.values() for member in several))


def _columns(told: Iterable[Json]) -> Iterator[RawColumn]:
    for one in told:
        ids = tuple(text(status.get('id')) for status in one.get('statuses') or ())
        yield RawColumn(text(one.get('name')), ids, number(one.get('min')), number(one.get('max')))


def _members(contents: Json, name: str) -> Iterator[tuple[int, str]]:
    for one in contents.get(name) or contents.get(OLD_NAMES.get(name, '')) or ():
        if (there := number(one.get('id'))) is not None:
            yield there, text(one.get('key'))


def _sums(contents: Json) -> Iterator[tuple[str, str | None]]:
    """A sum without a value is unknown, whatever its text says."""
    for name, told in contents.items():
        if name.endswith('EstimateSum') and isinstance(told, Mapping):
            yield name, written(told.get('value'))
