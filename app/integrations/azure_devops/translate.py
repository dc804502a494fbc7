"""What Azure DevOps answers, as values of ours.

Its fields are whatever a project made of them: numbers come as texts, people as records, names or nothing, dates in
three spellings. What cannot be read is left out; nothing of it fails a read.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from app.domain.portfolio.sources.reading import (
    PARENT,
    Body,
    BodyLink,
    Capacity,
    DaysFound,
    IterationFound,
    MarkerFound,
    NodeFound,
    RevisionFound,
    TeamCapacity,
    TeamDays,
)
from app.integrations.azure_devops.address import item_number, item_page

START_FIELD, END_FIELD = 'Microsoft.VSTS.Scheduling.StartDate', 'Microsoft.VSTS.Scheduling.TargetDate'
RANKS = ('Microsoft.VSTS.Common.StackRank', 'Microsoft.VSTS.Common.BacklogPriority')
REMOTE = 'System.LinkTypes.Remote.'
LONGEST = 500  # characters of a field that is kept beside the usual ones
LONGEST_TEXT = 1_000_000  # of a description
OWN = frozenset({  # fields that a body has a place for, or that say nothing about the plan
    'System.Id', 'System.Rev', 'System.WorkItemType', 'System.Title', 'System.State', 'System.AreaPath',
    'System.IterationPath', 'System.IterationId', 'System.Parent', 'System.Tags', 'System.AssignedTo',
    'System.Description', 'System.AuthorizedDate', 'System.AuthorizedAs', 'System.RevisedDate', 'System.Watermark',
    'System.PersonId', *RANKS})
TOLD = ('System.Title', 'System.State', 'System.WorkItemType', 'System.AreaPath', 'System.IterationPath',
        'System.AssignedTo', 'System.Tags')  # by revisions, beside the dates
WEEKDAYS = ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')


def body(item: Any, base: str, start_field: str = START_FIELD, end_field: str = END_FIELD) -> Body:
    """A work item with its relations."""
    fields: Mapping[str, Any] = item.fields or {}
    links = tuple(_link(one, base) for one in item.relations or ())
    parents = [link.number for link in links if link.rel == PARENT and link.number is not None]
    return Body(
        number=int(item.id), rev=int(item.rev or fields.get('System.Rev') or 0),
        type=text(fields.get('System.WorkItemType')), title=text(fields.get('System.Title')),
        state=text(fields.get('System.State')), area=path(fields.get('System.AreaPath')),
        iteration=path(fields.get('System.IterationPath')), iteration_id=text(fields.get('System.IterationId')),
        start_raw=text(fields.get(start_field)), end_raw=text(fields.get(end_field)),
        parent=parents[0] if parents else whole(fields.get('System.Parent')), links=links,
        tags=tags(fields.get('System.Tags')), assignee=person(fields.get('System.AssignedTo')),
        description=str(fields.get('System.Description') or '')[:LONGEST_TEXT],
        rank=next((found for name in RANKS if (found := number(fields.get(name))) is not None), None),
        url=item_page(base, text(fields.get('System.TeamProject')), int(item.id)),
        fields=_others(fields, {start_field, end_field}), parents=len(parents))


def revision(item: Any, start_field: str = START_FIELD, end_field: str = END_FIELD) -> RevisionFound | None:
    """None where nobody wrote down when it was."""
    fields: Mapping[str, Any] = item.fields or {}
    at = moment(fields.get('System.ChangedDate'))
    if at is None:
        return None
    names = (*TOLD, start_field, end_field)
    kept = {name: person(value) if isinstance(value, dict) else value
            for name in names if (value := fields.get(name)) is not None}
    return RevisionFound(int(item.rev), at, person(fields.get('System.ChangedBy')), kept)


def link_ends(links: Iterable[Any]) -> set[int]:
    told = [one.get('attributes') or {} for one in links if isinstance(one, dict)]
    ends = (whole(one.get(name)) for one in told for name in ('sourceId', 'targetId'))
    return {number for number in ends if number}


def nodes(root: Any) -> Iterator[NodeFound]:
    """A tree of areas or iterations, parents first."""
    yield NodeFound(text(root.identifier), text(root.name), node_path(root.path), bool(root.has_children))
    for child in root.children or ():
        yield from nodes(child)


def iterations(root: Any) -> Iterator[IterationFound]:
    """With their dates, parents first; the root has none and is left out."""
    for child in root.children or ():
        told = child.attributes or {}
        yield IterationFound(text(child.identifier), node_path(child.path), day(told.get('startDate')),
                             day(told.get('finishDate')))
        yield from iterations(child)


def node_path(told: Any) -> str:
    """`\\Shop\\Iteration\\Sprint 3` as items name it, whatever the structure is called in their language."""
    names = [name for name in str(told or '').split('\\') if name]
    return '\\'.join((*names[:1], *names[2:]))


def team_days(settings: Any, iterations: Iterable[Any]) -> TeamDays:
    names = [text(one).casefold() for one in settings.working_days or ()]
    weekdays = frozenset(WEEKDAYS.index(name) for name in names if name in WEEKDAYS)
    return TeamDays(weekdays, tuple(map(_team_iteration, iterations)))


def team_capacity(capacity: Any, days_off: Any) -> TeamCapacity:
    members = tuple(Capacity(person(_record(one.team_member)), text(getattr(one.team_member, 'unique_name', '')),
                             sum(number(part.capacity_per_day) or 0 for part in one.activities or ()),
                             _ranges(one.days_off)) for one in _members(capacity))
    return TeamCapacity(_ranges(days_off.days_off if days_off else ()), members)


def markers(plan: Any) -> Iterator[MarkerFound]:
    """Plans without any may lack the very list."""
    properties = plan.properties if isinstance(plan.properties, dict) else {}
    for told in properties.get('markers') or ():
        if isinstance(told, dict) and (on := day(told.get('date'))):
            yield MarkerFound(text(plan.id), on, text(told.get('label')) or 'Marker', text(told.get('color')))


def states(found: Iterable[Any]) -> tuple[NodeFound, ...]:
    return tuple(NodeFound('', text(one.name), category=text(one.category)) for one in found)


def _team_iteration(one: Any) -> IterationFound:
    told = one.attributes
    return IterationFound(text(one.id), path(one.path), day(getattr(told, 'start_date', None)),
                          day(getattr(told, 'finish_date', None)))


def _members(capacity: Any) -> Iterable[Any]:
    """Old servers answer with the bare list."""
    return getattr(capacity, 'team_members', None) or (capacity if isinstance(capacity, list) else ())


def _record(member: Any) -> Any:
    return {'displayName': getattr(member, 'display_name', ''), 'uniqueName': getattr(member, 'unique_name', '')}


def _ranges(found: Iterable[Any] | None) -> tuple[DaysFound, ...]:
    told = ((day(one.start), day(one.end)) for one in found or ())
    return tuple(DaysFound(start, end or start) for start, end in told if start)


def _link(relation: Any, base: str) -> BodyLink:
    rel, url = text(relation.rel), str(relation.url or '')
    return BodyLink(rel, None if rel.startswith(REMOTE) else item_number(url, base), url)


def _others(fields: Mapping[str, Any], named: set[str]) -> dict[str, Any]:
    """Short ones: long texts would only fill the memory."""
    found = {name: person(value) if isinstance(value, dict) else value for name, value in fields.items()
             if name not in OWN and name not in named}
    return {name: value for name, value in found.items()
            if isinstance(value, bool | int | float) or (isinstance(value, str) and 0 < len(value) <= LONGEST)}


def text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ''


def path(value: Any) -> str:
    return text(value).strip('\\')


def number(value: Any) -> float | None:
    """Also where it comes as a text."""
    try:
        found = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except ValueError:
        return None
    return found if found is not None and abs(found) < 1e300 else None


def whole(value: Any) -> int | None:
    found = number(value)
    return int(found) if found is not None and abs(found) < 2**53 else None


def person(value: Any) -> str:
    """A record in new data, `Name <mail>` or a bare name in old."""
    if isinstance(value, dict):
        return text(value.get('displayName')) or text(value.get('uniqueName'))
    return text(value).partition(' <')[0]


def tags(value: Any) -> tuple[str, ...]:
    """`a;b` or `a; b`; what differs in case only is one tag, as it was first spelt."""
    found: dict[str, str] = {}
    for one in text(value).split(';'):
        if one.strip():
            found.setdefault(one.strip().casefold(), one.strip())
    return tuple(found.values())


def moment(value: Any) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


def day(value: Any) -> date | None:
    """Iterations, days off and markers belong to no zone: they are kept as midnight in UTC."""
    found = moment(value)
    return found.date() if found and 1990 <= found.year <= 2100 else None
