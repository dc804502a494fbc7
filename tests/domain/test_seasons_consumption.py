"""How much of the budget is used, when it runs out, what moved it; receipts at another time or of another amount."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.seasons.alert_words import alert_place
from app.domain.seasons.budget import position_of
from app.domain.seasons.consumption import (
    EXCEEDED,
    IMBALANCE,
    LOW,
    NO_BUDGET,
    OVERDUE,
    PROVISIONAL,
    STALE,
    UNDERUSED,
    Alert,
    Consumption,
    Known,
    alerts,
    consumption,
    forecast,
    keys_at,
    months_of,
    run_out,
    trend_label,
)
from app.domain.seasons.rolling import roll
from app.domain.seasons.season import SeasonRules
from app.domain.seasons.variance import Arrival, Parts, taken_apart
from app.domain.seasons.waterfall import Move, effect_of, waterfall
from tests.seasons_cells import axes, cube, facts

SLOW = [HealthCheck.too_slow]  # on a busy machine

TODAY = date(2030, 4, 1)
RULES = SeasonRules()


def row(planned=100000, received=0, on_order=0, submitted=0, reserve=0, **more):
    return Consumption('c:C0', '', planned, received, on_order, submitted, reserve, **more)


def kinds(*rows, rules=RULES, **known):
    return [one.kind for one in alerts(rows, Known(**known), rules)]


def test_what_is_consumed_and_what_is_left():
    found = row(received=20000, on_order=65000, reserve=5000)
    assert (found.consumed, found.available, found.share.rounded(1, 100)) == (85000, 10000, Decimal('85.0'))
    assert row(received=120000).available == -20000


def test_open_orders_count_in_the_week_they_are_expected_and_drafts_nowhere():
    over = axes(8, 2, 2)
    position = position_of(roll(
        cube(over, net_sales={(0, 0): [100] * 8, (1, 1): [50] * 8}, outside_on_order={(0, 0): [7]}),
        facts(over, open_on_order={(0, 0): [0, 0, 0, 0, 60]}, submitted={(1, 1): [5]}, drafts={(0, 0): [999]})))
    found = {(one.category, one.period): (one.planned, one.consumed)
             for one in consumption(position, keys_at(over.category_nodes, 2), months_of(over))}
    assert found == {('c:C0', 'm:2030-01'): (400, 7), ('c:C0', 'm:2030-02'): (400, 60),
                     ('c:C1', 'm:2030-01'): (200, 5), ('c:C1', 'm:2030-02'): (200, 0)}
    assert consumption(position, ['c:GONE'], ['']) == ()
    assert consumption(position, [''], [''], 'l:B')[0].consumed == 5


@pytest.mark.parametrize(('found', 'expected'), [
    (row(received=80000), []),
    (row(received=80001), [LOW]),
    (row(received=70000, reserve=15000), [LOW]),
    (row(received=100001), [EXCEEDED]),
    (row(received=24999), [UNDERUSED]),
    (row(received=25000), []),
    (row(0, received=5, is_approved=False), [NO_BUDGET]),
    (row(0, is_approved=False), []),
])
def test_a_category_raises_its_hand(found, expected):
    assert kinds(found, elapsed=Fraction(1, 2)) == expected


def test_the_season_raises_its_hand_and_the_urgent_comes_first():
    assert kinds(row(received=90000), row(received=200000), overdue=3, is_counted=False, last_elapsed=TODAY) == [
        OVERDUE, EXCEEDED, STALE, PROVISIONAL, LOW]
    assert kinds(last_actual=TODAY, last_elapsed=TODAY) == []


def test_imbalance_is_said_only_where_it_is_wanted():
    rows = row(50000), row(100000), row(150000)
    assert kinds(*rows) == []
    found = alerts(rows, Known(), SeasonRules(has_imbalance_alert=True))
    assert [(one.kind, one.amount, one.share.rounded(0, 100)) for one in found] == [
        (IMBALANCE, -50000, -50), (IMBALANCE, 50000, 50)]


def test_a_budget_runs_out_if_it_goes_on_like_this():
    assert run_out(30000, 60000, 60, TODAY) == date(2030, 5, 1)
    assert run_out(-5, 60000, 60, TODAY) == TODAY
    assert run_out(30000, 0, 60, TODAY) is run_out(30000, 5, 0, TODAY) is run_out(10 ** 12, 1, 60, TODAY) is None


def test_the_forecast_begins_with_the_first_commitment_and_projects_the_mean_of_the_past():
    months = [Consumption('', f'm:{n}', 30000, amount, 0, 0, 0) for n, amount in enumerate((40000, 20000, 0))]
    found = forecast(months, date(2030, 1, 31), TODAY, 2)
    assert (found.runs_out, found.projected, found.trend) == (date(2030, 5, 1), (('m:2', 30000),), 'normal')
    assert found.per_day.value == 1000
    nothing = forecast([row(0)], None, TODAY, 0)
    assert (nothing.runs_out, nothing.per_day, nothing.projected, nothing.trend) == (None, None, (), 'normal')


@pytest.mark.parametrize(('consumed', 'label'), [(80, 'high'), (79, 'normal'), (31, 'normal'), (30, 'low')])
def test_the_trend_has_a_word(consumed, label):
    assert trend_label(consumed, 100) == label


def test_a_late_and_short_line_is_taken_apart_into_timing_and_value():
    assert taken_apart([Arrival(10, 1000, ((12, 950),))]) == {10: Parts(-950, -50), 12: Parts(950, 0)}
    assert taken_apart([Arrival(10, 1000, ((12, 950),))])[10].total == -1000


def test_what_is_still_awaited_is_a_matter_of_time_only():
    assert taken_apart([Arrival(10, 1000, ((10, 400),), (13, 600))]) == {10: Parts(-600, 0), 13: Parts(600, 0)}
    assert taken_apart([Arrival(3, 500, ((3, 500),))]) == {}


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(st.lists(st.builds(Arrival, st.integers(0, 9), st.integers(0, 10 ** 6), st.lists(
    st.tuples(st.integers(0, 9), st.integers(-500, 10 ** 6)), max_size=3).map(tuple)), max_size=5))
def test_timing_cancels_out_and_both_parts_make_up_the_difference(lines):
    found = taken_apart(lines)
    assert sum(one.timing for one in found.values()) == 0
    assert sum(one.total for one in found.values()) == sum(
        sum(value for _, value in line.came) - line.planned for line in lines)


def move(kind, amount, text='', at=(0, 1)):
    effect = np.zeros((2, 4), np.int64)
    effect[at] = amount
    return Move(datetime(2030, 2, 11, tzinfo=UTC), kind, text, 'Ann', effect)


def test_a_week_is_told_step_by_step_and_nothing_is_left_over():
    moves = [move('order', -3000, 'PO-7'), move('cancelled', 800), move('actuals', -500), move('plan', 200),
             move('order', -9999, at=(1, 1)), move('order', -9999, at=(0, 3))]
    found = waterfall(5700, 3200, moves, axes(4, 1, 2), 'c:C0', 'w:2030-02-11')
    assert [(one.kind, one.amount) for one in found.steps] == [
        ('plan', 200), ('actuals', -500), ('order', -3000), ('cancelled', 800)]
    assert found.remainder == 0
    assert found.steps[2].causes == (('PO-7', -3000),)


def test_what_nobody_told_of_is_left_over():
    found = waterfall(5700, 3200, [move('order', -2000), move('weather', -100)], axes(4, 1, 2))
    assert (found.remainder, found.steps[-1].label) == (-400, 'Other changes')


def test_the_effect_of_a_change_is_what_it_does_to_open_to_buy():
    over = axes(4, 2, 2)
    before = roll(cube(over, net_sales={(0, 0): [10], (1, 0): [20]}), facts(over))
    after = roll(cube(over, 2, net_sales={(0, 0): [15], (1, 0): [27]}), facts(over))
    assert effect_of(before, after).tolist() == [[12, 0, 0, 0], [0, 0, 0, 0]]
    assert not effect_of(before, before).any()


def test_a_transfer_moves_budget_once_and_adds_up_to_nothing():
    over = axes(8, 1, 2)
    plan = cube(over, net_sales={(0, 0): [9000] * 8, (0, 1): [9000] * 8})
    moved = roll(plan, facts(over, transfers={(0, 0): [-5000], (0, 1): [0, 5000]}))
    effect = effect_of(roll(plan, facts(over)), moved)
    assert (effect[0, 0], effect[1, 1], effect.sum(), np.abs(effect).sum()) == (-5000, 5000, 0, 10000)


@pytest.mark.parametrize(('alert', 'path'), [
    (Alert(OVERDUE), '/orders?late=true'), (Alert(NO_BUDGET, 'c:WOMEN'), ''), (Alert(STALE), '/imports'),
    (Alert(PROVISIONAL), '/imports'), (Alert(LOW, 'c:WOMEN'), '/otb?branch=c%3AWOMEN'),
    (Alert(EXCEEDED, 'c:WOMEN'), '/otb?branch=c%3AWOMEN')])
def test_what_somebody_should_look_at_leads_to_where_it_is_settled(alert, path):
    assert alert_place(alert)[1] == path
