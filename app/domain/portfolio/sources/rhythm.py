"""Iterations as people look at them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class TeamIn:
    """A team in an iteration."""
    team: int
    name: str
    percent: Decimal | None
    heat: int | None
    working_days: int


@dataclass(frozen=True)
class IterationView:
    id: int
    name: str
    path: str
    source: str
    start: date | None
    end: date | None
    is_quarter: bool
    is_current: bool
    is_past: bool
    working_days: int  # Monday to Friday
    teams: tuple[TeamIn, ...]
    is_for_all: bool  # nobody has said whose it is
    quarter: str  # it lies in
    items: int  # planned into it


@dataclass(frozen=True)
class RhythmView:
    iterations: tuple[IterationView, ...]  # by start; those without dates last
    teams: tuple[tuple[int, str], ...]
    today: date
