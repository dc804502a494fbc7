"""A round at the table, seen and played by hand: cards, reveal, result, and the ways back."""

import pytest

from app.domain.poker.decks import BUILT_IN
from app.domain.poker.table import Switches
from app.services.people import accounts
from app.services.poker import rounds, seats
from app.work import read, transact
from tests.pages.conftest import (
    control,
    misses,
    named,
    press,
    sees,
    shown,
    sign_in,
    switch,
    text_of,
    touch,
    type_key,
    until,
)
from tests.pages.table.conftest import agree, is_chosen, lay
from tests.people import ANN, BOB
from tests.poker import cards, change, open_table, played, seat_of, start, state, table_of


async def test_before_the_first_round_the_table_is_ready(at_table):
    await sees(at_table, 'Ready', 'No story picked yet', 'Waiting for the round to start.', '2 of 16 seats')
    assert not named(at_table, '5 points')


async def test_the_scrum_master_starts_a_round_and_everybody_gets_cards(at_table, bob, table):
    await bob.open(f'/poker/{table}')
    press(at_table, 'Start round')
    await until(lambda: state(table) == 'voting')
    for browser in (at_table, bob):
        await sees(browser, 'Pick a card', 'Round 1', '0 of 2', '5 points', 'Coffee break')


async def test_a_click_lays_a_card_and_another_click_changes_it(at_table, table):
    start(table)
    await sees(at_table, 'Pick a card')
    press(at_table, '5 points')
    await until(lambda: cards(table)['Ann'] == '5' and is_chosen(at_table, '5 points'))
    press(at_table, '8 points')
    await until(lambda: cards(table)['Ann'] == '8' and not is_chosen(at_table, '5 points'))
    await sees(at_table, 'Your card · tap another to change it until the reveal')


async def test_a_card_can_be_taken_back(at_table, table):
    start(table)
    lay(table, Ann='5')
    await sees(at_table, 'You played 5')
    press(at_table, 'Take back')
    await until(lambda: cards(table)['Ann'] is None)
    await sees(at_table, 'Pick a card')


async def test_a_card_laid_in_one_browser_is_seen_in_the_other_of_the_same_person(at_table, neighbour, table):
    sign_in(neighbour, ANN)
    await neighbour.open(f'/poker/{table}')
    start(table)
    await sees(at_table, 'Pick a card')
    press(at_table, '5 points')
    await until(lambda: is_chosen(neighbour, '5 points'))


async def test_nothing_of_a_hidden_card_reaches_the_others(at_table, table):
    start(table)
    lay(table, Bob='13')
    await sees(at_table, 'Bob, has voted', '1 of 2')
    assert not [element for element in shown(at_table) if element.props.get('data-face') == '13']
    assert not is_chosen(at_table, '13 points')
    assert '13' not in text_of(at_table).replace('13 points\n13\n13', '')


@pytest.mark.parametrize(('key', 'face'), [('5', '5'), ('c', '☕'), ('8', '8')])
async def test_keys_lay_cards(at_table, table, key, face):
    start(table)
    await sees(at_table, 'Pick a card')
    type_key(at_table, key)
    await until(lambda: cards(table)['Ann'] == face)


async def test_two_digits_lay_the_card_with_both(at_table, table):
    start(table)
    await sees(at_table, 'Pick a card')
    for digit in '13':
        type_key(at_table, digit)
    await until(lambda: cards(table)['Ann'] == '13')


async def test_cards_can_be_turned_only_when_one_lies(at_table, table):
    start(table)
    await sees(at_table, 'Reveal cards')
    assert 'disabled' in control(at_table, 'Reveal cards').props
    lay(table, Bob='5')
    await until(lambda: 'disabled' not in control(at_table, 'Reveal cards').props)


async def test_a_reveal_counts_down_and_can_be_stopped(at_table, table):
    start(table)
    lay(table, Ann='5', Bob='8')
    await sees(at_table, '2 of 2')
    press(at_table, 'Reveal cards')
    await sees(at_table, 'Cards turn in', 'Turn now')
    press(at_table, 'Cancel reveal')
    await until(lambda: state(table) == 'voting')
    await sees(at_table, 'Reveal cards')


async def test_cards_turn_for_everybody_at_the_same_moment(at_table, bob, table):
    await bob.open(f'/poker/{table}')
    start(table)
    lay(table, Ann='5', Bob='8')
    await sees(at_table, '2 of 2')
    press(at_table, 'Reveal cards')
    await sees(at_table, 'Turn now')
    press(at_table, 'Turn now')
    for browser in (at_table, bob):
        await sees(browser, 'Result', '6.5', '5–8', 'Average', 'Median')
    await sees(bob, 'You played 8. The hand comes back when the next round starts.')
    assert not named(bob, 'Take back')


async def test_what_everybody_said_is_celebrated(at_table, table):
    agree(table)
    await sees(at_table, 'Everyone said 5.', '100 % agree', 'Save it and go on.')


@pytest.mark.parametrize(('anns', 'bobs', 'says'), [
    ('1', '13', 'Ann and Bob are furthest apart.'), ('☕', '☕', 'Time for a break.'), ('5', '8', 'Nearly agreed.')],
    ids=['apart', 'tired', 'near'])
async def test_the_result_says_what_to_do_now(at_table, table, anns, bobs, says):
    played(table, {ANN: anns, BOB: bobs})
    await sees(at_table, says)


async def test_the_key_r_turns_the_cards(at_table, table):
    change(table, countdown=0)
    start(table)
    lay(table, Ann='5', Bob='5')
    await sees(at_table, '2 of 2')
    type_key(at_table, 'r')
    await until(lambda: state(table) == 'results')


async def test_a_timer_runs_and_can_be_stopped_and_lengthened(ann, workspace, user):
    table = open_table(switches=Switches(timer=60))
    await ann.open(f'/poker/{table}')
    start(table)
    await sees(ann, 'Voting closes in', 'Then everybody is told')
    press(ann, 'Pause timer')
    await sees(ann, 'Stopped at')
    left = table_of(table).round.timer_left
    press(ann, 'Add 30 seconds')
    await until(lambda: table_of(table).round.timer_left == left + 30)
    press(ann, 'Resume timer')
    await until(lambda: table_of(table).round.timer_ends_at)
    type_key(ann, 't')
    await until(lambda: table_of(table).round.timer_left is not None)


async def test_whoever_has_not_voted_can_be_nudged(at_table, bob, table):
    await bob.open(f'/poker/{table}')
    start(table)
    await sees(at_table, 'Nudge all')
    press(at_table, 'Nudge all')
    await until(lambda: seat_of(table, BOB).nudged_at)


async def test_a_hand_can_be_raised_and_lowered(bob, table):
    await bob.open(f'/poker/{table}')
    await sees(bob, 'Raise hand')
    press(bob, 'Raise hand')
    await until(lambda: seat_of(table, BOB).hand_at)
    await sees(bob, 'Lower hand', 'hand raised')
    press(bob, 'Lower hand')
    await until(lambda: not seat_of(table, BOB).hand_at)


async def test_whoever_watches_has_no_cards_and_can_take_part(bob, table):
    transact(seats.change_kind, BOB, table, False)
    await bob.open(f'/poker/{table}')
    start(table)
    await sees(bob, 'You are watching.', '0 of 1')
    assert not named(bob, '5 points')
    press(bob, 'Take part')
    await until(lambda: seat_of(table, BOB).is_voter)
    await sees(bob, 'Pick a card')


async def test_a_scrum_master_who_only_facilitates_has_no_cards(at_table, table):
    change(table, facilitate_only=True)
    start(table)
    await sees(at_table, 'You facilitate and do not vote.', '0 of 1')


async def test_cards_turn_by_themselves_when_everybody_has_voted(at_table, table):
    switch(at_table, 'Reveal when everyone has voted')
    await until(lambda: table_of(table).switches.auto_reveal)
    start(table)
    lay(table, Ann='5', Bob='8')
    await sees(at_table, 'Cards turn in')


async def test_a_card_that_came_too_late_is_refused_and_says_why(bob, table):
    """The page is a moment behind."""
    await bob.open(f'/poker/{table}')
    start(table)
    await sees(bob, 'Pick a card')
    card = control(bob, '5 points')
    lay(table, Ann='5')
    transact(rounds.reveal_cards, ANN, table)
    transact(rounds.turn_now, ANN, table)
    touch(bob, card, 'click')
    await sees(bob, 'That round is over; your card was not laid.')
    assert cards(table)['Bob'] is None


async def test_averages_can_be_left_out(at_table, table):
    change(table, averages=False)
    agree(table)
    await sees(at_table, 'Median')
    await misses(at_table, 'Average')


async def test_what_happens_is_said_to_those_who_listen(at_table, bob, table):
    start(table)
    await sees(at_table, 'Round 1 has started.')


async def test_sounds_are_off_until_somebody_wants_them(at_table, workspace):
    press(at_table, 'Sound')
    await until(lambda: read(accounts.view_profile, ANN).has_sound)
    assert control(at_table, 'Sound').props['aria-pressed'] == 'true'


@pytest.mark.parametrize(('name', 'has_hint'), [('T-shirt', False), ('Fibonacci with coffee', True)])
async def test_digits_are_hinted_at_where_cards_have_some(ann, workspace, user, name, has_hint):
    table = open_table(deck=next(deck for deck in BUILT_IN if deck.name == name))
    await ann.open(f'/poker/{table}')
    start(table)
    await sees(ann, 'Pick a card')
    assert bool([one for one in shown(ann) if one.tag == 'kbd' and one.text == '9']) is has_hint


async def test_coffee_is_a_sign_wherever_a_card_is_shown(at_table, table):
    played(table, {ANN: '☕', BOB: '5'})
    await sees(at_table, 'You played coffee.')
    assert '☕' not in text_of(at_table)
    assert not [one for one in shown(at_table) if one.props.get('data-face') == '☕']
