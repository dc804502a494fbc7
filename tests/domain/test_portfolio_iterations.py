"""Which iteration an item is in and what it takes over from it; which plan it is in; what its state means."""


import pytest

from app.domain.portfolio.items.setting import Plan, Rules
from app.domain.portfolio.sources.areas import category_of, is_in, placed
from app.domain.portfolio.sources.iterations import (
    Dates,
    Iterations,
    dated,
    is_below,
    projects_named,
    roots_of,
)
from app.domain.portfolio.sources.reading import IterationFound
from tests.portfolio import day

SPRINT = IterationFound('n3', 'Shop\\Release 1\\Sprint 3', day('5 Oct'), day('16 Oct'))


def test_an_iteration_is_found_by_its_node_before_its_path():
    renamed = IterationFound('n4', 'Shop\\Release 1\\Sprint 4')
    known = Iterations.of([SPRINT, renamed])
    assert known.find('n3', 'Shop\\Release 1\\Sprint 4') is SPRINT
    assert known.find('', 'shop\\release 1\\SPRINT 4') is renamed
    assert known.find('unknown', 'Shop\\Nowhere') is None


@pytest.mark.parametrize(('start', 'end', 'iteration', 'shown'), [
    (None, None, SPRINT, Dates(day('5 Oct'), day('16 Oct'), 'iteration', 'iteration')),
    (day('7 Oct'), None, SPRINT, Dates(day('7 Oct'), day('16 Oct'), '', 'iteration')),
    (None, day('9 Oct'), SPRINT, Dates(day('5 Oct'), day('9 Oct'), 'iteration', '')),
    (day('1 Oct'), day('2 Oct'), SPRINT, Dates(day('1 Oct'), day('2 Oct'))),
    (None, None, IterationFound('x', 'Shop', None, day('9 Oct')), Dates(None, day('9 Oct'), '', 'iteration')),
    (None, None, None, Dates())], ids=range(6))
def test_only_a_missing_end_is_filled_and_only_from_a_date_there_is(start, end, iteration, shown):
    assert dated(start, end, iteration) == shown


def plan(number, area, **more):
    return Plan(number, f'plan-{number}', 1, f'Plan {number}', 'team', area, **more)


@pytest.mark.parametrize(('area', 'has_children', 'is_inside'), [
    ('Shop\\P', True, True), ('Shop\\P\\Web', True, True), ('Shop\\Pay', True, False), ('Shop', True, False),
    ('shop\\p', False, True), ('Shop\\P\\Web', False, False), ('Shop\\P\\Area\\X', True, True)])
def test_paths_are_compared_by_whole_steps(area, has_children, is_inside):
    assert is_in(area, plan(1, 'Shop\\P', has_children=has_children)) is is_inside


def test_the_plan_with_the_longest_area_has_the_item_and_the_others_are_named():
    plans = [plan(1, 'Shop'), plan(2, 'Shop\\Payments\\Web'), plan(3, 'Shop\\Payments'), plan(4, 'Shop\\Stores')]
    assert placed('Shop\\Payments\\Web', plans) == (2, (1, 3))
    assert placed('Shop\\Payments', plans) == (3, (1,))
    assert placed('Bank', plans) == (None, ())


def test_of_two_plans_with_the_same_area_the_first_in_rank_has_the_item():
    assert placed('Shop\\Payments', [plan(1, 'Shop\\Payments', rank=2), plan(2, 'Shop\\Payments', rank=1)]) == (2, (1,))


@pytest.mark.parametrize(('state', 'at_source', 'category'), [
    ('Active', None, 'InProgress'), ('active', None, 'InProgress'), ('Parked', None, 'Other'),
    ('Parked', {'Parked': 'Proposed'}, 'Proposed'), ('Resolved', {'Resolved': 'Completed'}, 'Completed')],
    ids=['known', 'in any case', 'unknown', 'told by the source', 'otherwise for this type'])
def test_a_state_means_what_the_source_says_of_the_type_or_what_admins_decided(state, at_source, category):
    assert category_of(state, Rules(), at_source) == category


@pytest.mark.parametrize(('project', 'roots', 'read'), [
    ('Shop', (), ()),
    ('Shop', ('Shop',), ('Shop',)),
    ('Shop', ('*\\Release 1',), ('Shop\\Release 1',)),
    ('Shop', ('*\\Release 1', 'shop\\Release 2'), ('shop\\Release 2',)),
    ('Bank', ('*\\Release 1', 'Shop\\Release 2'), ('Bank\\Release 1',)),
    ('Bank', ('Shop\\Release 2',), ()),
])
def test_a_project_has_the_roots_of_its_own_or_else_those_for_all(project, roots, read):
    assert roots_of(project, roots) == read


def test_what_lies_below_a_root_is_told_by_whole_names():
    assert is_below('Shop\\Release 1\\Sprint 1', ('shop\\release 1',))
    assert not is_below('Shop\\Release 10', ('Shop\\Release 1',))
    assert is_below('Shop\\Anything', ())
    assert projects_named(('*\\Release 1', 'Bank\\R 2', 'Bank')) == ('Bank',)
