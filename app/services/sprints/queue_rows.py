"""Queues as they are kept: read once, because nothing changes them."""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from sqlmodel import col, select

from app.domain.sprints.capacity.capacity import LEARNED, Past
from app.domain.sprints.capacity.learning import learned_for
from app.domain.sprints.facts.board import CLOSED, Board, Number
from app.domain.sprints.queue.adapter import Elsewhere, inputs_of, is_done, needed
from app.domain.sprints.queue.conflicts import Conflict, conflicts_of
from app.domain.sprints.queue.inputs import Inputs, Parameters, from_plain
from app.domain.sprints.queue.packing import Plan, plan
from app.domain.sprints.queue.result import Result, result_of
from app.domain.sprints.queue.views import ARCHIVED, DRAFT, LIVE, PUBLISHED, QueueEntry
from app.errors import NotFound
from app.services.sprints import ground
from app.services.sprints.beside import teams_beside
from app.work import Work
from models.sprints import Sprint, SprintBoard, SprintIssue, SprintIssueOnBoard, SprintQueue, SprintStatus

MOST_KEPT: Final = 48  # queues in memory
OUT_NOW: Final = (PUBLISHED, LIVE)


@dataclass(frozen=True, eq=False)
class Kept:
    """All that follows from a queue's inputs."""
    inputs: Inputs
    plan: Plan
    result: Result
    conflicts: tuple[Conflict, ...]


_lock = threading.Lock()
_kept: OrderedDict[tuple[int, str], Kept] = OrderedDict()
_present: WeakKeyDictionary[Board, dict[tuple[Number, Parameters], Inputs]] = WeakKeyDictionary()


def kept(row: SprintQueue) -> Kept:
    """Of a row; the same object as long as it is remembered."""
    key = (row.id, row.hash)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    inputs = from_plain(row.inputs)
    made = plan(inputs)
    found = Kept(inputs, made, result_of(row.result), conflicts_of(inputs, made))
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def present_inputs(work: Work, board: Board, sprint: Number, parameters: Parameters) -> Inputs:
    """What a queue would be made of now; worked out once for each state of the board."""
    by_rules = _present.setdefault(board, {})
    key = (sprint, parameters)
    if key not in by_rules:
        by_rules[key] = inputs_of(board, ground.sprint_of(board, sprint), parameters, past_of(work, board, sprint),
                                  _elsewhere(work, board), tuple(teams_beside(work, board, sprint)))
    return by_rules[key]


def past_of(work: Work, board: Board, sprint: Number) -> Sequence[Past]:
    """Closed sprints from which rates and reserve are learned."""
    return learned_for(board, board.sprints[sprint], int(work.now.timestamp() * 1000), LEARNED)


def queue_row(work: Work, queue_id: int) -> SprintQueue:
    row = work.session.get(SprintQueue, queue_id)
    if row is None:
        raise NotFound('There is no such queue, or not any more.')
    return row


def rows_of(work: Work, board_id: int, sprint: Number) -> Sequence[SprintQueue]:
    """The newest first."""
    return work.session.exec(select(SprintQueue).where(
        SprintQueue.board_id == board_id, SprintQueue.sprint == sprint).order_by(
        col(SprintQueue.number).desc())).all()


def best_of(rows: Sequence[SprintQueue], reads_only: bool = False) -> SprintQueue | None:
    """What one wants to see first: the newest that is no archived one, else the newest."""
    published = next((row for row in rows if row.state in OUT_NOW), None) if reads_only else None
    return published or next((row for row in rows if row.state != ARCHIVED), rows[0] if rows else None)


def entry_of(row: SprintQueue) -> QueueEntry:
    result = kept(row).result
    return QueueEntry(row.id, row.number, row.state, row.at, row.by, row.by_name, len(result.lines),
                      len(result.of('in')), result.points, row.hash, row.published_at, row.published_by, row.version)


def former_of(row: SprintQueue, rows: Sequence[SprintQueue]) -> SprintQueue | None:
    """The queue made before this one."""
    return next((one for one in rows if one.number < row.number), None)


def is_open(row: SprintQueue) -> bool:
    return row.state in (DRAFT, *OUT_NOW)


def _elsewhere(work: Work, board: Board) -> dict[Number, Elsewhere]:
    """Issues that this board waits for, as far as another board of the site holds them."""
    numbers = needed(board)
    if not numbers:
        return {}
    rows = work.session.exec(
        select(SprintIssue, SprintBoard.name, SprintStatus.category)
        .join(SprintIssueOnBoard, col(SprintIssueOnBoard.issue_id) == SprintIssue.id)
        .join(SprintBoard, col(SprintBoard.id) == SprintIssueOnBoard.board_id)
        .outerjoin(SprintStatus, (col(SprintStatus.site_id) == SprintIssue.site_id)
                   & (col(SprintStatus.status) == SprintIssue.status))
        .where(SprintIssue.site_id == board.site, col(SprintIssue.number).in_(numbers),
               SprintBoard.id != board.id)
        .order_by(col(SprintBoard.name))).all()
    ahead = _ahead(work, board.site, {number for issue, *_ in rows for number in issue.fields.get('sprints', ())})
    return {issue.number: _placed(issue, name, category, ahead) for issue, name, category in reversed(rows)}


def _ahead(work: Work, site_id: int, numbers: set[Number]) -> Mapping[Number, Sprint]:
    """Of these sprints those that are still to be finished."""
    rows = work.session.exec(select(Sprint).where(
        Sprint.site_id == site_id, col(Sprint.number).in_(numbers), Sprint.state != CLOSED,
        col(Sprint.is_gone).is_(False))).all()
    return {row.number: row for row in rows}


def _placed(issue: SprintIssue, board: str, category: str, ahead: Mapping[Number, Sprint]) -> Elsewhere:
    """With the sprint of the other board, where it is in one."""
    sprint = next((ahead[number] for number in issue.fields.get('sprints', ()) if number in ahead), None)
    where = f'in {sprint.name} on {board}' if sprint else f'on {board}'
    return Elsewhere(issue.key, category != 'done' and issue.gone != 'deleted', where, sprint.start if sprint else None)


def done_of(board: Board, result: Result) -> frozenset[Number]:
    """Lines whose issue is done by now."""
    return frozenset(line.number for line in result.lines
                     if (issue := board.issues.get(abs(line.number))) and is_done(board, issue))
