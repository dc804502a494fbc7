"""Backups as people see them, and how many are kept."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

KEPT = 14
OLD = timedelta(hours=36)  # one night was missed
NAME = re.compile(r'roundtable-\d{8}-\d{6}(?:-\d{1,3})?\.zip')


@dataclass(frozen=True)
class BackupView:
    name: str
    size: int  # bytes
    made_at: datetime
    run_id: int | None  # while that run is kept
    checked_at: datetime | None  # when it was last tried out
    fault: str  # what was wrong then


@dataclass(frozen=True)
class BackupsView:
    backups: tuple[BackupView, ...]  # newest first
    folder: str
    run_id: int | None = None  # of a backup that is waiting or being made
    progress: float | None = None


def file_name(at: datetime, number: int = 1) -> str:
    """Of the second at which it was begun; of several in one second each has a number."""
    more = f'-{number}' if number > 1 else ''
    return f'roundtable-{at.astimezone(UTC):%Y%m%d-%H%M%S}{more}.zip'
