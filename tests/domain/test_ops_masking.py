"""No form of a secret comes through."""

import base64
import json
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.ops.log import Scribe
from app.domain.ops.masking import Mask, MaskedStream, forms_of

NOON = datetime(2030, 1, 9, 12, tzinfo=UTC)
VALUE = 'pä$s/wörd+"quoted"&1?'


@pytest.mark.parametrize('form', [
    VALUE, quote(VALUE), quote(VALUE, ''), quote_plus(VALUE), json.dumps(VALUE)[1:-1],
    json.dumps(VALUE, ensure_ascii=False)[1:-1], base64.b64encode(VALUE.encode()).decode(),
    base64.urlsafe_b64encode(VALUE.encode()).decode()],
    ids=['raw', 'address', 'whole address', 'form', 'json', 'json with accents', 'base64', 'base64 for addresses'])
def test_every_form_is_masked(form):
    assert Mask([VALUE]).mask(f'[{form}]') == '[***]'


@pytest.mark.parametrize('before', ['', 'u', 'us', 'use', 'user:'])
@pytest.mark.parametrize('after', ['', ':', '@h', '@home'])
def test_base64_of_a_longer_text_shows_nothing_of_the_secret(before, after):
    text = base64.b64encode(f'{before}{VALUE}{after}'.encode()).decode()
    masked = Mask([VALUE]).mask(text)
    assert '***' in masked
    assert len(masked.replace('***', '')) <= len(base64.b64encode(f'{before}{after}'.encode())) + 8


def test_the_lines_of_a_key_are_masked_one_by_one():
    masked = Mask(['-----BEGIN KEY-----\nabcdefgh\nijklmnop\n-----END KEY-----\n']).mask('x abcdefgh y\nz ijklmnop')
    assert masked == 'x *** y\nz ***'


def test_short_lines_are_masked_where_they_stand_together():
    assert Mask(['12345\n67890']).mask('pins: 12345\n67890.') == 'pins: ***.'


@pytest.mark.parametrize(('values', 'text', 'masked'), [
    (['secret', 'secret-long'], 'a secret-long b secret c', 'a *** b *** c'),
    (['abcdef', 'defghi'], 'xabcdefghiy', 'x***y'),
    (['abcdef', 'abcdef'], 'abcdefabcdef', '******'),
    (['a.c*e+'], 'abcde a.c*e+', 'abcde ***'),
    (['short'], 'short', 'short'),
    ([''], 'text', 'text'),
    ([' padded '], 'x padded y', 'x *** y')])
def test_secrets_within_and_over_each_other(values, text, masked):
    assert Mask(values).mask(text) == masked


@pytest.mark.parametrize(('value', 'is_good'), [
    ('', False), ('x', False), ('12345', False), ('123456', True), ('a\nb\nc', False), ('\udcff\udcfe6789', True)])
def test_what_is_too_short_cannot_be_masked(value, is_good):
    assert bool(forms_of(value)) == is_good


def test_a_value_of_64_kilobytes_is_masked_without_holding_the_log_back():
    value = ''.join(chr(97 + n * 7 % 26) + str(n) for n in range(12_000))
    stream = MaskedStream(Mask([value]))
    shown = ''.join(stream.feed(part) for part in ('before ', value[:30_000], value[30_000:], ' after\n'))
    assert shown == 'before *** after\n'
    assert stream.pending == ''


def test_bytes_that_are_no_text_are_masked_as_they_are_shown():
    assert Mask([b'\xffsecret\xfe1'.decode(errors='surrogateescape')]).mask(
        b'a \xffsecret\xfe1 b'.decode(errors='replace')) == 'a *** b'


VALUES = st.lists(st.text('ab\n', min_size=1, max_size=9), max_size=4)


@settings(deadline=None, max_examples=300)
@given(VALUES, st.text('ab\nc', max_size=60), st.lists(st.integers(0, 60), max_size=5))
def test_borders_change_nothing(values, text, cuts):
    mask = Mask(values)
    stream, places = MaskedStream(mask), [0, *sorted(cuts), len(text)]
    shown = ''.join(stream.feed(text[start:end]) for start, end in pairwise(places))
    shown += stream.rest()
    assert shown == mask.mask(text)
    assert not any(form in shown for form in mask.forms)


def test_a_program_can_ask_for_a_mask():
    scribe = Scribe()
    scribe.feed('out', b'tok-12345 before\n::add-mask::tok-', NOON)
    scribe.feed('out', b'12345\nafter tok-12345', NOON)
    scribe.feed('err', b'and here tok-12345\n', NOON)
    scribe.finish(NOON)
    assert [line.text for line in scribe.take()] == [
        'tok-12345 before', '::add-mask::***', 'and here ***', 'after ***']


def test_of_too_many_wishes_the_log_says_that_they_were_not_granted():
    scribe = Scribe()
    scribe.feed('out', ''.join(f'::add-mask::value-{number:05}\n' for number in range(5_000)).encode(), NOON)
    lines = scribe.take()
    warning, = (line for line in lines if line.stream == 'say')
    assert (warning.level, lines[199].text, lines[-1].text) == ('warning', '::add-mask::***', '::add-mask::value-04999')
    assert scribe.warnings == 1


def test_after_a_rotation_the_old_and_the_new_value_are_masked():
    scribe = Scribe(['old-value-1'])
    scribe.feed('out', b'old-value-1 new-va', NOON)
    scribe.add_mask('new-value-2')
    scribe.feed('out', b'lue-2 old-value-1\n', NOON)
    assert scribe.take()[0].text.endswith(' ***')
    assert scribe.mask('new-value-2, old-value-1') == '***, ***'


def test_an_escape_sequence_in_a_secret_does_not_help_it_through():
    scribe = Scribe(['correct horse'])
    scribe.feed('out', b'correct\x1b[K ho\x1b]0;t\x07rse\n', NOON)
    assert scribe.take()[0].text == '***'
