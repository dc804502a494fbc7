"""What was said here and what Jira says differ: a person settles it, and both sides are written down."""

from app.domain.access import Actor, demand, may
from app.domain.sprints.queue.adapter import DISCIPLINE
from app.domain.sprints.queue.settling import CHOICES, CLEAR, KEEP, NOTHING, SEEN, TAKE, Dispute, disputes_of
from app.errors import Conflict, NotFound, Rejected
from app.events import QueueChanged, queue_topic
from app.services import audit
from app.services.sprints import ground, overrides
from app.work import Work
from models.sprints import SprintBoard, SprintOverride


def list_disputes(work: Work, actor: Actor, board_id: int) -> tuple[Dispute, ...]:
    """Open ones first, then those somebody has settled in our favour."""
    return disputes_of(ground.seen_board(work, actor, board_id))


def watch_disputes(work: Work, board_id: int) -> tuple[Dispute, ...]:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened."""
    return disputes_of(ground.board_of(work, board_id))


def may_settle(work: Work, actor: Actor, board_id: int) -> frozenset[str]:
    """Which kinds: planners all of them, leads of the team who does what."""
    if may(actor, 'sprints.plan'):
        return frozenset(NOTHING)
    return frozenset({DISCIPLINE}) if may(actor, 'sprints.capacity', ground.desk_of(work, actor, board_id)) else (
        frozenset())


def settle(work: Work, actor: Actor, board_id: int, override_id: int, choice: str, mark: str) -> tuple[int, ...]:
    """`mark` is what Jira said when it was looked at; raises Conflict if it says something else by now. Returns the
    decisions that hold no more.
    """
    row = work.session.get(SprintOverride, override_id)
    if row is not None and row.kind == DISCIPLINE:
        demand(actor, 'sprints.capacity', ground.desk_of(work, actor, board_id))
    else:
        demand(actor, 'sprints.plan')
    if choice not in CHOICES:
        raise Rejected(f'A choice is one of: {", ".join(CHOICES)}.', field='choice')
    work.lock(SprintBoard, board_id)
    board = ground.seen_board(work, actor, board_id)
    found = next((one for one in disputes_of(board) if one.id == override_id), None)
    if found is None or row is None:
        raise NotFound('Nobody contradicts this any more.')
    if found.mark != mark:
        raise Conflict(f'Jira says {found.theirs} by now. Look again.', 'sprints.other_value')
    earlier = overrides.holding(work, board_id, row.number, 0, (row.kind,))  # none of them is to come back
    ended = () if choice == KEEP else tuple(one.id for one in earlier)
    overrides.take_back(work, actor, board_id, ended)
    if choice == KEEP:
        row.value = {**row.value, SEEN: mark}
    if choice == CLEAR:
        work.session.add(SprintOverride(board_id=board_id, number=row.number, kind=row.kind, by=actor.identity,
                                        by_name=actor.name, at=work.now, value={**NOTHING[row.kind], SEEN: mark}))
        work.session.flush()
    told = {KEEP: found.ours, TAKE: found.theirs, CLEAR: 'none'}
    audit.write(work, actor, 'sprints.settle', f'{board.name} · {found.key}', f'{found.kind}: Jira says {found.theirs}',
                {'counts': found.ours}, {'counts': told[choice]})
    ground.move_boards(work, [board_id])
    work.record(QueueChanged(queue_topic(board_id)))
    return ended

