"""The long-term plan of a board: what a sprint usually takes, and how much of it each project is to get."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from app.domain.access import Actor, demand
from app.domain.sprints.capacity.drafts import PlanDraft, checked_plan
from app.errors import Conflict, Rejected
from app.events import CapacityChanged, board_topic
from app.services import audit
from app.services.sprints import configured, ground
from app.work import Work
from models.sprints import SprintBoard


def save_plan(work: Work, actor: Actor, board_id: int, draft: PlanDraft, version: int | None = None) -> None:
    """Raises Conflict where the rules of the board are others by now."""
    demand(actor, 'sprints.capacity', ground.desk_of(work, actor, board_id))
    row = work.lock(SprintBoard, board_id)
    if version is not None and row.version != version:
        raise Conflict('Somebody else has changed this meanwhile. Look again.', 'stale_version', row.version)
    draft, rules = checked_plan(draft), configured.rules_of(row.rules)
    if unknown := draft.allocation.keys() - set(row.projects) - rules.allocation.keys():
        raise Rejected(f'{sorted(unknown)[0]} is no project of this board.', 'sprints.project', 'allocation')
    before, after = _facts(rules.default_capacity, rules.allocation), _facts(draft.usual, draft.allocation)
    if before == after:
        return
    row.rules = configured.stored_rules(replace(rules, default_capacity=draft.usual, allocation=draft.allocation))
    row.version += 1
    audit.write(work, actor, 'sprints.plan_ahead', row.name, '', before, after)
    ground.move_boards(work, [board_id])
    work.record(CapacityChanged(board_topic(board_id)))


def _facts(usual: Decimal, allocation: Mapping[str, Decimal]) -> dict[str, str]:
    """In words; the order tells which project is the most important."""
    return {'usual points': str(usual), 'projects': ', '.join(f'{name} {part} %' for name, part in allocation.items())}
