"""Target from the top and plan from below: which gives way is decided gap by gap."""

from collections.abc import Sequence

from app.domain.access import Actor
from app.domain.seasons.axes import Cell
from app.domain.seasons.changes import Change
from app.domain.seasons.doing import changes_of
from app.domain.seasons.operations import Paste
from app.domain.seasons.reconciling import Gap, reconcile
from app.domain.seasons.season import TARGET, WORKING
from app.errors import Rejected
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import Desk, Edited, edit_by
from app.services.seasons.ground import seen_season
from app.work import Work

PUSH, ACCEPT = 'push', 'accept'  # operations


def view_gaps(work: Work, actor: Actor, code: str, measure: str = 'net_sales') -> tuple[Gap, ...]:
    """Target, sum of the plan, and the gap of each category and month that has a target."""
    return watch_gaps(work, seen_season(work, actor, code).id, measure)


def watch_gaps(work: Work, season_id: int, measure: str = 'net_sales') -> tuple[Gap, ...]:
    """For pages: shared by all who watch."""
    return reconcile(cube_of(work, season_id, TARGET), cube_of(work, season_id), measure)


def accept_bottom_up(work: Work, actor: Actor, code: str, cells: Sequence[Cell]) -> Edited:
    """The target becomes what the plan adds up to. Raises Forbidden, Conflict."""
    _demand_some(cells)
    return edit_by(work, actor, code, ACCEPT, cells, lambda desk: _taken(
        work, desk, cells, WORKING), TARGET)


def push_down(work: Work, actor: Actor, code: str, cells: Sequence[Cell]) -> Edited:
    """The plan becomes the target, each leaf in proportion; held, closed and elapsed ones stay. Raises Forbidden,
    Conflict, Rejected where these leave no room.
    """
    _demand_some(cells)
    return edit_by(work, actor, code, PUSH, cells, lambda desk: _taken(work, desk, cells, TARGET), WORKING)


def _demand_some(cells: Sequence[Cell]) -> None:
    if not cells:
        raise Rejected('Choose at least one gap.', field='cells')


def _taken(work: Work, desk: Desk, cells: Sequence[Cell], source: str) -> Sequence[Change]:
    other = cube_of(work, desk.season.id, source)
    wanted = tuple((cell, other.total(cell)) for cell in cells)
    return changes_of(desk.cube, Paste(wanted), desk.bounds.fixed)
