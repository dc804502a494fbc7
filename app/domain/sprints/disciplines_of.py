"""Disciplines of an issue by their names, as reports show them."""

from collections.abc import Mapping
from decimal import Decimal

from app.domain.sprints.board import Board, Issue

WHOLE = Decimal(1)


def named_shares(board: Board, issue: Issue) -> Mapping[str, Decimal]:
    """Name → share of 1; empty where it needs one."""
    split = board.rules.type_splits.get(issue.type)
    if split:
        return {board.disciplines[own].name: share for own, share in split.items() if own in board.disciplines}
    return next(({one.name: WHOLE} for one in board.disciplines.values() if one.components & set(issue.components)
                 or one.labels & set(issue.labels)), {})
