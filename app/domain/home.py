"""What Home shows: what each area wants from one person, what goes on there, and what its sources are like."""

from dataclasses import dataclass
from datetime import datetime

Face = tuple[str, str, str]  # name, identity, avatar


@dataclass(frozen=True)
class Need:
    """Something that waits for one person, with the one deed that settles it."""
    icon: str
    tone: str  # prim, warn, bad, info
    title: str
    detail: str
    button: str
    link: str
    due: datetime | None = None
    people: tuple[Face, ...] = ()
    is_urgent: bool = False


@dataclass(frozen=True)
class Happening:
    icon: str
    title: str
    detail: str
    link: str
    people: tuple[Face, ...] = ()


@dataclass(frozen=True)
class Present:
    """Who has a page of Roundtable open."""
    people: int
    guests: int


@dataclass(frozen=True)
class Connection:
    """Another system, and whether it could be read. `trouble` says in a word or two why not."""
    name: str
    ok_at: datetime | None  # None: never yet
    trouble: str
    link: str
