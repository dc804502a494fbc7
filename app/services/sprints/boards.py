"""Boards and how fresh they are."""

from collections.abc import Sequence

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.sprints.setup.standing import BoardView, SiteView
from app.events import SITES, SitesChanged
from app.services.sprints import ground
from app.work import Work
from models.sprints import SprintBoard, SprintSite, SprintStar


def list_boards(work: Work, actor: Actor) -> tuple[BoardView, ...]:
    """Favourites first, then by name."""
    demand(actor, 'sprints.look')
    sites = {row.id: row for row in work.session.exec(select(SprintSite))}
    stars = set(work.session.exec(select(SprintStar.board_id).where(SprintStar.identity == actor.identity)))
    rows = work.session.exec(select(SprintBoard).order_by(col(SprintBoard.name), col(SprintBoard.id)))
    views = [_view(row, sites[row.site_id], row.id in stars) for row in rows]
    return tuple(sorted(views, key=lambda view: not view.is_starred))


def view_board(work: Work, actor: Actor, board_id: int) -> BoardView:
    """Raises NotFound."""
    demand(actor, 'sprints.look')
    row = work.get(SprintBoard, board_id)
    return _view(row, work.get(SprintSite, row.site_id),
                 work.session.get(SprintStar, (board_id, actor.identity)) is not None)


def view_shared(work: Work, board_id: int) -> BoardView:
    """For what is shared by all who watch a board: nobody’s favourite. Raises NotFound."""
    row = work.get(SprintBoard, board_id)
    return _view(row, work.get(SprintSite, row.site_id), False)


def list_sites(work: Work, actor: Actor) -> Sequence[SiteView]:
    """The default one first."""
    demand(actor, 'sprints.look')
    rows = work.session.exec(select(SprintSite).order_by(col(SprintSite.is_default).desc(), col(SprintSite.name)))
    return tuple(SiteView(row.id, row.name, row.kind, row.url, row.account, row.account_name, row.zone, row.is_default,
                          row.state, row.since, row.error, row.ok_at, row.skew, row.hook is not None,
                          row.allows_unsigned, row.version) for row in rows)


def star(work: Work, actor: Actor, board_id: int, is_on: bool) -> None:
    demand(actor, 'sprints.own')
    ground.board_of(work, board_id)
    row = work.session.get(SprintStar, (board_id, actor.identity))
    if is_on and row is None:
        work.session.add(SprintStar(board_id=board_id, identity=actor.identity))
    elif row and not is_on:
        work.session.delete(row)
    work.record(SitesChanged(SITES))


def _view(row: SprintBoard, site: SprintSite, is_starred: bool) -> BoardView:
    return BoardView(row.id, row.number, row.name, row.kind, site.id, site.name, site.kind, row.zone,
                     tuple(row.projects), row.state, row.since, row.error or site.error, row.ok_at, row.data_version,
                     is_starred, row.version)
