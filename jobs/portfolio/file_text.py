"""Reads a portfolio from YAML or JSON: the whole of it, or nothing and every mistake with its line.

    version: 1
    iterations:
      - {path: Shop\\Sprint 42, start: 2026-10-05, end: 2026-10-16}
    items:
      - {id: 1, type: Feature, title: Wallet buttons, state: New, area: Shop\\Payments, start: 2026-10-12,
         end: 2026-10-23, parent: 7, needs: [2], related: [3], tags: [peak], iteration: Shop\\Sprint 42}
    markers:
      - {plan: main, day: 2026-12-01, label: Year-end close}
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from math import isfinite
from typing import Any, Final

import yaml

from app.domain.portfolio.items.dates import is_planned
from app.domain.portfolio.setup.secret_signs import looks_secret
from app.domain.portfolio.sources.reading import (
    CONFIG,
    PARENT,
    PREDECESSOR,
    RELATED,
    SUCCESSOR,
    Body,
    BodyLink,
    IterationFound,
    MarkerFound,
    SourceTrouble,
)

VERSION: Final = 1
LARGEST: Final = 50_000_000  # bytes
SHOWN: Final = 8  # mistakes that are named
ITEM_KEYS: Final = frozenset({'id', 'rev', 'type', 'title', 'state', 'area', 'iteration', 'start', 'end', 'parent',
                              'needs', 'related', 'tags', 'assignee', 'description', 'rank', 'url', 'fields'})
NEEDED: Final = ('id', 'type', 'title', 'state', 'area')


@dataclass(frozen=True)
class FileFound:
    bodies: tuple[Body, ...]
    iterations: tuple[IterationFound, ...] = ()
    markers: tuple[MarkerFound, ...] = ()


class Lines(dict[str, Any]):
    """A mapping that knows on which line it begins."""
    line = 0


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # that library has no types
    """Dates stay text; every mapping gets its line. Nothing stands for something else: that could grow without end."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem='write it out instead of “*”', problem_mark=self.peek_event().start_mark)
        return super().compose_node(parent, index)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Lines:
    loader.flatten_mapping(node)
    found = Lines(loader.construct_mapping(node, deep=True))
    if len(found) < len(node.value):
        raise yaml.MarkedYAMLError(problem='the same name stands here twice', problem_mark=node.start_mark)
    found.line = node.start_mark.line + 1
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.add_constructor('tag:yaml.org,2002:timestamp', lambda loader, node: loader.construct_scalar(node))


def parsed(text: str) -> FileFound:
    """Raises SourceTrouble naming the first mistakes with their lines."""
    try:
        given = yaml.load(text.replace('\t', '  '), Loader=_Loader)  # built upon the safe one
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _refused([(line, error.problem or 'this cannot be read')]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _refused([(1, f'this cannot be read: {error}')]) from None
    if not isinstance(given, Lines):
        raise _refused([(1, 'there is no portfolio')])
    if mistakes := list(_mistakes(given)):
        raise _refused(mistakes)
    items = given.get('items') or ()
    back = _links_back(items)
    return FileFound(tuple(_body(one, back.get(one['id'], ())) for one in items),
                     tuple(_iteration(one) for one in given.get('iterations') or ()),
                     tuple(MarkerFound(str(one.get('plan', '')), date.fromisoformat(str(one['day'])),
                                       str(one['label']), str(one.get('colour', '')))
                           for one in given.get('markers') or ()))


def _refused(mistakes: Sequence[tuple[int, str]]) -> SourceTrouble:
    told = '; '.join(f'line {line}: {text}' for line, text in mistakes[:SHOWN])
    rest = f'; and {len(mistakes) - SHOWN} more' if len(mistakes) > SHOWN else ''
    return SourceTrouble(f'The file cannot be used: {told}{rest}.', CONFIG)


def _mistakes(given: Lines) -> Iterator[tuple[int, str]]:
    if given.get('version') != VERSION:
        yield given.line, f'version {given.get("version")} is not known; this reads version {VERSION}'
        return
    yield from ((given.line, f'there is nothing called “{name}”') for name in given
                if name not in ('version', 'items', 'iterations', 'markers'))
    yield from _secrets(given)
    seen: dict[int, int] = {}
    for one in given.get('items') or ():
        if not isinstance(one, Lines):
            yield given.line, 'an item is a list of names and values'
            continue
        yield from _item_mistakes(one)
        number = one.get('id')
        if isinstance(number, int):
            if number in seen:
                yield one.line, f'item {number} stands on line {seen[number]} already'
            seen.setdefault(number, one.line)
    for name, keys in (('iterations', ('path',)), ('markers', ('day', 'label'))):
        for one in given.get(name) or ():
            yield from _part_mistakes(given, one, keys)


def _item_mistakes(one: Lines) -> Iterator[tuple[int, str]]:
    yield from ((one.line, f'“{name}” is missing') for name in NEEDED if one.get(name) in (None, ''))
    yield from ((one.line, f'there is nothing called “{name}”') for name in one if name not in ITEM_KEYS)
    if not isinstance(one.get('id'), int) or isinstance(one.get('id'), bool):
        yield one.line, 'an id is a whole number'
    for name in ('needs', 'related'):
        some = one.get(name) or []
        if not isinstance(some, list) or not all(isinstance(number, int) for number in some):
            yield one.line, f'“{name}” is a list of ids'
    if one.get('parent') is not None and not isinstance(one['parent'], int):
        yield one.line, '“parent” is an id'
    if not isinstance(one.get('fields') or {}, Mapping) or not isinstance(one.get('tags') or [], list):
        yield one.line, '“fields” has names and values, “tags” is a list'
    if odd := [name for name, value in one.items() if not _is_plain(value)]:
        yield one.line, f'“{odd[0]}” is neither text nor a number'


def _is_plain(value: Any) -> bool:
    """YAML knows more than what can be kept: bytes, sets, and numbers that are none."""
    if isinstance(value, Mapping):
        return all(isinstance(name, str) and _is_plain(one) for name, one in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return isfinite(value) if isinstance(value, float) else value is None or isinstance(value, str | int)


def _part_mistakes(given: Lines, one: Any, keys: Sequence[str]) -> Iterator[tuple[int, str]]:
    if not isinstance(one, Lines):
        yield given.line, 'this is a list of names and values'
        return
    yield from ((one.line, f'“{name}” is missing') for name in keys if one.get(name) in (None, ''))
    for name in ('start', 'end', 'day'):
        if one.get(name) is not None and not (_day(one[name]) and is_planned(_day(one[name]))):
            yield one.line, f'“{name}” is a day, such as 2026-10-12'


def _secrets(given: Any, name: str = '', line: int = 1) -> Iterator[tuple[int, str]]:
    """A file is no place for them: it would be copied with every backup."""
    if isinstance(given, Mapping):
        line = getattr(given, 'line', line)
        for key, value in given.items():
            yield from _secrets(value, str(key), line)
    elif isinstance(given, list):
        for value in given:
            yield from _secrets(value, name, line)
    elif name not in ('description', 'title', 'url') and looks_secret(name, given):
        yield line, f'“{name}” looks like a secret; take it out'


def _links_back(items: Sequence[Lines]) -> dict[int, list[BodyLink]]:
    """Each link stands at one end in the file, and at both in a source."""
    found: dict[int, list[BodyLink]] = {}
    for one in items:
        for name, rel in (('needs', SUCCESSOR), ('related', RELATED)):
            for other in one.get(name) or ():
                found.setdefault(other, []).append(BodyLink(rel, one['id']))
    return found


def _body(one: Lines, back: Sequence[BodyLink]) -> Body:
    number = int(one['id'])
    links = [*([BodyLink(PARENT, one['parent'])] if one.get('parent') else []),
             *(BodyLink(PREDECESSOR, other) for other in one.get('needs') or ()),
             *(BodyLink(RELATED, other) for other in one.get('related') or ()), *back]
    text = {name: str(one.get(name) or '') for name in ('type', 'title', 'state', 'area', 'iteration', 'assignee',
                                                        'description', 'url')}
    rank = one.get('rank') if isinstance(one.get('rank'), int | float) else None
    return Body(number, _rev(one, links), start_raw=str(one.get('start') or ''), end_raw=str(one.get('end') or ''),
                parent=one.get('parent'), parents=int(bool(one.get('parent'))), links=tuple(dict.fromkeys(links)),
                tags=tuple(map(str, one.get('tags') or ())), rank=None if rank is None else float(rank),
                fields={str(key): value for key, value in (one.get('fields') or {}).items()}, **text)


def _rev(one: Lines, links: Sequence[BodyLink]) -> int:
    """Where the file counts no revisions, what is written counts: another text is another revision."""
    if isinstance(one.get('rev'), int):
        return int(one['rev'])
    return int.from_bytes(sha256(repr((sorted(one.items()), links)).encode()).digest()[:3])


def _iteration(one: Lines) -> IterationFound:
    path = str(one['path'])
    return IterationFound(str(one.get('id') or path), path, _day(one.get('start')), _day(one.get('end')))


def _day(given: Any) -> date | None:
    if isinstance(given, datetime | date):
        return given if not isinstance(given, datetime) else given.date()
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        return None
