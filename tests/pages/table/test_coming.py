"""Coming to a table: invited, as a guest, by a colleague, and refused."""

import pytest

from app.domain.access import Actor
from app.services.people import sessions
from app.services.poker import seats
from app.work import transact
from tests.pages.conftest import (
    be_guest,
    complaint,
    control,
    field,
    fill,
    named,
    press,
    problem,
    sees,
    sign_in,
    submit,
    switch,
    until,
)
from tests.people import BOB, CLEO, GUS
from tests.poker import change, open_table, seat_of, table_of


async def test_others_are_invited_with_a_code_a_link_and_a_picture(at_table, table):
    code = table_of(table).code
    press(at_table, 'Invite')
    await sees(at_table, 'Invite to Sprint 12', f'http://test/j/{code}', 'QR code of the link',
               'Whoever has the link can join without an account.')
    press(at_table, 'Copy the link')
    await sees(at_table, 'Link copied')


async def test_the_short_address_leads_to_the_table(bob, table):
    await bob.open(f'/j/{table_of(table).code.lower()}')
    await sees(bob, 'Sprint 12', 'At the table')


async def test_the_former_address_leads_to_the_table(bob, table):
    await bob.open(f'/session/{table}')
    await sees(bob, 'Sprint 12', 'At the table')


async def test_a_guest_gives_a_name_chooses_an_animal_and_sits_down(user, table):
    await user.open(f'/poker/{table}')
    await sees(user, 'Join Sprint 12', 'You see this table only.')
    fill(user, Your_name='Gus')
    press(user, 'Owl')
    submit(user, 'Take a seat')
    await sees(user, 'Gus, you')
    assert ('Gus', 'Owl', True) in [(seat.name, seat.avatar, seat.is_voter) for seat in table_of(table).here]


async def test_a_guest_may_only_watch(user, table):
    await user.open(f'/poker/{table}')
    fill(user, Your_name='Gus')
    switch(user, 'Watch only')
    submit(user, 'Take a seat')
    await sees(user, 'You are watching.')


@pytest.mark.parametrize('name', ['', ' ', 'x', '!!', 51 * 'x'])
async def test_a_name_that_is_none_is_refused_beside_its_field(user, table, name):
    await user.open(f'/poker/{table}')
    fill(user, Your_name=name)
    submit(user, 'Take a seat')
    await until(lambda: complaint(user, 'Your name'))
    assert len(table_of(table).here) == 2


async def test_a_guest_is_known_on_the_next_visit(user, table):
    be_guest(user, 'Gus', 'Owl')
    await user.open(f'/poker/{table}')
    assert field(user, 'Your name').value == 'Gus'
    assert control(user, 'Owl').props['aria-checked'] == 'true'


async def test_an_animal_that_is_taken_cannot_be_chosen(user, table):
    transact(seats.take_seat, GUS, table, avatar='Bear')
    await user.open(f'/poker/{table}')
    assert 'disabled' in control(user, 'Bear, taken').props
    assert control(user, 'Cat').props['aria-checked'] == 'true'


async def test_a_second_person_of_the_same_name_is_told_apart(user, table):
    await user.open(f'/poker/{table}')
    fill(user, Your_name='bob')
    submit(user, 'Take a seat')
    await sees(user, 'bob 2, you')


async def test_a_full_table_is_refused_and_can_be_watched(user, workspace):
    table = open_table(max_voters=1)
    await user.open(f'/poker/{table}')
    fill(user, Your_name='Gus')
    submit(user, 'Take a seat')
    await until(lambda: problem(user) == ['All 1 seats at “Sprint 12” are taken. You can watch.'])
    switch(user, 'Watch only')
    submit(user, 'Take a seat')
    await sees(user, 'You are watching.')


async def test_a_full_table_offers_to_watch_at_once(user, workspace):
    table = open_table(max_voters=1)
    await user.open(f'/poker/{table}')
    fill(user, Your_name='Gus')
    assert not named(user, 'Watch the table')
    submit(user, 'Take a seat')
    await sees(user, 'Watch the table')
    press(user, 'Watch the table')
    await sees(user, 'You are watching.')


async def test_a_locked_table_lets_nobody_new_in(user, table):
    change(table, locked=True)
    await user.open(f'/poker/{table}')
    fill(user, Your_name='Gus')
    submit(user, 'Take a seat')
    await until(lambda: problem(user))
    assert len(table_of(table).here) == 2


async def test_a_table_for_people_with_an_account_refuses_guests(user, table):
    change(table, guests=False)
    answer = await user.http_client.get(f'/poker/{table}')
    assert answer.status_code == 403 and 'only for people with an account' in answer.text


async def test_a_guest_who_signs_in_keeps_the_seat(user, workspace):
    table = open_table()
    gus = be_guest(user, 'Gus')
    transact(seats.take_seat, Actor(gus, 'Gus'), table)
    transact(sessions.prepare_sign_in, BOB.person_id, gus.removeprefix('guest:'))
    await user.open(f'/session/begin?next=/poker/{table}')
    await sees(user, 'Bob, you', '2 of 16 seats')


async def test_a_colleague_without_any_role_is_still_welcome(user, cleo, table):
    sign_in(user, CLEO)
    await user.open(f'/poker/{table}')
    await until(lambda: seat_of(table, CLEO).is_here)
