"""Decks: the built-in ones, one's own, and those for everyone."""

import pytest

from app.domain.poker.decks import BUILT_IN
from app.services.poker import decks
from app.work import read, transact
from tests.pages.conftest import complaint, field, fill, misses, named, press, problem, sees, submit, switch, until
from tests.people import ANN, BOB

SIZES = (('S', '1'), ('M', '2'), ('L', '3'))


@pytest.fixture
async def at_decks(bob):
    await bob.open('/poker/decks')
    return bob


def own(person=BOB):
    return {deck.name: deck for deck in read(decks.list_decks, person)}


async def test_the_built_in_decks_are_shown_with_their_cards(at_decks):
    await sees(at_decks, *(deck.name for deck in BUILT_IN))
    await misses(at_decks, 'Made here')


async def test_a_deck_is_made_from_a_line_of_cards(at_decks):
    press(at_decks, 'New deck')
    await sees(at_decks, 'Make the deck')
    fill(at_decks, Deck_name='Shirts', Cards='S = 1, M = 2, L = 3, ?')
    submit(at_decks, 'Make the deck')
    await until(lambda: 'Shirts' in own())
    await sees(at_decks, 'Made here', 'yours', 'Edit Shirts')
    assert own()['Shirts'].deck.symbols == ('S', 'M', 'L', '?')


@pytest.mark.parametrize(('name', 'cards', 'label'), [('', 'S, M', 'Deck name'), ('Shirts', 'S', 'Cards'),
                                                      ('Shirts', 'S, S', 'Cards'), ('Shirts', '', 'Cards')])
async def test_a_deck_that_does_not_fit_is_refused_beside_its_field(at_decks, name, cards, label):
    press(at_decks, 'New deck')
    await sees(at_decks, 'Make the deck')
    fill(at_decks, Deck_name=name, Cards=cards)
    submit(at_decks, 'Make the deck')
    await until(lambda: complaint(at_decks, label))
    assert own() == {} and field(at_decks, 'Cards').value == cards


async def test_two_decks_cannot_have_the_same_name(at_decks):
    transact(decks.add_deck, BOB, 'Shirts', SIZES, False)
    press(at_decks, 'New deck')
    await sees(at_decks, 'Make the deck')
    fill(at_decks, Deck_name='shirts', Cards='S, M')
    submit(at_decks, 'Make the deck')
    await until(lambda: problem(at_decks) == ['There is a deck called “shirts” already.'])


async def test_a_deck_is_changed(at_decks):
    transact(decks.add_deck, BOB, 'Shirts', SIZES, False)
    await sees(at_decks, 'Edit Shirts')
    press(at_decks, 'Edit Shirts')
    await sees(at_decks, 'Save the deck')
    assert field(at_decks, 'Cards').value == 'S = 1, M = 2, L = 3'
    fill(at_decks, Deck_name='Sizes')
    submit(at_decks, 'Save the deck')
    await until(lambda: 'Sizes' in own())


async def test_a_deck_is_deleted_after_a_question(at_decks):
    transact(decks.add_deck, BOB, 'Shirts', SIZES, False)
    await sees(at_decks, 'Delete Shirts')
    press(at_decks, 'Delete Shirts')
    await sees(at_decks, 'Delete “Shirts”?', 'Tables that use it keep it.')
    press(at_decks, 'Delete the deck')
    await until(lambda: own() == {})
    await sees(at_decks, 'Deck deleted')
    await misses(at_decks, 'Made here')


async def test_who_looks_after_decks_makes_them_for_everyone(ann, at_decks):
    await ann.open('/poker/decks')
    press(ann, 'New deck')
    await sees(ann, 'For everyone')
    fill(ann, Deck_name='Shirts', Cards='S, M')
    switch(ann, 'For everyone')
    submit(ann, 'Make the deck')
    await sees(at_decks, 'Shirts', 'by Ann', 'For everyone')
    assert not named(at_decks, 'Edit Shirts')


async def test_others_cannot_share_their_decks(at_decks):
    press(at_decks, 'New deck')
    await sees(at_decks, 'Make the deck')
    assert not named(at_decks, 'For everyone')


async def test_a_deck_of_ones_own_can_be_played_with(bob, workspace):
    transact(decks.add_deck, BOB, 'Shirts', SIZES, False)
    await bob.open('/poker?new=1')
    await sees(bob, 'Shirts: S M L')


async def test_a_private_deck_is_nobody_elses(ann, workspace):
    transact(decks.add_deck, BOB, 'Shirts', SIZES, False)
    await ann.open('/poker/decks')
    await misses(ann, 'Shirts')
    assert own(ANN) == {}
