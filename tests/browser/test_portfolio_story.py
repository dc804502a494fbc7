"""A quarter is planned: from nothing to values in Azure DevOps, by people in browsers at the real program."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser import planning
from tests.browser.conftest import FREE, Crowd
from tests.browser.planning import WRITE, Planner, World, iso, spoken
from tests.fakes.azure_devops import azure
from tests.machine.program import ADMIN, running

QUICK = {'OPS_SLOTS': '4', 'OPS_DRAIN_SECONDS': '0'}
LOOK = 'scale=Weeks&plan=1'
SOON = 5_000  # milliseconds within which others see what somebody did; a second is measured by the benchmark


@pytest.fixture(scope='module')
def world():
    return World()


@pytest.fixture(scope='module')
def fake(world):
    with azure(world.organisation) as server:
        yield server


@pytest.fixture(scope='module')
def workspace(tmp_path_factory):
    with running(tmp_path_factory.mktemp('portfolio'), **ADMIN, **FREE, **QUICK) as program:
        yield program


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def ann(chromium, workspace, fake):
    """The admin who has connected everything, by hand."""
    crowd = Crowd(chromium, lambda: workspace)
    ann = await planning.sets_up(crowd, fake.url)
    await planning.come(crowd, ann, 'Jonas')
    await syncs_on_the_page(ann)
    yield ann
    await crowd.leave()


@pytest_asyncio.fixture(loop_scope='session')
async def planner(person, workspace, ann):
    """Brings the others, signed in: `await planner('Jonas')`."""
    async def come(name):
        one = await person(name, workspace, reduced_motion='reduce')
        await planning.signs_in(one)
        return Planner(one)
    return come


async def syncs_on_the_page(ann):
    """The first sync, watched in its log."""
    await ann.goes_to('/portfolio/setup/sources')
    await ann.button('Sync now').click()
    await ann.page.get_by_role('link', name='Reading now').click()
    await expect(ann.page.get_by_role('heading', level=1).filter(has_text='Read a source')).to_be_visible()
    lines = ann.page.get_by_role('group', name='Lines')
    await expect(lines.get_by_text('Reading items of Azure DevOps')).to_be_visible()
    await expect(lines.get_by_text(re.compile('^1.439 new, 0 changed'))).to_be_visible(timeout=30_000)
    await expect(ann.page.get_by_role('status', name='Run state')).to_contain_text('Done')


async def test_a_quarter_is_planned_together_and_published(planner, ann, world, fake):
    jonas, other = await planner('Jonas'), Planner(ann)
    await jonas.looks(LOOK)
    scenario = await jonas.begins('Q1 plan')
    await jonas.shares('Ann')
    await other.looks(f'{LOOK}&scenario={scenario}')
    await a_drag_is_seen_while_it_goes_on(jonas, other)
    await what_follows_is_accepted_or_declined(jonas, other)
    await steps_are_undone_and_done_again_by_keys(jonas)
    await figures_are_compared(jonas, scenario)
    world.organisation.change(world.numbers['Wallet buttons'], start=f'{iso(0, 2)}T00:00:00Z',
                              end=f'{iso(0, 13)}T00:00:00Z')
    assert 'Done' in await planning.reads(ann, kind='items')
    await conflicts_are_settled_field_by_field(jonas, scenario)
    fake.forget()
    await what_was_chosen_is_sent(jonas)
    assert world.days('Wallet buttons') == (iso(1), iso(0, 13))
    assert world.days('Gift cards') == (iso(3), iso(4, 4))
    assert world.days('Refunds') == (iso(4), iso(5, 4))
    assert [number for number, _ in fake.patches()] == [world.numbers['Wallet buttons'], world.numbers['Gift cards']]
    await the_trail_names_it(ann)


async def a_drag_is_seen_while_it_goes_on(jonas, other):
    """The ring and the days first, then the bar, the load and the broken dependency."""
    width = await jonas.day('Wallet buttons')
    x, y = await jonas.grabs('Wallet buttons')
    await jonas.page.mouse.move(x + 7 * width, y, steps=6)
    tag = other.page.locator('.rt-tl-tag.tl-theirs', has_text=re.compile(r'Jonas · .*, one week later'))
    await expect(tag).to_be_visible(timeout=SOON)
    await expect(other.page.locator('.rt-tl-seat')).to_have_count(1)
    await jonas.page.mouse.up()
    await expect(other.bar('Wallet buttons')).to_have_attribute('aria-label', re.compile(spoken(1)), timeout=SOON)
    for one in (jonas, other):
        await one.sees('Wallet buttons', 'changed in this scenario')
        await expect(one.page.get_by_text('starts 5 working days before “Wallet buttons” is ready')).to_be_visible()
        await expect(one.week('Payments', 2)).to_have_attribute('aria-label', re.compile('150 percent'))
    await expect(other.page.locator('g.rt-tl-arrow.tl-violated')).to_have_count(1)
    await expect(other.person.button('Scenario: Q1 plan, 1 change')).to_be_visible()


async def what_follows_is_accepted_or_declined(jonas, other):
    await jonas.person.button('Preview').click()
    dialog = jonas.page.get_by_role('dialog', name='Move 2 successors?')
    await expect(dialog.get_by_role('listitem')).to_have_count(2)
    await expect(dialog).to_contain_text('after Wallet buttons · Payments 90 → 110 %')
    await dialog.get_by_role('switch', name='Refunds').click()
    await dialog.get_by_role('button', name='Move 1').click()
    await expect(dialog).to_have_count(0)
    await other.sees('Gift cards', spoken(3))
    await other.sees('Refunds', spoken(4))
    await expect(other.page.get_by_text('starts 5 working days before “Gift cards” is ready')).to_be_visible()


async def steps_are_undone_and_done_again_by_keys(jonas):
    await jonas.bar('Gift cards').focus()
    for key, title, weeks in (('Control+z', 'Gift cards', 2), ('Control+z', 'Wallet buttons', 0),
                              ('Control+y', 'Wallet buttons', 1), ('Control+y', 'Gift cards', 3)):
        await jonas.page.keyboard.press(key)
        await jonas.sees(title, spoken(weeks))


async def figures_are_compared(jonas, scenario):
    await jonas.person.button('Compare').click()
    await jonas.page.wait_for_url(re.compile(f'/portfolio/scenarios/{scenario}/compare'))
    panel = jonas.page.get_by_role('complementary').filter(has_text='What changes')
    await expect(panel).to_contain_text('110 %')
    await expect(panel).to_contain_text('was 90 %')
    await expect(panel).to_contain_text('2 items')
    for title in ('Wallet buttons', 'Gift cards'):
        await expect(panel.get_by_text(title)).to_be_visible()


async def conflicts_are_settled_field_by_field(jonas, scenario):
    """Somebody has changed both days in Azure DevOps; the token of one's own has to be set first."""
    page, person = jonas.page, jonas.person
    await person.goes_to(f'/portfolio/scenarios/{scenario}/publish')
    await expect(page.get_by_text('2 values changed in the live plan, too.')).to_be_visible()
    await person.button('Set your token…').click()
    await page.get_by_label('Personal access token').fill(WRITE)
    await person.button('Keep', exact=True).click()
    await expect(page.get_by_text('Your token is kept')).to_be_visible()
    await expect(page.get_by_role('checkbox', name='Publish Start of Gift cards')).to_be_checked()
    await expect(page.get_by_role('table', name='Changes to publish')).to_contain_text('Somebody in Azure DevOps')
    await person.button('Keep mine: Start of Wallet buttons').click()
    await expect(page.get_by_text('1 value changed in the live plan, too.')).to_be_visible()
    await person.button('Take theirs: End of Wallet buttons').click()
    await expect(page.get_by_text('changed in the live plan, too.')).to_be_hidden()
    assert WRITE not in await page.content()


async def what_was_chosen_is_sent(jonas):
    page = jonas.page
    await jonas.person.button('Publish 2 changes…').click()
    await page.get_by_role('dialog').get_by_role('button', name='Publish', exact=True).click()
    entries = page.get_by_role('log', name='Publishing').get_by_role('listitem')
    await expect(entries).to_have_count(2)
    for title in ('Wallet buttons', 'Gift cards'):
        await expect(entries.filter(has_text=title)).to_contain_text('Sent')
    await expect(page.get_by_role('heading', name='Published')).to_be_visible()
    await expect(page.get_by_text('Nothing to publish')).to_be_visible()


async def the_trail_names_it(ann):
    await ann.goes_to('/admin/audit')
    for title in ('Wallet buttons', 'Gift cards'):
        row = ann.page.get_by_role('row').filter(has_text=f'“{title}”')
        await expect(row).to_contain_text('Jonas')
        await expect(row).to_contain_text('portfolio.sent')


@pytest.mark.parametrize(('fault', 'at', 'state', 'words'), [
    ('away', '', 'Not answering', 'What you see is the last good copy; it is read again by itself. Since '),
    ('sign-in page', '', 'Access refused', 'replace it in Setup. Since ')])
async def test_a_source_that_refuses_changes_nothing_and_the_pages_say_since_when(ann, fake, fault, at, state, words):
    before = await Planner(ann).items()
    fake.breaks(fault, at)
    try:
        assert 'Failed' in await planning.reads(ann, kind='items')
        await ann.goes_to('/portfolio/setup/sources')
        card = ann.page.get_by_role('region', name='Azure DevOps')
        await expect(card).to_contain_text(state)
        await expect(card.get_by_role('alert')).to_contain_text(words)
        await Planner(ann).looks(LOOK)
        alert = ann.page.get_by_role('alert').filter(has_text='Azure DevOps, read')
        await expect(alert).to_contain_text(re.compile(rf'{state} since .*', re.IGNORECASE))
    finally:
        fake.recovers()
    assert await Planner(ann).items() == before
    assert 'Done' in await planning.reads(ann, kind='items')
    await Planner(ann).looks(LOOK)
    await expect(ann.page.get_by_role('status').filter(has_text='Azure DevOps, read')).to_be_visible()


async def test_a_source_that_suddenly_has_nothing_is_not_believed(ann, fake):
    before = await Planner(ann).items()
    fake.breaks('empty', at='wiql')
    try:
        assert 'Done in part' in await planning.reads(ann, kind='items')
    finally:
        fake.recovers()
    await expect(ann.page.get_by_text('Checkout: suddenly no items; what was there is kept')).to_be_visible()
    await ann.goes_to('/portfolio/setup/sources')
    card = ann.page.get_by_role('region', name='Azure DevOps')
    await expect(card.get_by_role('alert').filter(
        has_text='The source suddenly has no items in Checkout. What was there is kept.').first).to_be_visible()
    await expect(card.get_by_role('button', name='Yes, these items are gone').first).to_be_visible()
    assert await Planner(ann).items() == before
    assert 'Done' in await planning.reads(ann, kind='items')
    await ann.goes_to('/portfolio/setup/sources')
    await expect(card).to_contain_text('Up to date')
    await expect(card.get_by_role('button', name='Yes, these items are gone')).to_have_count(0)
