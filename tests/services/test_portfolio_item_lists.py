"""Items as a list: what they wait for is told as far as it may be seen."""

from dataclasses import replace

import pytest

from app.domain.portfolio.planning.operations import ChangeTags, LinkItems, MoveItems, PlacePlaceholder, UnlinkItems
from app.errors import Forbidden, NotFound, Rejected
from app.services.portfolio import editing, item_lists, scenarios
from app.services.portfolio.item_lists import ItemAsk
from app.work import read, transact
from tests.people import ANN, CLEO, GUS, PIA, invite_crew
from tests.portfolio import SETTING, STORE_TEAM, checkout, day, plant


@pytest.fixture
def plan(workspace):
    """Only admins see the plan of Stores."""
    invite_crew()
    plans = {**SETTING.plans, STORE_TEAM: replace(SETTING.plans[STORE_TEAM], is_open=False)}
    return plant(checkout(replace(SETTING, plans=plans)))


def ids(actor, scenario_id=None, **asked):
    return [row.item.id for row in read(item_lists.list_items, actor, ItemAsk(**asked), scenario_id).rows]


def test_items_of_plans_one_does_not_see_are_not_listed(plan):
    assert ids(ANN) == [1, 2, 3, 4, 5, 6] and ids(CLEO) == [1, 2, 3, 4]
    with pytest.raises(NotFound):
        read(item_lists.find_item, CLEO, 5)
    with pytest.raises(Forbidden):
        ids(GUS)


def test_a_link_to_what_one_may_not_see_is_only_counted(plan):
    of_ann, of_cleo = (read(item_lists.find_item, actor, 4) for actor in (ANN, CLEO))
    assert [(link.item_id, link.direction) for link in of_ann.links] == [(3, 'before'), (5, 'after')]
    assert [(link.item_id, link.direction) for link in of_cleo.links] == [(3, 'before')]
    assert (of_ann.hidden_links, of_cleo.hidden_links) == (0, 1)


def test_a_parent_one_may_not_see_is_only_told_to_be_there(workspace):
    plant(_under_stores())
    found = read(item_lists.find_item, CLEO, 2)
    assert found.is_parent_hidden


def test_a_scenario_tells_what_it_changes(plan):
    scenario = transact(scenarios.begin, PIA, 'Mine')
    transact(editing.edit, PIA, scenario, [
        MoveItems((2,), 1), ChangeTags((3,), ('Risk',)), UnlinkItems(2, 3), LinkItems(2, 4),
        PlacePlaceholder(-1, 3, day('7 Dec'), day('18 Dec'))])
    rows = {row.item.id: row.changed for row in read(item_lists.list_items, PIA, ItemAsk(), scenario).rows}
    assert rows == {1: (), 2: ('start', 'end', 'links'), 3: ('tags', 'links'), 4: ('links',), -1: ('item',)}
    with pytest.raises(NotFound):
        ids(CLEO, scenario)


def test_pages_follow_each_other(plan):
    first, second = (read(item_lists.list_items, ANN, ItemAsk(), None, skip, 4) for skip in (0, 4))
    assert [row.item.id for row in (*first.rows, *second.rows)] == [1, 2, 3, 4, 5, 6] and first.total == 6


def test_a_plan_one_does_not_see_is_no_plan(plan):
    assert ids(ANN, plans=('team-stores',)) == [5, 6]
    with pytest.raises(Rejected, match='no plan “team-stores”'):
        ids(CLEO, plans=('team-stores',))


@pytest.mark.parametrize('asked', [{'plans': ('nowhere',)}, {'teams': ('99',)}, {'plans': ('²',)}])
def test_plans_and_teams_there_are_not_are_refused(plan, asked):
    with pytest.raises(Rejected):
        ids(ANN, **asked)


def _under_stores():
    plans = {**SETTING.plans, STORE_TEAM: replace(SETTING.plans[STORE_TEAM], is_open=False)}
    plan = checkout(replace(SETTING, plans=plans))
    return plan.with_items([replace(plan.items[1], plan=STORE_TEAM)])
