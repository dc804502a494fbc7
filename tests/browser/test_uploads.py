"""Files in a real browser: chosen, refused, chosen again, and read by a real program."""

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.conftest import FREE, Crowd
from tests.browser.test_accessibility import barriers
from tests.machine.operating import operating
from tests.machine.program import ADMIN


@pytest.fixture(scope='module')
def factory(tmp_path_factory):
    with operating(tmp_path_factory.mktemp('uploads'), **ADMIN, **FREE, OPS_DRAIN_SECONDS='0') as program:
        yield program


@pytest_asyncio.fixture(loop_scope='session')
async def ann(chromium, factory):
    crowd = Crowd(chromium, lambda: factory)
    ann = await crowd.come('Ann', reduced_motion='reduce')
    await ann.signs_in()
    yield ann
    await crowd.leave()


async def opens(ann, slug):
    await ann.goes_to(f'/ops/commands/{slug}')
    await ann.page.get_by_role('button', name='Run command').click()
    dialog = ann.page.get_by_role('dialog')
    await dialog.get_by_role('button', name='Start run').wait_for()
    return dialog


async def chooses(dialog, name, content):
    await dialog.locator('input[type=file]').set_input_files([
        {'name': name, 'mimeType': 'text/plain', 'buffer': content}])


async def test_a_file_is_chosen_and_read_by_a_program(ann):
    dialog = await opens(ann, 'read')
    await chooses(dialog, '📈 points.csv', b'Saka,61\n' + 2_000_000 * b'x')
    await expect(dialog.get_by_text('📈 points.csv, 2')).to_be_visible()
    await expect(dialog.get_by_role('list', name='What will run').get_by_text('📈 points.csv')).to_be_visible()
    await ann.page.locator('.q-loading-bar[aria-hidden=true]').wait_for(state='attached')
    assert not await barriers(ann.page)
    await dialog.get_by_role('button', name='Start run').click()
    await expect(ann.page.get_by_role('group', name='Lines').get_by_text('0o100400')).to_be_visible()


async def test_what_does_not_fit_is_refused_beside_its_field_and_something_else_is_chosen(ann):
    dialog = await opens(ann, 'read_table')
    await chooses(dialog, 'points.exe', b'MZ')
    await expect(dialog.get_by_text('Choose one file that ends with .csv, of at most 50 MB.')).to_be_visible()
    await chooses(dialog, 'points.csv', b'Saka,61\n')
    await expect(dialog.get_by_text('points.csv, 8 bytes')).to_be_visible()
    await dialog.get_by_role('button', name='Start run').click()
    await expect(ann.page.get_by_role('group', name='Lines').get_by_text('Saka,61')).to_be_visible()


async def test_what_cannot_be_stored_is_told_beside_its_field(ann, factory):
    dialog = await opens(ann, 'read')
    files = factory.folder / 'files'
    files.rename(factory.folder / 'elsewhere')
    files.write_text('in the way')
    try:
        await chooses(dialog, 'points.csv', b'Saka,61\n')
        await expect(dialog.get_by_text('The file could not be stored')).to_be_visible()
    finally:
        files.unlink()
        (factory.folder / 'elsewhere').rename(files)
    await chooses(dialog, 'points.csv', b'Saka,61\n')
    await expect(dialog.get_by_text('points.csv, 8 bytes')).to_be_visible()


async def test_the_button_opens_the_browsers_own_choice_and_another_file_takes_the_place_of_the_first(ann):
    dialog = await opens(ann, 'read_table')
    for name in ('first.csv', 'second.csv'):
        async with ann.page.expect_file_chooser() as choosing:
            await dialog.get_by_role('button', name='Choose a file for file').press('Enter')
        await (await choosing.value).set_files([{'name': name, 'mimeType': 'text/csv', 'buffer': name.encode()}])
        await expect(dialog.get_by_text(f'{name}, ')).to_be_visible()
    await dialog.get_by_role('button', name='Take it out').click()
    await expect(dialog.get_by_text('second.csv')).to_have_count(0)
