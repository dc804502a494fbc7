"""Why something is not on the timeline, and what helps."""

from dataclasses import replace

import pytest
from hypothesis import given

from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.views.filtering import chosen
from app.domain.portfolio.views.hiding import Board, unknown, why_empty, why_hidden
from app.domain.portfolio.views.looks import Filter, Looks
from tests.domain.test_portfolio_filtering import filters, portfolios
from tests.portfolio import PAY_TEAM, PAYMENTS, SETTING, SHOP, STORES, checkout, day, item


def reasons(portfolio, wanted=Filter(), item_id=1, **more):
    return why_hidden(Board(portfolio, Looks(wanted, folded=more.pop('folded', ())), **more), item_id)


def codes(*given, **more):
    return [reason.code for reason in reasons(*given, **more)]


def test_a_resolved_bug_names_the_type_that_is_not_read_and_the_state_that_is_not_shown():
    shop = replace(SETTING, plans={SHOP: replace(SETTING.plans[SHOP], types=('Epic', 'Feature'))})
    portfolio = Portfolio.of([item(1, plan=SHOP, type='Bug', state='Resolved', category='Resolved')], setting=shop)
    found = reasons(portfolio, Filter(states=('Active',)))
    assert [reason.code for reason in found] == ['type_not_read', 'state_filter']
    assert [reason.remedy.text for reason in found] == ['Read bugs in Shop', 'Show Resolved']
    assert [reason.remedy.who for reason in found] == ['admin', '']


def test_what_is_shown_has_no_reason():
    assert codes(checkout(), item_id=3) == []


def test_what_nobody_may_see_and_what_does_not_exist_answer_alike():
    assert codes(checkout(), item_id=999) == ['unknown_id']
    assert '“Till”' in unknown('Till').text


def test_an_area_in_no_plan_names_the_nearest_one():
    portfolio = Portfolio.of([item(1, plan=None, area='Shop\\Payments\\Fraud')], setting=SETTING)
    reason = reasons(portfolio)[0]
    assert reason.code == 'area_in_no_plan'
    assert 'Payments' in reason.text
    assert reason.remedy.who == 'admin'


def test_what_has_left_its_source_is_explained():
    portfolio = Portfolio.of([item(1, is_gone=True, has_left=True)], setting=SETTING)
    assert codes(portfolio) == ['gone_at_source']


def test_a_plan_that_is_not_selected_can_be_added_and_the_expansion_is_named():
    found = reasons(checkout(), Filter(plans=(PAY_TEAM,)), 1)
    assert [reason.code for reason in found] == ['plan_not_selected']
    assert '“Parents and children” would bring it.' in found[0].text
    assert found[0].remedy.looks.filter.plans == (PAY_TEAM, SHOP)


def test_an_expansion_that_brings_it_is_no_reason():
    assert codes(checkout(), Filter(plans=(PAY_TEAM,), expands_family=True), 1) == []


def test_a_team_that_is_not_selected_can_be_added():
    found = reasons(checkout(), Filter(teams=(PAYMENTS,)), 5)
    assert [reason.code for reason in found] == ['team_not_selected']
    assert found[0].remedy.looks.filter.teams == (PAYMENTS, STORES)


@pytest.mark.parametrize(('wanted', 'code', 'remedy'), [
    (Filter(types=('Epic',)), 'type_filter', 'Show features'),
    (Filter(planned='yes'), 'planned_filter', 'Show planned and unplanned'),
    (Filter(allotted='yes'), 'allotted_filter', 'Show allotted and not'),
    (Filter(parented='yes'), 'parent_filter', 'Show with and without parent'),
    (Filter(linked='yes'), 'links_filter', 'Show with and without links'),
    (Filter(fields=(('assignee', 'Ines'),)), 'field_filter', 'Clear the filter of fields'),
    (Filter(text='wallet'), 'text_filter', 'Clear the searched words'),
], ids=lambda value: value if isinstance(value, str) else '')
def test_each_filter_has_its_reason_and_its_remedy(wanted, code, remedy):
    found = reasons(checkout(), wanted, 6)
    assert [(reason.code, reason.remedy.text) for reason in found] == [(code, remedy)]
    assert not why_hidden(Board(checkout(), found[0].remedy.looks), 6)


def test_all_reasons_are_listed_in_their_order():
    wanted = Filter(plans=(SHOP,), states=('Active',), types=('Epic',), planned='yes', text='wallet')
    assert codes(checkout(), wanted, item_id=6) == [
        'plan_not_selected', 'state_filter', 'type_filter', 'planned_filter', 'text_filter']


def test_what_lies_beyond_the_axis_can_be_gone_to():
    found = reasons(checkout(), item_id=5, axis=(day('1 Sep'), day('20 Nov')))
    assert [(reason.code, reason.remedy.text, reason.remedy.day) for reason in found] == [
        ('outside_axis', 'Go to November 2026', day('20 Nov'))]


def test_folded_parents_lanes_and_groups_can_be_unfolded():
    found = reasons(checkout(), item_id=2, folded=('item:1', f'team:{PAYMENTS}', 'group:1', 'team:77'))
    assert [reason.code for reason in found] == ['folded_parent', 'folded_lane', 'folded_group']
    assert 'item:1' not in found[0].remedy.looks.folded


def test_an_empty_board_says_which_part_of_the_filter_hides_how_much():
    looks = Looks(Filter(states=('Active',), text=' '))
    found = why_empty(Board(checkout(), looks))
    assert [(reason.code, reason.count, reason.remedy.text) for reason in found] == [
        ('state_filter', 6, 'Show all states')]
    assert found[0].remedy.looks.filter == Filter(text=' ')


def test_completed_and_unchanged_items_say_why():
    portfolio = Portfolio.of([item(1, state='Closed', category='Completed')], setting=SETTING)
    assert codes(portfolio, Filter(hides_completed=True)) == ['completed_hidden']
    assert codes(portfolio, Filter(changed_only=True), before=portfolio) == ['changed_only']


@given(portfolios(), filters)
def test_whatever_is_not_shown_has_a_reason_and_whatever_is_shown_has_none(portfolio, wanted):
    board = Board(portfolio, Looks(wanted))
    shown = chosen(portfolio, wanted).shown
    assert all((own in shown) == (not why_hidden(board, own)) for own in portfolio.items)


@given(portfolios(), filters)
def test_following_every_remedy_brings_the_item(portfolio, wanted):
    for own in portfolio.items:
        looks, rounds = Looks(wanted), 0
        while found := why_hidden(Board(portfolio, looks), own):
            looks, rounds = found[0].remedy.looks, rounds + 1
            assert rounds < 9
        assert own in chosen(portfolio, looks.filter).shown
