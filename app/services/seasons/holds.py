"""Cells that spreads leave alone, until whoever may edit them releases them."""

from collections.abc import Sequence

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.seasons.axes import Cell
from app.domain.seasons.doing import target_box
from app.domain.seasons.naming import names_of
from app.domain.seasons.season import WORKING
from app.errors import Rejected
from app.events import PlanEdited, cells_topic
from app.services import audit
from app.services.seasons.editing import Desk, desk_of
from app.services.seasons.ground import find_season
from app.services.seasons.reach import reach_of
from app.work import Work
from models.seasons import SeasonHold

MOST = 5_000  # cells of one deed


def hold_cells(work: Work, actor: Actor, code: str, cells: Sequence[Cell], version: str | int = WORKING) -> int:
    """Also totals: all leaves below them are held. How many were not held before."""
    desk = _begun(work, actor, code, cells, version)
    known = _held(work, desk)
    new = [cell for cell in dict.fromkeys(cells) if cell not in known]
    for cell in new:
        target_box(desk.cube.axes, cell)  # it is of this season
        work.session.add(SeasonHold(version_id=desk.version.id, measure=cell.measure, location=cell.location,
                                    category=cell.category, period=cell.period, by=actor.identity,
                                    by_name=actor.name, at=work.now))
    _tell(work, actor, desk, 'seasons.hold', new)
    return len(new)


def release_cells(work: Work, actor: Actor, code: str, cells: Sequence[Cell], version: str | int = WORKING) -> int:
    """How many were held; a hold on a total is released where it was set."""
    desk = _begun(work, actor, code, cells, version)
    known = _held(work, desk)
    gone = [cell for cell in dict.fromkeys(cells) if cell in known]
    for cell in gone:
        work.session.delete(known[cell])
    _tell(work, actor, desk, 'seasons.release', gone)
    return len(gone)


def _begun(work: Work, actor: Actor, code: str, cells: Sequence[Cell], version: str | int) -> Desk:
    demand(actor, 'seasons.plan', reach_of(work, actor, find_season(work, code).id, {one.location for one in cells},
                                           {one.category for one in cells}))
    if len(cells) > MOST:
        raise Rejected(f'Choose at most {MOST:,} cells, or a total above them.', field='cells')
    return desk_of(work, actor, code, version)


def _held(work: Work, desk: Desk) -> dict[Cell, SeasonHold]:
    rows = work.session.exec(select(SeasonHold).where(SeasonHold.version_id == desk.version.id))
    return {Cell(row.measure, row.location, row.category, row.period): row for row in rows}


def _tell(work: Work, actor: Actor, desk: Desk, deed: str, cells: Sequence[Cell]) -> None:
    if cells:
        work.session.flush()
        audit.write(work, actor, deed, desk.season.code, names_of(desk.cube.axes, cells))
        work.record(PlanEdited(cells_topic(desk.season.id)))
