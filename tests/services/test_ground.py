"""The plan in memory is the plan in the tables, seen by whoever may."""

from dataclasses import replace

import pytest

from app.domain.access import Actor, Grant
from app.domain.portfolio.items.setting import Setting
from app.errors import Forbidden, NotFound
from app.services.portfolio import ground
from app.services.portfolio.ground import Sight
from app.work import read, transact
from models.portfolio import PortfolioItem
from tests.people import ANN, CLEO, GUS
from tests.portfolio import PAY_TEAM, SETTING, STORE_TEAM, checkout, plant


@pytest.fixture
def planned(workspace):
    return plant(checkout())


def test_what_was_planted_comes_back_as_it_was(planned):
    found = read(ground.live)
    assert dict(found.items) == dict(planned.items)
    assert found.links == planned.links
    assert dict(found.groups) == dict(planned.groups)
    assert (found.setting.plans, found.setting.rules) == (SETTING.plans, SETTING.rules)


def test_the_same_plan_is_the_same_object_until_it_changes(planned):
    first = read(ground.live)
    assert read(ground.live) is first
    transact(_retitle, 2, 'Totals')
    assert read(ground.live) is not first
    assert read(ground.live).items[2].title == 'Totals'
    assert read(ground.live).items[3] is first.items[3]


def test_what_was_not_committed_is_nobodys_plan(planned):
    with pytest.raises(ZeroDivisionError):
        transact(_retitle_and_fail)
    assert read(ground.live).items[2].title == 'Split shipment totals'


def test_items_that_were_deleted_leave(planned):
    read(ground.live)
    transact(_delete, 6)
    assert 6 not in read(ground.live).items


def test_a_plan_that_is_not_open_is_seen_by_those_who_were_granted_it(workspace):
    plans = {**SETTING.plans, STORE_TEAM: replace(SETTING.plans[STORE_TEAM], is_open=False,
                                                  grants=frozenset({'person:8'}))}
    plant(checkout(replace(SETTING, plans=plans)))
    nora = Actor('person:8', 'Nora', (Grant('viewer'),))
    assert read(ground.sight_of, ANN) == Sight(None, has_cost=True)
    assert read(ground.sight_of, nora) == Sight(None)
    sight = read(ground.sight_of, CLEO)
    assert not sight.sees(STORE_TEAM)
    assert sight.sees(PAY_TEAM)
    portfolio = ground.within(read(ground.live), sight)
    assert sorted(portfolio.items) == [1, 2, 3, 4]
    with pytest.raises(NotFound):
        ground.demand_item(portfolio, sight, 5)


def test_guests_see_no_portfolio(planned):
    with pytest.raises(Forbidden):
        read(ground.sight_of, GUS)


def test_an_empty_workspace_has_an_empty_plan(workspace):
    assert not read(ground.live).items
    assert isinstance(read(ground.live).setting, Setting)


def _retitle(work, item_id, title):
    work.get(PortfolioItem, item_id).title = title
    work.get(PortfolioItem, item_id).mark = ground.move_baseline(work)


def _retitle_and_fail(work):
    _retitle(work, 2, 'Totals')
    assert ground.live(work).items[2].title == 'Totals'
    raise ZeroDivisionError


def _delete(work, item_id):
    work.session.delete(work.get(PortfolioItem, item_id))
    ground.move_baseline(work)
