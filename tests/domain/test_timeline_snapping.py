"""Where a dragged bar is drawn to, and that a drop is checked against the same table."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.items.setting import Happening, Marker
from app.domain.portfolio.timeline.snapping import pick, settled, table_of
from app.domain.portfolio.timeline.timeline import Snap, SnapTable
from tests.portfolio import MONDAY, PAY_TEAM, SETTING, SHOP, checkout, day

ORIGIN = day('1 Oct')
YEAR = (date(2026, 1, 1), date(2027, 6, 30))


@pytest.mark.parametrize(('pointer', 'found'), [(13.7, '15 Oct'), (12.9, '13 Oct')])
def test_a_magnet_reaches_six_pixels_far(pointer, found):
    """At 4 px a day: from 5.2 px away it draws, from 8.4 px away the grid of days decides."""
    table = SnapTable((Snap(day('15 Oct'), 'marker'),))
    assert pick(pointer - 1, table, 4, ORIGIN, 'start') == day(found)


def test_of_magnets_equally_near_the_stronger_one_wins():
    table = SnapTable((Snap(day('14 Oct'), 'neighbour', 'start'), Snap(day('16 Oct'), 'predecessor', 'start')))
    assert pick(14, table, 4, ORIGIN, 'start') == day('16 Oct')


def test_an_end_is_not_drawn_to_where_things_begin():
    table = SnapTable((Snap(day('15 Oct'), 'sprint', 'start'),))
    assert pick(13.4, table, 4, ORIGIN, 'end') == day('14 Oct')


def test_items_are_drawn_to_what_they_wait_for_and_to_what_waits_for_them():
    portfolio = checkout()
    table = table_of(portfolio, portfolio.items[3], 'day', *YEAR)
    kinds = {(one.kind, one.edge, one.day) for one in table.magnets if one.kind in ('predecessor', 'successor')}
    assert kinds == {('predecessor', 'start', day('19 Oct')), ('successor', 'end', day('6 Nov'))}


def test_markers_and_plan_events_draw_only_items_of_their_plan():
    setting = replace(
        SETTING,
        markers=(Marker(1, None, day('12 Oct'), 'Launch'), Marker(2, SHOP, day('13 Oct'), 'Not this')),
        happenings=(Happening(1, PAY_TEAM, day('20 Oct'), day('22 Oct'), 'Freeze'),),
    )
    portfolio = checkout(setting)
    found = [
        (one.day, one.edge, one.label)
        for one in table_of(portfolio, portfolio.items[3], 'day', *YEAR).magnets
        if one.kind == 'marker'
    ]
    assert found == [
        (day('12 Oct'), '', 'Launch'),
        (day('19 Oct'), 'end', 'before Freeze'),
        (day('20 Oct'), '', 'Freeze'),
        (day('23 Oct'), 'start', 'after Freeze'),
    ]


def test_sprints_draw_starts_to_their_start_and_ends_to_their_end():
    portfolio = checkout()
    found = {
        (one.day, one.edge)
        for one in table_of(portfolio, portfolio.items[3], 'day', *YEAR).magnets
        if one.kind == 'sprint'
    }
    assert (MONDAY, 'start') in found
    assert (day('16 Oct'), 'end') in found


def test_neighbours_draw_edge_to_edge():
    portfolio = checkout()
    found = {
        (one.day, one.edge)
        for one in table_of(portfolio, portfolio.items[2], 'day', *YEAR, neighbours=(5,)).magnets
        if one.kind == 'neighbour'
    }
    assert found == {(day('5 Dec'), 'start'), (day('22 Nov'), 'end')}


@pytest.mark.parametrize(
    ('snap', 'wish', 'start', 'end'),
    [
        ('day', '17 Oct', '17 Oct', '17 Oct'),
        ('working day', '17 Oct', '16 Oct', '16 Oct'),
        ('week', '14 Oct', '12 Oct', '16 Oct'),
        ('sprint', '10 Oct', '5 Oct', '16 Oct'),
    ],
)
def test_a_drop_between_the_lines_of_the_grid_goes_to_the_nearest(snap, wish, start, end):
    portfolio = checkout()
    table = replace(table_of(portfolio, portfolio.items[6], snap, *YEAR), magnets=())
    assert settled(table, day(wish), 'start') == day(start)
    assert settled(table, day(wish), 'end') == day(end)


def test_a_magnet_may_lie_beside_the_grid():
    table = SnapTable((Snap(day('15 Oct'), 'marker'),), starts=(day('12 Oct'), day('19 Oct')))
    assert settled(table, day('15 Oct'), 'start') == day('15 Oct')
    assert settled(table, day('14 Oct'), 'start') == day('12 Oct')


@given(st.floats(-400, 400), st.sampled_from(['day', 'working day', 'week', 'sprint']), st.floats(0.25, 40))
def test_what_the_browser_picks_stands_when_it_is_checked(place, snap, px):
    portfolio = checkout()
    table = table_of(portfolio, portfolio.items[3], snap, date(2025, 1, 1), date(2028, 1, 1))
    found = pick(place, table, px, ORIGIN, 'start')
    assert settled(table, found, 'start') == found
