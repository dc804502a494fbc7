"""A refinement from the import to the export, through a power cut, with two desks and a phone."""

import asyncio
import csv
import re
from io import StringIO

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.machine.program import ADMIN, running

JIRA_EXPORT = (
    'Summary,Issue key,Issue id,Issue Type,Status,Sprint,Sprint,Labels,Labels,Custom field (Story Points),Description\n'
    '"Pay by card, or cash",SHOP-41,10041,Story,To Do,Sprint 1,Sprint 2,pay,card,,"As a buyer\nI pay ""quickly"""\n'
    'Pay with a gift card,SHOP-42,10042,Story,To Do,Sprint 1,,,,,\n'
    '=Refunds,SHOP-43,10043,Bug,To Do,,,,,,\n')
CODE = re.compile('^Code ')


@pytest.fixture
def mortal_program(tmp_path):
    with running(tmp_path, **ADMIN) as program:
        yield program


@pytest_asyncio.fixture(loop_scope='session')
async def trio(person, mortal_program):
    """Ann runs the table; Bob and Cleo are guests, and Cleo has a phone."""
    ann, bob = await person('Ann', mortal_program), await person('Bob', mortal_program)
    cleo = await person('Cleo', mortal_program, is_phone=True)
    await ann.signs_in()
    return ann, bob, cleo


async def opens_a_table(ann):
    """Returns the code with which others join."""
    await ann.goes_to('/poker')
    await ann.button('New table', exact=True).click()
    await ann.page.get_by_label('Table name').fill('Checkout refinement')
    await ann.button('Open the table').click()
    return (await ann.button(CODE).get_attribute('aria-label')).split()[-1]


async def joins(guest, code):
    await guest.goes_to(f'/j/{code}')
    await guest.page.get_by_label('Your name').fill(guest.name)
    await guest.button('Take a seat').click()
    await expect(guest.seat(f'{guest.name}, you')).to_have_count(1)


async def imports_stories(ann):
    await ann.page.get_by_role('complementary', name='Stories panel').get_by_role('button', name='Add').last.click()
    dialog = ann.page.get_by_role('dialog', name='Add stories')
    await dialog.get_by_label('Stories from').click()
    await ann.page.get_by_role('option', name='A CSV file').click()
    file = {'name': 'jira.csv', 'mimeType': 'text/csv', 'buffer': JIRA_EXPORT.encode()}
    await dialog.locator('input[type=file]').set_input_files(file)
    await expect(dialog.get_by_text('3 to add')).to_be_visible()
    await dialog.get_by_role('button', name='Add to the queue').click()
    await expect(dialog).to_be_hidden()
    await expect(ann.page.get_by_role('heading', name='Pay by card, or cash', level=1)).to_be_visible()


async def lay(cards):
    for one, name in cards.items():
        await one.card(name).click()
    for one, name in cards.items():
        await expect(one.card(name)).to_be_checked()


async def reveal(trio):
    await trio[0].button('Reveal cards').click()
    await trio[0].button('Turn now').click()
    for one in trio:
        await expect(one.page.get_by_role('region', name='Result')).to_be_visible()


async def play(trio, names):
    await trio[0].button('Start round').click()
    await lay(dict(zip(trio, names, strict=True)))
    await reveal(trio)


async def expect_only_own_cards(laid, thinking):
    """Each sees that the others have laid a card, and nothing of what is on it."""
    for one in (*laid, thinking):
        for other in laid:
            await expect(one.seat(re.compile(f'^{other.name}.*has voted'))).to_have_count(1)
            await expect(one.page.locator('.rt-up, [data-face]')).to_have_count(0)
    for one, name in laid.items():
        await expect(one.card(name)).to_be_checked()
        await expect(one.page.get_by_role('radio', checked=True).and_(
            one.page.locator('.rt-hand-card'))).to_have_count(1)


async def download(one, form):
    """The content of the file that one gets."""
    await one.button('Export the results').click()
    async with one.page.expect_download() as coming:
        await one.page.get_by_role('link', name=f'Download the results as {form}').click()
    return (await (await coming.value).path()).read_text('utf-8-sig')


async def test_three_people_estimate_imported_stories_and_nothing_is_lost_in_a_power_cut(trio, mortal_program):
    ann, bob, cleo = trio
    code = await opens_a_table(ann)
    await joins(bob, code)
    await joins(cleo, code)
    await imports_stories(ann)

    await play(trio, ('5 points', '5 points', '5 points'))
    await expect(cleo.page.get_by_text('Everyone said 5.', exact=True)).to_be_visible()
    await ann.button('Save 5 points, next story').click()

    await ann.button('Start round').click()
    await lay({ann: '3 points', bob: '13 points'})
    await power_cut(trio, mortal_program)
    await expect_only_own_cards({ann: '3 points', bob: '13 points'}, cleo)
    await lay({cleo: '8 points'})
    await reveal(trio)
    await expect(bob.seat('Bob, you, 13, highest')).to_have_count(1)
    await ann.button('Save 8 points, next story').click()

    await play(trio, ('1 point', '1 point', 'Coffee break'))
    await ann.button('Save 1 point, next story').click()
    await expect(ann.page.get_by_text('All estimated')).to_be_visible()
    expect_results(await download(ann, 'CSV'), await download(bob, 'Markdown'))


async def power_cut(trio, program):
    for one in trio:
        one.watch.forgives_a_broken_line()
    program.kill()
    await asyncio.gather(*(expect(one.page.get_by_label('Connection: reconnecting')).to_be_visible() for one in trio))
    await asyncio.to_thread(program.start)
    await asyncio.gather(*(expect(one.page.get_by_label('Connection: live')).to_be_visible() for one in trio))


def expect_results(table, document):
    rows = list(csv.DictReader(StringIO(table)))
    assert [(row['story_key'], row['round'], row['estimate'], row['saved_by']) for row in rows] == [
        ('SHOP-41', '1', '5', 'Ann'), ('SHOP-42', '2', '8', 'Ann'), ('SHOP-43', '3', '1', 'Ann')]
    assert [(row['Ann'], row['Bob'], row['Cleo']) for row in rows] == [
        ('5', '5', '5'), ('3', '13', '8'), ('1', '1', '☕')]
    assert [row['average'] for row in rows] == ['5', '8', '1']
    assert rows[2]['story_title'] == "'=Refunds", 'a spreadsheet would calculate it'
    assert '# Checkout refinement' in document
    assert '## SHOP-41 Pay by card, or cash\n\nEstimate: **5**' in document
    assert '| 2 | Ann 3, Bob 13, Cleo 8 | 8 | 8 | 33 % |' in document
