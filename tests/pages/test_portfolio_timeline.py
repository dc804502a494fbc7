"""The timeline page: what one does is kept and seen by everybody; what the plan does is seen by whoever looks."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from app.domain.portfolio.decisions import panels_of
from app.domain.portfolio.gestures import Drop
from app.domain.portfolio.looks import Filter, Looks
from app.domain.portfolio.notes import AnnotationDraft
from app.domain.portfolio.operations import ChangeState, MoveItems, PlanItem
from app.domain.portfolio.setting import Marker, Rules
from app.errors import Rejected
from app.events import HISTORY, EstimateSaved
from app.services.portfolio import annotations, editing, estimates, ground, scenarios, views
from app.services.portfolio.planned import planned as plan_of
from app.work import read, transact
from components.portfolio.item_panel import ItemPanel
from components.portfolio.list_view import ListView
from components.portfolio.search import Search
from components.portfolio.toolbar import Toolbar
from components.portfolio.view_menu import offered
from components.timeline import Timeline
from models.portfolio import PortfolioSource, PortfolioText
from tests.pages.conftest import (
    choose,
    field,
    fill,
    misses,
    named,
    press,
    press_last,
    sees,
    shown,
    sign_in,
    submit,
    switch,
    text_of,
    touch,
    type_key,
    until,
)
from tests.people import ANN, BOB, CLEO
from tests.portfolio import PAY_TEAM, PAYMENTS, SETTING, STORE_TEAM, STORES, checkout, day, plant

WALLET = 3


@pytest.fixture
def planned(workspace):
    return plant(checkout())


def timeline(user):
    return shown(user, Timeline)[0]


def bars(user):
    """What the timeline of this browser shows, by title."""
    found = shown(user, Timeline)
    view = found[0].view if found else None
    return {bar.title: bar for row in view.rows for bar in row.bars} if view else {}


def board(user):
    return timeline(user).wishes.drop.__self__.board


async def opened(user, address='/portfolio'):
    await user.open(address)
    await until(lambda: shown(user, Timeline) and timeline(user).view)
    return timeline(user)


async def wish(user, name, *given):
    """What the browser would tell after a gesture."""
    with user:
        return await getattr(timeline(user).wishes, name)(*given)


def scenario_of(actor=ANN):
    found = read(scenarios.list_scenarios, actor)
    return found.mine[0].id if found.mine else None


def item_in(scenario, item_id=WALLET):
    return read(plan_of, scenario).items[item_id]


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


async def test_a_search_reveals_what_is_shown_and_explains_what_is_not(planned, ann):
    await opened(ann, '/portfolio?state=Active')
    box = shown(ann, Search)[0].input
    with ann:
        box.set_value('wallet')
    touch(ann, box, 'update:modelValue', 'wallet')
    await sees(ann, 'Wallet buttons', 'hidden')
    touch(ann, box, 'keydown.enter')
    await sees(ann, 'Why an item is hidden', 'It is New; shown is Active.')
    press(ann, 'Show New')
    await until(lambda: 'Wallet buttons' in bars(ann))
    assert board(ann).place.address == '/portfolio?state=Active&state=New'


async def test_the_filter_takes_effect_at_once_and_is_in_the_address(planned, ann):
    await opened(ann)
    press(ann, 'Filter')
    await sees(ann, 'Selected 6 → expanded 6 → displayed 6')
    box = field(ann, 'Stores')
    touch(ann, box, 'update:modelValue', [True, None])
    await until(lambda: 'Wallet buttons' not in bars(ann))
    await sees(ann, 'Plan: Stores', 'Selected 2 → expanded 2 → displayed 2')
    press(ann, 'Clear the filter Plan: Stores')
    await until(lambda: 'Wallet buttons' in bars(ann))


async def test_where_nothing_matches_one_is_told_why_and_can_clear_the_filter(planned, ann):
    await opened(ann, '/portfolio?state=Active')
    await sees(ann, 'No feature matches', '6 items hidden by the filter of states.')
    press(ann, 'Clear filter')
    await until(lambda: 'Wallet buttons' in bars(ann))
    await misses(ann, 'No feature matches')


async def test_where_nothing_is_connected_admins_are_told_what_to_do(workspace, ann, bob):
    await opened(ann)
    await sees(ann, 'Connect Azure DevOps')
    await opened(bob)
    await sees(bob, 'An admin connects')
    assert 'Connect Azure DevOps' not in text_of(bob)


async def test_who_may_only_look_is_told_and_gets_no_ways_to_change(planned, cleo, bob, ann):
    sign_in(bob, CLEO)
    await opened(bob, f'/portfolio?item={WALLET}')
    await sees(bob, 'Planners change it', 'Item details')
    assert timeline(bob).is_read_only
    assert not named(bob, 'Clear dates')
    assert not named(bob, 'Publish 0 changes…')


async def test_whoever_is_let_read_a_scenario_cannot_change_it(planned, ann, bob):
    scenario = transact(editing.edit, ANN, None, [MoveItems((WALLET,), 7)]).scenario_id
    transact(scenarios.share, ANN, scenario, {BOB.identity: False})
    await opened(bob, f'/portfolio?scenario={scenario}')
    await until(lambda: timeline(bob).is_read_only)


async def test_a_scenario_that_is_no_longer_shared_falls_back_to_the_live_plan(planned, ann, bob):
    scenario = transact(editing.edit, ANN, None, [MoveItems((WALLET,), 7)]).scenario_id
    transact(scenarios.share, ANN, scenario, {BOB.identity: True})
    await opened(bob, f'/portfolio?scenario={scenario}')
    await until(lambda: bars(bob)['Wallet buttons'].start == day('26 Oct'))
    transact(scenarios.share, ANN, scenario, {})
    await sees(bob, 'You see the live plan.')
    await until(lambda: bars(bob)['Wallet buttons'].start == day('19 Oct'))


async def test_the_scenario_of_somebody_else_does_not_exist(planned, ann, bob):
    scenario = transact(editing.edit, ANN, None, [MoveItems((WALLET,), 7)]).scenario_id
    answer = await bob.http_client.get(f'/portfolio?scenario={scenario}')
    assert answer.status_code == 404


async def test_one_comes_back_to_where_one_was(planned, ann):
    scenario = transact(editing.edit, ANN, None, [MoveItems((WALLET,), 7)]).scenario_id
    await opened(ann, f'/portfolio?scenario={scenario}&plan={PAY_TEAM}')
    with ann:
        await shown(ann, Toolbar)[0].wishes.rows_by('plan')
    await until(lambda: read(views.find_left, ANN).scenario == scenario)
    await opened(ann)
    await sees(ann, 'Plan: Payments')
    await until(lambda: bars(ann)['Wallet buttons'].start == day('26 Oct'))


async def test_a_scenario_remembers_how_it_was_looked_at_and_the_live_plan_how_one_looks_oneself(planned, ann):
    scenario = transact(editing.edit, ANN, None, [MoveItems((WALLET,), 7)]).scenario_id
    await opened(ann, f'/portfolio?plan={STORE_TEAM}')
    with ann:
        await board(ann).turn(scenario=scenario)
        assert board(ann).place.looks.filter.plans == (STORE_TEAM,)  # nobody had left any there
        await board(ann).turn(looks=replace(board(ann).place.looks, filter=Filter(plans=(PAY_TEAM,)), scale='Weeks'))
        await board(ann).turn(scenario=None)
    assert board(ann).place.looks.filter.plans == (STORE_TEAM,)
    with ann:
        await board(ann).turn(scenario=scenario)
    assert (board(ann).place.looks.filter.plans, board(ann).place.looks.scale) == ((PAY_TEAM,), 'Weeks')
    await opened(ann, f'/portfolio?scenario={scenario}')
    assert board(ann).place.looks.filter.plans == (PAY_TEAM,)
    await opened(ann, f'/portfolio?scenario={scenario}&plan={STORE_TEAM}')
    assert board(ann).place.looks.filter.plans == (STORE_TEAM,)


async def test_who_may_only_read_a_scenario_does_not_change_how_it_is_looked_at(planned, ann, bob):
    scenario = transact(editing.edit, ANN, None, [MoveItems((WALLET,), 7)]).scenario_id
    transact(scenarios.share, ANN, scenario, {BOB.identity: False})
    transact(scenarios.keep_looks, ANN, scenario, Looks(Filter(plans=(PAY_TEAM,))))
    await opened(bob, f'/portfolio?scenario={scenario}')
    assert board(bob).place.looks.filter.plans == (PAY_TEAM,)
    with bob:
        await board(bob).turn(looks=replace(board(bob).place.looks, filter=Filter(plans=(STORE_TEAM,))))
    assert read(scenarios.find_looks, ANN, scenario).filter.plans == (PAY_TEAM,)


async def test_a_view_is_saved_under_a_name_and_loaded_by_its_address(planned, ann, bob):
    await opened(ann, f'/portfolio?plan={PAY_TEAM}')
    press(ann, 'Saved views')
    press(ann, 'Save this view as…')
    await sees(ann, 'Save this view', 'Back')
    fill(ann, Name='Payments only')
    press(ann, 'Save')
    await sees(ann, '“Payments only” is kept')
    number = read(views.list_views, ANN)[0].id
    assert read(views.find_view, ANN, number).looks.filter == Filter(plans=(PAY_TEAM,))
    transact(views.change, ANN, number, is_shared=True)
    await opened(bob, f'/portfolio?saved={number}')
    await until(lambda: 'Slot booking' not in bars(bob))
    await sees(bob, 'Plan: Payments')


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


def _moved_at_the_source(work, item_id):
    from models.portfolio import PortfolioItem
    row = work.get(PortfolioItem, item_id)
    row.start, row.end, row.mark = day('2 Nov'), day('13 Nov'), ground.move_baseline(work)
    work.session.add(row)


async def test_what_cannot_go_so_far_says_so_and_does_not_stay_as_it_was_typed(planned, ann):
    """The epic cannot begin after its first feature."""
    scenario = transact(editing.edit, ANN, None, [MoveItems((WALLET,), 7)]).scenario_id
    await opened(ann, f'/portfolio?scenario={scenario}&item=1')
    fill(ann, Start='2026-10-12')
    touch(ann, field(ann, 'Start'), 'blur')
    await sees(ann, 'with the first item in it')
    await until(lambda: field(ann, 'Start').value == '2026-10-05')


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


async def test_the_view_menu_chooses_markers_by_colour_and_plan(workspace, ann):
    markers = (Marker(1, PAY_TEAM, day('26 Oct'), 'Code freeze', '#2b6cb0'),
               Marker(2, STORE_TEAM, day('30 Oct'), 'Launch', '#c53030'))
    plant(checkout(replace(SETTING, markers=markers)))
    await opened(ann)
    await until(lambda: len(timeline(ann).view.axis.marks) == 2)
    press(ann, 'View')
    choose(ann, 'Markers in', 'blue')
    await until(lambda: [mark.label for mark in timeline(ann).view.axis.marks] == ['Code freeze'])
    await sees(ann, 'Markers of', 'Poker sessions')


async def test_planners_draw_on_a_saved_view_and_whoever_loads_it_sees_it(planned, ann, bob):
    await opened(ann)
    with ann:
        await timeline(ann).wishes.note.__self__.add()
    await sees(ann, 'annotations belong to a view')
    saved = transact(views.save, ANN, 'Q4', board(ann).place.looks, True)
    await opened(ann, f'/portfolio?saved={saved}')
    await opened(bob, f'/portfolio?saved={saved}')
    transact(annotations.draw, ANN, saved, AnnotationDraft('note', day('12 Oct'), day('30 Oct'), 40, text='Trade fair'))
    await until(lambda: timeline(ann).notes and timeline(bob).notes)
    note = timeline(bob).notes[0]
    assert (note['text'], note['y']) == ('Trade fair', 40)
    with ann:
        await timeline(ann).wishes.note(note['id'], 7, 20, False)
    await until(lambda: timeline(bob).notes[0]['y'] == 60)
    moved = read(annotations.list_annotations, ANN, saved)[0].draft
    assert (moved.day, moved.until) == (day('19 Oct'), day('6 Nov'))
    press_last(ann, 'Undo')
    await until(lambda: timeline(bob).notes[0]['y'] == 40)
    with ann:
        await timeline(ann).wishes.note(note['id'], 0, 0, True)
    fill(ann, Text='Trade fair in Cologne')
    submit(ann, 'Save annotation')
    await until(lambda: timeline(bob).notes[0]['text'] == 'Trade fair in Cologne')
    with ann:
        await timeline(ann).wishes.note(note['id'], 0, 0, True)
    press(ann, 'Remove')
    await until(lambda: not timeline(bob).notes)


@pytest.mark.parametrize(('panels', 'there', 'gone'), [
    (('history', 'graph'), ['History', 'Capacity'], 'Markers'), (('-',), ['Baseline'], 'Capacity'),
    ((), ['Dependencies', 'Markers', 'Capacity', 'History'], 'Nothing')], ids=['two', 'none', 'all'])
def test_the_menu_of_the_view_offers_what_admins_have_left_on_in_their_order(panels, there, gone):
    names = [name for _, name in offered(panels_of(Rules(panels=panels)))]
    assert [name for name in names if name in there] == there and gone not in names
