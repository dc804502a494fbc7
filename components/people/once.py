"""Something that is shown once and never again: a token, a link for somebody else."""

from nicegui import ui

from components.controls import Button, Text, block, sign
from components.dialogs import Dialog
from components.feedback import toast


class OnceDialog(Dialog):
    def __init__(self, title: str, text: str, secret: str, what: str) -> None:
        super().__init__(title, text)
        with self.body:
            Text(secret, 'rt-once').props('tabindex=0').mark('secret')
            with block('rt-row rt-sm rt-wrn'):
                sign('visibility_off', 16)
                Text('Shown once')
        with self.foot:
            Button('Done', self.close, size='l')
            Button(f'Copy {what}', lambda: self._copy(secret, what), size='l', look='primary', icon='content_copy')

    def _copy(self, secret: str, what: str) -> None:
        ui.clipboard.write(secret)
        toast(f'{what.capitalize()} copied')
