"""Disciplines of an issue by their names, as reports show them."""

from collections.abc import Mapping
from decimal import Decimal

from app.domain.sprints.board import Board, Issue
from app.domain.sprints.disciplines import shares_of


def named_shares(board: Board, issue: Issue) -> Mapping[str, Decimal]:
    """Name → share of 1; empty where it needs one."""
    return {board.disciplines[own].name: share for own, share in shares_of(board, issue).items()
            if own in board.disciplines}
