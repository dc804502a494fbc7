"""The made-up season: the same for the same seed, and as odd as real ones are."""

from datetime import date, timedelta

import numpy as np
import pytest

from app.domain.seasons.axes import Period
from app.domain.seasons.cube import BLANK
from app.domain.seasons.demo.buying import orders_of
from app.domain.seasons.demo.cells import cells_of
from app.domain.seasons.demo.world import SEED, SIZES, world_of

TODAY = date(2026, 11, 22)
BEGIN = date(2026, 8, 23)
PERIODS = [Period(BEGIN + timedelta(weeks=n), BEGIN + timedelta(weeks=n, days=6), 2026, n + 30, 7 + n // 5, 3, 2)
           for n in range(26)]
WORLD = world_of(SIZES['small'])


@pytest.fixture(scope='module')
def cells():
    return cells_of(WORLD, PERIODS, TODAY, SEED)


@pytest.fixture(scope='module')
def orders(cells):
    return list(orders_of(WORLD, PERIODS, cells.plan['net_sales'], TODAY, SEED))


def test_the_same_seed_makes_the_same_season(cells, orders):
    again = cells_of(WORLD, PERIODS, TODAY, SEED)
    assert all((again.plan[key] == cells.plan[key]).all() for key in cells.plan)
    assert list(orders_of(WORLD, PERIODS, again.plan['net_sales'], TODAY, SEED)) == orders
    assert (cells_of(WORLD, PERIODS, TODAY, SEED + 1).plan['net_sales'] != cells.plan['net_sales']).any()


def test_the_sizes_are_as_promised_and_codes_are_unique():
    for size, shape in (('small', (12, 20)), ('large', (500, 200))):
        world = world_of(SIZES[size])
        assert (len({one.code for one in world.stores}), len({one.code for one in world.kinds})) == shape


def test_about_a_fifth_of_the_cells_is_empty_and_stores_open_while_the_season_runs(cells):
    sales = cells.plan['net_sales']
    assert 0.15 < (sales == BLANK).mean() < 0.25
    opening = next(at for at, one in enumerate(WORLD.stores) if one.opens_in)
    assert (sales[opening, :, :WORLD.stores[opening].opens_in] == BLANK).all()


def test_a_few_weeks_of_the_past_are_negative_but_none_of_the_plan(cells):
    ly = cells.ly['net_sales']
    assert 0 < ((ly < 0) & (ly != BLANK)).mean() < 0.01
    assert (cells.plan['net_sales'][cells.plan['net_sales'] != BLANK] >= 0).all()


def test_only_elapsed_weeks_have_actuals(cells):
    filled = (cells.actual['net_sales'] != BLANK).any(axis=(0, 1))
    assert filled.tolist() == [one.end < TODAY for one in PERIODS]
    assert filled.sum() == 13


def test_the_weeks_before_christmas_sell_most(cells):
    sold = np.where(cells.plan['net_sales'] == BLANK, 0, cells.plan['net_sales']).sum(axis=(0, 1))
    assert PERIODS[int(sold.argmax())].start.month == 12


def test_deliveries_are_as_punctual_as_real_ones(orders):
    came = [(one.came - one.expected).days for one in orders if one.came]
    assert 0.45 < sum(days == 0 for days in came) / len(came) < 0.8
    assert any(days < 0 for days in came) and any(days > 0 for days in came)
    assert len({one.number for one in orders}) == len(orders)
    lines = [line for one in orders if one.came for line in one.lines]
    assert any(line.accepted + line.rejected < line.quantity for line in lines) and any(line.rejected for line in lines)
