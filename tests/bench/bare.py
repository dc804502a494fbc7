"""The floor: a bare NiceGUI page with sixteen words in memory, each of which anybody can flip for everybody."""

import sys

from nicegui import app, ui

SEATS = 16
pages: list[list[ui.label]] = []


@ui.page('/')
def page() -> None:
    pages.append([ui.label('thinking') for _ in range(SEATS)])
    for seat in range(SEATS):
        ui.button(f'Seat {seat}').on('click', lambda seat=seat: flip(seat), args=[])


def flip(seat: int) -> None:
    for labels in pages:
        word = 'voted' if labels[seat].text.startswith('thinking') else 'thinking'
        labels[seat].set_text(f'{word} {seat}')


app.get('/readyz')(lambda: 'ready')
ui.run(port=int(sys.argv[1]), reload=False, show=False, show_welcome_message=False)
