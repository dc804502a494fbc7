"""What poker tables agreed on for issues of Jira: told by a table, kept here, written back by whoever may.

Nothing else in this area ever writes to Jira, and this only where an admin has allowed it for the site.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.poker.stories import LONGEST_LINK, LONGEST_TITLE, StoryDraft
from app.domain.portfolio.items.estimating import KEPT, PENDING, REFUSED, points
from app.domain.sprints.facts.agreed import AgreedView
from app.domain.sprints.facts.board import ACTIVE, CLOSED, DONE, Board, Issue
from app.errors import NotFound, Rejected
from app.events import EstimateSaved
from app.services import audit
from app.services.ops import queue
from app.services.sprints import ground
from app.work import Work
from models.sprints import SprintBoard, SprintEstimate, SprintSite

COMMAND = 'sprints.estimate'
ORIGIN = 'sprints:'
BACKLOG = 0  # instead of the number of a sprint


@dataclass(frozen=True)
class Choice:
    """Stories that could lie on a table: a sprint, or the backlog."""
    board: int
    sprint: int
    name: str


@dataclass(frozen=True)
class Errand:
    """An estimate on its way to Jira."""
    site: int
    key: str
    number: int
    field: str
    points: Decimal
    value: str


def list_choices(work: Work, actor: Actor) -> tuple[Choice, ...]:
    """Open sprints and the backlog of every board."""
    demand(actor, 'sprints.look')
    ids = work.session.exec(select(SprintBoard.id).order_by(col(SprintBoard.name))).all()
    return tuple(choice for board_id in ids for choice in _choices(ground.board_of(work, board_id)))


def list_open(work: Work, actor: Actor, board_id: int, sprint: int = BACKLOG) -> tuple[StoryDraft, ...]:
    """What is not done of a sprint, or waits in no open sprint, as Jira ranks it."""
    board = ground.seen_board(work, actor, board_id)
    chosen = _in_sprint(board, ground.sprint_of(board, sprint).number) if sprint else _backlog(board)
    return tuple(_draft(board, issue) for issue in sorted(chosen, key=lambda one: (one.rank, one.number)))


def list_chosen(work: Work, actor: Actor, board_id: int, numbers: Sequence[int]) -> tuple[StoryDraft, ...]:
    """In the order in which they were chosen; what is not on the board is left out."""
    board = ground.seen_board(work, actor, board_id)
    return tuple(_draft(board, board.issues[number]) for number in numbers if number in board.issues)


def keep_estimate(work: Work, saved: EstimateSaved) -> None:
    """A table has agreed on something; where the story was an issue of a board, it is told so."""
    place = place_of(saved.origin)
    if place is None or work.session.get(SprintBoard, place[0]) is None:
        return
    board = ground.board_of(work, place[0])
    if (issue := board.issues.get(place[1])) is None:
        return
    work.session.add(SprintEstimate(board_id=board.id, number=issue.number, value=saved.value, by=saved.by,
                                    by_name=saved.by_name, at=work.now, table=saved.table))
    audit.write_by(work, saved.by, saved.by_name, 'sprints.estimate', issue.key, saved.value)
    ground.move_boards(work, [board.id])


def latest(work: Work, actor: Actor, board_id: int, number: int) -> AgreedView | None:
    board = ground.seen_board(work, actor, board_id)
    row = _latest_row(work, board_id, number)
    if row is None:
        return None
    may_write = (row.state in (KEPT, REFUSED) and points(row.value) is not None and _takes_estimates(work, board)
                 and may(actor, 'sprints.publish'))
    return AgreedView(row.id, row.value, row.by_name, row.at, row.table, row.state, row.message, may_write)


def write(work: Work, actor: Actor, board_id: int, number: int) -> int:
    """Have the latest estimate of an issue written to Jira; returns the run. Raises Rejected where Jira may not be
    written to, or the value is no number.
    """
    demand(actor, 'sprints.publish')
    board, row = ground.board_of(work, board_id), _latest_row(work, board_id, number)
    if row is None or number not in board.issues:
        raise NotFound('Nobody has estimated this issue yet.')
    if not _takes_estimates(work, board):
        raise Rejected('Estimates stay here: an admin has not allowed writing them to this Jira.', 'sprints.read_only')
    if points(row.value) is None:
        raise Rejected(f'“{row.value}” is no number, so it stays here.', 'sprints.no_number')
    row.state, row.message = PENDING, ''
    run_id = queue.enqueue(work, COMMAND, {'estimate': row.id, 'site': board.site}, trigger='area', actor=actor)
    audit.write(work, actor, 'sprints.write_estimate', board.issues[number].key, row.value)
    ground.move_boards(work, [board_id])
    return run_id or 0


def to_write(work: Work, estimate_id: int) -> Errand:
    """What a run has to do. It may have been allowed once and not any more."""
    row = work.get(SprintEstimate, estimate_id)
    board = ground.board_of(work, row.board_id)
    if not _takes_estimates(work, board):
        raise Rejected('Writing estimates to this Jira is not allowed any more.', 'sprints.read_only')
    issue, amount = board.issues.get(row.number), points(row.value)
    if issue is None or amount is None or not board.columns.estimate:
        raise Rejected('This board has no field for estimates, or not this issue.', 'sprints.no_field')
    return Errand(board.site, issue.key, issue.number, board.columns.estimate, amount, row.value)


def note_written(work: Work, estimate_id: int, state: str, message: str = '') -> None:
    """How it ended. Jira tells the new value with the next read."""
    row = work.get(SprintEstimate, estimate_id)
    row.state, row.message = state, message[:500]
    ground.move_boards(work, [row.board_id])


def place_of(origin: str) -> tuple[int, int] | None:
    """Board and number of the issue."""
    board, _, number = origin.removeprefix(ORIGIN).partition('/')
    return (int(board), int(number)) if origin.startswith(ORIGIN) and board.isdigit() and number.isdigit() else None


def _takes_estimates(work: Work, board: Board) -> bool:
    site = work.get(SprintSite, board.site)
    return site.kind in ('cloud', 'server') and bool(site.options.get('writes_estimates'))


def _latest_row(work: Work, board_id: int, number: int) -> SprintEstimate | None:
    return work.session.exec(select(SprintEstimate).where(
        SprintEstimate.board_id == board_id, SprintEstimate.number == number).order_by(
        col(SprintEstimate.id).desc())).first()


def _choices(board: Board) -> Iterable[Choice]:
    for sprint in board.sprints.values():
        if sprint.state != CLOSED and not sprint.is_gone:
            yield Choice(board.id, sprint.number, f'{board.name} · {sprint.name}')
    yield Choice(board.id, BACKLOG, f'{board.name} · backlog')


def _in_sprint(board: Board, sprint: int) -> list[Issue]:
    return [issue for issue in _workable(board) if sprint in issue.sprints]


def _backlog(board: Board) -> list[Issue]:
    taken = {number for number, one in board.sprints.items() if one.state == ACTIVE}
    return [issue for issue in _workable(board) if taken.isdisjoint(issue.sprints)]


def _workable(board: Board) -> Iterable[Issue]:
    return (issue for issue in board.issues.values()
            if issue.is_on_board and not issue.gone and not issue.is_epic and not issue.is_subtask
            and board.columns.kind_of(issue.status) != DONE)


def _draft(board: Board, issue: Issue) -> StoryDraft:
    return StoryDraft(issue.title[:LONGEST_TITLE], issue.key, issue.url if len(issue.url) <= LONGEST_LINK else '',
                      estimate=issue.estimates.get(board.columns.estimate, '')[:8],
                      origin=f'{ORIGIN}{board.id}/{issue.number}')
