"""Decks of one's own, and decks that planners make for everyone."""

import pytest

from app.domain.access import Actor, Grant
from app.domain.audit import Filter
from app.domain.poker.decks import BUILT_IN
from app.errors import Forbidden
from app.services import audit
from app.services.poker import decks, rounds
from app.services.poker.decks import MOST
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, GUS
from tests.poker import open_table, start, table_of
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures('workspace')

FACES = (('S', '1'), ('M', '2.5'), ('?', None))
PLANNER = Actor('person:3', 'Cleo', (Grant('planner', 'poker'),))


def add(person=BOB, name='Sizes', faces=FACES, is_shared=False):
    return transact(decks.add_deck, person, name, faces, is_shared)


def names(person):
    return [view.name for view in read(decks.list_decks, person)]


def test_a_deck_of_ones_own_is_seen_by_its_owner_only():
    add()
    assert names(BOB) == ['Sizes'] and names(ANN) == names(GUS) == []
    [view] = read(decks.list_decks, BOB)
    assert (view.deck.symbols, str(view.deck.number('M'))) == (('S', 'M', '?'), '2.5')
    assert view.is_own and view.owner == 'Bob'


def test_a_deck_for_everyone_is_seen_by_everyone_and_made_by_planners():
    add(PLANNER, is_shared=True)
    assert names(BOB) == names(GUS) == names(ANN) == ['Sizes']
    for person in (BOB, CLEO, GUS):
        with pytest.raises(Forbidden):
            add(person, 'Others', is_shared=True)


def test_guests_have_no_decks():
    with pytest.raises(Forbidden):
        add(GUS)


def test_a_table_can_be_played_with_every_deck_one_sees():
    add()
    assert read(decks.choices, GUS) == BUILT_IN
    assert [deck.name for deck in read(decks.choices, BOB)][-1] == 'Sizes'
    table_id = open_table(BOB, deck=read(decks.find_deck, BOB, 'Sizes'))
    transact(rounds.start_round, BOB, table_id)
    transact(rounds.lay_card, BOB, table_id, 1, 'M')
    with refused('poker.deck'):
        read(decks.find_deck, ANN, 'Sizes')


def test_an_open_table_keeps_the_deck_it_was_opened_with():
    deck_id = add(ANN)
    table_id = open_table(deck=read(decks.find_deck, ANN, 'Sizes'))
    transact(decks.change_deck, ANN, deck_id, 'Sizes', (('L', None), ('XL', None)), False)
    assert table_of(table_id).deck.symbols == ('S', 'M', '?')
    transact(decks.delete_deck, ANN, deck_id)
    transact(rounds.lay_card, ANN, table_id, start(table_id), 'S')


def test_a_changed_deck_is_noted_with_what_differs():
    deck_id = add(ANN)
    transact(decks.change_deck, ANN, deck_id, 'Shirts', FACES, True)
    [entry] = read(audit.list_entries, ANN, Filter(deed='poker.change_deck'))
    assert entry.changes == (('name', 'Sizes', 'Shirts'), ('for everyone', 'off', 'on'))


def test_nobody_changes_or_deletes_somebody_elses_deck():
    deck_id = add()
    for person in (PLANNER, ANN):
        with refused('not_found'):
            transact(decks.change_deck, person, deck_id, 'Mine now', FACES, False)
        with refused('not_found'):
            transact(decks.delete_deck, person, deck_id)
    with pytest.raises(Forbidden):
        transact(decks.delete_deck, GUS, deck_id)


def test_every_planner_looks_after_the_decks_for_everyone():
    deck_id = add(ANN, is_shared=True)
    transact(decks.change_deck, PLANNER, deck_id, 'Shirts', FACES, True)
    with refused('not_found'):
        transact(decks.delete_deck, BOB, deck_id)
    transact(decks.delete_deck, PLANNER, deck_id)
    assert names(ANN) == []


def test_a_deck_of_ones_own_cannot_be_made_one_for_everyone_without_the_right_to_it():
    deck_id = add()
    with pytest.raises(Forbidden):
        transact(decks.change_deck, BOB, deck_id, 'Sizes', FACES, True)


@pytest.mark.parametrize('name', ['Sizes', 'SIZES', ' sizes ', 'T-shirt', 'fibonacci with coffee'])
def test_two_decks_do_not_go_by_the_same_name(name):
    add()
    with refused('poker.deck_exists'):
        add(name=name)


def test_a_deck_may_keep_its_name_when_it_is_changed():
    deck_id = add()
    transact(decks.change_deck, BOB, deck_id, 'sizes', FACES, False)
    assert names(BOB) == ['sizes']


@pytest.mark.parametrize('wrong', [{'name': ''}, {'name': 61 * 'x'}, {'faces': (('S', None),)}, {'faces': 2 * FACES},
                                   {'faces': (('S', '1e999'), ('M', None))}])
def test_what_is_no_deck_is_not_kept(wrong):
    with refused('poker.deck'):
        add(**wrong)
    assert names(BOB) == []


def test_so_many_decks_are_enough():
    for number in range(MOST):
        add(name=f'Deck {number}')
    with refused('poker.too_many_decks'):
        add(name='One more')
