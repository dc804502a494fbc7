"""Plans of any shape are drawn and counted: empty, deep, wide, long, and with everything wrong at once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.portfolio.capacity.load import periods
from app.domain.portfolio.health.checks import findings
from app.domain.portfolio.items.items import Link, Portfolio
from app.domain.portfolio.timeline.scene import Scene, draw
from app.domain.portfolio.timeline.spoken import bar_name
from app.domain.portfolio.timeline.timeline import COMPACT
from app.domain.portfolio.views.filtering import chosen
from app.domain.portfolio.views.looks import Filter, Looks
from tests.portfolio import PAYMENTS, SETTING, checkout, day, item

TODAY = day('14 Oct')
TYPES = ('Initiative', 'Epic', 'Feature', 'User Story', 'Task')


def view(portfolio, today=TODAY, **looks):
    looks = Looks(density=COMPACT, **looks)
    return draw(Scene(portfolio, portfolio, looks, chosen(portfolio, looks.filter, today), today, None, 0, None, (),
                      None))


def bars(found):
    return {bar.id: bar for row in found.rows for bar in row.bars}


def plan(items, links=()):
    return Portfolio.of(items, links, setting=SETTING)


def test_without_items_there_is_an_axis_around_today_and_no_finding():
    found = view(plan([]))
    assert found.axis.first < TODAY < found.axis.last and bars(found) == {}
    assert [one for one in findings(plan([]), TODAY) if one.item_id] == []


def test_one_item_is_enough():
    assert set(bars(view(plan([item(1, 'Alone', '5 Oct – 5 Oct')])))) == {1}


def test_ten_levels_stand_below_each_other():
    family = [item(number, f'Level {number}', '5 Oct – 16 Oct', parent=number - 1 or None, type=TYPES[number % 5])
              for number in range(1, 11)]
    found = view(plan(family))
    rows = [row for row in found.rows if row.bars]
    assert [row.bars[0].id for row in rows] == list(range(1, 11))
    assert len({row.level for row in rows}) >= 5 and [row.level for row in rows] == sorted(row.level for row in rows)
    same = [replace(one, type='Feature') for one in family]
    assert {one.item_id for one in findings(plan(same), TODAY) if one.code == 'H5'} == set(range(2, 11))
    assert set(bars(view(plan(same)))) == set(range(1, 11))


def test_five_thousand_children_of_one_parent_are_all_there():
    children = [item(number, dates='5 Oct – 16 Oct', parent=1, shares={PAYMENTS: 1}) for number in range(2, 5_002)]
    wide = plan([item(1, 'Parent', '5 Oct – 16 Oct', type='Epic'), *children])
    assert len(bars(view(wide))) == 5_001
    cell = periods(wide, [PAYMENTS], 'day', day('5 Oct'), day('5 Oct'))[0]
    assert cell.percent == 5_000


def test_without_a_rank_an_item_stands_last():
    found = view(plan([item(1, 'No rank', '5 Oct – 6 Oct', rank=None), item(2, 'Late', '7 Oct – 8 Oct', rank=9e9),
                       item(3, 'Early', '9 Oct – 10 Oct', rank=-5.0)]), sort='rank')
    assert list(bars(found)) == [3, 2, 1]


def test_an_item_of_twenty_years_does_not_stretch_the_axis_and_is_shown():
    long = replace(item(1, 'For ever', '5 Oct – 5 Oct'), start=date(2016, 1, 1), end=date(2036, 1, 1))
    found = view(plan([long, item(2, 'Usual', '5 Oct – 16 Oct')]))
    assert found.axis.last - found.axis.first < timedelta(days=366 * 16) and found.axis.beyond == 1
    assert set(bars(found)) == {1, 2}


def test_dates_the_wrong_way_round_are_drawn_named_and_counted():
    wrong = replace(item(1, 'Wrong', '5 Oct – 16 Oct', shares={PAYMENTS: 50}), start=day('16 Oct'), end=day('5 Oct'))
    assert 1 in bars(view(plan([wrong])))
    assert {'H8'} <= {one.code for one in findings(plan([wrong]), TODAY)}


@pytest.mark.parametrize(('start', 'end', 'flag', 'words'), [
    ('5 Oct', '', 'open-end', 'from 5 October 2026, no end'),
    ('', '16 Oct', 'open-start', 'until 16 October 2026, no start')], ids=['only a start', 'only an end'])
def test_one_known_day_is_a_ghost_of_that_day_which_says_what_is_open(start, end, flag, words):
    half = replace(item(1, 'Half'), start=day(start) if start else None, end=day(end) if end else None)
    bar = bars(view(plan([half])))[1]
    assert bar.ghost == (day(start or end), day(start or end)) and {flag, 'undated'} <= set(bar.flags)
    assert words in bar_name(bar)


def test_the_line_of_today_moves_at_midnight():
    portfolio = checkout()
    assert [view(portfolio, today=TODAY + timedelta(days)).axis.today for days in (0, 1)] == [
        TODAY, TODAY + timedelta(1)]


def test_a_dependency_both_ways_ends_and_is_told():
    both = plan([item(1, 'One', '5 Oct – 9 Oct'), item(2, 'Other', '12 Oct – 16 Oct')], [Link(1, 2), Link(2, 1)])
    assert len(view(both, filter=Filter()).arrows) == 2
    assert 'H12' in {one.code for one in findings(both, TODAY)}
