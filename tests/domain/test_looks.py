"""What each viewer sees of everybody at a table, and above all what they do not see."""

import pytest

from app.domain.poker import deeds
from app.domain.poker.decks import built_in
from app.domain.poker.looks import SeatLook, TableView, counted, one_sentence, seat_looks, waiting_for
from app.domain.poker.statistics import Played, evaluate
from app.domain.poker.table import Table
from tests.domain.tables import ANA, BO, CHIDI, DANA, after, away, do, laid, table_of, turned, voting
from tests.people import NOON

STRANGER = 'guest:99'
TEAM = ('Ana', 'Bo', 'Chidi', 'Dana')


def view(table: Table) -> TableView:
    return TableView(table, None, (), ())


def looks(table: Table, viewer: int = 99) -> tuple[SeatLook, ...]:
    return seat_looks(view(table), f'guest:{viewer}')


def labels(table: Table, viewer: int = 99) -> list[str]:
    return [look.label for look in looks(table, viewer)]


BEFORE_THE_REVEAL = {
    'voting': laid(voting(*TEAM), '3', '13', '21'),
    'revealing': do(laid(voting(*TEAM), '3', '13', '21'), deeds.Reveal()),
    'paused': do(laid(voting(*TEAM), '3', '13', '21'), *away(ANA), now=after(seconds=2)),
    'closed': do(laid(voting(*TEAM), '3', '13', '21'), deeds.Close('closed')),
}


@pytest.mark.parametrize('moment', BEFORE_THE_REVEAL)
@pytest.mark.parametrize('viewer', [ANA, BO, CHIDI, DANA, 99])
def test_before_the_reveal_nobody_sees_anybody_elses_card_in_any_form(moment, viewer):
    table = BEFORE_THE_REVEAL[moment]
    for seat, look in zip(table.here, looks(table, viewer), strict=True):
        if seat.id != viewer:
            assert look.face == '' and not look.is_asked
            assert seat.card is None or seat.card not in f'{look.label} {look.status} {look.note}'
            assert view(table).face_for(seat, f'guest:{viewer}') is None
    assert view(table).statistics is None


def test_everybody_sees_their_own_card_at_once():
    table = laid(voting(*TEAM), '3', '13')
    assert [looks(table, number)[number - 1].face for number in (ANA, BO, CHIDI)] == ['3', '13', '']


def test_after_the_reveal_everybody_sees_all_cards():
    table = turned(laid(voting(*TEAM), '3', '13', '☕'))
    assert [look.face for look in looks(table)] == ['3', '13', '☕', '']
    assert view(table).statistics.cards == 3


def test_when_the_next_story_is_picked_the_old_cards_are_gone():
    table = do(turned(laid(voting(*TEAM), '3', '13')), deeds.MoveOn(8))
    assert not any(look.face or look.has_card for look in looks(table, ANA))


def test_while_voting_labels_say_who_has_voted_and_who_has_not():
    table = do(laid(voting('Ana', 'Bo', 'Hugo', 'Iris', 'Jo'), '3', None, None, None, '5'), *away(3),
               deeds.ChangeKind(4, is_voter=False), deeds.Depart(5, NOON))
    assert labels(table) == ['Ana, Scrum Master, has voted', 'Bo, thinking', 'Hugo, away', 'Iris, watching',
                             'Jo, has voted']


def test_after_the_reveal_labels_say_the_card_and_who_is_furthest_apart():
    table = turned(laid(voting('Ana', 'Bo', 'Chidi', 'Dana', 'Farid', 'Gus'), '5', '5', '3', '☕', '13'))
    assert labels(table) == ['Ana, Scrum Master, 5', 'Bo, 5', 'Chidi, 3, lowest', 'Dana, coffee',
                             'Farid, 13, highest', 'Gus']


def test_outliers_that_are_not_the_furthest_are_low_or_high():
    table = turned(laid(voting('Ana', 'Bo', 'Chidi', 'Dana', 'Eve', 'Farid', 'Gus'),
                        '1', '2', '5', '5', '5', '13', '21'))
    assert [look.label.split(', ')[-1] for look in looks(table)] == ['lowest', 'low', '5', '5', '5', 'high', 'highest']


def test_neighbours_in_the_deck_are_not_asked_to_explain():
    assert not any(look.is_asked for look in looks(turned(laid(voting('Ana', 'Bo'), '5', '8'))))


def test_before_a_round_labels_say_only_who_is_who():
    table = do(table_of('Ana', 'Bo', 'Hugo'), deeds.RaiseHand(BO, is_raised=True), *away(3))
    assert labels(table, BO) == ['Ana, Scrum Master', 'Bo, you, hand raised', 'Hugo, away']


def test_a_scrum_master_who_only_facilitates_is_watching():
    look = looks(voting('Ana', 'Bo', facilitate_only=True))[0]
    assert (look.label, look.status, look.is_awaited) == ('Ana, Scrum Master, watching', 'watching', False)


@pytest.mark.parametrize(('table', 'status'), [
    (table_of('Ana', 'Bo'), ''), (voting('Ana', 'Bo'), 'thinking'), (laid(voting('Ana', 'Bo'), None, '5'), 'card down'),
    (do(voting('Ana', 'Bo'), *away(BO)), 'reconnecting'),
    (do(laid(voting('Ana', 'Bo'), None, '5'), *away(BO)), 'card down'),
    (do(voting('Ana', 'Bo'), deeds.ChangeKind(BO, is_voter=False)), 'watching'),
    (turned(laid(voting('Ana', 'Bo'), '5')), '')])
def test_the_line_under_a_name_says_how_far_somebody_is(table, status):
    assert looks(table)[1].status == status


def test_the_note_tells_oneself_the_absent_and_guests_apart():
    table = do(table_of('Ana', 'Bo', 'Chidi'), *away(CHIDI))
    assert [look.note for look in looks(table, ANA)] == ['you', 'guest', 'away']


def test_whoever_left_a_turned_card_behind_counts_but_is_not_shown():
    table = do(turned(laid(voting('Ana', 'Bo'), '3', '5')), deeds.Leave(BO))
    assert [look.name for look in looks(table)] == ['Ana']
    assert view(table).statistics.cards == 2


def test_a_nudge_is_shown_until_the_card_lies_and_not_in_the_next_round():
    table = do(voting('Ana', 'Bo'), deeds.Nudge(BO))
    assert looks(table)[1].was_nudged
    assert not looks(laid(table, None, '5'))[1].was_nudged
    assert not looks(do(table, deeds.Restart(), now=after(seconds=5)))[1].was_nudged


@pytest.mark.parametrize(('table', 'count'), [
    (voting(*TEAM), (0, 4)), (laid(voting(*TEAM), '3', '5'), (2, 4)), (do(laid(voting(*TEAM), '3'), *away(BO)), (1, 3)),
    (do(laid(voting(*TEAM), '3', '5'), *away(BO)), (2, 4)), (voting(*TEAM, facilitate_only=True), (0, 3)),
    (do(voting(*TEAM), deeds.ChangeKind(DANA, is_voter=False)), (0, 3)), (turned(laid(voting(*TEAM), '3')), (1, 4))])
def test_cards_are_counted_among_those_whose_card_is_asked_for(table, count):
    assert counted(looks(table)) == count


@pytest.mark.parametrize(('faces', 'names'), [
    (['3', '5', '8', '13'], ''), (['3', '5', '8'], 'Dana'), (['3', '5'], 'Chidi and Dana'), (['3'], '3 people'),
    ([], '4 people')])
def test_it_is_said_whom_the_table_waits_for(faces, names):
    assert waiting_for(looks(laid(voting(*TEAM), *faces))) == names


def test_nobody_is_waited_for_outside_a_round():
    assert waiting_for(looks(table_of(*TEAM))) == waiting_for(looks(turned(laid(voting(*TEAM), '3')))) == ''


@pytest.mark.parametrize(('deck', 'faces', 'sentence'), [
    ('Fibonacci with question', '3 5 5 8 ?', 'Cards turned: average 5.3, median 5, from 3 to 8, no consensus.'),
    ('Fibonacci with question', '5 5 ☕', 'Cards turned: everyone said 5 points.'),
    ('Modified Fibonacci', '½ 1', 'Cards turned: average 0.8, median 0.8, from ½ to 1, nearly agreed.'),
    ('Fibonacci with question', '☕ ?', 'Cards turned: nothing that can be averaged.'),
    ('T-shirt', 'M M', 'Cards turned: everyone said Size M.'),
    ('T-shirt', 'S M L XL', 'Cards turned: median M or L, from S to XL, no consensus.')])
def test_the_result_is_announced_in_one_sentence(deck, faces, sentence):
    assert one_sentence(evaluate(built_in(deck), [Played('', face) for face in faces.split()], 0)) == sentence
