"""What changed in the scope of a sprint: when, by whom, and what it was worth before and after.

What counts as added, removed or re-estimated in the figures is marked so, and sums up to them exactly; moving out and
in again is marked apart, because it changes no figure.
"""

from collections.abc import Iterator

from app.domain.sprints.facts.board import POINTS, Board, Ms, Number
from app.domain.sprints.facts.replay import PLANNED, Past, past_of
from app.domain.sprints.facts.stakeholders import person_of
from app.domain.sprints.metrics.carrying import came_with, name_of
from app.domain.sprints.metrics.classes import Window
from app.domain.sprints.metrics.report import REMOVED, ScopeEvent
from app.domain.sprints.metrics.rows import Part

ADDED, TAKEN, SHIFTED, MOVED = '+', '−', '±', '○'
AS_PLANNED, UNPLANNED = 'planned', 'unplanned'


def events_of(board: Board, window: Window, parts: tuple[Part, ...], unit: str) -> tuple[ScopeEvent, ...]:
    """In the order in which they happened."""
    found = [event for part in parts if part.standing.is_counted
             for event in (*_joins(board, window, part), *_leaves(board, window, part),
                           *_shifts(board, window, part, unit))]
    return tuple(sorted(found, key=lambda event: (event.at, event.number, event.sign)))


def _joins(board: Board, window: Window, part: Part) -> Iterator[ScopeEvent]:
    standing = part.standing
    for stay in part.past.stays[window.sprint]:
        if window.start < stay.start <= window.end:
            is_first = standing.is_added and stay.start == standing.first
            source = _other(board, part.past, stay.start - 1, stay.start, window.sprint) or name_of(
                board, came_with(board, part.past, window, stay.start))
            label = (AS_PLANNED if source else UNPLANNED) if is_first else ''
            yield _event(board, part, stay.start, ADDED if is_first else MOVED, (False, True), source, label)


def _leaves(board: Board, window: Window, part: Part) -> Iterator[ScopeEvent]:
    standing = part.standing
    for stay in part.past.stays[window.sprint]:
        if stay.end is not None and window.start < stay.end <= window.end:
            is_last = standing.class_ == REMOVED and stay.end == standing.last
            target = _other(board, part.past, stay.end, stay.end - 1, window.sprint)
            yield _event(board, part, stay.end, TAKEN if is_last else MOVED, (True, False), target)


def _shifts(board: Board, window: Window, part: Part, unit: str) -> Iterator[ScopeEvent]:
    """While outside too, if it came back: the figures count them."""
    field = board.columns_at(window.end).estimate if unit == POINTS else PLANNED
    for at, was, now in part.worth.steps(part.standing.first, part.standing.last):
        if was != now:
            issue = part.issue
            author = part.past.author_at(field, at)
            yield ScopeEvent(at, issue.number, issue.key, issue.title, SHIFTED, was, now, person_of(board, *author))


def _event(board: Board, part: Part, at: Ms, sign: str, shows: tuple[bool, bool], sprint: str,
           label: str = '') -> ScopeEvent:
    """`shows`: whether there is an amount before, and one after."""
    amount, issue = part.worth.at(at), part.issue
    return ScopeEvent(at, issue.number, issue.key, issue.title, sign, amount if shows[0] else None,
                      amount if shows[1] else None, _mover(board, part, at), sprint, label)


def _mover(board: Board, part: Part, at: Ms) -> str:
    """A subtask is moved by whoever moves its parent; what was made in a sprint came by who reported it."""
    parent = board.issues.get(part.issue.parent) if part.issue.is_subtask and part.issue.parent else None
    author = part.past.author_at('sprint', at)
    if not any(author) and parent:
        author = past_of(board, parent).author_at('sprint', at)
    if not any(author) and at == part.issue.created:
        author = (part.issue.reporter, '')
    return person_of(board, *author)


def _other(board: Board, past: Past, there: Ms, here: Ms, sprint: Number) -> str:
    """The sprint it is in at the one moment and not at the other."""
    found = sorted(past.sprints_at(there) - past.sprints_at(here) - {sprint})
    return name_of(board, found[-1]) if found else ''
