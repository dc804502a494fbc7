"""What closed sprints teach about capacity: points completed and hours there were, by discipline."""

from decimal import Decimal
from functools import lru_cache

from app.domain.sprints.analysis import report_of
from app.domain.sprints.board import CLOSED, POINTS, Board, Ms, Sprint
from app.domain.sprints.capacity import NONE, Past, hours_of
from app.domain.sprints.report import COMPLETED, Report

MOST = 10  # closed sprints that are looked at


@lru_cache(maxsize=16)
def learned(board: Board, before: Ms) -> tuple[Past, ...]:
    """Closed sprints that ended before that moment, the latest last."""
    closed = [one for one in board.sprints.values() if one.state == CLOSED and one.complete and one.complete <= before]
    closed.sort(key=lambda one: (one.complete or 0, one.number))
    return tuple(_past(board, one) for one in closed[-MOST:])


def _past(board: Board, sprint: Sprint) -> Past:
    report = report_of(board, sprint.number, sprint.complete or 0, POINTS)
    figures = report.figures
    return Past(sprint.number, sprint.name, _hours(board, sprint), _done(board, report), figures.added.amount,
                figures.committed.amount)


def _hours(board: Board, sprint: Sprint) -> dict[int, Decimal]:
    """Of the disciplines about which somebody said something."""
    said = {one.discipline: one for one in board.capacities if one.sprint == sprint.number and one.unit == 'hours'}
    return {key: one.amount if one.amount is not None else sum(
        (part.hours for part in hours_of(board, sprint, key)), NONE) for key, one in said.items()}


def _done(board: Board, report: Report) -> dict[int, Decimal]:
    ids = {one.name: key for key, one in board.disciplines.items()}
    found: dict[int, Decimal] = {}
    for row in report.rows:
        if row.class_ == COMPLETED and row.last:
            for name, share in row.disciplines.items():
                if name in ids:
                    found[ids[name]] = found.get(ids[name], NONE) + row.last * share
    return found
