"""Locks of a season as people see them."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.seasons.canonical import Difference


@dataclass(frozen=True)
class RevisionView:
    """`version` is the number of the plan's version that was frozen with it."""
    number: int
    hash: str
    locked_by: str
    locked_at: datetime
    reason: str = ''  # of the re-opening
    reopened_by: str = ''
    reopened_at: datetime | None = None
    version: int | None = None


@dataclass(frozen=True)
class LockVerdict:
    """`is_live`: the season is locked with this revision, so that its rows were compared too."""
    number: int
    hash: str
    is_true: bool
    is_live: bool
    differences: tuple[Difference, ...] = ()
