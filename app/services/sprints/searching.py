"""Issues by their key or words of their title, wherever in a sprint they are or were last."""

from dataclasses import dataclass

from sqlalchemy import and_, func, or_
from sqlmodel import col, select

from app.domain.access import Actor, may
from app.domain.sprints.facts.board import Board, Number
from app.services.sprints import ground
from app.work import Work
from models.sprints import SprintIssue, SprintIssueOnBoard

SHORTEST = 2  # letters
LIMIT = 5


@dataclass(frozen=True)
class FoundIssue:
    """`sprint` is None where it is in none."""
    key: str
    title: str
    number: Number
    board_id: int
    sprint: Number | None
    place: str  # name of that sprint, or of the board


def find_issues(work: Work, actor: Actor, text: str, limit: int = LIMIT) -> tuple[FoundIssue, ...]:
    """The key itself first, then the youngest; those that are gone are not found."""
    words = text.split()
    if not may(actor, 'sprints.look') or len(text.strip()) < SHORTEST:
        return ()
    named = and_(*(or_(col(SprintIssue.key).icontains(word, autoescape=True),
                       col(SprintIssue.title).icontains(word, autoescape=True)) for word in words))
    rows = work.session.exec(
        select(SprintIssue, SprintIssueOnBoard.board_id)
        .join(SprintIssueOnBoard, col(SprintIssueOnBoard.issue_id) == col(SprintIssue.id))
        .where(named, SprintIssue.gone == '').order_by(
            func.lower(col(SprintIssue.key)) != text.strip().lower(), col(SprintIssue.created).desc(),
            col(SprintIssue.id).desc(), col(SprintIssueOnBoard.board_id)).limit(4 * limit)).all()
    found: dict[int, tuple[SprintIssue, int]] = {}
    for issue, board_id in rows:
        found.setdefault(issue.id, (issue, board_id))
    return tuple(_found(issue, ground.board_of(work, board_id), board_id)
                 for issue, board_id in list(found.values())[:limit])


def _found(row: SprintIssue, board: Board, board_id: int) -> FoundIssue:
    issue = board.issues.get(row.number)
    known = [one for one in (issue.sprints if issue else ()) if one in board.sprints]
    sprint = known[-1] if known else None
    return FoundIssue(row.key, row.title, row.number, board_id, sprint,
                      board.sprints[sprint].name if sprint is not None else board.name)
