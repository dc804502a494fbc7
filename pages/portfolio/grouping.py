"""Groups from the timeline: shared ones on the live plan, changes of them in a scenario."""

from dataclasses import replace
from functools import partial

from app.domain.portfolio.items.items import Group, Item
from app.domain.portfolio.planning.operations import ChangeGroup
from app.errors import AppError
from app.services.portfolio import finding, groups
from app.services.portfolio.groups import GroupDraft
from components.feedback import problem_shown, toast
from components.portfolio.groups_dialog import GroupDialog, GroupWish, PickGroupDialog
from pages.kit import do, look
from pages.portfolio.board import Board
from pages.portfolio.edits import Edits


class Grouping:
    def __init__(self, board: Board, edits: Edits) -> None:
        self.board, self.edits = board, edits

    async def open_row(self, key: str) -> None:
        """Of the row that was clicked with the other button."""
        kind, _, number = key.partition(':')
        if not self.board.may_edit or not number.removeprefix('-').isdigit():
            return
        if kind == 'item':
            await self._pick((await self.edits.items((int(number),)))[0])
        elif kind == 'group':
            await self._open(int(number))

    async def _pick(self, item: Item) -> None:
        known = {own: group for own, group in (await self._groups()).items() if group.plan == item.plan}
        present = next((own for own, group in known.items() if item.id in group.members), None)
        names = {own: group.name for own, group in known.items()}
        self.board.open(lambda: PickGroupDialog(item.title, names, present, partial(self._put, item, known, present),
                                                partial(self._new, item)))

    async def _new(self, item: Item) -> None:
        if item.plan is not None:
            wish = GroupWish(None, item.plan, members=(item.id,))
            others = {own: group.name for own, group in (await self._groups()).items() if group.plan == item.plan}
            self.board.open(lambda: GroupDialog(wish, others, self._save))

    async def _open(self, group_id: int) -> None:
        known = await self._groups()
        group = known.get(group_id)
        if group:
            others = {own: one.name for own, one in known.items() if one.plan == group.plan and own != group_id}
            self.board.open(lambda: GroupDialog(_wish(group), others, self._save, partial(self._remove, group)))

    async def _groups(self) -> dict[int, Group]:
        found: dict[int, Group] = {group.id: group for group in await look(
            self.board.who, finding.list_groups, self.board.place.scenario)}
        return found

    async def _put(self, item: Item, known: dict[int, Group], present: int | None, wanted: int | None) -> bool:
        if wanted == present:
            return True
        changes = []
        if present is not None:
            former = known[present]
            changes.append(replace(former, members=tuple(own for own in former.members if own != item.id)))
        if wanted is not None:
            changes.append(replace(known[wanted], members=(*known[wanted].members, item.id)))
        name = f'“{known[wanted].name}”' if wanted is not None else 'no group'
        return await self._keep([_wish(group) for group in changes], f'“{item.title}” is in {name}')

    async def _save(self, wish: GroupWish) -> bool:
        return await self._keep([wish], f'The group “{wish.name.strip()}” is kept')

    async def _keep(self, wishes: list[GroupWish], done: str) -> bool:
        if self.board.place.scenario is not None:
            new = min(0, min(await self._groups(), default=0)) - 1
            return await self.edits.edit([ChangeGroup(wish.id if wish.id is not None else new, wish.plan, wish.name,
                                                      wish.colour, wish.parent, wish.members) for wish in wishes], done)
        return await self._shared(wishes, done)

    async def _shared(self, wishes: list[GroupWish], done: str) -> bool:
        """On the live plan everybody has the same groups."""
        try:
            for wish in wishes:
                draft = GroupDraft(wish.plan, wish.name, wish.colour, wish.parent, wish.members)
                if wish.id is None:
                    await do(self.board.who, groups.add_group, draft)
                else:
                    await do(self.board.who, groups.change_group, wish.id, draft)
        except AppError as error:
            problem_shown(error)
            return False
        toast(f'{done}, for everybody')
        return True

    async def _remove(self, group: Group) -> bool:
        if self.board.place.scenario is not None:
            return await self.edits.edit([ChangeGroup(group.id, group.plan, group.name, is_removed=True)],
                                         f'The group “{group.name}” is removed')
        try:
            draft = await do(self.board.who, groups.remove_group, group.id)
        except AppError as error:
            problem_shown(error)
            return False

        async def undo() -> None:
            await do(self.board.who, groups.add_group, draft)
        toast(f'The group “{group.name}” is removed for everybody', undo)
        return True


def _wish(group: Group) -> GroupWish:
    return GroupWish(group.id, group.plan, group.name, group.colour, group.parent, group.members)
