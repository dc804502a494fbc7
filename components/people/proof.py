"""The password again, before something that must not be done on a page somebody left open."""

from collections.abc import Awaitable, Callable

from components.controls import Button, Field
from components.dialogs import Dialog
from components.people.doors import Form


class ProofDialog(Dialog):
    """Awaited, says whether the password was given."""

    def __init__(self, prove: Callable[[str], Awaitable[None]]) -> None:
        super().__init__('Give your password again', 'It has been a while, and this is worth a second look.')
        self.prove = prove
        with self.body, Form('Go on', self._submit) as form, form.body:
            self.password = form.add('password', Field('Password', kind='password', autocomplete='current-password'))
        with self.foot:
            Button('Back', lambda: self.submit(False), size='l')

    async def _submit(self) -> None:
        await self.prove(self.password.value)
        self.submit(True)
