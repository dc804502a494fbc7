"""Members of a board: who works on it, on which days, for how long and on what."""

from decimal import Decimal
from typing import Any

from sqlmodel import func, select

from app.domain.access import Actor, demand
from app.domain.sprints.setup.team_drafts import MemberDraft, checked_member
from app.errors import Rejected
from app.events import CapacityChanged, board_topic
from app.services.sprints import deciding, ground
from app.work import Work
from models.sprints import SprintBoard, SprintCapacity, SprintDayOff, SprintDiscipline, SprintMember

WHO = ('name', 'account', 'identity', 'is_lead')  # who somebody is; leads decide about the rest


def add_member(work: Work, actor: Actor, board_id: int, draft: MemberDraft) -> int:
    demand(actor, 'sprints.publish')
    board = work.lock(SprintBoard, board_id)
    draft = _checked(work, board_id, draft)
    row = deciding.added(work, actor, SprintMember(board_id=board_id, **_columns(draft)), 'sprints.add_member',
                         f'{board.name}: {draft.name}')
    _moved(work, board_id)
    return row.id


def change_member(work: Work, actor: Actor, board_id: int, member_id: int, draft: MemberDraft,
                  version: int | None = None) -> None:
    """Leads of the team change its hours; who somebody is, publishers do."""
    demand(actor, 'sprints.capacity', ground.desk_of(work, actor, board_id))
    board, row = work.lock(SprintBoard, board_id), _seen(work, board_id, member_id, version)
    values = _columns(_checked(work, board_id, draft, member_id))
    if any(getattr(row, name) != values[name] for name in WHO):
        demand(actor, 'sprints.publish')
    if deciding.changed(work, actor, row, values, 'sprints.change_member', f'{board.name}: {row.name}'):
        _moved(work, board_id)


def remove_member(work: Work, actor: Actor, board_id: int, member_id: int, version: int | None = None) -> None:
    """With their days off; what was done stays done."""
    demand(actor, 'sprints.publish')
    board, row = work.lock(SprintBoard, board_id), _seen(work, board_id, member_id, version)
    for day in work.session.exec(select(SprintDayOff).where(SprintDayOff.member_id == member_id)).all():
        work.session.delete(day)
    for capacity in work.session.exec(select(SprintCapacity).where(SprintCapacity.board_id == board_id)).all():
        if str(member_id) in capacity.exceptions:
            capacity.exceptions = {own: hours for own, hours in capacity.exceptions.items() if own != str(member_id)}
    work.session.flush()
    deciding.removed(work, actor, row, 'sprints.remove_member', f'{board.name}: {row.name}')
    _moved(work, board_id)


def _columns(draft: MemberDraft) -> dict[str, Any]:
    return {'name': draft.name, 'account': draft.account, 'identity': draft.identity, 'is_lead': draft.is_lead,
            'weekdays': list(draft.weekdays), 'hours': draft.hours.quantize(Decimal('0.01')),
            'focus': draft.focus.quantize(Decimal('0.001')),
            'shares': {str(own): str(share) for own, share in sorted(draft.shares.items())}}


def _checked(work: Work, board_id: int, draft: MemberDraft, member_id: int = 0) -> MemberDraft:
    draft = checked_member(draft)
    known = set(work.session.exec(select(SprintDiscipline.id).where(SprintDiscipline.board_id == board_id)))
    if set(draft.shares) - known:
        raise Rejected('Shares are of disciplines of this board.', 'sprints.discipline', 'shares')
    if work.session.exec(select(SprintMember.id).where(
            SprintMember.board_id == board_id, func.lower(SprintMember.name) == draft.name.lower(),
            SprintMember.id != member_id)).first():
        raise Rejected(f'“{draft.name}” is a member already.', 'sprints.name_taken', 'name')
    return draft


def _seen(work: Work, board_id: int, member_id: int, version: int | None) -> SprintMember:
    row = deciding.seen(work, SprintMember, member_id, version)
    if row.board_id != board_id:
        raise Rejected('This is a member of another board.', 'sprints.member')
    return row


def _moved(work: Work, board_id: int) -> None:
    ground.move_boards(work, [board_id])
    work.record(CapacityChanged(board_topic(board_id)))
