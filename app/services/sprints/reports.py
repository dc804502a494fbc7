"""Reports of sprints: live or as they were frozen, and what stands around them on a page.

A report is the same for everybody who may look, so that all who watch a sprint share one. What is live is worked out
from the board in memory; the moment up to which it counts stays the same for a minute, so that nothing is worked out
twice for people who come one after the other.
"""

import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.access import Actor
from app.domain.sprints.analysis import report_of
from app.domain.sprints.board import ACTIVE, CLOSED, FUTURE, HOURS, ISSUES, KANBAN, POINTS, Board, Ms, Number, Sprint
from app.domain.sprints.calendar import days_of
from app.domain.sprints.pace import pace_of
from app.domain.sprints.report import LIVE, Report
from app.domain.sprints.report_views import LIVE_VERSION, DayCount, ReportView, SprintEntry, VersionEntry
from app.errors import NotFound, Rejected
from app.services.sprints import boards, ground
from app.work import Work
from models.sprints import SprintSnapshot

UNITS: Final = (POINTS, ISSUES, HOURS)
KINDS: Final = {'close': 'Close', 'start': 'Start', 'manual': 'Snapshot'}
MINUTE: Final = 60_000  # ms
LATER: Final = 2 ** 62

_lock = threading.Lock()
_nows: WeakKeyDictionary[Board, Ms] = WeakKeyDictionary()


def view_report(work: Work, actor: Actor, board_id: int, sprint: Number, unit: str = POINTS, version: str = '',
                ) -> Report:
    """Of a closed sprint the newest frozen close unless told; `version` is `live`, or kind:number. Raises NotFound."""
    board = ground.seen_board(work, actor, board_id)
    return _report(work, board, sprint, unit, version or _usual(board, sprint, versions_of(work, board_id, sprint)))


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
    return ReportView(boards.view_shared(work, board_id), report, entries_of(board), versions, chosen, UNITS, working,
                      day_count(board, board.sprints[sprint], now_of(work, board)),
                      len(board.members) or len({row.assignee for row in report.rows} - {''}),
                      pace_of(report, days, working) if report.about.kind == LIVE else None)


def find_present(work: Work, actor: Actor, board_id: int) -> Number | None:
    """The sprint a board is about now: the active one, else the last closed, else the next."""
    board = ground.seen_board(work, actor, board_id)
    sprint = present_of(board)
    return sprint.number if sprint and board.kind != KANBAN else None


def list_sprints(work: Work, actor: Actor, board_id: int, state: str = '') -> tuple[SprintEntry, ...]:
    """In the order in which they happened; deleted ones too."""
    board = ground.seen_board(work, actor, board_id)
    return tuple(entry for entry in entries_of(board) if state in ('', entry.state))


def version_of(work: Work, actor: Actor, board_id: int) -> int:
    """Of the data: it grows with whatever could change a figure."""
    return ground.seen_board(work, actor, board_id).version


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
    raise NotFound('There is no such version of this report.')


def live_report(work: Work, board: Board, sprint: Number, unit: str = POINTS) -> Report:
    """As the histories tell it up to now."""
    return report_of(board, sprint, now_of(work, board), unit)


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
