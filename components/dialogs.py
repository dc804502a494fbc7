"""Questions before something leaves, spends or ends; focus starts on the safe answer."""

from nicegui import ui

from components.controls import Button, IconButton, Text, block


class Dialog(ui.dialog):
    """A titled dialog; fill `body`, then `foot` with buttons from light to heavy."""

    def __init__(self, title: str, text: str = '') -> None:
        super().__init__()
        self.props['aria-label'] = title
        with self, ui.card().classes('rt-dialog'):
            with block('rt-row'):
                Text(title, 'rt-grow', 'h2')
                IconButton('close', 'Close', self.close, has_tooltip=False)
            if text:
                Text(text, tag='p')
            self.body = block('rt-col').style('gap: 14px')
            self.foot = block('rt-dialog-foot')


async def confirm(title: str, text: str, yes: str, no: str = 'Back', *, is_dangerous: bool = False) -> bool:
    """Ask; closing without an answer is a no."""
    dialog = Dialog(title, text)
    with dialog.foot:
        Button(no, lambda: dialog.submit(False), size='l').props('autofocus')
        Button(yes, lambda: dialog.submit(True), size='l', look='destroy' if is_dangerous else 'primary')
    answer = await dialog
    if not dialog.is_deleted:  # nor is anything left where the page was closed over the question
        dialog.delete()
    return bool(answer)
