"""Who asked for an issue: its owner where one is set, else whoever reported it."""

from collections import Counter
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from app.domain.sprints.facts.board import Board, Issue

NOBODY = 'Unknown person'  # an account that Jira does not name
OWNER, REPORTER = 'owner', 'reporter'
TAIL = 4  # letters of an account that tell namesakes apart

_namesakes: WeakKeyDictionary[Board, frozenset[str]] = WeakKeyDictionary()


def stakeholder_of(board: Board, issue: Issue) -> tuple[str, str]:
    """(name, which field said so); both empty where nobody is known."""
    field = board.rules.stakeholder_field
    owner = _text(issue.fields.get(field)) if field else ''
    if owner := owner or issue.owner:
        return person_of(board, owner, owner), OWNER
    return person_of(board, issue.reporter), REPORTER if issue.reporter else ''


def person_of(board: Board, account: str, name: str = '') -> str:
    """Empty where there is none; accounts that nobody knows are unknown persons, and namesakes are told apart."""
    known = (board.people.get(account) or name or NOBODY) if account else name
    return f'{known} (…{account[-TAIL:]})' if account in board.people and known in namesakes(board) else known


def namesakes(board: Board) -> frozenset[str]:
    """Names that several accounts have."""
    found = _namesakes.get(board)
    if found is None:
        times = Counter(board.people.values())
        found = _namesakes[board] = frozenset(name for name, count in times.items() if count > 1)
    return found


def told(board: Board, issues: Iterable[Issue]) -> str:
    """Which field counted, and for how many issues."""
    used = Counter(stakeholder_of(board, issue)[1] for issue in issues)
    field = board.field_names.get(board.rules.stakeholder_field, 'Owner')
    parts = [f'{name} for {used[kind]}' for kind, name in ((OWNER, field), (REPORTER, 'Reporter'), ('', 'nobody'))
             if used[kind]]
    return ', '.join(parts) or 'Reporter'


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return _text(value[0]) if value else ''
    return value.strip() if isinstance(value, str) else ''
