"""Scenarios on the screen: the list, two plans beside each other, the review before something leaves, and the run."""

from dataclasses import replace

import pytest
from nicegui import ui

from app.domain.portfolio.items.setting import Source
from app.domain.portfolio.planning.operations import ChangeGroup, ChangeState, MoveItems, PlacePlaceholder, PlanItem
from app.domain.portfolio.sources.reading import Body
from app.services.portfolio import editing, ground, publication, scenarios, sending
from app.services.portfolio.planned import planned
from app.work import read, transact
from components.portfolio.comparing import ComparePanel
from models.ops import OpsRun
from models.portfolio import PortfolioItem
from tests.pages.conftest import (
    arrives,
    control,
    fill,
    misses,
    named,
    press,
    press_last,
    sees,
    shown,
    sign_in,
    text_of,
    touch,
    until,
)
from tests.people import MAX, PIA, invite_crew
from tests.portfolio import SETTING, checkout, day, plant

DEMO = replace(SETTING, sources={1: Source(1, 'Demo', 'demo', 'Europe/Berlin')})


@pytest.fixture
def plan(cleo):
    invite_crew()
    return plant(checkout(DEMO))


@pytest.fixture
async def max_(plan, user):
    sign_in(user, MAX)
    return user


@pytest.fixture
async def pia(plan, neighbour):
    sign_in(neighbour, PIA)
    return neighbour


@pytest.fixture
def scenario(plan):
    number = transact(scenarios.begin, MAX, 'Q4 plan')
    edit(number, MoveItems((3,), 7), ChangeState((5,), 'Active'))
    return number


def edit(number, *operations, actor=MAX):
    return transact(editing.edit, actor, number, operations)


def review(number):
    return read(publication.view_publication, MAX, number)


def tick(user, name, value):
    box = next(box for box in shown(user, ui.checkbox) if box.props.get('aria-label') == name)
    touch(user, box, 'update:modelValue', value)


def is_ticked(user, name):
    return next(box.value for box in shown(user, ui.checkbox) if box.props.get('aria-label') == name)


def items_sent(number):
    run = review(number).run_id
    return {one.item_id: dict(one.fields) for one in read(sending.to_send, run).errands} if run else {}


async def test_the_list_tells_whose_scenarios_are_and_what_they_change(max_, pia, scenario):
    await max_.open('/portfolio/scenarios')
    await sees(max_, 'Q4 plan', '2 changes', 'only you', 'Publish Q4 plan')
    transact(scenarios.share, MAX, scenario, {PIA.identity: True})
    await sees(max_, 'Pia')
    await pia.open('/portfolio/scenarios')
    await sees(pia, 'Shared with me', 'Q4 plan', 'Max · you may edit')
    assert not named(pia, 'Publish Q4 plan')


async def test_a_scenario_is_begun_renamed_copied_archived_and_brought_back(max_, scenario):
    await max_.open('/portfolio/scenarios')
    press(max_, 'New scenario')
    await sees(max_, 'It begins as the live plan. Only you see it until you share it.')
    fill(max_, Name='Later')
    press_last(max_, 'Begin')
    await sees(max_, 'Later', 'as the live plan')
    press(max_, 'More about Q4 plan')
    press(max_, 'Copy')
    await sees(max_, 'Q4 plan (2)')
    press(max_, 'More about Later')
    press(max_, 'Rename…')
    await sees(max_, 'Rename the scenario')
    fill(max_, Name='Much later')
    press_last(max_, 'Rename')
    await sees(max_, 'More about Much later')
    press(max_, 'More about Much later')
    press(max_, 'Archive')
    await misses(max_, 'More about Much later')
    press(max_, 'Archived')
    await sees(max_, 'More about Much later')


async def test_what_is_deleted_can_be_brought_back(max_, scenario):
    await max_.open('/portfolio/scenarios')
    press(max_, 'More about Q4 plan')
    press(max_, 'Delete')
    await sees(max_, 'No scenario yet', 'for 30 days it can be brought back')
    press(max_, 'Deleted')
    press(max_, 'Bring back Q4 plan')
    await until(lambda: len(read(scenarios.list_scenarios, MAX).mine) == 1)


async def test_the_review_is_chosen_from_the_start_and_tells_what_leaves(max_, scenario):
    await max_.open(f'/portfolio/scenarios/{scenario}/publish')
    await sees(max_, 'Changes to publish', 'Wallet buttons', '26 Oct 2026', 'Publish 2 changes…')
    assert is_ticked(max_, 'Publish Start of Wallet buttons') and is_ticked(max_, 'Publish State of Slot booking')
    tick(max_, 'Publish End of Wallet buttons', False)
    tick(max_, 'Publish State of Slot booking', False)
    await sees(max_, 'Publish 1 change…')
    press(max_, 'Publish 1 change…')
    await sees(max_, 'Publish 1 change to Demo?', 'What leaves')
    press_last(max_, 'Publish')
    await until(lambda: items_sent(scenario))
    assert items_sent(scenario) == {3: {'start': '2026-10-26'}}


async def test_rows_and_columns_are_chosen_whole(max_, scenario):
    await max_.open(f'/portfolio/scenarios/{scenario}/publish')
    await sees(max_, 'Publish 2 changes…')
    tick(max_, 'Publish all of Wallet buttons', False)
    assert not is_ticked(max_, 'Publish Start of Wallet buttons')
    await sees(max_, 'Publish 1 change…')
    tick(max_, 'Publish State of all', False)
    assert control(max_, 'Publish 0 changes…').props.get('disabled')


async def test_a_row_can_be_reverted(max_, scenario):
    await max_.open(f'/portfolio/scenarios/{scenario}/publish')
    await sees(max_, 'Revert Slot booking')
    press(max_, 'Revert Slot booking')
    await misses(max_, 'Publish State of Slot booking')
    assert read(planned, scenario).items[5].state == 'New'


async def test_groups_and_what_stays_are_told_apart(max_, scenario):
    edit(scenario, ChangeGroup(1, 2, 'Launch wave', members=(2, 3)),
         PlacePlaceholder(-1, 4, day('7 Dec'), day('9 Dec')))
    await max_.open(f'/portfolio/scenarios/{scenario}/publish')
    await sees(max_, 'Publish group Launch wave', 'renamed from “Launch”', 'Left out',
               'A placeholder stays in its scenario')


async def test_what_others_changed_too_has_to_be_decided(max_, scenario):
    edit(scenario, PlanItem(3, day('26 Oct'), day('13 Nov')))
    await max_.open(f'/portfolio/scenarios/{scenario}/publish')

    def moved(work):
        row = work.get(PortfolioItem, 3)
        row.end, row.rev, row.mark = day('10 Nov'), 2, ground.move_baseline(work)
    transact(moved)
    await sees(max_, 'Keep mine: End of Wallet buttons', 'Max: 13 Nov 2026, was 6 Nov 2026',
               'Somebody in Demo: 10 Nov 2026', '1 value changed in the live plan, too.'[:7])
    press(max_, 'Keep mine: End of Wallet buttons')
    press(max_, 'Publish 2 changes…')
    await sees(max_, 'What leaves')
    press_last(max_, 'Publish')
    await until(lambda: items_sent(scenario))
    assert items_sent(scenario)[3] == {'start': '2026-10-26', 'end': '2026-11-13'}


async def test_taking_theirs_follows_the_live_plan(max_, scenario):
    edit(scenario, PlanItem(3, day('26 Oct'), day('13 Nov')))

    def moved(work):
        row = work.get(PortfolioItem, 3)
        row.end, row.rev, row.mark = day('10 Nov'), 2, ground.move_baseline(work)
    transact(moved)
    await max_.open(f'/portfolio/scenarios/{scenario}/publish')
    await sees(max_, 'Take theirs: End of Wallet buttons')
    press(max_, 'Take theirs: End of Wallet buttons')
    press(max_, 'Publish 2 changes…')
    await sees(max_, 'What leaves')
    press_last(max_, 'Publish')
    await until(lambda: items_sent(scenario))
    assert items_sent(scenario)[3] == {'start': '2026-10-26'}
    assert read(planned, scenario).items[3].end == day('10 Nov')


async def test_the_run_is_told_item_by_item_and_partial_failure_says_why(max_, scenario):
    run = transact(publication.publish, MAX, scenario, {3: ['start', 'end'], 5: ['state']})
    await max_.open(f'/portfolio/scenarios/{scenario}/publish')
    await sees(max_, 'Publishing', '0 of 2 items, asked for by Max', 'Waiting', f'Run {run}')
    item = read(planned, scenario).items[3]
    transact(sending.note, run, 3, 'checking', '', 1)
    await sees(max_, 'Sending')
    transact(sending.keep_sent, run, 3, Body(
        4003, 2, 'Feature', item.title, item.state, item.area, start_raw='2026-10-26', end_raw='2026-11-13',
        parent=4001))
    transact(sending.note, run, 5, 'checking', '', 1)
    transact(sending.note, run, 5, 'refused', 'Azure DevOps refuses the change: State is required')
    await sees(max_, 'Sent', 'Refused', 'Azure DevOps refuses the change: State is required')

    def over(work):
        from app.events import RUNS, RunChanged, run_topic
        work.get(OpsRun, run).state = 'succeeded'
        work.record(RunChanged(run_topic(run)))
        work.record(RunChanged(RUNS))
    transact(over)
    await sees(max_, '1 sent, 1 refused', 'Review what is left')
    await misses(max_, 'Publish Start of Wallet buttons')
    assert is_ticked(max_, 'Publish State of Slot booking')


async def test_planners_see_the_review_and_why_they_cannot_publish(pia, scenario):
    transact(scenarios.share, MAX, scenario, {PIA.identity: True})
    await pia.open(f'/portfolio/scenarios/{scenario}/publish')
    await sees(pia, 'Wallet buttons', 'Only publishers and managers can publish to the source.')
    assert not shown(pia, ui.checkbox) and not named(pia, 'Publish 2 changes…')


async def test_strangers_find_nothing(pia, scenario):
    for page in ('publish', 'compare'):
        assert (await pia.http_client.get(f'/portfolio/scenarios/{scenario}/{page}')).status_code == 404


async def test_where_nothing_differs_there_is_nothing_to_publish(max_, plan):
    number = transact(scenarios.begin, MAX, 'Empty')
    await max_.open(f'/portfolio/scenarios/{number}/publish')
    await sees(max_, 'Nothing to publish')


async def test_two_plans_are_compared_with_figures_authors_and_a_way_back(max_, scenario):
    await max_.open(f'/portfolio/scenarios/{scenario}/compare')
    await sees(max_, 'What changes', 'against Live plan', 'One-page checkout', 'Wallet buttons', '26 Oct – 13 Nov',
               'Changes · 2', 'Warnings · 1', 'Cost, EUR', 'Peak load', 'End later', 'Cost per month, EUR thousand')
    press(max_, 'Undo the change of Slot booking')
    await sees(max_, 'Changes · 1')
    press(max_, 'Warnings · 1')
    await sees(max_, '“Declined-card messages” starts 5 working days before “Wallet buttons” is ready')


async def test_conflicts_are_settled_where_they_are_compared(max_, scenario):
    def publishing():
        return shown(max_, ComparePanel)[0].publish

    edit(scenario, PlanItem(3, day('26 Oct'), day('13 Nov')))

    def moved(work):
        row = work.get(PortfolioItem, 3)
        row.end, row.rev, row.mark = day('10 Nov'), 2, ground.move_baseline(work)
    transact(moved)
    await max_.open(f'/portfolio/scenarios/{scenario}/compare')
    await sees(max_, 'Conflicts · 1', 'Settle one conflict before you publish')
    assert publishing().props.get('disabled')
    press(max_, 'Conflicts · 1')
    press(max_, 'Take theirs: End of Wallet buttons')
    await sees(max_, 'Conflicts · 0')
    await until(lambda: not publishing().props.get('disabled'))
    assert read(planned, scenario).items[3].end == day('10 Nov')


async def test_whoever_may_not_see_cost_is_shown_none(pia, scenario):
    transact(scenarios.share, MAX, scenario, {PIA.identity: False})
    await pia.open(f'/portfolio/scenarios/{scenario}/compare')
    await sees(pia, 'Peak load', 'Changes · 2')
    assert 'Cost' not in text_of(pia).replace('Costs', '')
    assert not named(pia, 'Undo the change of Slot booking') and not named(pia, 'Publish 2 changes…')


async def test_the_way_from_the_list_leads_to_both(max_, scenario):
    await max_.open('/portfolio/scenarios')
    await sees(max_, 'Compare Q4 plan')
    press(max_, 'Compare Q4 plan')
    await arrives(max_, f'/portfolio/scenarios/{scenario}/compare')
    await sees(max_, 'Publish 2 changes…')
    press(max_, 'Publish 2 changes…')
    await arrives(max_, f'/portfolio/scenarios/{scenario}/publish')


async def test_whoever_has_no_token_of_their_own_sets_one_on_the_spot(cleo, user, monkeypatch):
    invite_crew()
    plant(checkout())
    sign_in(user, MAX)
    number = transact(scenarios.begin, MAX, 'Q4 plan')
    edit(number, MoveItems((3,), 7))
    await user.open(f'/portfolio/scenarios/{number}/publish')
    await sees(user, 'Set your access token for Azure DevOps first: changes are sent in your name.')
    press(user, 'Set your token…')
    await sees(user, 'Your token for Azure DevOps')
    fill(user, Personal_access_token='quiet-river-stones-token-4711')
    press(user, 'Keep')
    await misses(user, 'Set your access token')
    await sees(user, 'goes to Azure DevOps with your token', 'Publish 1 change…')
    assert 'quiet-river' not in text_of(user)


async def test_a_publication_can_be_stopped_where_it_is_watched(max_, scenario):
    run = transact(publication.publish, MAX, scenario, {3: ['start', 'end']})
    await max_.open(f'/portfolio/scenarios/{scenario}/publish')
    await sees(max_, 'Stop')
    press(max_, 'Stop')
    await until(lambda: read(lambda work: work.get(OpsRun, run).state) == 'cancelled')
    await sees(max_, '1 not sent', 'Publish 2 changes…')
