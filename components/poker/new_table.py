"""The panel that opens a table."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import ui

from app.domain.poker.decks import FIBONACCI, Deck
from app.domain.poker.stories import StoryDraft
from app.errors import AppError, Rejected
from components.controls import Button, Field, IconButton, NumberField, Text, block, point_at, sign
from components.feedback import worded
from components.poker.importing import StoryPicker
from components.poker.settings import DeckPicker
from components.poker.switches import table_switch
from components.poker.wishes import ViewStories


@dataclass(frozen=True)
class NewTable:
    name: str
    deck: Deck
    stories: tuple[StoryDraft, ...]
    timer: int
    seats: int
    guests: bool
    auto_reveal: bool
    guest: str  # the name of an opener without an account


class NewTablePanel(ui.element):
    def __init__(self, decks: tuple[Deck, ...], most_seats: int, open_table: Callable[[NewTable], Awaitable[None]],
                 close: Callable[[], None], guest: str | None, views: ViewStories | None = None) -> None:
        super().__init__('aside')
        self.classes('rt-panel').props('aria-label="New table"')
        self.open_table, self.is_busy = open_table, False
        with self:
            with block('rt-panel-head'):
                Text('New table', 'rt-grow', 'h2')
                IconButton('close', 'Close the panel', close, has_tooltip=False)
            with block('rt-panel-body'), block('rt-sec rt-col').style('gap: 16px'):
                self.guest = Field('Your name', guest or '', autocomplete='nickname')
                self.guest.set_visibility(guest is not None)
                self.name = Field('Table name', on_enter=self._open, autocomplete='off')
                self.picker = StoryPicker(may_be_none=True, views=views)
                self.deck = DeckPicker(decks, FIBONACCI)
                with block('rt-row').style('gap: 16px; align-items: flex-start'):
                    self.timer = NumberField('Time per round', None, 10, 3600, 30, empty='No limit', unit='s')
                    self.seats = NumberField('Seats', most_seats, 1, most_seats)
                self.guests = table_switch('guests', True)
                self.auto = table_switch('auto_reveal')
                self.problem = block('rt-problem').props('role=alert')
                with self.problem:
                    sign('error', 16)
                    self.problem_text = Text()
                self.problem.set_visibility(False)
            with block('rt-panel-foot'):
                Button('Cancel', close, size='l')
                self.button = Button('Open the table', self._open, look='primary', size='l', is_wide=True)

    def begin(self) -> None:
        """The cursor is where something is missing."""
        is_nameless = self.guest.visible and not self.guest.value
        point_at((self.guest if is_nameless else self.name).input)

    async def _open(self) -> None:
        if self.is_busy:
            return
        self.is_busy = True
        self.problem.set_visibility(False)
        try:
            await self.open_table(NewTable(
                self.name.value, self.deck.value, self.picker.found.stories, self.timer.value, self.seats.value,
                self.guests.value, self.auto.value, self.guest.value))
        except AppError as error:
            self._complain(error)
        finally:
            self.is_busy = False

    def _complain(self, error: AppError) -> None:
        field = {'name': self.name, 'guest': self.guest}.get(error.field) if isinstance(error, Rejected) else None
        if field:
            field.complain(str(error))
            return
        self.problem_text.say(worded(error))
        self.problem.set_visibility(True)
