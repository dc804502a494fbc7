"""Several bars in one row, none on another."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.timeline.packing import GAP, pack


def test_each_bar_goes_to_the_lowest_row_that_is_free():
    assert pack([(0, 100), (50, 150), (104, 200), (154, 160)]) == [0, 1, 0, 1]


def test_a_bar_needs_a_gap_to_the_one_before():
    assert pack([(0, 100), (103.9, 200)]) == [0, 1]
    assert pack([(0, 100), (104, 200)]) == [0, 0]


def test_bars_may_come_in_any_order():
    assert pack([(154, 160), (104, 200), (50, 150), (0, 100)]) == [1, 0, 1, 0]


def test_nothing_takes_no_row():
    assert pack([]) == []


spans = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(1, 100)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=80
)


@given(spans)
def test_bars_of_one_row_never_overlap(found):
    rows = pack(found)
    for row in set(rows):
        some = sorted(span for span, own in zip(found, rows, strict=True) if own == row)
        assert all(one[1] + GAP <= other[0] for one, other in pairwise(some))


@given(spans)
def test_there_are_no_more_rows_than_bars_that_meet(found):
    rows = pack(found)
    deepest = max(
        (sum(one[0] < point + 1e-9 and point < one[1] + GAP for one in found) for point, _ in found), default=0
    )
    assert len(set(rows)) == deepest


def test_ten_thousand_bars_take_as_many_rows_as_there_are_at_once():
    found = [(n % 1000 * 10.0, n % 1000 * 10.0 + 6) for n in range(10_000)]
    assert set(pack(found)) == set(range(10))
