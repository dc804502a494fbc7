"""The first minutes of an installation: a code in the log, a workspace, the way out and in again."""

import pytest
from playwright.async_api import expect

from tests.machine.program import running

WRONG_CODE = 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA'
EMAIL, PASSWORD = 'mara@example.com', 'slow green lantern 4'


@pytest.fixture
def new_program(tmp_path):
    """Asked for before whoever visits it, so that they leave before it ends."""
    with running(tmp_path) as program:
        yield program


async def sets_up(mara, code):
    page = mara.page
    for label, text in {'Set-up code': code, 'Workspace name': 'Acme', 'Your name': 'Mara', 'E-mail': EMAIL,
                        'Password': PASSWORD}.items():
        await page.get_by_label(label).fill(text)
    await mara.button('Create workspace').click()


async def signs_in(mara, password):
    await mara.page.get_by_label('E-mail').fill(EMAIL)
    await mara.page.get_by_label('Password').fill(password)
    await mara.button('Sign in', exact=True).click()


async def test_whoever_reads_the_log_founds_the_workspace_and_lands_at_home(new_program, person):
    mara = await person('Mara', new_program)
    await mara.goes_to('/')
    await expect(mara.page).to_have_url(f'{mara.home}/setup')
    await sets_up(mara, WRONG_CODE)
    await expect(mara.page.get_by_text('This code is not right.')).to_be_visible()
    await sets_up(mara, new_program.setup_code())
    await expect(mara.page.get_by_role('heading', level=1)).to_contain_text('Mara')
    await expect(mara.page).to_have_url(f'{mara.home}/')


async def test_one_can_sign_out_and_comes_in_again_only_with_the_right_password(new_program, person):
    mara = await person('Mara', new_program)
    await mara.goes_to('/setup')
    await sets_up(mara, new_program.setup_code())
    await mara.button('Account menu').click()
    await mara.page.get_by_role('link', name='Sign out').click()
    await signs_in(mara, 'not my password')
    await expect(mara.page.get_by_role('alert')).to_be_visible()
    await signs_in(mara, PASSWORD)
    await expect(mara.page.get_by_role('heading', level=1)).to_contain_text('Mara')
