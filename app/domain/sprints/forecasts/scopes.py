"""What a forecast or a project is about: a sprint, an epic, a version, some keys, what a query finds, all that is open,
or a number.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.domain.sprints.facts.board import Board, Issue, Number
from app.domain.sprints.facts.replay import past_of
from app.domain.sprints.flow.cycle import NEVER
from app.errors import Rejected

BACKLOG, SPRINT, EPIC, VERSION, KEYS, JQL, NUMBER = (
    'backlog', 'sprint', 'epic', 'version', 'keys', 'jql', 'number')
SCOPES: Final = (BACKLOG, SPRINT, EPIC, VERSION, KEYS, JQL, NUMBER)
KEY: Final = re.compile(r'[A-Z][A-Z0-9_]*-\d{1,12}', re.ASCII)
MOST_KEYS: Final = 500
SHORT: Final = 80  # characters of a query that stand for it


@dataclass(frozen=True)
class Scope:
    kind: str
    label: str
    members: frozenset[Number]  # done or not
    open: frozenset[Number]
    epics: int  # that nobody has broken down yet
    typed: int = 0

    @property
    def items(self) -> int:
        return self.typed or len(self.open)


def scope_of(board: Board, kind: str, value: str = '', items: int = 0, epics: int = 0) -> Scope:
    """Raises Rejected where there is no such thing on the board."""
    if kind == NUMBER:
        if items < 0 or epics < 0 or not items + epics:
            raise Rejected('Say how many items are to be done.', field='items')
        return Scope(kind, _number_label(items, epics), frozenset(), frozenset(), epics, items)
    if kind not in SCOPES:
        raise Rejected('Choose what is to be done.', field='scope')
    label, chosen = _chosen(board, kind, value)
    return _scope(board, kind, label, chosen)


def issues_of_epic(board: Board, key: str) -> tuple[Issue, ...]:
    """By the link to the epic, or by its being the parent."""
    numbers = {one.number for one in board.issues.values() if one.is_epic and one.key == key}
    return tuple(one for one in board.issues.values() if not one.is_epic and (one.epic == key or one.parent in numbers))


def keys_in(text: str) -> tuple[str, ...]:
    """Each once; whatever stands between them."""
    return tuple(dict.fromkeys(KEY.findall(text.upper())))


def is_there(issue: Issue) -> bool:
    return not issue.gone


def _scope(board: Board, kind: str, label: str, chosen: Iterable[Issue]) -> Scope:
    """Epics stand for what is in them, stories for their subtasks too."""
    members: set[Number] = set()
    unbroken = 0
    for issue in chosen:
        if issue.is_epic:
            parts = issues_of_epic(board, issue.key)
            members.update(one.number for one in parts)
            unbroken += not parts and not past_of(board, issue).is_done_at(NEVER)
        else:
            members.add(issue.number)
    members |= {one.number for one in board.issues.values() if one.is_subtask and one.parent in members}
    there = {number for number in members if is_there(board.issues[number])}
    undone = {number for number in there if not past_of(board, board.issues[number]).is_done_at(NEVER)}
    return Scope(kind, label, frozenset(there), frozenset(undone), unbroken)


def _chosen(board: Board, kind: str, value: str) -> tuple[str, list[Issue]]:
    issues = [one for one in board.issues.values() if is_there(one)]
    if kind == BACKLOG:
        return 'everything open on the board', [one for one in issues if not one.is_epic and one.is_on_board]
    if kind == SPRINT:
        sprint = board.sprints.get(int(value)) if value.isdecimal() and len(value) < 19 else None
        if sprint is None:
            raise Rejected('There is no such sprint on this board.', field='value')
        return sprint.name, [one for one in issues if sprint.number in past_of(board, one).sprints_at(NEVER)]
    if kind == JQL:
        found = board.queries.get(value.strip())
        if found is None:
            raise Rejected('Ask Jira first what this query finds.', 'sprints.not_asked', field='value')
        return _demanded(shortened(value.strip()), [one for one in issues if one.number in found])
    return _demanded(*_named(issues, kind, value))


def shortened(query: str) -> str:
    """As a name of what it finds."""
    return query if len(query) <= SHORT else f'{query[:SHORT].rstrip()}…'


def _demanded(label: str, found: list[Issue]) -> tuple[str, list[Issue]]:
    if not found:
        raise Rejected(f'Nothing on this board belongs to {label or "that"}.', 'sprints.no_scope', field='value')
    return label, found


def _named(issues: list[Issue], kind: str, value: str) -> tuple[str, list[Issue]]:
    if kind == EPIC:
        epic = next((one for one in issues if one.is_epic and one.key == value), None)
        found = [epic] if epic else [one for one in issues if one.epic == value and value]
        label = f'{value} {epic.title}' if epic else value
    elif kind == VERSION:
        label, found = value, [one for one in issues if value and value in one.versions]
    else:
        keys = keys_in(value)
        if not 0 < len(keys) <= MOST_KEYS:
            raise Rejected(f'Give between 1 and {MOST_KEYS} keys, such as ABC-12.', field='value')
        label, found = _keys_label(keys), [one for one in issues if one.key in keys]
    return label, found


def _keys_label(keys: tuple[str, ...]) -> str:
    return ', '.join(keys[:3]) + (f' and {len(keys) - 3} more' if len(keys) > 3 else '')


def _number_label(items: int, epics: int) -> str:
    words = ((items, 'item'), (epics, 'epic'))
    return ' and '.join(f'{count} {word}{"" if count == 1 else "s"}' for count, word in words if count)
