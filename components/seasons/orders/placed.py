"""What became of many drafts that were confirmed at once."""

from app.domain.seasons.orders import Placed
from app.domain.seasons.season import SeasonView
from components.controls import Button, Text, block, link, table_head
from components.dialogs import Dialog
from components.feedback import toast
from components.seasons.orders.orders_table import path_of
from components.seasons.orders.words import counted

SHOWN = 50


def show_placed(season: SeasonView, placed: Placed) -> None:
    """Those that stay drafts are named, each with its reason."""
    if placed.left:
        LeftDialog(season, placed).open()
    else:
        toast(f'{counted(len(placed.orders), "order")} confirmed')


class LeftDialog(Dialog):
    def __init__(self, season: SeasonView, placed: Placed) -> None:
        super().__init__(f'{counted(len(placed.left), "order stays a draft", "orders stay drafts")}',
                         f'{counted(len(placed.orders), "order")} confirmed.')
        with self.body, block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="Orders that stay drafts"'):
            table_head(('Order', ''), ('Why', ''))
            with block('', 'tbody'):
                for number, why in placed.left[:SHOWN]:
                    with block('', 'tr'):
                        with block('', 'td'):
                            link(number, path_of(season, number), 'rt-b rt-nowrap')
                        Text(why, '', 'td')
        with self.body:
            Text(f'and {len(placed.left) - SHOWN} more', 'rt-sm rt-3') if len(placed.left) > SHOWN else None
        with self.foot:
            Button('Close', self.close, size='l', look='primary')
