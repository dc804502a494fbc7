"""When boards are read, and what became of it: who asks gets a run; what is due is asked for by the clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import col, select

from app.domain.access import SYSTEM, Actor, demand
from app.domain.sprints.facts.board import ACTIVE
from app.domain.sprints.jira import following
from app.domain.sprints.jira.stamps import milliseconds, moment
from app.domain.trouble import AUTH, THROTTLED, UNAVAILABLE
from app.errors import AppError, Conflict
from app.events import SITES, BoardSynced, SitesChanged, SyncFailed, board_topic
from app.services import audit
from app.services.ops import queue
from app.services.ops.schedules import PAUSE
from app.services.sprints import sites
from app.work import Work
from models.ops import OpsPause
from models.sprints import Sprint, SprintBoard, SprintOnBoard, SprintSite

COMMAND, CENSUS, RECHECK = 'sprints.sync_board', 'sprints.census', 'sprints.recheck_closed'
MINUTE: Final = timedelta(minutes=1)
STATES: Final = {THROTTLED: 'behind', UNAVAILABLE: 'behind'}  # of a board; whatever else went wrong has failed


@dataclass(frozen=True)
class BoardToRead:
    """What a run needs to know of a board."""
    id: int
    number: int
    name: str
    site: int
    kind: str
    filter: str
    projects: tuple[str, ...]
    watermark: int | None  # ms, by the clock of the site; None: it was never read whole
    signature: str  # of the fields it was read with
    closed_at: int  # ms: when all closed sprints were listed


def sync_now(work: Work, actor: Actor, board_id: int) -> int:
    """Returns the run; one that waits or runs already will do."""
    demand(actor, 'sprints.plan')
    board = work.get(SprintBoard, board_id)
    site = work.get(SprintSite, board.site_id)
    if site.kind == 'csv':
        raise Conflict('This board came from a file. Import a newer one.', 'sprints.file')
    run = queue.enqueue(work, COMMAND, {'site': site.id, 'board': board_id}, trigger='ui', actor=actor)
    assert run is not None
    audit.write(work, actor, 'sprints.sync_board', board.name, f'run {run}')
    return run


def ask_for_all(work: Work, command: str) -> tuple[int, ...]:
    """One run for each board whose site answers; returns them."""
    boards = work.session.exec(_followed().order_by(col(SprintBoard.id))).all()
    return tuple(run for board in boards if (run := _ask(work, board, command)))


def next_due(work: Work) -> datetime | None:
    """When the next board is to be read."""
    if work.session.get(OpsPause, PAUSE):
        return work.now + MINUTE
    active = _with_active(work)
    return min((_due_at(board, active) for board in work.session.exec(_reachable()) if _was_begun(board)),
               default=None)


def queue_due(work: Work) -> None:
    """Each replica has a clock; whoever comes second finds that it was asked for."""
    if work.session.get(OpsPause, PAUSE):
        return
    active = _with_active(work)
    for board in work.session.exec(_reachable().order_by(col(SprintBoard.id)).with_for_update(of=SprintBoard)):
        if _was_begun(board) and _due_at(board, active) <= work.now:
            board.progress = {**board.progress, 'tried': milliseconds(work.now)}
            _ask(work, board, COMMAND)


def begin(work: Work, board_id: int) -> BoardToRead:
    """A run begins to read it. Raises NotFound."""
    row = work.lock(SprintBoard, board_id)
    row.progress = {**row.progress, 'tried': milliseconds(work.now)}
    return BoardToRead(row.id, row.number, row.name, row.site_id, row.kind, row.filter, tuple(row.projects),
                       milliseconds(row.watermark) if row.watermark else None, row.progress.get('fields', ''),
                       row.progress.get('closed', 0))


def view_followed(work: Work, board_id: int) -> bool:
    """Whether it was read before. Raises NotFound."""
    return work.get(SprintBoard, board_id).ok_at is not None


def note_progress(work: Work, board_id: int, done: int, total: int) -> None:
    """How far a first read has come, for whoever looks at the board meanwhile."""
    row = work.lock(SprintBoard, board_id)
    row.progress = {**row.progress, 'done': done, 'of': total}
    work.record(SitesChanged(SITES))


def note_read(work: Work, board_id: int, watermark: int, signature: str, *, is_census: bool,
              has_closed: bool) -> None:
    """All of it has come; `watermark`: when the read began, by the clock of the site."""
    row = work.lock(SprintBoard, board_id)
    if row.state != 'ok':
        row.since = work.now
    row.state, row.error, row.ok_at, row.watermark = 'ok', '', work.now, moment(watermark)
    row.census_at = work.now if is_census else row.census_at
    kept: dict[str, Any] = {name: value for name, value in row.progress.items() if name not in ('done', 'of')}
    row.progress = {**kept, 'fields': signature, **({'closed': milliseconds(work.now)} if has_closed else {})}
    work.record(BoardSynced(board_topic(board_id), board_id))
    work.record(SitesChanged(SITES))


def note_trouble(work: Work, board_id: int, state: str, text: str) -> None:
    """What was read stays, with its age and the reason. A refused sign-in stops the whole site."""
    work.take_turns(sites.TURN + work.get(SprintBoard, board_id).site_id)
    row = work.lock(SprintBoard, board_id)
    before, row.state, row.error = row.state, STATES.get(state, 'failed'), text
    if before in ('ok', 'new'):
        row.since = work.now
        work.record(SyncFailed(board_topic(board_id), board_id, text))
    if state in (AUTH, THROTTLED, UNAVAILABLE):
        sites.note_trouble(work, row.site_id, state, text)
    work.record(SitesChanged(SITES))


def _ask(work: Work, board: SprintBoard, command: str) -> int | None:
    """What cannot be asked for now is asked for again at its next time."""
    try:
        return queue.enqueue(work, command, {'site': board.site_id, 'board': board.id}, trigger='schedule',
                             actor=SYSTEM)
    except AppError:
        return None


def _followed() -> Any:
    """Boards that were read once, or could not be, and whose site lets us in."""
    return _reachable().where(SprintBoard.state != 'new')


def _reachable() -> Any:
    return select(SprintBoard).join(SprintSite, col(SprintSite.id) == SprintBoard.site_id).where(
        col(SprintSite.kind).in_(following.FOLLOWED), SprintSite.state != AUTH)


def _was_begun(board: SprintBoard) -> bool:
    """Whoever was asked for is read again by itself; also where a first read was cut off without a word."""
    return board.state != 'new' or bool(board.progress.get('tried'))


def _with_active(work: Work) -> frozenset[int]:
    return frozenset(work.session.exec(select(SprintOnBoard.board_id).join(
        Sprint, col(Sprint.id) == SprintOnBoard.sprint_id).where(
        Sprint.state == ACTIVE, col(Sprint.is_gone).is_(False))))


def _due_at(board: SprintBoard, active: frozenset[int]) -> datetime:
    tried = moment(board.progress['tried']) if board.progress.get('tried') else board.ok_at or board.since
    pause = following.pause(board.id in active)
    return tried + pause if tried else moment(0)
