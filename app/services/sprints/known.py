"""What is kept of a board's issues already: whatever has not changed since need not be read again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select as columns
from sqlmodel import col

from app.services.sprints.keeping import DELETED, HIDDEN
from app.work import Work
from models.sprints import SprintIssue, SprintIssueOnBoard


@dataclass(frozen=True, slots=True)
class Known:
    key: str
    project: str
    updated: str
    is_partial: bool
    gone: str
    is_mine: bool  # of this board, in its filter or not
    is_in: bool

    def is_as(self, updated: str) -> bool:
        """Nothing of it is another, and nothing is missing."""
        return self.updated == updated and not self.is_partial and self.gone not in (DELETED, HIDDEN)


def list_known(work: Work, site_id: int, board_id: int) -> Mapping[int, Known]:
    """By number: all of the site, because boards share issues."""
    there = columns(col(SprintIssue.number), col(SprintIssue.key), col(SprintIssue.project), col(SprintIssue.updated),
                    col(SprintIssue.is_partial), col(SprintIssue.gone), col(SprintIssueOnBoard.is_in)).join(
        SprintIssueOnBoard, (col(SprintIssueOnBoard.issue_id) == col(SprintIssue.id)) &
        (col(SprintIssueOnBoard.board_id) == board_id), isouter=True).where(
        SprintIssue.site_id == site_id).order_by(col(SprintIssue.number))  # type: ignore[arg-type]
    return {row[0]: Known(row[1], row[2], row[3], row[4], row[5], row[6] is not None, bool(row[6]))
            for row in work.session.execute(there)}


def members_of(work: Work, board_id: int, sprints: Collection[int]) -> tuple[int, ...]:
    """Numbers of issues that are in one of these sprints as far as is known."""
    rows = work.session.execute(columns(col(SprintIssue.number), col(SprintIssue.fields)).join(
        SprintIssueOnBoard, col(SprintIssueOnBoard.issue_id) == col(SprintIssue.id)).where(
        col(SprintIssueOnBoard.board_id) == board_id).order_by(col(SprintIssue.number)))
    wanted = set(sprints)
    return tuple(row[0] for row in rows if wanted & set(row[1].get('sprints') or ()))
