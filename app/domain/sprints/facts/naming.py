"""Which sprints an issue and its history name at all, so that only few histories have to be replayed for one sprint."""

import re
from collections.abc import Mapping
from typing import Final
from weakref import WeakKeyDictionary

from app.domain.sprints.facts.board import Board, Issue, Number

DIGITS: Final = re.compile(r'\d{1,18}', re.ASCII)

_by_issue: WeakKeyDictionary[Issue, frozenset[Number]] = WeakKeyDictionary()
_by_board: WeakKeyDictionary[Board, Mapping[Number, tuple[Issue, ...]]] = WeakKeyDictionary()


def sprint_set(text: str) -> frozenset[Number]:
    """“7, 9”, “7,9”, “”: the numbers in it."""
    return frozenset(int(part) for part in map(str.strip, text.split(',')) if DIGITS.fullmatch(part))


def named_in(board: Board) -> Mapping[Number, tuple[Issue, ...]]:
    """Sprint → issues that were ever in it, and perhaps some that were not."""
    found = _by_board.get(board)
    if found is None:
        lists: dict[Number, list[Issue]] = {}
        for issue in board.issues.values():
            for sprint in sprints_named(board, issue):
                lists.setdefault(sprint, []).append(issue)
        found = _by_board[board] = {sprint: tuple(issues) for sprint, issues in lists.items()}
    return found


def sprints_named(board: Board, issue: Issue) -> frozenset[Number]:
    """Subtasks may follow their parent, so its sprints are named for them too."""
    parent = board.issues.get(issue.parent) if issue.is_subtask and issue.parent is not None else None
    return _own(issue) | _own(parent) if parent else _own(issue)


def _own(issue: Issue) -> frozenset[Number]:
    found = _by_issue.get(issue)
    if found is None:
        told = {text for change in issue.changes if change.field == 'sprint' for text in (change.was, change.now)}
        found = _by_issue[issue] = frozenset(issue.sprints).union(*map(sprint_set, told))
    return found
