"""Keeps the sprints of a board as its site lists them, with every name they ever had."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from app.domain.sprints.facts.board import ACTIVE, CLOSED, FUTURE, KANBAN
from app.domain.sprints.jira.reading import RawSprint
from app.events import SprintClosed, SprintStarted, board_topic
from app.services.sprints import ground, sites
from app.work import Work
from models.sprints import Sprint, SprintBoard, SprintOnBoard

ALL = (FUTURE, ACTIVE, CLOSED)


@dataclass(frozen=True)
class Turned:
    """Sprints that have begun or ended since the last read."""
    started: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()


def keep_sprints(work: Work, board_id: int, told: Sequence[RawSprint], states: Collection[str] = ALL) -> Turned:
    """`states`: those that were asked for, of which a sprint that was left out is not there any more."""
    board = work.get(SprintBoard, board_id)
    work.take_turns(sites.TURN + board.site_id)
    rows, mine = _rows(work, board.site_id), _on_board(work, board_id)
    before = {number: row.state for number, row in rows.items() if row.id in mine}
    moved = {one.number for one in told if _keep(work, board.site_id, rows, one)}
    work.session.flush()
    for one in told:
        if rows[one.number].id not in mine:
            work.session.add(SprintOnBoard(board_id=board_id, sprint_id=rows[one.number].id))
            moved.add(one.number)
    moved |= _mark_gone(rows, mine, board.number, {one.number for one in told}, states)
    if moved:
        _mark(work, board, [rows[number] for number in moved])
    return _tell(work, board_id, before, told) if board.ok_at else Turned()


def note_kanban(work: Work, board_id: int) -> None:
    """It has no sprints, whatever it said it was."""
    row = work.lock(SprintBoard, board_id)
    if row.kind != KANBAN:
        row.kind = KANBAN
        ground.move_boards(work, [board_id])


def count_closed(work: Work, board_id: int) -> int:
    return len(work.session.exec(select(Sprint.id).join(SprintOnBoard, col(SprintOnBoard.sprint_id) == Sprint.id).where(
        SprintOnBoard.board_id == board_id, Sprint.state == CLOSED)).all())


def list_active(work: Work, board_id: int) -> frozenset[int]:
    """Numbers of sprints that were active at the last read."""
    return frozenset(work.session.exec(select(Sprint.number).join(
        SprintOnBoard, col(SprintOnBoard.sprint_id) == Sprint.id).where(
        SprintOnBoard.board_id == board_id, Sprint.state == ACTIVE, col(Sprint.is_gone).is_(False))))


def _rows(work: Work, site_id: int) -> dict[int, Sprint]:
    return {row.number: row for row in work.session.exec(
        select(Sprint).where(Sprint.site_id == site_id).order_by(col(Sprint.id)).with_for_update())}


def _on_board(work: Work, board_id: int) -> set[int]:
    return set(work.session.exec(select(SprintOnBoard.sprint_id).where(SprintOnBoard.board_id == board_id)))


def _keep(work: Work, site_id: int, rows: dict[int, Sprint], told: RawSprint) -> bool:
    row = rows.get(told.number)
    values: dict[str, Any] = {
        'name': told.name, 'state': told.state, 'goal': told.goal, 'start': told.start, 'end': told.end,
        'complete': told.complete if told.state == CLOSED else None, 'origin': told.board, 'is_gone': False}
    if row is None:
        rows[told.number] = row = Sprint(site_id=site_id, number=told.number, names=[told.name],
                                         activated=told.activated, **values)
        work.session.add(row)
        return True
    values['names'] = row.names if told.name in row.names else [*row.names, told.name]
    values['activated'] = told.activated or row.activated  # what a frozen start has said stays said
    values['origin'] = told.board or row.origin
    fresh = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in fresh.items():
        setattr(row, name, value)
    return bool(fresh)


def _mark_gone(rows: Mapping[int, Sprint], mine: Collection[int], board: int, listed: Collection[int],
               states: Collection[str]) -> set[int]:
    """Only of sprints that were made on this board: those of others leave its list with their last issue. A sprint in
    a state that nobody asked for may simply have gone on to it.
    """
    lost = [row for row in rows.values() if row.id in mine and row.number not in listed and not row.is_gone
            and row.origin in (board, None) and set(ALL) <= set(states)]
    for row in lost:
        row.is_gone = True
    return {row.number for row in lost}


def _mark(work: Work, board: SprintBoard, rows: Sequence[Sprint]) -> None:
    holders = work.session.exec(select(SprintOnBoard.board_id).where(
        col(SprintOnBoard.sprint_id).in_([row.id for row in rows]))).all()
    mark = ground.move_site(work, board.site_id, {board.id, *holders})
    for row in rows:
        row.mark = mark


def _tell(work: Work, board_id: int, before: Mapping[int, str], told: Sequence[RawSprint]) -> Turned:
    """A sprint that began and ended between two reads did both."""
    started = tuple(one.number for one in told if one.state in (ACTIVE, CLOSED)
                    and before.get(one.number, FUTURE) == FUTURE)
    closed = tuple(one.number for one in told if one.state == CLOSED and before.get(one.number, FUTURE) != CLOSED)
    for number in started:
        work.record(SprintStarted(board_topic(board_id), board_id, number))
    for number in closed:
        work.record(SprintClosed(board_topic(board_id), board_id, number))
    return Turned(started, closed)
