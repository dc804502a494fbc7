"""The timeline page: what one does is kept and seen by everybody; what the plan does is seen by whoever looks."""

from dataclasses import replace
from types import SimpleNamespace

from app.domain.portfolio.planning.operations import MoveItems, PlanItem
from app.domain.portfolio.timeline.gestures import Drop
from app.services.portfolio import editing, ground, scenarios
from app.services.portfolio.planned import planned as plan_of
from app.work import read, transact
from components.portfolio.list_view import ListView
from tests.pages.conftest import fill, press, press_last, sees, shown, submit, switch, touch, type_key, until
from tests.pages.portfolio_timeline.conftest import (
    WALLET,
    _moved_at_the_source,
    bars,
    board,
    item_in,
    opened,
    scenario_of,
    timeline,
    wish,
)
from tests.people import ANN, BOB
from tests.portfolio import PAYMENTS, SETTING, STORE_TEAM, STORES, checkout, day, plant


async def test_the_timeline_shows_what_is_planned(planned, ann):
    await opened(ann)
    assert bars(ann)['Wallet buttons'].start == day('19 Oct')
    await sees(ann, 'Scenario: Live plan', 'Find an epic or feature', 'Azure DevOps')


async def test_a_drag_on_the_live_plan_opens_a_scenario_and_says_so(planned, ann):
    await opened(ann)
    await wish(ann, 'drop', Drop((WALLET,), 7))
    await sees(ann, 'The live plan stays as it is', 'moved 7 days later', 'Publish 1 change…')
    scenario = scenario_of()
    assert item_in(scenario).start == day('26 Oct')
    assert read(ground.live).items[WALLET].start == day('19 Oct')
    assert f'scenario={scenario}' in board(ann).place.address
    await until(lambda: 'changed' in bars(ann)['Wallet buttons'].flags)


async def test_a_drag_is_undone_from_its_toast_and_done_again_by_a_key(planned, ann):
    await opened(ann)
    await wish(ann, 'drop', Drop((WALLET,), 7))
    await until(lambda: bars(ann)['Wallet buttons'].start == day('26 Oct'))
    press_last(ann, 'Undo')
    await until(lambda: bars(ann)['Wallet buttons'].start == day('19 Oct'))
    type_key(ann, 'y', ctrlKey=True)
    await until(lambda: bars(ann)['Wallet buttons'].start == day('26 Oct'))


async def test_what_somebody_else_moves_in_the_scenario_is_seen_here(planned, ann, bob):
    scenario = transact(editing.edit, ANN, None, [MoveItems((WALLET,), 7)]).scenario_id
    transact(scenarios.share, ANN, scenario, {BOB.identity: False})
    await opened(ann, f'/portfolio?scenario={scenario}')
    await opened(bob, f'/portfolio?scenario={scenario}')
    await wish(ann, 'drop', Drop((WALLET,), 7))
    await until(lambda: bars(bob)['Wallet buttons'].start == day('2 Nov'))
    await until(lambda: bars(ann)['Wallet buttons'].start == day('2 Nov'))


async def test_who_was_slower_chooses_between_both_values(planned, ann):
    scenario = transact(editing.edit, ANN, None, [MoveItems((WALLET,), 7)]).scenario_id
    await opened(ann, f'/portfolio?scenario={scenario}')
    edits = timeline(ann).wishes.drop.__self__
    edits.board.version = 1
    transact(editing.edit, ANN, scenario, [PlanItem(WALLET, day('2 Nov'), day('13 Nov'))])
    edits.board.version = 1
    with ann:
        assert not await edits.edit([PlanItem(WALLET, day('9 Nov'), day('20 Nov'))], 'moved')
    await sees(ann, 'Keep theirs', 'Use mine')
    press(ann, 'Use mine')
    await until(lambda: item_in(scenario).start == day('9 Nov'))


async def test_successors_are_offered_to_follow_one_by_one(planned, ann):
    await opened(ann)
    await wish(ann, 'drop', Drop((2,), 14))
    await sees(ann, '3 successors would move')
    press(ann, 'Preview')
    await sees(ann, 'Move 3 successors?', '4003 Wallet buttons')
    switch(ann, '4005 Slot booking')
    await sees(ann, 'Move 2')
    press(ann, 'Move 2')
    await sees(ann, '2 successors moved along')
    scenario = scenario_of()
    assert item_in(scenario).start == day('2 Nov')
    assert item_in(scenario, 5).start == day('23 Nov')


async def test_a_new_scenario_begins_as_the_plan_that_is_looked_at(planned, ann):
    await opened(ann)
    press(ann, 'Scenario: Live plan')
    press(ann, 'New scenario')
    await sees(ann, 'It begins as the plan you look at')
    fill(ann, Name='Q4 plan')
    press(ann, 'Begin')
    await sees(ann, 'Scenario: Q4 plan, 0 changes')
    assert scenario_of()


async def test_a_click_on_one_bar_lights_all_that_hangs_together_with_it(workspace, ann, bob):
    hidden = replace(SETTING.plans[STORE_TEAM], is_open=False)
    plant(checkout(replace(SETTING, plans={**SETTING.plans, STORE_TEAM: hidden})))
    for who, lit in ((ann, {1, 2, 3, 4, 5}), (bob, {1, 2, 3, 4})):
        await opened(who)
        with who:
            await timeline(who)._select(SimpleNamespace(args=[WALLET]))
        assert timeline(who).lit == lit


async def test_several_items_are_changed_as_one_step(planned, ann):
    await opened(ann)
    await wish(ann, 'select', (2, 3))
    await sees(ann, '2 selected')
    press(ann, 'Clear dates')
    await sees(ann, '2 items have no dates now')
    scenario = scenario_of()
    assert item_in(scenario, 2).start is None
    transact(editing.undo, ANN, scenario)
    await until(lambda: bars(ann)['Wallet buttons'].start == day('19 Oct'))


async def test_a_dialog_does_what_a_drag_does(planned, ann):
    await opened(ann)
    await wish(ann, 'select', (2, 3))
    press(ann, 'Move…')
    await sees(ann, 'Days later')
    fill(ann, Days_later=7)
    press(ann, 'Move')
    await until(lambda: scenario_of() and item_in(scenario_of()).start == day('26 Oct'))
    assert item_in(scenario_of(), 2).start == day('12 Oct')


async def test_the_list_offers_the_same_items_and_edits(planned, ann):
    await opened(ann)
    await ann.open('/portfolio?view=list')
    await until(lambda: shown(ann, ListView) and shown(ann, ListView)[0].rows.entries)
    row = shown(ann, ListView)[0].rows.entries[WALLET]
    with ann:
        row.end.set_value('2026-11-13')
    touch(ann, row.end, 'blur')
    await until(lambda: scenario_of() and item_in(scenario_of()).end == day('13 Nov'))


async def test_groups_are_shared_on_the_live_plan_and_proposed_in_a_scenario(planned, ann):
    await opened(ann)
    await wish(ann, 'menu', 'group:1')
    fill(ann, Name='Go live')
    press(ann, 'Save group')
    await until(lambda: read(ground.live).groups[1].name == 'Go live')
    scenario = transact(editing.edit, ANN, None, [MoveItems((WALLET,), 7)]).scenario_id
    await opened(ann, f'/portfolio?scenario={scenario}')
    await wish(ann, 'menu', 'group:1')
    fill(ann, Name='Later')
    press(ann, 'Save group')
    await until(lambda: read(plan_of, scenario).groups[1].name == 'Later')
    assert read(ground.live).groups[1].name == 'Go live'


async def test_what_nobody_has_planned_is_listed_and_planned_from_there(planned, ann):
    await opened(ann)
    type_key(ann, 'u')
    await sees(ann, 'Undated items', 'Redeem at the till')
    press(ann, 'Plan…')
    await sees(ann, 'Start')
    fill(ann, Start='2026-11-02', End='2026-11-13')
    press_last(ann, 'Plan')
    await until(lambda: scenario_of() and item_in(scenario_of(), 6).start == day('2 Nov'))


async def test_a_drop_at_another_team_asks_what_is_meant(planned, ann):
    await opened(ann)
    await wish(ann, 'drop', Drop((WALLET,), 7, lane=f'team:{STORES}'))
    await sees(ann, 'Another team')
    press(ann, 'Stores instead of Payments')
    await until(lambda: scenario_of() and [team for team, _ in item_in(scenario_of()).shares] == [STORES])


async def test_a_number_of_the_heat_opens_what_it_is_made_of(planned, ann):
    await opened(ann)
    await wish(ann, 'heat', PAYMENTS, day('5 Oct'))
    await sees(ann, 'What this load is made of', 'Split shipment totals')


async def test_a_change_of_the_source_reaches_everybody(planned, ann, bob):
    await opened(ann)
    await opened(bob)
    transact(_moved_at_the_source, WALLET)
    await until(lambda: bars(ann)['Wallet buttons'].start == day('2 Nov'))
    await until(lambda: bars(bob)['Wallet buttons'].start == day('2 Nov'))


async def test_planners_put_events_on_the_axis_from_here(planned, ann, bob):
    await opened(ann)
    press(ann, 'View')
    press(ann, 'Add a plan event…')
    await sees(ann, 'New plan event')
    fill(ann, Title='Peak freeze', First_day='2026-11-20', Last_day='2026-11-30')
    submit(ann, 'Add event')
    await sees(ann, 'is on the axis, for everybody')
    await until(lambda: [one.title for one in read(ground.setting_of).happenings] == ['Peak freeze'])
    await until(lambda: any('Peak freeze' in band.label for band in timeline(ann).view.axis.bands))
