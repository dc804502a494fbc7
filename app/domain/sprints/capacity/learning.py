"""What closed sprints teach about capacity: points completed and hours there were, by discipline."""

from decimal import Decimal
from weakref import WeakKeyDictionary

from app.domain.sprints.capacity.capacity import NONE, Past, hours_of
from app.domain.sprints.facts.board import CLOSED, FUTURE, HOURS, POINTS, Board, Ms, Number, Sprint
from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.report import COMPLETED, Report

MOST = 10  # closed sprints that are looked at

_pasts: WeakKeyDictionary[Board, dict[Number, Past]] = WeakKeyDictionary()


def learned(board: Board, before: Ms, most: int = MOST) -> tuple[Past, ...]:
    """Closed sprints that ended before that moment, the latest last."""
    closed = [one for one in board.sprints.values() if one.state == CLOSED and one.complete and one.complete <= before]
    closed.sort(key=lambda one: (one.complete or 0, one.number))
    return tuple(_past(board, one) for one in closed[-most:])


def learned_for(board: Board, sprint: Sprint, now: Ms, most: int = MOST) -> tuple[Past, ...]:
    """What was known when it began; of a sprint that has not begun, what is known now."""
    begun = sprint.activated if sprint.activated is not None else sprint.start
    return learned(board, now if sprint.state == FUTURE or begun is None else begun, most)


def done_by_project(board: Board, past: Past) -> dict[str, Decimal]:
    """Points completed in a closed sprint."""
    found: dict[str, Decimal] = {}
    for row in _report(board, board.sprints[past.sprint]).rows:
        if row.class_ == COMPLETED and row.last:
            found[row.project] = found.get(row.project, NONE) + row.last
    return found


def _past(board: Board, sprint: Sprint) -> Past:
    kept = _pasts.setdefault(board, {})
    if sprint.number not in kept:
        report = _report(board, sprint)
        figures = report.figures
        kept[sprint.number] = Past(sprint.number, sprint.name, _hours(board, sprint), _done(board, report),
                                   figures.added.amount, figures.committed.amount)
    return kept[sprint.number]


def _report(board: Board, sprint: Sprint) -> Report:
    return report_of(board, sprint.number, sprint.complete or 0, POINTS)


def _hours(board: Board, sprint: Sprint) -> dict[int, Decimal]:
    """Of the disciplines about which somebody said something."""
    said = {one.discipline: one for one in board.capacities if one.sprint == sprint.number and one.unit == HOURS}
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
