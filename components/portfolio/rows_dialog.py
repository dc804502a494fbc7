"""What else rows can stand for: groups, people, or any field."""

from collections.abc import Awaitable, Callable, Sequence

from components.controls import Button, Choice
from components.dialogs import Dialog

USUAL = {'group': 'Group', 'assignee': 'Assignee'}


class RowsDialog(Dialog):
    def __init__(self, fields: Sequence[str], present: str, take: Callable[[str], Awaitable[None]],
                 back: Callable[[], object]) -> None:
        super().__init__('Rows by…')
        self.take = take
        options = USUAL | {f'field:{name}': name.rpartition('.')[2].capitalize() for name in fields
                           if name != 'assignee'}
        with self.body:
            self.choice = Choice('Field', options, present if present in options else 'group', can_search=True)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Arrange', self._send, size='l', look='primary')
        self.on('hide', back, args=[])

    async def _send(self) -> None:
        await self.take(self.choice.value)
        self.close()
