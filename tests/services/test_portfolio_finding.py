"""Finding items wherever they are, and being told why one is not shown."""

from dataclasses import replace

import pytest

from app.domain.portfolio.planning.operations import ChangeState
from app.domain.portfolio.views.looks import Filter, Looks
from app.errors import NotFound
from app.services.portfolio import colleagues, editing, finding
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, PIA
from tests.portfolio import PAY_TEAM, SETTING, SHOP, STORE_TEAM, checkout, item, plant

ACTIVE = Looks(Filter(states=('Active',)))


@pytest.fixture
def planned(workspace):
    return plant(checkout())


@pytest.fixture
def closed(workspace):
    """The plan of Stores is seen by admins only."""
    hidden = replace(SETTING.plans[STORE_TEAM], is_open=False)
    return plant(checkout(replace(SETTING, plans={**SETTING.plans, STORE_TEAM: hidden})))


def test_hidden_and_gone_items_are_found_and_say_so(workspace):
    plant(checkout().with_items([item(7, 'Old wallet', is_gone=True)]))
    hits = read(finding.find_items, CLEO, None, ACTIVE, 'wallet')
    assert [(hit.title, hit.is_shown, hit.is_gone) for hit in hits] == [
        ('Wallet buttons', False, False), ('Old wallet', False, True)]


def test_items_of_plans_one_does_not_see_are_not_found(closed):
    assert read(finding.find_items, CLEO, None, Looks(), 'slot') == ()
    assert [hit.title for hit in read(finding.find_items, ANN, None, Looks(), 'slot')] == ['Slot booking']


def test_an_item_is_explained_by_its_name(planned):
    found = read(finding.explain, CLEO, None, ACTIVE, 'wallet')
    assert (found.item_id, found.title, found.is_shown) == (3, 'Feature 4003: Wallet buttons', False)
    assert [reason.code for reason in found.reasons] == ['state_filter']


def test_of_several_the_hidden_one_is_explained(planned):
    found = read(finding.explain, CLEO, None, Looks(Filter(plans=(PAY_TEAM,))), '400')
    assert not found.is_shown
    assert found.others


def test_what_nobody_knows_and_what_one_may_not_know_are_explained_alike(closed):
    for name in ('nonsense', 'Slot booking'):
        assert [reason.code for reason in read(finding.explain, CLEO, None, Looks(), name).reasons] == ['unknown_id']
    for number in (999, 5):
        assert [reason.code for reason in read(finding.explain_item, CLEO, None, Looks(), number).reasons] == [
            'unknown_id']


def test_an_empty_board_explains_itself(planned):
    found = read(finding.explain_all, CLEO, None, ACTIVE)
    assert [(reason.code, reason.count) for reason in found] == [('state_filter', 6)]


def test_a_scenario_is_explained_as_it_is_there(planned):
    scenario = transact(editing.edit, PIA, None, [ChangeState((3,), 'Active')]).scenario_id
    assert read(finding.explain_item, PIA, scenario, ACTIVE, 3).is_shown
    assert read(finding.explain_all, PIA, scenario, Looks(Filter(changed_only=True, text='slot')))
    with pytest.raises(NotFound):
        read(finding.explain_item, CLEO, scenario, ACTIVE, 3)


def test_the_filter_offers_what_there_is_and_counts(planned):
    offer = read(finding.view_offer, CLEO, None, Filter(plans=(PAY_TEAM,), expands_family=True, types=('Feature',)))
    assert {pick.name: pick.note for pick in offer.plans} == {
        'Shop': '1 Epic', 'Payments': '3 Feature', 'Stores': '2 Feature'}
    assert [pick.name for pick in offer.types] == ['Epic', 'Feature']
    assert offer.counters == (3, 4, 3)


def test_fields_and_their_values_are_offered(planned):
    assert read(finding.list_fields, CLEO)[:2] == ('assignee', 'tags')
    assert read(finding.list_values, CLEO, 'area') == (('Shop\\Payments', 3), ('Shop\\Stores', 2), ('Shop', 1))


def test_the_ground_leaves_out_plans_one_does_not_see(closed):
    found = read(finding.find_ground, CLEO)
    assert set(found.setting.plans) == {SHOP, PAY_TEAM}
    assert set(read(finding.find_ground, ANN).setting.plans) == {SHOP, PAY_TEAM, STORE_TEAM}


def test_groups_are_those_of_the_plan_that_is_looked_at(planned):
    assert [group.name for group in read(finding.list_groups, CLEO, None)] == ['Launch']


def test_items_are_found_by_their_ids_as_far_as_they_are_seen(closed):
    assert [found.id for found in read(finding.get_items, CLEO, None, (4, 5))] == [4]
    with pytest.raises(NotFound):
        read(finding.get_items, CLEO, None, (5,))


def test_planners_are_told_whom_they_can_share_with(workspace):
    assert [name for _, name in read(colleagues.list_colleagues, PIA)] == ['Ann', 'Bob', 'Cleo']
    assert BOB.identity in dict(read(colleagues.list_colleagues, PIA))


def test_what_hangs_together_with_an_item_is_named_as_far_as_one_may_see_it(closed):
    assert read(finding.list_connected, ANN, None, 3) == {1, 2, 3, 4, 5}
    assert read(finding.list_connected, CLEO, None, 3) == {1, 2, 3, 4}
    assert read(finding.list_connected, CLEO, None, 5) == frozenset()
    assert read(finding.list_connected, CLEO, None, 999) == frozenset()
