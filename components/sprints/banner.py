"""One line above a page that has to be known before believing it."""

from nicegui import ui

from components.controls import Text, block, sign


def banner(icon: str, text: str, tone: str = '') -> ui.element:
    """More can be put into it."""
    whole = block(f'rt-banner rt-{tone}' if tone else 'rt-banner').props('role=note')
    with whole:
        sign(icon)
        Text(text, 'rt-grow')
    return whole
