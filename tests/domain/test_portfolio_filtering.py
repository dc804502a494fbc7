"""What of a portfolio is chosen, what comes along, and what is shown of that."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.items.hints import HINTS
from app.domain.portfolio.items.items import Link, Portfolio
from app.domain.portfolio.views.filtering import changed_since, chosen, field_names, field_values, menu_of
from app.domain.portfolio.views.looks import Filter
from tests.portfolio import PAY_TEAM, PAYMENTS, SETTING, SHOP, STORE_TEAM, STORES, checkout, item


def shown(wanted, portfolio=None, before=None):
    return sorted(chosen(portfolio or checkout(), wanted, before=before).shown)


def test_without_a_filter_everything_is_shown():
    answer = chosen(checkout(), Filter())
    assert answer.counters == (6, 6, 6)


@pytest.mark.parametrize(('wanted', 'expected'), [
    (Filter(plans=(SHOP,)), [1]),
    (Filter(plans=(PAY_TEAM,)), [2, 3, 4]),
    (Filter(teams=(STORES,)), [5, 6]),
    (Filter(teams=(PAYMENTS,)), [2, 3, 4]),
    (Filter(types=('Epic',)), [1]),
    (Filter(states=('Active',)), []),
    (Filter(planned='no'), [6]),
    (Filter(allotted='no'), [1, 6]),
    (Filter(parented='yes'), [2, 3, 4]),
    (Filter(linked='yes'), [2, 3, 4, 5]),
    (Filter(text='wallet'), [3]),
    (Filter(text='4003'), [3]),
    (Filter(fields=(('area', 'shop\\stores'),)), [5, 6]),
    (Filter(fields=(('area', 'Shop'), ('area', 'Shop\\Stores'))), [1, 5, 6]),
], ids=lambda value: str(value) if isinstance(value, list) else ' '.join(
    name for name in value.__dataclass_fields__ if getattr(value, name)))
def test_each_filter_shows_what_fits_it(wanted, expected):
    assert shown(wanted) == expected


def test_parent_and_child_are_no_links():
    only_family = Portfolio.of([item(1, type='Epic'), item(2, parent=1)], setting=SETTING)
    assert shown(Filter(linked='yes'), only_family) == []


def test_related_items_are_links():
    related = Portfolio.of([item(1), item(2), item(3)], [Link(1, 2, 'related')], setting=SETTING)
    assert shown(Filter(linked='yes'), related) == [1, 2]


def test_the_family_brings_parents_always_and_children_only_of_what_was_chosen():
    """The epic comes with its features; its other features, in another plan, do not."""
    portfolio = Portfolio.of([item(1, plan=SHOP, type='Epic'), item(2, parent=1), item(3, plan=STORE_TEAM, parent=1)],
                             setting=SETTING)
    assert shown(Filter(plans=(PAY_TEAM,), expands_family=True), portfolio) == [1, 2]
    assert shown(Filter(plans=(SHOP,), expands_family=True), portfolio) == [1, 2, 3]


def test_dependencies_bring_the_whole_chain_in_both_directions():
    assert shown(Filter(plans=(STORE_TEAM,), expands_links=True)) == [2, 3, 4, 5, 6]


def test_the_parents_of_what_dependencies_bring_come_along():
    assert shown(Filter(plans=(STORE_TEAM,), expands_links=True, expands_family=True)) == [1, 2, 3, 4, 5, 6]


def test_what_a_chosen_team_works_on_comes_from_any_plan():
    portfolio = checkout().with_items([item(7, plan=SHOP, shares={STORES: 20})])
    assert shown(Filter(plans=(STORE_TEAM,), expands_teams=True), portfolio) == [5, 6, 7]


def test_counters_tell_selected_expanded_and_displayed():
    wanted = Filter(plans=(PAY_TEAM,), expands_family=True, types=('Feature',))
    assert chosen(checkout(), wanted).counters == (3, 4, 3)


def test_completed_items_are_hidden_unless_something_above_is_open():
    done = {'state': 'Closed', 'category': 'Completed'}
    portfolio = Portfolio.of([item(1, type='Epic'), item(2, parent=1, **done), item(3, **done),
                              item(4, type='Epic', **done), item(5, parent=4, **done)], setting=SETTING)
    assert shown(Filter(hides_completed=True), portfolio) == [1, 2]


def test_a_share_of_nothing_is_no_allotment():
    portfolio = Portfolio.of([item(1, shares={PAYMENTS: 0})], setting=SETTING)
    assert shown(Filter(allotted='yes'), portfolio) == []


def test_changed_only_shows_what_the_scenario_touches_and_both_ends_of_new_links():
    before = checkout()
    moved = replace(before.items[2], state='Active')
    after = before.with_items([moved, replace(before.items[3])]).with_links(before.links | {Link(5, 6)})
    assert changed_since(before, after) == {2, 5, 6}
    assert shown(Filter(changed_only=True), after, before) == [2, 5, 6]


def test_an_item_that_has_left_its_source_is_not_shown_one_just_missed_is():
    portfolio = Portfolio.of([item(1, is_gone=True), item(2, is_gone=True, has_left=True)], setting=SETTING)
    assert shown(Filter(), portfolio) == [1]


def test_types_and_states_a_plan_does_not_want_are_not_shown():
    fussy = replace(SETTING, plans={**SETTING.plans, SHOP: replace(SETTING.plans[SHOP], types=('Epic',),
                                                                 states_shown=('New',))})
    portfolio = Portfolio.of([item(1, plan=SHOP, type='Epic'), item(2, plan=SHOP, type='Bug'),
                              item(3, plan=SHOP, type='Epic', state='Active'), item(4)], setting=fussy)
    assert shown(Filter(), portfolio) == [1, 4]


def test_an_item_of_overlapping_areas_is_found_in_each_of_its_plans():
    portfolio = Portfolio.of([item(1, plan=PAY_TEAM, also_in=(SHOP,))], setting=SETTING)
    assert shown(Filter(plans=(SHOP,)), portfolio) == [1]


def test_tags_are_alternatives_and_case_does_not_matter():
    portfolio = Portfolio.of([item(1, tags=('Q4', 'risk')), item(2, tags=('q4',)), item(3)], setting=SETTING)
    assert shown(Filter(fields=(('tags', 'q4'),)), portfolio) == [1, 2]


def test_menus_count_per_plan_team_type_and_state():
    menu = menu_of(checkout())
    assert menu.plans == {SHOP: {'Epic': 1}, PAY_TEAM: {'Feature': 3}, STORE_TEAM: {'Feature': 2}}
    assert menu.teams == {PAYMENTS: {'Feature': 3}, STORES: {'Feature': 1}}
    assert (menu.types, menu.states) == ({'Epic': 1, 'Feature': 5}, {'New': 6})


def test_fields_of_the_source_can_be_filtered_too():
    portfolio = Portfolio.of([item(1, fields={'Custom.Goal': 'Grow'}), item(2, fields={'Custom.Goal': 'Save'}),
                              item(3, fields={'Custom.Goal': 'Grow'})], setting=SETTING)
    assert field_names(portfolio)[-1] == 'Custom.Goal'
    assert field_values(portfolio, 'Custom.Goal') == (('Grow', 2), ('Save', 1))
    assert shown(Filter(fields=(('Custom.Goal', 'Grow'),)), portfolio) == [1, 3]


def test_what_a_read_noted_about_an_item_is_no_field_to_filter_by():
    portfolio = Portfolio.of([item(1, fields={'Custom.Goal': 'Grow', **dict.fromkeys(HINTS, True)})], setting=SETTING)
    assert [name for name in field_names(portfolio) if '.' in name] == ['Custom.Goal']


def test_the_same_question_is_answered_once():
    portfolio = checkout()
    assert chosen(portfolio, Filter(text='wallet')) is chosen(portfolio, Filter(text='wallet'))
    assert chosen(portfolio, Filter()) is not chosen(checkout(), Filter())


def test_a_tree_that_bites_its_tail_ends():
    portfolio = Portfolio.of([item(1, parent=2), item(2, parent=1), item(3, parent=3)], setting=SETTING)
    assert shown(Filter(plans=(PAY_TEAM,), expands_family=True, hides_completed=True), portfolio) == [1, 2, 3]


@st.composite
def portfolios(draw):
    count = draw(st.integers(1, 12))
    made = [item(n, plan=draw(st.sampled_from([SHOP, PAY_TEAM, STORE_TEAM])),
                 parent=draw(st.none() | st.integers(1, count)),
                 shares=draw(st.dictionaries(st.sampled_from([PAYMENTS, STORES]), st.sampled_from([0, 40]))))
            for n in range(1, count + 1)]
    ends = draw(st.lists(st.tuples(st.integers(1, count), st.integers(1, count)), max_size=8))
    return Portfolio.of(made, [Link(*pair) for pair in ends], setting=SETTING)


filters = st.builds(Filter, plans=st.sampled_from([(), (SHOP,), (PAY_TEAM, STORE_TEAM)]),
                    teams=st.sampled_from([(), (PAYMENTS,)]), allotted=st.sampled_from(['', 'yes', 'no']),
                    linked=st.sampled_from(['', 'yes', 'no']), expands_family=st.booleans(),
                    expands_links=st.booleans(), expands_teams=st.booleans())


@given(portfolios(), filters)
def test_what_is_shown_is_expanded_from_what_is_chosen(portfolio, wanted):
    answer = chosen(portfolio, wanted)
    assert answer.base <= answer.expanded
    assert answer.shown <= answer.expanded <= portfolio.items.keys()


@given(portfolios(), filters)
def test_with_the_family_every_parent_that_can_be_seen_is_there(portfolio, wanted):
    expanded = chosen(portfolio, replace(wanted, expands_family=True)).expanded
    assert all(above.id in expanded for own in expanded for above in portfolio.ancestors(portfolio.items[own]))


@given(portfolios(), filters)
def test_yes_and_no_share_everything_between_them(portfolio, wanted):
    yes, no = (set(shown(replace(wanted, planned=answer), portfolio)) for answer in ('yes', 'no'))
    assert not yes & no
    assert yes | no == set(shown(replace(wanted, planned=''), portfolio))
