"""How a decision is kept, whatever it is about: over the version that was seen, and only where something differs.

Nothing here asks whether somebody may; that is for the services which call it.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlmodel import SQLModel

from app.errors import Conflict
from app.work import Work

Row = TypeVar('Row', bound=SQLModel)


def seen(work: Work, table: type[Row], row_id: int, version: int | None) -> Row:
    """The row as it is now, locked; raises Conflict if somebody else has changed it since it was looked at."""
    row = work.lock(table, row_id)
    present = getattr(row, 'version', None)
    if version is not None and present != version:
        raise Conflict('Somebody else has changed this meanwhile. Look again.', 'stale_version', present)
    return row


def taken(row: SQLModel, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What of these values is new, now in the row; what stays as it was counts for nothing, and makes no version."""
    fresh = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in fresh.items():
        setattr(row, name, value)
    if fresh and hasattr(row, 'version'):
        row.version += 1
    return fresh
