"""The table on screen, in two halves: what happens is shown, and what a hand does happens."""

import pytest

from app.services.poker import rounds, seats, tables
from app.services.poker.tables import TableDraft
from app.work import read, transact
from components.people.doors import Form
from tests.pages.conftest import be_guest, sign_in
from tests.people import ANN, BOB


@pytest.fixture
def table(workspace):
    table_id = transact(tables.open_table, ANN, TableDraft('Sprint 12'))
    transact(seats.take_seat, BOB, table_id)
    return table_id


def card_of(table_id, person):
    return read(tables.view_table, table_id).table.seat_of(person.identity).card


async def test_a_person_with_an_account_is_seated_without_a_form(user, workspace):
    table_id = transact(tables.open_table, ANN, TableDraft('Sprint 12'))
    sign_in(user, BOB)
    await user.open(f'/poker/{table_id}')
    await user.should_see('Sprint 12')
    assert read(tables.view_table, table_id).table.seat_of(BOB.identity).is_here


async def test_a_card_laid_by_one_appears_face_down_at_the_other(user, neighbour, table):
    sign_in(user, ANN)
    sign_in(neighbour, BOB)
    await user.open(f'/poker/{table}')
    await neighbour.open(f'/poker/{table}')
    user.find('Start round').click()
    await neighbour.should_see('0 of 2')
    transact(rounds.lay_card, BOB, table, 1, '5')
    await user.should_see('1 of 2')
    await user.should_see('waiting for Ann')


async def test_a_guest_gives_a_name_and_sits_down(user, table):
    await user.open(f'/poker/{table}')
    user.find(marker='Your name').type('Gus 🦊')
    user.find(Form).trigger('submit.prevent')
    await user.should_not_see('Take a seat')
    assert 'Gus 🦊' in [seat.name for seat in read(tables.view_table, table).table.here]


async def test_a_refusal_is_shown_to_the_person_who_caused_it(user, neighbour, table):
    sign_in(user, BOB)
    await user.open(f'/poker/{table}')
    be_guest(neighbour, 'Gus')
    await neighbour.open(f'/poker/{table}')
    transact(tables.close_table, ANN, table)
    await user.should_see('The Scrum Master has closed this table.')


@pytest.mark.parametrize(('address', 'status', 'text'), [
    ('/poker/404', 404, 'There is no such table'), ('/j/NONE-000', 404, 'no table with the code'),
    ('/nowhere', 404, 'no page at this address')])
async def test_a_page_that_is_refused_says_why(user, workspace, address, status, text):
    response = await user.http_client.get(address)
    assert response.status_code == status
    assert text in response.text


async def test_a_closed_table_is_gone_and_says_why(user, table):
    transact(tables.close_table, ANN, table)
    response = await user.http_client.get(f'/poker/{table}')
    assert response.status_code == 410
    assert 'closed this table' in response.text
