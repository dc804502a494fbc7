"""What is looked at on the timeline: search, filter, scenarios, saved views, and who may."""

from dataclasses import replace

import pytest

from app.domain.portfolio.items.setting import Marker, Rules
from app.domain.portfolio.planning.operations import MoveItems
from app.domain.portfolio.setup.decisions import panels_of
from app.domain.portfolio.views.looks import Filter, Looks
from app.domain.portfolio.views.notes import AnnotationDraft
from app.services.portfolio import annotations, editing, scenarios, views
from app.work import read, transact
from components.portfolio.search import Search
from components.portfolio.toolbar import Toolbar
from components.portfolio.view_menu import offered
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
    text_of,
    touch,
    until,
)
from tests.pages.portfolio_timeline.conftest import WALLET, bars, board, opened, timeline
from tests.people import ANN, BOB, CLEO
from tests.portfolio import PAY_TEAM, SETTING, STORE_TEAM, checkout, day, plant


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
    async def both_see(holds):
        """Each is shown what is new in their own time, and who still sees the former may not change it."""
        await until(lambda: holds(ann) and holds(bob))

    await opened(ann)
    with ann:
        await timeline(ann).wishes.note.__self__.add()
    await sees(ann, 'annotations belong to a view')
    saved = transact(views.save, ANN, 'Q4', board(ann).place.looks, True)
    await opened(ann, f'/portfolio?saved={saved}')
    await opened(bob, f'/portfolio?saved={saved}')
    transact(annotations.draw, ANN, saved, AnnotationDraft('note', day('12 Oct'), day('30 Oct'), 40, text='Trade fair'))
    await both_see(lambda one: timeline(one).notes)
    note = timeline(bob).notes[0]
    assert (note['text'], note['y']) == ('Trade fair', 40)
    with ann:
        await timeline(ann).wishes.note(note['id'], 7, 20, False)
    await both_see(lambda one: timeline(one).notes[0]['y'] == 60)
    moved = read(annotations.list_annotations, ANN, saved)[0].draft
    assert (moved.day, moved.until) == (day('19 Oct'), day('6 Nov'))
    press_last(ann, 'Undo')
    await both_see(lambda one: timeline(one).notes[0]['y'] == 40)
    with ann:
        await timeline(ann).wishes.note(note['id'], 0, 0, True)
    fill(ann, Text='Trade fair in Cologne')
    submit(ann, 'Save annotation')
    await both_see(lambda one: timeline(one).notes[0]['text'] == 'Trade fair in Cologne')
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
