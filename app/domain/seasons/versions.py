"""Versions of a plan and how people call them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.seasons.season import (
    ACTUAL,
    AT_LOCK,
    CURRENT,
    LLY,
    LY,
    OPENING,
    ORIGINAL,
    SCENARIO,
    SNAPSHOT,
    TARGET,
    WORKING,
)

LABELS: Final = {WORKING: 'Working', TARGET: 'Target', ORIGINAL: 'Original', CURRENT: 'Current', ACTUAL: 'Actual',
                 LY: 'Last year', LLY: 'Year before last', SNAPSHOT: 'Snapshot', SCENARIO: 'Scenario',
                 AT_LOCK: 'Locked', OPENING: 'Expected opening stock'}
HIDDEN: Final = (OPENING,)  # that nobody opens or compares
HISTORY: Final = (ACTUAL, LY, LLY)  # what has happened, not what is planned


@dataclass(frozen=True)
class VersionView:
    id: int
    kind: str
    number: int
    name: str
    revision: int
    by_name: str
    at: datetime
    is_frozen: bool

    @property
    def label(self) -> str:
        return label_of(self.kind, self.number, self.name)


def label_of(kind: str, number: int, name: str = '') -> str:
    """`Current 2`, `Snapshot 2030-03-01`, `Scenario Later deliveries`."""
    if name:
        return f'{LABELS[kind]} {name}' if kind in (SNAPSHOT, SCENARIO) else name
    return f'{LABELS[kind]} {number}' if kind in (CURRENT, SNAPSHOT, SCENARIO, AT_LOCK) else LABELS[kind]
