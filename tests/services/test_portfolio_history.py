"""Who is told what about the days of an item: source, scenarios one may see, publishing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.portfolio.items.history import HistoryAsk
from app.domain.portfolio.planning.operations import AllotShare, MoveItems, ResizeItem, RevertFields
from app.errors import Forbidden, NotFound
from app.services.portfolio import editing, history, scenarios
from app.work import read, transact
from models.portfolio import PortfolioPublish, PortfolioRevision
from tests.people import ANN, BOB, CLEO, GUS, MAX, PIA, invite_crew
from tests.portfolio import PAY_TEAM, PAYMENTS, SETTING, STORE_TEAM, checkout, day, plant

NINE = datetime(2026, 9, 1, 9, tzinfo=UTC)
BUTTONS, SLOTS = 3, 5


@pytest.fixture
def plan(workspace):
    invite_crew()
    plant(checkout())


def revise(item_id, *changes, by='Ines', apart=3600):
    def keep(work):
        work.session.add_all([PortfolioRevision(item_id=item_id, rev=rev, at=NINE + timedelta(seconds=rev * apart),
                                                by=by, changed=changed) for rev, changed in enumerate(changes, 1)])
    transact(keep)


def look(actor=CLEO, **ask):
    return read(history.view_history, actor, HistoryAsk(**ask))


def steps(item_id=BUTTONS, actor=CLEO):
    return read(history.view_item_history, actor, item_id).steps


def test_revisions_of_the_source_are_steps(plan):
    revise(BUTTONS, {'start': [None, '2026-10-05'], 'end': [None, '2026-10-16'], 'System.State': [None, 'New']},
           {'System.State': ['New', 'Active']}, {'end': ['2026-10-16', '2026-10-23']})
    [first, second] = steps()
    assert (first.start, first.end, first.by) == (day('5 Oct'), day('16 Oct'), 'Ines')
    assert second.changed == {'end': (day('16 Oct'), day('23 Oct'))} and second.origin == 'source'


def test_what_somebody_changes_at_the_source_within_a_minute_is_one_step(plan):
    revise(BUTTONS, {'start': ['2026-10-05', '2026-10-12']}, {'end': ['2026-10-16', '2026-10-23']}, apart=30)
    assert len(steps()) == 1


def test_steps_of_scenarios_are_told_to_those_who_may_see_them(plan):
    number = transact(editing.edit, MAX, None, [MoveItems((BUTTONS,), 7)]).scenario_id
    transact(scenarios.rename, MAX, number, 'Q4 plan')
    [step] = steps(actor=MAX)
    assert (step.by, step.origin, step.where) == ('Max', 'scenario', 'Q4 plan')
    assert step.changed == {'start': (day('19 Oct'), day('26 Oct')), 'end': (day('6 Nov'), day('13 Nov'))}
    assert steps(actor=CLEO) == () == steps(actor=ANN)


def test_edits_of_other_things_are_no_steps(plan):
    transact(editing.edit, MAX, None, [AllotShare((BUTTONS,), PAYMENTS, 10)])
    assert steps(actor=MAX) == () and look(MAX).items == ()


def test_what_was_taken_back_is_told_as_such(plan):
    number = transact(editing.edit, MAX, None, [ResizeItem(BUTTONS, end=day('13 Nov'))]).scenario_id
    transact(editing.undo, MAX, number)
    assert [step.is_undone for step in steps(actor=MAX)] == [True]


def test_following_the_live_plan_again_is_a_step(plan):
    number = transact(editing.edit, MAX, None, [ResizeItem(BUTTONS, end=day('13 Nov'))]).scenario_id
    transact(editing.edit, MAX, number, [RevertFields(BUTTONS)])
    assert [step.end for step in steps(actor=MAX)] == [day('13 Nov'), day('6 Nov')]


def test_what_was_published_is_told_to_all_but_the_name_of_the_scenario_to_those_who_know_it(plan):
    number = transact(scenarios.begin, MAX, 'Q4 plan')

    def publish(work):
        work.session.add(PortfolioPublish(
            run_id=7, item_id=BUTTONS, scenario_id=number, base_rev=1, state='patched', at=NINE,
            fields={'start': '2026-10-26', 'state': 'Active'}, base={'start': '2026-10-19', 'state': 'New'}))
        work.session.add(PortfolioPublish(run_id=7, item_id=SLOTS, scenario_id=number, base_rev=1, state='refused',
                                          at=NINE, fields={'start': '2026-10-26'}))
    transact(publish)
    [step] = steps()
    assert (step.origin, step.where, step.changed) == (
        'published', '', {'start': (day('19 Oct'), day('26 Oct'))})
    assert [step.where for step in steps(actor=MAX)] == ['Q4 plan']
    assert steps(SLOTS) == ()


def test_the_list_has_what_changed_last_first_and_can_be_narrowed(plan):
    revise(SLOTS, {'end': [None, '2026-10-16']})
    revise(BUTTONS, {'end': [None, '2026-10-16']}, {'end': ['2026-10-16', '2026-10-23']})
    assert [item.item_id for item in look().items] == [BUTTONS, SLOTS]
    assert [item.item_id for item in look(plan=STORE_TEAM).items] == [SLOTS]
    assert [item.item_id for item in look(text='wallet').items] == [BUTTONS]
    assert (look(skip=1).items[0].item_id, look(skip=1).found) == (SLOTS, 2)


def test_a_search_also_finds_what_nobody_has_read_yet(plan):
    assert look().items == ()
    [item] = look(text='slot').items
    assert item.item_id == SLOTS and item.lacks and item.steps == ()
    revise(SLOTS, {'end': [None, '2026-10-16']})
    assert not look(text='slot').items[0].lacks


def test_what_may_not_be_seen_does_not_exist(workspace):
    closed = replace(SETTING, plans={**SETTING.plans, PAY_TEAM: replace(SETTING.plans[PAY_TEAM], is_open=False)})
    plant(checkout(closed))
    revise(BUTTONS, {'end': [None, '2026-10-16']})
    assert look().items == () and look(ANN).found == 1
    assert PAY_TEAM not in [number for number, _ in look().plans]
    with pytest.raises(NotFound):
        steps()


def test_guests_are_told_nothing(plan):
    with pytest.raises(Forbidden):
        look(GUS)
    assert look(BOB).items == look(PIA).items == ()


def test_where_many_items_were_before_is_one_look_and_only_of_what_one_sees(plan):
    revise(BUTTONS, {'start': ['2026-10-05', '2026-10-12']}, {'end': ['2026-10-16', '2026-10-23']})
    found = read(history.view_traces, CLEO, (BUTTONS, SLOTS, 9999))
    assert {own: [one.start for one in lines] for own, lines in found.items()} == {
        BUTTONS: [day('12 Oct'), day('5 Oct')]}
