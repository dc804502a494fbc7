"""What became of a forecast: when its scope really was done, and whether that was in time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.domain.sprints.facts.board import Board, Ms
from app.domain.sprints.facts.calendar import DAY, days_of
from app.domain.sprints.flow.cycle import Course, course_of
from app.domain.sprints.flow.flow import courses_of
from app.domain.sprints.forecasts.forecasting import MANY
from app.domain.sprints.forecasts.scopes import EPIC, NUMBER, VERSION, is_there, scope_of
from app.errors import Rejected

ENOUGH: Final = 10  # scored forecasts before their shares mean anything


@dataclass(frozen=True, slots=True)
class Score:
    done_on: date
    is_p50_met: bool
    is_p85_met: bool


def score_of(board: Board, question: Mapping[str, Any], answer: Mapping[str, Any], made: Ms, today: date,
             ) -> Score | None:
    """None while its end is open."""
    if question['kind'] == MANY:
        return _score_many(board, date.fromisoformat(question['until']), answer, made, today)
    done = _done_on(board, question, made)
    return None if done is None else Score(done, _is_in_time(done, answer['p50_date']),
                                           _is_in_time(done, answer['p85_date']))


def _is_in_time(done: date, promised: str | None) -> bool:
    """What was not expected within ten years cannot come late."""
    return promised is None or done <= date.fromisoformat(promised)


def _score_many(board: Board, until: date, answer: Mapping[str, Any], made: Ms, today: date) -> Score | None:
    if today <= until:
        return None
    last = days_of(board).midnight(until + DAY)
    count = sum(made < one.finish < last for one in courses_of(board) if one.finish is not None)
    return Score(until, count >= answer['p50_items'], count >= answer['p85_items'])


def _done_on(board: Board, question: Mapping[str, Any], made: Ms) -> date | None:
    days = days_of(board)
    if question['scope'] == NUMBER:
        later = sorted(one.finish for one in courses_of(board) if one.finish is not None and one.finish > made)
        return days.of(later[question['size'] - 1]) if len(later) >= question['size'] else None
    courses = _courses(board, question)
    ends = [one.finish for one in courses if one.finish is not None]
    return days.of(max(ends)) if ends and len(ends) == len(courses) else None


def _courses(board: Board, question: Mapping[str, Any]) -> list[Course]:
    """Of an epic or a version what belongs to it now, of others what was open then; nothing that is gone."""
    numbers = frozenset(question['numbers'])
    if question['scope'] in (EPIC, VERSION):
        try:
            scope = scope_of(board, question['scope'], question['value'])
        except Rejected:
            pass  # nothing bears that name any more
        else:
            numbers = scope.members
    issues = (board.issues.get(number) for number in sorted(numbers))
    return [course_of(board, issue) for issue in issues if issue is not None and is_there(issue)]
