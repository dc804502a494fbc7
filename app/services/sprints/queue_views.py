"""Queues to be looked at: with conflicts, what changed since, what became of it, and what trying something would do."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final
from weakref import WeakKeyDictionary

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.sprints.facts.board import ACTIVE, CLOSED, FUTURE, KANBAN, Board, Number, Sprint
from app.domain.sprints.facts.replay import past_of
from app.domain.sprints.metrics.velocity import Velocity, velocity
from app.domain.sprints.queue.changing import GIVE, HAND, KINDS, SHIFT, SPLIT, Change
from app.domain.sprints.queue.conflicts import DRIFT, WARN, Conflict
from app.domain.sprints.queue.differences import Comparison, changed_inputs, compare, moved
from app.domain.sprints.queue.inputs import Inputs, parameters_of
from app.domain.sprints.queue.reality import Reality, against
from app.domain.sprints.queue.settling import disputes_of
from app.domain.sprints.queue.views import QueueEntry, QueueScreen, QueueView, RoomView, SprintChoice
from app.domain.sprints.queue.whatifs import GOALS, Effect, changes_for, in_order_of, try_changes
from app.errors import NotFound, Rejected
from app.services.sprints import ground, overrides
from app.services.sprints.queue_rows import (
    OUT_NOW,
    Kept,
    best_of,
    done_of,
    entry_of,
    former_of,
    is_open,
    kept,
    present_inputs,
    queue_row,
    rows_of,
)
from app.services.sprints.queues import parameters_for
from app.work import Work
from models.sprints import SprintQueue

MOST_AT_ONCE: Final = 20  # changes that are tried together
MOST_DRIFT: Final = 200  # changed inputs that are named
_volumes: WeakKeyDictionary[Board, Velocity] = WeakKeyDictionary()


def watch_screen(work: Work, board_id: int, sprint: Number | None, queue_id: int | None = None,
                 reads_only: bool = False) -> QueueScreen:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened. Whoever only
    reads sees what people work by, as long as there is something, not what planners are about to try.
    """
    board = ground.board_of(work, board_id)
    named = queue_row(work, queue_id) if queue_id else None
    wanted = named.sprint if named else sprint
    chosen = _to_plan(work, board) if wanted is None else board.sprints.get(wanted)
    rows = rows_of(work, board_id, chosen.number) if chosen else ()
    row = named or best_of(rows, reads_only)
    present = _present(work, board, chosen, row) if chosen else None
    mean, usual = _usual_points(work, board)
    return QueueScreen(
        board.id, board.name, board.zone, board.is_demo, _choice(chosen) if chosen else None,
        chosen.goal if chosen else '', chosen.start if chosen else None, chosen.end if chosen else None,
        len(present.days) if present else 0, _choices(board, chosen), _view(work, board, row, rows) if row else None,
        tuple(entry_of(one) for one in rows), overrides.told(board, chosen.number) if chosen else (),
        len(present.candidates) if present else 0, usual, mean, board.kind == KANBAN,
        sum(not one.is_settled for one in disputes_of(board)))


def view_screen(work: Work, actor: Actor, board_id: int, sprint: Number | None, queue_id: int | None = None,
                ) -> QueueScreen:
    """Raises NotFound where the sprint or the queue is not this board's."""
    board = ground.seen_board(work, actor, board_id)
    if sprint is not None:
        ground.sprint_of(board, sprint)
    if queue_id is not None and queue_row(work, queue_id).board_id != board_id:
        raise NotFound('There is no such queue on this board.')
    return watch_screen(work, board_id, sprint, queue_id)


def count_conflicts(work: Work, actor: Actor, board_id: int) -> int:
    """Of the queue one would see first."""
    board = ground.seen_board(work, actor, board_id)
    chosen = None if board.kind == KANBAN else _to_plan(work, board)
    row = best_of(rows_of(work, board_id, chosen.number)) if chosen else None
    return len(kept(row).conflicts) if row and is_open(row) else 0


def board_of_queue(work: Work, actor: Actor, queue_id: int) -> tuple[int, Number]:
    demand(actor, 'sprints.look')
    row = queue_row(work, queue_id)
    return row.board_id, row.sprint


def mark_of(work: Work, actor: Actor, queue_id: int) -> tuple[int, object]:
    """Whenever this is the same, everything about a queue is: the version of its board, and its own."""
    demand(actor, 'sprints.look')
    row = queue_row(work, queue_id)
    former = former_of(row, rows_of(work, row.board_id, row.sprint))
    return ground.board_of(work, row.board_id).version, (row.version, row.state, former.id if former else 0)


def view_queue(work: Work, actor: Actor, queue_id: int) -> QueueView:
    demand(actor, 'sprints.look')
    row = queue_row(work, queue_id)
    return _view(work, ground.board_of(work, row.board_id), row, rows_of(work, row.board_id, row.sprint))


def list_queues(work: Work, actor: Actor, board_id: int, sprint: Number | None = None) -> tuple[QueueEntry, ...]:
    """Of one sprint or of all, the newest first."""
    ground.seen_board(work, actor, board_id)
    wanted = select(SprintQueue).where(SprintQueue.board_id == board_id).order_by(col(SprintQueue.id).desc())
    if sprint is not None:
        wanted = wanted.where(SprintQueue.sprint == sprint)
    return tuple(entry_of(row) for row in work.session.exec(wanted))


def inputs_of_queue(work: Work, actor: Actor, queue_id: int) -> Inputs:
    """What it was made of."""
    demand(actor, 'sprints.look')
    return kept(queue_row(work, queue_id)).inputs


def compare_queues(work: Work, actor: Actor, before_id: int, after_id: int) -> Comparison:
    """Every difference with the input that caused it."""
    demand(actor, 'sprints.look')
    before, after = queue_row(work, before_id), queue_row(work, after_id)
    if (before.board_id, before.sprint) != (after.board_id, after.sprint):
        raise Rejected('Only queues of the same sprint can be compared.', field='with')
    return compare(kept(before).inputs, kept(after).inputs)


def compare_with_now(work: Work, actor: Actor, queue_id: int) -> Comparison:
    """What building it again would change."""
    row = queue_row(work, queue_id)
    board = ground.seen_board(work, actor, row.board_id)
    return compare(kept(row).inputs, present_inputs(work, board, row.sprint, parameters_for(board, row)))


def try_conflict(work: Work, actor: Actor, queue_id: int, conflict_id: str, goal: str = '') -> tuple[Effect, ...]:
    """What each way out of a conflict would do."""
    demand(actor, 'sprints.look')
    found = kept(queue_row(work, queue_id))
    conflict = next((one for one in found.conflicts if one.id == conflict_id), None)
    if conflict is None:
        raise NotFound('There is no such conflict in this queue.')
    return _sorted(try_changes(found.inputs, found.plan, changes_for(found.inputs, found.plan, conflict)), goal)


def try_some(work: Work, actor: Actor, queue_id: int, changes: Sequence[Change], goal: str = '') -> tuple[Effect, ...]:
    """Changes somebody thought of."""
    demand(actor, 'sprints.look')
    found = kept(queue_row(work, queue_id))
    if not 0 < len(changes) <= MOST_AT_ONCE:
        raise Rejected(f'1 to {MOST_AT_ONCE} changes can be tried at once.', field='changes')
    for change in changes:
        demand_sound(found.inputs, change)
    return _sorted(try_changes(found.inputs, found.plan, changes), goal)


def demand_sound(inputs: Inputs, change: Change) -> None:
    """Raises Rejected for what is not about this queue."""
    known = {one.number for one in inputs.candidates} | {one.number for one in inputs.outside}
    rooms = {own for own in (change.discipline, change.source) if own is not None}
    is_about_room = change.kind in ('raise', SHIFT)
    if change.kind not in KINDS:
        raise Rejected(f'A change is one of: {", ".join(KINDS)}.', field='kind')
    if is_about_room and (not rooms or not rooms <= inputs.rooms.keys() or len(rooms) < (2 if change.kind == SHIFT
                                                                                       else 1)):
        raise Rejected('Which disciplines?', field='discipline')
    if not is_about_room and (not change.numbers or not set(change.numbers) <= known):
        raise Rejected('Which issues of this queue?', field='issues')
    if change.kind == SPLIT and not 0 < change.amount < 1:
        raise Rejected('The first part is a share between 0 and 1.', field='amount')
    if change.kind == GIVE and change.to not in {one.name for one in inputs.workers}:
        raise Rejected('There is nobody of this name on the team.', field='to')
    if change.kind == HAND and change.to not in {one.name for one in inputs.teams}:
        raise Rejected('There is no such team with room.', field='to')


def _view(work: Work, board: Board, row: SprintQueue, rows: Sequence[SprintQueue]) -> QueueView:
    found, former = kept(row), former_of(row, rows)
    before = kept(former) if former else None
    sprint = board.sprints.get(row.sprint)
    drift = _drift(work, board, row, found) if is_open(row) and sprint and sprint.state != CLOSED else ()
    done = done_of(board, found.result)
    conflicts = (_drift_conflict(drift), *found.conflicts) if drift else found.conflicts
    return QueueView(
        entry_of(row), found.result, _rooms(found), conflicts, *_news(before, found), drift,
        done if row.state in OUT_NOW or (sprint and sprint.state == CLOSED) else frozenset(),
        _reality(board, sprint, row, found), parameters_of(row.parameters),
        tuple(one.name for one in found.inputs.workers))


def _rooms(found: Kept) -> tuple[RoomView, ...]:
    rooms, tried = found.inputs.rooms, found.inputs.tried
    return tuple(RoomView(use.discipline, use.name, rooms[use.discipline].short or use.name[:2].upper(), use.available,
                          use.used, use.reserve, use.reserved, use.asked, use.share,
                          tried.get(use.discipline, use.used - use.used), rooms[use.discipline].hours)
                 for use in found.result.uses)


def _news(before: Kept | None, now: Kept) -> tuple[frozenset[Number], frozenset[Number]]:
    """What moved among what is in, and what came in or went out, since the queue before."""
    if before is None or before is now:
        return frozenset(), frozenset()
    old = {line.number: line.status for line in before.result.lines}
    new = {line.number: line.status for line in now.result.lines}
    shifted = moved([line.number for line in before.result.of('in')], [line.number for line in now.result.of('in')])
    return shifted, frozenset(number for number, status in new.items() if old.get(number) != status)


def _drift(work: Work, board: Board, row: SprintQueue, found: Kept) -> tuple[str, ...]:
    """What would go in differently now; progress is none of it, once people work by the queue."""
    present = present_inputs(work, board, row.sprint, parameters_for(board, row))
    if row.state in OUT_NOW:
        done = done_of(board, found.result)
        present, former = _without_progress(present, done), _without_progress(found.inputs, done)
        return tuple(one.text for one in changed_inputs(former, present))[:MOST_DRIFT]
    return tuple(one.text for one in changed_inputs(found.inputs, present))[:MOST_DRIFT]


def _without_progress(inputs: Inputs, done: frozenset[Number]) -> Inputs:
    return replace(inputs, candidates=tuple(replace(one, in_progress=False) for one in inputs.candidates
                                            if one.number not in done),
                   links=tuple(link for link in inputs.links if link.first not in done and link.waiting not in done),
                   outside=tuple(one for one in inputs.outside if one.number not in done))


def _drift_conflict(drift: tuple[str, ...]) -> Conflict:
    count = len(drift)
    return Conflict(DRIFT, DRIFT, WARN, f'{count} {"input has" if count == 1 else "inputs have"} changed since',
                    'Build the queue again to see what that changes.')


def _reality(board: Board, sprint: Sprint | None, row: SprintQueue, found: Kept) -> Reality | None:
    """By what was done when the sprint ended, whatever came of it later."""
    if sprint is None or sprint.state != CLOSED or sprint.complete is None or row.published_at is None:
        return None
    numbers = {abs(line.number) for line in found.result.lines}
    return against(found.result, {number for number in numbers if (issue := board.issues.get(number))
                                  and past_of(board, issue).is_done_at(sprint.complete)})


def _usual_points(work: Work, board: Board) -> tuple[Decimal | None, tuple[Decimal, Decimal] | None]:
    """What the last sprints got done: the mean, and the range of the middle."""
    if board.kind == KANBAN:
        return None, None
    if board not in _volumes:
        _volumes[board] = velocity(board, int(work.now.timestamp() * 1000))
    known = _volumes[board]
    return known.mean, (known.p15, known.p85) if known.p15 is not None and known.p85 is not None else None


def _present(work: Work, board: Board, sprint: Sprint, row: SprintQueue | None) -> Inputs | None:
    if sprint.state == CLOSED or board.kind == KANBAN:
        return None
    return present_inputs(work, board, sprint.number, parameters_for(board, row))


def _to_plan(work: Work, board: Board) -> Sprint | None:
    """The running sprint where people work by a queue, else the next one, else the running one."""
    running = next((one for one in board.sprints.values() if one.state == ACTIVE and not one.is_gone), None)
    if running and any(row.state in OUT_NOW for row in rows_of(work, board.id, running.number)):
        return running
    ahead = sorted((one for one in board.sprints.values() if one.state == FUTURE and not one.is_gone),
                   key=lambda one: (one.start is None, one.start or 0, one.number))
    return ahead[0] if ahead else running


def _choices(board: Board, chosen: Sprint | None) -> tuple[SprintChoice, ...]:
    """Those that can be planned, and the one that is looked at."""
    wanted = [one for one in board.sprints.values() if one is chosen or (one.state != CLOSED and not one.is_gone)]
    return tuple(_choice(one) for one in sorted(wanted, key=lambda one: (one.start is None, one.start or 0,
                                                                         one.number)))


def _choice(sprint: Sprint) -> SprintChoice:
    return SprintChoice(sprint.number, sprint.name, sprint.state)


def _sorted(effects: tuple[Effect, ...], goal: str) -> tuple[Effect, ...]:
    if not goal:
        return effects
    if goal not in GOALS:
        raise Rejected(f'A goal is one of: {", ".join(GOALS)}.', field='goal')
    return in_order_of(goal, effects)
