"""Where what was said here about an issue and what Jira says differ: both sides as they are, nothing is guessed.

A decision remembers what Jira said when it was made. It is disputed once Jira says something else, until somebody
settles it: ours stays, Jira's counts again, or nothing does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from weakref import WeakKeyDictionary

from app.domain.sprints.facts.board import Board, Issue, Ms, Number, Override
from app.domain.sprints.facts.stakeholders import stakeholder_of
from app.domain.sprints.metrics.disciplines import NOBODY, ONE, told_shares
from app.domain.sprints.metrics.rows import key_order
from app.domain.sprints.queue.adapter import ASSIGNEE, DEADLINE, DISCIPLINE, STAKEHOLDER, is_done
from app.domain.sprints.queue.words import day_text, listed

KEEP, TAKE, CLEAR = 'keep', 'take', 'clear'
CHOICES: Final = (KEEP, TAKE, CLEAR)
NAMES: Final[Mapping[str, str]] = {DEADLINE: 'Deadline', STAKEHOLDER: 'Asked for by', DISCIPLINE: 'Discipline',
                                   ASSIGNEE: 'Done by'}
NOTHING: Final[Mapping[str, Mapping[str, Any]]] = {  # what a decision says that says “none”
    DEADLINE: {'due': None}, STAKEHOLDER: {'stakeholder': ''}, DISCIPLINE: {'discipline': NOBODY},
    ASSIGNEE: {'assignee': ''}}
SEEN: Final = 'seen'  # what Jira said when it was decided


@dataclass(frozen=True, slots=True)
class Dispute:
    id: int  # of the decision
    number: Number
    key: str
    title: str
    url: str
    kind: str
    ours: str
    theirs: str
    mark: str  # of what Jira says, so that nobody settles what they have not seen
    by_name: str
    at: Ms
    is_settled: bool  # somebody decided over just this


_found: WeakKeyDictionary[Board, tuple[Dispute, ...]] = WeakKeyDictionary()


def disputes_of(board: Board) -> tuple[Dispute, ...]:
    """What is open first, then by key; kept for as long as the board is the same."""
    found = _found.get(board)
    if found is None:
        last = {(one.number, one.kind): one for one in sorted(board.overrides, key=lambda one: one.id)
                if one.kind in NAMES and one.number in board.issues}
        made = [dispute for one in last.values() if (dispute := _dispute(board, board.issues[one.number], one))]
        found = _found[board] = tuple(sorted(made, key=lambda one: (one.is_settled, key_order(one.key), one.kind)))
    return found


def mark_of(board: Board, issue: Issue, kind: str) -> str:
    """What Jira says, the same text for the same; empty where it says nothing."""
    if kind == DEADLINE:
        return issue.due.isoformat() if issue.due else ''
    if kind == STAKEHOLDER:
        return stakeholder_of(board, issue)[0]
    if kind == ASSIGNEE:
        return board.people.get(issue.assignee, issue.assignee)
    return _shares_mark(told_shares(board, issue).parts)


def words_of(board: Board, kind: str, value: Mapping[str, Any]) -> str:
    """What was said here."""
    if kind == DEADLINE:
        return day_text(date.fromisoformat(value['due'])) if value['due'] else 'none'
    if kind == DISCIPLINE:
        known = board.disciplines.get(value['discipline'])
        return known.name if known else 'nobody yet'
    return str(value[kind]) or 'nobody'


def _dispute(board: Board, issue: Issue, one: Override) -> Dispute | None:
    mark = mark_of(board, issue, one.kind)
    if not mark or mark == _own_mark(one) or issue.gone or is_done(board, issue):
        return None
    ours = words_of(board, one.kind, one.value)
    return Dispute(one.id, one.number, issue.key, issue.title, issue.url, one.kind, ours,
                   _theirs(board, issue, one.kind, mark), mark, one.by_name, one.at, one.value.get(SEEN) == mark)


def _own_mark(one: Override) -> str:
    if one.kind == DISCIPLINE:
        return _shares_mark({one.value['discipline']: ONE})
    return one.value['due'] or '' if one.kind == DEADLINE else str(one.value[one.kind])


def _theirs(board: Board, issue: Issue, kind: str, mark: str) -> str:
    if kind == DEADLINE:
        return day_text(date.fromisoformat(mark))
    if kind != DISCIPLINE:
        return mark
    parts = told_shares(board, issue).parts
    if len(parts) == 1:
        return board.disciplines[next(iter(parts))].name
    return listed(f'{board.disciplines[own].name} {format((share * 100).normalize(), "f")} %'
                  for own, share in parts.items())


def _shares_mark(parts: Mapping[int, Decimal]) -> str:
    return ','.join(f'{own}:{format(share.normalize(), "f")}' for own, share in sorted(parts.items()))
