"""Values worked out from fields: every way of making one, which of them are sound, and histories told by status."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sprints.facts.field_rules import Case, Check, FieldRule, OutOfTime, apply, of_stored, stored
from app.domain.sprints.setup.mapping import Use, in_force, unmapped, uses, with_status
from tests.sprints import COLUMNS, DOING, FINISHED, RETIRED, TODO, History, board, issue, jan

SIZE, DAY = 'customfield_1', 'customfield_2'
ISSUE = issue(1, title='[API] Pay by card', points='5', labels=('urgent', 'api'), due=date(2026, 11, 30),
              fields={SIZE: '3,5', DAY: '2026-02-28', 'customfield_3': 'not a day'})
BOARD = board([ISSUE])


def find(pattern, text):
    """As a matcher would that never runs out of time."""
    found = re.search(pattern, text)
    return found and (found[0], *found.groups())


def rule(kind, *sources, **more):
    return FieldRule('team', kind, sources, **more)


@pytest.mark.parametrize(('made', 'texts'), [
    (rule('direct', 'labels'), ('urgent', 'api')),
    (rule('direct', 'priority'), ('Medium',)),
    (rule('direct', 'reporter'), ('Ann Berg',)),
    (rule('direct', 'epic'), ()),
    (rule('pattern', 'title', pattern=r'^\[(\w+)\]'), ('API',)),
    (rule('pattern', 'title', pattern='card$'), ('card',)),
    (rule('pattern', 'title', pattern='cash'), ()),
    (rule('format', 'project', form='lower'), ('d',)),
    (rule('number', SIZE, factor='2'), ('7',)),
    (rule('number', SIZE, factor='0.333', places=1), ('1.2',)),
    (rule('date', 'due', form='quarter'), ('2026 Q4',)),
    (rule('date', DAY, form='month'), ('2026-02',)),
    (rule('conditional', 'labels', cases=(Case('is', 'API', 'Backend'),), otherwise='Other'), ('Backend',)),
    (rule('conditional', 'epic', cases=(Case('empty', '', 'None'),), otherwise='Some'), ('None',)),
    (rule('conditional', 'title', cases=(Case('matches', 'cash', 'x'),), otherwise='Other'), ('Other',)),
    (rule('computed', 'points', SIZE, form='sum'), ('8.5',)),
    (rule('computed', 'points', SIZE, form='quotient'), ('1.43',)),
    (rule('computed', 'points', 'epic', form='quotient'), ()),
    (rule('computed', 'points', SIZE, form='least'), ('3.5',)),
    (rule('computed', 'points', 'epic', form='count'), ('1',)),
    (rule('template', 'project', 'type', template='{project}: {type}'), ('D: Story',)),
], ids=lambda value: f'{value.kind} {value.form or value.sources}' if isinstance(value, FieldRule) else None)
def test_every_way_of_making_a_value(made, texts):
    assert apply(made, BOARD, ISSUE, find).texts == texts


@pytest.mark.parametrize(('made', 'words'), [
    (rule('date', 'customfield_3'), 'is not a date'), (rule('number', 'title'), 'is not a number'),
    (rule('direct', 'title', check=Check(longest=5)), 'longer than 5'),
    (rule('direct', 'type', check=Check(allowed=('Bug',))), 'none of the allowed'),
    (rule('direct', 'points', check=Check(type='number', low='8')), 'outside 8'),
    (rule('direct', 'due', check=Check(type='date', high='2026-01-01')), 'outside'),
    (rule('direct', 'type', check=Check(pattern='^[0-9]+$')), 'does not match')])
def test_what_is_not_sound_is_no_value_and_says_why(made, words):
    value = apply(made, BOARD, ISSUE, find)
    assert value.texts == () and words in value.fault


def test_a_pattern_out_of_time_is_a_fault_and_never_an_error():
    def slow(_pattern, _text):
        raise OutOfTime
    assert apply(rule('pattern', 'title', pattern='x'), BOARD, ISSUE, slow).fault == 'The pattern takes too long.'


def test_a_rule_comes_back_from_its_json_and_names_the_fields_to_read():
    made = rule('conditional', SIZE, cases=(Case('is', '1', 'S'),), otherwise='L', check=Check(allowed=('S', 'L')))
    assert of_stored(stored(made)) == made and stored(made)['fields'] == [SIZE]
    assert stored(rule('direct', 'type'))['fields'] == []


@settings(max_examples=50)
@given(st.text(max_size=60), st.sampled_from(['number', 'date', 'format', 'template', 'computed', 'direct']))
def test_no_text_ever_breaks_a_rule(text, kind):
    made = rule(kind, SIZE, form='sum' if kind == 'computed' else 'upper', template='{customfield_1}')
    value = apply(made, BOARD, replace(ISSUE, fields={SIZE: text}), find)
    assert not (value.texts and value.fault)


def test_uses_of_a_status_are_counted_over_whole_histories():
    found = board([
        issue(1, status=FINISHED, history=History().status('6', TODO, RETIRED).status('9', RETIRED, FINISHED)),
        issue(2, status=RETIRED, created='3'), issue(3, status=DOING)])
    assert uses(found)[RETIRED] == Use(2, jan('9'), 'Old')
    assert list(unmapped(found)) == [RETIRED]


def test_a_status_joins_the_last_column_of_its_kind_or_gets_one():
    joined = with_status(COLUMNS.columns, RETIRED, 'done')
    assert joined[-1].statuses == (FINISHED, RETIRED)
    alone = with_status(COLUMNS.columns[:1], RETIRED, 'waiting')
    assert (alone[-1].name, alone[-1].statuses) == ('Retired', (RETIRED,))
    assert all(RETIRED not in one.statuses for one in with_status(COLUMNS.columns, RETIRED, ''))


def test_of_versions_that_begin_together_the_newest_counts():
    later = replace(COLUMNS, version=2)
    third = replace(COLUMNS, version=3, valid_from=50)
    assert in_force([third, COLUMNS, later]) == (later, third)
