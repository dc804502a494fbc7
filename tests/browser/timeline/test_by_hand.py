"""The timeline in a real browser, under a hand: it draws, goes along, and what is dragged reaches the server."""

import re

from playwright.async_api import expect

from tests.browser.timeline.conftest import DAY


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
    await seen.is_shown()
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
