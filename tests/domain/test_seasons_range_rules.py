"""What a range must add up to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.seasons.range_rules import (
    Intent,
    RangeDraft,
    demand_intent,
    demand_move,
    demand_room,
    demand_row,
    demand_whole,
    mixed,
)
from app.errors import Conflict, Invalid, Rejected

D = Decimal
BANDS = (('Low', D('0.3')), ('Mid', D('0.5')), ('High', D('0.2')))


def test_core_and_fashion_are_everything():
    demand_intent(Intent(D('0.6'), D('0.4'), BANDS))
    with pytest.raises(Invalid, match=r'99\.99 % together'):
        demand_intent(Intent(D('0.6'), D('0.3999')))


@pytest.mark.parametrize(('last', 'fits'), [('0.2', True), ('0.2001', True), ('0.1999', True), ('0.2002', False),
                                            ('0.19', False)])
def test_price_bands_are_everything_give_or_take_a_hundredth_of_a_percent(last, fits):
    intent = Intent(D('0.5'), D('0.5'), (*BANDS[:2], ('High', D(last))))
    if fits:
        assert demand_intent(intent) is None
    else:
        with pytest.raises(Invalid):
            demand_intent(intent)


def test_a_share_below_nothing_and_two_bands_of_one_name_are_refused_together():
    with pytest.raises(Invalid) as refusal:
        demand_intent(Intent(D('1.1'), D('-0.1'), (('Low', D('0.5')), ('low', D('0.5')))))
    assert [field for field, _ in refusal.value.errors] == ['core_percent', 'price_band_mix']


def test_thirty_options_of_a_depth_of_120_are_3600_units():
    row = RangeDraft('LINEN', band='Mid', styles=10, options=30, depth=120, retail=4_990)
    assert (row.units, row.value) == (3_600, 17_964_000)
    demand_row(row)
    with pytest.raises(Invalid):
        demand_row(RangeDraft('LINEN', band='', options=-1, share=D(2)))


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=12))
def test_shares_may_grow_to_a_hundred_percent_and_are_handed_in_whole(parts):
    total = sum(parts)
    shares = [D(one) / 10_000 for one in parts]
    if total > 10_001:
        with pytest.raises(Rejected):
            demand_room(shares)
    else:
        demand_room(shares)
    if 9_999 <= total <= 10_001:
        demand_whole(shares)
    else:
        with pytest.raises(Conflict):
            demand_whole(shares)


def test_a_row_is_approved_only_after_it_was_handed_in():
    demand_move('draft', 'submitted')
    demand_move('submitted', 'approved')
    for was, now in (('draft', 'approved'), ('approved', 'submitted'), ('locked', 'draft')):
        with pytest.raises((Conflict, KeyError)):
            demand_move(was, now)


def test_the_mean_of_categories_is_weighted_by_what_is_planned():
    found = mixed([(Intent(D('0.8'), D('0.2'), BANDS), 300), (Intent(D('0.4'), D('0.6'), BANDS), 100)])
    assert found == Intent(D('0.7'), D('0.3'), BANDS)
    assert mixed([]) is None
