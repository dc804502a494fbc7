"""What stands behind the figures of a sprint: why an issue counts as it does, what differs between two versions of a
report, what a sprint began with, and the sprints before it.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from weakref import WeakKeyDictionary

from app.domain.access import Actor
from app.domain.sprints.capacity.views import RoomView, view_of
from app.domain.sprints.facts.board import ACTIVE, ISSUES, KANBAN, POINTS, Board, Ms, Number
from app.domain.sprints.facts.calendar import days_of
from app.domain.sprints.flow.ageing import Aged
from app.domain.sprints.flow.flow import FlowAsk, flow_of
from app.domain.sprints.metrics.numbers import mean
from app.domain.sprints.metrics.report import NOT_COMPLETED, REMOVED, Report, Row
from app.domain.sprints.metrics.velocity import MOST, Velocity, velocity
from app.domain.sprints.metrics.why import Why, why
from app.domain.sprints.reports.comparing import compare
from app.domain.sprints.reports.frozen import Snapshot
from app.domain.sprints.reports.history import History, history_of, median_cycle
from app.domain.sprints.reports.report_views import BaselineView, ComparisonView, FlowView, Slice, VersionEntry
from app.domain.sprints.reports.sprint_flow import sprint_flow
from app.errors import NotFound, Rejected
from app.services.sprints import ground, reports, snapshots
from app.work import Work

Key = tuple[Ms, int | None, str, tuple[int, ...]]
_velocities: WeakKeyDictionary[Board, dict[Key, Velocity]] = WeakKeyDictionary()
_histories: WeakKeyDictionary[Board, dict[Key, History]] = WeakKeyDictionary()
NO_PRIORITY, NOBODY, NO_STATUS = 'No priority', 'Unknown person', 'Unknown status'


def view_why(work: Work, actor: Actor, board_id: int, sprint: Number, issue: Number, unit: str = POINTS,
             version: str = '') -> Why:
    """By the moments of that version; the histories are those that are known today. Raises NotFound."""
    report = reports.view_report(work, actor, board_id, sprint, unit, version)
    board = ground.board_of(work, board_id)
    if issue not in board.issues:
        raise NotFound('There is no such issue on this board, or not any more.')
    return why(board, sprint, issue, report.about.as_of, unit, snapshots.start_of(work, board_id, sprint))


def view_comparison(work: Work, actor: Actor, board_id: int, sprint: Number, before: str = '', after: str = '',
                    unit: str = POINTS) -> ComparisonView:
    """Versions as in reports; without names the start beside what is shown usually. Raises NotFound."""
    board = ground.seen_board(work, actor, board_id)
    later = reports.view_report(work, actor, board_id, sprint, unit, after)
    if before:
        entry, earlier = _entry(work, board_id, sprint, before), reports.view_report(
            work, actor, board_id, sprint, unit, before)
    else:
        entry, earlier = reports.baseline_of(work, board, sprint, unit)
    usual = after or reports.usual_version(work, board, sprint)
    return ComparisonView(entry, _entry(work, board_id, sprint, usual), compare(earlier, later))


def view_baseline(work: Work, actor: Actor, board_id: int, sprint: Number, unit: str = POINTS) -> BaselineView:
    """What was in the sprint when it started. Raises NotFound before that."""
    board = ground.seen_board(work, actor, board_id)
    entry, report = reports.baseline_of(work, board, sprint, unit)
    rows = [row for row in report.rows if row.class_ != REMOVED]
    estimated = [row.last for row in rows if row.last is not None]
    return BaselineView(
        entry, unit, _slices(rows, report, lambda row: row.type), _slices(
            rows, report, lambda row: row.status or NO_STATUS),
        _slices(rows, report, lambda row: row.priority or NO_PRIORITY),
        _slices(rows, report, lambda row: row.stakeholder or NOBODY),
        sum((amount_of(row, unit) for row in rows), Decimal(0)), mean(estimated), len(estimated), len(rows))


def view_velocity(work: Work, actor: Actor, board_id: int, last: int | None = None, unit: str = POINTS) -> Velocity:
    """Of closed sprints, 3 to 50; as many as the board says unless told."""
    return _velocity(work, ground.seen_board(work, actor, board_id), last, unit)


def watch_velocity(work: Work, board_id: int, last: int | None, unit: str) -> Velocity:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened."""
    return _velocity(work, ground.board_of(work, board_id), last, unit)


def watch_history(work: Work, board_id: int, last: int | None, unit: str) -> History:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened."""
    board = ground.board_of(work, board_id)
    _demand_closed(board, unit)
    frozen = reports.closes_of(work, board.id, MOST)
    key = (reports.now_of(work, board), last, unit, tuple(one.id for one in frozen.values()))
    kept = _histories.setdefault(board, {})
    if key not in kept:
        kept.clear()
        kept[key] = history_of(board, key[0], last, unit, _reports(frozen, unit))
    return kept[key]


def watch_flow(work: Work, board_id: int, sprint: Number) -> FlowView:
    """Of one sprint; for a page, as above."""
    board = ground.board_of(work, board_id)
    report = reports.live_report(work, board, ground.sprint_of(board, sprint).number)
    return FlowView(sprint_flow(board, sprint, report.about.as_of),
                    median_cycle(board, sprint, report.start, report.about.as_of), _ageing(board, report))


def _ageing(board: Board, report: Report) -> tuple[Aged, ...]:
    """Of a running sprint, against the ages at which work usually leaves each column."""
    if report.state != ACTIVE:
        return ()
    inside = {row.number for row in report.rows if row.class_ == NOT_COMPLETED}
    found = flow_of(board, FlowAsk(), days_of(board).of(report.about.as_of)).ageing
    return tuple(one for one in found if one.number in inside)


def watch_rooms(work: Work, board_id: int, sprint: Number) -> tuple[RoomView, ...]:
    """What each discipline can give, and what is planned into it; for a page, as above."""
    board = ground.board_of(work, board_id)
    return view_of(board, ground.sprint_of(board, sprint).number, reports.now_of(work, board)).rooms


def amount_of(row: Row, unit: str) -> Decimal:
    return Decimal(1) if unit == ISSUES else row.last or Decimal(0)


def _velocity(work: Work, board: Board, last: int | None, unit: str) -> Velocity:
    _demand_closed(board, unit)
    frozen = reports.closes_of(work, board.id, MOST)
    key = (reports.now_of(work, board), last, unit, tuple(one.id for one in frozen.values()))
    kept = _velocities.setdefault(board, {})
    if key not in kept:
        kept.clear()
        kept[key] = velocity(board, key[0], last, unit, _reports(frozen, unit))
    return kept[key]


def _reports(frozen: Mapping[Number, Snapshot], unit: str) -> Mapping[Number, Report]:
    return {sprint: one.reports[unit] for sprint, one in frozen.items() if unit in one.reports}


def _demand_closed(board: Board, unit: str) -> None:
    if board.kind == KANBAN:
        raise NotFound('Velocity is not for kanban boards.')
    if unit not in reports.UNITS:
        raise Rejected('Count points, issues or hours.', field='estimate')


def _entry(work: Work, board_id: int, sprint: Number, key: str) -> VersionEntry:
    known = reports.versions_of(work, board_id, sprint)
    return next((one for one in known if one.key == key), VersionEntry(key, 'Start, reconstructed', None, True))


def _slices(rows: Iterable[Row], report: Report, name_of: Callable[[Row], str]) -> tuple[Slice, ...]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(name_of(row), []).append(row)
    slices = [Slice(name, len(some), sum((amount_of(row, report.unit) for row in some), Decimal(0)),
                    tuple(row.key for row in some)) for name, some in groups.items()]
    return tuple(sorted(slices, key=lambda one: (-one.issues, -one.amount, one.name)))
