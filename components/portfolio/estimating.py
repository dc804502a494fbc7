"""Sending items to a poker table: one that is open, or a new one."""

from collections.abc import Awaitable, Callable, Sequence

from components.controls import Button, Choice, Field, Text
from components.dialogs import Dialog
from components.feedback import refusals_shown

NEW = 'new'

Send = Callable[[str, str], Awaitable[None]]  # id of a table, or the name of a new one


class EstimateDialog(Dialog):
    def __init__(self, titles: Sequence[str], tables: Sequence[tuple[str, str]], send: Send) -> None:
        count = f'{len(titles)} items' if len(titles) != 1 else f'“{titles[0]}”'
        super().__init__('Estimate at a poker table', f'{count} will lie there as stories. What is agreed comes back '
                         'to the item.')
        self.send = send
        with self.body:
            self.table = Choice('Table', {NEW: 'A new table', **dict(tables)}, tables[0][0] if tables else NEW,
                                on_change=self._switch)
            self.name = Field('Name of the table', _name(titles))
            if len(titles) > 1:
                Text(', '.join(titles[:5]) + (f' and {len(titles) - 5} more' if len(titles) > 5 else ''),
                     'rt-3 rt-sm')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Send to the table', self._send, size='l', look='primary', icon='playing_cards')
        self._switch()

    def _switch(self) -> None:
        self.name.set_visibility(self.table.value == NEW)

    async def _send(self) -> None:
        is_new = self.table.value == NEW
        with refusals_shown():
            await self.send('' if is_new else self.table.value, self.name.value if is_new else '')
            self.close()


def _name(titles: Sequence[str]) -> str:
    return titles[0][:100] if len(titles) == 1 else 'Refinement'
