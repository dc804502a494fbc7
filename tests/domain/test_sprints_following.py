"""Which fields and queries a board is followed by, how its columns are read, and what a delivery proves and hints."""

import hashlib
import hmac

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sprints.jira import following
from app.domain.sprints.jira.hooks import is_signed, read_delivery
from app.domain.sprints.jira.reading import FieldMap, RawColumn, RawField
from app.errors import BadRequest

POINTS = {'id': 'cf_1', 'name': 'Story Points', 'confidence': '0.8', 'confirmed': False}
GUESS = {'id': 'cf_2', 'name': 'sprint', 'confidence': '0.5', 'confirmed': False}


def test_a_mere_name_counts_only_when_somebody_has_confirmed_it():
    fields = {'points': POINTS, 'sprint': GUESS}
    assert following.field_map(fields) == FieldMap(estimates=('cf_1',))
    assert following.field_map({**fields, 'sprint': {**GUESS, 'confirmed': True}}).sprint == 'cf_2'


def test_estimates_of_boards_come_behind_those_of_the_site_and_nothing_twice():
    found = following.field_map({'points': POINTS}, ['cf_9', 'cf_1'], ['cf_1', 'cf_7', ''])
    assert (found.estimates, found.others) == (('cf_1', 'cf_9'), ('cf_7',))


def test_what_somebody_has_chosen_stays_when_fields_are_found_again():
    found = following.found_fields({'points': {'id': 'cf_mine'}}, [
        RawField('cf_3', 'Story Points', 'number', is_custom=True), RawField('cf_4', 'Owner', 'user', is_custom=True)])
    assert (found['points']['id'], found['owner']['id']) == ('cf_mine', 'cf_4')


def test_who_maps_another_field_reads_by_another_signature():
    one = following.field_map({'points': POINTS})
    assert following.signature(one) == following.signature(following.field_map({'points': dict(POINTS)}))
    assert following.signature(one) != following.signature(following.field_map({'points': POINTS}, (), ['cf_7']))


def test_histories_are_asked_for_with_sprint_estimate_and_status_first():
    fields = following.history_fields(FieldMap('cf_s', estimates=('cf_1',), owner='cf_o', others=('cf_x',)))
    assert fields[:3] == ('cf_s', 'cf_1', 'status') and {'cf_o', 'cf_x', 'assignee', 'Link'} <= set(fields)
    assert len(fields) == len(set(fields))


@pytest.mark.parametrize(('projects', 'query'), [
    ((), ''), (('SHOP',), 'project in ("SHOP")'), (('B', 'A', 'B'), 'project in ("A", "B")'),
    (('AND',), 'project in ("AND")'), (('a"b\\',), 'project in ("a\\"b\\\\")')])
def test_names_of_projects_are_quoted(projects, query):
    assert following.around(projects) == query


def test_the_last_column_is_done_and_the_first_not_begun():
    columns = following.guessed_columns([RawColumn('A', ('2', '1')), RawColumn('B'), RawColumn('C')])
    assert [(one['name'], one['kind']) for one in columns] == [('A', 'not_started'), ('B', 'started'), ('C', 'done')]
    assert columns[0]['statuses'] == ['1', '2']
    assert [one['kind'] for one in following.guessed_columns([RawColumn('Only')])] == ['done']


@pytest.mark.parametrize(('ids', 'names', 'told'), [
    ('7', 'One, with a comma', {7: 'One, with a comma'}), ('7, 9', 'One, Two', {7: 'One', 9: 'Two'}),
    ('7,9', 'One, with, Two', {}), ('', '', {}), ('x', 'One', {}), ('7', '', {})])
def test_names_of_sprints_are_taken_from_histories_only_where_they_are_clear(ids, names, told):
    assert following.named_once(ids, names) == told


@given(st.binary(max_size=200), st.binary(min_size=1, max_size=40))
@settings(max_examples=50)
def test_only_who_knows_the_secret_signs_rightly(body, secret):
    right = hmac.new(secret.strip(), body, hashlib.sha256).hexdigest()
    assert is_signed(secret, body, f'sha256={right}') and is_signed(secret, body, f'SHA256={right.upper()}')
    assert not is_signed(secret, body + b'.', f'sha256={right}')
    assert not is_signed(secret, body, right) and not is_signed(secret, body, f'sha1={right}')


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@settings(max_examples=100)
def test_whatever_is_delivered_is_read_or_refused(body):
    try:
        found = read_delivery(body)
    except BadRequest:
        return
    assert found.event and not found.is_ours
