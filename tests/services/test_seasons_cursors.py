"""Where people are in the grid, and how they leave it."""

import pytest

from app.domain.seasons.axes import Cell
from app.domain.seasons.plan.looks import PLAIN, PlanLooks
from app.errors import Forbidden
from app.services.seasons import cursors, layouts
from app.work import read, transact
from tests.people import CLEO, GUS, MAX, PIA
from tests.seasons import CODE, plant_season

CELL = Cell('net_sales', 'l:HARB', 'c:LINEN', 'w:2030-02-04')


@pytest.fixture
def season(database):
    return plant_season()


def here(season):
    return [(one.name, one.period, one.is_typing) for one in read(cursors.watch_cursors, season)]


def test_a_sign_holds_for_ten_seconds_and_goes_with_its_page(season, time):
    transact(cursors.point, PIA, 'tab', CODE, CELL, True)
    assert here(season) == [('Pia', CELL.period, True)]
    transact(cursors.leave, MAX, 'tab')
    assert len(here(season)) == 1
    time.passes(seconds=11)
    assert here(season) == []
    transact(cursors.point, CLEO, 'other', CODE, CELL)
    transact(cursors.leave, CLEO, 'other')
    assert here(season) == []


def test_a_page_belongs_to_whoever_opened_it(season):
    transact(cursors.point, PIA, 'tab', CODE, CELL)
    transact(cursors.point, MAX, 'tab', CODE, Cell('units'))
    assert here(season) == [('Pia', CELL.period, False)]
    with pytest.raises(Forbidden):
        transact(cursors.point, GUS, 'guest', CODE, CELL)


def test_layouts_are_ones_own_unless_they_are_shared(season):
    own = transact(layouts.keep_layout, PIA, CODE, 'Mine', PlanLooks(periods='weeks'))
    transact(layouts.keep_layout, PIA, CODE, 'Ours', PLAIN, is_shared=True)
    assert [one.name for one in read(layouts.list_layouts, PIA, CODE)] == ['Mine', 'Ours']
    assert [(one.name, one.is_own) for one in read(layouts.list_layouts, MAX, CODE)] == [('Ours', False)]
    with pytest.raises(Forbidden):
        transact(layouts.drop_layout, MAX, own)
    transact(layouts.drop_layout, PIA, own)
    assert [one.name for one in read(layouts.list_layouts, PIA, CODE)] == ['Ours']


def test_a_layout_of_the_same_name_is_replaced_and_habits_are_no_layout(season):
    for periods in ('weeks', 'months'):
        transact(layouts.keep_layout, PIA, CODE, 'Mine', PlanLooks(periods=periods))
    transact(layouts.keep_habit, PIA, CODE, 'spread', 'even')
    (line,) = read(layouts.list_layouts, PIA, CODE)
    assert line.looks == PLAIN
    assert read(layouts.view_habits, PIA, season) == {'spread': 'even'}
