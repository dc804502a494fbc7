"""Disciplines of a board: which kinds of work there are, and what says that an issue needs one."""

from dataclasses import asdict
from typing import Any

from sqlmodel import func, select

from app.domain.access import Actor, demand
from app.domain.sprints.setup.team_drafts import MOST, TEXTS, DisciplineDraft, checked_discipline
from app.errors import Rejected
from app.services.sprints import deciding
from app.services.sprints.configured import rules_of, stored_rules
from app.work import Work
from models.sprints import SprintBoard, SprintCapacity, SprintDiscipline, SprintMember, SprintOverride


def add_discipline(work: Work, actor: Actor, board_id: int, draft: DisciplineDraft) -> int:
    demand(actor, 'sprints.publish')
    board = work.lock(SprintBoard, board_id)
    draft = checked_discipline(draft)
    _demand_free(work, board_id, draft.name)
    if work.session.exec(select(func.count()).select_from(SprintDiscipline).where(
            SprintDiscipline.board_id == board_id)).one() >= MOST:
        raise Rejected(f'A board has at most {MOST} disciplines.', 'sprints.disciplines', 'name')
    row = deciding.added(work, actor, SprintDiscipline(board_id=board_id, **_columns(draft)),
                         'sprints.add_discipline', f'{board.name}: {draft.name}')
    deciding.moved(work, board_id)
    return row.id


def change_discipline(work: Work, actor: Actor, board_id: int, discipline_id: int, draft: DisciplineDraft,
                      version: int | None = None) -> None:
    demand(actor, 'sprints.publish')
    board, row = work.lock(SprintBoard, board_id), _seen(work, board_id, discipline_id, version)
    draft = checked_discipline(draft)
    _demand_free(work, board_id, draft.name, discipline_id)
    if deciding.changed(work, actor, row, _columns(draft), 'sprints.change_discipline', f'{board.name}: {row.name}'):
        deciding.moved(work, board_id)


def remove_discipline(work: Work, actor: Actor, board_id: int, discipline_id: int, version: int | None = None) -> None:
    """With what was said about its capacity; shares of it are nobody's any more."""
    demand(actor, 'sprints.publish')
    board, row = work.lock(SprintBoard, board_id), _seen(work, board_id, discipline_id, version)
    for capacity in work.session.exec(select(SprintCapacity).where(
            SprintCapacity.board_id == board_id, SprintCapacity.discipline_id == discipline_id)).all():
        work.session.delete(capacity)
    for member in work.session.exec(select(SprintMember).where(SprintMember.board_id == board_id)).all():
        member.shares = {own: share for own, share in member.shares.items() if own != str(discipline_id)}
    _end_decisions(work, board_id, discipline_id)
    _unsplit(board, discipline_id)
    deciding.removed(work, actor, row, 'sprints.remove_discipline', f'{board.name}: {row.name}')
    deciding.moved(work, board_id)


def _columns(draft: DisciplineDraft) -> dict[str, Any]:
    told = asdict(draft)
    rules = {'estimate': draft.estimate, **{name: list(told[name]) for name in TEXTS}}
    return {'name': draft.name, 'short': draft.short, 'colour': draft.colour, 'rank': draft.rank,
            'rules': {name: value for name, value in rules.items() if value}}


def _seen(work: Work, board_id: int, discipline_id: int, version: int | None) -> SprintDiscipline:
    row = deciding.seen(work, SprintDiscipline, discipline_id, version)
    if row.board_id != board_id:
        raise Rejected('This is a discipline of another board.', 'sprints.discipline')
    return row


def _demand_free(work: Work, board_id: int, name: str, discipline_id: int = 0) -> None:
    if work.session.exec(select(SprintDiscipline.id).where(
            SprintDiscipline.board_id == board_id, func.lower(SprintDiscipline.name) == name.lower(),
            SprintDiscipline.id != discipline_id)).first():
        raise Rejected(f'There is a discipline called “{name}” already.', 'sprints.name_taken', 'name')


def _end_decisions(work: Work, board_id: int, discipline_id: int) -> None:
    """What was said about issues, of a discipline that is no more."""
    for row in work.session.exec(select(SprintOverride).where(
            SprintOverride.board_id == board_id, SprintOverride.kind == 'discipline')).all():
        if row.value.get('discipline') == discipline_id and row.undone_at is None:
            row.undone_at = work.now


def _unsplit(board: SprintBoard, discipline_id: int) -> None:
    """Types that were split over it are not split any more: nobody said who takes its share."""
    rules = rules_of(board.rules)
    kept = {kind: split for kind, split in rules.type_splits.items() if discipline_id not in split}
    if kept != rules.type_splits:
        board.rules = {**board.rules, 'type_splits': stored_rules(rules)['type_splits'] and {
            kind: {str(own): str(share) for own, share in split.items()} for kind, split in kept.items()}}
