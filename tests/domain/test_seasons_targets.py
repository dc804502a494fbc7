"""Stock targets, proposals from the trend, targets from the top, and the measures of how a season goes."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.seasons import metrics, targets
from app.domain.seasons.reconciling import reconcile
from app.domain.seasons.targets import BASIC, COVER, RATIO, SUPPLY, TURNS, VARIATION, WAYS, closing_targets
from app.domain.seasons.trend import proposed, trend
from app.errors import Rejected
from tests.seasons_cells import axes, cube

SLOW = [HealthCheck.too_slow]  # on a busy machine


def percent(ratio, places=1):
    return ratio.rounded(places, 100)


def test_the_ways_to_a_stock_target():
    assert targets.weeks_of_supply(Fraction(100), Fraction(6)) == 600
    assert targets.forward_cover([120, 90], Fraction(2)) == 210
    assert targets.forward_cover([120, 90], Fraction(3, 2)) == 165
    assert targets.forward_cover([120, 90], Fraction(4)) == 390
    assert targets.stock_to_sales(100, Fraction(3)) == 300
    assert targets.basic_stock(260, Fraction(200), Fraction(500)) == 560
    assert targets.percentage_variation(260, Fraction(200), Fraction(500)) == 575
    assert targets.percentage_variation(260, Fraction(0), Fraction(500)) == 500
    assert targets.mean_stock(42000, Fraction(3)) == 14000


@pytest.mark.parametrize(('way', 'parameter', 'expected'), [
    (SUPPLY, 6, [600, 600, 600, 600]), (COVER, 2, [210, 180, 180, 180]), (RATIO, 3, [360, 270, 270, 270]),
    (TURNS, 2, [200, 200, 200, 200]), (BASIC, 2, [220, 190, 190, 190]), (VARIATION, 2, [220, 190, 190, 190])])
def test_closing_stock_is_for_what_the_next_period_sells(way, parameter, expected):
    sales = np.array([[[100, 120, 90, 90]]])
    assert closing_targets(sales, way, Fraction(parameter)).tolist() == [[expected]]


@pytest.mark.parametrize(('way', 'parameter', 'words'), [
    ('guess', 1, 'no such way'), (TURNS, 0, 'above 0'), (COVER, -1, 'above 0')])
def test_a_way_nobody_knows_and_turns_of_nothing_are_refused(way, parameter, words):
    with pytest.raises(Rejected, match=words):
        closing_targets(np.array([[1]]), way, Fraction(parameter))


@settings(max_examples=50, deadline=None, suppress_health_check=SLOW)
@given(st.lists(st.integers(-50, 10 ** 8), min_size=1, max_size=8), st.sampled_from(list(WAYS)),
       st.fractions(Fraction(1, 10), 20))
def test_targets_are_never_below_nothing(sales, way, parameter):
    assert (closing_targets(np.array([sales]), way, parameter) >= 0).all()


def test_the_trend_of_the_last_weeks_with_stock_is_proposed_for_the_weeks_to_come():
    assert trend([500, 400], [500, 500], [1, 1]) == Fraction(9, 10)
    assert proposed([500, 0, -20], Fraction(9, 10)) == [450, 0, -20]


def test_a_trend_leaves_out_weeks_without_stock_and_old_ones_and_keeps_within_limits():
    assert trend([0, 900], [1000, 1000], [0, 50]) == Fraction(9, 10)
    assert trend([10 ** 6] + [50] * 8, [1] + [100] * 8, [1] * 9) == Fraction(1, 2)
    assert trend([10], [100], [1]) == Fraction(1, 2)
    assert trend([900], [100], [1]) == 2
    assert trend([900], [0], [1]) is trend([], [], []) is None


def test_the_top_is_held_against_what_the_plan_adds_up_to():
    over = axes(8, 2, 2)
    wanted = cube(over, net_sales={(0, 0): [400] * 4, (0, 1): [100]})
    found = reconcile(wanted, cube(over, 2, net_sales={(0, 0): [300] * 4, (1, 0): [200]}))
    assert [(one.cell.category, one.cell.period, one.target, one.sum, one.gap) for one in found] == [
        ('', 'm:2030-01', 1700, 1400, -300), ('c:TOPS', 'm:2030-01', 1700, 1400, -300),
        ('c:C0', 'm:2030-01', 1600, 1400, -200), ('c:C1', 'm:2030-01', 100, None, -100)]
    assert percent(found[2].share) == Decimal('-12.5')
    with pytest.raises(Rejected, match='is worked out'):
        reconcile(wanted, wanted, 'otb')


def test_sell_through_and_weeks_of_supply():
    assert percent(metrics.season_sell_through(400, 200, 800)) == Decimal('40.0')
    assert percent(metrics.weekly_sell_through(50, 200)) == Decimal('25.0')
    assert metrics.weeks_of_supply(900, [90, 110]).rounded(1) == Decimal('9.0')
    assert metrics.weeks_of_supply(900, [90, 0, 110], [1, 0, 1]).rounded(1) == Decimal('9.0')
    assert metrics.rate_of_sale([0, 0], [0, 0]) is None


@pytest.mark.parametrize(('stock', 'sales', 'weeks', 'is_more'), [
    (250, [100, 100, 80], '2.625', False), (200, [100, 100, 80], '2', False), (281, [100, 100, 80], '3', True),
    (0, [100], '0', False), (-5, [100], '0', False), (50, [0, 100], '1.5', False), (10, [-5, 20], '1.75', False),
    (5, [], '0', True)])
def test_forward_cover_counts_the_part_of_the_week_in_which_stock_runs_out(stock, sales, weeks, is_more):
    found = metrics.forward_cover(stock, sales)
    assert (found.value, found.is_more) == (Fraction(weeks), is_more)
    assert metrics.forward_cover(250, [100, 100, 80]).rounded(1) == Decimal('2.6')


def test_average_stock_turn_and_return_on_it():
    openings = [30000, 32000, 31000, 28000]
    stock = metrics.average_stock(openings, 25000)
    assert (sum(openings), stock.value) == (121000, 29200)
    at_cost = metrics.Ratio(stock.numerator * 45, stock.denominator * 100)
    assert at_cost.value == 13140
    assert metrics.turn(18900, at_cost).rounded(2) == Decimal('1.44')
    assert metrics.gmroi(23100, at_cost).rounded(2) == Decimal('1.76')


def test_shares_of_sales():
    assert percent(metrics.imu(100, 45)) == Decimal('55.0')
    assert percent(metrics.mmu(42000, 18900)) == Decimal('55.0')
    assert percent(metrics.markdown_share(1800, 42000), 2) == Decimal('4.29')
    assert percent(metrics.markdown_share_at_ticket(1800, 42000), 2) == Decimal('4.11')
    assert metrics.stock_to_sales(300, 100).value == 3


def test_how_suppliers_do():
    tenth, twelfth = date(2030, 4, 10), date(2030, 4, 12)
    assert percent(metrics.fill_rate(96, 100)) == 96
    assert percent(metrics.on_time([(tenth, tenth), (tenth, twelfth), (twelfth, tenth)]), 0) == 67
    assert [metrics.days_late(tenth, twelfth), metrics.days_late(twelfth, tenth)] == [2, -2]
    assert percent(metrics.reject_share(5, 65), 2) == Decimal('7.69')
    assert percent(metrics.receipts_against_plan(90, 120)) == -25
    assert percent(metrics.commitment(20000, 65000, 100000)) == 85


def test_a_variance_is_good_or_bad_by_the_measure():
    assert metrics.variance(90, 100, 1) == (-10, (-10, 100, False), -1)
    assert metrics.variance(90, 100, -1).favour == 1
    assert metrics.variance(90, 100).favour == metrics.variance(100, 100, 1).favour == 0


def test_dividing_by_nothing_is_blank():
    assert metrics.ratio_of(1, 0) is metrics.mmu(0, 5) is metrics.season_sell_through(1, 0, 0) is None
    assert metrics.ratio_of(1, -4) == (-1, 4, False)
