"""What the health page shows."""

from dataclasses import dataclass
from datetime import datetime

Number = tuple[str, float, str]  # name, value, unit


@dataclass(frozen=True)
class Check:
    name: str
    is_fine: bool
    text: str


@dataclass(frozen=True)
class Replica:
    """A running copy of the program."""
    name: str
    version: str
    started_at: datetime
    seen_at: datetime
    is_draining: bool = False  # starts nothing more


@dataclass(frozen=True)
class Setting:
    """Where a value came from; secrets show only whether they are set."""
    name: str
    value: str
    is_default: bool


@dataclass(frozen=True)
class Figures:
    checks: tuple[Check, ...]
    numbers: tuple[Number, ...]
    queue: tuple[Number, ...]  # how operations get on
    estimate: tuple[Number, ...]  # how well poker runs
    replicas: tuple[Replica, ...]
