"""What is left in a sprint over time, as steps at the moments at which something happened.

Left counts members in a column that are not done; scope counts done ones too. Issues that were done before the start
are only told at the start. The guideline falls by the same amount on every working day and is flat on others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.sprints.facts.board import DONE, HOURS, Board, Ms, Number
from app.domain.sprints.facts.calendar import DAY, Days, days_of
from app.domain.sprints.facts.estimates import plain
from app.domain.sprints.facts.replay import LEFT, SPENT
from app.domain.sprints.metrics.classes import Window
from app.domain.sprints.metrics.report import DONE_BEFORE, Burndown, Step
from app.domain.sprints.metrics.rows import Part

NONE: Final = Decimal(0)
ENOUGH: Final = Decimal('0.0001')
HEAVY: Final = Decimal('0.25')  # churn from which on a burnup tells more
START, BEFORE = 'Start', 'Done before the start'
ADDED, REMOVED, FINISHED, REOPENED = 'Added', 'Removed', 'Done', 'Re-opened'
SHIFTED, SHOWN, HIDDEN, LOGGED = 'Re-estimated', 'Came into a column', 'Left the columns', 'Work logged'
SCOPE_NOTES: Final = frozenset({ADDED, REMOVED, SHIFTED, SHOWN, HIDDEN})


@dataclass(frozen=True, slots=True)
class _State:
    """Of one issue at a moment."""
    is_in: bool
    is_shown: bool
    is_done: bool
    amount: Decimal | None
    left: Decimal
    done: Decimal


@dataclass(frozen=True, slots=True)
class _Event:
    at: Ms
    number: Number
    note: str
    left: Decimal  # differences
    done: Decimal


def burndown_of(board: Board, window: Window, parts: Sequence[Part], unit: str) -> Burndown:
    counted = [part for part in parts if part.standing.is_counted]
    first = [_state(part, window, unit, window.start) for part in counted]
    left, done = sum((one.left for one in first), NONE), sum((one.done for one in first), NONE)
    events = sorted((event for part in counted for event in _events(part, window, unit)),
                    key=lambda event: (event.at, event.number))
    steps = [Step(window.start, left, None, START), *(Step(window.start, left, part.issue.number, BEFORE)
                                                       for part in parts if _is_early(part))]
    guideline, is_straight = _guideline(days_of(board), window, left)
    return Burndown((*steps, *_left(events, left)), _scope(events, window.start, left + done),
                    _done(events, window.start, done), guideline, window.start,
                    window.planned_end if window.planned_end is not None else window.end, window.end, is_straight)


def amount_at(steps: Sequence[Step], ms: Ms) -> Decimal | None:
    """Of a line of steps; None before it begins."""
    return next((step.amount for step in reversed(steps) if step.at <= ms), None)


def offers_burnup_first(churn: Decimal | None) -> bool:
    """Where much of the scope moved, two lines tell more than one."""
    return churn is not None and churn > HEAVY


def _is_early(part: Part) -> bool:
    return part.standing.class_ == DONE_BEFORE and part.standing.is_member_at_start


def _events(part: Part, window: Window, unit: str) -> Iterator[_Event]:
    before = _state(part, window, unit, window.start)
    for at in _moments(part, window, unit):
        now = _state(part, window, unit, at)
        if now != before and (note := _note(before, now)):
            yield _Event(at, part.issue.number, note, now.left - before.left, now.done - before.done)
        before = now


def _moments(part: Part, window: Window, unit: str) -> Sequence[Ms]:
    past, start, end = part.past, window.start, window.end
    lines = (past.kind, past.hours(LEFT), past.hours(SPENT)) if unit == HOURS else (past.kind, part.worth)
    found = {at for line in lines for at, _, _ in line.steps(start, end)}
    for stay in past.stays[window.sprint]:
        found.update(at for at in (stay.start, stay.end) if at is not None and start < at <= end)
    return sorted(found)


def _state(part: Part, window: Window, unit: str, at: Ms) -> _State:
    past = part.past
    kind = past.kind_at(at)
    is_in, is_done = past.is_in(window.sprint, at), kind == DONE
    amount = past.hours(LEFT).at(at) if unit == HOURS else part.worth.at(at)
    counts = is_in and bool(kind)
    left = amount or NONE if counts and not is_done else NONE
    done = _logged(part, window, at) if unit == HOURS else amount or NONE if counts and is_done else NONE
    return _State(is_in, bool(kind), is_done, amount, left, done)


def _logged(part: Part, window: Window, at: Ms) -> Decimal:
    """Hours of work since the start, while it was in the sprint."""
    spent = part.past.hours(SPENT)
    return sum((now or NONE) - (was or NONE) for when, was, now in spent.steps(window.start, at)
               if part.past.is_in(window.sprint, when)) or NONE


def _note(before: _State, now: _State) -> str:
    """Empty: nothing that a line would show."""
    if before.is_in != now.is_in:
        return ADDED if now.is_in else REMOVED
    if not now.is_in:
        return ''
    if before.is_shown != now.is_shown:
        return SHOWN if now.is_shown else HIDDEN
    if not now.is_shown:
        return ''
    if before.is_done != now.is_done:
        return FINISHED if now.is_done else REOPENED
    return SHIFTED if before.amount != now.amount else LOGGED if before.done != now.done else ''


def _left(events: Sequence[_Event], amount: Decimal) -> Iterator[Step]:
    for event in events:
        amount += event.left
        if event.left or event.note in SCOPE_NOTES or event.note in (FINISHED, REOPENED):
            yield Step(event.at, amount, event.number, event.note)


def _scope(events: Sequence[_Event], start: Ms, amount: Decimal) -> tuple[Step, ...]:
    steps = [Step(start, amount, None, START)]
    for event in events:
        amount += event.left + event.done
        if event.left + event.done or event.note in SCOPE_NOTES:
            steps.append(Step(event.at, amount, event.number, event.note))
    return tuple(steps)


def _done(events: Sequence[_Event], start: Ms, amount: Decimal) -> tuple[Step, ...]:
    steps = [Step(start, amount, None, START)]
    for event in events:
        amount += event.done
        if event.done or event.note in (FINISHED, REOPENED):
            steps.append(Step(event.at, amount, event.number, event.note))
    return tuple(steps)


def _guideline(days: Days, window: Window, amount: Decimal) -> tuple[tuple[Step, ...], bool]:
    """From the start down to 0 at the planned end; none where that is not after the start."""
    start, end = window.start, window.planned_end
    if end is None or end <= start or not window.has_start:
        return (), False
    working = days.working(start, end)
    if not working:
        return (Step(start, amount), Step(end, NONE)), True
    steps = [Step(start, amount)]
    for place, day in enumerate(working, 1):
        begins, ends = max(start, days.midnight(day)), min(end, days.midnight(day + DAY))
        after = plain((amount * (len(working) - place) / len(working)).quantize(ENOUGH))
        steps += [Step(begins, steps[-1].amount), Step(ends, after)]
    return tuple(dict.fromkeys((*steps, Step(end, NONE)))), False
