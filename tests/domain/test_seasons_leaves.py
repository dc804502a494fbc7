"""Numbers of all leaves, as values that share what did not change."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.seasons import leaves
from app.domain.seasons.leaves import Leaves

SHAPE = (3, 4, 5)
LEAF = st.tuples(*(st.integers(0, size - 1) for size in SHAPE))
EDITS = st.lists(st.dictionaries(LEAF, st.integers(-10 ** 12, 10 ** 12), min_size=1, max_size=8), max_size=6)


def begun():
    return np.arange(60, dtype=np.int64).reshape(SHAPE)


def places(leaf):
    return tuple(np.array(one, np.int32) for one in zip(*leaf, strict=True))


def told(found, edits):
    """The same edits in an array of its own."""
    expected = begun()
    for edit in edits:
        found = found.written(places(edit), np.array(list(edit.values())))
        expected[places(edit)] = list(edit.values())
    return found, expected


@settings(max_examples=60, deadline=None)
@given(edits=EDITS, few=st.sampled_from([0, 2, 64]), first=LEAF, last=LEAF)
def test_whatever_is_written_every_way_to_look_tells_the_same(edits, few, first, last):
    was, leaves.FEW = leaves.FEW, few
    try:
        found, expected = told(Leaves(begun()), edits)
    finally:
        leaves.FEW = was
    box = tuple(slice(min(pair), max(pair) + 1) for pair in zip(first, last, strict=True))
    at = tuple(np.array(pair) for pair in zip(first, last, strict=True))
    assert (found.box(box) == expected[box]).all()
    assert (found.at(at) == expected[at]).all()
    assert (found.rows(at[:2]) == expected[at[:2]]).all()
    assert (found.band(box[0]) == expected[box[0]].sum(axis=0)).all()
    assert (found.array == expected).all()
    rows = np.flatnonzero((expected != begun()).any(axis=2))
    assert found.differing(Leaves(begun())).tolist() == rows.tolist()


def test_an_edit_shares_the_whole_and_leaves_it_as_it_was():
    first = Leaves(begun())
    second = first.written(places([(0, 1, 2)]), np.array([70]))
    assert second.whole is first.whole and (first.array[0, 1, 2], second.array[0, 1, 2]) == (7, 70)
    third = second.written(places([(0, 1, 2), (2, 3, 4)]), np.array([8, 9]))
    assert (second.array[0, 1, 2], third.array[0, 1, 2], third.array[2, 3, 4]) == (70, 8, 9)
    assert third.differing(second).tolist() == [1, 11] and third.band(slice(0, 3))[3, 4] == 19 + 39 + 9


def test_what_is_written_again_is_the_same_object():
    first = Leaves(begun())
    second = first.written(places([(1, 1, 1)]), np.array([500]))
    assert first.written(places([(1, 1, 1)]), np.array([26])) is first
    assert second.written(places([(1, 1, 1)]), np.array([500])) is second


def test_many_edits_become_a_new_whole(monkeypatch):
    monkeypatch.setattr(leaves, 'FEW', 2)
    one = Leaves(begun())
    for number in range(4):
        one = one.written(places([(0, number, 0)]), np.array([100 + number]))
    assert len(one.numbers) == 1 and one.array[0, :, 0].tolist() == [100, 101, 102, 103]


def test_flags_are_counted():
    flags = Leaves(np.ones(SHAPE, np.bool_)).written(places([(0, 1, 2)]), np.array([False]))
    assert flags.band(slice(0, 3))[1].tolist() == [3, 3, 2, 3, 3]
