"""How a board is followed: how often, which fields, which queries, and how its columns are read until somebody says."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from app.domain.sprints.facts.board import DONE, NOT_STARTED, STARTED
from app.domain.sprints.jira import reading
from app.domain.sprints.jira.discovery import SURE, best, discover
from app.domain.sprints.jira.reading import FieldMap, RawColumn, RawField

OFTEN, SELDOM = timedelta(minutes=5), timedelta(minutes=30)  # with an active sprint, and without
OVERLAP: Final = 600_000  # ms: an index may lag behind, and what it shows late must not be lost
SKEW: Final = 120_000  # ms that clocks may differ without a word
MANY_SPRINTS: Final = 200  # closed ones of a board, beyond which they are listed every week only
WEEK: Final = timedelta(days=7)
FOLLOWED: Final = (reading.CLOUD, reading.SERVER, 'demo')  # kinds of sites that are read again by themselves
BACK_OFF: Final = (timedelta(seconds=20), timedelta(minutes=2), timedelta(minutes=8))  # between tries of a delivery
TRIES: Final = 1 + len(BACK_OFF)

# What classes, figures and flow are worked out from, beside the fields of the site.
HISTORY: Final = ('status', 'assignee', 'priority', 'issuetype', reading.LINK, 'reporter', 'labels', 'components',
                  'timeestimate', reading.PARENT, reading.PROJECT, reading.KEY)


@dataclass(frozen=True, slots=True)
class Hints:
    """What deliveries said has changed: numbers of issues, and whether sprints did."""
    deliveries: tuple[int, ...] = ()
    issues: tuple[int, ...] = ()
    has_sprints: bool = False


def pause(has_active: bool) -> timedelta:
    """Between two reads of a board."""
    return OFTEN if has_active else SELDOM


def found_fields(known: Mapping[str, Any], fields: Sequence[RawField]) -> dict[str, Any]:
    """Roles as they are kept; those that somebody has chosen stay."""
    found = {role: {'id': one.field_id, 'name': one.name, 'confidence': str(one.confidence), 'confirmed': False}
             for role, one in best(discover(fields)).items()}
    return {**found, **{role: one for role, one in known.items() if one.get('id')}}


def is_trusted(field: Mapping[str, Any]) -> bool:
    """A mere name has to be confirmed by somebody before it counts."""
    return bool(field.get('id')) and (bool(field.get('confirmed')) or Decimal(field.get('confidence', '1')) >= SURE)


def field_map(fields: Mapping[str, Any], estimates: Iterable[str] = (), others: Iterable[str] = ()) -> FieldMap:
    """`fields`: role → {id, confidence, confirmed}, as kept with the site."""
    ids = {role: one['id'] for role, one in fields.items() if is_trusted(one)}
    points = dict.fromkeys(filter(None, [ids.get(reading.POINTS), ids.get(reading.ESTIMATE), *sorted(estimates)]))
    known = {*ids.values(), *points}
    return FieldMap(ids.get(reading.SPRINT, ''), ids.get(reading.RANK, ''), ids.get(reading.EPIC, ''),
                    ids.get(reading.FLAGGED, ''), ids.get(reading.OWNER, ''), tuple(points),
                    tuple(sorted({one for one in others if one and one not in known})))


def history_fields(fields: FieldMap) -> tuple[str, ...]:
    """The most telling ones first: sources are asked for ten at a time."""
    own = [fields.sprint, *fields.estimates, fields.flagged, fields.owner, fields.epic]
    return tuple(dict.fromkeys([*filter(None, own[:3]), *HISTORY, *filter(None, own[3:]), *fields.others]))


def signature(fields: FieldMap) -> str:
    """Whoever reads by other fields has to read everything anew."""
    told = json.dumps([astuple(fields), history_fields(fields)])
    return sha256(told.encode()).hexdigest()[:16]


def around(projects: Iterable[str]) -> str:
    """A query wider than a board: what it still finds has not gone, wherever it went."""
    names = ', '.join('"{}"'.format(one.replace('\\', '\\\\').replace('"', '\\"')) for one in sorted(set(projects)))
    return f'project in ({names})' if names else ''


def guessed_columns(columns: Sequence[RawColumn]) -> list[dict[str, Any]]:
    """As boards are mostly meant: work is done in the last column and not begun in the first."""
    last = len(columns) - 1
    return [{'name': one.name, 'statuses': sorted(one.statuses),
             'kind': DONE if place == last else NOT_STARTED if place == 0 else STARTED}
            for place, one in enumerate(columns)]


def named_once(ids: str, names: str) -> dict[int, str]:
    """What a history calls the sprints it names by number; names may have commas in them, so only where it is clear."""
    numbers = [one.strip() for one in ids.split(',') if one.strip()]
    told = [names.strip()] if len(numbers) == 1 else [one.strip() for one in names.split(',')]
    if len(numbers) != len(told):
        return {}
    return {int(number): name for number, name in zip(numbers, told, strict=True) if number.isdecimal() and name}
