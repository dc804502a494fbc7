"""What a JSON patch makes of an item, for sources that are only made up; refuses what a real one would refuse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.portfolio.sources.reading import (
    CHILD,
    CONFLICT,
    PARENT,
    PREDECESSOR,
    REFUSED,
    RELATED,
    SUCCESSOR,
    Body,
    BodyLink,
    SourceTrouble,
)

COLUMNS = {'System.Title': 'title', 'System.State': 'state', 'System.AreaPath': 'area',
           'System.IterationPath': 'iteration', 'System.AssignedTo': 'assignee', 'System.Description': 'description',
           'System.WorkItemType': 'type'}
TAGS, RANK = 'System.Tags', 'Microsoft.VSTS.Common.StackRank'
OPPOSITES: Mapping[str, str] = {PREDECESSOR: SUCCESSOR, SUCCESSOR: PREDECESSOR, RELATED: RELATED, PARENT: CHILD,
                                CHILD: PARENT}


@dataclass(frozen=True)
class Fields:
    """Where this source keeps its days."""
    start: str = 'Microsoft.VSTS.Scheduling.StartDate'
    end: str = 'Microsoft.VSTS.Scheduling.TargetDate'


def patched(body: Body, operations: Sequence[Mapping[str, Any]], names: Fields) -> Body:
    """The next revision; raises SourceTrouble if the revision that is tested is not the present one."""
    before = len(parents_of(body))
    for operation in operations:
        path = str(operation.get('path', ''))
        if path == '/rev':
            _demand_rev(body, operation)
        elif path.startswith('/fields/'):
            body = _with_field(body, path.removeprefix('/fields/'), operation, names)
        elif path.startswith('/relations/'):
            body = _with_relation(body, path.removeprefix('/relations/'), operation)
        else:
            raise SourceTrouble(f'There is nothing at {path}.', REFUSED)
    parents = parents_of(body)
    if len(parents) > max(1, before):
        raise SourceTrouble('An item has one parent.', REFUSED)
    return replace(body, rev=body.rev + 1, parent=parents[0] if parents else None, parents=len(parents))


def fields_of(body: Body, names: Fields) -> dict[str, Any]:
    """As revisions tell them."""
    found = {name: getattr(body, column) for name, column in COLUMNS.items() if column != 'description'}
    found |= {names.start: body.start_raw, names.end: body.end_raw, TAGS: '; '.join(body.tags)}
    return {name: value for name, value in found.items() if value}


def parents_of(body: Body) -> list[int]:
    return [link.number for link in body.links if link.rel == PARENT and link.number is not None]


def number_of(url: str) -> int | None:
    last = url.rstrip('/').rpartition('/')[2]
    return int(last) if last.isascii() and last.isdigit() else None


def ends_of(before: Body, after: Body) -> tuple[set[BodyLink], set[BodyLink]]:
    """Links that went and links that came; the other ends have to follow."""
    return set(before.links) - set(after.links), set(after.links) - set(before.links)


def _demand_rev(body: Body, operation: Mapping[str, Any]) -> None:
    if operation.get('op') == 'test' and operation.get('value') != body.rev:
        raise SourceTrouble(f'Somebody has changed item {body.number} meanwhile.', CONFLICT)


def _with_field(body: Body, name: str, operation: Mapping[str, Any], names: Fields) -> Body:
    is_removed = operation['op'] == 'remove'
    value = None if is_removed else operation.get('value')
    if name in (names.start, names.end):
        raw = str(value or '')
        return replace(body, start_raw=raw) if name == names.start else replace(body, end_raw=raw)
    if name == TAGS:
        return replace(body, tags=tuple(tag.strip() for tag in str(value or '').split(';') if tag.strip()))
    if name == RANK:
        return replace(body, rank=None if value is None else float(value))
    if name in COLUMNS:
        if name in ('System.Title', 'System.State', 'System.AreaPath', 'System.IterationPath') and not value:
            raise SourceTrouble(f'{name} cannot be empty.', REFUSED)
        changes: dict[str, Any] = {COLUMNS[name]: str(value or '')}
        return replace(body, **changes)
    fields = {key: one for key, one in body.fields.items() if key != name}
    return replace(body, fields=fields if is_removed else {**fields, name: value})


def _with_relation(body: Body, place: str, operation: Mapping[str, Any]) -> Body:
    if operation['op'] == 'remove':
        if not place.isdigit() or int(place) >= len(body.links):
            raise SourceTrouble(f'There is no relation {place} any more.', CONFLICT)
        return replace(body, links=(*body.links[:int(place)], *body.links[int(place) + 1:]))
    value = operation.get('value') or {}
    url = str(value.get('url', ''))
    link = BodyLink(str(value.get('rel', '')), number_of(url), url)
    if any((one.rel, one.number) == (link.rel, link.number) for one in body.links):
        raise SourceTrouble('This relation is there already.', REFUSED)
    return replace(body, links=(*body.links, link))
