"""The timeline in a real browser: it draws, goes along, zooms, and what people do with bars reaches the server."""

import json
import re
from urllib.request import urlopen

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.machine.program import Program

DAY = 240 / 30.4375  # pixels at the scale “Weeks”
PAUSE = 1100  # milliseconds after which keys are one step
NODES = "document.querySelectorAll('.rt-tl *').length"
AXE = {'preload': False, 'resultTypes': ['violations']}


class Stage(Program):
    module = 'tests.browser.timeline_stage'


@pytest.fixture(scope='module')
def stage(tmp_path_factory):
    program = Stage(tmp_path_factory.mktemp('stage'), ())
    program.start()
    yield program
    program.stop()


class Look:
    """One person before one timeline."""

    def __init__(self, page, url):
        self.page, self.url = page, url

    def bar(self, name):
        return self.page.get_by_role('gridcell', name=re.compile(f'^{name}'))

    def does(self, deed):
        with urlopen(f'{self.url}/do/{deed}', timeout=10) as answer:
            return answer.read()

    def heard(self, name):
        with urlopen(f'{self.url}/heard', timeout=10) as answer:
            return [told[1:] for told in json.load(answer) if told[0] == name]

    async def hears(self, name, *told):
        """Until the server was told this last."""
        await expect_that(lambda: self.heard(name)[-1:], [list(told)])

    async def grabs(self, name, by=0.5):
        box = await self.bar(name).bounding_box()
        x, y = box['x'] + box['width'] * by, box['y'] + box['height'] / 2
        await self.page.mouse.move(x, y)
        await self.page.mouse.down()
        return x, y

    async def drags(self, name, days, by=0.5, down=0):
        x, y = await self.grabs(name, by)
        await self.page.mouse.move(x + 10, y, steps=2)
        await self.page.mouse.move(x + days * DAY, y + down, steps=5)
        await self.page.mouse.up()

    async def pulls(self, name, end, days):
        box = await self.bar(name).locator(f'[data-part={end}]').bounding_box()
        x, y = box['x'] + box['width'] / 2, box['y'] + box['height'] / 2
        await self.page.mouse.move(x, y)
        await self.page.mouse.down()
        await self.page.mouse.move(x + 10, y, steps=2)
        await self.page.mouse.move(x + days * DAY, y, steps=5)
        await self.page.mouse.up()

    async def focused(self):
        return await self.page.evaluate('document.activeElement.getAttribute("aria-label")')

    async def scroll(self):
        return await self.page.evaluate(
            '[document.querySelector(".rt-tl-scroll").scrollLeft, document.querySelector(".rt-tl-scroll").scrollTop]'
        )


async def expect_that(look, wanted):
    """As `expect` does for what is no element: until it is so."""
    from asyncio import sleep

    for _ in range(200):
        if (found := look()) == wanted:
            return
        await sleep(0.05)
    assert found == wanted


@pytest_asyncio.fixture(loop_scope='session')
async def look(chromium, stage):
    """Opens the timeline with these wishes in its address."""
    contexts, complaints = [], []

    async def look(query='', **options):
        context = await chromium.new_context(viewport={'width': 1368, 'height': 820}, **options)
        contexts.append(context)
        page = await context.new_page()
        page.on('pageerror', lambda error: complaints.append(str(error)))
        page.on('console', lambda told: complaints.append(told.text) if told.type == 'error' else None)
        await page.goto(f'{stage.url}/?{query}')
        await page.get_by_role('gridcell').first.wait_for()
        return Look(page, stage.url)

    yield look
    for context in contexts:
        await context.close()
    assert complaints == []


async def test_rows_bars_and_weeks_of_teams_are_drawn_with_the_names_people_hear(look):
    seen = await look()
    await expect(seen.page.get_by_role('grid', name='Timeline', exact=True)).to_be_visible()
    await expect(seen.bar('Wallet buttons')).to_have_attribute(
        'aria-label', 'Wallet buttons, Feature 4190, 19 October to 6 November 2026, Payments 40 percent'
    )
    await expect(seen.bar('Declined-card messages')).to_have_attribute(
        'aria-label', re.compile('30 November to 11 December 2026, Payments 50 percent, changed in this scenario$')
    )
    await expect(seen.bar('Payments, week of 12 October 2026')).to_have_attribute(
        'aria-label', re.compile('115 percent$')
    )
    await expect(seen.page.get_by_text('5 teams · 20 items')).to_be_visible()


async def test_what_begins_before_it_can_says_so_in_a_sentence(look):
    seen = await look()
    await expect(seen.page.get_by_text('starts 10 working days before “Stock event feed” is ready')).to_be_visible()


async def test_a_dragged_bar_shows_where_it_would_go_and_the_server_hears_by_how_many_days(look):
    seen = await look()
    x, y = await seen.grabs('Wallet buttons')
    await seen.page.mouse.move(x + 12, y, steps=3)
    await seen.page.mouse.move(x + 3 * DAY, y, steps=3)
    await expect(seen.page.get_by_text('22 Oct – 9 Nov (+3 d, 13 wd)')).to_be_visible()
    await expect(seen.page.locator('.rt-tl-heat.tl-preview').first).to_be_visible()  # weeks as they would be
    await seen.page.mouse.up()
    await seen.hears('drop', [4190], 3, '', 'None', '', False)
    await expect(seen.bar('Wallet buttons')).to_have_attribute(
        'aria-label', re.compile('22 October to 9 November 2026')
    )


async def test_less_than_five_pixels_is_a_click_which_selects(look):
    seen = await look()
    x, y = await seen.grabs('Wallet buttons')
    await seen.page.mouse.move(x + 4, y)
    await seen.page.mouse.up()
    await seen.hears('select', [4190])
    await expect(seen.bar('Wallet buttons')).to_have_attribute('aria-selected', 'true')
    assert seen.heard('drop') == []


async def test_a_bar_is_drawn_to_a_marker_that_is_near(look):
    seen = await look()
    await seen.drags('Wallet buttons', 6.4)  # “Spring/Summer locks” is 7 days on, less than six pixels away
    await seen.hears('drop', [4190], 7, '', 'None', '', False)


async def test_escape_puts_a_dragged_bar_back(look):
    seen = await look()
    before = await seen.bar('Wallet buttons').bounding_box()
    x, y = await seen.grabs('Wallet buttons')
    await seen.page.mouse.move(x + 100, y, steps=4)
    await seen.page.keyboard.press('Escape')
    await seen.page.mouse.up()
    await expect(seen.page.locator('.rt-tl-tag.tl-own')).to_have_count(0)
    await expect(seen.page.locator('.rt-tl.tl-gliding')).to_have_count(0)
    assert (await seen.bar('Wallet buttons').bounding_box())['x'] == before['x']
    assert seen.heard('drop') == []


async def test_either_end_can_be_dragged(look):
    seen = await look()
    await seen.pulls('Wallet buttons', 'end', 3)
    await seen.hears('drop', [4190], 3, 'end', 'None', '', False)
    await expect(seen.bar('Wallet buttons')).to_have_attribute('aria-label', re.compile('19 October to 9 November'))
    await seen.pulls('Wallet buttons', 'start', 2)
    await seen.hears('drop', [4190], 2, 'start', 'None', '', False)


async def test_a_refused_drop_flies_back_and_says_why(look):
    seen = await look()
    before = await seen.bar('Wallet buttons').bounding_box()
    seen.does('refuse')
    await seen.drags('Wallet buttons', 14)
    await expect(seen.page.locator('.rt-tl-tag.tl-refused')).to_have_text(re.compile('Jonas moved this to 2–13 Nov.'))
    await expect(seen.page.locator('.rt-tl.tl-gliding')).to_have_count(0)
    assert abs((await seen.bar('Wallet buttons').bounding_box())['x'] - before['x']) < 1


async def test_what_others_change_during_a_drag_is_shown_after_the_drop(look):
    seen = await look()
    x, y = await seen.grabs('Wallet buttons')
    await seen.page.mouse.move(x + 40, y, steps=3)
    seen.does('move')
    await seen.page.wait_for_timeout(300)
    await expect(seen.bar('Redeem at the till')).to_have_attribute('aria-label', re.compile('9 November to 1 December'))
    await seen.page.keyboard.press('Escape')
    await seen.page.mouse.up()
    await expect(seen.bar('Redeem at the till')).to_have_attribute(
        'aria-label', re.compile('16 November to 8 December')
    )


async def test_an_undated_item_is_planned_by_dragging_its_ghost(look):
    seen = await look()
    await seen.drags('Parcel lockers abroad', 5)
    await seen.hears('drop', [5040], 0, '', '2026-10-19', '', False)
    await expect(seen.bar('Parcel lockers abroad')).to_have_attribute(
        'aria-label', re.compile('19 October to 18 November 2026')
    )


async def test_an_item_dropped_on_another_lane_says_which(look):
    seen = await look()
    target = await seen.bar('Consent and preferences').bounding_box()
    own = await seen.bar('Wallet buttons').bounding_box()
    await seen.drags('Wallet buttons', 0.01, down=target['y'] - own['y'])
    await seen.hears('drop', [4190], 0, '', 'None', 'team:2', False)


async def test_a_link_is_drawn_from_the_end_of_a_bar_to_another(look):
    seen = await look()
    box, other = await seen.bar('Wallet buttons').bounding_box(), await seen.bar('Redeem at the till').bounding_box()
    await seen.bar('Wallet buttons').hover()
    dot = await seen.bar('Wallet buttons').locator('.tl-link-dot').bounding_box()
    await seen.page.mouse.move(dot['x'] + 5, dot['y'] + 5)
    await seen.page.mouse.down()
    await seen.page.mouse.move(box['x'] + box['width'] + 40, box['y'] + 30, steps=3)
    await seen.page.mouse.move(other['x'] + 60, other['y'] + 12, steps=3)
    await seen.page.mouse.up()
    await seen.hears('link', 4190, 4240)
    await expect(seen.page.locator('g.rt-tl-arrow[data-before="4190"]')).to_have_count(1)


async def test_several_bars_are_chosen_with_shift_and_moved_as_one(look):
    seen = await look()
    await seen.bar('Split shipment totals').click()
    await seen.bar('Wallet buttons').click(modifiers=['Shift'])
    await seen.hears('select', [4182, 4190])
    await seen.drags('Wallet buttons', 3)
    await seen.hears('drop', [4182, 4190], 3, '', 'None', '', False)


async def test_a_lasso_selects_what_it_catches(look):
    seen = await look()
    one, other = (
        await seen.bar('Wallet buttons').bounding_box(),
        await seen.bar('Declined-card messages').bounding_box(),
    )
    await seen.page.keyboard.down('Shift')
    await seen.page.mouse.move(one['x'] - 20, one['y'] + 2)
    await seen.page.mouse.down()
    await seen.page.mouse.move(other['x'] + 20, other['y'] + other['height'] - 4, steps=4)
    await seen.page.mouse.up()
    await seen.page.keyboard.up('Shift')
    await seen.hears('select', [4190, 4201])


async def test_the_background_is_dragged_along(look):
    seen = await look('size=500')
    before = await seen.scroll()
    await seen.page.mouse.move(1300, 300)
    await seen.page.mouse.down()
    await seen.page.mouse.move(1100, 200, steps=4)
    await seen.page.mouse.up()
    after = await seen.scroll()
    assert (after[0] - before[0], after[1] - before[1]) == (200, 100)


async def test_the_date_under_the_pointer_stays_while_one_zooms(look):
    seen = await look()
    today = seen.page.locator('.tl-today')
    x = (await today.bounding_box())['x']
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
    await seen.page.wait_for_timeout(200)
    await seen.page.keyboard.press('Shift+ArrowRight')
    await expect_that(lambda: bool(seen.heard('drop')), True)
    assert seen.heard('drop')[-1][1] % 7 == 0


async def test_escape_takes_moves_by_keys_back(look):
    seen = await look()
    await seen.bar('Wallet buttons').focus()
    await seen.page.keyboard.press('Shift+ArrowRight')
    await seen.page.keyboard.press('Escape')
    await seen.page.wait_for_timeout(PAUSE)
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
    await seen.page.wait_for_timeout(300)
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
    await seen.page.wait_for_timeout(550)  # the press itself is what is tested
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
        await seen.page.wait_for_timeout(150)  # fingers are slower than tests
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
    await seen.bar('Wallet buttons').hover()
    await expect(seen.page.locator('.tl-link-dot')).to_have_count(0)
    await seen.bar('Wallet buttons').focus()
    await seen.page.keyboard.press('Shift+ArrowRight')
    await seen.page.wait_for_timeout(PAUSE)
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
