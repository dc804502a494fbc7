"""Whatever is done to a season, in whatever order, its figures hold together and its waterfall closes."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.domain.seasons.axes import Cell
from app.domain.seasons.budget import PARTS, Position, position_of
from app.domain.seasons.changes import applied, reversed_of
from app.domain.seasons.doing import changes_of
from app.domain.seasons.figures import figure
from app.domain.seasons.identities import broken, broken_consumption, broken_lines, broken_waterfall
from app.domain.seasons.landed import open_value, part_of
from app.domain.seasons.leaves import Leaves
from app.domain.seasons.operations import Paste, Set
from app.domain.seasons.rolling import roll
from app.domain.seasons.season import COST, RETAIL
from app.domain.seasons.spread import EVEN, PROPORTIONAL
from app.domain.seasons.waterfall import Move, effect_of, waterfall
from tests.seasons_cells import axes, cube, facts

OVER = axes(6, 2, 3, 3)
MEASURES = ('net_sales', 'markdown', 'eop', 'bop', 'receipts', 'outside_on_order', 'cogs', 'by_receipts')
AMOUNT = st.integers(0, 10 ** 7)
LEAF = st.tuples(*(st.integers(0, size - 1) for size in OVER.shape))


def cells(measures=MEASURES):
    return st.builds(Cell, st.sampled_from(measures), st.sampled_from(list(OVER.location_nodes)),
                     st.sampled_from(list(OVER.category_nodes)), st.sampled_from(list(OVER.period_nodes)))


class Season(RuleBasedStateMachine):
    """Plan edits, undo, orders, receipts, cancellations, transfers, reserves, actuals and time, in any order."""

    @initialize(basis=st.sampled_from([RETAIL, COST]), unspent=st.sampled_from(['lapse', 'roll', 'pool']))
    def begin(self, basis, unspent):
        self.basis, self.unspent, self.elapsed = basis, unspent, 0
        self.cube, self.actual, self.done = cube(OVER), cube(OVER, 2), []
        self.lines, self.moved, self.held = {}, np.zeros(OVER.shape, np.int64), np.zeros(OVER.shape, np.int64)
        self.moves = []
        self.facts = facts(OVER)
        self.first = self.rolled = self.look()

    def look(self):
        return roll(self.cube, self.facts, self.actual, self.elapsed, self.basis, self.unspent)

    def happened(self, kind):
        before, self.rolled = self.rolled, self.look()
        self.moves.append(Move(datetime(2030, 3, 1, tzinfo=UTC), kind, '', 'Ann', effect_of(before, self.rolled)))

    @rule(cell=cells(), value=AMOUNT | st.none(), basis=st.sampled_from([PROPORTIONAL, EVEN]))
    def set_a_cell(self, cell, value, basis):
        self.edit(Set(cell, 1 if cell.measure == 'by_receipts' and value else value, basis))

    @rule(pasted=st.lists(st.tuples(cells(MEASURES[:4]), AMOUNT), max_size=5))
    def paste(self, pasted):
        self.edit(Paste(tuple(pasted)))

    def edit(self, operation):
        changes = changes_of(self.cube, operation)
        self.done.append(changes)
        self.cube = applied(self.cube, changes, self.cube.seq + 1)
        self.happened('plan')

    @rule()
    def undo(self):
        if self.done:
            self.cube = applied(self.cube, reversed_of(self.done.pop()), self.cube.seq + 1)
            self.happened('plan')

    @rule(at=LEAF, value=AMOUNT, ordered=st.integers(1, 1000))
    def order(self, at, value, ordered):
        self.lines[len(self.lines)] = {'at': at, 'value': value, 'ordered': ordered, 'came': [], 'gone': 0}
        self.count('order')

    @rule(number=st.integers(0, 20), share=st.integers(1, 120), week=st.integers(0, 5))
    def receive(self, number, share, week):
        if line := self.lines.get(number):
            line['came'].append((line['ordered'] * share // 100, week))
            self.count('receipt')

    @rule(number=st.integers(0, 20))
    def cancel(self, number):
        if line := self.lines.get(number):
            line['gone'] = max(line['ordered'] - sum(came for came, _ in line['came']), 0)
            self.count('cancelled')

    @rule(origin=LEAF, goal=LEAF, amount=AMOUNT)
    def transfer(self, origin, goal, amount):
        self.moved[origin] -= amount
        self.moved[goal] += amount
        self.count('transfer')

    @rule(at=LEAF, amount=AMOUNT)
    def hold_back(self, at, amount):
        self.held[at] += amount
        self.count('reserve')

    @rule(cell=cells(('net_sales', 'markdown', 'cogs', 'eop', 'adjustments')), value=AMOUNT)
    def actuals_come(self, cell, value):
        self.actual = applied(self.actual, changes_of(self.actual, Set(cell, value)), self.actual.seq + 1)
        self.happened('actuals')

    @rule()
    def a_week_ends(self):
        self.elapsed = min(self.elapsed + 1, 6)
        self.happened('time')

    def count(self, kind):
        received, waits = np.zeros(OVER.shape, np.int64), np.zeros(OVER.shape, np.int64)
        for line in self.lines.values():
            for came, week in line['came']:
                received[*line['at'][:2], week] += part_of(line['value'], came, line['ordered'])
            waits[line['at']] += open_value(line['value'], line['ordered'], sum(came for came, _ in line['came']),
                                            line['gone'])
        told = {'received': received, 'open_on_order': waits, 'transfers': self.moved.copy(),
                'reserve': self.held.copy()}
        self.facts = self.facts.with_leaves(self.facts.number + 1, 0, {name: Leaves(one) for name, one in told.items()})
        self.happened(kind)

    @invariant()
    def figures_hold_together(self):
        assert broken(self.rolled) == ()

    @invariant()
    def the_waterfall_closes(self):
        found = waterfall(figure(self.first, Cell('otb')) or 0, int(self.rolled.array('otb').sum()), self.moves, OVER)
        assert broken_waterfall(found) == ()

    @invariant()
    def lines_consume_what_the_position_says(self):
        by_lines = sum(part_of(line['value'], came, line['ordered']) for line in self.lines.values()
                       for came, _ in line['came'])
        by_lines += int(self.facts.open_on_order.sum()) + int(self.rolled.array('outside_on_order').sum())
        assert broken_consumption(position_of(self.rolled), by_lines) == ()

    @invariant()
    def lines_hold_what_was_ordered(self):
        assert broken_lines([(str(number), line['ordered'], max(line['ordered'] - came - line['gone'], 0), came,
                              line['gone']) for number, line in self.lines.items()
                             for came in [sum(one for one, _ in line['came'])]]) == ()


TestSeason = Season.TestCase
TestSeason.settings = settings(max_examples=25, stateful_step_count=20, deadline=None,
                               suppress_health_check=[HealthCheck.too_slow])


def example():
    return roll(cube(OVER, net_sales=[100] * 6, eop=[50] * 6), facts(OVER))


@pytest.mark.parametrize(('name', 'rule'), [
    ('eop', 'closing − opening stock = flows'), ('bop', 'opening stock = closing stock of the period before'),
    ('otb', 'open to buy = its parts')])
def test_a_figure_that_was_tampered_with_is_named(name, rule):
    found = example()
    wrong = found.array(name).copy()
    wrong[1, 2, 3] += 7
    named = {one.rule: one for one in broken(replace(
        found, values={**found.values, name: Leaves(wrong)}, sums={}, lines={}))}
    assert named[rule].where == 'B, C2, 2030-02-25'
    assert abs(named[rule].off) == 7


def test_a_transfer_with_one_entry_only_is_named():
    assert [(one.rule, one.off) for one in broken(roll(cube(OVER), facts(OVER, transfers=[5000])))] == [
        ('budget transfers add up to nothing', 5000)]


def test_a_total_that_is_not_the_sum_of_its_parts_is_named():
    found = example()
    figure(found, Cell('net_sales', 'l:A', 'c:C0'))
    found.lines['net_sales', 'l:A', ''] = np.full(6, 9)
    assert {one.where for one in broken(found)} == {'k:NORTH', 'l:A'} - {'l:A'}


def test_lines_that_lose_something_and_budgets_that_count_twice_are_named():
    assert broken_lines([('1', 100, 30, 60, 10), ('2', 100, 0, 120, 0)]) == ()
    assert [(one.where, one.off) for one in broken_lines([('3', 100, 40, 60, 10)])] == [('3', 10)]
    nothing = Leaves(np.zeros(OVER.shape, np.int64))
    twice = Position(OVER, {**{name: [nothing] for name in PARTS}, 'received': [Leaves(nothing.array + 1)]}, [])
    assert [one.off for one in broken_consumption(twice, 30)] == [6]
