"""Answers of Jira in our words: issues and histories; what cannot be understood is left out and said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal
from zlib import crc32

from app.domain.sprints.jira.reading import (
    KEY,
    LINK,
    PARENT,
    FieldMap,
    IssueFields,
    IssueLink,
    RawChange,
    RawIssue,
    Seen,
)
from app.domain.sprints.jira.stamps import milliseconds, milliseconds_or_none
from app.integrations.jira.sprint_value import sprint_number

BASIC: Final = ('summary', 'issuetype', 'status', 'project', 'parent', 'created', 'updated', 'priority', 'assignee',
                'reporter', 'labels', 'components', 'fixVersions', 'duedate', 'resolutiondate', 'timeestimate',
                'timeoriginalestimate', 'timespent', 'issuelinks')
EPIC_LEVEL: Final = 1
UNKNOWN: Final = 'Unknown person'
SAME: Final = {'parent': PARENT, 'IssueParentAssociation': PARENT, 'Parent Issue': PARENT, 'issuelinks': LINK,
               'issuekey': KEY}

Json = Mapping[str, Any]


def asked_fields(fields: FieldMap) -> list[str]:
    """Names of what an issue is asked for, each once."""
    roles = (fields.sprint, fields.rank, fields.epic, fields.flagged, fields.owner)
    return list(dict.fromkeys([*BASIC, *filter(None, [*roles, *fields.estimates, *fields.others])]))


def seen(issue: Json) -> Seen:
    return Seen(int(issue['id']), text(issue.get('key')), text((issue.get('fields') or {}).get('updated')))


def issue(told: Json, fields: FieldMap) -> RawIssue:
    """Raises Rejected where a moment lacks its zone."""
    found, faults = told.get('fields') or {}, list[str]()
    kind, status = _part(found, 'issuetype', faults), _part(found, 'status', faults)
    parent, project = _part(found, 'parent', faults), _part(found, 'project', faults)
    return RawIssue(
        number=int(told['id']), key=text(told.get('key')), type=text(kind.get('name')),
        is_subtask=bool(kind.get('subtask')), is_epic=_is_epic(kind), parent=number(parent.get('id')),
        project=text(project.get('key')) or text(told.get('key')).rpartition('-')[0],
        title=text(found.get('summary')), created=milliseconds(found.get('created')),
        updated=text(found.get('updated')), status=text(status.get('id')), status_name=text(status.get('name')),
        fields=_fields(found, fields, faults), people=dict(_people(found, fields)), faults=tuple(faults))


def changes(history: Json, names: Mapping[str, str] | None = None) -> Iterator[RawChange]:
    """`names`: which custom field has which id, for servers that tell names only."""
    account, name = person(history.get('author'))
    at, ordinals = milliseconds(history.get('created')), dict[str, int]()
    for item in history.get('items') or ():
        known = text(item.get('field'))
        ordinal = ordinals[known] = ordinals.get(known, -1) + 1
        yield RawChange(int(history['id']), _item(known, ordinal), at, account, name, _field_of(item, names or {}),
                        text(item.get('from')), text(item.get('to')), text(item.get('fromString')),
                        text(item.get('toString')))


def person(told: Any) -> tuple[str, str]:
    """Account and name; servers have keys for accounts, and some people are nobody any more."""
    if not isinstance(told, Mapping):
        return '', ''
    account = text(told.get('accountId')) or text(told.get('key')) or text(told.get('name'))
    return account, text(told.get('displayName')) or UNKNOWN


def text(told: Any) -> str:
    return '' if told is None else str(told)


def number(told: Any) -> int | None:
    return int(told) if isinstance(told, int) or text(told).isdecimal() else None


def written(told: Any) -> str | None:
    """A number or text as a person would have typed it; None where there is none, or it is neither."""
    if isinstance(told, bool) or told is None or told == '':
        return None
    if isinstance(told, float) and told.is_integer():
        return str(int(told))
    return str(told) if isinstance(told, int | float | str) else None


def plain(told: Any) -> str | list[str] | None:
    """Whatever a field holds, as text or texts; None where that is nothing."""
    if isinstance(told, list):
        return [one for one in map(_plain_one, told) if one]
    return _plain_one(told) or None


def _plain_one(told: Any) -> str:
    if isinstance(told, Mapping):
        name = next((text(told[key]) for key in ('value', 'name', 'displayName', 'key', 'id') if told.get(key)), '')
        below = _plain_one(told.get('child'))
        return f'{name} / {below}' if below else name
    if isinstance(told, bool):
        return str(told).lower()
    return written(told) or ''


def _is_epic(kind: Json) -> bool:
    """Servers tell no level; their epics have had this name since there are any."""
    level = kind.get('hierarchyLevel')
    return level == EPIC_LEVEL if isinstance(level, int) else 'Epic' in (kind.get('untranslatedName'), kind.get('name'))


def _fields(found: Json, fields: FieldMap, faults: list[str]) -> IssueFields:
    parent = _part(found, 'parent', [])
    is_below_epic = _is_epic(_part(_part(parent, 'fields', []), 'issuetype', []))
    epic = text(found.get(fields.epic)) if fields.epic else ''
    return IssueFields(
        priority=text(_part(found, 'priority', faults).get('id')), assignee=person(found.get('assignee'))[0],
        reporter=person(found.get('reporter'))[0], owner=person(_first(found.get(fields.owner)))[0],
        labels=[text(one) for one in _several(found, 'labels', faults)],
        components=_names(_several(found, 'components', faults)),
        versions=_names(_several(found, 'fixVersions', faults)),
        epic=epic or (text(parent.get('key')) if is_below_epic else ''),
        rank=text(found.get(fields.rank)) if fields.rank else '', flagged=_is_flagged(found, fields),
        due=text(found.get('duedate')), resolved=milliseconds_or_none(found.get('resolutiondate')),
        estimates=dict(_estimates(found, fields, faults)), seconds=number(found.get('timeestimate')),
        original_seconds=number(found.get('timeoriginalestimate')), spent_seconds=number(found.get('timespent')),
        sprints=_sprints(found.get(fields.sprint), faults) if fields.sprint else [],
        links=list(_links(_several(found, 'issuelinks', faults), faults)),
        others={name: value for name in fields.others if (value := plain(found.get(name))) not in (None, [])})


def _estimates(found: Json, fields: FieldMap, faults: list[str]) -> Iterator[tuple[str, str]]:
    for name in fields.estimates:
        told = found.get(name)
        value = written(told.get('value')) if isinstance(told, Mapping) else written(told)
        if value is not None:
            yield name, value
        elif told not in (None, ''):
            faults.append(f'The estimate in {name} is neither a number nor a text.')


def _sprints(told: Any, faults: list[str]) -> list[int]:
    if told is None:
        return []
    found = [sprint_number(one) for one in (told if isinstance(told, list) else [told])]
    if None in found:
        faults.append('A sprint of this issue cannot be understood.')
    return list(dict.fromkeys(one for one in found if one is not None))


def _links(told: Iterable[Json], faults: list[str]) -> Iterator[IssueLink]:
    ways: Sequence[tuple[Literal['in', 'out'], str]] = (('out', 'outwardIssue'), ('in', 'inwardIssue'))
    for link in told:
        for way, name in ways:
            if not isinstance(link, Mapping) or not (other := _part(link, name, faults)):
                continue
            if (there := number(other.get('id'))) is None:
                faults.append('A link leads to an issue without a number.')
                continue
            yield IssueLink(type=text(_part(link, 'type', faults).get('id')), way=way, number=there,
                            key=text(other.get('key')))


def _is_flagged(found: Json, fields: FieldMap) -> bool:
    return bool(found.get(fields.flagged)) if fields.flagged else False


def _people(found: Json, fields: FieldMap) -> Iterator[tuple[str, str]]:
    owner = _first(found.get(fields.owner)) if fields.owner else None
    for told in (found.get('assignee'), found.get('reporter'), owner):
        account, name = person(told)
        if account:
            yield account, name


def _first(told: Any) -> Any:
    return (told[0] if told else None) if isinstance(told, list) else told


def _part(found: Json, name: str, faults: list[str]) -> Json:
    """One malformed value must not keep a whole page from being read."""
    told = found.get(name) or {}
    if isinstance(told, Mapping):
        return told
    faults.append(f'“{name}” is of another kind than it should be.')
    return {}


def _several(found: Json, name: str, faults: list[str]) -> Sequence[Any]:
    told = found.get(name) or ()
    if isinstance(told, list | tuple):
        return told
    faults.append(f'“{name}” is no list.')
    return ()


def _names(told: Sequence[Any]) -> list[str]:
    return [text(one.get('name')) for one in told if isinstance(one, Mapping)]


def one_name(field: str) -> str:
    """Of what has several names, depending on the kind and age of Jira."""
    return SAME.get(field, field)


def _field_of(item: Json, names: Mapping[str, str]) -> str:
    known = text(item.get('field'))
    if item.get('fieldId'):
        return one_name(text(item['fieldId']))
    return names.get(known, known) if item.get('fieldtype') == 'custom' else one_name(known)


def _item(name: str, ordinal: int) -> int:
    """The same whichever other fields were asked for: from the name that the history keeps, below 2³⁰."""
    return (crc32(name.encode()) & 0xFFFFFF) * 64 + min(ordinal, 63)
