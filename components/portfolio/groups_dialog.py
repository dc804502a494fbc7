"""Groups of items: make one, name it, colour it, put it elsewhere, put items in, take it away."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from components.controls import Button, Choice, Field, Segmented
from components.dialogs import Dialog

COLOURS = {str(n): name for n, name in enumerate(('Green', 'Blue', 'Lime', 'Coral', 'Grey', 'Amber'), 1)}


@dataclass(frozen=True)
class GroupWish:
    """As a group shall be; without an id it is a new one."""
    id: int | None
    plan: int
    name: str = ''
    colour: int = 1
    parent: int | None = None
    members: tuple[int, ...] = ()


class GroupDialog(Dialog):
    """`others` are groups of the same plan it may lie in."""

    def __init__(self, wish: GroupWish, others: Mapping[int, str], save: Callable[[GroupWish], Awaitable[bool]],
                 remove: Callable[[], Awaitable[bool]] | None = None) -> None:
        super().__init__('Group' if wish.id is not None else 'New group')
        self.wish, self.save, self.take_away = wish, save, remove
        with self.body:
            self.name = Field('Name', wish.name, autocomplete='off', on_enter=self._send)
            self.name.input.props('autofocus')
            self.colour = Segmented('Colour', COLOURS, str(wish.colour), is_wide=True)
            self.parent = Choice('Inside', {'': 'No other group', **{str(own): name for own, name in others.items()}},
                                 str(wish.parent) if wish.parent in others else '')
        with self.foot:
            if remove:
                Button('Remove group', self._remove, size='l', look='danger')
            Button('Back', self.close, size='l')
            Button('Save group' if wish.id is not None else 'Add group', self._send, size='l', look='primary')

    async def _send(self) -> None:
        if not self.name.value.strip():
            self.name.complain('Give it a name.')
            return
        wish = replace(self.wish, name=self.name.value, colour=int(self.colour.value),
                       parent=int(self.parent.value) if self.parent.value else None)
        if await self.save(wish):
            self.close()

    async def _remove(self) -> None:
        if self.take_away and await self.take_away():
            self.close()


class PickGroupDialog(Dialog):
    """Into which group an item goes, or into none."""

    def __init__(self, title: str, groups: Mapping[int, str], present: int | None,
                 take: Callable[[int | None], Awaitable[bool]], new: Callable[[], Awaitable[None]]) -> None:
        super().__init__('Add to group', f'“{title}”')
        self.take, self.new = take, new
        with self.body:
            self.choice = Choice('Group', {'': 'No group', **{str(own): name for own, name in groups.items()}},
                                 str(present) if present in groups else '')
        with self.foot:
            Button('New group…', self._new, size='l')
            Button('Back', self.close, size='l')
            Button('Put it there', self._send, size='l', look='primary')

    async def _send(self) -> None:
        if await self.take(int(self.choice.value) if self.choice.value else None):
            self.close()

    async def _new(self) -> None:
        self.close()
        await self.new()
