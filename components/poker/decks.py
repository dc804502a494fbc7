"""Decks: the built-in ones, one's own, and those for everyone."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.poker.decks import BUILT_IN, Deck, custom, read_faces, written_faces
from app.domain.poker.views import DeckView
from app.errors import Rejected
from components.controls import Button, Field, IconButton, Pill, Switch, Text, block, show_face
from components.dialogs import Dialog, confirm
from components.listing import Keyed
from components.people.doors import Form

Wish = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class DeckWishes:
    add: Wish  # name, faces, for everyone
    change: Wish  # id, name, faces, for everyone
    delete: Wish  # id
    may_share: bool


class DeckList(ui.element):
    def __init__(self, wishes: DeckWishes) -> None:
        super().__init__('div')
        self.classes('rt-col').style('gap: 16px')
        with self:
            with block('rt-card', 'section').props('aria-label="Your decks"') as self.own:
                with block('rt-card-head rt-ln'):
                    Text('Made here', tag='h2')
                self.lines = Keyed[int, DeckLine](block(tag='ul').props('role=list aria-label="Decks made here"'),
                                                  partial(DeckLine, wishes))
            with block('rt-card', 'section').props('aria-label="Built-in decks"'):
                with block('rt-card-head rt-ln'):
                    Text('Built in', tag='h2')
                with block(tag='ul').props('role=list aria-label="Built-in decks"'):
                    for deck in BUILT_IN:
                        with block('rt-line', 'li').props('role=listitem'):
                            Text(deck.name, 'rt-b rt-grow')
                            show_fan(block('rt-deck-fan'), deck)

    def show(self, decks: tuple[DeckView, ...]) -> None:
        for deck, line in zip(decks, self.lines.arrange([deck.id for deck in decks]), strict=True):
            line.show(deck)
        self.own.set_visibility(bool(decks))


class DeckLine(ui.element):
    def __init__(self, wishes: DeckWishes) -> None:
        super().__init__('li')
        self.classes('rt-line').props('role=listitem')
        self.wishes = wishes
        self.before: DeckView | None = None
        with self:
            with block('rt-grow'):
                self.name = Text('', 'rt-b', 'div')
                self.owner = Text('', 'rt-3 rt-sm', 'div')
            self.shared = Pill('For everyone', 'group', 'info')
            self.fan = block('rt-deck-fan')
            self.edit = IconButton('edit', 'Edit', self._edit, has_tooltip=False)
            self.delete_ = IconButton('delete', 'Delete', self._delete, has_tooltip=False)

    def show(self, deck: DeckView) -> None:
        if deck == self.before:
            return
        self.before = self.deck = deck
        self.name.say(deck.name)
        self.owner.say('yours' if deck.is_own else f'by {deck.owner}')
        self.shared.set_visibility(deck.is_shared)
        show_fan(self.fan, deck.deck)
        may_edit = deck.is_own or (deck.is_shared and self.wishes.may_share)
        self.edit.name(f'Edit {deck.name}').set_visibility(may_edit)
        self.delete_.name(f'Delete {deck.name}').set_visibility(may_edit)

    def _edit(self) -> None:
        DeckDialog(self.wishes, self.deck).open()

    async def _delete(self) -> None:
        name = self.deck.name
        if await confirm(f'Delete “{name}”?', 'Tables that use it keep it.', 'Delete the deck', is_dangerous=True):
            await self.wishes.delete(self.deck.id)


class DeckDialog(Dialog):
    """The cards in their order, seen while they are typed."""

    def __init__(self, wishes: DeckWishes, deck: DeckView | None = None) -> None:
        super().__init__('Edit the deck' if deck else 'New deck')
        self.wishes, self.deck = wishes, deck
        with self.body, Form('Save the deck' if deck else 'Make the deck', self._submit) as form, form.body:
            self.name = form.add('name', Field('Deck name', deck.name if deck else '', autocomplete='off'))
            self.faces = form.add('faces', Field(
                'Cards', written_faces(deck.deck) if deck else '', placeholder='XS = 1, S = 2, M = 3, L = 5, ?, ☕',
                hint='In their order, by commas. “= 3” gives a card a number to calculate with. ? and ☕ stand apart.'))
            self.preview = block('rt-deck-fan').props('aria-hidden=true')
            self.shared = Switch('For everyone', 'All people of this workspace can play with it.',
                                 bool(deck and deck.is_shared))
            self.shared.set_visibility(wishes.may_share)
        self.faces.input.on_value_change(self._show)
        self._show()

    def _show(self) -> None:
        try:
            show_fan(self.preview, custom('', read_faces(self.faces.value)))
        except Rejected:
            self.preview.clear()

    async def _submit(self) -> None:
        given = self.name.value, read_faces(self.faces.value), self.shared.value
        if self.deck:
            await self.wishes.change(self.deck.id, *given)
        else:
            await self.wishes.add(*given)
        self.close()


def new_deck_button(wishes: DeckWishes) -> Button:
    return Button('New deck', lambda: DeckDialog(wishes).open(), icon='add', look='primary', key='N')


def show_fan(place: ui.element, deck: Deck) -> None:
    place.clear()
    with place:
        for face in deck.symbols:
            show_face(Text('', 'rt-bar-face'), face)
