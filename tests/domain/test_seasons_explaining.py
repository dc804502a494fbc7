"""Every figure can say how it comes about, and its parts make it up."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.seasons.axes import Cell
from app.domain.seasons.explaining import explain
from app.domain.seasons.measures import MEASURES
from app.domain.seasons.rolling import roll
from app.domain.seasons.season import COST
from tests.seasons_cells import axes, cube, facts

SLOW = [HealthCheck.too_slow]  # on a busy machine

MONTH = axes()
PLAN = {'bop': [30000], 'net_sales': [10000, 12000, 11000, 9000], 'markdown': [500, 600, 400, 300],
        'shrink': [100] * 4, 'eop': [32000, 31000, 28000, 25000]}
DEALINGS = {'received': [9000], 'open_on_order': [4000, 5000], 'reserve': [0, 1000]}
SECOND = 'w:2030-02-11'


def rolled(plan=None, actual=None, elapsed=0, **more):
    return roll(cube(MONTH, **(plan or PLAN)), facts(MONTH, **DEALINGS), actual and cube(MONTH, 2, **actual), elapsed,
                **more)


def parts(found):
    return {one.measure: (one.sign, one.value, one.source) for one in found.parts}


def demand_sum(found):
    assert sum(one.sign * (one.value or 0) for one in found.parts) == found.value


def test_open_to_buy_names_what_it_is_made_of():
    found = explain(rolled(), Cell('otb', period=SECOND))
    assert found.value == 5700
    assert found.formula.startswith('required receipts + budget transfers − received')
    assert parts(found) == {
        'required_receipts': (1, 11700, 'worked out'), 'received': (-1, 0, 'receipts'),
        'open_on_order': (-1, 5000, 'orders'), 'reserve': (-1, 1000, 'reserves')}
    demand_sum(found)


def test_required_receipts_name_plan_and_stock():
    found = explain(rolled(), Cell('required_receipts', period=SECOND))
    assert parts(found) == {'net_sales': (1, 12000, 'plan'), 'markdown': (1, 600, 'plan'), 'shrink': (1, 100, 'plan'),
                            'eop': (1, 31000, 'plan'), 'bop': (-1, 32000, 'worked out')}
    demand_sum(found)
    assert found.parts[0].cell == Cell('net_sales', period=SECOND)


def test_opening_stock_names_the_week_it_comes_from():
    found = explain(rolled(), Cell('bop', period=SECOND))
    assert [(one.measure, one.value, one.cell.period) for one in found.parts] == [('eop', 32000, 'w:2030-02-04')]
    assert explain(rolled(), Cell('bop')).parts == ()


def test_what_happened_is_told_apart_from_what_is_planned():
    found = rolled(actual={'net_sales': [8000], 'eop': [31000]}, elapsed=1)
    assert parts(explain(found, Cell('eop', period='w:2030-02-04')))['net_sales'] == (-1, 8000, 'what happened')
    assert explain(found, Cell('eop', period='w:2030-02-04')).notes == ('Elapsed: it counts with what happened.',)
    month = explain(found, Cell('eop'))
    assert parts(month)['net_sales'] == (-1, 40000, 'plan and what happened')
    assert month.notes == ('Elapsed periods in it count with what happened.',)
    assert explain(found, Cell('required_receipts', period='w:2030-02-04')).parts[0].measure == 'received'


def test_a_row_planned_by_receipts_says_so():
    found = explain(rolled({**PLAN, 'receipts': [10000], 'by_receipts': [1]}), Cell('eop', period='w:2030-02-04'))
    assert found.value == 29400
    assert found.formula == ('opening stock + receipts + transfers in − transfers out + adjustments − net sales'
                             ' − markdown − discount − shrink')
    assert found.notes == ('Planned by receipts: closing stock follows from them.',)
    demand_sum(found)


def test_at_cost_the_formula_speaks_of_goods_sold():
    found = explain(rolled({**PLAN, 'cogs': [4500]}, basis=COST), Cell('required_receipts'))
    assert found.formula.startswith('cost of goods sold + shrink')
    demand_sum(found)


def test_a_ratio_shows_what_is_divided_by_what():
    found = explain(rolled({**PLAN, 'cogs': [4500, 5400, 4950, 4050]}), Cell('mmu'))
    assert found.ratio[:2] == (42000 - 18900, 42000)
    assert parts(found) == {'net_sales': (0, 42000, 'plan'), 'cogs': (0, 18900, 'plan')}
    assert found.notes == ('Of totals it is worked out from their sums, never averaged.',)


def test_a_cell_of_which_nothing_is_known_explains_nothing():
    over = axes(1)
    found = explain(roll(cube(over), facts(over)), Cell('otb'))
    assert (found.value, found.parts, found.leaves) == (None, (), 0)
    assert explain(rolled(), Cell('otb', 'l:NOWHERE')).notes == ()


@pytest.mark.parametrize('measure', MEASURES)
def test_every_measure_can_be_explained(measure):
    assert explain(rolled(), Cell(measure)).label == MEASURES[measure].label


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(st.dictionaries(st.sampled_from(['net_sales', 'markdown', 'eop', 'bop', 'receipts', 'by_receipts',
                                        'transfers_in', 'outside_on_order', 'adjustments']),
                       st.lists(st.integers(0, 10 ** 9), min_size=4, max_size=4), min_size=1),
       st.integers(0, 4), st.sampled_from(['', 'm:2030-01', SECOND]),
       st.sampled_from(['otb', 'eop', 'receipts', 'required_receipts', 'margin', 'budget_transfers']))
def test_the_parts_always_make_up_the_figure(plan, elapsed, period, measure):
    found = explain(rolled(plan, {'net_sales': [1, 2, 3, 4]}, elapsed), Cell(measure, period=period))
    if found.value is not None and not _is_pooled(plan, elapsed, measure):
        demand_sum(found)


def _is_pooled(plan, elapsed, measure):
    """What is not spent of planned receipts stays required; no sum of flows says so."""
    return measure == 'required_receipts' and elapsed and any(plan.get('by_receipts', ()))


@pytest.mark.parametrize(('actual', 'more', 'source', 'note'), [
    ({'eop': [31500]}, {}, 'counted stock', None),
    ({'net_sales': [7000]}, {'inside': [33000], 'inside_rest': [571429]}, 'what happened',
     'Counted before the last day'),
    ({'net_sales': [7000]}, {}, 'what happened', None)])
def test_closing_stock_says_whether_it_was_counted(actual, more, source, note):
    found = roll(cube(MONTH, **PLAN), facts(MONTH, **DEALINGS, **more), cube(MONTH, 2, **actual), 1)
    before = explain(found, Cell('bop', period=SECOND))
    assert parts(before)['eop'][2] == source
    demand_sum(before)
    demand_sum(explain(found, Cell('required_receipts', period='w:2030-02-04')))
    notes = explain(found, Cell('eop', period='w:2030-02-04')).notes
    assert note is None or any(one.startswith(note) for one in notes)
