"""The timeline in a real browser, by keys, fingers and wheels; and what is far away or of others."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.timeline.conftest import DAY, expect_that

PAUSE = 1100  # milliseconds after which keys are one step
NODES = "document.querySelectorAll('.rt-tl *').length"
DRAWN = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))'
AXE = {'preload': False, 'resultTypes': ['violations']}


async def test_the_date_under_the_pointer_stays_while_one_zooms(look):
    seen = await look()
    today = seen.page.locator('.tl-today')
    while not (line := await today.bounding_box()):
        await seen.page.evaluate(DRAWN)  # not drawn yet
    x = line['x']
    await seen.page.mouse.move(x, 400)
    await seen.page.keyboard.down('Control')
    for step in (-200, -200, 150):
        await seen.page.mouse.wheel(0, step)
    await seen.page.keyboard.up('Control')
    await expect_that(lambda: len(seen.heard('zoom')), 1)
    assert abs((await today.bounding_box())['x'] - x) < 2
    assert seen.heard('zoom')[0][0] > DAY


async def test_zooming_by_name_ends_at_the_least_and_the_most(look):
    seen = await look()
    seen.does('zoom-Years')
    await expect_that(lambda: [round(told[0], 3) for told in seen.heard('zoom')], [round(30 / 30.4375, 3)])
    for _ in range(20):
        seen.does('zoom-in')
    await expect_that(lambda: seen.heard('zoom')[-1][0], 40)


async def test_a_lane_is_folded_and_opened(look):
    seen = await look()
    await seen.page.get_by_role('button', name='Payments').click()
    await seen.hears('fold', 'team:1', False)
    await expect(seen.bar('Wallet buttons')).to_have_count(0)
    await seen.page.get_by_role('button', name='Payments').click()
    await expect(seen.bar('Wallet buttons')).to_have_count(1)


async def test_a_week_leads_to_what_it_is_made_of(look):
    seen = await look()
    await seen.bar('Payments, week of 19 October 2026').click()
    await seen.hears('heat', 1, '2026-10-19')


async def test_keys_go_from_bar_to_bar_and_open_what_one_is_on(look):
    seen = await look()
    await seen.bar('Wallet buttons').focus()
    await seen.page.keyboard.press('ArrowDown')
    assert (await seen.focused()).startswith('Declined-card messages')
    await seen.page.keyboard.press('Enter')
    await seen.hears('open', 4201)
    await seen.page.keyboard.press('Space')
    await seen.hears('select', [4201])
    for _ in range(4):
        await seen.page.keyboard.press('ArrowUp')
    assert await seen.focused() == 'Payments, 7 people, open'
    await seen.page.keyboard.press('Enter')
    await seen.hears('fold', 'team:1', False)


async def test_moves_by_keys_are_one_step_after_a_pause_and_said_aloud(look):
    seen = await look()
    await seen.bar('Wallet buttons').focus()
    for key in ('Shift+ArrowRight', 'Shift+ArrowRight', 'Alt+ArrowRight'):
        await seen.page.keyboard.press(key)
    await expect(seen.page.locator('.rt-tl-live')).to_have_text('Wallet buttons: 28 October to 15 November 2026')
    assert seen.heard('drop') == []
    await seen.hears('drop', [4190], 9, '', 'None', '', True)
    assert len(seen.heard('drop')) == 1
    await expect(seen.bar('Wallet buttons')).to_have_attribute('aria-label', re.compile('28 October to 15 November'))
    assert (await seen.focused()).startswith('Wallet buttons')  # kept by the bar that was drawn anew


async def test_either_end_is_moved_by_keys(look):
    seen = await look()
    await seen.bar('Wallet buttons').focus()
    await seen.page.keyboard.press('Control+ArrowRight')
    await seen.page.keyboard.press('Control+Shift+ArrowLeft')
    await expect_that(lambda: [told[1:3] for told in seen.heard('drop')], [[1, 'end'], [-1, 'start']])


async def test_keys_move_along_the_grid_one_has_chosen(look):
    seen = await look('snap=week')
    await seen.bar('Wallet buttons').focus()
    await seen.page.keyboard.press('Shift+ArrowRight')
    await expect_that(lambda: len(seen.heard('grab')), 1)
    await seen.is_shown()
    await seen.page.keyboard.press('Shift+ArrowRight')
    await expect_that(lambda: bool(seen.heard('drop')), True)
    assert seen.heard('drop')[-1][1] % 7 == 0


async def test_escape_takes_moves_by_keys_back(look):
    seen = await look()
    await seen.page.clock.install()
    await seen.bar('Wallet buttons').focus()
    await seen.page.keyboard.press('Shift+ArrowRight')
    await seen.page.keyboard.press('Escape')
    await seen.lets_pass(PAUSE)
    await seen.is_told()
    assert seen.heard('drop') == []


async def test_a_link_is_made_by_keys(look):
    seen = await look()
    await seen.bar('Wallet buttons').focus()
    await seen.page.keyboard.press('l')
    await seen.page.keyboard.press('ArrowDown')
    await seen.page.keyboard.press('Enter')
    await seen.hears('link', 4190, 4201)


async def test_letters_zoom_and_ask_for_what_can_be_switched(look):
    seen = await look()
    await seen.bar('Wallet buttons').focus()
    await seen.page.keyboard.press('+')
    await expect_that(lambda: len(seen.heard('zoom')), 1)
    await seen.page.keyboard.press('b')
    await seen.hears('key', 'B')


async def test_of_ten_thousand_items_only_the_window_is_drawn(look):
    seen = await look('size=10000&scale=Months')
    await expect(seen.page.get_by_text('10\u2009000 items')).to_be_visible()
    assert await seen.page.evaluate(NODES) < 3000
    for _ in range(12):
        await seen.page.mouse.move(900, 400)
        await seen.page.mouse.wheel(0, 1500)
    await expect(seen.page.locator('.rt-tl-label').nth(20)).to_be_visible()
    assert await seen.page.evaluate(NODES) < 3500


async def test_an_item_far_away_is_brought_into_sight(look):
    seen = await look('size=10000&scale=Months')
    seen.does('reveal-7777')
    await expect(seen.bar('Feature 7777,')).to_be_in_viewport()


async def test_arrows_whose_other_end_is_out_of_sight_end_in_a_stub_that_leads_there(look):
    seen = await look('size=10000&scale=Months')
    seen.does('reveal-7777')
    await expect(seen.bar('Feature 7777,')).to_be_in_viewport()
    stub = seen.page.locator('.rt-tl-stub[data-stub="7777"]')
    assert await seen.page.locator('g.rt-tl-arrow').count() <= 300
    await expect(stub.locator('title')).to_have_text('1 item that waits for this is out of sight')
    await stub.locator('rect').click()
    await expect(seen.bar('Feature 7782,')).to_be_in_viewport()


async def test_others_are_shown_in_the_colour_of_their_seat_and_what_they_hold_stays(look):
    seen = await look()
    seen.does('seats')
    await expect(
        seen.page.locator('.rt-tl-tag.tl-theirs', has_text='Jonas · 26 Oct – 13 Nov, one week later')
    ).to_be_visible()
    await expect(seen.page.locator('.rt-tl-seat')).to_have_count(2)
    await seen.drags('Wallet buttons', 5)
    await seen.is_told()
    assert seen.heard('drop') == []


async def test_a_finger_pans_and_after_a_long_press_takes_the_bar(look):
    seen = await look(has_touch=True)
    wire = await seen.page.context.new_cdp_session(seen.page)

    async def touch(kind, *points):
        await wire.send(
            'Input.dispatchTouchEvent', {'type': f'touch{kind}', 'touchPoints': [{'x': x, 'y': y} for x, y in points]}
        )

    box = await seen.bar('Wallet buttons').bounding_box()
    x, y = box['x'] + 60, box['y'] + 12
    await touch('Start', (x, y))
    await expect(seen.page.locator('.rt-tl.tl-dragging')).to_be_attached()
    for step in range(1, 6):
        await touch('Move', (x + step * 3 * DAY / 5, y))
    await touch('End')
    await seen.hears('drop', [4190], 3, '', 'None', '', False)


async def test_two_fingers_zoom(look):
    seen = await look(has_touch=True)
    wire = await seen.page.context.new_cdp_session(seen.page)
    for kind, apart in (('Start', 100), ('Move', 140), ('Move', 200)):
        points = [{'x': 700 - apart, 'y': 400, 'id': 0}, {'x': 700 + apart, 'y': 400, 'id': 1}]
        await wire.send('Input.dispatchTouchEvent', {'type': f'touch{kind}', 'touchPoints': points})
        await seen.page.evaluate(DRAWN)  # fingers are slower than tests
    await wire.send('Input.dispatchTouchEvent', {'type': 'touchEnd', 'touchPoints': []})
    await expect_that(lambda: [round(told[0]) for told in seen.heard('zoom')], [round(2 * DAY)])


async def test_the_lane_one_has_scrolled_into_stays_in_sight_with_its_load(look):
    seen = await look()
    await seen.page.evaluate('document.querySelector(".rt-tl-scroll").scrollTop = 60')
    label = seen.page.locator('.rt-tl-label.tl-lane').filter(has_text='Payments')
    await expect(label).to_be_in_viewport()
    await expect(seen.page.locator('.rt-tl-pinned .rt-tl-heat').first).to_be_attached()


async def test_readers_have_no_handles_and_cannot_move_anything(look):
    seen = await look('read=1')
    await seen.page.clock.install()
    await seen.bar('Wallet buttons').hover()
    await expect(seen.page.locator('.tl-link-dot')).to_have_count(0)
    await seen.bar('Wallet buttons').focus()
    await seen.page.keyboard.press('Shift+ArrowRight')
    await seen.lets_pass(PAUSE)
    await seen.is_told()
    assert seen.heard('drop') == []


@pytest.mark.parametrize('query', ['', 'dark=1', 'density=normal', 'density=packed', 'rows=plan'])
async def test_the_timeline_is_free_of_barriers(look, query):
    seen = await look(query)
    report = await Axe().run(seen.page, options=AXE)
    assert [
        f'{found["id"]}: {node["html"][:140]} {node["failureSummary"][:300]}'
        for found in report.response['violations']
        for node in found['nodes']
    ] == []
