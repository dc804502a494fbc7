"""How every decision of an admin is kept: one at a time, over the version that was seen, with old and new value.

Nothing here asks whether somebody may; that is for the services which call it.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlmodel import SQLModel

from app.domain.access import Actor
from app.services import audit
from app.services.portfolio import ground
from app.services.rows import seen as seen
from app.services.rows import taken
from app.work import Work

TURN = 7_100_020  # names and slugs are compared by one writer at a time
SILENT = ('version', 'id')

Row = TypeVar('Row', bound=SQLModel)


def added(work: Work, actor: Actor, row: Row, deed: str, thing: str) -> Row:
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, f'portfolio.add_{deed}', thing, after=audited(row))
    ground.move_setup(work)
    return row


def changed(work: Work, actor: Actor, row: SQLModel, values: Mapping[str, Any], deed: str, thing: str) -> bool:
    """Whether anything is different now; what stays as it was counts for nothing."""
    before = audited(row)
    if not taken(row, values):
        return False
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
