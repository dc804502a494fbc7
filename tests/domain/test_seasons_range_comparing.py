"""The ranges of two seasons beside each other."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.domain.seasons.metrics import Ratio
from app.domain.seasons.range_comparing import (
    BAND,
    CATEGORY,
    ROW,
    RangeComparison,
    RangeSide,
    RangeSum,
    compared,
    total_of,
)
from app.domain.seasons.range_rules import RangeDraft, RangeRow
from app.domain.seasons.range_tables import comparison_table

MID = RangeDraft('LINEN', '', 'Mid', 'Linen', 'Sand', 'Shirt', 10, 30, 120, 4_990)
DEAR = replace(MID, band='High', options=10, depth=60, retail=9_900)
LAMPS = replace(MID, category='LAMPS', options=5, depth=10, retail=100)


def rows(*drafts):
    at = datetime(2030, 1, 1, tzinfo=UTC)
    return [RangeRow(number, draft, 'approved', 1, '', 'Ann', at, '', 1) for number, draft in enumerate(drafts, 1)]


@pytest.mark.parametrize(('by', 'keys'), [
    (CATEGORY, [('LAMPS',), ('LINEN',)]), (BAND, [('LAMPS', 'Mid'), ('LINEN', 'High'), ('LINEN', 'Mid')]),
    (ROW, [('LAMPS', 'Mid', 'Linen', 'Sand', 'Shirt'), ('LINEN', 'High', 'Linen', 'Sand', 'Shirt'),
           ('LINEN', 'Mid', 'Linen', 'Sand', 'Shirt')])])
def test_ranges_are_told_apart_as_far_as_one_wants(by, keys):
    assert [one.key for one in compared(rows(MID, DEAR), rows(LAMPS), by, ['LAMPS', 'LINEN'])] == keys


def test_rows_of_one_kind_are_added_up_over_clusters_and_depth_is_worked_out_from_the_sums():
    [pair] = compared(rows(MID, replace(DEAR, cluster='k:CLU-HIGH')), rows(replace(MID, depth=100)), CATEGORY)
    assert pair.own == RangeSum(40, 4_200, 3_600 * 4_990 + 600 * 9_900) and pair.own.depth == Ratio(4_200, 40)
    assert pair.other == RangeSum(30, 3_000, 3_000 * 4_990)


def test_what_one_season_does_not_have_is_not_called_nothing():
    linen, total = compared(rows(MID), (), BAND)[0], total_of(compared(rows(MID), (), BAND))
    assert linen.other is None and total.other is None and total.own == linen.own


def table(other_currency='USD'):
    pairs = compared(rows(MID), rows(replace(MID, options=0)), BAND)
    return comparison_table(RangeComparison(RangeSide('K7QM-2XRD', 'Spring', 'USD', 2), RangeSide(
        'AAAA-BBBB', 'Autumn', other_currency, 2), BAND, pairs, total_of(pairs), (('LINEN', 'Linen'),)))


def test_the_file_has_both_seasons_and_the_difference():
    assert table().rows == (('Linen', 'Mid', 30, 0, 30, Decimal('120.00'), None, None, 3_600, 0, 3_600,
                             Decimal('179640.00'), Decimal('0.00'), Decimal('179640.00')),)
    assert set(table().formulas) < set(table().heads)


def test_values_in_two_currencies_are_not_taken_from_each_other():
    assert not any(head.startswith('Value') for head in table('EUR').heads)
