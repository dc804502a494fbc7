"""Items are estimated at poker tables, and what is agreed comes back to them."""

from dataclasses import replace

import pytest

from app.domain.portfolio.looks import Filter, Looks
from app.errors import NotFound
from app.events import BASELINE, BaselineMoved
from app.services.poker import stories
from app.services.portfolio import estimates, views
from app.services.portfolio.estimates import points
from app.work import read, transact
from tests.people import ANN, CLEO
from tests.poker import open_table, played, table_of
from tests.portfolio import PAY_TEAM, SETTING, STORE_TEAM, checkout, item, plant


@pytest.fixture
def planned(workspace):
    return plant(checkout())


def agreed(table_id, value):
    played(table_id, {ANN: '5'}, table_of(table_id).story)
    transact(stories.save_estimate, ANN, table_id, value)


def table_with(*drafts):
    return open_table(name='Refinement', stories=drafts)


def test_an_item_becomes_a_story_with_its_number_and_its_present_estimate(planned):
    plant_points = {'Microsoft.VSTS.Scheduling.StoryPoints': 5.0}
    found = read(estimates.list_open, ANN, [3, 2])
    assert [(one.number, one.title, one.origin) for one in found] == [
        ('4003', 'Wallet buttons', 'portfolio:3'), ('4002', 'Split shipment totals', 'portfolio:2')]
    assert estimates._open(item(9, 'Refund', fields=plant_points)).estimate == '5'


def test_what_a_table_agrees_on_comes_back_to_the_item(planned, database):
    table_id = table_with(stories.StoryDraft('Wallet buttons', origin='portfolio:3'))
    database.clear()
    agreed(table_id, '8')
    found = read(estimates.latest, CLEO, 3)
    assert (found.value, found.by_name, found.table, found.state) == ('8', 'Ann', 'Refinement', 'kept')
    assert BaselineMoved(BASELINE) in database


def test_stories_from_elsewhere_are_nothing_to_the_portfolio(planned):
    agreed(table_with(stories.StoryDraft('Pay by card')), '3')
    assert read(estimates.latest, ANN, 3) is None


def test_what_one_may_not_see_can_neither_be_estimated_nor_looked_up(workspace):
    plans = {**SETTING.plans, STORE_TEAM: replace(SETTING.plans[STORE_TEAM], is_open=False)}
    plant(checkout(replace(SETTING, plans=plans)))
    with pytest.raises(NotFound):
        read(estimates.list_open, CLEO, [5])
    with pytest.raises(NotFound):
        read(estimates.latest, CLEO, 5)


@pytest.mark.parametrize(('card', 'number'), [('5', '5'), ('½', '0.5'), ('0', '0'), ('M', None), ('☕', None)])
def test_a_card_is_a_number_or_none(card, number):
    assert (None if points(card) is None else str(points(card))) == number


def test_a_saved_view_brings_what_it_shows_in_the_order_of_the_source(planned):
    view_id = transact(views.save, ANN, 'Features of Payments', Looks(Filter(plans=(PAY_TEAM,), types=('Feature',))))
    assert [one.title for one in read(estimates.list_of_view, ANN, view_id)] == [
        'Split shipment totals', 'Wallet buttons', 'Declined-card messages']
    with pytest.raises(NotFound):
        read(estimates.list_of_view, CLEO, view_id)
