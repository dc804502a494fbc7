"""The lobby: which tables there are, the ways to one, and the panel that opens a new one."""

import pytest

from app.domain.poker.decks import BUILT_IN
from app.services.poker import lobby, rounds, seats, tables
from app.work import read, transact
from tests.pages.conftest import (
    arrives,
    be_guest,
    complaint,
    control,
    field,
    fill,
    give,
    misses,
    named,
    press,
    sees,
    shown,
    submit,
    switch,
    text_of,
    type_key,
    until,
)
from tests.people import ANN, BOB
from tests.poker import change, open_table, played, start, table_of


def only_table():
    """The table that was opened in a test."""
    listed = read(lobby.list_tables).tables
    return table_of(listed[0].id) if listed else None


async def test_an_empty_lobby_says_so_and_offers_to_start(ann):
    await ann.open('/poker')
    await sees(ann, 'No table is open', 'Start a table', 'No session yet', 'This month')


async def test_a_new_table_appears_by_itself_and_goes_when_it_is_closed(ann):
    await ann.open('/poker')
    table = open_table(BOB, 'Sprint 13')
    await sees(ann, '1 open', 'Sprint 13', 'run by Bob', '1 of 16 seats', 'Waiting', 'No story picked yet')
    transact(tables.close_table, BOB, table)
    await sees(ann, 'No table is open')
    await misses(ann, 'run by Bob')


async def test_how_far_a_table_is_can_be_seen_from_the_lobby(ann, table):
    await ann.open('/poker')
    await sees(ann, '2 people estimating right now')
    number = start(table)
    await sees(ann, 'Voting')
    for person in (ANN, BOB):
        transact(rounds.lay_card, person, table, number, '5')
    transact(rounds.reveal_cards, ANN, table)
    await sees(ann, 'Turning')
    transact(rounds.turn_now, ANN, table)
    await sees(ann, 'Cards up', '100 % agree')


async def test_the_newest_table_comes_first(ann):
    for name in ('First', 'Second'):
        open_table(BOB, name)
    await ann.open('/poker')
    await sees(ann, '2 open')
    assert text_of(ann).index('Second') < text_of(ann).index('First')


async def test_members_rejoin_others_join_and_a_full_table_can_be_watched(ann, bob, workspace):
    table = open_table(max_voters=1)
    await ann.open('/poker')
    await sees(ann, 'Rejoin Sprint 12')
    await bob.open('/poker')
    await sees(bob, 'Watch Sprint 12')
    press(ann, 'Rejoin Sprint 12')
    await arrives(ann, f'/poker/{table}')


async def test_a_locked_table_cannot_be_joined(bob, table):
    transact(seats.leave, BOB, table)
    await bob.open('/poker')
    await sees(bob, 'Join Sprint 12')
    change(table, locked=True)
    await sees(bob, '· locked')
    await until(lambda: not named(bob, 'Join Sprint 12'))


async def test_a_guest_sees_name_state_and_count_and_nothing_else(user, table):
    be_guest(user, 'Gus')
    await user.open('/poker')
    await sees(user, 'Sprint 12', 'Waiting', '2 of 16 seats', 'Join Sprint 12')
    assert not any(word in text_of(user) for word in ('Ann', 'Bob', 'run by', 'No story', 'This month', 'History'))


async def test_a_table_without_guests_offers_them_no_way_in(user, table):
    be_guest(user, 'Gus')
    change(table, guests=False)
    await user.open('/poker')
    await sees(user, 'Sprint 12')
    assert not named(user, 'Join Sprint 12')


async def test_an_unlisted_table_is_not_shown(ann, table):
    await ann.open('/poker')
    change(table, listed=False)
    await sees(ann, 'No table is open')


@pytest.mark.parametrize('write', [str, str.lower, lambda code: code.replace('-', ''), lambda code: f' {code} '])
async def test_a_code_leads_to_its_table_however_it_is_typed(bob, table, write):
    await bob.open('/poker')
    give(bob, 'Join with a code', write(table_of(table).code))
    submit(bob, 'Join by code')
    await arrives(bob, f'/poker/{table}')


async def test_a_code_that_does_not_exist_is_told(ann):
    await ann.open('/poker')
    give(ann, 'Join with a code', 'FELT-000')
    submit(ann, 'Join by code')
    await sees(ann, 'There is no table with the code FELT-000')


async def test_a_table_is_opened_in_two_clicks(ann):
    await ann.open('/poker')
    press(ann, 'New table')
    await sees(ann, 'Open the table')
    fill(ann, Table_name='Sprint 13')
    press(ann, 'Open the table')
    table = await until(only_table)
    await arrives(ann, f'/poker/{table.id}')
    assert (table.name, table.host_seat.name, table.rules.max_voters) == ('Sprint 13', 'Ann', 16)


async def test_a_table_is_opened_as_it_was_wanted(ann):
    await ann.open('/poker?new=1')
    await sees(ann, 'Open the table')
    fill(ann, Table_name='Sprint 13', Time_per_round=90, Seats=4, Stories_from='paste')
    fill(ann, One_story_per_line='PAY-1 Split totals\nGift cards')
    await sees(ann, '2 to add')
    deck = BUILT_IN[1]
    press(ann, f'{deck.name}: {" ".join(deck.symbols)}')
    for name in ('Guests may join by link', 'Reveal when everyone has voted'):
        switch(ann, name)
    press(ann, 'Open the table')
    table = await until(only_table)
    assert (table.deck, table.switches.timer, table.rules.max_voters) == (deck, 90, 4)
    assert table.switches.auto_reveal and not table.switches.guests
    await sees(ann, 'Split totals', 'Gift cards', '0 of 2 estimated')


async def test_a_table_without_a_name_is_refused_and_the_rest_is_kept(ann):
    await ann.open('/poker?new=1')
    await sees(ann, 'Open the table')
    fill(ann, Table_name='  ', Seats=4)
    press(ann, 'Open the table')
    await until(lambda: complaint(ann, 'Table name'))
    assert field(ann, 'Seats').value == 4 and only_table() is None


@pytest.mark.parametrize('seats', [0, 17])
async def test_a_table_has_as_many_seats_as_are_allowed(ann, seats):
    await ann.open('/poker?new=1')
    await sees(ann, 'Open the table')
    fill(ann, Table_name='Sprint 13', Seats=seats)
    press(ann, 'Open the table')
    await until(lambda: only_table() or 'A table has 1 to 16 seats.' in text_of(ann))
    assert only_table() is None or only_table().rules.max_voters == 16


async def test_the_panel_can_be_closed_again(ann):
    await ann.open('/poker?new=1')
    await sees(ann, 'Open the table')
    press(ann, 'Cancel')
    await misses(ann, 'Open the table')


async def test_the_key_n_opens_the_panel(ann):
    await ann.open('/poker')
    type_key(ann, 'n')
    await sees(ann, 'Open the table')


async def test_when_all_tables_are_in_use_no_other_can_be_opened(ann):
    for number in range(3):
        open_table(BOB, f'Sprint {number}')
    await ann.open('/poker')
    await sees(ann, 'All tables are in use. One frees up in 10 min if nobody plays there.')
    assert 'disabled' in control(ann, 'New table').props


async def test_whoever_comes_second_to_the_last_table_is_told(ann):
    await ann.open('/poker?new=1')
    await sees(ann, 'Open the table')
    fill(ann, Table_name='Sprint 13')
    for number in range(3):
        open_table(BOB, f'Sprint {number}')
    press(ann, 'Open the table')
    await sees(ann, 'All 3 tables are in use.')
    assert field(ann, 'Table name').value == 'Sprint 13'


async def test_a_guest_opens_a_table_and_gives_a_name_for_it(user, workspace):
    await user.open('/poker?new=1')
    await sees(user, 'Open the table')
    fill(user, Your_name='Gus', Table_name='Retro')
    press(user, 'Open the table')
    table = await until(only_table)
    assert table.host_seat.name == 'Gus' and not table.switches.keep


async def test_a_guest_without_a_name_is_asked_for_one(user, workspace):
    await user.open('/poker?new=1')
    await sees(user, 'Open the table')
    fill(user, Table_name='Retro')
    press(user, 'Open the table')
    await until(lambda: complaint(user, 'Your name'))
    assert only_table() is None


async def test_strangers_see_a_felt_without_cards_and_people(user, table):
    """Neither faces nor who has voted: it is not even sent."""
    number = start(table)
    transact(rounds.lay_card, ANN, table, number, '5')
    await user.open('/poker')
    await sees(user, 'Voting', '2 of 16 seats')
    assert not _drawn(user)
    transact(rounds.lay_card, BOB, table, number, '13')
    transact(rounds.reveal_cards, ANN, table)
    transact(rounds.turn_now, ANN, table)
    await sees(user, 'Cards up')
    assert not _drawn(user)
    page = (await user.http_client.get('/poker')).text
    assert '"text":"Sprint 12"' in page
    assert not [text for text in ('5', '13', 'AN', 'BO', 'Ann', 'Bob') if f'"text":"{text}"' in page]


async def test_members_see_the_turned_cards_on_the_small_felt(ann, table):
    played(table, {ANN: '5', BOB: '13'})
    await ann.open('/poker')
    await sees(ann, 'Cards up')
    assert {'5', '13', 'AN', 'BO'} <= _drawn(ann)


async def test_the_open_tables_are_a_list(ann, table):
    await ann.open('/poker')
    await sees(ann, 'Sprint 12')
    listed = named(ann, 'Open tables')
    assert [one.props['role'] for one in listed] == ['list'] and len(list(listed[0])) == 1


async def test_an_empty_lobby_explains_what_a_table_is_for(ann):
    await ann.open('/poker')
    await sees(ann, 'Nobody is estimating yet', 'everybody lays a card, all turn at once')
    press(ann, 'Start a table')
    await sees(ann, 'Open the table')


async def test_a_unit_stands_only_beside_a_number(ann):
    await ann.open('/poker?new=1')
    await sees(ann, 'Open the table')
    assert 'suffix' not in field(ann, 'Time per round').props
    give(ann, 'Time per round', 60)
    assert field(ann, 'Time per round').props['suffix'] == 's'


def _drawn(user):
    """What stands on the small tables: faces and initials; `rect` for a card."""
    return {element.text if element.tag == 'text' else 'rect' for element in shown(user)
            if element.tag in ('text', 'rect', 'circle')}


async def test_figures_of_the_month_follow_what_is_estimated(ann, table):
    await ann.open('/poker')
    await sees(ann, 'Stories estimated')
    played(table, {ANN: '5', BOB: '5'})
    transact(tables.close_table, ANN, table)
    await sees(ann, 'Results of Sprint 12', '100 %', '1.0')
