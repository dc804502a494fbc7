"""How a table is played: everything that is set when it is opened can be changed later."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from app.domain.poker.decks import Deck
from app.domain.poker.table import Table
from components.controls import Button, Choice, Field, NumberField, Text, block, put
from components.dialogs import Dialog, confirm
from components.poker.switches import WORDS, table_switch
from components.poker.wishes import RoomWishes

TIMES = {'0': 'No limit', '30': '0:30', '60': '1:00', '120': '2:00', '180': '3:00', '300': '5:00', '600': '10:00'}
COUNTDOWNS = {'0': 'None', '1': '1 second', '2': '2 seconds', '3': '3 seconds'}

Change = Callable[[str, Deck, int, dict[str, Any]], Awaitable[Any]]


class DeckPicker(ui.element):
    def __init__(self, decks: tuple[Deck, ...], chosen: Deck) -> None:
        super().__init__('div')
        self.classes('rt-field')
        self.value = chosen
        self.options: list[tuple[Deck, ui.element]] = []
        with self:
            Text('Deck', 'rt-label').props(f'id={self.html_id}-label')
            with block('rt-decks').props(f'role=radiogroup aria-labelledby={self.html_id}-label'):
                for deck in decks if chosen in decks else (chosen, *decks):
                    self._option(deck)
        self._show()

    def _option(self, deck: Deck) -> None:
        option = block('rt-deck', 'button').props('type=button role=radio').on(
            'click', lambda: self._choose(deck), args=[])
        option.props['aria-label'] = f'{deck.name}: {" ".join(deck.symbols)}'
        with option:
            Text(deck.name, 'rt-grow')
            with block('rt-fan').props('aria-hidden=true'):
                for symbol in deck.symbols[:6]:
                    Text(symbol)
        self.options.append((deck, option))

    def _choose(self, deck: Deck) -> None:
        self.value = deck
        self._show()

    def _show(self) -> None:
        for deck, option in self.options:
            put(option, aria_checked='true' if deck == self.value else 'false')


class TableSettings(Dialog):
    def __init__(self, table: Table, decks: tuple[Deck, ...], most_seats: int, change: Change,
                 wishes: RoomWishes) -> None:
        super().__init__('Table settings', 'A new deck applies from the next round.')
        self.change, self.wishes, self.table = change, wishes, table
        with self.body:
            self.name = Field('Table name', table.name)
            self.deck = DeckPicker(decks, table.deck)
            with block('rt-row').style('gap: 16px; align-items: stretch'):
                self.time = Choice('Time per round', _with(TIMES, table.switches.timer), str(table.switches.timer))
                self.countdown = Choice('Countdown', COUNTDOWNS, str(table.switches.countdown))
                self.seats = NumberField('Seats', table.rules.max_voters, 1, most_seats)
                for part in (self.time, self.countdown, self.seats):
                    part.classes('rt-grow')
            self.switches = {name: table_switch(name, getattr(table.switches, name)) for name in WORDS}
        with self.foot:
            Button('Close the table', self._close_table, size='l', look='danger', icon='block')
            block('rt-grow')
            Button('Back', self.close, size='l')
            Button('Save the settings', self._save, size='l', look='primary')

    async def _save(self) -> None:
        values: dict[str, Any] = {name: switch.value for name, switch in self.switches.items()}
        values |= {'timer': int(self.time.value), 'countdown': int(self.countdown.value)}
        now = self.table.switches
        changed = {name: value for name, value in values.items() if getattr(now, name) != value}
        if await self.change(self.name.value, self.deck.value, self.seats.value, changed):
            self.close()

    async def _close_table(self) -> None:
        kept = 'The results are kept.' if self.table.switches.keep else 'The results are erased after a day.'
        if await confirm(f'Close {self.table.name}?', f'Everybody is sent away. {kept}', 'Close the table',
                         is_dangerous=True):
            self.close()
            await self.wishes.close()


def _with(times: dict[str, str], seconds: int) -> dict[str, str]:
    """The usual times, and the one that holds."""
    return times if str(seconds) in times else {**times, str(seconds): f'{seconds // 60}:{seconds % 60:02}'}
