"""The server dies in the middle of it: what somebody saw kept is kept, and nothing is sent twice."""

import pytest_asyncio
from playwright.async_api import expect

from tests.browser import planning
from tests.browser.conftest import FREE
from tests.browser.planning import WRITE, Planner, World, spoken
from tests.fakes.azure_devops import azure
from tests.machine.program import ADMIN, running

LOOK = 'scale=Weeks&plan=1'
BURST = ('Gift cards', 'Receipts by mail', 'Refunds')


@pytest_asyncio.fixture(loop_scope='session')
async def world(tmp_path):
    world = World(200)
    with azure(world.organisation) as world.fake, running(tmp_path, **ADMIN, **FREE,
                                                          OPS_DRAIN_SECONDS='0') as world.program:
        yield world


class Crew:
    def __init__(self, person, program):
        self.person, self.program = person, program

    async def come(self, name, **options):
        return await self.person(name, self.program, **options)


async def test_what_was_seen_kept_is_kept_and_what_was_chosen_is_sent_once(person, world):
    crew = Crew(person, world.program)
    ann = await planning.brings(crew, world.fake.url)
    assert 'Done' in await planning.reads(ann)
    jonas = Planner((await planning.come(crew, ann, 'Jonas'))[0])
    for one in (ann, jonas.person):
        one.watch.forgives_a_broken_line()
    await jonas.looks(LOOK)
    scenario = await jonas.begins('Plan')
    await dies_during_a_burst(jonas, ann, world)
    await jonas.looks(f'{LOOK}&scenario={scenario}')
    await jonas.sees('Wallet buttons', f'{spoken(1)}.*changed in this scenario')
    await dies_while_publishing(jonas, ann, world, scenario)
    assert world.days('Wallet buttons') == planning.span(1)
    changed = [title for title in ('Wallet buttons', *BURST) if world.rev(title) > 1]
    assert {world.rev(title) for title in changed} == {2}
    assert len(changed) == 4


async def dies_during_a_burst(jonas, ann, world):
    await jonas.drags('Wallet buttons', 7)
    await expect(jonas.page.get_by_text('“Wallet buttons” moved 7 days later')).to_be_visible()
    for title in BURST:
        await jonas.drags(title, 7)
    world.program.kill()
    await expect(jonas.page.get_by_label('Connection: reconnecting')).to_be_visible()
    world.program.start()
    for one in (jonas.person, ann):  # their pages load themselves anew, which must not meet what they do next
        await expect(one.page.get_by_label('Connection: live')).to_be_visible()


async def dies_while_publishing(jonas, ann, world, scenario):
    """Whatever of the burst was not kept is moved once more before."""
    page, person = jonas.page, jonas.person
    for title, week in zip(BURST, (3, 3, 5), strict=True):
        if 'changed' not in await jonas.bar(title).get_attribute('aria-label'):
            await jonas.drags(title, 7)
        await jonas.sees(title, spoken(week))
    await person.goes_to(f'/portfolio/scenarios/{scenario}/publish')
    await person.button('Set your token…').click()
    await page.get_by_label('Personal access token').fill(WRITE)
    await person.button('Keep', exact=True).click()
    await expect(person.button('Publish 4 changes…')).to_be_enabled()
    world.fake.latency = 0.4
    await person.button('Publish 4 changes…').click()
    await page.get_by_role('dialog').get_by_role('button', name='Publish', exact=True).click()
    entries = page.get_by_role('log', name='Publishing').get_by_role('listitem')
    await expect(entries.filter(has_text='Sent').first).to_be_visible()
    world.program.kill()
    world.fake.latency = 0
    world.program.start()
    await page.reload()
    await expect(entries.filter(has_text='Sent')).to_have_count(4, timeout=60_000)
