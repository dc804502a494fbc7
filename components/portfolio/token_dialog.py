"""One's own token for a source, with which changes are sent in one's own name; it is never shown again."""

from collections.abc import Awaitable, Callable
from typing import Any

from components.controls import Button, Field
from components.dialogs import Dialog
from components.feedback import refusals_shown


class OwnTokenDialog(Dialog):
    def __init__(self, source: str, keep: Callable[[str], Awaitable[Any]]) -> None:
        super().__init__(f'Your token for {source}', 'Changes are sent with it, and so in your name. It is kept sealed '
                         'and never shown again.')
        self.keep = keep
        with self.body:
            self.token = Field('Personal access token', kind='password', autocomplete='off', on_enter=self._send,
                               hint='It needs the scope “Work items: read and write”.')
            self.token.input.props('autofocus')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Keep', self._send, size='l', look='primary')

    async def _send(self) -> None:
        if not self.token.value.strip():
            self.token.complain('Paste the token here.')
            return
        with refusals_shown():
            await self.keep(self.token.value)
            self.token.set('')
            self.close()
