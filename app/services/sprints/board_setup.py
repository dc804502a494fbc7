"""Boards and sites leave, with all that hangs on them; what was published elsewhere stays there."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.events import CHANNELS, SITES, BoardChanged, ChannelsChanged, SitesChanged, board_topic
from app.services import audit, secrets
from app.services.sprints import channels, deciding, git_links, kept_files, sites
from app.work import Work
from models import sprints as tables
from models.sprint_git import SprintGitSource
from models.sprints import (
    SprintBoard,
    SprintChange,
    SprintDelivery,
    SprintIssue,
    SprintIssueOnBoard,
    SprintOnBoard,
    SprintSite,
    SprintStatus,
)

OF_BOARD: tuple[type[Any], ...] = (  # those first that name others
    tables.SprintStar, tables.SprintSight, tables.SprintMapping, tables.SprintFieldRule, tables.SprintSnapshot,
    tables.SprintForecast, tables.SprintCapacity, tables.SprintDayOff, tables.SprintMember, tables.SprintDiscipline,
    tables.SprintOverride, tables.SprintQueue, tables.SprintPublication, tables.SprintRecord, tables.SprintEstimate,
    SprintOnBoard, SprintIssueOnBoard)


def remove_board(work: Work, actor: Actor, board_id: int, version: int | None = None) -> None:
    """With its snapshots, queues and forecasts. Issues that other boards have stay."""
    demand(actor, 'sprints.admin')
    work.take_turns(sites.TURN + work.get(SprintBoard, board_id).site_id)
    row = deciding.seen(work, SprintBoard, board_id, version)
    name, site_id = row.name, row.site_id
    _erase(work, actor, row)
    _erase_orphans(work, site_id)
    audit.write(work, actor, 'sprints.remove_board', name)
    _announce(work, board_id)


def remove_site(work: Work, actor: Actor, site_id: int, version: int | None = None) -> None:
    """With its boards, its secrets and the repositories that name its issues."""
    demand(actor, 'sprints.admin')
    work.take_turns(sites.TURN + site_id)
    row = deciding.seen(work, SprintSite, site_id, version)
    boards = work.session.exec(select(SprintBoard).where(SprintBoard.site_id == site_id)).all()
    for board in boards:
        _erase(work, actor, board)
    _erase_repositories(work, actor, site_id)
    _erase_orphans(work, site_id)
    kept_files.forget(work, site_id)
    for table in (SprintDelivery, SprintStatus, tables.Sprint):
        work.session.execute(delete(table).where(col(table.site_id) == site_id))
    secrets.forget_named(work, actor, [sites.token_name(site_id), sites.hook_name(site_id)], 'sprints.admin')
    deciding.removed(work, actor, row, 'sprints.remove_site', row.name)
    _hand_default_on(work, row)
    _announce(work, *(board.id for board in boards))


def _erase(work: Work, actor: Actor, board: SprintBoard) -> None:
    own = work.session.exec(select(tables.SprintChannel).where(tables.SprintChannel.board_id == board.id)).all()
    secrets.forget_named(work, actor, [channels.secret_of(one.id) for one in own], 'sprints.admin')
    work.session.execute(delete(tables.SprintPublication).where(
        col(tables.SprintPublication.channel_id).in_([one.id for one in own])))
    for table in OF_BOARD:
        work.session.execute(delete(table).where(col(table.board_id) == board.id))
    for channel in own:
        work.session.delete(channel)
    work.session.delete(board)
    work.session.flush()


def _erase_orphans(work: Work, site_id: int) -> None:
    """Issues and sprints that no board of the site has any more."""
    issues = columns(col(SprintIssue.id)).where(
        col(SprintIssue.site_id) == site_id,
        col(SprintIssue.id).not_in(columns(col(SprintIssueOnBoard.issue_id))))
    work.session.execute(delete(SprintChange).where(col(SprintChange.issue_id).in_(issues)))
    work.session.execute(delete(SprintIssue).where(col(SprintIssue.id).in_(issues)))
    work.session.execute(delete(tables.Sprint).where(
        col(tables.Sprint.site_id) == site_id,
        col(tables.Sprint.id).not_in(columns(col(SprintOnBoard.sprint_id)))))


def _erase_repositories(work: Work, actor: Actor, site_id: int) -> None:
    found = work.session.exec(select(SprintGitSource).where(SprintGitSource.site_id == site_id)).all()
    for source in found:
        git_links.remove_repository(work, actor, source.id)


def _hand_default_on(work: Work, row: SprintSite) -> None:
    """There is a default as long as there is a site."""
    following = work.session.exec(select(SprintSite).order_by(col(SprintSite.id))).first()
    if row.is_default and following:
        following.is_default = True


def _announce(work: Work, *board_ids: int) -> None:
    work.session.flush()
    for board_id in board_ids:
        work.record(BoardChanged(board_topic(board_id)))
    work.record(SitesChanged(SITES))
    work.record(ChannelsChanged(CHANNELS))
