"""Bars that move, are stretched, planned, or lose their days: through the one gate."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.items.setting import Absence
from app.domain.portfolio.planning.applying import apply
from app.domain.portfolio.planning.moving import KEPT_UNDATED, month_from
from app.domain.portfolio.planning.operations import (
    Batch,
    ClearDates,
    MoveItems,
    PlacePlaceholder,
    PlanItem,
    ResizeItem,
)
from app.domain.portfolio.scenarios.differing import changes
from app.errors import Rejected
from tests.portfolio import PAYMENTS, SETTING, checkout, day, item


def family(*items, setting=SETTING):
    return Portfolio.of(items, setting=setting)


def span(portfolio, own):
    return portfolio.items[own].span


def days(text):
    start, end = text.split(' – ')
    return day(start), day(end)


def test_a_parent_grows_with_a_child_that_leaves_it():
    plan = family(item(1, dates='5 Oct – 16 Oct'), item(2, dates='12 Oct – 16 Oct', parent=1))

    done = apply(plan, MoveItems((2,), 5))

    assert span(done.portfolio, 2) == days('17 Oct – 21 Oct')
    assert span(done.portfolio, 1) == days('5 Oct – 21 Oct')
    assert done.changed == (1, 2) and done.grown == {1}


def test_growth_goes_on_upwards_and_around_all_children():
    plan = family(item(1, dates='5 Oct – 16 Oct'), item(2, dates='5 Oct – 16 Oct', parent=1),
                  item(3, dates='12 Oct – 16 Oct', parent=2), item(4, dates='1 Oct – 2 Oct', parent=2))

    then = apply(plan, MoveItems((3,), 5)).portfolio

    assert span(then, 2) == days('1 Oct – 21 Oct')
    assert span(then, 1) == days('1 Oct – 21 Oct')


def test_what_grows_goes_past_parents_without_dates():
    plan = family(item(1, dates='5 Oct – 16 Oct'), item(2, parent=1), item(3, dates='12 Oct – 16 Oct', parent=2))

    then = apply(plan, MoveItems((3,), 5)).portfolio

    assert (span(then, 2), span(then, 1)) == (None, days('5 Oct – 21 Oct'))


def test_a_parent_never_shrinks_and_stays_where_the_child_stays_inside():
    plan = family(item(1, dates='5 Oct – 30 Oct'), item(2, dates='12 Oct – 16 Oct', parent=1))
    assert apply(plan, MoveItems((2,), 5)).changed == (2,)


def test_all_descendants_move_by_the_same_days_and_undated_ones_stay_undated():
    plan = checkout()
    plan = plan.with_items([replace(plan.items[6], parent=1)])

    then = apply(plan, MoveItems((1,), 14)).portfolio

    assert span(then, 1) == days('19 Oct – 4 Dec')
    assert [span(then, own) for own in (2, 3, 4)] == [days('19 Oct – 30 Oct'), days('2 Nov – 20 Nov'),
                                                      days('23 Nov – 4 Dec')]
    assert span(then, 6) is None and span(then, 5) == span(plan, 5)


def test_undated_children_are_planned_where_that_is_wanted():
    plan = family(item(1, dates='5 Oct – 16 Oct'), item(2, parent=1), item(3, parent=2))
    then = apply(plan, MoveItems((1,), 7, plans_undated=True)).portfolio
    assert [span(then, own) for own in (1, 2, 3)] == 3 * [days('12 Oct – 23 Oct')]


def test_alone_nothing_comes_along_and_nothing_grows():
    plan = checkout()
    done = apply(plan, MoveItems((4,), 30, is_alone=True))
    assert done.changed == (4,)
    assert apply(plan, MoveItems((1,), 30, is_alone=True)).changed == (1,)


def test_an_item_that_is_chosen_with_its_parent_moves_once():
    then = apply(checkout(), MoveItems((1, 2, 2), 7)).portfolio
    assert span(then, 2) == days('12 Oct – 23 Oct')


def test_working_days_are_kept_by_the_calendar_of_the_team():
    off = replace(SETTING, absences=(Absence(PAYMENTS, None, day('21 Oct'), day('21 Oct')),))
    plan = family(item(1, dates='12 Oct – 16 Oct'), setting=off)

    assert span(apply(plan, MoveItems((1,), 3, keeps_working_days=True)).portfolio, 1) == days('15 Oct – 22 Oct')
    assert span(apply(plan, MoveItems((1,), 3)).portfolio, 1) == days('15 Oct – 19 Oct')


def test_what_has_no_dates_cannot_be_moved():
    with pytest.raises(Rejected, match='no dates yet'):
        apply(checkout(), MoveItems((6,), 5))


def test_nothing_moves_out_of_the_years_that_are_planned():
    for by in (-20_000, 40_000, 10_000_000):
        with pytest.raises(Rejected):
            apply(checkout(), MoveItems((2,), by))


def test_a_family_that_runs_in_a_circle_moves_once():
    plan = family(item(1, dates='5 Oct – 9 Oct', parent=2), item(2, dates='5 Oct – 9 Oct', parent=1))
    then = apply(plan, MoveItems((1,), 7)).portfolio
    assert (span(then, 1), span(then, 2)) == (days('12 Oct – 16 Oct'), days('12 Oct – 16 Oct'))


@pytest.mark.parametrize(('first', 'last'), [('2026-01-31', '2026-02-27'), ('2026-10-05', '2026-11-04'),
                                             ('2024-01-31', '2024-02-28'), ('2026-12-31', '2027-01-30')])
def test_a_dropped_item_lasts_a_month(first, last):
    assert month_from(date.fromisoformat(first)) == (date.fromisoformat(first), date.fromisoformat(last))


def test_planning_a_child_plans_its_undated_parents():
    plan = family(item(1), item(2, parent=1), item(3, parent=2))
    then = apply(plan, PlanItem(3, *days('5 Oct – 16 Oct'))).portfolio
    assert [span(then, own) for own in (1, 2, 3)] == 3 * [days('5 Oct – 16 Oct')]


def test_an_end_goes_no_further_left_than_what_is_inside():
    plan = checkout()
    done = apply(plan, ResizeItem(1, end=day('12 Nov')))
    assert span(done.portfolio, 1) == span(plan, 1) and 'with the last item in it' in done.notes[0]
    assert span(apply(plan, ResizeItem(1, start=day('19 Oct'))).portfolio, 1)[0] == day('5 Oct')
    assert span(apply(plan, ResizeItem(1, end=day('4 Dec'))).portfolio, 1) == days('5 Oct – 4 Dec')


def test_stretching_a_child_stretches_its_parent():
    then = apply(checkout(), ResizeItem(4, end=day('27 Nov'))).portfolio
    assert span(then, 1) == days('5 Oct – 27 Nov')


def test_nothing_ends_before_it_starts():
    for wanted in (ResizeItem(2, end=day('2 Oct')), PlanItem(2, day('9 Oct'), day('8 Oct'))):
        with pytest.raises(Rejected, match='before it starts'):
            apply(checkout(), wanted)


def test_one_end_may_be_known_without_the_other():
    then = apply(checkout(), ResizeItem(6, start=day('5 Oct'))).portfolio
    assert (then.items[6].start, then.items[6].end) == (day('5 Oct'), None)


def test_cleared_dates_are_gone_also_where_they_came_from_an_iteration():
    plan = family(item(1, dates='5 Oct – 16 Oct', start_from='iteration', end_from='iteration'))
    then = apply(plan, ClearDates((1,))).portfolio
    assert (then.items[1].start, then.items[1].end, then.items[1].start_from) == (None, None, KEPT_UNDATED)


def test_days_of_an_iteration_become_own_days_where_somebody_moves_them():
    plan = family(item(1, dates='5 Oct – 16 Oct', start_from='iteration', end_from='iteration'))
    assert apply(plan, MoveItems((1,), 1)).portfolio.items[1].start_from == ''
    resized = apply(plan, ResizeItem(1, end=day('20 Oct'))).portfolio.items[1]
    assert (resized.start_from, resized.end_from) == ('iteration', '')


def test_a_proposed_copy_counts_like_its_original_and_has_no_number():
    done = apply(checkout(), PlacePlaceholder(-1, 3, *days('7 Dec – 18 Dec')))
    copy = done.portfolio.items[-1]
    assert (copy.title, copy.shares, copy.number, copy.is_placeholder) == (
        'Wallet buttons', ((PAYMENTS, 40),), '', True)
    for taken in (0, 7, -1):
        with pytest.raises(Rejected, match='below zero'):
            apply(done.portfolio, PlacePlaceholder(taken, 3, *days('7 Dec – 18 Dec')))


def test_a_batch_is_done_whole_or_not_at_all():
    plan = checkout()
    done = apply(plan, Batch((MoveItems((2,), 1), Batch((PlanItem(6, *days('7 Dec – 9 Dec')),)))))
    assert done.changed == (2, 6)
    with pytest.raises(Rejected):
        apply(plan, Batch((MoveItems((2,), 1), MoveItems((99,), 1))))
    assert not changes(plan, checkout())


def test_whoever_moves_nothing_changes_nothing():
    plan = checkout()
    for same in (MoveItems((2,), 0), PlanItem(2, *days('5 Oct – 16 Oct')), ResizeItem(2, end=day('16 Oct'))):
        done = apply(plan, same)
        assert done.portfolio is plan and done.changed == ()


FIRST = date(2026, 1, 5)


@st.composite
def forests(draw):
    """A few items, some without days, each in one before it or in none."""
    count = draw(st.integers(1, 8))
    items = []
    for own in range(1, count + 1):
        start = draw(st.one_of(st.none(), st.integers(0, 60)))
        length = draw(st.integers(0, 30))
        parent = draw(st.one_of(st.none(), st.integers(1, own - 1))) if own > 1 else None
        one = item(own, parent=parent)
        if start is not None:
            first = FIRST + timedelta(start)
            one = replace(one, start=first, end=first + timedelta(length))
        items.append(one)
    return family(*items)


@settings(max_examples=60, deadline=None)
@given(forests(), st.data())
def test_moving_there_and_back_changes_nothing_where_nothing_grew(plan, data):
    own, by = data.draw(st.sampled_from(sorted(plan.items))), data.draw(st.integers(-90, 90))
    former = dict(plan.items)
    try:
        there = apply(plan, MoveItems((own,), by))
    except Rejected:
        return
    assert plan.items == former, 'the plan itself never changes'
    if not there.grown:
        back = apply(there.portfolio, MoveItems((own,), -by))
        assert back.grown or not changes(plan, back.portfolio)


@settings(max_examples=60, deadline=None)
@given(forests(), st.data())
def test_nothing_that_was_moved_sticks_out_of_its_parent_that_did_not_before(plan, data):
    own, by = data.draw(st.sampled_from(sorted(plan.items))), data.draw(st.integers(-90, 90))
    try:
        then = apply(plan, MoveItems((own,), by)).portfolio
    except Rejected:
        return
    one = then.items[own]
    parent = then.items.get(one.parent or 0)
    if by and one.span and parent and parent.span:
        assert parent.span[0] <= one.span[0] and one.span[1] <= parent.span[1]


@pytest.mark.parametrize('by', [2**53, -2**53, 50_000, -50_000])
def test_nothing_is_moved_out_of_the_times_that_are_planned(by):
    with pytest.raises(Rejected):
        apply(checkout(), MoveItems((2,), by))
