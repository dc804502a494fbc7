"""Rows that say the same thing twice, and rows that contradict each other."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.seasons.importing.book import Issue, Read
from app.domain.seasons.importing.fields import FileKind
from app.domain.seasons.importing.matching import Known, folded

Key = tuple[Any, ...]


def key_of(kind: FileKind, values: Mapping[str, Any]) -> Key:
    """The natural key, as it is compared; what has no code is known by its name."""
    found = tuple(_plain(values.get(name)) for name in kind.keys)
    return found if any(found) else (_plain(values.get('name')),)


def told_once(kind: FileKind, reads: Sequence[Read], extra: Sequence[str] = (),
              ) -> tuple[list[Read], list[Issue], list[int]]:
    """Rows without repetitions, contradictions, and the rows that only repeat an earlier one; `extra` are fields that
    belong to the key although they are no columns of their own.
    """
    first: dict[Key, Read] = {}
    issues, repeated, wrong = list[Issue](), list[int](), set[Key]()
    for read in reads:
        key = (*key_of(kind, read.values), *(read.values.get(name) for name in extra))
        before = first.setdefault(key, read)
        if before is read:
            continue
        if _facts(before) == _facts(read):
            repeated.append(read.number)
            continue
        if key not in wrong:
            issues.append(_contradiction(kind, before, read))
        wrong.add(key)
        issues.append(_contradiction(kind, read, before))
    rejected = {one.row for one in issues}
    return [one for one in first.values() if one.number not in rejected], issues, [
        number for number in repeated if number not in rejected]


def _contradiction(kind: FileKind, read: Read, other: Read) -> Issue:
    field = next((name for name in kind.keys if read.values.get(name) is not None),
                 'name' if read.values.get('name') else kind.keys[0])
    differs = ', '.join(kind.field(name).label.lower() for name in read.values
                        if _plain(read.values[name]) != _plain(other.values.get(name)))
    return Issue(read.number, field, _shown(read.values.get(field)), f'Also in row {other.number}, with another '
                 f'{differs}.', (), 'twice')


def _facts(read: Read) -> Mapping[str, Any]:
    return {name: _plain(value) for name, value in read.values.items() if value is not None}


def _plain(value: Any) -> Any:
    return value.key if isinstance(value, Known) else folded(value) if isinstance(value, str) else value


def _shown(value: Any) -> str:
    return value.code if isinstance(value, Known) else '' if value is None else str(value)
