"""Steps of scenarios: kept whole or refused whole, undone by whoever did them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.domain.access import Actor, Grant
from app.domain.portfolio.items.items import Link
from app.domain.portfolio.planning.operations import (
    AllotShare,
    Batch,
    ClearDates,
    LinkItems,
    MoveItems,
    PlacePlaceholder,
    PlanItem,
    RevertFields,
)
from app.domain.portfolio.scenarios.clashes import Clashing
from app.domain.portfolio.scenarios.differing import changed_ids
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.events import ScenarioEdited, scenario_topic
from app.services.portfolio import editing, ground, releasing, scenarios
from app.services.portfolio.planned import planned, replayed
from app.work import read, transact
from models.portfolio import PortfolioItem, PortfolioOperation, PortfolioScenario
from tests.people import CLEO, MAX, PIA, invite_crew
from tests.portfolio import SETTING, STORE_TEAM, checkout, day, plant


@pytest.fixture
def plan(workspace):
    invite_crew()
    workspace.clear()
    return plant(checkout())


@pytest.fixture
def scenario(plan):
    return transact(scenarios.begin, PIA, 'Q4 plan')


def edit(actor, scenario_id, *operations, version=None):
    return transact(editing.edit, actor, scenario_id, operations, version)


def spans(scenario_id):
    return {own: item.span for own, item in read(planned, scenario_id).items.items()}


def test_a_move_is_kept_and_leaves_the_live_plan_alone(scenario, database):
    done = edit(PIA, scenario, MoveItems((4,), 5))

    assert (done.changed, done.version, done.is_new) == ((1, 4), 2, False)
    assert spans(scenario)[4] == (day('14 Nov'), day('25 Nov'))
    assert spans(scenario)[1] == (day('5 Oct'), day('25 Nov'))
    assert read(ground.live).items[4].span == (day('9 Nov'), day('20 Nov'))
    assert ScenarioEdited(scenario_topic(scenario)) in database


def test_editing_the_live_plan_opens_a_scenario_of_ones_own(plan, time):
    done = edit(PIA, None, MoveItems((4,), 5))

    assert (done.is_new, done.name, done.version) == (True, '01-09 Scenario 1', 2)
    assert spans(done.scenario_id)[4] == (day('14 Nov'), day('25 Nov'))
    assert edit(PIA, None, MoveItems((4,), 5)).name == '01-09 Scenario 2'


def test_what_is_refused_opens_no_scenario_and_keeps_nothing(scenario):
    for target in (None, scenario):
        with pytest.raises(Rejected):
            edit(PIA, target, MoveItems((2,), 1), LinkItems(5, 2))
    assert [view.name for view in read(scenarios.list_scenarios, PIA).mine] == ['Q4 plan']
    assert read(planned, scenario) is read(ground.live)


def test_a_step_that_changes_nothing_is_not_kept(scenario):
    assert edit(PIA, scenario, MoveItems((4,), 0)).version == 1
    done = edit(PIA, None, MoveItems((4,), 0))
    assert (done.scenario_id, done.is_new) == (0, False)


def test_several_operations_are_one_step(scenario):
    edit(PIA, scenario, Batch((MoveItems((2,), 1), MoveItems((3,), 1))), MoveItems((4,), 1))
    transact(editing.undo, PIA, scenario)
    assert not changed_ids(read(ground.live), read(planned, scenario))


def test_undo_and_redo_go_step_by_step(scenario):
    live = spans(scenario)
    edit(PIA, scenario, MoveItems((4,), 5))
    once = spans(scenario)
    edit(PIA, scenario, MoveItems((4,), 5))
    twice = spans(scenario)
    for service, then in ((editing.undo, once), (editing.undo, live), (editing.redo, once), (editing.redo, twice),
                          (editing.undo, once)):
        transact(service, PIA, scenario)
        assert spans(scenario) == then
    edit(PIA, scenario, MoveItems((2,), 1))
    with pytest.raises(Conflict, match='nothing of yours to redo'):
        transact(editing.redo, PIA, scenario)


def test_everybody_undoes_their_own_steps(scenario):
    transact(scenarios.share, PIA, scenario, {MAX.identity: True})
    edit(PIA, scenario, MoveItems((2,), 3))
    edit(MAX, scenario, MoveItems((3,), 3))
    transact(editing.undo, PIA, scenario)
    assert changed_ids(read(ground.live), read(planned, scenario)) == {3}
    with pytest.raises(Conflict, match='nothing of yours to undo'):
        transact(editing.undo, PIA, scenario)
    transact(editing.redo, PIA, scenario)
    edit(MAX, scenario, MoveItems((2,), 1))
    with pytest.raises(Conflict, match='Max has changed the same since'):
        transact(editing.undo, PIA, scenario)


def test_an_old_version_is_good_for_other_fields_only(scenario):
    transact(scenarios.share, PIA, scenario, {MAX.identity: True})
    version = edit(MAX, scenario, PlanItem(2, day('2 Nov'), day('13 Nov')), version=2).version

    assert edit(PIA, scenario, MoveItems((3,), 7), AllotShare((2,), 2, 10), version=2).version == version + 1
    with pytest.raises(Clashing, match='Max moved this to 2–13 Nov') as refusal:
        edit(PIA, scenario, MoveItems((2,), 7), version=2)

    assert (refusal.value.code, refusal.value.version) == ('portfolio.conflict', version + 1)
    assert {(clash.field, clash.theirs) for clash in refusal.value.clashes} == {
        ('start', '2026-11-02'), ('end', '2026-11-13')}
    assert edit(PIA, scenario, PlanItem(2, day('12 Oct'), day('23 Oct')), version=version + 1)
    assert spans(scenario)[2] == (day('12 Oct'), day('23 Oct'))


def test_many_who_change_different_items_at_once_all_get_through(scenario):
    with ThreadPoolExecutor(6) as people:
        done = list(people.map(lambda own: edit(PIA, scenario, MoveItems((own,), 7, is_alone=True), version=1),
                               (1, 2, 3, 4, 5)))
    assert sorted(one.version for one in done) == [2, 3, 4, 5, 6]
    assert changed_ids(read(ground.live), read(planned, scenario)) == {1, 2, 3, 4, 5}


def test_of_many_who_change_the_same_item_at_once_one_gets_through(scenario):
    def move(days):
        try:
            return edit(PIA, scenario, MoveItems((2,), days), version=1)
        except Clashing as clash:
            return clash

    with ThreadPoolExecutor(4) as people:
        done = list(people.map(move, (1, 2, 3, 4)))
    assert sorted(isinstance(one, Clashing) for one in done) == [False, True, True, True]
    assert read(scenarios.view_scenario, PIA, scenario).version == 2


def test_parents_that_grow_for_two_are_no_conflict(scenario):
    edit(PIA, scenario, MoveItems((4,), 7), version=1)
    assert edit(PIA, scenario, PlanItem(3, day('19 Oct'), day('4 Dec')), version=1).version == 3
    with pytest.raises(Conflict) as refusal:
        edit(PIA, scenario, MoveItems((4,), 7), version=77)
    assert refusal.value.code == 'stale_version'


def test_what_the_source_has_by_now_is_what_the_scenario_lies_on(scenario):
    edit(PIA, scenario, PlanItem(2, day('12 Oct'), day('23 Oct')))
    transact(_source_moves, 3, end=day('13 Nov'))
    then = spans(scenario)
    assert (then[2], then[3][1]) == ((day('12 Oct'), day('23 Oct')), day('13 Nov'))


def test_the_plan_of_a_scenario_is_the_same_object_until_it_changes(scenario):
    edit(PIA, scenario, MoveItems((4,), 5))
    first = read(planned, scenario)
    assert read(planned, scenario) is first
    edit(PIA, scenario, AllotShare((2,), 2, 10))
    second = read(planned, scenario)
    assert second is not first and second.items[4] is first.items[4]


def test_what_was_not_committed_is_seen_by_nobody(scenario):
    def fails(work):
        editing.edit(work, PIA, scenario, [MoveItems((4,), 5)])
        assert changed_ids(ground.live(work), planned(work, scenario)) == {1, 4}
        raise Rejected('Never mind.')

    with pytest.raises(Rejected, match='Never mind'):
        transact(fails)
    assert read(planned, scenario) is read(ground.live)
    edit(PIA, scenario, MoveItems((2,), 1))
    assert changed_ids(read(ground.live), read(planned, scenario)) == {2}


def test_viewers_readers_and_strangers_change_nothing(scenario):
    reader = Actor('person:6', 'Max', (Grant('planner'),))
    with pytest.raises(NotFound):
        edit(reader, scenario, MoveItems((4,), 5))
    transact(scenarios.share, PIA, scenario, {reader.identity: False, CLEO.identity: True})
    with pytest.raises(Forbidden, match='Pia lets you read'):
        edit(reader, scenario, MoveItems((4,), 5))
    with pytest.raises(Forbidden, match='Only planners'):
        edit(CLEO, scenario, MoveItems((4,), 5))
    for service in (editing.undo, editing.redo):
        with pytest.raises(Forbidden):
            transact(service, CLEO, scenario)
    assert read(planned, scenario) is read(ground.live)


def test_items_of_plans_that_one_does_not_see_do_not_exist(workspace):
    plant(checkout(_with_closed_stores()))
    scenario = transact(scenarios.begin, PIA, 'Mine')
    for operation in (MoveItems((5,), 1), LinkItems(2, 5), MoveItems((2, 6), 1), MoveItems((99,), 1)):
        with pytest.raises(NotFound):
            edit(PIA, scenario, operation)
    assert read(planned, scenario) is read(ground.live)


def test_hidden_items_close_circles_without_being_named(workspace):
    plan = checkout(_with_closed_stores())
    plant(plan.with_links([*plan.links, Link(5, 1)]))
    scenario = transact(scenarios.begin, PIA, 'Mine')
    with pytest.raises(Rejected, match='4001 → 4004 → an item you may not see → 4001'):
        edit(PIA, scenario, LinkItems(1, 4))


def test_what_has_left_its_source_cannot_be_changed(scenario, time):
    transact(_source_moves, 2, gone_since=time.now)
    with pytest.raises(Rejected, match='no longer at the source') as refusal:
        edit(PIA, scenario, MoveItems((2,), 1))
    assert refusal.value.code == 'portfolio.gone'


def test_two_who_choose_the_same_number_for_a_copy_get_two(scenario):
    for _ in range(2):
        edit(PIA, scenario, PlacePlaceholder(-1, 3, day('7 Dec'), day('18 Dec')))
    assert {own for own in read(planned, scenario).items if own < 0} == {-1, -2}


def test_what_was_published_is_no_longer_wanted_and_undone_by_its_opposite(scenario):
    edit(PIA, scenario, PlanItem(2, day('12 Oct'), day('23 Oct')))
    transact(_source_moves, 2, start=day('12 Oct'), end=day('23 Oct'))
    transact(releasing.release, MAX, scenario, {2: ('start', 'end')})
    assert not read(replayed, scenario).pins and not changed_ids(read(ground.live), read(planned, scenario))

    transact(editing.undo, PIA, scenario)
    assert spans(scenario)[2] == (day('5 Oct'), day('16 Oct'))
    with pytest.raises(Conflict):
        transact(editing.undo, PIA, scenario)
    transact(editing.redo, PIA, scenario)
    assert not changed_ids(read(ground.live), read(planned, scenario))
    transact(editing.undo, PIA, scenario)
    assert spans(scenario)[2] == (day('5 Oct'), day('16 Oct'))


def test_what_was_published_in_part_leaves_the_rest_pending(scenario):
    edit(PIA, scenario, PlanItem(2, day('12 Oct'), day('23 Oct')), AllotShare((2,), 2, 10))
    transact(_source_moves, 2, start=day('12 Oct'))
    transact(releasing.release, MAX, scenario, {2: ('start', 'shares')})
    assert read(replayed, scenario).pins.keys() == {(2, 'end')}
    transact(editing.undo, PIA, scenario)
    assert spans(scenario)[2] == (day('5 Oct'), day('16 Oct'))


def test_reverted_fields_follow_the_live_plan_from_then_on(scenario):
    edit(PIA, scenario, MoveItems((2,), 3))
    edit(PIA, scenario, RevertFields(2))
    transact(_source_moves, 2, end=day('20 Oct'))
    assert spans(scenario)[2] == (day('5 Oct'), day('20 Oct'))


def test_what_is_reverted_is_no_longer_wanted_also_where_both_are_the_same(scenario):
    edit(PIA, scenario, PlanItem(2, day('12 Oct'), day('23 Oct')))
    transact(_source_moves, 2, start=day('12 Oct'), end=day('23 Oct'))
    edit(PIA, scenario, RevertFields(2))
    transact(_source_moves, 2, end=day('30 Oct'))
    assert spans(scenario)[2] == (day('12 Oct'), day('30 Oct'))
    assert not read(replayed, scenario).pins


def test_cleared_dates_stay_away_when_the_iteration_moves(scenario):
    edit(PIA, scenario, ClearDates((2,)))
    transact(_source_moves, 2, start=day('19 Oct'), start_from='iteration')
    assert spans(scenario)[2] is None


def test_steps_of_an_earlier_version_of_the_program_are_read(scenario):
    transact(_old_step, scenario)
    assert spans(scenario)[4] == (day('14 Nov'), day('25 Nov'))


def _source_moves(work, item_id, **changes):
    row = work.get(PortfolioItem, item_id)
    for name, value in changes.items():
        setattr(row, name, value)
    row.rev += 1
    row.mark = ground.move_baseline(work)


def _old_step(work, scenario):
    work.session.add(PortfolioOperation(
        scenario_id=scenario, seq=1, step=1, actor=PIA.identity, actor_name='Pia', at=work.now, kind='MoveItems',
        schema_version=1, payload={'type': 'MoveItems', 'ids': [4], 'days': 5}))
    work.get(PortfolioScenario, scenario).version += 1


def _with_closed_stores():
    plans = {**SETTING.plans, STORE_TEAM: replace(SETTING.plans[STORE_TEAM], is_open=False)}
    return replace(SETTING, plans=plans)
