"""The details of an item beside the timeline: field by field, with what others change meanwhile."""

from dataclasses import replace

import pytest

from app.domain.portfolio.planning.operations import ChangeState, MoveItems, PlanItem
from app.errors import Rejected
from app.events import HISTORY, EstimateSaved
from app.services.portfolio import editing, estimates, ground
from app.work import read, transact
from components.portfolio.item_panel import ItemPanel
from models.portfolio import PortfolioSource, PortfolioText
from tests.pages.conftest import choose, field, fill, misses, press, sees, shown, sign_in, touch, until
from tests.pages.portfolio_timeline.conftest import WALLET, bars, item_in, opened, scenario_of, wish
from tests.people import ANN, BOB
from tests.portfolio import PAYMENTS, SETTING, STORE_TEAM, STORES, checkout, day, plant


async def test_the_details_of_an_item_are_changed_field_by_field(planned, ann):
    await opened(ann, f'/portfolio?item={WALLET}')
    await sees(ann, 'Item details', 'Wallet buttons', '15 working days', 'Waits for')
    fill(ann, Start='2026-10-26')
    touch(ann, field(ann, 'Start'), 'blur')
    await sees(ann, 'was 19 Oct 2026', 'Changed in this scenario')
    assert item_in(scenario_of()).start == day('26 Oct')
    choose(ann, 'State', 'Active')
    await sees(ann, 'was New')
    assert item_in(scenario_of()).state == 'Active'


async def test_a_day_that_is_none_is_refused_where_it_was_typed(planned, ann):
    await opened(ann, f'/portfolio?item={WALLET}')
    fill(ann, End='')
    touch(ann, field(ann, 'End'), 'blur')
    await sees(ann, 'A day is needed')
    assert scenario_of() is None


async def test_shares_are_changed_added_and_removed(planned, ann):
    await opened(ann, f'/portfolio?item={WALLET}')
    with ann:
        field(ann, 'Share of Payments').set_value(70)
    touch(ann, field(ann, 'Share of Payments'), 'blur')
    await sees(ann, 'was PAY 40 %')
    choose(ann, 'Add team', str(STORES))
    await sees(ann, 'Share of Stores')
    press(ann, 'Remove Payments')
    await misses(ann, 'Share of Payments')
    assert [(team, int(percent)) for team, percent in item_in(scenario_of()).shares] == [(STORES, 100)]


async def test_what_others_change_comes_into_the_open_details(planned, ann):
    scenario = transact(editing.edit, ANN, None, [MoveItems((WALLET,), 7)]).scenario_id
    await opened(ann, f'/portfolio?scenario={scenario}&item={WALLET}')
    await until(lambda: field(ann, 'Start').value == '2026-10-26')
    transact(editing.edit, ANN, scenario, [PlanItem(WALLET, day('2 Nov'), day('13 Nov')),
                                           ChangeState((WALLET,), 'Active')])
    await until(lambda: field(ann, 'Start').value == '2026-11-02')
    await sees(ann, 'was New')


async def test_tags_and_the_way_back_to_the_live_plan(planned, ann):
    await opened(ann, f'/portfolio?item={WALLET}')
    fill(ann, Tags='risk; q4; ')
    touch(ann, field(ann, 'Tags'), 'blur')
    await sees(ann, 'has other tags', 'was none')
    assert item_in(scenario_of()).tags == ('q4', 'risk')
    press(ann, 'Revert item')
    await misses(ann, 'was none')


async def test_an_item_one_may_not_see_closes_the_details(workspace, ann):
    closed = replace(SETTING.plans[STORE_TEAM], is_open=False)
    plant(checkout(replace(SETTING, plans={**SETTING.plans, STORE_TEAM: closed})))
    sign_in(ann, BOB)
    await opened(ann, '/portfolio?item=5')
    await sees(ann, 'There is no such item, or not for you.')
    assert not shown(ann, ItemPanel)
    assert 'Slot booking' not in bars(ann)


async def test_a_link_is_drawn_by_dialog_and_a_circle_is_refused(planned, ann):
    await opened(ann, '/portfolio?item=6')
    press(ann, 'Link to…')
    await sees(ann, 'The other item')
    fill(ann, The_other_item='slot')
    touch(ann, field(ann, 'The other item'), 'update:modelValue', 'slot')
    await sees(ann, 'Slot booking · Feature 4005')
    press(ann, 'Slot booking · Feature 4005')
    press(ann, 'Link')
    await sees(ann, 'are linked', 'Waits for')
    with pytest.raises(Rejected) as caught:
        await wish(ann, 'link', 6, 5)
    assert caught.value.code == 'portfolio.cycle'


async def test_what_cannot_go_so_far_says_so_and_does_not_stay_as_it_was_typed(planned, ann):
    """The epic cannot begin after its first feature."""
    scenario = transact(editing.edit, ANN, None, [MoveItems((WALLET,), 7)]).scenario_id
    await opened(ann, f'/portfolio?scenario={scenario}&item=1')
    fill(ann, Start='2026-10-12')
    touch(ann, field(ann, 'Start'), 'blur')
    await sees(ann, 'with the first item in it')
    await until(lambda: field(ann, 'Start').value == '2026-10-05')


async def test_what_a_poker_table_agreed_on_is_told_and_written_by_a_publisher(planned, ann):
    said = EstimateSaved(HISTORY, f'portfolio:{WALLET}', '5', ANN.identity, 'Ann', 'Refinement')
    transact(estimates.keep_estimate, said)
    transact(lambda work: setattr(work.get(PortfolioSource, 1), 'kind', 'demo'))
    await opened(ann, f'/portfolio?item={WALLET}')
    await sees(ann, 'Estimate 5, agreed by Ann at Refinement', 'Kept here')
    press(ann, 'Write 5 to Azure DevOps')
    await sees(ann, 'Being written')


async def test_shares_that_changed_on_both_sides_wait_for_a_choice(planned, ann):
    transact(lambda work: work.session.add(PortfolioText(
        item_id=WALLET, others=[], block_doubt={str(PAYMENTS): '55'})))
    await opened(ann, f'/portfolio?item={WALLET}')
    await sees(ann, 'PAY 40 %', 'PAY 55 %', 'Keep ours')
    press(ann, 'Take theirs')
    await until(lambda: read(ground.live).items[WALLET].share(PAYMENTS) == 55)
    await misses(ann, 'Keep ours')
