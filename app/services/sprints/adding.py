"""A board comes: it is kept with the columns most teams mean, and read at once."""

from typing import Any

from sqlmodel import func, select

from app.domain.access import Actor, demand
from app.domain.sprints.facts.board import KANBAN, SCRUM, BoardRules
from app.domain.sprints.jira import following
from app.domain.sprints.jira.reading import RawBoard
from app.errors import Conflict, Rejected
from app.events import SITES, MappingChanged, SitesChanged, board_topic
from app.services import audit
from app.services.sprints import ground, syncing
from app.services.sprints.configured import stored_rules
from app.work import Work
from models.sprints import SprintBoard, SprintMapping, SprintSite


def setup_board(work: Work, actor: Actor, site_id: int, told: RawBoard) -> tuple[int, int | None]:
    """`told` as `board_configuration` answers it. Returns the board and the run that reads it, if its kind of site is
    read by runs.
    """
    demand(actor, 'sprints.admin')
    site = work.lock(SprintSite, site_id)
    if work.session.exec(select(SprintBoard.id).where(SprintBoard.site_id == site_id,
                                                      SprintBoard.number == told.number)).first():
        raise Conflict(f'“{told.name}” is here already.', 'sprints.board_known')
    if not told.columns:
        raise Rejected(f'“{told.name}” has no columns that can be read.', 'sprints.no_columns')
    row = SprintBoard(site_id=site_id, number=told.number, name=told.name, zone=site.zone, filter=told.filter_jql,
                      kind=KANBAN if told.kind == KANBAN else SCRUM, projects=sorted(told.projects),
                      rules=stored_rules(BoardRules()))
    work.session.add(row)
    work.session.flush()
    _guess(work, row, told, 1, actor.name)
    audit.write(work, actor, 'sprints.add_board', told.name, site.name)
    work.record(SitesChanged(SITES))
    return row.id, None if site.kind == 'csv' else syncing.sync_now(work, actor, row.id)


def follow_board(work: Work, board_id: int, told: RawBoard) -> None:
    """Its name, filter and projects are as its site has them; its columns too, unless somebody here has said how they
    are to be read.
    """
    row = work.lock(SprintBoard, board_id)
    named: dict[str, Any] = {'name': told.name or row.name, 'filter': told.filter_jql or row.filter,
                             'projects': sorted(told.projects) or row.projects}
    fresh = {name: value for name, value in named.items() if getattr(row, name) != value}
    for name, value in fresh.items():
        setattr(row, name, value)
    last = _last(work, board_id)
    columns = following.guessed_columns(told.columns)
    if columns and (last is None or (last.is_guessed and (
            last.columns != columns or last.estimate != told.estimate_field))):
        _guess(work, row, told, last.number + 1 if last else 1, '')
        fresh['columns'] = columns
    if fresh:
        ground.move_boards(work, [board_id])


def _guess(work: Work, row: SprintBoard, told: RawBoard, number: int, by: str) -> None:
    work.session.add(SprintMapping(
        board_id=row.id, number=number, valid_from=work.now, columns=following.guessed_columns(told.columns),
        estimate=told.estimate_field, is_guessed=True, by_name=by, at=work.now))
    work.record(MappingChanged(board_topic(row.id)))


def _last(work: Work, board_id: int) -> SprintMapping | None:
    newest = select(func.max(SprintMapping.number)).where(SprintMapping.board_id == board_id).scalar_subquery()
    return work.session.exec(select(SprintMapping).where(SprintMapping.board_id == board_id,
                                                         SprintMapping.number == newest)).first()
