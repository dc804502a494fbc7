"""What the cards of a round say, down to the worked examples of the specification."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.poker.decks import BUILT_IN, Deck, built_in, custom
from app.domain.poker.statistics import Played, Statistics, evaluate, percent, rounded
from tests.domain.chance import MODESTLY

FIBONACCI = built_in('Fibonacci with question')
HALVES = built_in('Modified Fibonacci')
SIZES = built_in('T-shirt')
PRICED = custom('Priced sizes', [('S', '1'), ('M', '3'), ('L', None), ('XL', '9'), *((face, None) for face in '✋?☕')])
PEOPLE = ('Ana', 'Bo', 'Chidi', 'Dana', 'Eve', 'Farid', 'Gus', 'Hugo', 'Iris', 'Jo')


def of(faces: str, deck: Deck = FIBONACCI, eligible: int = 0) -> Statistics:
    """Cards laid by Ana, Bo, Chidi …"""
    return evaluate(deck, [Played(name, face) for name, face in zip(PEOPLE, faces.split(), strict=False)], eligible)


def test_the_worked_example():
    result = of('3 5 5 5 5 8 8 13')
    assert (rounded(result.average), rounded(result.median), result.suggestion) == ('6.5', '5', '5')
    assert (percent(result.agreement), result.modes) == ('50', ('5',))
    assert (result.lowest, result.highest, result.spread) == ('3', '13', 3)
    assert (result.low_outliers, result.high_outliers) == (frozenset(), {'13'})
    assert not result.is_consensus and not result.is_near_consensus


def test_coffee_does_not_spoil_a_consensus():
    result = of('5 5 ☕')
    assert result.is_consensus and result.coffee == 1
    assert (rounded(result.average), percent(result.agreement)) == ('5', '100')


@pytest.mark.parametrize('doubt', ['?', '✋'])
def test_a_doubt_spoils_a_consensus_and_is_named(doubt):
    result = of(f'M M {doubt}', PRICED)
    assert not result.is_consensus and not result.is_near_consensus
    assert (result.unsure, rounded(result.average), percent(result.agreement)) == (('Chidi',), '3', '100')


def test_neighbours_in_the_deck_are_nearly_agreed():
    result = of('½ 1', HALVES)
    assert (result.average, rounded(result.average)) == (Decimal('0.75'), '0.8')
    assert result.is_near_consensus and not result.is_consensus


@pytest.mark.parametrize('faces', ['☕', '?', '☕ ?', ''])
def test_without_a_number_there_is_no_average_and_never_a_zero(faces):
    result = of(faces)
    assert (rounded(result.average), rounded(result.median), percent(result.agreement)) == ('–', '–', '–')
    assert (result.suggestion, result.lowest, result.highest, result.spread) == (None, None, None, 0)
    assert not result.is_consensus and result.modes == ()


@pytest.mark.parametrize(('faces', 'average', 'median'), [
    ('8', '8', '8'), ('1 2', '1.5', '1.5'), ('1 2 2', '1.7', '2'), ('1 1 2', '1.3', '1'), ('1 3 5 21', '7.5', '4'),
    ('21 1 2', '8', '2'), ('5 8 ☕ ?', '6.5', '6.5')])
def test_average_and_median(faces, average, median):
    result = of(faces)
    assert (rounded(result.average), rounded(result.median)) == (average, median)


@pytest.mark.parametrize(('faces', 'suggestion'), [
    ('1 2', '2'), ('3 5', '5'), ('5 8', '8'), ('5 5 8', '5'), ('1 21', '13'), ('2 8', '5'), ('1 1 21 21', '13'),
    ('13', '13')])
def test_the_suggestion_is_the_face_nearest_to_the_median_and_the_higher_of_two(faces, suggestion):
    assert of(faces).suggestion == suggestion


@pytest.mark.parametrize(('faces', 'middle', 'suggestion'), [
    ('S M L', ('M',), 'M'), ('M', ('M',), 'M'), ('M M', ('M',), 'M'), ('M L', ('M', 'L'), 'L'),
    ('S S M L', ('S', 'M'), 'M'), ('XS XL ?', ('XS', 'XL'), 'M'), ('XXL L ☕ L', ('L',), 'L'), ('☕', (), None)])
def test_sizes_have_middle_faces_instead_of_an_average(faces, middle, suggestion):
    result = of(faces, SIZES)
    assert (result.average, result.median) == (None, None)
    assert (result.median_faces, result.suggestion) == (middle, suggestion)


def test_of_a_deck_with_some_numbers_only_those_are_averaged():
    result = of('S L L XL', PRICED)
    assert (result.average, result.median, result.median_faces) == (5, 5, ())
    assert (result.modes, percent(result.agreement), result.suggestion) == (('L',), '50', 'M')


@pytest.mark.parametrize(('faces', 'modes', 'agreement'), [
    ('3 3 5 5 8', ('3', '5'), '40'), ('1 2 3', ('1', '2', '3'), '33'), ('2 1 2', ('2',), '67'),
    ('5 ☕ ☕ ☕', ('5',), '100'), ('5 8 ? ?', ('5', '8'), '50')])
def test_every_most_frequent_face_is_a_mode_and_agreement_is_the_share_of_one(faces, modes, agreement):
    result = of(faces)
    assert (result.modes, percent(result.agreement)) == (modes, agreement)


@pytest.mark.parametrize(('faces', 'is_agreed', 'is_nearly'), [
    ('5 5', True, False), ('5', False, False), ('5 ☕', False, False), ('5 8', False, True), ('5 8 5 ☕', False, True),
    ('5 8 ?', False, False), ('3 8', False, False), ('☕ ☕', False, False), ('? ?', False, False)])
def test_consensus_needs_two_equal_cards_and_no_doubt(faces, is_agreed, is_nearly):
    result = of(faces)
    assert (result.is_consensus, result.is_near_consensus) == (is_agreed, is_nearly)


@pytest.mark.parametrize(('faces', 'is_single'), [('5', True), ('☕', True), ('5 5', False), ('', False)])
def test_one_card_is_a_single_vote(faces, is_single):
    assert of(faces).is_single_vote is is_single


@pytest.mark.parametrize(('faces', 'low', 'high'), [
    ('1 13', '', ''), ('1 5 5', '1', ''), ('5 5 13', '', '13'), ('2 5 5', '2', ''), ('3 5 8', '', ''),
    ('2 5 8 13', '2', ''), ('3 5 8 13', '', ''), ('1 3 5 13', '1', '13'), ('1 1 21 21', '1', '21'), ('1 5 ☕', '', ''),
    ('XS M M XL', 'XS', 'XL')])
def test_cards_two_steps_from_the_middle_of_three_or_more_are_outliers(faces, low, high):
    result = of(faces, SIZES if 'M' in faces else FIBONACCI)
    assert (result.low_outliers, result.high_outliers) == (set(low.split()), set(high.split()))


@pytest.mark.parametrize(('faces', 'names'), [
    ('5 8', ()), ('3 8', ('Ana', 'Bo')), ('13 8 3 ☕', ('Chidi', 'Ana')),
    ('1 1 1 1 5 5', ('Ana', 'Bo', 'Chidi', 'Eve', 'Farid')), ('8 8 8 8 3', ('Eve', 'Ana', 'Bo', 'Chidi'))])
def test_the_lowest_and_the_highest_are_asked_to_explain_three_a_side_at_most(faces, names):
    assert tuple(card.name for card in of(faces).explainers) == names


def test_the_distribution_follows_the_deck_and_leaves_empty_bars_out():
    bars = of('☕ 8 ? 5 8').distribution
    assert [(bar.face, bar.count, bar.names) for bar in bars] == [
        ('5', 1, ('Dana',)), ('8', 2, ('Bo', 'Eve')), ('?', 1, ('Chidi',)), ('☕', 1, ('Ana',))]


@pytest.mark.parametrize(('faces', 'is_suggested'), [
    ('☕ 5', True), ('☕ ☕ 5', True), ('☕ 5 5', False), ('☕', True), ('5 5', False), ('', False),
    ('☕ ☕ 5 5', True)])
def test_coffee_from_half_of_the_voters_suggests_a_break(faces, is_suggested):
    assert of(faces).suggests_break is is_suggested


@pytest.mark.parametrize(('eligible', 'expected'), [(5, 5), (3, 3), (0, 3)])
def test_participation_is_never_above_one(eligible, expected):
    result = of('5 8 ☕', eligible=eligible)
    assert (result.cards, result.eligible) == (3, expected)


@pytest.mark.parametrize(('value', 'text'), [
    (None, '–'), ('0.25', '0.3'), ('0.35', '0.4'), ('0.05', '0.1'), ('0.04', '0'), ('6.95', '7'), ('4.649', '4.6'),
    ('100', '100'), ('0', '0')])
def test_values_are_rounded_half_up_to_one_decimal(value, text):
    assert rounded(value and Decimal(value)) == text


@pytest.mark.parametrize(('share', 'text'), [
    (None, '–'), ('0.125', '13'), ('0.335', '34'), ('1', '100'), ('0.5', '50')])
def test_shares_are_rounded_half_up_to_whole_percents(share, text):
    assert percent(share and Decimal(share)) == text


decks = st.sampled_from((*BUILT_IN, PRICED))
rounds = decks.flatmap(lambda deck: st.tuples(st.just(deck), st.lists(
    st.builds(Played, st.sampled_from(PEOPLE), st.sampled_from(deck.symbols)), max_size=20)))


@MODESTLY
@given(rounds)
def test_average_and_median_lie_between_the_smallest_and_the_largest_number(played):
    deck, cards = played
    numbers = [number for card in cards if (number := deck.number(card.face)) is not None]
    result = evaluate(deck, cards, 0)
    assert (result.average is None) == (result.median is None) == (not numbers)
    if numbers:
        assert min(numbers) <= result.average <= max(numbers) and min(numbers) <= result.median <= max(numbers)


@MODESTLY
@given(rounds)
def test_the_distribution_counts_every_card_once(played):
    deck, cards = played
    bars = evaluate(deck, cards, 0).distribution
    assert {bar.face: bar.count for bar in bars} == Counter(card.face for card in cards)
    assert all(len(bar.names) == bar.count for bar in bars)


@MODESTLY
@given(rounds)
def test_figures_stay_within_the_deck_and_within_their_bounds(played):
    deck, cards = played
    result = evaluate(deck, cards, 0)
    assert result.suggestion is None or result.suggestion in deck.positions
    assert result.agreement is None or 0 < result.agreement <= 1
    assert 0 <= result.spread < max(1, len(deck.ordered))
    assert result.low_outliers.isdisjoint(result.high_outliers)
    assert not (result.is_consensus and result.is_near_consensus)
    assert not result.is_consensus or (result.agreement == 1 and result.suggestion == result.modes[0])


@MODESTLY
@given(rounds, st.randoms(use_true_random=False))
def test_the_order_in_which_cards_were_laid_does_not_matter(played, random):
    deck, cards = played
    first = evaluate(deck, cards, 7)
    random.shuffle(cards)
    assert _nameless(evaluate(deck, cards, 7)) == _nameless(first)


def _nameless(result: Statistics) -> dict[str, object]:
    """All figures, without the order of names."""
    figures = dict(vars(result), unsure=sorted(result.unsure))
    figures['distribution'] = [(bar.face, sorted(bar.names)) for bar in result.distribution]
    figures['explainers'] = Counter(card.face for card in result.explainers)
    return figures
