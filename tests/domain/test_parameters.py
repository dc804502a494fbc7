"""What a command may be given: every field says what is wrong with it, and nothing is guessed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ops import parameters
from app.domain.ops.commands import Definition, Parameter, SecretGrant, Step
from app.domain.ops.parameters import argv, from_texts, json_schema, key_of, shown, validated
from app.domain.ops.retries import delay
from app.domain.ops.snapshots import read_back, version_of, written
from app.domain.ops.states import ALLOWED, FINAL, LIVE, SOURCE_WORDS, WAITING, WORDS, State, demand_move
from app.errors import Invalid
from tests.refusals import refused

WEEKS = Parameter('weeks', 'whole', default=3, low=1, high=6, flag='--weeks_ahead')
ALL = Definition('try', 'Try', parameters=(
    WEEKS, Parameter('name', 'text', is_required=True, flag='--name'), Parameter('share', 'decimal', low=0, high=1),
    Parameter('clean', 'switch', flag='--clean'), Parameter('chip', 'choice', choices=(('-1', 'no'), ('0', 'any'))),
    Parameter('models', 'many', choices=(('a', 'A'), ('b', 'B')), flag='--model'), Parameter('day', 'date'),
    Parameter('table', 'file'), Parameter('login', 'secret'), Parameter('code', 'text', pattern='[A-Z]{3}[0-9]+'),
    Parameter('raw', 'text', may_begin_with_dash=True)), arguments=('run',), key='team:{name}')

WRONG = {
    'too few': ('weeks', 0), 'less than nothing': ('weeks', -1), 'far too many': ('weeks', 10**9),
    'not a number': ('weeks', math.nan), 'a switch for a number': ('weeks', True), 'a fraction': ('weeks', 2.5),
    'a command in a number': ('weeks', '3; rm -rf /'), 'an option in a number': ('weeks', '--clean'),
    'digits of another script': ('weeks', '３'), 'a number as text': ('weeks', '3'),
    'a number for a name': ('name', 3), 'an option for a name': ('name', '--clean'),
    'ten kilobytes': ('name', 10_240 * 'x'),
    'a NUL': ('name', 'a\0b'), 'half a character': ('name', 'a\ud800'), 'an escape': ('name', 'a\x1b[2J'),
    'an empty name': ('name', ''), 'no share': ('share', 1.01), 'an endless share': ('share', math.inf),
    'a yes in words': ('clean', 'yes'), 'a one for yes': ('clean', 1), 'no such chip': ('chip', '7'),
    'a chip as a number': ('chip', 0), 'a choice twice': ('models', ['a', 'a']), 'no such model': ('models', ['c']),
    'no list': ('models', 'a'), 'the 30th of February': ('day', '2030-02-30'), 'a day in words': ('day', 'tomorrow'),
    'a day in other digits': ('day', '２０３０-01-01'), 'a path for a file': ('table', '/etc/passwd'),
    'a value for a secret': ('login', 'hunter2!'), 'a code in other digits': ('code', 'ABC１'),
}


def wrong(*names, **given):
    with pytest.raises(Invalid) as caught:
        validated(ALL, {'name': 'x', **given})
    assert tuple(field for field, _ in caught.value.errors) == names
    return dict(caught.value.errors)


@pytest.mark.parametrize(('field', 'value'), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_refused_beside_its_field(field, value):
    assert all(text.endswith('.') for text in wrong(field, **{field: value}).values())


def test_everything_that_is_wrong_is_told_at_once():
    assert wrong('extra', 'weeks', 'chip', weeks=0, chip='x', extra=1)['weeks'] == 'Give a whole number from 1 to 6.'


def test_a_missing_value_is_asked_for_and_a_default_is_filled_in():
    with pytest.raises(Invalid) as caught:
        validated(ALL, {'weeks': None})
    assert caught.value.errors == (('name', 'Give a value.'),) and caught.value.field == 'name'
    assert validated(ALL, {'name': 'x'}) == {'weeks': 3, 'name': 'x', 'clean': False}


def test_every_kind_of_value_comes_through_as_it_was_meant():
    given = {'weeks': 6, 'name': 'Ødegaard’s', 'share': 1, 'clean': True, 'chip': '-1', 'models': ('b', 'a'),
             'day': '2030-02-28', 'table': 7, 'login': 'FPL_PASSWORD', 'code': 'ABC1', 'raw': '--yes'}
    assert validated(ALL, given) == {**given, 'share': 1.0, 'models': ['b', 'a']}


def test_a_rule_may_look_at_several_parameters(monkeypatch):
    monkeypatch.setitem(parameters.CHECKS, 'clean needs a code', lambda values: (
        [('code', 'Cleaning needs a code.')] if values['clean'] and 'code' not in values else []))
    checked = Definition('try', 'Try', parameters=ALL.parameters, check='clean needs a code')
    with pytest.raises(Invalid, match='Cleaning needs a code'):
        validated(checked, {'name': 'x', 'clean': True})
    assert validated(checked, {'name': 'x', 'clean': True, 'code': 'ABC1'})


def test_arguments_are_a_list_in_which_nothing_can_hide():
    values = validated(ALL, {'name': 'a; rm -rf / $(x)', 'clean': True, 'models': ['a', 'b'], 'share': 0.5})
    assert argv(ALL, values) == ('run', '--weeks_ahead', '3', '--name', 'a; rm -rf / $(x)', '--clean',
                                 '--model', 'a', '--model', 'b')


def test_runs_that_share_a_key_are_told_by_their_parameters():
    assert key_of(ALL, {'name': '7'}) == 'team:7' and key_of(Definition('try', 'Try'), {}) == 'try'


def test_what_a_form_holds_becomes_what_the_rules_want():
    texts = {'weeks': ' 4 ', 'share': '0.25', 'name': '12', 'code': '', 'clean': True, 'day': None}
    assert from_texts(ALL, texts) == {'weeks': 4, 'share': 0.25, 'name': '12', 'clean': True}
    assert from_texts(ALL, {'weeks': '３', 'share': 'x'}) == {'weeks': '３', 'share': 'x'}
    assert from_texts(ALL, {'weeks': 4.0}) == {'weeks': 4}


def test_the_schema_says_what_the_rules_demand():
    schema = json_schema(ALL)
    assert schema['required'] == ['name'] and schema['additionalProperties'] is False
    assert schema['properties']['weeks'] == {'type': 'integer', 'minimum': 1, 'maximum': 6, 'default': 3}
    assert schema['properties']['chip']['enum'] == ['-1', '0']


def test_values_are_shown_without_exponents():
    assert [shown(value) for value in (1e-7, 3.0, 0.25, True, False, None, ['a', 'b'], 12)] == [
        '0.0000001', '3', '0.25', 'yes', 'no', '', 'a, b', '12']


@given(st.integers(1, 2000), st.floats(0, 1))
def test_a_retry_waits_at_least_half_of_its_time_and_never_above_the_cap(n, chance):
    whole = min(1800, 60 * 2 ** min(n - 1, 60))
    assert whole / 2 <= delay(n, 60, 1800, lambda: chance) <= whole <= 1800


def test_the_usual_retries_wait_a_minute_two_and_four():
    assert [(delay(n, 60, 1800, lambda: 0), delay(n, 60, 1800, lambda: 1)) for n in (1, 2, 3)] == [
        (30, 60), (60, 120), (120, 240)]


def test_a_run_keeps_its_definition_as_it_was():
    full = Definition('a.b', 'A', parameters=ALL.parameters, secrets=(SecretGrant('KEY'),), steps=(Step('one', 'One'),),
                      environment=(('A', 'b'),), permanent_exits=(2,))
    assert read_back(written(full)) == full and version_of(full) != version_of(ALL)
    assert read_back('{"slug": "a", "name": "A", "later": 1}') == Definition('a', 'A')


def test_what_is_over_stays_over_and_every_state_has_its_words():
    for before in State:
        for after in set(State) - ALLOWED[before]:
            with refused('ops.already_final' if before in FINAL else 'ops.state'):
                demand_move(before, after)
    assert set(ALLOWED) == set(SOURCE_WORDS) == set(WORDS) == set(State) == WAITING | LIVE | FINAL
