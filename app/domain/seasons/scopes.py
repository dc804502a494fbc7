"""Approval of a plan, part by part: a scope is a branch of the categories in a cluster of locations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.seasons.season import APPROVED, DRAFT, RETURNED, REVIEW
from app.errors import Conflict

STATE_NAMES: Final[Mapping[str, str]] = {DRAFT: 'Draft', REVIEW: 'In review', APPROVED: 'Approved',
                                         RETURNED: 'Returned'}
MOVES: Final[Mapping[str, tuple[str, ...]]] = {  # from → to
    DRAFT: (REVIEW,), RETURNED: (REVIEW,), REVIEW: (APPROVED, RETURNED), APPROVED: (DRAFT,)}
FROZEN: Final = (REVIEW, APPROVED)


@dataclass(frozen=True)
class ScopeView:
    """`missing`: plan cells without a figure."""
    branch: str
    branch_name: str
    cluster: str
    cluster_name: str
    state: str
    asked_by: str = ''
    asked_by_name: str = ''
    by_name: str = ''
    at: datetime | None = None
    comment: str = ''
    missing: int = 0
    version: int = 0

    @property
    def name(self) -> str:
        return f'{self.branch_name}, {self.cluster_name}'


def demand_move(name: str, was: str, now: str) -> None:
    """Raises Conflict."""
    if now not in MOVES[was]:
        raise Conflict(f'{name} is {STATE_NAMES[was].lower()}, so it cannot become {STATE_NAMES[now].lower()}.',
                       'seasons.wrong_step')
