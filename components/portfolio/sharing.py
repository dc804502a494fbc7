"""Who else sees a scenario, and who may work in it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from components.avatars import Avatar
from components.controls import Button, Choice, IconButton, Segmented, Text, block
from components.dialogs import Dialog
from components.feedback import refusals_shown

READ, EDIT = 'read', 'edit'


class ShareScenarioDialog(Dialog):
    """Takes effect as a whole; whoever is not named sees nothing."""

    def __init__(self, name: str, people: Sequence[tuple[str, str]], former: Mapping[str, bool],
                 share: Callable[[dict[str, bool]], Awaitable[None]]) -> None:
        super().__init__('Share scenario', f'“{name}” is seen by you and whom you name.')
        self.names, self.people, self.share = dict(people), dict(former), share
        with self.body:
            self.place = block('rt-col', 'ul').props('role=list aria-label="Shared with"')
            self.add = Choice('Add a person', self._others(), None, can_search=True)
            self.add.select.on('update:model-value', self._take, args=[])
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Share', self._send, size='l', look='primary')
        self._show()

    def _others(self) -> dict[str, str]:
        return {identity: name for identity, name in self.names.items() if identity not in self.people}

    def _show(self) -> None:
        self.place.clear()
        with self.place:
            for identity, may_edit in self.people.items():
                name = self.names.get(identity, identity)
                with block('rt-row', 'li'):
                    Avatar(name, identity, size=24)
                    Text(name, 'rt-grow rt-clip')
                    Segmented(f'What {name} may do', {READ: 'Reads', EDIT: 'Edits'}, EDIT if may_edit else READ,
                              partial(self._choose, identity))
                    IconButton('close', f'Remove {name}', partial(self._drop, identity), has_tooltip=False)
            if not self.people:
                Text('Nobody else.', 'rt-3', 'li')
        self.add.select.set_options(self._others(), value=None)

    def _take(self) -> None:
        if self.add.value in self.names:
            self.people[self.add.value] = False
            self._show()

    def _choose(self, identity: str, right: str) -> None:
        self.people[identity] = right == EDIT

    def _drop(self, identity: str) -> None:
        self.people.pop(identity, None)
        self._show()

    async def _send(self) -> None:
        with refusals_shown():
            await self.share(self.people)
            self.close()
