"""A sprint from its first read to the frozen report: people in browsers at the real program, with a Jira beside it."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser import sprinting
from tests.browser.conftest import FREE, Crowd
from tests.browser.sprinting import BOARD, HOSTILE, NEXT, PRESENT, World, figure, report, tells
from tests.fakes.jira import jira
from tests.fakes.jira.server import TOKEN
from tests.fakes.wiki import FakeWiki
from tests.machine.near import Near
from tests.machine.program import ADMIN

QUICK = {'OPS_SLOTS': '4', 'OPS_DRAIN_SECONDS': '0'}
HUMAN = '<h1>Notes of the team</h1><p>caf&eacute; 🎉</p>'


@pytest.fixture(scope='module')
def world():
    return World()


@pytest.fixture(scope='module')
def fake(world):
    with jira(world.site) as server:
        yield server


@pytest.fixture(scope='module')
def wiki():
    wiki = FakeWiki()
    yield wiki
    wiki.close()


@pytest.fixture(scope='module')
def workspace(tmp_path_factory):
    program = Near(tmp_path_factory.mktemp('sprints'), **ADMIN, **FREE, **QUICK)
    program.start()
    yield program
    program.stop()


@pytest_asyncio.fixture(scope='module', loop_scope='session')
async def crew(chromium, workspace, fake, wiki, world):
    """Ann has connected everything by hand; Jonas publishes, Vera looks."""
    crowd = Crowd(chromium, lambda: workspace)
    ann = await crowd.come('Ann', reduced_motion='reduce')
    await ann.signs_in()
    await sprinting.connects(ann, fake.url)
    await sprinting.adds_board(ann, 'Team')
    ann.webhook = await sprinting.makes_webhook(ann, world)
    await sprinting.adds_wiki(ann, wiki.url)
    yield [ann, *await sprinting.come(crowd, ann, 'Jonas', 'Vera')]
    await crowd.leave()


async def test_what_changes_in_jira_moves_on_the_pages_of_all_who_look(crew, world):
    ann, _, vera = crew
    for one in (ann, vera):
        await report(one)
        await expect(figure(one, 'Committed')).to_contain_text('10')
    world.adds('Slot booking', 3, PRESENT)
    world.changes('Slot booking', sprint=[PRESENT])
    world.changes('Receipts', points=8)
    assert ann.webhook.tells_of('Receipts', secret='guessed') == 401
    for title in ('Slot booking', 'Receipts'):
        assert ann.webhook.tells_of(title) == 200
    for one in (ann, vera):
        await expect(figure(one, 'Added')).to_contain_text('+3')
        scope = one.page.get_by_role('region', name='Scope changes').first
        await expect(scope.get_by_role('button', name=re.compile(
            f'{world.key("Receipts")} Receipts: re-estimated .* by Ben Example, 3 → 8'))).to_be_visible()
    await expect(vera.page.get_by_text('Slot booking').first).to_be_visible()
    await expect(vera.button('Sync now')).to_have_count(0)


async def test_every_number_leads_to_its_issues_and_every_issue_to_its_reasons(crew, world):
    _, _, vera = crew
    page = await report(vera)
    await figure(vera, 'Completed').click()
    await page.wait_for_url(re.compile('class=completed'))
    await report(vera, query='?tab=issues')
    key = world.key(HOSTILE)
    await vera.button(f'Why is {key} not completed?').click()
    panel = page.get_by_role('region', name=f'Why is {key} not completed?')
    await expect(panel.get_by_text(HOSTILE)).to_be_visible()
    await expect(panel.get_by_text('Rules, in the order in which they are asked')).to_be_visible()
    assert 'taken' not in await page.title(), 'a title is text, whatever it says'
    await page.keyboard.press('Escape')
    await expect(panel).to_have_count(0)


async def test_of_two_who_publish_a_queue_the_second_is_told_of_the_first(crew, world):
    ann, jonas, _ = crew
    address = f'/sprints/boards/{BOARD}/queue?sprint={NEXT}'
    await ann.goes_to(address)
    await ann.button('Build queue').first.click()
    rows = ann.page.get_by_role('row').filter(has=ann.page.get_by_role('gridcell'))
    await expect(rows.filter(has_text='Wallets')).to_be_visible()
    await jonas.goes_to(address)
    await expect(jonas.page.get_by_role('row').filter(has_text='Wallets')).to_be_visible()
    await rows.filter(has_text='Wallets').hover()
    await ann.button(f'Pin {world.key("Wallets")}').click()
    for one in (ann, jonas):
        await expect(one.page.get_by_role('row', name=re.compile('Wallets, number 1,'))).to_be_visible()
    for one in (ann, jonas):
        await one.button('Publish queue').first.click()
        await expect(one.page.get_by_role('dialog', name='Publish this queue?')).to_be_visible()
    for one in (ann, jonas):
        await one.page.get_by_role('dialog').get_by_role('button', name='Publish queue').click()
        if one is ann:
            await expect(ann.page.get_by_text('The queue is published')).to_be_visible()
    await expect(jonas.page.get_by_text('Ann has published this queue already.')).to_be_visible()
    await expect(jonas.button('Publish queue')).to_be_hidden()


async def test_a_closed_sprint_is_frozen_published_and_never_moves_again(crew, world, wiki):
    ann, jonas, vera = crew
    await report(ann)
    await ann.button('Freeze snapshot').click()
    await expect(ann.page.get_by_text('Frozen as snapshot v1')).to_be_visible()
    world.changes('Buttons', status='Done')
    await report(vera)
    world.site.close_sprint(PRESENT, into=NEXT)
    assert ann.webhook.tells_of_sprint(PRESENT, 'sprint_closed') == 200
    await expect(vera.page.get_by_text('Closed, frozen')).to_be_visible()
    await expect(figure(vera, 'Completed')).to_contain_text('5')
    before = await vera.reads(f'/sprints/boards/{BOARD}/sprints/{PRESENT}/report')

    page = wiki.add(HUMAN, 'Retro')
    await report(jonas)
    await jonas.button('Publish to Confluence').click()
    dialog = jonas.page.get_by_role('dialog', name='Publish to Confluence')
    await dialog.get_by_role('radio', name='An existing page').click()
    await dialog.get_by_label('Page', exact=True).fill(page.id)
    await dialog.get_by_role('button', name='Publish report').click()
    await sprinting.run_is_done(ann, jonas.page.get_by_text('Being published: run '))
    assert page.storage.startswith(HUMAN)
    assert 'Data of n/a' not in page.storage
    assert '&lt;script&gt;' in page.storage and '<script>' not in page.storage

    world.changes('Receipts', points=40, summary='Renamed later')
    read_at = (await tells(ann, ''))['read_at']
    assert ann.webhook.tells_of('Receipts') == 200
    await report(ann, NEXT, '?tab=issues')
    await expect(ann.page.get_by_text('Renamed later').first).to_be_visible()
    assert (await tells(ann, ''))['read_at'] > read_at
    assert await vera.reads(f'/sprints/boards/{BOARD}/sprints/{PRESENT}/report') == before


@pytest.mark.parametrize(('fault', 'state'), [('broken', 'Not answering'), ('login page', 'Access refused')])
async def test_while_jira_is_down_the_last_good_data_is_shown_with_its_age_and_the_reason(crew, fake, fault, state):
    ann, _, vera = crew
    await report(vera, NEXT)
    figures = await figure(vera, 'Remaining|Not completed').inner_text()
    fake.breaks(fault)
    try:
        await ann.sends('POST', f'/sprints/boards/{BOARD}/sync')
        await expect(vera.page.get_by_role('alert').filter(has_text='Shown is the last good data')).to_be_visible()
        await expect(vera.page.get_by_text('read from Jira').first).to_be_visible()
        assert await figure(vera, 'Remaining|Not completed').inner_text() == figures
        await ann.goes_to('/sprints/settings')
        await expect(ann.page.get_by_role('region', name='Jira', exact=True)).to_contain_text(state)
    finally:
        fake.recovers()
    await ann.button('Test connection').click()
    await ann.sends('POST', f'/sprints/boards/{BOARD}/sync')
    await expect(vera.page.get_by_role('alert').filter(has_text='Shown is the last good data')).to_be_hidden()


async def test_no_secret_is_in_the_log_and_titles_are_text_in_files(crew, workspace):
    ann = crew[0]
    said = workspace.log.read_text()
    for secret in (TOKEN, sprinting.WIKI_TOKEN, ann.webhook.secret, ann.webhook.url.rpartition('/')[2]):
        assert secret not in said
    page = await ann.reads(f'/sprints/reports/sprint.html?board={BOARD}&sprint={PRESENT}')
    assert '&lt;script&gt;' in page and '<script>document' not in page and '<img src=x' not in page
