"""How every decision about the set-up of the sprints is kept: over the version that was seen, with old and new value.

Nothing here asks whether somebody may; that is for the services which call it.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlmodel import SQLModel

from app.domain.access import Actor
from app.events import MappingChanged, board_topic
from app.services import audit
from app.services.rows import seen as seen
from app.services.rows import taken
from app.services.sprints import ground
from app.work import Work

TURN = 7_100_030  # names are compared by one writer at a time
SILENT = ('id', 'version', 'mark', 'hook', 'field_names', 'people', 'progress')

Row = TypeVar('Row', bound=SQLModel)


def changed(work: Work, actor: Actor, row: SQLModel, values: Mapping[str, Any], deed: str, thing: str) -> bool:
    """Whether anything is different now; what stays as it was counts for nothing."""
    before = row.model_dump(include=set(values))
    fresh = taken(row, values)
    if not fresh:
        return False
    work.session.flush()
    audit.write(work, actor, deed, thing, '', {name: audited(before[name]) for name in fresh},
                {name: audited(value) for name, value in fresh.items()})
    return True


def added(work: Work, actor: Actor, row: Row, deed: str, thing: str) -> Row:
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, deed, thing, after=facts(row))
    return row


def removed(work: Work, actor: Actor, row: SQLModel, deed: str, thing: str) -> None:
    audit.write(work, actor, deed, thing, before=facts(row))
    work.session.delete(row)
    work.session.flush()


def moved(work: Work, *board_ids: int) -> None:
    """Figures of these boards may be others from now on, and so is how they are read."""
    ground.move_boards(work, board_ids)
    for board_id in board_ids:
        work.record(MappingChanged(board_topic(board_id)))


def facts(row: SQLModel) -> dict[str, Any]:
    """Every value in words, for the trail."""
    return {name: audited(value) for name, value in row.model_dump().items() if name not in SILENT}


def audited(value: Any) -> Any:
    if isinstance(value, Mapping):
        return ', '.join(f'{name}: {audited(one)}' for name, one in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return ', '.join(str(audited(one)) for one in value)
    return value if isinstance(value, bool | int | str | None) else str(value)
