"""What changed from revision to revision; days as days, in the zone of the source."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.portfolio.items import dates
from app.domain.portfolio.sources.kept import cleaned, plain
from app.domain.portfolio.sources.patched import Fields
from app.domain.portfolio.sources.reading import RevisionFound

UNTOLD = frozenset({'System.Rev', 'System.ChangedDate', 'System.ChangedBy', 'System.Watermark', 'System.AuthorizedDate',
                    'System.RevisedDate', 'System.PersonId', 'System.AuthorizedAs', 'System.CommentCount'})
LONGEST = 500  # characters of a value that is kept


@dataclass(frozen=True)
class Revised:
    rev: int
    at: datetime
    by: str
    changed: Mapping[str, tuple[Any, Any]]  # `start`, `end` or the name at the source → before and after


def revised(found: Iterable[RevisionFound], zone: str, names: Fields,
            before: Mapping[str, Any] | None = None) -> Iterator[Revised]:
    """In the order given, oldest first; `before` is what held until then."""
    known = dict(before or {})
    for one in found:
        fields = state_of(one.fields, zone, names)
        changed = {name: (known.get(name), fields.get(name)) for name in {**known, **fields}
                   if known.get(name) != fields.get(name)}
        yield Revised(one.rev, one.at, plain(one.by), changed)
        known = fields


def state_of(fields: Mapping[str, Any], zone: str, names: Fields) -> dict[str, Any]:
    """What is compared."""
    return dict(_fields(fields, zone, names))


def _fields(given: Mapping[str, Any], zone: str, names: Fields) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        if name in UNTOLD or value in (None, ''):
            continue
        if name in (names.start, names.end):
            own = dates.day(str(value), zone)
            yield ('start' if name == names.start else 'end'), own.isoformat() if own else plain(str(value))
        elif isinstance(value, str):
            yield plain(name), plain(value)[:LONGEST]
        elif isinstance(value, int | float | bool):
            yield plain(name), value
        else:
            yield plain(name), plain(str(cleaned(value)))[:LONGEST]
