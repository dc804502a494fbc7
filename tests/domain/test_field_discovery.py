"""Fields of a site found by what they are: surely by their kind, less surely by their name."""

import json
from decimal import Decimal

import pytest

from app.domain.sprints.jira.discovery import MAKER, ROLES, SYSTEM, best, discover
from app.domain.sprints.jira.reading import RawField
from app.integrations.jira import translate_site
from tests.recorded import folder


def made(number, name, kind='number', custom=f'{SYSTEM}float'):
    return RawField(f'customfield_{number}', name, kind, custom, True)


SPRINT = made(10020, 'Sprint', 'array', f'{MAKER}gh-sprint')
CASES = [  # field, role, confidence
    (SPRINT, 'sprint', '1.0'),
    (made(1, 'Durchgang', 'array', f'{MAKER}gh-sprint'), 'sprint', '1.0'),
    (made(2, 'Story point estimate', 'number', f'{MAKER}jsw-story-points'), 'estimate', '1.0'),
    (made(3, 'Rank', 'any', f'{MAKER}gh-lexo-rank'), 'rank', '1.0'),
    (made(4, 'Epic Link', 'any', f'{MAKER}gh-epic-link'), 'epic', '1.0'),
    (made(5, 'Flagged', 'array', f'{SYSTEM}multicheckboxes'), 'flagged', '1.0'),
    (made(6, 'Story Points'), 'points', '0.8'),
    (made(7, 'Story Points', 'string', f'{SYSTEM}textfield'), 'points', '0.5'),
    (made(8, 'story points'), 'points', '0.5'),
    (made(9, 'Owner', 'user', f'{SYSTEM}userpicker'), 'owner', '0.8'),
    (made(10, 'Owner', 'string', f'{SYSTEM}textfield'), 'owner', '0.5'),
]


@pytest.mark.parametrize(('field', 'role', 'confidence'), CASES, ids=[f'{one[0].name} {one[1]}' + f' {one[2]}'
                                                                       for one in CASES])
def test_a_field_is_known_by_its_kind_or_its_name(field, role, confidence):
    found, = discover([field])
    assert (found.role, found.field_id, found.confidence) == (role, field.id, Decimal(confidence))
    assert found.is_sure is (found.confidence >= Decimal('0.8')) and found.why


@pytest.mark.parametrize('field', [
    RawField('summary', 'Summary', 'string'), RawField('sprint', 'Sprint', 'array'),
    made(11, 'Points of the story'), made(12, 'Weather', 'array', f'{SYSTEM}multicheckboxes'),
    made(13, 'Story Points (old)')], ids=lambda field: field.name)
def test_other_fields_play_no_role(field):
    assert discover([field]) == ()


def test_the_surest_candidate_comes_first_and_wins():
    others = [made(10036, 'Story Points'), made(100, 'Story Points', 'string'), SPRINT]
    found = discover([made(9, 'story points'), *others])
    assert [(one.role, one.field_id) for one in found] == [
        ('sprint', 'customfield_10020'), ('points', 'customfield_10036'), ('points', 'customfield_9'),
        ('points', 'customfield_100')]
    assert best(found)['points'].field_id == 'customfield_10036'


def test_two_fields_that_are_alike_are_told_in_the_order_of_their_numbers():
    found = discover([made(10036, 'Story Points'), made(9, 'Story Points')])
    assert [one.field_id for one in found] == ['customfield_9', 'customfield_10036']
    assert best(found)['points'].field_id == 'customfield_9'


def test_a_site_without_any_of_them_is_no_failure():
    assert discover([]) == () and best([]) == {} and len(ROLES) == 7


@pytest.mark.realdata
def test_recorded_fields_of_a_site_are_understood():
    told = json.loads((folder('jira') / 'go-jira' / 'all_fields.json').read_text())
    fields = [translate_site.field(one) for one in told]
    assert [(one.id, one.type, one.is_custom) for one in fields] == [
        ('description', 'string', False), ('summary', 'string', False)]
    assert discover(fields) == ()
