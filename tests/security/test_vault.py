"""Sealed values open where they belong, with the key they were sealed with, and nowhere else."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.security import vault
from app.security.vault import Place, Unreadable

NEW, OLD = ('new', bytes(range(32))), ('old', bytes(range(32, 64)))
HOME = Place('shared', 7, 'FPL_PASSWORD', 3)
values = some.binary(max_size=200)
places = some.builds(Place, some.sampled_from(['shared', 'person:2', 'person:22']), some.integers(1, 30),
                     some.sampled_from(['A', 'B_TOKEN', 'FPL_PASSWORD']), some.integers(1, 30))


def sealed(value=b'swordfish-77', ring=(NEW,), place=HOME):
    return vault.seal(ring, place, value)


def changed(record, **parts):
    return json.dumps(json.loads(record) | parts)


@given(values, places)
def test_what_was_sealed_opens_in_its_place(value, place):
    assert vault.opened((NEW, OLD), place, sealed(value, place=place).record) == value


@given(values, places, places)
def test_a_value_opens_in_no_other_row_of_another_name_person_or_version(value, place, other):
    record = sealed(value, place=place).record
    if place != other:
        with pytest.raises(Unreadable):
            vault.opened((NEW,), other, record)


@given(values, some.data())
def test_a_record_with_a_single_wrong_byte_is_refused(value, data):
    parts = json.loads(sealed(value).record)
    name = data.draw(some.sampled_from([name for name in ('wrapped_dek', 'nonce', 'ct', 'tag') if parts[name]]))
    raw = bytearray(base64.b64decode(parts[name]))
    raw[data.draw(some.integers(0, len(raw) - 1))] ^= data.draw(some.integers(1, 255))
    with pytest.raises(Unreadable):
        vault.opened((NEW,), HOME, json.dumps(parts | {name: base64.b64encode(raw).decode()}))


@given(some.binary(min_size=1, max_size=60), some.data())
def test_a_record_that_was_cut_anywhere_is_refused(value, data):
    record = sealed(value).record
    parts = json.loads(record)
    name = data.draw(some.sampled_from(['wrapped_dek', 'nonce', 'ct', 'tag']))
    raw = base64.b64decode(parts[name])
    cut = base64.b64encode(raw[:data.draw(some.integers(0, len(raw) - 1))]).decode()
    for damaged in (record[:data.draw(some.integers(0, len(record) - 1))], json.dumps(parts | {name: cut})):
        with pytest.raises(Unreadable):
            vault.opened((NEW,), HOME, damaged)


@given(some.text(max_size=80) | some.recursive(some.none() | some.integers() | some.text(max_size=5),
                                               lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
                                               max_leaves=5).map(json.dumps))
def test_what_was_never_sealed_is_never_taken_as_the_value_itself(text):
    with pytest.raises(Unreadable):
        vault.opened((NEW,), HOME, text)


@pytest.mark.parametrize('parts', [
    {'v': 2}, {'alg': 'none'}, {'kid': 'other'}, {'kid': None}, {'tag': ''}, {'ct': 'not base64!'}, {'nonce': 7}])
def test_a_record_of_another_kind_is_refused(parts):
    with pytest.raises(Unreadable):
        vault.opened((NEW,), HOME, changed(sealed().record, **parts))


def test_a_key_that_is_not_here_is_named():
    with pytest.raises(Unreadable, match='“old”'):
        vault.opened((NEW,), HOME, sealed(ring=(OLD,)).record)


def test_another_key_of_the_same_name_opens_nothing():
    with pytest.raises(Unreadable):
        vault.opened((('new', OLD[1]),), HOME, sealed().record)


def test_without_any_key_nothing_is_sealed():
    with pytest.raises(Unreadable, match='no key'):
        sealed(ring=())


def test_the_present_key_seals_and_former_ones_still_open():
    record = sealed(ring=(OLD,)).record
    assert sealed(ring=(NEW, OLD)).kid == 'new'
    assert vault.opened((NEW, OLD), HOME, record) == b'swordfish-77'


def test_a_new_master_key_wraps_the_key_of_a_value_and_leaves_the_value_as_it_is():
    before = sealed(ring=(OLD,))
    after = vault.rewrapped((NEW, OLD), HOME, before.record)
    old, new = json.loads(before.record), json.loads(after.record)
    assert (old['ct'], old['nonce'], old['tag']) == (new['ct'], new['nonce'], new['tag'])
    assert vault.opened((NEW,), HOME, after.record) == b'swordfish-77'
    with pytest.raises(Unreadable):
        vault.opened((OLD,), HOME, after.record)


def test_what_cannot_be_opened_is_not_wrapped_anew():
    with pytest.raises(Unreadable):
        vault.rewrapped((NEW, OLD), HOME, changed(sealed(ring=(OLD,)).record, tag=base64.b64encode(16 * b'x').decode()))


def test_the_same_value_never_looks_the_same_twice():
    records = {sealed().record for _ in range(50)}
    assert len(records) == 50
    assert not any('swordfish' in record or base64.b64encode(b'swordfish-77').decode() in record for record in records)


def test_the_record_has_the_agreed_form():
    parts = json.loads(sealed(b'fourteen bytes').record)
    assert set(parts) == {'v', 'alg', 'kid', 'wrapped_dek', 'nonce', 'ct', 'tag'}
    assert {name: len(base64.b64decode(parts[name])) for name in ('nonce', 'ct', 'tag', 'wrapped_dek')} == {
        'nonce': 12, 'ct': 14, 'tag': 16, 'wrapped_dek': 60}


def test_no_refusal_shows_a_value_or_a_key():
    with pytest.raises(Unreadable) as caught:
        vault.opened((('new', OLD[1]),), HOME, sealed().record)
    assert 'swordfish' not in str(caught.value) and str(caught.value).startswith('FPL_PASSWORD cannot be opened')


def test_a_check_value_tells_keys_apart_and_shows_neither():
    checks = {vault.check_value(kid, key) for kid in ('a', 'b') for key in (NEW[1], OLD[1])}
    assert len(checks) == 4 and NEW[1].hex() not in checks
    assert vault.check_value(*NEW) == vault.check_value(*NEW)
