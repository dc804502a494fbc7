"""Impatient people, several tabs, several devices, and a line that breaks."""

import asyncio
import json
import re

import pytest_asyncio
from playwright.async_api import expect


@pytest_asyncio.fixture(loop_scope='session')
async def table(person):
    """Ann runs a table at which a round goes on; Bob sits there, too."""
    ann, bob = await person('Ann'), await person('Bob')
    table = await ann.opens_table()
    await bob.takes_a_seat(table)
    await ann.sends('POST', f'/poker/tables/{table}/rounds')
    await ann.is_at_table(table)
    await bob.is_at_table(table)
    return Table(table, ann, bob)


class Table:
    def __init__(self, id, ann, bob):
        self.id, self.ann, self.bob = id, ann, bob

    async def bob_plays(self, card):
        await self.bob.card(card).click()
        await expect(self.bob.card(card)).to_be_checked()


async def seats_of(one, table):
    return [seat['name'] for seat in json.loads(await one.reads(f'/poker/tables/{table}'))['seats']]


async def test_a_double_click_on_start_round_starts_one_round(person):
    ann = await person('Ann')
    table = await ann.opens_table()
    await ann.is_at_table(table)
    await ann.button('Start round').dblclick()
    await expect(ann.card('5 points')).to_be_visible()
    await expect(ann.page.locator('.rt-toast')).to_have_count(0)
    assert json.loads(await ann.reads(f'/poker/tables/{table}'))['round']['no'] == 1


async def test_a_double_click_on_open_the_table_opens_one_table(person):
    ann = await person('Ann')
    await ann.signs_in()
    await ann.goes_to('/poker?new=1')
    await ann.page.get_by_label('Table name').fill('Only once')
    await ann.button('Open the table').dblclick()
    await expect(ann.button('Start round')).to_be_visible()
    await ann.goes_to('/poker')
    await expect(ann.page.get_by_role('link', name='Rejoin Only once')).to_have_count(1)


async def test_a_double_click_on_a_card_lays_it_once_and_leaves_it_there(table):
    await table.bob.card('8 points').dblclick()
    await expect(table.bob.card('8 points')).to_be_checked()
    await expect(table.ann.seat('Bob, has voted')).to_have_count(1)
    await expect(table.bob.page.locator('.rt-toast')).to_have_count(0)


async def test_whoever_goes_back_and_forward_finds_their_card_again(table):
    await table.bob_plays('5 points')
    await table.bob.goes_to('/poker')
    await table.bob.page.go_back()
    await expect(table.bob.card('5 points')).to_be_checked()


async def test_a_reload_is_not_noticed_by_anybody(table):
    await table.bob_plays('5 points')
    for _ in range(3):
        await table.bob.page.reload()
    await expect(table.bob.card('5 points')).to_be_checked()
    await expect(table.ann.seat('Bob, has voted')).to_have_count(1)
    await expect(table.ann.seat('away')).to_have_count(0)


async def test_two_tabs_of_one_person_show_the_same_card_and_are_one_seat(table):
    first = table.bob.page
    table.bob.page = second = await table.bob.context.new_page()
    await table.bob.is_at_table(table.id)
    await table.bob_plays('5 points')
    table.bob.page = first
    await expect(table.bob.card('5 points')).to_be_checked()
    await second.close()
    await table.bob_plays('8 points')
    await expect(table.ann.seat('Bob, has voted')).to_have_count(1)
    assert await seats_of(table.ann, table.id) == ['Ann', 'Bob']


async def test_whoever_signs_in_on_a_phone_takes_their_own_seat_there(person):
    desk, phone = await person('Ann'), await person('Ann', is_phone=True)
    await desk.signs_in()
    table = await desk.opens_table()
    await desk.sends('POST', f'/poker/tables/{table}/rounds')
    await desk.is_at_table(table)
    await phone.signs_in()
    await phone.is_at_table(table)
    await phone.card('13 points').tap()
    await expect(desk.card('13 points')).to_be_checked()
    await expect(phone.page.get_by_text('You played 13')).to_be_visible()
    assert await seats_of(desk, table) == ['Ann']


async def test_a_line_that_breaks_and_comes_back_leaves_everything_as_it_was(table):
    bob = table.bob
    bob.watch.forgives_a_broken_line()
    await table.bob_plays('5 points')
    await bob.context.set_offline(True)
    await expect(bob.page.get_by_label('Connection: reconnecting')).to_be_visible()
    await expect(bob.page.get_by_text('your 5 is safe')).to_be_visible()
    await expect(table.ann.seat('Bob, has voted')).to_have_count(1)
    await bob.context.set_offline(False)
    await expect(bob.page.get_by_label('Connection: live')).to_be_visible()
    await table.bob_plays('8 points')


async def test_a_table_waits_while_its_scrum_master_is_away_and_goes_on_afterwards(person):
    ann, bob = await person('Ann'), await person('Bob')
    table = await opened_on_the_page(ann)
    await bob.takes_a_seat(table)
    await bob.is_at_table(table)
    await ann.button('Start round').click()
    await expect(bob.card('5 points')).to_be_visible()
    await ann.goes_to('/poker')
    await expect(bob.page.get_by_text('Paused', exact=True)).to_be_visible()
    await expect(bob.page.get_by_text('Bob takes over in')).to_be_visible()
    await ann.is_at_table(table)
    await expect(bob.page.get_by_text('Paused', exact=True)).to_be_hidden()
    await bob.card('5 points').click()
    await expect(ann.seat('Bob, has voted')).to_have_count(1)


async def opened_on_the_page(ann):
    """Whoever uses the API counts as present for a minute; this table notices at once who goes. Returns its id."""
    await ann.goes_to('/poker?new=1')
    await ann.page.get_by_label('Your name').fill('Ann')
    await ann.page.get_by_label('Table name').fill('Patience')
    await ann.button('Open the table').click()
    await expect(ann.button('Start round')).to_be_visible()
    return ann.page.url.rpartition('/')[2]


async def test_any_name_is_shown_as_it_was_typed_and_equal_ones_are_told_apart(person, table):
    for number, (name, shown) in enumerate((('👩‍🚀 Zoë', '👩‍🚀 Zoë'), ('שרה', 'שרה'), ('BOB', 'BOB 2'))):
        guest = await person(f'Guest {number}')
        await guest.goes_to(f'/poker/{table.id}')
        await guest.page.get_by_label('Your name').fill(name)
        await guest.button('Take a seat').dblclick()
        await expect(table.ann.seat(shown)).not_to_have_count(0)
    assert len(await seats_of(table.ann, table.id)) == 5


async def test_the_link_of_a_closed_table_leads_to_its_results(table, person):
    await table.ann.sends('DELETE', f'/poker/tables/{table.id}')
    await expect(table.bob.page.get_by_text('The Scrum Master has closed this table.')).to_be_visible()
    answer = await table.bob.goes_to(f'/poker/{table.id}')
    assert answer.status == 410
    await table.bob.page.get_by_role('link', name='See the results').click()
    await expect(table.bob.page.get_by_role('heading', level=1)).to_have_text('Sprint 12')
    stranger = await person('Gus')
    assert (await stranger.goes_to(f'/poker/{table.id}')).status == 410


async def test_what_is_typed_before_the_line_stands_is_done_when_it_does(person):
    """A Jira is connected by somebody who is faster than the socket."""
    async def late(line):
        await asyncio.sleep(1)
        line.connect_to_server()
    ann = await person('Ann')
    await ann.signs_in()
    await ann.page.route_web_socket(re.compile('.*'), late)
    await ann.page.goto(f'{ann.home}/sprints')
    await ann.button('Connect Jira').click()
    panel = ann.page.get_by_role('complementary', name='Connect Jira')
    for label, value in (('Address', 'https://acme.atlassian.net'), ('E-mail', 'ann@example.com'), ('Name', 'Hurried')):
        await panel.get_by_label(label, exact=True).fill(value)
    await panel.get_by_role('button', name='Connect', exact=True).click()
    await expect(ann.page.get_by_role('region', name='Hurried', exact=True)).to_be_visible()
    await expect(panel).to_have_count(0)
