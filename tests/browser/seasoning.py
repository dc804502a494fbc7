"""A season as people in browsers live through it: who they are, what they have, and what they do again and again."""

import asyncio
import re

from playwright.async_api import expect

from app.domain.seasons.money import THIN
from tests.browser.planning import chooses, joins

CAST = {'Pia': 'planner', 'Max': 'manager', 'Bob': 'member'}
LOCATIONS = b'code,name,type,cluster\nHARB,Harbour,store,North\nMILL,Mill,store,North\n'
CATEGORIES = b'code,name,parent code\nWOM,Women,\nLINEN,Linen,WOM\nDRESS,Dresses,WOM\n'
STEPS = ('Locations', 'Plan', 'OTB', 'Range', 'Buying', 'Lock')


async def come(crowd, ann):
    """By invitation, each with one role."""
    people = [await crowd.come(name, reduced_motion='reduce') for name in CAST]
    links = [(await ann.sends('POST', '/people', email=f'{name.lower()}@example.com', role=role))['link']
             for name, role in CAST.items()]
    await asyncio.gather(*map(joins, people, links))
    return people


async def founds(ann, name, **fields):
    """`fields` by label; the calendar is one of weeks unless it is named."""
    await ann.goes_to('/seasons')
    await ann.button('Set the company up').click()
    dialog = ann.page.get_by_role('dialog', name='Set the company up')
    await dialog.get_by_label('Company name').fill(name)
    if calendar := fields.pop('Calendar', ''):
        await chooses(ann.page, 'Calendar', calendar)
    await fills(dialog, fields)
    await dialog.get_by_role('button', name='Set the company up').click()
    await expect(ann.page.get_by_text(f'{name} is set up')).to_be_visible()


async def adds(ann, part, noun, **fields):
    """By the keyboard, under Masters."""
    await ann.goes_to(f'/seasons/masters?part={part}')
    await ann.page.keyboard.press('n')
    panel = ann.page.get_by_role('complementary', name=f'New {noun}')
    await fills(panel, fields)
    await panel.get_by_role('button', name=f'Add {noun}').click()
    await expect(ann.page.get_by_text(f'The {noun} is added')).to_be_visible()


async def fills(place, fields):
    for label, text in fields.items():
        await place.get_by_label(label, exact=True).fill(text)


async def plans_season(one, name, **fields):
    """The code of the new season."""
    await one.goes_to('/seasons')
    await one.button('Plan a season').first.click()
    dialog = one.page.get_by_role('dialog', name='Plan a season')
    await fills(dialog, {'Name': name, **fields})
    await dialog.get_by_role('button', name='Plan this season').click()
    await one.page.wait_for_url(re.compile(r'/seasons/[A-Z0-9]{4}-[A-Z0-9]{4}$'))
    await one.is_connected()
    return one.page.url[-9:]


async def imports(one, code, kind, content):
    await chooses_file(one, code, kind, content)
    await imports_it(one)


async def chooses_file(one, code, kind, content):
    """Until it was read and compared."""
    await one.goes_to(f'/seasons/{code}/imports')
    await chooses(one.page, 'File type', kind)
    async with one.page.expect_file_chooser() as chooser:
        await one.button('Choose file').click()
    await (await chooser.value).set_files({'name': f'{kind}.csv', 'mimeType': 'text/csv', 'buffer': content})
    await one.page.wait_for_url(re.compile(r'/(imports|files)/\d+$'))
    await one.is_connected()
    await expect(one.page.get_by_role('status').filter(has_text=re.compile('Ready|Imported'))).to_be_visible()


async def imports_it(one):
    await one.button('Import', exact=True).click()
    await expect(one.page.get_by_role('status').filter(has_text='Imported')).to_be_visible()


async def takes_all(one, noun):
    """Of the locations or the categories that there are."""
    await one.button(f'Choose {noun}…').click()
    dialog = one.page.get_by_role('dialog', name=f'Choose {noun}')
    await dialog.get_by_role('button', name='Tick all').click()
    await dialog.get_by_role('button', name=f'Save {noun}').click()
    await expect(dialog).to_be_hidden()


async def hands_in_all(one):
    """Every scope of a plan, from the overview."""
    await _each(one, 'Submit for approval')


async def approves_all(boss):
    await _each(boss, 'Approve')


async def _each(one, name):
    buttons = one.page.get_by_role('table', name='Approval by scope').get_by_role('button', name=name, exact=True)
    await expect(buttons).not_to_have_count(0)
    while left := await buttons.count():
        await buttons.first.click()
        await expect(buttons).to_have_count(left - 1)


def written(amount):
    """As amounts stand on the screen, with a thin space between thousands."""
    return f'{amount:,.2f}'.replace(',', THIN)


def step(one, name):
    steps = one.page.get_by_role('list', name='Steps').get_by_role('listitem')
    return steps.filter(has=one.page.get_by_role('heading', name=name, exact=True))


async def completes(one, code, name):
    """From the overview; afterwards the next step is the present one."""
    await one.goes_to(f'/seasons/{code}')
    await one.button(f'Complete step: {name}').click()
    await expect(step(one, STEPS[STEPS.index(name) + 1])).to_contain_text('Now')


async def goes_on_to(one, link, ending):
    """By the link beside the present step."""
    await one.page.get_by_role('list', name='Steps').get_by_role('link', name=link).click()
    await one.page.wait_for_url(f'**{ending}')
    await one.is_connected()


async def spreads_evenly(planner, cell, total):
    await planner.chooses(cell)
    await planner.types(total, 'Enter')
    dialog = planner.page.get_by_role('dialog', name='How is this total spread?')
    await dialog.get_by_role('radio', name='Evenly').click()
    await dialog.get_by_role('button', name='Spread').click()


async def means(one, category, core):
    """What the range of a category is meant to be."""
    await one.button(category, exact=True).click()
    panel = one.page.get_by_role('complementary', name=category)
    for label, share in (('Core, %', core), ('Low, %', '20'), ('Mid, %', '50'), ('High, %', '30')):
        await panel.get_by_label(label, exact=True).fill(share)
    await panel.get_by_role('button', name='Save what it is meant to be').click()
    row = one.page.get_by_role('row').filter(has=one.button(category, exact=True))
    await expect(row).to_contain_text(f'{core} % core')


async def writes_order(bob, title, quantity, day):
    """Its number; one line, at 20.00 each and 50.00 in the shop."""
    page = bob.page
    await bob.button('New order').first.click()
    dialog = page.get_by_role('dialog', name='New order')
    number = await dialog.get_by_label('Number', exact=True).input_value()
    await chooses(page, 'Supplier', 'Weavers')
    await dialog.get_by_label('Title', exact=True).fill(title)
    await dialog.get_by_label('Expected', exact=True).fill(day)
    await dialog.get_by_role('button', name='Write order').click()
    form = page.get_by_role('form', name=f'Purchase order {number}')
    await form.wait_for()
    await bob.is_connected()
    await form.get_by_role('button', name='Add line').click()
    await chooses(page, 'Category, line 1', 'Dresses')
    await chooses(page, 'Location, line 1', 'Harbour')
    for label, text in (('Quantity', quantity), ('Unit cost', '20'), ('Retail price', '50')):
        await form.get_by_label(f'{label}, line 1').fill(text)
    return number


def budget(one):
    return one.page.get_by_role('region', name='Budget').get_by_role('status')


async def gives_reason(one, title, reason, button, label='Reason'):
    dialog = one.page.get_by_role('dialog', name=title)
    await dialog.get_by_label(label, exact=True).fill(reason)
    await dialog.get_by_role('button', name=button).click()
