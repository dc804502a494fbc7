"""What the audit trail shows, and how it is asked."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Entry:
    seq: int
    at: datetime
    actor: str
    actor_name: str
    deed: str
    area: str
    thing: str
    detail: str
    changes: tuple[tuple[str, str, str], ...]  # field, before, after
    is_refused: bool
    address: str
    request_id: str
    prev: str
    hash: str
    device: str = ''


@dataclass(frozen=True)
class Filter:
    text: str = ''
    actor: str = ''
    deed: str = ''
    area: str = ''
    only_refused: bool = False
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Page:
    entries: tuple[Entry, ...]
    total: int
    actors: tuple[tuple[str, str], ...]  # identity and name of those who occur at all
    deeds: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """Whether the chain of seals is unbroken; `first_broken` is the number of the first entry that does not fit."""
    entries: int
    since: datetime | None
    first_broken: int | None
    at: datetime


@dataclass(frozen=True)
class Hour:
    at: datetime
    done: int
    refused: int
