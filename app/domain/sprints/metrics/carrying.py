"""What is carried from sprint to sprint: where an issue came from, where it went to, and how often it was not done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from app.domain.sprints.facts.board import CLOSED, Board, Issue, Ms, Number
from app.domain.sprints.facts.naming import sprints_named
from app.domain.sprints.facts.replay import Past, past_of
from app.domain.sprints.metrics.classes import Standing, Window, class_of, window_of
from app.domain.sprints.metrics.report import NOT_COMPLETED, REMOVED

NEVER: Final = 2 ** 62
OFTEN: Final = 3  # times carried over that deserve a word


@dataclass(frozen=True, slots=True)
class Carried:
    """An issue, and the closed sprints it did not get done in, the oldest first."""
    number: Number
    key: str
    title: str
    sprints: tuple[Number, ...]


_ended: WeakKeyDictionary[Board, Mapping[Number, Window]] = WeakKeyDictionary()


def ended(board: Board) -> Mapping[Number, Window]:
    """Windows of all closed sprints whose end is known, the oldest first."""
    found = _ended.get(board)
    if found is None:
        windows = [window_of(one, NEVER) for one in board.sprints.values() if one.state == CLOSED]
        found = _ended[board] = {one.sprint: one for one in sorted(windows, key=_age) if one.end != NEVER}
    return found


def failed(board: Board, past: Past, before: Window | None = None) -> tuple[Number, ...]:
    """Closed sprints that ended without it being done, the oldest first; `before` leaves out that and later ones."""
    windows = [window for number in past.stays if (window := ended(board).get(number))]
    return tuple(window.sprint for window in sorted(windows, key=_age)
                 if (before is None or (_age(window) < _age(before) and window.sprint != before.sprint))
                 and class_of(past, window).class_ == NOT_COMPLETED)


def went_to(past: Past, window: Window, standing: Standing) -> Number | None:
    """The sprint it joined after the end, or with its removal or after; nobody looks beyond a moment in between."""
    if standing.class_ not in (NOT_COMPLETED, REMOVED):
        return None
    first = standing.last if standing.class_ == REMOVED else standing.last + 1
    last = NEVER if window.is_over else window.end
    later = [stay for stay in past.memberships() if first <= stay.start <= last and stay.sprint != window.sprint]
    return later[0].sprint if later else None


def came_with(board: Board, past: Past, window: Window, at: Ms) -> Number | None:
    """The sprint from which it was carried into this one at that moment: one it was in and did not get done in."""
    before = [number for number in failed(board, past, window) if number in past.sprints_at(at - 1)]
    return before[-1] if before and ended(board)[before[-1]].end < at else None


def name_of(board: Board, sprint: Number | None) -> str:
    """A sprint that only histories know is called by its number."""
    if sprint is None:
        return ''
    known = board.sprints.get(sprint)
    return known.name if known else f'Sprint no. {sprint}'


def often_carried(board: Board, times: int = OFTEN) -> Sequence[Carried]:
    """Issues that are not done and were carried over so often, the most often first."""
    found = [Carried(issue.number, issue.key, issue.title, failed(board, past_of(board, issue)))
             for issue in board.issues.values()
             if not issue.is_epic and len(sprints_named(board, issue)) >= times and _is_open(board, issue)]
    return sorted((one for one in found if len(one.sprints) >= times), key=lambda one: (-len(one.sprints), one.number))


def _is_open(board: Board, issue: Issue) -> bool:
    return not past_of(board, issue).is_done_at(NEVER)


def _age(window: Window) -> tuple[Ms, Number]:
    return window.end, window.sprint
