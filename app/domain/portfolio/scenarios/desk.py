"""What people see of all the scenarios they can open."""

from dataclasses import dataclass
from datetime import datetime

Person = tuple[str, str]  # identity and name


@dataclass(frozen=True)
class DeskLine:
    id: int
    name: str
    owner_name: str
    is_own: bool
    may_edit: bool
    changes: int
    changed_at: datetime
    is_archived: bool
    deleted_at: datetime | None
    shares: tuple[tuple[str, str, bool], ...]  # identity, name, whether they may edit; the owner alone sees them
    people: tuple[Person, ...] = ()  # who look at it now, or work in it
    publishing: int | None = None  # the run


@dataclass(frozen=True)
class Desk:
    mine: tuple[DeskLine, ...]
    shared: tuple[DeskLine, ...]
    archived: tuple[DeskLine, ...]
    deleted: tuple[DeskLine, ...]
    may_plan: bool
    may_publish: bool
