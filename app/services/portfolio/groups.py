"""Groups of items that everybody shares: named, coloured, nested, in an order, each of one plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.names import one_line
from app.domain.portfolio.items.items import Group
from app.errors import NotFound, Rejected
from app.events import SETUP, GroupChanged
from app.services.portfolio import deciding, ground, happenings
from app.work import Work
from models.portfolio import PortfolioGroup, PortfolioItem

LONGEST = 120
COLOURS = range(1, 7)
MOST = 5_000  # members


@dataclass(frozen=True)
class GroupDraft:
    plan: int
    name: str
    colour: int = 1
    parent: int | None = None
    members: tuple[int, ...] = ()


@dataclass(frozen=True)
class SharedGroup:
    group: Group
    version: int


def list_groups(work: Work, actor: Actor, plan: int | None = None) -> tuple[SharedGroup, ...]:
    """Of plans that are seen, in their order."""
    sight = ground.sight_of(work, actor)
    rows = work.session.exec(select(PortfolioGroup).order_by(col(PortfolioGroup.rank), col(PortfolioGroup.id)))
    return tuple(_shared(row) for row in rows if sight.sees(row.plan_id) and plan in (None, row.plan_id))


def find_group(work: Work, actor: Actor, group_id: int) -> SharedGroup:
    found = next((one for one in list_groups(work, actor) if one.group.id == group_id), None)
    if found is None:
        raise NotFound('There is no such group, or not for you.')
    return found


def add_group(work: Work, actor: Actor, draft: GroupDraft) -> int:
    """Below the others; returns its id."""
    demand(actor, 'portfolio.plan')
    values = _checked(work, actor, draft, None)
    ranks = work.session.execute(columns(col(PortfolioGroup.rank)).where(
        col(PortfolioGroup.plan_id) == draft.plan)).scalars()
    row = PortfolioGroup(**values, rank=max(ranks, default=0) + 1)
    deciding.added(work, actor, row, 'group', row.name)
    work.record(GroupChanged(SETUP))
    return row.id


def change_group(work: Work, actor: Actor, group_id: int, draft: GroupDraft, version: int | None = None) -> None:
    demand(actor, 'portfolio.plan')
    row = _seen(work, actor, group_id, version)
    if draft.plan != row.plan_id:
        raise Rejected('A group stays in its plan.', 'portfolio.group_plan', 'plan')
    if deciding.changed(work, actor, row, _checked(work, actor, draft, group_id), 'group', row.name):
        work.record(GroupChanged(SETUP))


def arrange(work: Work, actor: Actor, group_ids: Sequence[int]) -> None:
    """Put groups of one plan in this order."""
    demand(actor, 'portfolio.plan')
    for rank, group_id in enumerate(dict.fromkeys(group_ids), 1):
        row = _seen(work, actor, group_id, None)
        deciding.changed(work, actor, row, {'rank': rank}, 'group', row.name)
    work.record(GroupChanged(SETUP))


def remove_group(work: Work, actor: Actor, group_id: int, version: int | None = None) -> GroupDraft:
    """What was in it stays, one level up. Returns what it was, so that it can be brought back."""
    demand(actor, 'portfolio.plan')
    row = _seen(work, actor, group_id, version)
    draft = GroupDraft(row.plan_id, row.name, row.colour, row.parent_id, tuple(row.members))
    for below in work.session.exec(select(PortfolioGroup).where(PortfolioGroup.parent_id == row.id)).all():
        deciding.changed(work, actor, below, {'parent_id': row.parent_id}, 'group', below.name)
    deciding.removed(work, actor, row, 'group', row.name)
    work.record(GroupChanged(SETUP))
    return draft


def _seen(work: Work, actor: Actor, group_id: int, version: int | None) -> PortfolioGroup:
    happenings.demand_plan(work, actor, work.get(PortfolioGroup, group_id).plan_id)
    return deciding.seen(work, PortfolioGroup, group_id, version)


def _checked(work: Work, actor: Actor, draft: GroupDraft, own_id: int | None) -> dict[str, Any]:
    name = one_line(draft.name)
    if not name or len(name) > LONGEST:
        raise Rejected(f'Give the group a name of 1 to {LONGEST} characters.', 'portfolio.name', 'name')
    if draft.colour not in COLOURS:
        raise Rejected('There are colours 1 to 6.', 'portfolio.colour', 'colour')
    if not happenings.sees_plan(work, actor, draft.plan):
        raise Rejected('There is no such plan.', 'portfolio.unknown_plan', 'plan')
    _demand_place(work, draft, own_id)
    return {'plan_id': draft.plan, 'name': name, 'colour': draft.colour, 'parent_id': draft.parent,
            'members': _members(work, draft)}


def _demand_place(work: Work, draft: GroupDraft, own_id: int | None) -> None:
    """Within its plan, and not within itself."""
    above, seen = draft.parent, set[int]()
    while above is not None and above not in seen:
        if above == own_id:
            raise Rejected('A group cannot lie within itself.', 'portfolio.cycle', 'parent')
        seen.add(above)
        row = work.session.get(PortfolioGroup, above)
        if row is None or row.plan_id != draft.plan:
            raise Rejected('There is no such group in this plan.', 'portfolio.unknown_group', 'parent')
        above = row.parent_id


def _members(work: Work, draft: GroupDraft) -> list[int]:
    """Each once; items of other plans cannot be members."""
    wanted = list(dict.fromkeys(draft.members))
    if len(wanted) > MOST:
        raise Rejected(f'A group has at most {MOST} members.', 'portfolio.too_many', 'members')
    own = set(work.session.execute(columns(col(PortfolioItem.id)).where(
        col(PortfolioItem.plan_id) == draft.plan)).scalars())
    if strangers := [member for member in wanted if member not in own]:
        raise Rejected(f'{len(strangers)} of these items are not in this plan.', 'portfolio.unknown_item', 'members')
    return wanted


def _shared(row: PortfolioGroup) -> SharedGroup:
    return SharedGroup(Group(row.id, row.plan_id, row.name, row.colour, row.parent_id, row.rank, tuple(row.members)),
                       row.version)
