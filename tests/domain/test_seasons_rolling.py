"""Stock rolled forward and open-to-buy: the worked examples, what happened, the ways a leaf is planned."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.seasons.axes import Cell, axes_of
from app.domain.seasons.changes import applied, change_of
from app.domain.seasons.figures import figure, ratio
from app.domain.seasons.ledger import GOING_OUT, LAPSE, POOL, ROLL
from app.domain.seasons.rolling import elapsed_at, forget, roll
from app.domain.seasons.season import COST, RETAIL
from tests.seasons_cells import START, axes, cube, facts, row, sheet, thousands

SLOW = [HealthCheck.too_slow]  # on a busy machine

MONTH = axes()
EXAMPLE = {'bop': [30000], 'net_sales': [10000, 12000, 11000, 9000], 'markdown': [500, 600, 400, 300],
           'shrink': [100] * 4, 'eop': [32000, 31000, 28000, 25000]}
DEALINGS = {'received': [9000], 'open_on_order': [4000, 5000], 'reserve': [0, 1000]}


def example(**more):
    return roll(cube(MONTH, **EXAMPLE), facts(MONTH, **DEALINGS), **more)


def demand_identities(rolled):
    """What holds in every leaf, whatever happens."""
    get = rolled.array
    left = (get('required_receipts') + get('transfers') + get('carried') - get('received') - get('open_on_order')
            - get('outside_on_order') - get('reserve'))
    assert (left == get('otb')).all()
    assert (get('bop')[:, :, 1:] == get('eop')[:, :, :-1]).all()
    out = sum(get(name) for name in GOING_OUT[rolled.terms.basis])
    assert (get('eop') - get('bop') == get('receipts') + get('transfers_in') - get('transfers_out')
            + get('adjustments') - out).all()


def test_four_weeks_are_rolled_forward_and_say_what_is_open_to_buy():
    found = example()
    assert row(found, 'bop') == [30000, 32000, 31000, 28000]
    assert row(found, 'required_receipts') == [12600, 11700, 8500, 6400]
    assert row(found, 'otb') == [-400, 5700, 8500, 6400]
    assert figure(found, Cell('otb')) == 20200
    demand_identities(found)


def test_an_order_that_slips_moves_what_is_open_and_leaves_the_sum():
    found = roll(cube(MONTH, **EXAMPLE), facts(MONTH, received=[9000], open_on_order=[0, 9000], reserve=[0, 1000]))
    assert row(found, 'otb') == [3600, 1700, 8500, 6400]
    assert figure(found, Cell('otb')) == 20200


def test_the_simplest_case_is_answered_exactly():
    over = axes(1, months=1)
    found = roll(cube(over, net_sales=[100000], eop=[50000], bop=[30000], outside_on_order=[10000]), facts(over),
                 imu=Decimal('0.55'))
    assert row(found, 'required_receipts') == [120000]
    assert row(found, 'otb') == [110000]


def test_counted_stock_of_an_elapsed_week_is_where_the_next_one_starts():
    actual = cube(MONTH, 2, net_sales=[10000], markdown=[500], shrink=[100], eop=[31500])
    found = example(actual=actual, elapsed=1)
    assert row(found, 'bop') == [30000, 31500, 31000, 28000]
    assert row(found, 'required_receipts')[1] == 12200
    assert row(found, 'otb')[1:] == [12200 - 5000 - 1000, 8500, 6400]
    assert row(found, 'adjustments')[0] == 31500 - (30000 + 9000 - 10600)
    demand_identities(found)


def test_uncounted_stock_of_an_elapsed_week_is_what_the_flows_leave():
    found = example(actual=cube(MONTH, 2, net_sales=[8000]), elapsed=2)
    assert row(found, 'eop')[:2] == [31000, 31000]  # 30,000 + 9,000 received − 8,000 sold; nothing in the second week
    assert row(found, 'required_receipts') == [9000, 12700, 8500, 6400]
    assert [bool(one) for one in found.happened[0]] == [True, False, False, False]
    demand_identities(found)


@pytest.mark.parametrize(('told', 'sales', 'eop', 'adjustments', 'otb'), [
    ({'eop': [31500]}, 10000, 31500, 31500 - 28400, -4000),  # only counted: planned sales stay, the budget is over
    ({'net_sales': [8000], 'eop': [31500]}, 8000, 31500, 500, -4000),
    ({'net_sales': [8000]}, 8000, 31000, 0, -4000),
    ({'bop': [29000]}, 10000, 32000, 0, 600)])  # what a season opens with says nothing of its first week
def test_a_count_alone_settles_its_week_and_says_nothing_of_sales(told, sales, eop, adjustments, otb):
    found = example(actual=cube(MONTH, 2, **told), elapsed=1)
    assert [row(found, one)[0] for one in ('net_sales', 'eop', 'adjustments', 'otb')] == [
        sales, eop, adjustments, otb]
    assert row(found, 'bop')[1] == eop
    demand_identities(found)


def test_a_count_settles_the_category_that_was_counted_and_only_weeks_that_are_over():
    over = axes(4, 1, 2)
    plan = cube(over, net_sales={(0, 0): [10, 10], (0, 1): [10, 10]}, eop={(0, 0): [50, 50], (0, 1): [50, 50]})
    found = roll(plan, facts(over), cube(over, 2, eop={(0, 0): [40, 30]}), 1)
    assert [row(found, 'eop', at)[:2] for at in ((0, 0), (0, 1))] == [[40, 50], [50, 50]]
    assert [row(found, 'otb', at)[:2] for at in ((0, 0), (0, 1))] == [[0, 20], [60, 10]]
    demand_identities(found)


def test_goods_that_come_before_a_store_opens_are_its_stock():
    over = axes(4, 2)
    over = axes_of(2, (over.locations[0], replace(over.locations[1], opens=over.periods[2].start)), over.categories,
                   over.periods)
    plan = cube(over, net_sales={(0, 0): [10] * 4, (1, 0): [None, None, 10, 10]})
    known = facts(over, received={(1, 0): [None, 90]})
    found = roll(plan, known, cube(over, 2, net_sales={(0, 0): [9, 9]}), 2)
    assert row(found, 'eop', (1, 0))[:2] == [0, 90]
    assert row(found, 'otb', (1, 0)) == [0, 0, -80, 10]
    demand_identities(found)


@pytest.mark.parametrize(('came', 'eop'), [
    ({'net_sales': [7000], 'markdown': [0]}, 33000 - 4000),  # four of seven days are left, as much each day
    ({}, 32000),  # without sales there is nothing to roll on with: as planned
    ({'net_sales': [7000], 'eop': [30000]}, 30000)])  # counted at the end as well
def test_a_count_inside_a_week_is_rolled_on_to_its_end_once_its_sales_are_known(came, eop):
    known = facts(MONTH, **DEALINGS, inside=[33000], inside_rest=[571429])
    found = roll(cube(MONTH, **EXAMPLE), known, cube(MONTH, 2, **came), 1)
    assert row(found, 'eop')[0] == row(found, 'bop')[1] == eop
    demand_identities(found)


def test_a_row_planned_by_receipts_ends_where_they_leave_it():
    by = {**EXAMPLE, 'receipts': [10000], 'by_receipts': [1]}
    found = roll(cube(MONTH, **by), facts(MONTH))
    assert row(found, 'eop')[0] == 29400
    assert row(found, 'required_receipts')[:2] == [10000, 31000 + 12700 - 29400]
    demand_identities(found)


def test_at_cost_goods_sold_and_shrink_go_out_markdown_does_not():
    found = roll(cube(MONTH, bop=[1000], cogs=[400], shrink=[10], eop=[900], net_sales=[999], markdown=[77]),
                 facts(MONTH), basis=COST)
    assert row(found, 'required_receipts')[0] == 400 + 10 + 900 - 1000
    demand_identities(found)


def test_transfers_of_goods_and_adjustments_need_no_receipts():
    found = roll(cube(MONTH, bop=[100], net_sales=[50], eop=[80], transfers_in=[20], transfers_out=[5],
                      adjustments=[-3]), facts(MONTH))
    assert row(found, 'required_receipts')[0] == 50 + 80 - 100 - 20 + 5 + 3
    demand_identities(found)


def test_a_share_held_back_is_taken_of_what_is_required():
    found = roll(cube(MONTH, net_sales=[1001, 0, 50]), facts(MONTH, share=[50000] * 4, reserve=[10]))
    assert row(found, 'reserve') == [10 + 50, 0, 3, 0]
    assert row(found, 'otb') == [941, 0, 47, 0]
    demand_identities(found)


def test_open_to_buy_keeps_its_sign():
    assert row(roll(cube(MONTH, net_sales=[100]), facts(MONTH, open_on_order=[250])), 'otb')[0] == -150


@pytest.mark.parametrize(('unspent', 'otb'), [
    (LAPSE, [0, 0, 1000, 1000]), (ROLL, [0, 0, 1700, 1000]), (POOL, [600, 100, 1000, 1000])])
def test_what_was_not_spent_of_planned_receipts_lapses_rolls_on_or_stays(unspent, otb):
    plan = cube(MONTH, receipts=[1000] * 4, by_receipts=[1] * 4)
    actual = cube(MONTH, 2, net_sales=[1, 1])
    found = roll(plan, facts(MONTH, received=[400, 900]), actual, 2, unspent=unspent)
    assert row(found, 'otb') == otb
    demand_identities(found)


def test_what_was_not_spent_of_a_target_is_in_the_opening_stock_already_and_counts_once():
    found = example(actual=cube(MONTH, 2, **{name: EXAMPLE[name][:1] for name in ('net_sales', 'markdown', 'shrink')}),
                    elapsed=1)
    assert row(found, 'otb')[0] == -4000  # an order due in a week that is over
    assert row(found, 'bop')[1] == 30000 + 9000 - 10600
    assert row(found, 'required_receipts')[1] == 12700 + 31000 - 28400


def test_a_budget_transfer_outlives_its_week():
    plan, actual = cube(MONTH, **EXAMPLE), cube(MONTH, 2, net_sales=[10000, 12000])
    moved = facts(MONTH, transfers=[-5000, 0, 5000])
    assert sum(row(roll(plan, moved, actual, 2), 'otb')) == sum(row(roll(plan, facts(MONTH), actual, 2), 'otb'))
    assert row(roll(plan, moved, actual, 2), 'carried') == [5000, 0, -5000, 0]
    assert row(roll(plan, moved, actual, 4), 'carried') == [0, 0, 0, 0]


def test_what_is_not_told_is_blank_and_not_nothing():
    over = axes(8, 2, 2)
    found = roll(cube(over, net_sales={(1, 1): [None] * 4 + [0, 700]}, eop={(1, 1): [None] * 4 + [500, 600]}),
                 facts(over))
    assert figure(found, Cell('otb', period='m:2030-01')) is None
    assert figure(found, Cell('net_sales', 'l:B', 'c:C1', 'm:2030-02')) == 700
    assert figure(found, Cell('net_sales', 'l:A')) is None
    assert figure(found, Cell('eop', period='w:2030-03-04')) == 500
    assert figure(found, Cell('otb', 'l:NOWHERE')) is None
    assert figure(found, Cell('cover')) is None


def test_stock_of_several_periods_is_that_at_their_edges():
    over = axes(8)
    found = roll(cube(over, bop=[50], eop=list(range(1, 9)), net_sales=[10] * 8), facts(over))
    assert [figure(found, Cell('bop', period=month)) for month in ('', 'm:2030-01', 'm:2030-02')] == [50, 50, 4]
    assert [figure(found, Cell('eop', period=month)) for month in ('', 'm:2030-01', 'm:2030-02')] == [8, 4, 8]


def test_ratios_of_a_total_are_worked_out_from_sums_never_averaged():
    over = axes(1, 2, 1)
    found = roll(cube(over, net_sales={(0, 0): [100], (1, 0): [1000]}, cogs={(0, 0): [90], (1, 0): [700]}),
                 facts(over))
    assert ratio(found, Cell('margin_share')).rounded(2, 100) == Decimal('28.18')
    assert ratio(found, Cell('margin_share', 'l:A')).rounded(2, 100) == 10
    assert figure(found, Cell('margin', 'k:NORTH')) == 310


def test_the_ratios_of_four_weeks():
    plan = cube(MONTH, **EXAMPLE, cogs=[4500, 5400, 4950, 4050])
    found = roll(plan, facts(MONTH))
    month = {one: ratio(found, Cell(one, period='m:2030-01')) for one in (
        'turn', 'gmroi', 'mmu', 'markdown_share', 'stock_to_sales', 'sell_through')}
    assert {name: one.rounded(4) for name, one in month.items()} == {
        'turn': Decimal('1.4384'), 'gmroi': Decimal('1.7580'), 'mmu': Decimal('0.5500'),
        'markdown_share': Decimal('0.0429'), 'stock_to_sales': Decimal('0.7143'),
        'sell_through': Decimal('0.6069')}
    assert ratio(roll(plan, facts(MONTH), imu=Decimal('0.55')), Cell('imu')).rounded(2) == Decimal('0.55')
    assert ratio(found, Cell('cover', period=f'w:{START}'))[:2] == (3, 1)
    assert ratio(found, Cell('cover', period='w:2030-02-11')) == (2, 1, True)


def test_without_the_cost_of_what_was_sold_there_is_no_margin():
    found = example()
    assert figure(found, Cell('margin')) is None
    assert [ratio(found, Cell(one)) for one in ('mmu', 'turn', 'gmroi', 'margin_share')] == [None] * 4


def test_what_is_asked_again_is_the_same_object_and_few_rows_are_worked_out_anew():
    forget()
    over = axes(8, 3, 3)
    plan = cube(over, net_sales={(a, b): [a * 100 + b] * 8 for a in range(3) for b in range(3)},
                eop={(a, b): [900] * 8 for a in range(3) for b in range(3)})
    known = facts(over, received={(1, 1): [70]}, share=[100000])
    first = roll(plan, known)
    assert roll(plan, known) is first
    edit = change_of(plan, 'net_sales', (slice(1, 2), slice(1, 2), slice(2, 3)), np.array([[[5000]]]))
    second = roll(applied(plan, [edit], 2), known)
    assert second.values['bop'] is first.values['bop']
    forget()
    demand_equal(second, roll(second.cube, known))


def demand_equal(one, other):
    assert one.values.keys() == other.values.keys()
    for name in other.values:
        assert (one.array(name) == other.array(name)).all(), name
    assert (one.told == other.told).all()


ROW = st.lists(st.integers(-10 ** 6, 10 ** 9) | st.none(), max_size=6)
INPUT = st.sampled_from(['net_sales', 'markdown', 'discount', 'shrink', 'eop', 'bop', 'receipts', 'transfers_in',
                         'transfers_out', 'cogs', 'outside_on_order', 'adjustments'])
ROWS = st.dictionaries(st.tuples(st.integers(0, 1), st.integers(0, 1)), ROW)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(plan=st.dictionaries(INPUT, ROWS), by=st.dictionaries(
           st.tuples(st.integers(0, 1), st.integers(0, 1)), st.lists(st.integers(0, 1), max_size=6)),
       came=st.dictionaries(st.sampled_from(['net_sales', 'markdown', 'cogs', 'eop', 'adjustments']), ROWS),
       dealings=st.dictionaries(st.sampled_from(['received', 'open_on_order', 'transfers', 'reserve']), ROWS),
       elapsed=st.integers(0, 6), basis=st.sampled_from([RETAIL, COST]),
       unspent=st.sampled_from([LAPSE, ROLL, POOL]), inside=ROWS)
def test_whatever_is_planned_and_happens_the_figures_hold_together(plan, by, came, dealings, elapsed, basis, unspent,
                                                                   inside):
    over = axes(6, 2, 2)
    actual = cube(over, 2, **came)
    rest = {at: [None if one is None else 428571 for one in line] for at, line in inside.items()}
    known = facts(over, **dealings, inside=inside, inside_rest=rest)
    version = cube(over, **plan, by_receipts=by)
    found = roll(version, known, actual, elapsed, basis, unspent)
    demand_identities(found)
    edit = change_of(version, 'eop', (slice(0, 1), slice(0, 1), slice(3, 5)), np.array([[[12, 900]]]))
    later = roll(applied(version, [edit], 2), known, actual, elapsed, basis, unspent)
    demand_identities(later)
    forget()
    demand_equal(later, roll(later.cube, known, actual, elapsed, basis, unspent))
    dealt = known.with_leaves(2, 0, {'open_on_order': sheet(over, {(1, 0): [None, 70]}).numbers})
    bought = roll(later.cube, dealt, actual, elapsed, basis, unspent)
    forget()
    demand_equal(bought, roll(later.cube, dealt, actual, elapsed, basis, unspent))
    for measure in ('net_sales', 'required_receipts', 'otb', 'received'):
        parts = [figure(found, Cell(measure, place, kind)) or 0
                 for place in ('l:A', 'l:B') for kind in ('c:C0', 'c:C1')]
        assert sum(parts) == (figure(found, Cell(measure)) or 0)


def test_periods_elapse_at_the_end_of_their_last_day():
    over = axes(4)
    assert [elapsed_at(over, over.periods[1].end), elapsed_at(over, over.periods[2].start)] == [1, 2]
    assert thousands(1, None) == [1000, None]


def test_what_is_on_order_counts_once_whether_it_was_raised_here_or_elsewhere():
    plan = {'net_sales': [1000], 'outside_on_order': [200]}
    assert row(roll(cube(MONTH, **plan), facts(MONTH, open_on_order=[300])), 'otb')[0] == 500
    assert row(roll(cube(MONTH, **plan), facts(MONTH, received=[300])), 'otb')[0] == 500


def test_opening_stock_is_typed_for_the_first_week_only_and_rolls_from_there():
    found = roll(cube(MONTH, bop=[100, 999, 999, 999], eop=[50, 60, 70, 80]), facts(MONTH))
    assert row(found, 'bop') == [100, 50, 60, 70]


def test_markdown_and_every_currency_unit_count():
    without, along = (roll(cube(MONTH, net_sales=[1000], **more), facts(MONTH)) for more in ({}, {'markdown': [1]}))
    assert row(along, 'required_receipts')[0] - row(without, 'required_receipts')[0] == 1


def test_only_one_version_is_rolled_forward_and_drafts_count_as_nothing():
    drafts = facts(MONTH, drafts=[5000])
    assert row(roll(cube(MONTH, **EXAMPLE), drafts), 'otb') == row(roll(cube(MONTH, **EXAMPLE), facts(MONTH)), 'otb')
