"""What people do with a plan from the timeline: one step each, told with a way back; conflicts and followers."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from app.domain.portfolio.items.items import Item
from app.domain.portfolio.planning.operations import (
    AllotShare,
    Batch,
    ClearDates,
    DropShare,
    LinkItems,
    MoveItems,
    Operation,
    PlacePlaceholder,
    PlanItem,
    ResizeItem,
)
from app.domain.portfolio.scenarios.clashes import Clashing
from app.domain.portfolio.timeline.gestures import Drop
from app.domain.portfolio.views.details import day_text
from app.errors import AppError
from app.services.portfolio import cascading, editing, finding, timeline
from app.services.portfolio.editing import Edited
from app.work import ask
from components.feedback import problem_shown, toast
from components.portfolio.moving import LinkDialog, MoveDialog, TeamDialog, moved
from components.portfolio.scenario_menu import counted
from components.portfolio.settling import CascadeDialog, CascadeOffer, ConflictDialog, Follower
from pages.kit import do, look
from pages.portfolio.board import Board

DATING = (MoveItems, ResizeItem, PlanItem, LinkItems, PlacePlaceholder, ClearDates)


class Edits:
    def __init__(self, board: Board) -> None:
        self.board = board
        self.offer: CascadeOffer  # placed by the page
        self.moved: tuple[int, ...] = ()  # whose successors are asked about
        self.own: set[tuple[int, int]] = set()  # scenarios with versions that were made here

    async def edit(self, operations: Sequence[Operation], done: str) -> bool:
        """Whether anything is different now; what stands in the way is shown."""
        with self.board.root:
            try:
                return await self.keep(operations, done)
            except Clashing:
                return False
            except AppError as error:
                problem_shown(error)
                return False

    async def keep(self, operations: Sequence[Operation], done: str, version: int = 0) -> bool:
        """The same, but the refusal is the caller's to show: a bar flies back. The version is the one somebody saw."""
        board = self.board
        try:
            edited: Edited = await do(board.who, editing.edit, board.place.scenario, tuple(operations),
                                      version or board.version or None)
        except Clashing as clash:
            self._ask(clash, operations, done)
            raise
        is_changed = await self._tell(edited, done)
        if edited.changed and any(isinstance(one, DATING) for one in _flat(operations)):
            await self._offer(edited)
        return is_changed

    async def undo(self) -> None:
        with self.board.root:
            await self._step(editing.undo, 'Undone')

    async def redo(self) -> None:
        with self.board.root:
            await self._step(editing.redo, 'Done again')

    async def drop(self, drop: Drop) -> None:
        """A bar was let go. Raises what stands in the way."""
        board = self.board
        items = await self.items(drop.ids)
        operation = await ask(timeline.operation_for, board.sight, board.place.scenario, drop, board.place.looks.snap)
        if operation:
            await self.keep([operation], _dropped(items, drop), self._seen(drop.version))
        if drop.lane.startswith('team:'):
            await self._ask_team(items, int(drop.lane.partition(':')[2]))

    async def link(self, before: int, after: int) -> None:
        first, then = (await self.items((before, after)))[:2]
        await self.keep([LinkItems(before, after)], f'“{then.title}” waits for “{first.title}”')

    async def items(self, ids: Collection[int]) -> tuple[Item, ...]:
        found: tuple[Item, ...] = await look(self.board.who, finding.get_items, self.board.place.scenario, tuple(ids))
        return found

    async def open_move(self, ids: Sequence[int]) -> None:
        items = await self.items(ids)
        self.board.open(lambda: MoveDialog(items, self.edit))

    async def open_link(self, item_id: int) -> None:
        board = self.board
        find = partial(look, board.who, finding.find_items, board.place.scenario, board.place.looks)
        item = (await self.items((item_id,)))[0]
        board.open(lambda: LinkDialog(item, find, self.edit))

    async def preview_followers(self) -> None:
        followers = await self._followers(frozenset())
        self.offer.hide()
        if followers:
            self.board.open(lambda: CascadeDialog(followers, self._followers, self._accept))
        else:
            toast('Nothing has to move any more')

    async def _step(self, service: Callable[..., Edited], done: str) -> None:
        board = self.board
        if board.place.scenario is None or not board.may_edit:
            return
        try:
            edited: Edited = await do(board.who, service, board.place.scenario)
        except AppError as error:
            problem_shown(error)
            return
        self._note(edited)
        toast(' '.join((done, *edited.notes)))

    async def _tell(self, edited: Edited, done: str) -> bool:
        """Whether there was anything to tell: groups are no items, so the version decides as well."""
        board = self.board
        if not edited.changed and edited.version <= board.version:
            toast(' '.join(edited.notes) or 'Nothing has changed')
            return False
        if edited.is_new:
            await board.turn(scenario=edited.scenario_id)
            done = f'The live plan stays as it is: this is your scenario “{edited.name}”. {done}'
        self._note(edited)
        text = '. '.join((done, *(note.rstrip('.') for note in edited.notes)))
        toast(text, self.undo if edited.version else None)
        return True

    def _note(self, edited: Edited) -> None:
        self.own.add((edited.scenario_id, edited.version))
        self.board.version = max(self.board.version, edited.version)

    def _seen(self, version: int) -> int:
        """What others changed while a bar was held is not known to its holder; one's own steps are."""
        while version and (self.board.place.scenario, version + 1) in self.own:
            version += 1
        return version

    def _ask(self, clash: Clashing, operations: Sequence[Operation], done: str) -> None:
        async def mine() -> None:
            self.board.version = clash.version or 0
            await self.edit(operations, done)

        async def theirs() -> None:
            self.board.version = clash.version or 0
        self.board.open(lambda: ConflictDialog(str(clash), clash.clashes, mine, theirs))

    async def _ask_team(self, items: Sequence[Item], team: int) -> None:
        """Dropped in the lane of another team: nothing is guessed."""
        setting = self.board.setting
        if not items or team not in setting.teams or all(item.share(team) for item in items):
            return
        former = next((own for own, percent in items[0].shares if percent > 0 and own in setting.teams), None)
        names = (setting.teams[former].name if former else '', setting.teams[team].name)

        async def choose(replaces: bool) -> None:
            ids = tuple(item.id for item in items)
            percent = items[0].share(former) if former else Decimal(100)
            deeds: list[Operation] = [AllotShare(ids, team, percent)]
            if replaces and former:
                deeds.append(DropShare(tuple(item.id for item in items if item.share(former)), former))
            await self.edit(deeds, f'{names[1]} works on “{items[0].title}”')
        title = items[0].title if len(items) == 1 else f'{len(items)} items'
        self.board.open(lambda: TeamDialog(title, names, choose))

    async def _offer(self, edited: Edited) -> None:
        self.moved = edited.changed
        followers = await self._followers(frozenset())
        self.offer.ask(len(followers))

    async def _followers(self, declined: frozenset[int]) -> tuple[Follower, ...]:
        board = self.board
        try:
            view = await look(board.who, cascading.preview, board.place.scenario, self.moved, declined)
        except AppError:
            return ()
        return tuple(Follower(row.item_id, f'{row.number} {row.title}', _days(row.start, row.end),
                              _days(row.new_start, row.new_end), row.because_title, row.load, row.cost)
                     for row in view.rows)

    async def _accept(self, followers: Sequence[Follower]) -> bool:
        board = self.board
        known = {row.item_id for row in await self._followers(frozenset())}
        declined = tuple(known - {one.item_id for one in followers})
        try:
            edited = await do(board.who, cascading.accept, board.place.scenario, self.moved, declined,
                              board.version or None)
        except Clashing as clash:
            problem_shown(clash)
            return False
        except AppError as error:
            problem_shown(error)
            return False
        await self._tell(edited, f'{counted(len(followers), "successor")} moved along')
        return True


def _flat(operations: Sequence[Operation]) -> list[Operation]:
    return [one for operation in operations
            for one in (_flat(operation.operations) if isinstance(operation, Batch) else [operation])]


def _dropped(items: Sequence[Item], drop: Drop) -> str:
    name = f'“{items[0].title}”' if len(items) == 1 else f'{len(items)} items'
    if drop.start:
        return f'{name} planned from {day_text(drop.start)}'
    if drop.is_copy:
        return f'A proposed copy of {name}'
    if drop.edge:
        return f'{name} {"starts" if drop.edge == "start" else "ends"} {moved(drop.days)}'
    return f'{name} moved {moved(drop.days)}' if drop.days else f'{name} moved'


def _days(start: date, end: date) -> str:
    return f'{start.day} {start:%b} – {end.day} {end:%b}'

