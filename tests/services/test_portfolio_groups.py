"""Groups that everybody shares."""

from dataclasses import replace

import pytest

from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.events import SETUP, GroupChanged
from app.services.portfolio import ground, groups
from app.services.portfolio.groups import GroupDraft
from app.work import read, transact
from tests.people import BOB, CLEO, PIA
from tests.portfolio import PAY_TEAM, SETTING, STORE_TEAM, checkout, plant

DRAFT = GroupDraft(PAY_TEAM, 'Wallets', 2, members=(3, 4))


@pytest.fixture
def planned(workspace):
    return plant(checkout())


def test_a_group_is_seen_by_everybody(planned, workspace):
    number = transact(groups.add_group, PIA, DRAFT)
    found = read(groups.find_group, CLEO, number)
    assert (found.group.name, found.group.members, found.version) == ('Wallets', (3, 4), 1)
    assert read(ground.live).groups[number].name == 'Wallets'
    assert GroupChanged(SETUP) in workspace


def test_only_planners_change_groups(planned):
    for actor in (BOB, CLEO):
        with pytest.raises(Forbidden):
            transact(groups.add_group, actor, DRAFT)


def test_a_group_can_lie_in_another_of_its_plan_but_not_in_itself(planned):
    outer = transact(groups.add_group, PIA, DRAFT)
    inner = transact(groups.add_group, PIA, replace(DRAFT, name='Inner', parent=outer))
    with pytest.raises(Rejected) as caught:
        transact(groups.change_group, PIA, outer, replace(DRAFT, parent=inner))
    assert caught.value.code == 'portfolio.cycle'
    with pytest.raises(Rejected, match='no such group'):
        transact(groups.add_group, PIA, GroupDraft(STORE_TEAM, 'Elsewhere', parent=outer))


@pytest.mark.parametrize('draft', [
    replace(DRAFT, name=' '), replace(DRAFT, colour=9), replace(DRAFT, plan=77), replace(DRAFT, members=(5,)),
    replace(DRAFT, parent=99)], ids=['no name', 'no such colour', 'no such plan', 'item elsewhere', 'no such parent'])
def test_what_does_not_fit_is_refused(planned, draft):
    with pytest.raises(Rejected):
        transact(groups.add_group, PIA, draft)


def test_a_group_stays_in_its_plan(planned):
    with pytest.raises(Rejected, match='stays'):
        transact(groups.change_group, PIA, 1, GroupDraft(STORE_TEAM, 'Launch'))


def test_a_change_needs_the_version_that_was_seen(planned):
    transact(groups.change_group, PIA, 1, GroupDraft(PAY_TEAM, 'Start', members=(2,)), 1)
    with pytest.raises(Conflict):
        transact(groups.change_group, PIA, 1, DRAFT, 1)


def test_what_lay_in_a_removed_group_moves_up(planned):
    inner = transact(groups.add_group, PIA, replace(DRAFT, parent=1))
    former = transact(groups.remove_group, PIA, 1)
    assert former == GroupDraft(PAY_TEAM, 'Launch', members=(2, 3))
    assert read(groups.find_group, PIA, inner).group.parent is None


def test_groups_stand_in_the_order_they_are_put(planned):
    other = transact(groups.add_group, PIA, DRAFT)
    transact(groups.arrange, PIA, [other, 1])
    assert [found.group.id for found in read(groups.list_groups, PIA, PAY_TEAM)] == [other, 1]


def test_groups_of_plans_one_does_not_see_do_not_exist(workspace):
    closed = replace(SETTING.plans[PAY_TEAM], is_open=False)
    plant(checkout(replace(SETTING, plans={**SETTING.plans, PAY_TEAM: closed})))
    assert read(groups.list_groups, PIA) == ()
    with pytest.raises(NotFound):
        transact(groups.remove_group, PIA, 1)
