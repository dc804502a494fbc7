"""The rows of a sprint report: every relevant issue as it stood when its part in the sprint ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.sprints.facts.board import POINTS, Board, Issue
from app.domain.sprints.facts.legend import UNKNOWN
from app.domain.sprints.facts.replay import NOTHING, Past
from app.domain.sprints.facts.stakeholders import person_of, stakeholder_of
from app.domain.sprints.facts.timelines import Timeline
from app.domain.sprints.metrics.carrying import failed, name_of, went_to
from app.domain.sprints.metrics.classes import Standing, Window, standings
from app.domain.sprints.metrics.disciplines import named_shares
from app.domain.sprints.metrics.report import CLASSES, Row


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """An issue in a sprint, with all that figures, lines and lists are made of."""
    issue: Issue
    past: Past
    standing: Standing
    worth: Timeline[Decimal | None]  # in the unit of the report
    has_amount: bool  # False: by rule it counts for nothing

    @property
    def initial(self) -> Decimal | None:
        return self.worth.at(self.standing.first)

    @property
    def last(self) -> Decimal | None:
        return self.worth.at(self.standing.last)


def parts_of(board: Board, window: Window, unit: str, project: str = '') -> tuple[Part, ...]:
    """By class, then by key; only those of a project where one is named by its key."""
    found = [part_of(board, window, issue, past, standing, unit)
             for issue, past, standing in standings(board, window) if project in ('', issue.project)]
    return tuple(sorted(found, key=_order))


def part_of(board: Board, window: Window, issue: Issue, past: Past, standing: Standing, unit: str) -> Part:
    """Subtasks have no points, unless the board says so; the estimate is the one that counts at the end."""
    counts = unit != POINTS or not issue.is_subtask or board.rules.counts_subtasks
    estimate = board.columns_at(window.end).estimate
    return Part(issue, past, standing, past.worth(unit, estimate) if counts else NOTHING, counts)


def rows_of(board: Board, window: Window, parts: tuple[Part, ...]) -> tuple[Row, ...]:
    priorities = dict(board.priorities)
    return tuple(_row(board, window, part, priorities) for part in parts)


def key_order(key: str) -> tuple[str, int, str]:
    """D-9 before D-10."""
    project, _, number = key.rpartition('-')
    return project, int(number) if number.isdecimal() else 0, key


def status_name(board: Board, status: str, past: Past | None = None) -> str:
    """As the site calls it; else as histories did; else its id."""
    known = board.statuses.get(status)
    return known.name if known else (past.name_at('status', status) if past else '') or status.removeprefix(UNKNOWN)


def _row(board: Board, window: Window, part: Part, priorities: Mapping[str, str]) -> Row:
    issue, past, standing = part.issue, part.past, part.standing
    status, priority, assignee = past.status_at(standing.last), *(
        past.text_at(name, standing.last) for name in ('priority', 'assignee'))
    before = failed(board, past, window)
    return Row(
        issue.number, issue.key, issue.title, past.text_at('type', standing.last) or issue.type, issue.url,
        issue.project, standing.class_, part.initial, part.last, status_name(board, status, past), status,
        past.kind_at(standing.last), priorities.get(priority) or past.name_at('priority', priority) or priority,
        person_of(board, assignee, past.name_at('assignee', assignee)), stakeholder_of(board, issue)[0], issue.epic,
        issue.labels, named_shares(board, issue), standing.is_added and standing.is_counted, standing.is_committed,
        standing.is_outside, issue.is_subtask, past.is_flagged_at(standing.last), issue.is_partial, issue.gone,
        len(before), name_of(board, before[-1] if before else None),
        name_of(board, went_to(past, window, standing)))


def _order(part: Part) -> tuple[int, tuple[str, int, str]]:
    return CLASSES.index(part.standing.class_), key_order(part.issue.key)
