"""The present sprint of every board in a few figures, for the page of all boards."""

from decimal import Decimal
from weakref import WeakKeyDictionary

from app.domain.access import Actor
from app.domain.sprints.facts.board import KANBAN, POINTS, Board, Ms
from app.domain.sprints.metrics.report import Report
from app.domain.sprints.reports.report_views import BoardHead, SprintEntry, SprintHead
from app.services.sprints import boards, ground, reports
from app.work import Work

_heads: WeakKeyDictionary[Board, tuple[Ms, SprintHead | None]] = WeakKeyDictionary()


def view_heads(work: Work, actor: Actor) -> tuple[BoardHead, ...]:
    """Favourites first, then by name."""
    return tuple(BoardHead(view, head_of(work, ground.board_of(work, view.id)))
                 for view in boards.list_boards(work, actor))


def head_of(work: Work, board: Board) -> SprintHead | None:
    """Worked out once a minute while nothing changes; None without a sprint, or where sprints are not for a board."""
    now = reports.now_of(work, board)
    kept = _heads.get(board)
    if kept is None or kept[0] != now:
        kept = _heads[board] = (now, _make(work, board, now))
    return kept[1]


def _make(work: Work, board: Board, now: Ms) -> SprintHead | None:
    sprint = None if board.kind == KANBAN else reports.present_of(board)
    if sprint is None:
        return None
    report = reports.live_report(work, board, sprint.number, POINTS)
    entry = SprintEntry(sprint.number, sprint.name, sprint.state, report.start, sprint.end, sprint.complete)
    figures, burn = report.figures, report.burndown
    left = burn.left[-1].amount if burn and burn.left else figures.remaining.amount
    return SprintHead(entry, reports.day_count(board, sprint, now), figures.committed, figures.completed, left,
                      figures.say_do, report.unit, spark_of(report))


def spark_of(report: Report) -> tuple[tuple[Decimal, Decimal], ...]:
    """What was left, in shares of the planned time and of the most that ever was left."""
    burn = report.burndown
    if burn is None or not burn.left:
        return ()
    most = max(step.amount for step in burn.left) or Decimal(1)
    whole = max(burn.end, burn.until) - burn.start or 1
    points = [(step.at, step.amount) for step in burn.left]
    points.append((burn.until, points[-1][1]))
    return tuple((Decimal(at - burn.start) / whole, amount / most) for at, amount in points)
