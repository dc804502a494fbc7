"""Which fields of a site carry sprints, estimates and the rest: found by what they are, never by their number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.sprints.jira.reading import EPIC, ESTIMATE, FLAGGED, OWNER, POINTS, RANK, SPRINT, RawField

BY_SCHEMA, BY_NAME_AND_TYPE, BY_NAME = Decimal('1.0'), Decimal('0.8'), Decimal('0.5')
SURE: Final = Decimal('0.8')  # below, somebody has to confirm it
ROLES: Final = (SPRINT, POINTS, ESTIMATE, RANK, EPIC, FLAGGED, OWNER)

MAKER: Final = 'com.pyxis.greenhopper.jira:'
SYSTEM: Final = 'com.atlassian.jira.plugin.system.customfieldtypes:'


@dataclass(frozen=True, slots=True)
class Mark:
    """How a role is recognised. `needs_name`: others use the same kind of field, so the name has to agree."""
    role: str
    name: str
    type: str
    custom: tuple[str, ...] = ()
    needs_name: bool = False


MARKS: Final = (
    Mark(SPRINT, 'Sprint', 'array', (f'{MAKER}gh-sprint',)),
    Mark(POINTS, 'Story Points', 'number'),
    Mark(ESTIMATE, 'Story point estimate', 'number', (f'{MAKER}jsw-story-points',)),
    Mark(RANK, 'Rank', 'any', (f'{MAKER}gh-lexo-rank', f'{MAKER}gh-global-rank')),
    Mark(EPIC, 'Epic Link', 'any', (f'{MAKER}gh-epic-link',)),
    Mark(FLAGGED, 'Flagged', 'array', (f'{SYSTEM}multicheckboxes',), needs_name=True),
    Mark(OWNER, 'Owner', 'user'),
)


@dataclass(frozen=True, slots=True)
class FoundField:
    role: str
    field_id: str
    name: str
    confidence: Decimal
    why: str  # in words

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE


def discover(fields: Sequence[RawField]) -> tuple[FoundField, ...]:
    """All candidates, role by role, the surest first; equals in the order of their ids."""
    found = [one for mark in MARKS for field in fields if (one := _judged(mark, field))]
    return tuple(sorted(found, key=lambda one: (ROLES.index(one.role), -one.confidence, _order(one.field_id))))


def best(found: Iterable[FoundField]) -> Mapping[str, FoundField]:
    """The surest of each role; a role nobody plays is absent."""
    chosen: dict[str, FoundField] = {}
    for one in found:
        if one.role not in chosen or one.confidence > chosen[one.role].confidence:
            chosen[one.role] = one
    return chosen


def _judged(mark: Mark, field: RawField) -> FoundField | None:
    is_named = field.name == mark.name
    if field.custom in mark.custom and (is_named or not mark.needs_name):
        return _found(mark, field, BY_SCHEMA, 'Jira made this field for it.')
    if not field.is_custom or field.name.strip().casefold() != mark.name.casefold():
        return None
    if is_named and field.type == mark.type:
        return _found(mark, field, BY_NAME_AND_TYPE, f'It has the name “{mark.name}” and the right type.')
    if is_named:
        return _found(mark, field, BY_NAME, f'It has the name “{mark.name}”, but is of type {field.type or "unknown"}.')
    return _found(mark, field, BY_NAME, f'Its name is like “{mark.name}”.')


def _found(mark: Mark, field: RawField, confidence: Decimal, why: str) -> FoundField:
    return FoundField(mark.role, field.id, field.name, confidence, why)


def _order(field_id: str) -> tuple[int, str]:
    """customfield_9 before customfield_10."""
    digits = field_id.rpartition('_')[2]
    return (int(digits) if digits.isdecimal() else 0, field_id)
