"""Everything about one item, as far as whoever looks may know it."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.domain.portfolio.planning.operations import (
    AllotShare,
    ChangeState,
    LinkItems,
    MoveItems,
    PlacePlaceholder,
    PlanItem,
)
from app.domain.portfolio.views.looks import Filter, Looks
from app.errors import Forbidden, NotFound
from app.services.portfolio import details, editing, views
from app.work import read, transact
from models.portfolio import PortfolioRevision, PortfolioText
from tests.people import ANN, CLEO, GUS, PIA
from tests.portfolio import PAY_TEAM, PAYMENTS, SETTING, STORE_TEAM, STORES, checkout, day, plant


@pytest.fixture
def planned(workspace):
    return plant(checkout())


def view(item_id, scenario=None, actor=PIA):
    return read(details.view_item, actor, scenario, item_id)


def changed(*operations):
    """A scenario of Pia's with this as its only step."""
    return transact(editing.edit, PIA, None, operations).scenario_id


def test_an_item_tells_where_it_stands_and_who_works_on_it(planned):
    found = view(3)
    assert (found.item.title, found.plan, found.source) == ('Wallet buttons', 'Payments', 'Azure DevOps')
    assert [(share.name, share.percent, share.working_days) for share in found.shares] == [
        ('Payments', Decimal(40), 15)]
    assert found.working_days == 15
    assert not found.is_changed


def test_links_are_told_from_both_ends_with_a_verdict(planned):
    found = view(3)
    assert [(link.kind, link.title, link.verdict) for link in found.links] == [
        ('parent', 'One-page checkout', ''), ('predecessor', 'Split shipment totals', 'fine'),
        ('successor', 'Declined-card messages', 'fine')]
    assert [link.kind for link in view(1).links] == ['child', 'child', 'child']
    assert view(1).children_span == (day('5 Oct'), day('20 Nov'))


def test_a_scenario_tells_what_the_live_plan_has(planned):
    scenario = changed(MoveItems((3,), 14), AllotShare((3,), STORES, Decimal(25)), ChangeState((3,), 'Active'),
                       LinkItems(6, 3))
    found = view(3, scenario)
    assert dict(found.was) == {'start': '19 Oct 2026', 'end': '6 Nov 2026', 'state': 'New', 'shares': 'PAY 40 %',
                               'links': '2 links'}
    assert [(share.name, share.was) for share in found.shares] == [('Payments', ''), ('Stores', 'not allotted')]
    assert [link.is_new for link in found.links if link.title == 'Redeem at the till'] == [True]
    assert not view(3).is_changed


def test_a_violated_link_says_by_how_much(planned):
    scenario = changed(PlanItem(3, day('12 Oct'), day('30 Oct')))
    line = next(link for link in view(3, scenario).links if link.kind == 'predecessor')
    assert line.verdict == 'violated'
    assert '5 working days' in line.text


def test_linked_items_one_may_not_see_are_only_counted(workspace):
    hidden = replace(SETTING.plans[STORE_TEAM], is_open=False)
    plant(checkout(replace(SETTING, plans={**SETTING.plans, STORE_TEAM: hidden})))
    found = view(4, actor=CLEO)
    assert found.hidden == 1
    assert [link.title for link in found.links] == ['One-page checkout', 'Wallet buttons']
    assert view(4, actor=ANN).hidden == 0
    with pytest.raises(NotFound):
        view(5, actor=CLEO)


def test_strangers_see_neither_scenarios_nor_anything_without_a_role(planned):
    scenario = changed(MoveItems((3,), 1))
    with pytest.raises(NotFound):
        view(3, scenario, CLEO)
    with pytest.raises(Forbidden):
        view(3, actor=GUS)


def test_the_description_is_cleaned_of_all_that_acts_or_fetches(planned):
    hostile = ('<p onclick="steal()">Hello <b>there</b><script>alert(1)</script><img src=x onerror=alert(1)>'
               '<a href="javascript:alert(1)">x</a><a href="https://example.com">y</a><iframe src="//evil"></iframe>')
    transact(lambda work: work.session.add(PortfolioText(item_id=3, description=hostile)))
    found = view(3)
    assert found.description == (
        '<p>Hello <b>there</b><a rel="noopener noreferrer nofollow">x</a>'
        '<a href="https://example.com" rel="noopener noreferrer nofollow">y</a></p>')
    assert not found.is_cut


def test_a_very_long_description_is_cut(planned):
    transact(lambda work: work.session.add(PortfolioText(item_id=3, description='ä' * 200_000)))
    found = view(3)
    assert found.is_cut
    assert len(found.description.encode()) <= 200_000


def test_links_that_are_no_arrows_are_listed_as_they_are(planned):
    others = [{'rel': 'ArtifactLink', 'url': 'vstfs:///Git/Commit/1'}]
    transact(lambda work: work.session.add(PortfolioText(item_id=3, others=others)))
    assert view(3).others == (('ArtifactLink', 'vstfs:///Git/Commit/1'),)


def test_a_share_that_changed_on_both_sides_shows_both(planned):
    transact(lambda work: work.session.add(PortfolioText(item_id=3, block_doubt={str(PAYMENTS): '55'})))
    assert [share.doubt for share in view(3).shares] == ['55']


def test_its_last_steps_at_the_source_are_told(planned):
    transact(lambda work: work.session.add(PortfolioRevision(
        item_id=3, rev=2, at=datetime(2026, 10, 1, tzinfo=UTC), by='Jonas',
        changed={'Microsoft.VSTS.Scheduling.StartDate': ['2026-10-12', '2026-10-19']})))
    assert [(line.by, line.text) for line in view(3).history] == [('Jonas', 'Start 2026-10-12 → 2026-10-19')]


def test_it_names_the_views_in_which_it_can_be_seen(planned):
    transact(views.save, PIA, 'Payments', Looks(Filter(plans=(PAY_TEAM,))))
    transact(views.save, PIA, 'Stores', Looks(Filter(plans=(STORE_TEAM,))))
    assert [name for _, name in view(3).roadmaps] == ['Payments']


def test_its_fields_can_be_set_to_what_there_is(planned):
    choices = view(3).choices
    assert choices.states[0] == 'New'
    assert 'Active' in choices.states
    assert ('Shop\\Sprint 42', 'Sprint 42 · 5 Oct – 16 Oct') in choices.iterations
    assert dict(choices.teams) == {'2': 'Stores', '3': 'Mobile'}
    assert sorted(name for _, name in choices.plans) == ['Payments', 'Shop', 'Stores']


def test_a_proposed_copy_is_new(planned):
    scenario = changed(PlacePlaceholder(-1, 3, day('7 Dec'), day('18 Dec')))
    found = view(-1, scenario)
    assert found.is_new
    assert found.is_changed
    with pytest.raises(NotFound):
        view(-1)
