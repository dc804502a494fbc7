"""How every change of a master is kept: one at a time, over the version that was seen, with old and new value.

Nothing here asks whether somebody may; that is for the services which call it.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import func, update
from sqlalchemy import select as columns
from sqlmodel import SQLModel, col, select

from app.domain.access import Actor
from app.domain.seasons.codes import Draw
from app.domain.seasons.master_views import CategoryView, LocationView
from app.errors import Conflict, NotFound, Rejected
from app.events import MASTERS, MastersChanged
from app.services import audit
from app.services.rows import seen as seen
from app.services.rows import taken
from app.work import Work
from models.masters import MasterCompany, MasterMark

TURN = 7_100_040  # names and codes are compared by one writer at a time
SILENT = ('version', 'id', 'company_id')
TRIES = 20

Row = TypeVar('Row', bound=SQLModel)
Named = TypeVar('Named', LocationView, CategoryView)


def company_of(work: Work) -> MasterCompany:
    """Whose masters these are. Raises Conflict before anybody said so."""
    if row := find_company(work):
        return row
    raise Conflict('Set the company up first: it is what all seasons share.', 'seasons.no_company')


def find_company(work: Work) -> MasterCompany | None:
    return work.session.exec(select(MasterCompany).order_by(col(MasterCompany.id))).first()


def added(work: Work, actor: Actor, row: Row, deed: str, thing: str) -> Row:
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, f'seasons.add_{deed}', thing, after=audited(row))
    moved(work)
    return row


def changed(work: Work, actor: Actor, row: SQLModel, values: Mapping[str, Any], deed: str, thing: str) -> bool:
    """Whether anything is different now; what stays as it was counts for nothing."""
    before = audited(row)
    if not taken(row, values):
        return False
    work.session.flush()
    audit.write(work, actor, f'seasons.change_{deed}', thing, '', before, audited(row))
    moved(work)
    return True


def removed(work: Work, actor: Actor, row: SQLModel, deed: str, thing: str) -> None:
    audit.write(work, actor, f'seasons.remove_{deed}', thing, before=audited(row))
    work.session.delete(row)
    work.session.flush()
    moved(work)


def moved(work: Work) -> None:
    """Masters change in this transaction."""
    work.session.execute(update(MasterMark).values(number=col(MasterMark.number) + 1))
    work.record(MastersChanged(MASTERS))


def audited(row: SQLModel) -> dict[str, Any]:
    return {name: value for name, value in row.model_dump().items() if name not in SILENT}


def demand_free(work: Work, column: Any, value: str, text: str, field: str, row_id: int = 0) -> None:
    """Raises Rejected where another row has the same value already, in whatever case."""
    table = column.class_
    taken = work.session.execute(columns(table.id).where(func.lower(column) == value.lower(), table.id != row_id))
    if taken.first():
        raise Rejected(text, 'seasons.duplicate', field)


def only_called(views: Iterable[Named], name: str, noun: str, many: str) -> Named:
    """The one of this name, in whatever case. Raises NotFound, Conflict where several are called so."""
    found = [one for one in views if one.draft.name.casefold() == name.strip().casefold()]
    if not found:
        raise NotFound(f'No {noun} is called “{name}”.')
    if len(found) > 1:
        raise Conflict(f'{len(found)} {many} are called “{name}”: {", ".join(one.draft.code for one in found)}.',
                       'seasons.ambiguous')
    return found[0]


def free_code(work: Work, column: Any, make: Callable[[Draw], str]) -> str:
    """A code nobody has: drawn again where it is taken."""
    for _ in range(TRIES):
        code = make(partial(secrets.choice))
        if not work.session.execute(columns(column).where(column == code)).first():
            return code
    raise Conflict('No free code was found. Try again.', 'seasons.code')
