"""Scenarios: whose they are, what they are called, who may look or help, and how they end."""

from dataclasses import replace

import pytest
from sqlmodel import select

from app.domain.portfolio.planning.operations import MoveItems
from app.domain.portfolio.scenarios.differing import changed_ids
from app.domain.portfolio.views.looks import Looks
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.events import SCENARIOS, ScenariosChanged
from app.services import audit
from app.services.portfolio import editing, ground, scenarios
from app.services.portfolio.planned import planned
from app.work import read, transact
from models.portfolio import PortfolioOperation, PortfolioScenario
from tests.people import ANN, BOB, CLEO, GUS, MAX, PIA, invite_crew
from tests.portfolio import checkout, plant


@pytest.fixture
def plan(workspace):
    invite_crew()
    workspace.clear()
    return plant(checkout())


@pytest.fixture
def scenario(plan):
    return transact(scenarios.begin, PIA, 'Q4 plan')


def mine(actor):
    return [view.name for view in read(scenarios.list_scenarios, actor).mine]


def view(actor, scenario_id):
    return read(scenarios.view_scenario, actor, scenario_id)


def entries(work, deed):
    return [entry for entry in audit.list_entries(work, ANN, audit.Filter()) if entry.deed == deed]


def test_a_scenario_has_the_name_it_was_given_or_one_of_its_day(plan, database):
    for name in ('Q4 plan', '', '  ', 'q4 PLAN'):
        transact(scenarios.begin, PIA, name)
    assert sorted(mine(PIA)) == ['01-09 Scenario 1', '01-09 Scenario 2', 'Q4 plan', 'q4 PLAN (2)']
    assert ScenariosChanged(SCENARIOS) in database


def test_the_day_of_a_name_is_that_of_its_owner(plan, time):
    time.passes(hours=11, minutes=30)
    transact(scenarios.begin, replace(PIA, zone='Europe/Berlin'))
    assert mine(PIA) == ['01-10 Scenario 1']


def test_a_new_name_that_is_taken_gets_a_number(scenario):
    other = transact(scenarios.begin, PIA, 'Other')
    assert transact(scenarios.rename, PIA, other, ' Q4 \n plan ') == 'Q4 plan (2)'
    assert transact(scenarios.rename, PIA, other, 'q4 plan (2)') == 'q4 plan (2)'
    for name in ('', ' ', 101 * 'x'):
        with pytest.raises(Rejected):
            transact(scenarios.rename, PIA, other, name)
    assert read(entries, 'portfolio.rename_scenario')[0].changes == (('name', 'Other', 'Q4 plan (2)'),)


def test_somebody_elses_name_is_not_taken(scenario):
    transact(scenarios.begin, MAX, 'Q4 plan')
    assert mine(MAX) == ['Q4 plan']


def test_a_scenario_is_private_until_it_is_shared(scenario):
    for stranger in (MAX, CLEO, ANN):
        with pytest.raises(NotFound):
            view(stranger, scenario)
        assert read(scenarios.list_scenarios, stranger).shared == ()


def test_readers_look_and_editors_change(scenario):
    transact(scenarios.share, PIA, scenario, {MAX.identity: True, CLEO.identity: False})
    assert (view(MAX, scenario).may_edit, view(CLEO, scenario).may_edit) == (True, False)
    assert [(one.name, one.may_edit) for one in view(PIA, scenario).shares] == [('Cleo', False), ('Max', True)]
    assert view(MAX, scenario).shares == (), 'with whom it is shared is its owner’s'
    assert [one.name for one in read(scenarios.list_scenarios, CLEO).shared] == ['Q4 plan']
    transact(scenarios.share, PIA, scenario, {MAX.identity: False})
    assert not view(MAX, scenario).may_edit
    with pytest.raises(NotFound):
        view(CLEO, scenario)
    kept = read(entries, 'portfolio.share_scenario')
    assert kept[0].changes == (('Max', '', 'editor'), ('Cleo', '', 'reader'))


def test_a_scenario_is_shared_with_people_there_are(scenario):
    for identity in ('person:99', 'guest:gus', 'person:x', 'system', ''):
        with pytest.raises(Rejected) as refusal:
            transact(scenarios.share, PIA, scenario, {identity: True})
        assert refusal.value.field == 'shared_with'
    transact(scenarios.share, PIA, scenario, {PIA.identity: False})
    assert view(PIA, scenario).shares == () and view(PIA, scenario).may_edit


def test_owners_alone_rename_share_and_delete(scenario):
    transact(scenarios.share, PIA, scenario, {MAX.identity: True})
    for service, argument in ((scenarios.rename, 'Mine'), (scenarios.share, {}), (scenarios.remove, None)):
        with pytest.raises(Forbidden, match='Only Pia'):
            transact(service, MAX, scenario, argument)
        with pytest.raises(NotFound):
            transact(service, ANN, scenario, argument)
    assert view(PIA, scenario).name == 'Q4 plan'


def test_viewers_and_guests_begin_nothing(plan):
    for actor in (CLEO, BOB, GUS):
        with pytest.raises(Forbidden):
            transact(scenarios.begin, actor, 'Mine')


def test_a_stale_version_is_told(scenario):
    transact(editing.edit, PIA, scenario, [MoveItems((2,), 1)])
    for service, arguments in ((scenarios.rename, ('New', 1)), (scenarios.share, ({}, 1)), (scenarios.remove, (1,))):
        with pytest.raises(Conflict) as refusal:
            transact(service, PIA, scenario, *arguments)
        assert (refusal.value.code, refusal.value.version) == ('stale_version', 2)


def test_a_copy_wants_what_the_other_wants_and_goes_its_own_way(scenario):
    transact(editing.edit, PIA, scenario, [MoveItems((2,), 1)])
    transact(editing.edit, PIA, scenario, [MoveItems((3,), 1)])
    transact(editing.undo, PIA, scenario)
    transact(scenarios.share, PIA, scenario, {MAX.identity: False})
    copy = transact(scenarios.begin, MAX, '', scenario)
    assert view(MAX, copy).changes == 1 and read(planned, copy).items[2] == read(planned, scenario).items[2]
    transact(editing.undo, MAX, copy)
    assert (view(MAX, copy).changes, view(PIA, scenario).changes) == (0, 1)
    with pytest.raises(NotFound):
        transact(scenarios.begin, ANN, '', copy)


def test_what_was_deleted_can_be_brought_back_for_thirty_days(scenario, time):
    transact(scenarios.remove, PIA, scenario)
    with pytest.raises(NotFound):
        view(PIA, scenario)
    transact(scenarios.begin, PIA, 'Q4 plan')
    assert [one.name for one in read(scenarios.list_scenarios, PIA).deleted] == ['Q4 plan']
    with pytest.raises(NotFound):
        transact(scenarios.restore, MAX, scenario)
    transact(scenarios.restore, PIA, scenario)
    assert sorted(mine(PIA)) == ['Q4 plan', 'Q4 plan (2)']
    transact(scenarios.remove, PIA, scenario)
    time.passes(days=30)
    with pytest.raises(NotFound):
        transact(scenarios.restore, PIA, scenario)


def test_deleted_scenarios_are_forgotten_with_all_that_was_in_them(scenario, time):
    transact(editing.edit, PIA, scenario, [MoveItems((2,), 1)])
    transact(scenarios.share, PIA, scenario, {MAX.identity: True})
    kept = transact(scenarios.begin, PIA, 'Kept')
    transact(scenarios.remove, PIA, scenario)
    time.passes(days=29)
    assert transact(scenarios.forget_deleted) == 0
    time.passes(days=1)
    assert transact(scenarios.forget_deleted) == 1
    assert read(_numbers) == ([kept], 0)


def test_a_number_that_is_given_again_brings_nothing_back(scenario, time):
    transact(editing.edit, PIA, scenario, [MoveItems((2,), 1)])
    read(planned, scenario)
    transact(scenarios.remove, PIA, scenario)
    time.passes(days=30)
    transact(scenarios.forget_deleted)
    transact(_begun_as, scenario)
    for _ in range(2):
        transact(editing.edit, PIA, scenario, [MoveItems((3,), 1)])
    assert changed_ids(read(ground.live), read(planned, scenario)) == {3}


def test_admins_may_archive_what_they_may_not_see(scenario):
    transact(scenarios.share, PIA, scenario, {MAX.identity: True})
    with pytest.raises(Forbidden, match='owner or an admin'):
        transact(scenarios.archive, MAX, scenario)
    transact(scenarios.archive, ANN, scenario)
    with pytest.raises(NotFound):
        view(ANN, scenario)
    assert mine(PIA) == [] and [one.name for one in read(scenarios.list_scenarios, PIA).archived] == ['Q4 plan']
    with pytest.raises(Conflict, match='archived'):
        transact(editing.edit, PIA, scenario, [MoveItems((2,), 1)])
    transact(scenarios.archive, PIA, scenario, False)
    assert mine(PIA) == ['Q4 plan']


def test_a_scenario_remembers_how_it_was_looked_at(scenario):
    transact(scenarios.share, PIA, scenario, {MAX.identity: False})
    assert read(scenarios.find_looks, MAX, scenario) is None
    transact(scenarios.keep_looks, PIA, scenario, Looks(sort='rank', folded=('team:1',)))
    assert read(scenarios.find_looks, MAX, scenario) == Looks(sort='rank')
    transact(scenarios.keep_looks, PIA, scenario, Looks())
    assert read(scenarios.find_looks, MAX, scenario) == Looks()
    with pytest.raises(Forbidden):
        transact(scenarios.keep_looks, MAX, scenario, Looks())


def _begun_as(work, number):
    work.session.add(PortfolioScenario(id=number, owner=PIA.identity, owner_name='Pia', name='New', made_at=work.now,
                                       changed_at=work.now))


def _numbers(work):
    return (list(work.session.exec(select(PortfolioScenario.id))),
            len(work.session.exec(select(PortfolioOperation.seq)).all()))
