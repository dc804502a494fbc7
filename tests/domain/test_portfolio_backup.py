"""The file of a set-up: comes back as it was, and is refused whole, with the line, when anything in it is wrong."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.items.setting import Rates, Rules
from app.domain.portfolio.setup.backup_text import (
    Backup,
    DaysEntry,
    EventEntry,
    HolidayEntry,
    MarkerEntry,
    PersonEntry,
    PlanEntry,
    SourceEntry,
    TeamEntry,
    read,
    written,
)
from app.domain.portfolio.setup.secret_signs import looks_secret
from app.errors import Invalid

OCTOBER = date(2026, 10, 5)
WHOLE = Backup(
    (SourceEntry('Azure', 'azure_devops', 'https://dev.azure.com/acme', options={'roots': ['Shop']}),),
    (TeamEntry('team-pay', 'Payments', 'PAY', sites=('Berlin',), source='Azure', weekdays=(0, 1),
               days_off=(DaysEntry(OCTOBER, OCTOBER, 'Offsite'),)),),
    (PersonEntry('Ines', 'team-pay', hours=Decimal('120.50')),),
    (PlanEntry('project-shop', 'Shop', 'Azure', 'Shop', 'project', is_open=False, seen_by=('bob@acme.example',)),),
    (HolidayEntry('Berlin', OCTOBER, 'Feast'),), (EventEntry('Peak', OCTOBER, plan='project-shop'),),
    (MarkerEntry('Freeze', OCTOBER),), Rules(parent_rule='always_add'), Rates('CHF', {'Berlin|internal': Decimal(150)}))
words = st.text(st.characters(blacklist_categories=['Cs', 'Cc']), max_size=12)


def refusal(text):
    with pytest.raises(Invalid) as error:
        read(text)
    return error.value.errors[0]


def changed(**parts):
    return json.dumps({'format': 'roundtable.portfolio.setup', 'version': 1, **parts}, indent=2)


def test_a_file_brings_back_what_was_taken_away():
    assert read(written(WHOLE)) == WHOLE


@given(words, words, st.booleans(), st.decimals(0, 700, places=2), st.dates())
def test_any_name_amount_and_day_comes_back(name, site, is_internal, hours, day):
    one = Backup(people=(PersonEntry(f'x{name}', site=site, is_internal=is_internal, hours=hours,
                                     days_off=(DaysEntry(day, day),)),))
    assert read(written(one)) == one


@pytest.mark.parametrize(('text', 'line', 'said'), [
    ('{\n "format": ,\n}', 'line 2', 'not JSON'), ('', 'line 1', 'not JSON'), ('[]', 'line 1', 'not a file'),
    (changed(version=7), 'line 3', 'Version 7'),
    ('{"format": "roundtable.portfolio.setup",\n"version": 1,\n"teams": [],\n"teams": []}', 'line 3', 'given twice'),
    (changed(teams=[{'id': 'a', 'name': 'A'}, {'id': 'a', 'name': 'B'}]), 'line 10', '“a” stands twice in “teams”'),
    (changed(teams=[{'id': 'a', 'name': 'A', 'colour': 'red'}]), 'line 8', '“colour” should be a number'),
    (changed(teams=[{'id': 'a', 'name': 'A', 'is_excluded': 1}]), 'line 8', 'true or false'),
    (changed(teams=[{'id': 'a'}]), 'line 6', 'has no “name”'),
    (changed(weather=[]), 'line 4', '“weather” is not known'),
    (changed(teams={}), 'line 4', '“teams” should be a list'),
    (changed(holidays=[{'site': 'B', 'day': '2026-13-01'}]), 'line 7', 'a day such as'),
    (changed(rules={'states': [['New']]}), 'line 5', 'lists of 2')])
def test_what_is_wrong_is_said_with_its_line(text, line, said):
    place, words = refusal(text)
    assert place == line and said in words


def test_a_file_with_a_secret_inside_is_refused_with_its_line():
    text = changed(sources=[{'name': 'A', 'kind': 'demo', 'options': {'pat': 'abc'}}])
    assert refusal(text)[0] == 'line 9' and 'looks like a secret' in refusal(text)[1]


def test_what_looks_like_a_secret_never_leaves_with_a_file():
    kept = Backup(sources=(SourceEntry('A', 'file', options={'token': 'abc', 'size': 'small'}),))
    assert 'abc' not in written(kept) and 'small' in written(kept)


@pytest.mark.parametrize(('name', 'value'), [
    ('pat', 'x'), ('access_token', 'x'), ('note', 52 * 'a' + '7'), ('note', 'Bearer abcdefghijklmnop'),
    ('base_url', 'https://me:hidden@dev.azure.com/acme'), ('note', '-----BEGIN RSA PRIVATE KEY-----'),
    ('note', 'ghp_' + 36 * 'A')])
def test_signs_of_a_secret(name, value):
    assert looks_secret(name, value)


@pytest.mark.parametrize(('name', 'value'), [
    ('lends_token', True), ('name', 'Patricia'), ('area', 'Shop\\Payments\\Wallet'), ('id', 'project-' + 40 * 'a'),
    ('base_url', 'https://dev.azure.com/acme'), ('pattern', 'x'), ('delivery_plans',
     '6b7c1f3e-0c1f-4c5a-9f3e-0123456789ab'), ('token', '')])
def test_what_is_no_secret(name, value):
    assert not looks_secret(name, value)
