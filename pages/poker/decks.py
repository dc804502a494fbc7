"""/poker/decks — the cards one can play with."""

from functools import partial

from app.domain.access import may
from app.events import TABLES
from app.realtime import follow
from app.services.people import sessions
from app.services.poker import decks
from components.controls import Text, block
from components.palette import Hit
from components.poker.decks import DeckDialog, DeckList, DeckWishes, new_deck_button
from pages.kit import action, do, member, page
from pages.palette import offer
from pages.poker.tabs import DECKS_TAB, estimate_frame

offer(Hit('Go to', 'Decks', '/poker/decks', 'style', 'Estimate'))


@page('/poker/decks', 'Decks')
async def decks_page() -> None:
    who = await member()
    wishes = DeckWishes(add=partial(do, who, decks.add_deck), change=partial(do, who, decks.change_deck),
                        delete=action(who, decks.delete_deck, done='Deck deleted'),
                        may_share=may(who.me.actor, 'poker.shared_decks'))
    shell = await estimate_frame(who, DECKS_TAB)
    with shell.content, block('rt-page'):
        with block('rt-phead'):
            with block('rt-grow'):
                Text('Decks', tag='h1')
                Text('What you can play with when you open a table.', 'rt-meta', 'div')
            new_deck_button(wishes)
        listed = DeckList(wishes)
        await follow(TABLES, sessions.looking, who.credential, decks.list_decks, show=listed.show)
        shell.shortcuts.add('N', 'New deck', lambda: DeckDialog(wishes).open(), 'Decks')
