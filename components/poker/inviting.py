"""How others come to the table: a link, a code, a picture of the link."""

import segno
from nicegui import ui

from components.controls import Button, Text, block
from components.dialogs import Dialog
from components.feedback import toast
from components.theme import shape


class InviteDialog(Dialog):
    def __init__(self, table: str, code: str, address: str, guests_welcome: bool) -> None:
        super().__init__(f'Invite to {table}', 'Whoever has the link can join without an account.' if guests_welcome
                         else 'Only people with an account can join this table.')
        with self.body, block('rt-row').style('gap: 20px; flex-wrap: wrap'):
            qr_code(address)
            with block('rt-col rt-grow'):
                Text('Code', 'rt-label')
                Text(code, 'rt-once').style('font-size: 20px')
                Text('Link', 'rt-label')
                Text(address, 'rt-once')
        with self.foot:
            Button('Close', self.close, size='l')
            Button('Copy the link', lambda: self._copy(address), size='l', look='primary', icon='content_copy')

    def _copy(self, address: str) -> None:
        ui.clipboard.write(address)
        toast('Link copied')
        self.close()


def qr_code(text: str) -> ui.element:
    """The text as a QR code, drawn with one path."""
    matrix = segno.make(text, error='m').matrix
    size = len(matrix)
    dots = ''.join(f'M{x} {y}h1v1h-1z' for y, row in enumerate(matrix) for x, dot in enumerate(row) if dot)
    with shape('svg', viewBox=f'0 0 {size} {size}', role='img', aria_label='QR code of the link',
               shape_rendering='crispEdges').classes('rt-qr') as drawing:
        shape('path', d=dots, fill='#000')
    return drawing
