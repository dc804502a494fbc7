"""Decks people made: for themselves, or by planners for everyone."""

from collections.abc import Sequence

from sqlalchemy import func, or_
from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.poker.decks import BUILT_IN, Deck, custom
from app.domain.poker.views import DeckView
from app.errors import Conflict, NotFound, Rejected
from app.events import TABLES, TableChanged
from app.services import audit
from app.services.poker.store import deck_from, deck_to
from app.work import Work
from models.people import Person
from models.poker import PokerDeck

MOST = 50


def list_decks(work: Work, actor: Actor) -> tuple[DeckView, ...]:
    """One's own and those for everyone."""
    own = actor.person_id if not actor.is_guest else 0
    rows = work.session.exec(select(PokerDeck, Person.name).join(Person, col(Person.id) == PokerDeck.person_id).where(
        or_(col(PokerDeck.is_shared), col(PokerDeck.person_id) == own)).order_by(func.lower(PokerDeck.name)))
    return tuple(_view(row, name, own) for row, name in rows)


def choices(work: Work, actor: Actor) -> tuple[Deck, ...]:
    """What a table can be played with."""
    return (*BUILT_IN, *(view.deck for view in list_decks(work, actor)))


def find_deck(work: Work, actor: Actor, name: str) -> Deck:
    for deck in choices(work, actor):
        if deck.name == name:
            return deck
    raise Rejected(f'There is no deck called “{name}”.', 'poker.deck', 'deck')


def add_deck(work: Work, actor: Actor, name: str, faces: Sequence[tuple[str, str | None]], is_shared: bool) -> int:
    demand(actor, 'poker.shared_decks' if is_shared else 'poker.own_decks')
    deck = _checked(work, actor, name, faces)
    row = PokerDeck(person_id=actor.person_id, is_shared=is_shared, name=deck.name, deck=deck_to(deck),
                    made_at=work.now)
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, 'poker.add_deck', deck.name, ' '.join(deck.symbols))
    work.record(TableChanged(TABLES))
    return row.id


def change_deck(work: Work, actor: Actor, deck_id: int, name: str, faces: Sequence[tuple[str, str | None]],
                is_shared: bool) -> None:
    """Tables that are open keep the deck they were opened with."""
    row = _own(work, actor, deck_id)
    if is_shared:
        demand(actor, 'poker.shared_decks')
    deck = _checked(work, actor, name, faces, deck_id)
    before = {'name': row.name, 'cards': ' '.join(deck_from(row.deck).symbols), 'for everyone': row.is_shared}
    row.name, row.deck, row.is_shared = deck.name, deck_to(deck), is_shared
    audit.write(work, actor, 'poker.change_deck', deck.name, before=before,
                after={'name': row.name, 'cards': ' '.join(deck.symbols), 'for everyone': row.is_shared})
    work.record(TableChanged(TABLES))


def delete_deck(work: Work, actor: Actor, deck_id: int) -> None:
    row = _own(work, actor, deck_id)
    work.session.delete(row)
    audit.write(work, actor, 'poker.delete_deck', row.name)
    work.record(TableChanged(TABLES))


def _own(work: Work, actor: Actor, deck_id: int) -> PokerDeck:
    """One's own, or a shared one for whoever looks after those."""
    demand(actor, 'poker.own_decks')
    row = work.session.get(PokerDeck, deck_id)
    is_mine = row is not None and row.person_id == actor.person_id
    if row is None or not (is_mine or (row.is_shared and may(actor, 'poker.shared_decks'))):
        raise NotFound('There is no such deck.')
    return row


def _checked(work: Work, actor: Actor, name: str, faces: Sequence[tuple[str, str | None]],
             deck_id: int = 0) -> Deck:
    title = ' '.join(name.split())
    if not 1 <= len(title) <= 60:
        raise Rejected('Give the deck a name of up to 60 characters.', 'poker.deck', 'name')
    known = list_decks(work, actor)
    if any(view.name.casefold() == title.casefold() and view.id != deck_id for view in known) or any(
            deck.name.casefold() == title.casefold() for deck in BUILT_IN):
        raise Conflict(f'There is a deck called “{title}” already.', 'poker.deck_exists')
    if len(known) >= MOST and not deck_id:
        raise Conflict(f'There are {MOST} decks already; delete one first.', 'poker.too_many_decks')
    return custom(title, faces)


def _view(row: PokerDeck, owner: str, own: int) -> DeckView:
    return DeckView(row.id, row.name, deck_from(row.deck), row.is_shared, row.person_id == own, owner)
