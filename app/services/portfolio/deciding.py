"""How every decision of an admin is kept: one at a time, over the version that was seen, with old and new value.

Nothing here asks whether somebody may; that is for the services which call it.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlmodel import SQLModel

from app.domain.access import Actor
from app.errors import Conflict
from app.services import audit
from app.services.portfolio import ground
from app.work import Work

TURN = 7_100_020  # names and slugs are compared by one writer at a time
SILENT = ('version', 'id')

Row = TypeVar('Row', bound=SQLModel)


def seen(work: Work, table: type[Row], row_id: int, version: int | None) -> Row:
    """The row as it is now, locked; raises Conflict if somebody else has changed it since it was looked at."""
    row = work.lock(table, row_id)
    present = getattr(row, 'version', None)
    if version is not None and present != version:
        raise Conflict('Somebody else has changed this meanwhile. Look again.', 'stale_version', present)
    return row


def added(work: Work, actor: Actor, row: Row, deed: str, thing: str) -> Row:
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, f'portfolio.add_{deed}', thing, after=audited(row))
    ground.move_setup(work)
    return row


def changed(work: Work, actor: Actor, row: SQLModel, values: Mapping[str, Any], deed: str, thing: str) -> bool:
    """Whether anything is different now; what stays as it was counts for nothing."""
    before = audited(row)
    fresh = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not fresh:
        return False
    for name, value in fresh.items():
        setattr(row, name, value)
    if hasattr(row, 'version'):
        row.version += 1
    work.session.flush()
    audit.write(work, actor, f'portfolio.change_{deed}', thing, '', before, audited(row))
    ground.move_setup(work)
    return True


def removed(work: Work, actor: Actor, row: SQLModel, deed: str, thing: str) -> None:
    audit.write(work, actor, f'portfolio.remove_{deed}', thing, before=audited(row))
    work.session.delete(row)
    work.session.flush()
    ground.move_setup(work)


def audited(row: SQLModel) -> dict[str, Any]:
    """Every value in words, for the trail."""
    return {name: _worded(value) for name, value in row.model_dump().items() if name not in SILENT}


def _worded(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return ', '.join(map(str, value))
    return ', '.join(f'{name}: {one}' for name, one in value.items()) if isinstance(value, Mapping) else value
