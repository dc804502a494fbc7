"""Who of a team could do how much in a sprint, and how much of the queue is on whom.

It compares what somebody has time for with what is assigned to them; what they finished is nobody's business here.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.domain.sprints.capacity.capacity import CapacityPlan, Past, capacity_of
from app.domain.sprints.facts.board import Board, Member, Sprint
from app.domain.sprints.queue.inputs import ZERO, Candidate, Inputs, Worker
from app.domain.sprints.queue.packing import Plan


def workers_of(board: Board, sprint: Sprint, past: Sequence[Past]) -> Iterator[Worker]:
    """By name; of two with one name nobody could say whose an issue is."""
    plan = capacity_of(board, sprint, past)
    names = [_name(board, member) for member in board.members.values()]
    for member, name in sorted(zip(board.members.values(), names, strict=True), key=lambda one: (one[1], one[0].id)):
        own = tuple(sorted(key for key, share in member.shares.items() if share and key in board.disciplines))
        if own and names.count(name) == 1:
            yield Worker(name, own, _room(plan, member.id, own))


def load_of(made: Plan, worker: Worker) -> tuple[Candidate, ...]:
    """What is assigned to them: in the queue, or in the sprint all the same; the first in order first."""
    placed = set(made.placed)
    return tuple(one for one in made.ordered.sequence if one.assignee == worker.name and not one.banned_by
                 and (one.is_member or one.in_progress or one.window is not None or one.number in placed))


def taken_by(one: Candidate, worker: Worker) -> Decimal:
    """Points of an issue that are theirs: the parts of what they do, or all of it where none of it is."""
    parts = [amount for own, amount in one.demand.items() if own in worker.disciplines]
    return sum(parts, ZERO) if parts else one.size


def others_for(inputs: Inputs, made: Plan, one: Candidate) -> tuple[Worker, ...]:
    """Who else does what it takes and has time for it, most time first."""
    wanted = {own for own, amount in one.demand.items() if amount}
    left = {worker: worker.room - sum((taken_by(each, worker) for each in load_of(made, worker)), ZERO)
            for worker in inputs.workers if worker.room is not None and worker.name != one.assignee
            and wanted & set(worker.disciplines)}
    able = [worker for worker, room in left.items() if room >= taken_by(one, worker)]
    return tuple(sorted(able, key=lambda worker: (-left[worker], worker.name)))


def _name(board: Board, member: Member) -> str:
    return board.people.get(member.account, member.name) if member.account else member.name


def _room(plan: CapacityPlan, member: int, own: Sequence[int]) -> Decimal | None:
    """Points, where hours and points per hour of all they do are known."""
    found = ZERO
    for key in own:
        room = plan.rooms[key]
        hours = next((part.hours for part in room.parts if part.member == member), None)
        if not room.is_known or room.is_by_hand or room.rate is None or hours is None:
            return None
        found += hours * room.rate.value
    return found
