"""How a season goes: plan, orders, receipts and sales side by side, by cluster and level, in a handful of queries."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.seasons.analysis import Wanted
from app.domain.seasons.range_rules import Intent
from app.domain.seasons.season import ACTUAL, BUDGETED, LOCATED, ORIGINAL, SNAPSHOT
from app.errors import Forbidden, NotFound
from app.services.seasons import analytics, intents, order_states
from app.work import read, transact
from tests.people import BOB, CLEO, GUS
from tests.seasons import CODE, leaves, plant_season, plant_version
from tests.seasons_buying import BUDGET, EACH_WEEK, WEEK_1, WEEK_5, came, confirmed, drafted, line, plant_buying
from tests.statements import statements

BOTH = {'net_sales': leaves(HARB_LINEN=[EACH_WEEK] * 8, SOUTH_LAMPS=[1000] * 8)}


def view(**wanted):
    return read(analytics.view_analysis, CLEO, CODE, Wanted(**wanted))


def in_february(time, day=13):
    time.passes(days=26 + day - 4)  # from 9 January


@pytest.fixture
def bought(workspace, time):
    """Ordered for both months, the first order come in its second week."""
    season = plant_buying()
    first = confirmed(line(600_000, WEEK_1))
    confirmed(line(200_000, WEEK_5))
    drafted(line(99))
    in_february(time)
    came(first, (1, 1, 0))
    return season


def test_budget_orders_and_receipts_stand_side_by_side(bought):
    found = view()
    assert (found.total.budget, found.total.received, found.total.on_order) == (2 * BUDGET, 600_000, 200_000)
    assert (found.utilisation.rounded(0, 100), found.fulfilment.rounded(0, 100)) == (40, 75)
    assert [(one.name, one.budget, one.received, one.budget - one.received, one.on_order) for one in found.months] == [
        ('Feb 2030', BUDGET, 600_000, 400_000, 0), ('Mar 2030', BUDGET, 0, BUDGET, 200_000)]
    assert found.is_approved


def test_orders_say_what_is_pending_and_which_lines_came_in_full(bought):
    found = {one.state: one for one in view().orders}
    assert {state: (one.orders, one.ordered, one.received, one.pending, one.full_lines)
            for state, one in found.items()} == {
        'draft': (1, 99, 0, 99, 0), 'confirmed': (1, 200_000, 0, 200_000, 0), 'complete': (1, 600_000, 600_000, 0, 1)}


def test_deliveries_are_in_time_or_not(bought):
    found = view().deliveries
    assert (found.lines, found.in_time, found.on_time.value, found.fill_rate.value) == (1, 0, 0, 1)
    assert found.reject_share.value == 0


def test_what_came_in_another_month_is_a_matter_of_time(workspace, time):
    plant_buying()
    number = confirmed(line(1000, WEEK_1, 10_000), line(2000, WEEK_5))
    in_february(time, 40)
    came(number, (1, 9, 0))
    transact(order_states.close_short, BOB, number, 'One is missing', [1])
    found = read(analytics.view_timing, CLEO, CODE)
    assert [(one.name, one.timing, one.value) for one in found] == [
        ('Feb 2030', -9000, -1000), ('Mar 2030', 9000, 0)]


def test_a_cluster_is_a_filter_that_works(workspace):
    season = plant_season(BUDGETED, BOTH)
    plant_version(season, ORIGINAL, BOTH)
    assert [one.amounts.budget for one in view().places] == [2 * BUDGET, 8000]
    park = view(cluster='k:CLU-PARK')
    assert (park.total.budget, [one.budget for one in park.months]) == (8000, [4000, 4000])
    assert [one.key for one in park.best] == ['l:SOUTH']
    with pytest.raises(NotFound, match='no such cluster'):
        view(cluster='k:GONE')


def test_a_level_is_a_filter_that_works(workspace):
    season = plant_season(BUDGETED, BOTH)
    plant_version(season, ORIGINAL, BOTH)
    assert [one.name for one in view(level=0).categories] == ['All categories']
    assert [one.name for one in view(level=1).categories] == ['Home', 'Women']
    assert [(one.name, one.budget) for one in view(level=2).categories] == [
        ('Lamps', 8000), ('Rugs', 0), ('Dresses', 0), ('Linen', 2 * BUDGET)]
    assert view(level=99).wanted.level == view().levels == 2


def test_versions_are_never_added_up(workspace):
    season = plant_season(BUDGETED, BOTH)
    working = view()
    assert (working.is_approved, working.total.budget) == (False, 2 * BUDGET + 8000)
    plant_version(season, ORIGINAL, {'net_sales': leaves(HARB_LINEN=[100] * 8)})
    plant_version(season, SNAPSHOT, BOTH, 1)
    assert (view().is_approved, view().total.budget) == (True, 800)


def test_receipts_are_held_against_planned_receipts_on_the_same_basis(bought):
    women = next(one for one in view().execution if one.name == 'Women')
    assert (women.planned, women.received, women.variance.amount, women.is_within) == (
        2 * BUDGET, 600_000, 600_000 - 2 * BUDGET, False)


def test_what_was_sold_is_told_with_its_sell_through_and_how_far_it_is_known(bought):
    assert (view().total.actual, view().freshness.is_stale, view().freshness.last) == (None, True, '')
    plant_version(bought, ACTUAL, {'net_sales': leaves(HARB_LINEN=[240_000]), 'cogs': leaves(HARB_LINEN=[240_000])})
    found = view()
    assert (found.total.planned_to_date, found.total.actual) == (EACH_WEEK, 240_000)
    assert next(one for one in found.execution if one.name == 'Women').sell_through.value == Fraction(24, 60)
    assert (found.freshness.last, found.freshness.is_stale) == ('W01', False)
    assert 'stale' not in {one.kind for one in found.alerts}


def test_weeks_without_stock_are_counted_apart(workspace, time):
    season = plant_buying()
    plant_version(season, ACTUAL, {'cogs': leaves(HARB_LINEN=[0, 0])})
    in_february(time, 20)
    assert view().freshness.empty_weeks == 2


def test_core_fashion_and_bands_are_weighted_by_plan_and_the_plain_mean_is_told_as_such(workspace):
    season = plant_season(BUDGETED, BOTH)
    plant_version(season, ORIGINAL, {'net_sales': leaves(HARB_LINEN=[300] * 8, SOUTH_LAMPS=[100] * 8)})
    for category, core, low in (('LINEN', '0.8', '0.5'), ('LAMPS', '0.4', '0.1')):
        bands = ('Low', Decimal(low)), ('High', 1 - Decimal(low))
        transact(intents.mean_intent, BOB, CODE, category, Intent(Decimal(core), 1 - Decimal(core), bands))
    found = view().intents
    assert (found.core, found.fashion, found.plain_core) == (Decimal('0.7'), Decimal('0.3'), Decimal('0.6'))
    assert [(one.name, one.share, one.value) for one in found.bands] == [
        ('Low', Decimal('0.4'), 1280), ('High', Decimal('0.6'), 1920)]


def test_the_forecast_counts_from_the_first_commitment_and_not_from_a_day_somebody_wrote_down(bought):
    found = view().forecast
    assert found.per_day.value == Fraction(800_000, 35)
    assert found.trend == 'normal'
    assert found.runs_out is not None


def test_a_season_of_which_nothing_is_known_says_so_calmly(workspace):
    plant_season(LOCATED)
    found = view()
    assert (found.total.budget, found.utilisation, found.orders, found.best, found.forecast.runs_out) == (
        0, None, (), (), None)


def test_who_has_no_role_in_the_seasons_sees_nothing(workspace):
    plant_season()
    with pytest.raises(Forbidden):
        read(analytics.view_analysis, GUS, CODE)


def test_a_look_takes_a_handful_of_statements_whatever_the_season_holds(bought):
    view()
    with statements() as sent:
        view()
    few = len(sent)
    for _ in range(3):
        confirmed(line(10, WEEK_5), line(20, WEEK_5))
    view(level=2)
    with statements() as sent:
        view(level=2)
    assert len(sent) == few <= 10
