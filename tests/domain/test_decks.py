"""Decks: the built-in ones, those people make, and how a card is called."""

from decimal import Decimal

import pytest

from app.domain.poker.decks import (
    BUILT_IN,
    FIBONACCI,
    Deck,
    built_in,
    custom,
    read_faces,
    spoken,
    written_faces,
)
from app.errors import Rejected

FACES = {
    'Fibonacci with coffee': '1 2 3 5 8 13 21 ☕',
    'Fibonacci with question': '1 2 3 5 8 13 21 ? ☕',
    'Modified Fibonacci': '0 ½ 1 2 3 5 8 13 20 40 100 ? ☕',
    'T-shirt': 'XS S M L XL XXL ? ☕',
    'Powers of two': '1 2 4 8 16 32 64 ? ☕',
}


def plain(*symbols: str) -> list[tuple[str, None]]:
    """Faces as they are typed, without numbers of their own."""
    return [(symbol, None) for symbol in symbols]


def numbers(deck: Deck) -> dict[str, str]:
    return {face.symbol: str(face.number) for face in deck.faces if face.number is not None}


def test_the_built_in_decks_have_exactly_the_faces_that_were_promised():
    assert {deck.name: ' '.join(deck.symbols) for deck in BUILT_IN} == FACES


def test_a_table_begins_with_fibonacci_and_coffee():
    assert built_in('Fibonacci with coffee') is FIBONACCI is BUILT_IN[0]


def test_a_deck_nobody_knows_is_refused():
    with pytest.raises(Rejected, match='“Tarot”'):
        built_in('Tarot')


@pytest.mark.parametrize(('name', 'symbol', 'number'), [
    ('Modified Fibonacci', '½', '0.5'), ('Modified Fibonacci', '0', '0'), ('Powers of two', '64', '64'),
    ('Modified Fibonacci', '?', None), ('Modified Fibonacci', '☕', None), ('T-shirt', 'XL', None)])
def test_faces_count_what_is_printed_on_them(name, symbol, number):
    assert built_in(name).number(symbol) == (number and Decimal(number))


def test_special_faces_are_outside_the_order():
    assert built_in('T-shirt').positions == {'XS': 0, 'S': 1, 'M': 2, 'L': 3, 'XL': 4, 'XXL': 5}


@pytest.mark.parametrize('face', ['999', '5 ', ' 5', '05', '5.0', '', 5, 5.0, True, None, 10_000 * '5', '☕\ufe0f',
                                  '?'])
def test_only_the_exact_string_is_a_face_of_the_deck(face):
    assert face not in FIBONACCI


@pytest.mark.parametrize('count', [2, 20])
def test_a_deck_of_ones_own_has_two_to_twenty_faces(count):
    assert len(custom('Ours', plain(*map(str, range(count)))).faces) == count


@pytest.mark.parametrize(('faces', 'named'), [
    ([], '0'), (plain('1'), '1'), (plain(*map(str, range(21))), '21'), (plain('M', 'S', 'm'), '“m”'),
    (plain('é', 'e\u0301'), '“é”'), (plain('5', ' 5 '), '“5”'), (plain('☕', '1', '☕'), '“☕”'),
    (plain('1', ''), '“”'), (plain('1', '   '), '“”'), (plain('1', '123456789'), '“123456789”'),
    (plain('1', 'a\0b'), '“a'),
    ([('1', None), ('S', '1e999')], '“S”'), ([('1', None), ('S', 'NaN')], '“S”'),
    ([('1', None), ('S', '-Infinity')], '“S”'), ([('1', None), ('S', '1000001')], '“S”'),
    ([('1', None), ('S', 'two')], '“S”')])
def test_a_bad_deck_is_refused_and_the_face_is_named(faces, named):
    with pytest.raises(Rejected) as refused:
        custom('Ours', faces)
    assert named in str(refused.value) and refused.value.field == 'faces'


def test_special_faces_come_last_and_infinity_before_them():
    assert custom('Ours', plain('☕', '∞', '1', '?', '2', '✋')).symbols == ('1', '2', '∞', '☕', '?', '✋')


def test_sizes_can_have_numbers_and_plain_numbers_bring_their_own():
    deck = custom('Ours', [('S', '1'), ('M', '2.5'), ('L', ''), ('8', None), ('½', None)])
    assert numbers(deck) == {'S': '1', 'M': '2.5', '8': '8', '½': '0.5'}


def test_infinity_and_special_faces_never_have_a_number():
    assert numbers(custom('Ours', [('∞', '99'), ('☕', '3'), ('?', '1'), ('1', None)])) == {'1': '1'}


@pytest.mark.parametrize(('typed', 'faces'), [
    ('1 2  3', plain('1', '2', '3')), ('1, 2,, 3 ,', plain('1', '2', '3')), (' ', []),
    ('Too big, ☕', plain('Too big', '☕')), ('S = 1, M=2.5, L =', [('S', '1'), ('M', '2.5'), ('L', None)]),
    ('S=1 M=2', [('S', '1'), ('M', '2')])])
def test_faces_are_typed_with_spaces_or_commas_and_numbers_behind_them(typed, faces):
    assert read_faces(typed) == faces


@pytest.mark.parametrize('deck', [*BUILT_IN, custom('Ours', [
    ('S', '1'), ('½', '3'), ('Infinity', None), ('NaN', None), ('9999999', None), ('Too big', '100'),
    ('∞', None), ('✋', None)])])
def test_a_deck_can_be_written_down_and_typed_in_again(deck):
    assert custom(deck.name, read_faces(written_faces(deck))) == deck


@pytest.mark.parametrize(('symbol', 'words'), [
    ('5', '5 points'), ('1', '1 point'), ('0', '0 points'), ('½', 'Half a point'), ('0.5', '0.5 points'),
    ('M', 'Size M'), ('XXL', 'Size XXL'), ('☕', 'Coffee break'), ('?', 'Unsure'), ('✋', 'Needs information'),
    ('∞', '∞'), ('Spike', 'Spike'), ('nan', 'nan'), ('Infinity', 'Infinity')])
def test_cards_are_called_as_people_call_them(symbol, words):
    assert spoken(symbol) == words
