"""What stays of a scenario after a part of it has been published."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.portfolio.applying import apply
from app.domain.portfolio.items import Group
from app.domain.portfolio.operations import (
    AllotShare,
    ChangeGroup,
    ChangeIteration,
    ChangeParent,
    ChangeState,
    ChangeTags,
    ClearDates,
    LinkItems,
    MoveItems,
    PlanItem,
    ResizeItem,
    UnlinkItems,
)
from app.domain.portfolio.publishing import review_of, same, values_of
from app.domain.portfolio.settling import remainder
from app.errors import Rejected
from tests.portfolio import PAYMENTS, STORES, checkout, day


def after(portfolio, *operations, live=None):
    for operation in operations:
        portfolio = apply(portfolio, operation, live or portfolio).portfolio
    return portfolio


def with_cells(live, planned, cells):
    """The live plan once these cells have been published."""
    names = {'start': ('start', 'start_from'), 'end': ('end', 'end_from'), 'state': ('state', 'category'),
             'plan': ('plan', 'area')}
    for item_id, field in cells:
        if field == 'links':
            mine = {link for link in planned.links if link.after == item_id}
            live = live.with_links({link for link in live.links if link.after != item_id} | mine)
        else:
            there = planned.items[item_id]
            some = {name: getattr(there, name) for name in names.get(field, (field,))}
            live = live.with_items([replace(live.items[item_id], **some)])
    return live


def all_values(portfolio):
    return {own: values_of(portfolio, item) for own, item in portfolio.items.items()}


def assert_same(one, other):
    for own, values in all_values(one).items():
        for field, value in values.items():
            assert same(field, value, values_of(other, other.items[own])[field]), (own, field)
    assert one.groups == other.groups


def test_the_rest_of_a_gesture_stays_where_it_was_put():
    live = checkout()
    planned = after(live, MoveItems((2, 3), 7))
    then = with_cells(live, planned, [(2, 'start'), (2, 'end')])
    rest = remainder(planned, then, then)
    assert rest == (PlanItem(3, day('26 Oct'), day('13 Nov')),)
    assert_same(after(then, *rest), planned)


def test_where_all_of_it_was_published_nothing_stays():
    live = checkout()
    planned = after(live, MoveItems((3,), 7), ChangeState((3,), 'Active'))
    then = with_cells(live, planned, [(3, 'start'), (3, 'end'), (3, 'state')])
    assert remainder(planned, then, then) == ()


def test_a_parent_that_grew_and_was_not_published_stays_grown():
    live = checkout()
    planned = after(live, MoveItems((4,), 14))
    assert planned.items[1].end == day('4 Dec')
    then = with_cells(live, planned, [(4, 'start'), (4, 'end')])
    assert remainder(planned, then, then) == (PlanItem(1, day('5 Oct'), day('4 Dec')),)


def test_what_was_published_in_other_words_is_not_wanted_again():
    live = checkout()
    live = live.with_items([replace(live.items[3], iteration='Shop\\Sprint 42')])
    planned = after(live, ChangeIteration((3,), ''))
    then = live.with_items([replace(live.items[3], iteration='Shop')])
    assert remainder(planned, then, then) == ()


def test_groups_of_the_scenario_stay_until_they_are_published():
    live = checkout()
    planned = after(live, ChangeGroup(-1, 2, 'Later', members=(4,)), ChangeGroup(1, 2, is_removed=True))
    assert {own: group.name for own, group in after(live, *remainder(planned, live, live)).groups.items()} == {
        -1: 'Later'}
    kept = live.with_groups([Group(7, 2, 'Later', members=(4,))])
    assert remainder(kept, kept, kept) == ()


DEEDS = [
    MoveItems((2,), 7), MoveItems((1,), -3), MoveItems((3, 4), 5, is_alone=True), ResizeItem(2, end=day('23 Oct')),
    PlanItem(6, day('5 Oct'), day('9 Oct')), ClearDates((3,)), ClearDates((5, 6)), ChangeState((2, 3), 'Active'),
    AllotShare((2, 6), STORES, Decimal(30)), AllotShare((3,), PAYMENTS, Decimal(0)), ChangeTags((3, 4), ('risky',)),
    ChangeIteration((4,), 'Shop\\Sprint 43'), ChangeIteration((6,), 'Shop\\Sprint 42'), LinkItems(5, 6),
    LinkItems(6, 2), UnlinkItems(2, 3), UnlinkItems(4, 5), ChangeParent(3, None), ChangeParent(6, 1),
    LinkItems(2, 6, 'related')]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(DEEDS), min_size=1, max_size=6), st.data())
def test_whatever_is_published_first_the_scenario_looks_as_before(deeds, data):
    live = planned = checkout()
    for deed in deeds:
        try:
            planned = apply(planned, deed, live).portfolio
        except Rejected:
            continue
    cells = [(row.item_id, cell.field) for row in review_of(live, planned).rows for cell in row.cells]
    published = data.draw(st.lists(st.sampled_from(cells), unique=True) if cells else st.just([]))
    then = with_cells(live, planned, published)
    rest = remainder(planned, then, then, frozenset(published))
    assert_same(after(then, *rest, live=then), planned)


@pytest.mark.parametrize('field', ['start', 'end'])
def test_one_end_may_be_published_before_the_other(field):
    live = checkout()
    planned = after(live, MoveItems((3,), 7))
    then = with_cells(live, planned, [(3, field)])
    assert_same(after(then, *remainder(planned, then, then)), planned)
