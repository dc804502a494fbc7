"""Pages without a frame: where one comes in, and where one is told that there is nothing."""

from nicegui import ui

from components.controls import Text, block, link
from components.theme import Theme, mark, one_main

TITLES = {400: 'That did not work', 403: 'Not for you', 404: 'Nothing here', 410: 'This is over', 429: 'Not so fast',
          500: 'Something broke on our side', 503: 'One moment'}


class Door(ui.element):
    """A card in the middle of an empty page."""

    def __init__(self, title: str, text: str = '', *, theme: str = 'auto') -> None:
        super().__init__('main')
        self.classes('rt-door-scroll')
        ui.page_title(f'{title} · Roundtable')
        Theme(theme)
        one_main()
        with self, block('rt-door'):
            self.card = block('rt-door-card')
        with self.card:
            with block('rt-door-mark'):
                mark(30, 'var(--rt-text)')
                Text('Roundtable')
            Text(title, tag='h1')
            if text:
                Text(text, tag='p')


def refusal_page(status: int, text: str, reference: str = '', onward: tuple[str, str] | None = None) -> None:
    """Instead of a page that there is not: what happened, and a way back, or onward."""
    door = Door(TITLES.get(status, TITLES[400]), text)
    with door.card:
        if reference:
            Text(f'It has been logged under {reference}.', 'rt-3 rt-sm', 'p')
        with block('rt-row').style('flex-wrap: wrap'):
            if onward:
                link(*onward, 'rt-btn rt-primary')
            link('Go to the start', '/', 'rt-btn' if onward else 'rt-btn rt-primary')
            link('See the tables', '/poker', 'rt-btn')
