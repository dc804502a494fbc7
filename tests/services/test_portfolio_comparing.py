"""Scenarios beside the live plan: compared, rebased, carried on, and brought back to a moment with a name."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.portfolio.items.items import Link, Portfolio
from app.domain.portfolio.planning.operations import (
    AllotShare,
    ChangeGroup,
    ChangeTags,
    LinkItems,
    MoveItems,
    PlacePlaceholder,
    PlanItem,
    UnlinkItems,
)
from app.domain.portfolio.scenarios.differing import changed_ids
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.services.portfolio import cascading, checkpoints, compare, editing, ground, rebase, scenarios
from app.services.portfolio.planned import planned
from app.work import read, transact
from models.portfolio import PortfolioItem
from tests.people import ANN, CLEO, MAX, PIA, invite_crew
from tests.portfolio import PAY_TEAM, PAYMENTS, SETTING, STORE_TEAM, STORES, checkout, day, item, plant


@pytest.fixture
def plan(workspace):
    invite_crew()
    workspace.clear()
    return plant(checkout())


@pytest.fixture
def scenario(plan):
    return transact(scenarios.begin, PIA, 'Q4 plan')


def edit(scenario_id, *operations, actor=PIA):
    return transact(editing.edit, actor, scenario_id, operations)


def span(scenario_id, own):
    return read(planned, scenario_id).items[own].span


def source_moves(item_id, **changes):
    def move(work):
        row = work.get(PortfolioItem, item_id)
        for name, value in changes.items():
            setattr(row, name, value)
        row.rev += 1
        row.mark = ground.move_baseline(work)
    transact(move)


def differences(before, after, actor=PIA, **more):
    found = read(compare.compare, actor, str(before), str(after), **more)
    return {(one.item_id, cell.field): (cell.before_text, cell.after_text) for one in found.items
            for cell in one.cells}


def test_what_differs_is_said_field_by_field(scenario):
    edit(scenario, MoveItems((2,), 3), AllotShare((2,), STORES, 12), ChangeTags((2,), ('Risk',)), UnlinkItems(2, 3),
         PlacePlaceholder(-1, 3, day('7 Dec'), day('18 Dec')), ChangeGroup(1, PAY_TEAM, 'Start', 1, None, (2,)))
    found = differences('live', scenario)
    assert found[2, 'start'] == ('5 Oct 2026', '8 Oct 2026')
    assert found[2, 'shares'] == ('Payments 60 %', 'Payments 60 %, Stores 12 %')
    assert found[2, 'tags'] == ('–', 'Risk')
    assert found[2, 'links'] == ('before 4003 Wallet buttons', '–')
    assert found[-1, 'item'] == ('–', 'Wallet buttons')
    whole = read(compare.compare, PIA, 'live', str(scenario))
    assert (whole.before, whole.after) == ('Live plan', 'Q4 plan')
    assert [(one.name, one.before_text) for one in whole.groups] == [('Start', 'Launch, 2 items')]
    assert dict(whole.fields)['start'] == 1


def test_any_two_plans_can_be_compared(scenario):
    edit(scenario, MoveItems((2,), 3))
    point = transact(checkpoints.name_checkpoint, PIA, scenario, 'Before the holidays')
    edit(scenario, MoveItems((3,), 3))
    other = transact(scenarios.begin, PIA, 'Other')
    assert {own for own, _ in differences('live', scenario)} == {2, 3}
    assert {own for own, _ in differences(f'checkpoint:{point}', scenario)} == {3}
    assert {own for own, _ in differences(other, f'checkpoint:{point}')} == {2}
    assert not differences(scenario, scenario)
    assert len(read(compare.compare, PIA, 'live', str(scenario), False).items) == 6


def test_the_plans_of_others_are_not_compared(scenario):
    point = transact(checkpoints.name_checkpoint, PIA, scenario, 'Mine')
    for side in (str(scenario), f'checkpoint:{point}', '99', 'checkpoint:99', 'dead', '', '²', '-1', 'checkpoint:x'):
        with pytest.raises(NotFound):
            read(compare.compare, MAX, 'live', side)


def test_items_one_does_not_see_are_not_compared(workspace):
    invite_crew()
    plans = {**SETTING.plans, STORE_TEAM: replace(SETTING.plans[STORE_TEAM], is_open=False,
                                                  grants=frozenset({PIA.identity}))}
    plant(checkout(replace(SETTING, plans=plans)))
    scenario = transact(scenarios.begin, PIA, 'Q4 plan')
    edit(scenario, MoveItems((5,), 3))
    transact(scenarios.share, PIA, scenario, {MAX.identity: True})
    assert differences('live', scenario) and not differences('live', scenario, MAX)
    assert read(scenarios.view_scenario, MAX, scenario).changes == 0
    assert read(rebase.preview, MAX, scenario).kept == ()


def test_rebasing_asks_only_where_both_changed_the_same(scenario):
    edit(scenario, PlanItem(2, day('12 Oct'), day('23 Oct')))
    source_moves(2, end=day('20 Oct'), state='Active', rev=8)

    found = read(rebase.preview, PIA, scenario)

    assert [(row.field, row.base_text, row.mine_text, row.theirs_text) for row in found.conflicts] == [
        ('end', '16 Oct 2026', '23 Oct 2026', '20 Oct 2026')]
    assert [row.field for row in found.kept] == ['start']
    assert (found.conflicts[0].base_rev, found.conflicts[0].live_rev, found.conflicts[0].by) == (1, 9, 'Pia')


@pytest.mark.parametrize(('choice', 'end'), [('mine', '23 Oct'), ('theirs', '20 Oct')])
def test_a_conflict_is_settled_for_either_side(scenario, choice, end):
    edit(scenario, PlanItem(2, day('12 Oct'), day('23 Oct')))
    source_moves(2, end=day('20 Oct'))
    assert transact(rebase.settle, PIA, scenario, {(2, 'end'): choice}, 2) == 3
    assert span(scenario, 2) == (day('12 Oct'), day(end))
    assert not read(rebase.preview, PIA, scenario).conflicts
    source_moves(2, end=day('21 Oct'))
    assert bool(read(rebase.preview, PIA, scenario).conflicts) == (choice == 'mine')
    transact(editing.undo, PIA, scenario)
    assert read(rebase.preview, PIA, scenario).conflicts


def test_what_the_source_has_by_now_drops_out_for_good(scenario):
    edit(scenario, PlanItem(2, day('12 Oct'), day('23 Oct')))
    source_moves(2, start=day('12 Oct'), end=day('23 Oct'))
    assert len(read(rebase.preview, PIA, scenario).dropped) == 2
    transact(rebase.settle, PIA, scenario, {})
    source_moves(2, start=day('14 Oct'))
    assert span(scenario, 2) == (day('14 Oct'), day('23 Oct'))


def test_only_conflicts_are_chosen_for_and_only_by_editors(scenario):
    edit(scenario, PlanItem(2, day('12 Oct'), day('23 Oct')))
    for choices in ({(2, 'start'): 'mine'}, {(3, 'end'): 'mine'}, {(2, 'start'): 'both'}):
        with pytest.raises(Rejected):
            transact(rebase.settle, PIA, scenario, choices)
    with pytest.raises(Conflict):
        transact(rebase.settle, PIA, scenario, {}, 1)
    transact(scenarios.share, PIA, scenario, {MAX.identity: False})
    with pytest.raises(Forbidden):
        transact(rebase.settle, MAX, scenario, {})
    with pytest.raises(NotFound):
        read(rebase.preview, ANN, scenario)


def test_edits_of_gone_items_are_listed_and_kept(scenario, time):
    edit(scenario, MoveItems((2,), 3))
    source_moves(2, gone_since=time.now)
    aside, = read(rebase.preview, PIA, scenario).aside
    assert (aside.title, aside.reason, aside.by) == (
        'Split shipment totals', 'It is no longer at the source.', 'Pia')
    source_moves(2, gone_since=None)
    assert not read(rebase.preview, PIA, scenario).aside
    assert span(scenario, 2) == (day('8 Oct'), day('19 Oct'))


@pytest.fixture
def row(workspace):
    """A ends on 14 October, B and C wait for it."""
    invite_crew()
    plant(Portfolio.of([item(1, 'A', '5 Oct – 14 Oct'), item(2, 'B', '12 Oct – 16 Oct'),
                        item(3, 'C', '19 Oct – 23 Oct')], [], setting=SETTING))
    scenario = transact(scenarios.begin, PIA, 'Q4 plan')
    edit(scenario, LinkItems(1, 2), LinkItems(2, 3))
    return scenario


def test_a_slip_is_previewed_and_accepted_as_one_step(row):
    found = read(cascading.preview, PIA, row, [1])
    assert [(one.title, one.new_start, one.new_end, one.because_title) for one in found.rows] == [
        ('B', day('15 Oct'), day('21 Oct'), 'A'), ('C', day('22 Oct'), day('28 Oct'), 'B')]

    transact(cascading.accept, PIA, row, [1], (), found.version)

    assert (span(row, 2), span(row, 3)) == ((day('15 Oct'), day('21 Oct')), (day('22 Oct'), day('28 Oct')))
    assert not read(cascading.preview, PIA, row, [1]).rows
    transact(editing.undo, PIA, row)
    assert (span(row, 2), span(row, 3)) == ((day('12 Oct'), day('16 Oct')), (day('19 Oct'), day('23 Oct')))


def test_a_slip_says_what_it_does_to_load_and_to_whoever_may_see_it_cost(workspace):
    invite_crew()
    rates = replace(SETTING.rates, default_internal=Decimal(80))
    plant(Portfolio.of([item(1, 'A', '5 Oct – 30 Oct'), item(2, 'B', '19 Oct – 30 Oct', shares={PAYMENTS: 60}),
                        item(3, 'C', '2 Nov – 13 Nov', shares={PAYMENTS: 50})], [Link(1, 2)],
                       setting=replace(SETTING, rates=rates)))
    slip, = read(cascading.preview, PIA, None, [1]).rows
    assert (slip.new_start, slip.load, slip.cost) == (day('2 Nov'), 'Payments 50 → 110 %', '')
    slip, = read(cascading.preview, MAX, None, [1]).rows
    assert slip.cost == '', 'ten working days cost the same in any month'


def test_what_is_declined_of_a_slip_stays(row):
    assert read(cascading.preview, PIA, row, [1], [2]).rows == ()
    transact(cascading.accept, PIA, row, [1], [3])
    assert (span(row, 2), span(row, 3)) == ((day('15 Oct'), day('21 Oct')), (day('19 Oct'), day('23 Oct')))
    with pytest.raises(Conflict, match='Nothing has to move'):
        transact(cascading.accept, PIA, row, [1], [3])


def test_a_slip_of_the_live_plan_opens_a_scenario(workspace):
    invite_crew()
    plan = checkout()
    plant(plan.with_items([replace(plan.items[2], end=day('21 Oct'))]))
    done = transact(cascading.accept, PIA, None, [2])
    assert done.is_new and span(done.scenario_id, 3) == (day('22 Oct'), day('11 Nov'))
    with pytest.raises(Forbidden):
        transact(cascading.accept, CLEO, None, [2])
    with pytest.raises(NotFound):
        read(cascading.preview, PIA, None, [99])


def test_one_goes_back_to_a_moment_with_a_name_and_undoes_that(scenario):
    edit(scenario, MoveItems((2,), 3), ChangeTags((2,), ('Risk',)))
    point = transact(checkpoints.name_checkpoint, PIA, scenario, ' Before ')
    edit(scenario, MoveItems((2,), 3), MoveItems((4,), 7))
    transact(editing.undo, PIA, scenario)
    edit(scenario, MoveItems((3,), 3), AllotShare((3,), STORES, 5))
    later = read(planned, scenario)

    transact(checkpoints.go_back, PIA, point)

    assert changed_ids(read(ground.live), read(planned, scenario)) == {2}
    assert span(scenario, 2) == (day('8 Oct'), day('19 Oct'))
    transact(editing.undo, PIA, scenario)
    assert not changed_ids(later, read(planned, scenario))
    view, = read(checkpoints.list_checkpoints, PIA, scenario)
    assert (view.name, view.by) == ('Before', 'Pia')


def test_moments_are_named_by_editors(scenario):
    point = transact(checkpoints.name_checkpoint, PIA, scenario, 'Mine')
    transact(scenarios.share, PIA, scenario, {CLEO.identity: False})
    for service, argument in ((checkpoints.name_checkpoint, (scenario, 'x')), (checkpoints.go_back, (point,))):
        with pytest.raises(Forbidden):
            transact(service, CLEO, *argument)
        with pytest.raises(NotFound):
            transact(service, MAX, *argument)
    for name in ('', ' ', 101 * 'x'):
        with pytest.raises(Rejected):
            transact(checkpoints.name_checkpoint, PIA, scenario, name)
