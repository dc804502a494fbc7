"""Boards as domain objects, kept in memory for as long as nothing has changed.

Every figure is worked out from the histories of a board's issues, so a look at a sprint costs no thousands of rows.
The data version in the database says whether a copy is still good: every process finds out by itself. Whoever changes
issues, sprints, mappings, capacities or what people decided says so here, in the same transaction.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select as columns
from sqlalchemy import update
from sqlmodel import col, select

from app.domain.access import Actor, Desk, demand
from app.domain.sprints.facts.board import Board, Change, Issue, Link, Sprint
from app.errors import NotFound
from app.events import BoardChanged, board_topic
from app.services.sprints import configured, ruled
from app.work import Work
from models import sprints as tables
from models.sprints import (
    SprintBoard,
    SprintChange,
    SprintIssue,
    SprintIssueOnBoard,
    SprintMember,
    SprintOnBoard,
    SprintSight,
    SprintSite,
)

CANONICAL = {'sprint': 'sprint', 'flagged': 'flagged', 'epic': 'epic', 'rank': 'rank', 'owner': 'owner'}  # roles
NAMED = {'issuetype': 'type', 'Key': 'key', 'Link': 'link', 'Sprint': 'sprint', 'Flagged': 'flagged',
         'Epic Link': 'epic', 'Parent': 'parent', 'Rank': 'rank'}  # where a history has no field id
CHUNK = 500


@dataclass(frozen=True)
class _Copy:
    mark: int  # of the site when it was made
    board: Board


_lock = threading.Lock()
_copies: dict[int, _Copy] = {}


def board_of(work: Work, board_id: int) -> Board:
    """As it is now; the same object until something changes. Raises NotFound."""
    version = work.session.execute(
        columns(col(SprintBoard.data_version)).where(col(SprintBoard.id) == board_id)).scalar_one_or_none()
    if version is None:
        raise NotFound('There is no such board, or not any more.')
    if any(isinstance(event, BoardChanged) for event in work.events):
        return _read(work, board_id, None).board  # nobody else may see what is not committed
    with _lock:
        copy = _copies.get(board_id)
        if copy and copy.board.version > version:
            return _read(work, board_id, None).board  # this transaction began before the last change
        if copy is None or copy.board.version != version:
            copy = _copies[board_id] = _read(work, board_id, copy)
        return copy.board


def seen_board(work: Work, actor: Actor, board_id: int) -> Board:
    """Raises Forbidden for those without any role in the sprints."""
    demand(actor, 'sprints.look')
    return board_of(work, board_id)


def sprint_of(board: Board, number: int) -> Sprint:
    """Deleted ones too. Raises NotFound."""
    if sprint := board.sprints.get(number):
        return sprint
    raise NotFound('There is no such sprint on this board.')


def desk_of(work: Work, actor: Actor, board_id: int) -> Desk:
    """What somebody is on a board, for `demand`."""
    is_lead = select(SprintMember.id).where(SprintMember.board_id == board_id, SprintMember.identity == actor.identity,
                                            col(SprintMember.is_lead))
    row = work.get(SprintBoard, board_id)
    sees = bool(row.rules.get('shows_people')) and work.session.get(SprintSight, (board_id, actor.identity)) is not None
    return Desk(work.session.exec(is_lead).first() is not None, sees)


def move_boards(work: Work, board_ids: Iterable[int]) -> None:
    """Whatever could change a figure of these boards changes in this transaction."""
    work.session.flush()
    for board_id in sorted(set(board_ids)):
        work.session.execute(update(SprintBoard).where(col(SprintBoard.id) == board_id).values(
            data_version=SprintBoard.data_version + 1))
        work.session.expire_all()
        work.record(BoardChanged(board_topic(board_id)))


def move_site(work: Work, site_id: int, board_ids: Iterable[int] | None = None) -> int:
    """Issues, sprints or histories of a site change in this transaction: the mark for the rows that do. These boards
    are looked at anew, or all of the site.
    """
    work.session.flush()
    work.session.execute(update(SprintSite).where(col(SprintSite.id) == site_id).values(mark=SprintSite.mark + 1))
    boards = work.session.execute(columns(col(SprintBoard.id)).where(col(SprintBoard.site_id) == site_id)).scalars()
    move_boards(work, boards.all() if board_ids is None else board_ids)
    return int(work.session.execute(columns(col(SprintSite.mark)).where(col(SprintSite.id) == site_id)).scalar_one())


def forget() -> None:
    """For tests: another database has come."""
    with _lock:
        _copies.clear()


def _read(work: Work, board_id: int, former: _Copy | None) -> _Copy:
    """Only issues that have changed since the former copy are read."""
    row = work.get(SprintBoard, board_id)
    site = work.get(SprintSite, row.site_id)
    setting = configured.load(work, row, site)
    same_fields = former is not None and former.board.field_names == setting.field_names
    kept = former.board.issues if former and same_fields else {}
    changed = _issues(work, row, site, former.mark if former and same_fields else 0)
    there = _on_board(work, board_id)
    issues = {number: _placed(changed.get(number) or kept[number], is_in) for number, is_in in there.items()
              if number in changed or number in kept}
    board = replace(setting, issues=issues, sprints=_sprints(work, board_id))
    return _Copy(site.mark, ruled.applied(work, board))


def _placed(issue: Issue, is_in: bool) -> Issue:
    return issue if issue.is_on_board == is_in else replace(issue, is_on_board=is_in)


def _on_board(work: Work, board_id: int) -> Mapping[int, bool]:
    """Issue number → whether the filter finds it now."""
    wanted = columns(col(SprintIssue.number), col(SprintIssueOnBoard.is_in)).join(
        SprintIssueOnBoard, col(SprintIssueOnBoard.issue_id) == col(SprintIssue.id)).where(
        col(SprintIssueOnBoard.board_id) == board_id).order_by(col(SprintIssue.number))
    return {row[0]: row[1] for row in work.session.execute(wanted)}


def _sprints(work: Work, board_id: int) -> Mapping[int, Sprint]:
    wanted = select(tables.Sprint).join(SprintOnBoard, col(SprintOnBoard.sprint_id) == col(tables.Sprint.id)).where(
        SprintOnBoard.board_id == board_id).order_by(col(tables.Sprint.number))
    return {row.number: Sprint(row.number, row.name, row.state, row.goal, row.start, row.activated, row.end,
                               row.complete, tuple(row.names), row.origin, row.is_gone)
            for row in work.session.exec(wanted)}


def _issues(work: Work, board: SprintBoard, site: SprintSite, after: int) -> Mapping[int, Issue]:
    """Those of the board that changed after that mark."""
    mine = columns(col(SprintIssueOnBoard.issue_id)).where(col(SprintIssueOnBoard.board_id) == board.id)
    table = SprintIssue.__table__  # type: ignore[attr-defined]
    rows = work.session.execute(columns(*table.c).where(table.c.mark > after, table.c.id.in_(mine))).all()
    histories = _changes(work, [row.id for row in rows] if after else None, mine, canonical_of(site.fields))
    return {row.number: _issue(row, site, histories.get(row.id, ())) for row in rows}


def canonical_of(fields: Mapping[str, Any]) -> Mapping[str, str]:
    """Field id → name that the rules know, for the fields whose ids differ from site to site."""
    found = {one['id']: CANONICAL[role] for role, one in fields.items() if role in CANONICAL and one.get('id')}
    return NAMED | found


def _changes(work: Work, ids: Sequence[int] | None, mine: Any, canonical: Mapping[str, str],
             ) -> Mapping[int, Sequence[Change]]:
    table = SprintChange.__table__  # type: ignore[attr-defined]
    found: dict[int, list[Change]] = {}
    parts = [None] if ids is None else [ids[n:n + CHUNK] for n in range(0, len(ids), CHUNK)]
    for part in parts:
        among = table.c.issue_id.in_(mine if part is None else part)
        for row in work.session.execute(columns(*table.c).where(among).order_by(table.c.at, table.c.history)):
            found.setdefault(row.issue_id, []).append(Change(
                row.at, row.history, row.item, canonical.get(row.field, row.field), row.was, row.now, row.was_text,
                row.now_text, row.author, row.author_name))
    return found


def _issue(row: Any, site: SprintSite, changes: Sequence[Change]) -> Issue:
    told = row.fields
    due = told.get('due')
    return Issue(
        row.number, row.key, row.type, row.title, row.project, row.created, row.status, row.is_subtask, row.is_epic,
        row.parent, tuple(told.get('sprints', ())), told.get('estimates', {}), told.get('seconds'),
        told.get('priority') or '', told.get('assignee') or '', told.get('reporter') or '', told.get('owner') or '',
        tuple(told.get('labels', ())), tuple(told.get('components', ())), tuple(told.get('versions', ())),
        told.get('epic') or '', told.get('rank') or '', date.fromisoformat(due) if due else None,
        bool(told.get('flagged')),
        tuple(Link(one['type'], one['way'], one['number'], one['key']) for one in told.get('links', ())),
        told.get('others', {}), f'{site.url}/browse/{row.key}' if site.url else '', row.is_partial, row.gone,
        changes=tuple(changes))
