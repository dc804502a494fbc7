"""Queues: built from the present, published, live while their sprint runs, archived. None of them ever changes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.sprints.facts.board import ACTIVE, CLOSED, KANBAN, Board, Number
from app.domain.sprints.queue.building import build as built
from app.domain.sprints.queue.inputs import (
    ORDER,
    SPRINT_ONLY,
    WITH_BACKLOG,
    Parameters,
    hash_of,
    parameters_of,
    parameters_to_plain,
    to_plain,
)
from app.domain.sprints.queue.result import result_to_plain
from app.domain.sprints.queue.views import ARCHIVED, DRAFT, LIVE, PUBLISHED
from app.errors import Conflict, Rejected
from app.events import QueueBuilt, QueueChanged, QueuePublished, SprintStarted, queue_topic
from app.services import audit
from app.services.sprints import ground
from app.services.sprints.queue_rows import OUT_NOW, present_inputs, queue_row, rows_of
from app.work import Work
from models.sprints import SprintBoard, SprintQueue

CHOICES: Final = frozenset({'order', 'is_fair', 'counts_subtasks', 'scope'})  # what a queue decides for itself


def build(work: Work, actor: Actor, board_id: int, sprint: Number, rules: Mapping[str, Any] | None = None) -> int:
    """Returns the id of a draft; where nothing has changed since the newest one, that of that one."""
    demand(actor, 'sprints.plan')
    work.lock(SprintBoard, board_id)  # numbers follow each other, and two who build at once make one
    board = ground.seen_board(work, actor, board_id)
    _demand_plannable(board, sprint)
    rows = rows_of(work, board_id, sprint)
    parameters = _parameters(board, rows[0] if rows else None, rules or {})
    inputs = present_inputs(work, board, sprint, parameters)
    fingerprint = hash_of(inputs)
    if rows and rows[0].hash == fingerprint and rows[0].state == DRAFT:
        return rows[0].id
    row = SprintQueue(board_id=board_id, sprint=sprint, number=rows[0].number + 1 if rows else 1,
                      parameters=parameters_to_plain(inputs.parameters), inputs=to_plain(inputs), hash=fingerprint,
                      result=result_to_plain(built(inputs)), by=actor.identity, by_name=actor.name, at=work.now)
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, 'sprints.build_queue', _name(board, row), after={'hash': fingerprint})
    work.record(QueueBuilt(queue_topic(board_id)))
    return row.id


def publish(work: Work, actor: Actor, queue_id: int, version: int) -> int:
    """Frozen as it is, for everybody to work by; what was published before for this sprint is archived. Returns the
    new version. Raises Conflict where somebody was faster.
    """
    demand(actor, 'sprints.publish')
    row = queue_row(work, queue_id)
    board = ground.seen_board(work, actor, row.board_id)
    work.lock(SprintBoard, row.board_id)
    row = work.lock(SprintQueue, queue_id)
    rows = rows_of(work, row.board_id, row.sprint)
    former = next((one for one in rows if one.state in OUT_NOW), None)
    _demand_first(row, former, version)
    sprint = ground.sprint_of(board, row.sprint)
    if sprint.state == CLOSED:
        raise Rejected(f'{sprint.name} is over; there is nothing left to publish for it.', 'sprints.closed')
    row.state = LIVE if sprint.state == ACTIVE else PUBLISHED
    row.published_at, row.published_by = work.now, actor.name
    row.sequence = max(one.sequence for one in rows) + 1
    if former:
        former.state = ARCHIVED
    for one in rows:  # whoever looks at another draft of this sprint decides on old grounds from now on
        one.version += 1
    audit.write(work, actor, 'sprints.publish_queue', _name(board, row), before={
        'published': former.number if former else None}, after={'published': row.number})
    work.record(QueuePublished(queue_topic(row.board_id), row.board_id, row.id))
    work.session.flush()
    return row.version


def archive(work: Work, actor: Actor, queue_id: int, version: int) -> int:
    """Out of sight, but kept. Returns the new version."""
    demand(actor, 'sprints.publish')
    row = queue_row(work, queue_id)
    board = ground.seen_board(work, actor, row.board_id)
    row = work.lock(SprintQueue, queue_id)
    if row.state == ARCHIVED or row.version != version:
        raise Conflict('Somebody changed this queue meanwhile. Look at it again.', 'stale_version', row.version)
    audit.write(work, actor, 'sprints.archive_queue', _name(board, row), before={'state': row.state},
                after={'state': ARCHIVED})
    row.state, row.version = ARCHIVED, row.version + 1
    work.record(QueueChanged(queue_topic(row.board_id)))
    return row.version


def bring_back(work: Work, actor: Actor, queue_id: int, version: int) -> int:
    """As a draft again. Returns the new version."""
    demand(actor, 'sprints.publish')
    row = work.lock(SprintQueue, queue_id)
    board = ground.seen_board(work, actor, row.board_id)
    if row.state != ARCHIVED or row.version != version:
        raise Conflict('Somebody changed this queue meanwhile. Look at it again.', 'stale_version', row.version)
    row.state, row.version = DRAFT, row.version + 1
    audit.write(work, actor, 'sprints.bring_back_queue', _name(board, row), before={'state': ARCHIVED},
                after={'state': DRAFT})
    work.record(QueueChanged(queue_topic(row.board_id)))
    return row.version


def sprint_started(work: Work, event: SprintStarted) -> None:
    """What was published for it is what people work by from now on."""
    rows = work.session.exec(select(SprintQueue).where(
        SprintQueue.board_id == event.board_id, SprintQueue.sprint == event.sprint,
        col(SprintQueue.state) == PUBLISHED).order_by(col(SprintQueue.id))).all()
    for row in rows:
        row.state, row.version = LIVE, row.version + 1
        work.record(QueueChanged(queue_topic(event.board_id)))


def parameters_for(board: Board, row: SprintQueue | None) -> Parameters:
    """As the last queue of the sprint was made, else as the board says."""
    if row is None:
        return Parameters(is_fair=board.rules.is_fair, counts_subtasks=board.rules.counts_subtasks,
                          default_points=board.rules.default_points)
    return replace(parameters_of(row.parameters), default_points=board.rules.default_points, bands=())


def _parameters(board: Board, row: SprintQueue | None, rules: Mapping[str, Any]) -> Parameters:
    known = {name: value for name, value in rules.items() if name in CHOICES and value is not None}
    found = replace(parameters_for(board, row), **known)
    order = tuple(found.order)
    if len(set(order)) != len(order) or not set(order) <= set(ORDER):
        raise Rejected(f'The order is made of: {", ".join(ORDER)}, each at most once.', field='order')
    if found.scope not in (SPRINT_ONLY, WITH_BACKLOG):
        raise Rejected('Candidates are those of the “sprint”, or also of the “backlog”.', field='scope')
    return replace(found, order=order)


def _demand_plannable(board: Board, number: Number) -> None:
    if board.kind == KANBAN:
        raise Rejected('A kanban board has no sprints to plan.', 'sprints.kanban')
    sprint = ground.sprint_of(board, number)
    if sprint.state == CLOSED or sprint.is_gone:
        raise Rejected(f'{sprint.name} is over; a queue is for what is still to be done.', 'sprints.closed')


def _demand_first(row: SprintQueue, former: SprintQueue | None, version: int) -> None:
    if row.state in OUT_NOW:
        raise Conflict(f'{row.published_by} has published this queue already.', 'sprints.published', row.version)
    if row.version != version:
        who = f'{former.published_by} published draft {former.number} meanwhile.' if former else (
            'Somebody changed this queue meanwhile.')
        raise Conflict(f'{who} Look at both before you publish.', 'stale_version', row.version)
    if row.state == ARCHIVED:
        raise Rejected('This queue is archived. Bring it back first.', 'sprints.archived')


def _name(board: Board, row: SprintQueue) -> str:
    return f'{board.name} · {board.sprints[row.sprint].name} · draft {row.number}'
