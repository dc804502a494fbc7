"""Why an issue has its class in a sprint: what happened to it, and each rule that was applied, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.sprints.facts.board import ISSUES, POINTS, Board, Change, Issue, Ms, Number
from app.domain.sprints.facts.calendar import Days, days_of
from app.domain.sprints.facts.naming import sprint_set
from app.domain.sprints.facts.replay import LEFT, PLANNED, SPENT, Past, past_of
from app.domain.sprints.facts.stakeholders import person_of
from app.domain.sprints.metrics.carrying import failed, name_of, went_to
from app.domain.sprints.metrics.classes import Window, class_of, is_only_now, window_of
from app.domain.sprints.metrics.report import CLASS_NAMES, COMPLETED, DONE_BEFORE, NOT_RELEVANT, REMOVED
from app.domain.sprints.metrics.rows import Part, part_of, status_name

BEFORE, INSIDE, AFTER = 'before', 'inside', 'after'  # the sprint
MARK: Final = 'mark'  # start and end of the sprint itself
NAMES: Final = {'assignee': 'Assignee', 'priority': 'Priority', 'type': 'Type', 'project': 'Project', 'key': 'Key',
                'parent': 'Parent', 'epic': 'Epic', LEFT: 'Remaining hours', PLANNED: 'Estimated hours',
                SPENT: 'Hours spent'}
SILENT: Final = frozenset({'rank', 'link', 'resolution', 'description', 'comment', 'summary', 'attachment'})


@dataclass(frozen=True, slots=True)
class WhyStep:
    at: Ms
    text: str
    by: str  # empty: nobody is named
    when: str  # before, inside, after
    kind: str  # status, sprint, flagged, assignee, … or mark


@dataclass(frozen=True, slots=True)
class Why:
    """`rules` stand in the order in which they are asked; `answer` says what they come to."""
    number: Number
    key: str
    title: str
    class_: str
    answer: str
    rules: tuple[str, ...]
    steps: tuple[WhyStep, ...]
    faults: tuple[str, ...]
    initial: Decimal | None = None
    last: Decimal | None = None


def why(board: Board, sprint_number: Number, issue_number: Number, now_ms: Ms, unit: str = POINTS,
        start_ms: Ms | None = None) -> Why:
    """With the same moments as the report it belongs to. Raises KeyError for what the board does not know."""
    issue, window = board.issues[issue_number], window_of(board.sprints[sprint_number], now_ms, start_ms)
    past = past_of(board, issue)
    standing = class_of(past, window)
    part = part_of(board, window, issue, past, standing, unit)
    is_relevant = standing.class_ != NOT_RELEVANT and not issue.is_epic
    class_ = standing.class_ if is_relevant else NOT_RELEVANT
    return Why(issue.number, issue.key, issue.title, class_, f'{CLASS_NAMES[class_]}.',
               tuple(_rules(board, window, part, unit)), tuple(_steps(board, window, issue, past)), past.faults,
               part.initial if is_relevant else None, part.last if is_relevant else None)


def _rules(board: Board, window: Window, part: Part, unit: str) -> Iterator[str]:
    days = days_of(board)
    if window.has_start:
        yield f'The sprint counts what happened after {days.text(window.start)}, up to and at {days.text(window.end)}.'
    yield from window.doubts
    if part.issue.is_epic:
        yield 'It is an epic, and epics are never counted.'
        return
    if is_only_now(part.past, window) and part.standing.class_ != NOT_RELEVANT:
        yield 'Nothing is known of its past, so only what it is now counts, and not for the commitment.'
        yield from _on_end(board, window, part, days)
        return
    yield from _on_start(window, part, days)
    if part.standing.class_ == NOT_RELEVANT:
        return
    yield from _on_done_before(board, window, part)
    if part.standing.class_ != DONE_BEFORE:
        yield from _on_end(board, window, part, days)
        yield from _on_amounts(part, unit)
    yield from _on_carrying(board, window, part)


def _on_start(window: Window, part: Part, days: Days) -> Iterator[str]:
    standing = part.standing
    if standing.class_ == NOT_RELEVANT:
        yield 'It was not in the sprint at the start and did not join it, so it does not belong to it.'
    elif standing.is_added:
        how = 'was made in it' if standing.first == part.issue.created else 'joined it'
        counts = ', so it counts as added' if standing.is_counted else ''
        yield f'It was not in the sprint at the start and {how} on {days.text(standing.first)}{counts}.'
    else:
        yield 'It was in the sprint at the start.'


def _on_done_before(board: Board, window: Window, part: Part) -> Iterator[str]:
    past, start = part.past, window.start
    if not past.status_at(start):
        return
    where = f'At the start its status was “{status_name(board, past.status_at(start), past)}”'
    if not past.kind_at(start):
        yield f'{where}, which no column shows: it counts as not done, and for nothing in the commitment.'
    elif not past.is_done_at(start):
        yield f'{where}, which is not done.'
    elif part.standing.class_ == DONE_BEFORE:
        yield f'{where}, which is done, and no change in the sprint left or reached a done status.'
    else:
        yield f'{where}, which is done, but a change in the sprint left or reached a done status.'


def _on_end(board: Board, window: Window, part: Part, days: Days) -> Iterator[str]:
    past, standing = part.past, part.standing
    if standing.class_ == REMOVED:
        yield f'It left the sprint on {days.text(standing.last)} and was not in it at the end, so it counts as removed.'
        return
    yield 'It was in the sprint at the end.'
    name = status_name(board, past.status_at(window.end), past)
    told = ('which is done' if standing.class_ == COMPLETED else
            'which is not done' if past.kind_at(window.end) else 'which no column shows, so it counts as not done')
    yield f'At the end its status was “{name}”, {told}.'


def _on_amounts(part: Part, unit: str) -> Iterator[str]:
    standing, initial, last = part.standing, part.initial, part.last
    if not part.has_amount:
        yield 'It is a subtask, and subtasks have no points of their own here.'
    elif unit != ISSUES:
        first = 'at the start' if standing.is_member_at_start else 'when it was added'
        end = 'when it left' if standing.class_ == REMOVED else 'at the end'
        yield f'Its estimate was {_amount(initial, unit)} {first} and {_amount(last, unit)} {end}.'
    if standing.is_committed:
        yield f'It is in the commitment with {_amount(initial or Decimal(0), unit)}.'
    elif standing.is_outside:
        yield 'It sat in the sprint outside the commitment.'
    else:
        yield 'What is added later is no part of the commitment.'
    difference = (last or Decimal(0)) - (initial or Decimal(0))
    if initial != last:
        yield f'So it was re-estimated by {"+" if difference >= 0 else "−"}{abs(difference)}.'


def _on_carrying(board: Board, window: Window, part: Part) -> Iterator[str]:
    if before := failed(board, part.past, window):
        names = ', '.join(name_of(board, one) for one in before)
        yield f'It was not completed in {names}.'
    if target := went_to(part.past, window, part.standing):
        yield f'Afterwards it went to {name_of(board, target)}.'


def _steps(board: Board, window: Window, issue: Issue, past: Past) -> Iterator[WhyStep]:
    """Everything that could matter, in its order, with start and end of the sprint among it."""
    created = (issue.created, 0, WhyStep(issue.created, 'Created', person_of(board, issue.reporter),
                                         _when(window, issue.created), 'created'))
    end = 'The sprint ended' if window.is_over else 'As far as is looked at'
    marks = [(window.start, 1, WhyStep(window.start, 'The sprint started', '', BEFORE, MARK)),
             (window.end, 3, WhyStep(window.end, end, '', INSIDE, MARK))] if window.has_start else []
    changes = [(change.at, 0 if change.at <= window.start else 2 if change.at <= window.end else 4,
                WhyStep(change.at, text, person_of(board, change.author, change.author_name),
                        _when(window, change.at), change.field))
               for change in _changes(board, issue, past) if (text := _text(board, past, change))]
    yield from (step for _, _, step in sorted((created, *marks, *changes), key=lambda one: one[:2]))


def _changes(board: Board, issue: Issue, past: Past) -> tuple[Change, ...]:
    """Of a subtask that follows its parent, the parent's moves too."""
    parent = board.issues.get(issue.parent) if issue.is_subtask and issue.parent is not None else None
    moves = past_of(board, parent).by_field.get('sprint', ()) if parent and 'sprint' not in past.by_field else ()
    return (*past.changes, *moves)


def _text(board: Board, past: Past, change: Change) -> str:
    """Empty: nothing that matters here."""
    if change.field == 'status':
        legend = past.legend
        was, now = (status_name(board, legend.status(*one), past) for one in (
            (change.was, change.was_text), (change.now, change.now_text)))
        return f'Status: {was or "none"} → {now or "none"}'
    if change.field == 'sprint':
        return _moved(board, change)
    if change.field == 'flagged':
        return 'Flagged' if change.now or change.now_text else 'Flag taken away'
    if change.field in SILENT:
        return ''
    name = NAMES.get(change.field) or board.field_names.get(change.field, change.field)
    was, now = (_read(board, change.field, *one) for one in ((change.was, change.was_text),
                                                             (change.now, change.now_text)))
    return f'{name}: {was or "none"} → {now or "none"}'


def _moved(board: Board, change: Change) -> str:
    """Empty: the same set again."""
    was, now = sprint_set(change.was), sprint_set(change.now)
    left = [f'out of {name_of(board, one)}' for one in sorted(was - now)]
    came = [f'into {name_of(board, one)}' for one in sorted(now - was)]
    return f'Moved {" and ".join((*left, *came))}' if left or came else ''


def _read(board: Board, field: str, value: str, text: str) -> str:
    if field == 'assignee':
        return person_of(board, value, text)
    if field in (LEFT, PLANNED, SPENT) and (text or value).isdecimal():
        return str((Decimal(text or value) / 3600).quantize(Decimal('0.1')).normalize())
    return text or value


def _when(window: Window, at: Ms) -> str:
    return BEFORE if at <= window.start else INSIDE if at <= window.end else AFTER


def _amount(amount: Decimal | None, unit: str) -> str:
    if amount is None:
        return 'none'
    return f'{amount} {unit[:-1] if amount == 1 else unit}'
