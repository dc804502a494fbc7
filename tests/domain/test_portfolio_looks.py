"""Looks in addresses and as JSON: what was chosen comes back, what was forged does not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.views.looks import (
    OVERLAYS,
    SCALES,
    SNAPS,
    Filter,
    Looks,
    looks_of,
    looks_of_query,
    plain_of,
    query_of,
)

words = st.text(min_size=1, max_size=20).filter(str.strip)
looks = st.builds(
    Looks, filter=st.builds(
        Filter, plans=st.lists(st.integers(0, 10**8), unique=True).map(tuple), types=st.lists(words, unique=True).map(
            tuple), states=st.lists(words, unique=True).map(tuple), planned=st.sampled_from(['', 'yes', 'no']),
        fields=st.lists(st.tuples(words.filter(lambda name: '=' not in name), words), unique=True).map(tuple),
        text=st.text(max_size=20), expands_family=st.booleans(), changed_only=st.booleans()),
    rows_by=st.sampled_from(['team', 'plan', 'group', 'assignee', 'field:Custom.Goal']),
    density=st.sampled_from(['normal', 'compact', 'packed']), folded=st.lists(words, unique=True).map(tuple),
    shows=st.frozensets(st.sampled_from(OVERLAYS)), scale=st.sampled_from(SCALES), snap=st.sampled_from(SNAPS),
    folding=st.sampled_from(['', 'level', 'all']))


@given(looks)
def test_looks_come_back_from_an_address_and_from_json(given_looks):
    assert looks_of_query(query_of(given_looks)) == given_looks
    assert looks_of(json.loads(json.dumps(plain_of(given_looks)))) == given_looks


def test_what_is_as_usual_is_not_said():
    assert query_of(Looks()) == []
    assert query_of(Looks(Filter(states=('Active',)), scale='Quarters')) == [('state', 'Active'), ('scale', 'Quarters')]


@pytest.mark.parametrize('forged', [
    {'plan': ['x', '-1', '1e9', '99999999999999', '٣']}, {'rows': ['field:']}, {'rows': ['bogus']},
    {'density': ['huge']}, {'planned': ['maybe']}, {'scale': 3}, {'shows': 7}, {'nonsense': ['1']}, {'plan': None},
    {'plan': [1, None, {}]}, {'field': ['nothing']}, {'snap': []}, None, {},
], ids=str)
def test_forged_looks_are_as_usual(forged):
    assert looks_of(forged) == Looks()


def test_too_much_is_cut():
    assert len(looks_of({'state': [f'state {n}' for n in range(9_000)]}).filter.states) == 500
    assert len(looks_of({'q': 'x' * 9_000}).filter.text) == 200


def test_of_several_the_last_holds_where_there_can_be_one():
    assert looks_of_query([('scale', 'Weeks'), ('scale', 'Years')]).scale == 'Years'
