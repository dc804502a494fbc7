"""What a file would change: every row it has is new, changed, the same, rejected, or was left out on purpose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain.seasons.importing.book import Issue

NEW, CHANGED, SAME, REJECTED = 'new', 'changed', 'same', 'rejected'
UPSERT, UPDATE, REPLACE = 'upsert', 'update', 'replace'
MODES: Final = {UPSERT: 'Add and update', UPDATE: 'Update only', REPLACE: 'Replace the scope'}
ABSENT: Final = 'Nothing is there to be updated.'


@dataclass(frozen=True, slots=True)
class Told:
    """One row: which of them, and what becomes of what was there (field, before, after)."""
    row: int
    state: str
    name: str = ''
    words: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Difference:
    """`rows`: new and changed ones; `drops`: what the mode “replace” takes away, in words; `adds`: figures for people;
    `payload`: what the writer goes on with.
    """
    rows: Sequence[Told] = ()
    sames: int = 0
    issues: tuple[Issue, ...] = ()
    notes: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    adds: Mapping[str, str] = field(default_factory=dict)
    payload: Any = None

    def count(self, state: str) -> int:
        return sum(one.state == state for one in self.rows)


def state_of(was: object, now: object) -> str:
    return NEW if was is None else SAME if was == now else CHANGED
