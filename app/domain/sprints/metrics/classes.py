"""What became of every issue in a sprint: one class each, judged over the time after the start up to the end.

A change at exactly the start came before it; one at exactly the end still counts. Jira writes what is carried over
seconds after the end, so at the end such an issue is still in.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.sprints.facts.board import CLOSED, FUTURE, Board, Issue, Ms, Number, Sprint
from app.domain.sprints.facts.naming import named_in
from app.domain.sprints.facts.replay import Past, past_of
from app.domain.sprints.metrics.report import COMPLETED, DONE_BEFORE, NOT_COMPLETED, NOT_RELEVANT, REMOVED


@dataclass(frozen=True, slots=True)
class Window:
    """(start, end] of a sprint."""
    sprint: Number
    start: Ms
    end: Ms
    planned_end: Ms | None
    has_start: bool = True  # False: nobody knows it, or it lies after the end; nothing can be measured against it
    doubts: tuple[str, ...] = ()  # in sentences
    is_over: bool = False  # it ends where the sprint was closed
    is_undated: bool = False  # it has begun, and nobody says when


@dataclass(frozen=True, slots=True)
class Standing:
    """`first` and `last` are the moments at which its first and its last estimate are taken."""
    class_: str
    first: Ms
    last: Ms
    is_member_at_start: bool = False
    is_added: bool = False
    is_committed: bool = False
    is_outside: bool = False  # at the start a member, but not of the commitment

    @property
    def is_counted(self) -> bool:
        return self.class_ in (COMPLETED, NOT_COMPLETED, REMOVED)


IRRELEVANT = Standing(NOT_RELEVANT, 0, 0)


def window_of(sprint: Sprint, now: Ms, start: Ms | None = None) -> Window:
    """`start` is that of a frozen start, which wins; a `now` before the end shows the sprint as it was then."""
    doubts = ['This sprint was deleted in Jira.'] if sprint.is_gone else []
    begin = next((one for one in (start, sprint.activated, sprint.start) if one is not None), None)
    end = _end(sprint, now, doubts)
    is_over = sprint.state == CLOSED and end == (sprint.end if sprint.complete is None else sprint.complete)
    if sprint.state == FUTURE:
        return Window(sprint.number, now, now, sprint.end, False, (*doubts, _NOT_STARTED))
    if begin is None:
        return Window(sprint.number, end, end, sprint.end, False, (*doubts, _UNDATED), is_over, True)
    if begin > end and sprint.state == CLOSED and end < now:
        return Window(sprint.number, end, end, sprint.end, False, (*doubts, _BACKWARDS), is_over)
    return Window(sprint.number, begin, max(begin, end), sprint.end, True, tuple(doubts), is_over)


def class_of(past: Past, window: Window) -> Standing:
    """The first that fits: done before the start, removed, completed, not completed."""
    stays = past.stays.get(window.sprint)
    if not stays:
        return IRRELEVANT
    if is_only_now(past, window):
        class_ = COMPLETED if past.is_done_at(window.end) else NOT_COMPLETED
        return Standing(class_, window.end, window.end, True)
    was_in = past.is_in(window.sprint, window.start)
    joined = next((stay.start for stay in stays if window.start < stay.start <= window.end), None)
    if not was_in and joined is None:
        return IRRELEVANT
    is_in = past.is_in(window.sprint, window.end)
    last = window.end if is_in else max(stay.end for stay in stays if stay.end and stay.end <= window.end)
    class_ = _class(past, window, is_in)
    kind = past.kind_at(window.start)
    is_committed = was_in and bool(kind) and not past.is_done_at(window.start)
    first = window.start if was_in or joined is None else joined
    return Standing(class_, first, last, was_in, not was_in, is_committed,
                    was_in and not is_committed and class_ != DONE_BEFORE)


def is_only_now(past: Past, window: Window) -> bool:
    """Neither when the sprint began nor anything that happened to the issue is known, as in a file: what it is now
    says whether it was completed, and nothing whether it was committed.
    """
    return window.is_undated and not past.changes


def standings(board: Board, window: Window) -> Iterator[tuple[Issue, Past, Standing]]:
    """Of all issues that are relevant; epics never are."""
    for issue in named_in(board).get(window.sprint, ()):
        past = past_of(board, issue)
        standing = IRRELEVANT if issue.is_epic else class_of(past, window)
        if standing.class_ != NOT_RELEVANT:
            yield issue, past, standing


_NOT_STARTED = 'This sprint has not started: it shows what is planned for it now.'
_UNDATED = 'This sprint has no start date, so nothing can be measured against what it began with.'
_BACKWARDS = 'This sprint ended before its start, so nothing can be measured against what it began with.'
_OPEN_END = 'Jira does not say when this sprint was closed; its planned end stands in.'


def _end(sprint: Sprint, now: Ms, doubts: list[str]) -> Ms:
    if sprint.state != CLOSED:
        return now
    if sprint.complete is None and sprint.end is not None:
        doubts.append(_OPEN_END)
    end = sprint.complete if sprint.complete is not None else sprint.end
    return now if end is None else min(end, now)


def _class(past: Past, window: Window, is_in: bool) -> str:
    if past.is_done_at(window.start) and not _moved_at_done(past, window):
        return DONE_BEFORE
    if not is_in:
        return REMOVED
    return COMPLETED if past.is_done_at(window.end) else NOT_COMPLETED


def _moved_at_done(past: Past, window: Window) -> bool:
    """Some change in the window ends in a done status, or leaves one."""
    done = past.legend.is_done
    return any(done(was, at) or done(now, at) for at, was, now in past.status.steps(window.start, window.end))
