"""How a table is played can be changed at any time by whoever steers it, and by nobody else."""

from dataclasses import fields

import pytest

from app.domain.poker.decks import BUILT_IN
from app.domain.poker.table import Switches
from app.services.poker import seats
from app.work import transact
from tests.pages.conftest import field, fill, misses, named, press, press_last, sees, shown, switch, until
from tests.people import ANN, BOB
from tests.poker import change, open_table, public_id, start, state, table_of

WORDS = {
    'auto_reveal': 'Reveal when everyone has voted', 'timer_reveals': 'Turn the cards when time is up',
    'facilitate_only': 'The Scrum Master does not vote', 'guests': 'Guests may join by link',
    'locked': 'Lock the table', 'listed': 'Show in the list of tables', 'pause': 'Pause when the Scrum Master is away',
    'keep': 'Keep the results after the table is closed', 'averages': 'Show averages',
    'everyone_reveals': 'Everyone may reveal', 'everyone_moves_on': 'Everyone may start and go on',
    'everyone_edits_stories': 'Everyone may edit stories', 'everyone_saves': 'Everyone may save estimates',
}
AT_HAND = ('auto_reveal', 'guests')


@pytest.fixture
async def at_table(ann, table):
    await ann.open(f'/poker/{table}')
    return ann


@pytest.fixture
async def settings(at_table):
    """Ann has opened the settings."""
    press(at_table, 'Table settings')
    await sees(at_table, 'A new deck applies from the next round.')
    return at_table


def dialog_field(user, label):
    """The quick switches beside the table have some of the same names."""
    return [element for element in shown(user) if label.split() == element._markers][-1]


def test_every_switch_a_table_has_stands_in_the_settings():
    assert {field.name for field in fields(Switches) if field.type in (bool, 'bool')} == set(WORDS)


@pytest.mark.parametrize(('name', 'label'), WORDS.items())
async def test_a_switch_in_the_settings_holds_once_it_is_saved(settings, table, name, label):
    before = getattr(table_of(table).switches, name)
    with settings:
        dialog_field(settings, label).set_value(not before)
    assert getattr(table_of(table).switches, name) == before
    press(settings, 'Save the settings')
    await until(lambda: getattr(table_of(table).switches, name) != before)
    await misses(settings, 'A new deck applies from the next round.')


@pytest.mark.parametrize('name', AT_HAND)
async def test_a_switch_beside_the_table_holds_at_once(at_table, table, name):
    before = getattr(table_of(table).switches, name)
    switch(at_table, WORDS[name])
    await until(lambda: getattr(table_of(table).switches, name) != before)


async def test_what_somebody_else_switched_is_shown(at_table, table):
    change(table, guests=False)
    await until(lambda: not field(at_table, 'Guests may join by link').value)


async def test_name_deck_seats_and_times_can_be_changed(settings, table):
    deck = BUILT_IN[2]
    fill(settings, Table_name='Sprint 13', Time_per_round='120', Countdown='0', Seats=5)
    press(settings, f'{deck.name}: {" ".join(deck.symbols)}')
    press(settings, 'Save the settings')
    await until(lambda: table_of(table).name == 'Sprint 13')
    after = table_of(table)
    assert (after.deck, after.switches.timer, after.switches.countdown) == (deck, 120, 0)
    assert after.rules.max_voters == 5


async def test_another_deck_holds_from_the_next_round(at_table, table):
    start(table)
    await sees(at_table, '21 points')
    press(at_table, 'Table settings')
    deck = next(deck for deck in BUILT_IN if 'XS' in deck.symbols)
    await sees(at_table, 'A new deck applies from the next round.')
    press(at_table, f'{deck.name}: {" ".join(deck.symbols)}')
    press(at_table, 'Save the settings')
    await until(lambda: table_of(table).deck == deck)
    assert named(at_table, '21 points') and not named(at_table, 'Size XS')
    press(at_table, 'Restart round')
    await sees(at_table, 'Size XS')


async def test_a_name_that_is_none_is_refused_and_the_dialog_stays(settings, table):
    fill(settings, Table_name=' ', Countdown='0')
    press(settings, 'Save the settings')
    await sees(settings, 'Close')
    assert field(settings, 'Countdown').value == '0' and table_of(table).name == 'Sprint 12'


async def test_settings_that_were_not_saved_change_nothing(settings, table):
    fill(settings, Table_name='Sprint 13')
    press(settings, 'Back')
    await misses(settings, 'A new deck applies from the next round.')
    assert table_of(table).name == 'Sprint 12'


async def test_a_time_nobody_offers_stays_when_it_is_not_touched(ann, workspace, user):
    table = open_table()
    change(table, timer=90)
    await ann.open(f'/poker/{table}')
    press(ann, 'Table settings')
    await sees(ann, 'Time per round')
    fill(ann, Table_name='Sprint 13')
    press(ann, 'Save the settings')
    await until(lambda: table_of(table).name == 'Sprint 13')
    assert table_of(table).switches.timer == 90


async def test_a_table_is_closed_after_a_question_and_everybody_is_told(settings, bob, table):
    await bob.open(f'/poker/{table}')
    press(settings, 'Close the table')
    await sees(settings, 'Close Sprint 12?', 'The results are kept.')
    press_last(settings, 'Close the table')
    await until(lambda: state(table) == 'closed')
    for browser in (settings, bob):
        await sees(browser, 'The Scrum Master has closed this table.', 'See the results', 'To the tables')


async def test_closing_can_be_thought_over(settings, table):
    press(settings, 'Close the table')
    await sees(settings, 'Close Sprint 12?')
    press_last(settings, 'Back')
    await misses(settings, 'Close Sprint 12?')
    assert state(table) == 'waiting'


async def test_who_does_not_steer_finds_no_settings(bob, table):
    await bob.open(f'/poker/{table}')
    await sees(bob, 'At the table')
    assert not named(bob, 'Table settings') and not named(bob, 'Guests may join by link')


async def test_settings_opened_before_the_role_was_handed_over_are_refused(settings, table):
    transact(seats.hand_over, ANN, table, public_id(table, BOB))
    fill(settings, Table_name='Sprint 13')
    press(settings, 'Save the settings')
    await sees(settings, 'Only the Scrum Master can do that.')
    assert table_of(table).name == 'Sprint 12'
