"""Items are estimated at poker tables, and what is agreed comes back to them."""

from dataclasses import replace

import pytest

from app.domain.portfolio.items.estimating import estimate_of, points
from app.domain.portfolio.views.looks import Filter, Looks
from app.errors import Forbidden, NotFound, Rejected
from app.events import BASELINE, BaselineMoved
from app.services.poker import stories
from app.services.portfolio import details, estimates, exports, ground, item_lists, keeping_shares, views
from app.services.portfolio.exports import Wanted
from app.work import read, transact
from models.portfolio import PortfolioItem, PortfolioSource, PortfolioText
from tests.people import ANN, CLEO, PIA
from tests.poker import open_table, played, table_of
from tests.portfolio import PAY_TEAM, PAYMENTS, SETTING, STORE_TEAM, checkout, item, plant


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


def tell(value='8'):
    agreed(table_with(stories.StoryDraft('Wallet buttons', origin='portfolio:3')), value)


def test_the_details_tell_what_was_agreed_and_who_may_write_it(planned):
    tell()
    found = read(details.view_item, ANN, None, 3).estimate
    assert (found.value, found.table, found.source, found.may_write) == ('8', 'Refinement', 'Azure DevOps', True)
    assert not read(details.view_item, CLEO, None, 3).estimate.may_write
    with pytest.raises(Forbidden):
        transact(estimates.write, CLEO, 3)


def test_lists_and_files_carry_the_estimate_of_a_table_or_else_of_the_source(planned):
    transact(lambda work: setattr(work.get(PortfolioItem, 2), 'fields', {'Microsoft.VSTS.Scheduling.Effort': 3.0}))
    transact(lambda work: setattr(work.get(PortfolioItem, 2), 'mark', ground.move_baseline(work)))
    tell()
    assert [estimate_of(read(item_lists.find_item, PIA, own).item) for own in (2, 3, 4)] == ['3', '8', '']
    head, *rows = read(exports.export_plan, PIA, Wanted('csv')).content.decode().splitlines()
    column = head.split(',').index('Estimate')
    assert {row.split(',')[3]: row.split(',')[column] for row in rows}['Wallet buttons'] == '8'


def test_an_estimate_that_was_written_is_that_of_the_source_from_then_on(planned):
    tell()
    transact(estimates.note_written, 1, 'written')
    assert estimate_of(read(ground.live).items[3]) == ''


def test_a_source_that_can_only_be_read_takes_no_estimate(planned):
    transact(lambda work: setattr(work.get(PortfolioSource, 1), 'kind', 'file'))
    transact(lambda work: setattr(work.get(PortfolioSource, 1), 'writes_estimates', True))
    tell()
    assert not read(estimates.latest, ANN, 3).may_write
    with pytest.raises(Rejected):
        transact(estimates.write, ANN, 3)


def doubt(work):
    work.session.add(PortfolioText(item_id=3, others=[], block_hash='', block_doubt={str(PAYMENTS): '55'}))


@pytest.mark.parametrize(('choice', 'percent'), [('ours', 40), ('block', 55)])
def test_shares_that_changed_on_both_sides_are_shown_with_both_until_somebody_chooses(planned, choice, percent):
    transact(doubt)
    found = read(details.view_item, ANN, None, 3).dispute
    assert (found.ours, found.theirs, found.may_settle) == ('PAY 40 %', 'PAY 55 %', True)
    assert not read(details.view_item, CLEO, None, 3).dispute.may_settle
    transact(keeping_shares.settle_shares, ANN, 3, choice)
    after = read(details.view_item, ANN, None, 3)
    assert (after.dispute, [share.percent for share in after.shares]) == (None, [percent])
