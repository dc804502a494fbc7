"""Steps of an item's days: what one person changes within a minute is one of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.items.history import SCENARIO, DayEdit, steps_of, traces_of
from tests.portfolio import day

NINE = datetime(2026, 10, 1, 9, tzinfo=UTC)


def edit(seconds, by='Ines', where='', **changed):
    """`start='5 Oct → 12 Oct'`"""
    pairs = {name: tuple(day(part) if part else None for part in text.split(' → ')) for name, text in changed.items()}
    return DayEdit(NINE + timedelta(seconds=seconds), by, pairs, SCENARIO if where else 'source', where)


def days(steps):
    return [(step.start, step.end) for step in steps]


@pytest.mark.parametrize(('seconds', 'by', 'steps'), [(0, 'Ines', 1), (60, 'Ines', 1), (61, 'Ines', 2),
                                                      (5, 'Jonas', 2)])
def test_start_and_end_by_one_person_within_a_minute_are_one_step(seconds, by, steps):
    found = steps_of([edit(0, start='5 Oct → 12 Oct'), edit(seconds, by, end='16 Oct → 23 Oct')])
    assert len(found) == steps
    assert days(found)[-1] == (day('12 Oct'), day('23 Oct'))
    assert found[-1].changed.keys() == ({'start', 'end'} if steps == 1 else {'end'})


def test_the_same_day_changed_twice_is_two_steps():
    found = steps_of([edit(0, start='5 Oct → 6 Oct'), edit(10, start='6 Oct → 7 Oct')])
    assert days(found) == [(day('6 Oct'), None), (day('7 Oct'), None)]


def test_a_third_change_within_the_minute_begins_a_new_step():
    found = steps_of([edit(0, start='5 Oct → 6 Oct'), edit(10, end='8 Oct → 9 Oct'), edit(20, start='6 Oct → 7 Oct')])
    assert days(found) == [(day('6 Oct'), day('9 Oct')), (day('7 Oct'), day('9 Oct'))]


def test_a_start_after_the_end_is_wrong_until_it_is_mended():
    found = steps_of([edit(0, start=' → 5 Oct', end=' → 16 Oct'), edit(100, start='5 Oct → 20 Oct'),
                      edit(200, end='16 Oct → 30 Oct')])
    assert [step.is_wrong for step in found] == [False, True, False]


def test_scenarios_and_the_source_are_told_side_by_side_and_never_joined():
    found = steps_of([edit(0, start='5 Oct → 6 Oct'), edit(10, where='Q4 plan', end='16 Oct → 20 Oct'),
                      edit(20, end='16 Oct → 17 Oct'), edit(30, where='Other', start='5 Oct → 1 Oct')],
                     (day('5 Oct'), day('16 Oct')))
    assert [(step.origin, step.where) for step in found] == [
        ('source', ''), ('scenario', 'Q4 plan'), ('scenario', 'Other')]
    assert days(found) == [(day('6 Oct'), day('17 Oct')), (day('5 Oct'), day('20 Oct')), (day('1 Oct'), day('16 Oct'))]


def test_what_came_in_any_order_is_told_in_order():
    found = steps_of([edit(500, end='2 Oct → 3 Oct'), edit(0, start=' → 1 Oct')])
    assert [step.at for step in found] == [NINE, NINE + timedelta(seconds=500)]


DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
EDITS = st.builds(
    lambda seconds, by, name, value: DayEdit(NINE + timedelta(seconds=seconds), by, {name: (None, value)}),
    st.integers(0, 1000), st.sampled_from(['Ines', 'Jonas']), st.sampled_from(['start', 'end']), DAYS)


@given(st.lists(EDITS, max_size=30))
def test_the_last_step_has_the_last_days_and_no_change_is_lost(edits):
    found = steps_of(edits)
    ordered = sorted(edits, key=lambda one: one.at)
    last = {name: pair[1] for one in ordered for name, pair in one.changed.items()}
    if edits:
        assert (found[-1].start, found[-1].end) == (last.get('start'), last.get('end'))
    assert sum(len(step.changed) for step in found) == len(edits)
    assert [step.at for step in found] == sorted(step.at for step in found)


def test_lines_under_a_bar_are_where_it_was_before_each_change_the_newest_first():
    found = traces_of(steps_of([edit(0, start=' → 5 Oct', end=' → 16 Oct'), edit(100, start='5 Oct → 12 Oct'),
                                edit(200, end='16 Oct → 23 Oct')]))
    assert [(one.start, one.end) for one in found] == [(day('12 Oct'), day('16 Oct')), (day('5 Oct'), day('16 Oct'))]
    assert found[0].said == 'until 1 Oct 2026: 12 Oct 2026 – 16 Oct 2026, changed by Ines'


def test_a_line_whose_start_lies_after_its_end_is_wrong():
    [line, _] = traces_of(steps_of([edit(0, start='1 Oct → 20 Oct', end='2 Oct → 16 Oct'),
                                    edit(100, start='20 Oct → 5 Oct')]))
    assert line.is_wrong and (line.start, line.end) == (day('20 Oct'), day('16 Oct'))


def test_at_most_five_lines_are_drawn_and_none_for_what_was_taken_back():
    many = [edit(100 * n, start=f'{n} Oct → {n + 1} Oct', end=' → 20 Oct') for n in range(1, 9)]
    assert [one.start for one in traces_of(steps_of(many))] == [day(f'{n} Oct') for n in (8, 7, 6, 5, 4)]
    assert traces_of(steps_of([replace(edit(0, start='5 Oct → 6 Oct'), is_undone=True)])) == ()
