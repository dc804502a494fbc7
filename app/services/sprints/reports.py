"""Reports of sprints: live or as they were frozen, and what stands around them on a page.

A report is the same for everybody who may look, so that all who watch a sprint share one. What is live is worked out
from the board in memory; the moment up to which it counts stays the same for a minute, so that nothing is worked out
twice for people who come one after the other.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.access import Actor
from app.domain.sprints.facts.board import (
    ACTIVE,
    CLOSED,
    FUTURE,
    HOURS,
    ISSUES,
    KANBAN,
    POINTS,
    Board,
    Ms,
    Number,
    Sprint,
)
from app.domain.sprints.facts.calendar import days_of
from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.projects import has_several
from app.domain.sprints.metrics.report import LIVE, RECONSTRUCTED, Report
from app.domain.sprints.reports.frozen import Difference, Snapshot
from app.domain.sprints.reports.pace import pace_of
from app.domain.sprints.reports.report_views import LIVE_VERSION, DayCount, ReportView, SprintEntry, VersionEntry
from app.errors import NotFound, Rejected
from app.services.sprints import boards, ground, snapshots
from app.work import Work
from models.sprints import SprintSnapshot

UNITS: Final = (POINTS, ISSUES, HOURS)
FROZEN_UNITS: Final = (POINTS, ISSUES)
KINDS: Final = {'close': 'Close', 'start': 'Start', 'manual': 'Snapshot'}
MINUTE: Final = 60_000  # ms
LATER: Final = 2 ** 62
BEGIN: Final = 'start:0'
MOST_FROZEN: Final = 48  # snapshots that are kept in memory

_lock = threading.Lock()
_nows: WeakKeyDictionary[Board, Ms] = WeakKeyDictionary()
_differences: WeakKeyDictionary[Board, dict[tuple[Number, str], Difference | None]] = WeakKeyDictionary()
_frozen: dict[tuple[int, str], Snapshot] = {}  # by number and hash


def view_report(work: Work, actor: Actor, board_id: int, sprint: Number, unit: str = POINTS, version: str = '',
                ) -> Report:
    """Of a closed sprint the newest frozen close unless told; `version` is `live`, or kind:number. Raises NotFound."""
    board = ground.seen_board(work, actor, board_id)
    report = _report(work, board, sprint, unit, version or _usual(board, sprint, versions_of(work, board_id, sprint)))
    return report if report.about.kind != LIVE else replace(report, about=replace(
        report.about, read_at=snapshots.read_at(work, board_id)))


def watch_report(work: Work, board_id: int, sprint: Number, unit: str, version: str) -> ReportView:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened."""
    board = ground.board_of(work, board_id)
    _demand_sprints(board)
    versions = versions_of(work, board_id, sprint)
    chosen = version or _usual(board, sprint, versions)
    report = _report(work, board, sprint, unit, chosen)
    start, end = report.start, report.planned_end
    days = days_of(board)
    working = days.working(start, end) if start is not None and end is not None else ()
    units = UNITS if chosen == LIVE_VERSION else FROZEN_UNITS
    return ReportView(boards.view_shared(work, board_id), report, entries_of(board), versions, chosen, units, working,
                      day_count(board, board.sprints[sprint], now_of(work, board)),
                      len(board.members) or len({row.assignee for row in report.rows} - {''}),
                      pace_of(report, days, working) if chosen == LIVE_VERSION else None,
                      _difference(work, board, sprint, chosen), has_several(board))


def find_present(work: Work, actor: Actor, board_id: int) -> Number | None:
    """The sprint a board is about now: the active one, else the last closed, else the next."""
    ground.seen_board(work, actor, board_id)
    return watch_present(work, board_id)


def watch_present(work: Work, board_id: int) -> Number | None:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened."""
    board = ground.board_of(work, board_id)
    sprint = present_of(board)
    return sprint.number if sprint and board.kind != KANBAN else None


def list_sprints(work: Work, actor: Actor, board_id: int, state: str = '') -> tuple[SprintEntry, ...]:
    """In the order in which they happened; deleted ones too."""
    board = ground.seen_board(work, actor, board_id)
    return tuple(entry for entry in entries_of(board) if state in ('', entry.state))


def usual_version(work: Work, board: Board, sprint: Number) -> str:
    """Which version is shown where nobody chose one."""
    return _usual(board, sprint, versions_of(work, board.id, sprint))


def mark_of(work: Work, actor: Actor, board_id: int, sprint: Number | None = None) -> tuple[int, str]:
    """(version of the data, what else a report hangs on): the last snapshot, and of a running sprint the minute."""
    board = ground.seen_board(work, actor, board_id)
    last = work.session.execute(columns(func.max(col(SprintSnapshot.id))).where(
        col(SprintSnapshot.board_id) == board_id)).scalar()
    is_running = sprint is not None and sprint in board.sprints and board.sprints[sprint].state == ACTIVE
    return board.version, f'{last or 0}.{now_of(work, board) if is_running else 0}'


def freeze(work: Work, actor: Actor, board_id: int, sprint: Number) -> int:
    """Keep the report as it is now; the number of the snapshot."""
    return snapshots.freeze(work, actor, board_id, sprint).id


def versions_of(work: Work, board_id: int, sprint: Number) -> tuple[VersionEntry, ...]:
    """As things are now, then what was frozen, the newest close first."""
    table = SprintSnapshot
    rows = work.session.execute(columns(
        col(table.kind), col(table.number), col(table.taken_at), col(table.is_reconstructed)).where(
        col(table.board_id) == board_id, col(table.sprint) == sprint)).all()
    order = list(KINDS)
    frozen = [VersionEntry(f'{kind}:{number}', _version_name(kind, number, is_made_later), _ms(taken), is_made_later)
              for kind, number, taken, is_made_later in sorted(rows, key=lambda row: (order.index(row[0]), -row[1]))]
    return (VersionEntry(LIVE_VERSION, 'Live'), *frozen)


def entries_of(board: Board) -> tuple[SprintEntry, ...]:
    return tuple(SprintEntry(one.number, one.name, one.state, one.start, one.end, one.complete, one.is_gone)
                 for one in sorted(board.sprints.values(), key=_when))


def present_of(board: Board) -> Sprint | None:
    """Of several active ones the one that started last."""
    there = [one for one in sorted(board.sprints.values(), key=_when) if not one.is_gone]
    for state, place in ((ACTIVE, -1), (CLOSED, -1), (FUTURE, 0)):
        if found := [one for one in there if one.state == state]:
            return found[place]
    return None


def now_of(work: Work, board: Board) -> Ms:
    """One moment for everybody who looks at the same data within a minute."""
    now = _ms(work.now)
    with _lock:
        kept = _nows.get(board)
        if kept is None or not 0 <= now - kept < MINUTE:
            kept = _nows[board] = now
        return kept


def day_count(board: Board, sprint: Sprint, now: Ms) -> DayCount | None:
    """None where a sprint has no dates, or no working day."""
    start = sprint.activated if sprint.activated is not None else sprint.start
    if start is None or sprint.end is None:
        return None
    days = days_of(board)
    working, today = days.working(start, sprint.end), days.of(now)
    if not working:
        return None
    passed = sum(day <= today for day in working)
    left = 0 if now >= sprint.end else len(working) - passed + (today in working)
    return DayCount(max(1, passed), len(working), left)


def _report(work: Work, board: Board, sprint: Number, unit: str, version: str) -> Report:
    _demand_sprints(board)
    ground.sprint_of(board, sprint)
    if unit not in UNITS:
        raise Rejected('Count points, issues or hours.', field='estimate')
    if version == LIVE_VERSION:
        return live_report(work, board, sprint, unit)
    if version == BEGIN:
        return _begun(board, sprint, unit, snapshots.start_of(work, board.id, sprint))
    kind, _, number = version.partition(':')
    found = _snapshot(work, board.id, sprint, kind, int(number)) if number.isdecimal() and len(number) < 9 else None
    if found is None:
        raise NotFound('There is no such version of this report.')
    if unit not in found.reports:
        raise NotFound('What was frozen counts points and issues only.')
    return found.reports[unit]


def report_shown(work: Work, board: Board, sprint: Number, unit: str, version: str) -> Report:
    """The version that is asked for, else the one that is shown where nobody chose."""
    return _report(work, board, sprint, unit, version or usual_version(work, board, sprint))


def live_report(work: Work, board: Board, sprint: Number, unit: str = POINTS) -> Report:
    """As the histories tell it up to now; a frozen start wins over dates that are edited later."""
    return report_of(board, sprint, now_of(work, board), unit, snapshots.start_of(work, board.id, sprint))


def baseline_of(work: Work, board: Board, sprint: Number, unit: str) -> tuple[VersionEntry, Report]:
    """The frozen start, else one that is made up from the histories. Raises NotFound before the start."""
    for entry in versions_of(work, board.id, sprint):
        if entry.key.startswith('start:'):
            return entry, _report(work, board, sprint, unit, entry.key)
    return (VersionEntry(BEGIN, 'Start, reconstructed', is_reconstructed=True),
            _report(work, board, sprint, unit, BEGIN))


def _begun(board: Board, sprint: Number, unit: str, start: Ms | None) -> Report:
    known = board.sprints[sprint]
    begun = next((one for one in (start, known.activated, known.start) if one is not None), None)
    if begun is None or known.state == FUTURE:
        raise NotFound('This sprint has not started, so there is nothing it began with yet.')
    report = report_of(board, sprint, begun, unit, begun)
    return replace(report, about=replace(report.about, kind=RECONSTRUCTED))


def closes_of(work: Work, board_id: int, count: int) -> Mapping[Number, Snapshot]:
    """The newest frozen close of each of the sprints that were closed last."""
    table = SprintSnapshot
    rows = work.session.execute(columns(col(table.sprint), func.max(col(table.number))).where(
        col(table.board_id) == board_id, col(table.kind) == 'close').group_by(col(table.sprint)).order_by(
        func.max(col(table.as_of)).desc()).limit(count)).all()
    found = {sprint: _snapshot(work, board_id, sprint, 'close', number) for sprint, number in rows}
    return {sprint: one for sprint, one in found.items() if one}


def _snapshot(work: Work, board_id: int, sprint: Number, kind: str, number: int) -> Snapshot | None:
    """Read once: what is frozen stays the same object, so that nothing is drawn anew."""
    table = SprintSnapshot
    row = work.session.execute(columns(col(table.id), col(table.hash)).where(
        col(table.board_id) == board_id, col(table.sprint) == sprint, col(table.kind) == kind,
        col(table.number) == number)).one_or_none()
    if row is None:
        return None
    key = (row[0], row[1])
    with _lock:
        found = _frozen.pop(key, None)
    found = found or snapshots.frozen(work, board_id, sprint, kind, number)
    with _lock:
        while len(_frozen) >= MOST_FROZEN:
            _frozen.pop(next(iter(_frozen)), None)
        if found:
            _frozen[key] = found
    return found


def _difference(work: Work, board: Board, sprint: Number, version: str) -> Difference | None:
    """Of a frozen close; worked out once for the same data."""
    kind, _, number = version.partition(':')
    if kind != 'close' or not number.isdecimal():
        return None
    kept = _differences.setdefault(board, {})
    if (sprint, version) not in kept:
        kept[sprint, version] = snapshots.differs(work, board.id, sprint, int(number))
    return kept[sprint, version]


def _usual(board: Board, sprint: Number, versions: Sequence[VersionEntry]) -> str:
    closes = [one.key for one in versions if one.key.startswith('close:')]
    is_closed = sprint in board.sprints and board.sprints[sprint].state == CLOSED
    return closes[0] if closes and is_closed else LIVE_VERSION


def _demand_sprints(board: Board) -> None:
    if board.kind == KANBAN:
        raise NotFound('Sprint figures are not for kanban boards. Their flow is on the pages of the board.')


def _version_name(kind: str, number: int, is_made_later: bool) -> str:
    name = KINDS[kind] if kind == 'start' and number == 1 else f'{KINDS[kind]} v{number}'
    return f'{name}, reconstructed' if is_made_later else name


def _when(sprint: Sprint) -> tuple[Ms, Number]:
    start = sprint.activated if sprint.activated is not None else sprint.start
    return (start if start is not None else LATER if sprint.state == FUTURE else 0, sprint.number)


def _ms(moment: datetime) -> Ms:
    return int(moment.timestamp() * 1000)
