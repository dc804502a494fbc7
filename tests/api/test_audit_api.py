"""The audit trail for programs of admins: read, filter, take away, verify."""

import csv
import io

import pytest
from sqlalchemy import text

from app.services import audit
from app.work import transact
from tests.api.conftest import bearer, browser, deeds, fields, program, refusal
from tests.people import ANN, BOB

TRAIL = '/audit'
FORMULA = '=HYPERLINK("http://evil")'


@pytest.fixture
async def trail(ann, time):
    """Three entries, an hour apart, after those of the set-up; the last one was refused."""
    time.passes(hours=1)
    for number in (1, 2, 3):
        transact(write, f'test.deed{number}', ANN if number < 3 else BOB, is_refused=number == 3)
        time.passes(hours=1)
    return ann


def write(work, deed, actor, **options):
    audit.write(work, actor, deed, FORMULA, 'in detail', {'role': 'viewer'}, {'role': 'member'}, **options)


def tamper(work):
    work.session.execute(text('DROP TRIGGER auditentry_no_update'))
    work.session.execute(text("UPDATE auditentry SET actor_name = 'Bob' WHERE seq = 2"))


async def found(client, **wanted):
    return [entry['deed'] for entry in (await client.get(TRAIL, params={'area': 'test'} | wanted)).json()['items']]


async def test_the_newest_entry_comes_first_and_tells_everything(trail):
    page = (await trail.get(TRAIL)).json()
    newest = page['items'][0]
    assert newest.pop('hash') != newest.pop('prev') == page['items'][1]['hash']
    assert newest == {
        'seq': page['total'], 'at': '2030-01-09T15:00:00Z', 'actor': 'person:2', 'actor_name': 'Bob', 'area': 'test',
        'deed': 'test.deed3', 'thing': FORMULA, 'detail': 'in detail', 'changes': [['role', 'viewer', 'member']],
        'is_refused': True, 'address': '', 'device': '', 'request_id': ''}


FOUND = [
    ({}, [3, 2, 1]), ({'deed': 'test.deed2'}, [2]), ({'actor': 'person:2'}, [3]),
    ({'refused': True}, [3]), ({'text': 'DEED1'}, [1]), ({'text': '%'}, []), ({'text': "'; --"}, []),
    ({'from': '2030-01-09T14:00:00Z'}, [3, 2]), ({'to': '2030-01-09T14:00:00Z'}, [1]),
    ({'from': '2030-01-09T15:00:00+01:00', 'to': '2030-01-09T14:30:00Z'}, [2]),
    ({'skip': 1, 'limit': 1}, [2]), ({'skip': 9}, [])]


async def test_the_trail_is_filtered_and_cut(trail):
    for wanted, numbers in FOUND:
        assert await found(trail, **wanted) == [f'test.deed{number}' for number in numbers], wanted
    assert all(deed.startswith('people.') for deed in await found(trail, area='people'))


async def test_a_filter_that_makes_no_sense_is_named(trail):
    for name, value in (('from', 'yesterday'), ('to', '2030-01-09'), ('from', '2030-01-09T14:00:00'), ('limit', '0'),
                        ('limit', '501'), ('skip', '-1'), ('skip', 2**63), ('refused', 'perhaps')):
        assert fields(await trail.get(TRAIL, params={name: value})) == [name], (name, value)
    assert fields(await trail.get(f'{TRAIL}/export', params={'format': 'pdf'})) == ['format']


async def test_only_admins_read_it_and_only_with_that_scope(trail, bob, cleo, nobody):
    narrow, on_page = program(bearer(ANN, 'read', 'people:read', 'people:write')), browser(BOB)
    before = deeds()
    for path in ('', '/export', '/verify'):
        for client in (bob, cleo, on_page):
            assert refusal(await client.get(f'{TRAIL}{path}')) == (403, 'auth.forbidden')
        assert refusal(await narrow.get(f'{TRAIL}{path}')) == (403, 'auth.scope')
        assert refusal(await nobody.get(f'{TRAIL}{path}')) == (401, 'auth.required')
    assert deeds() == before


async def test_looking_is_no_entry_and_taking_away_is_one(trail):
    before = len(deeds())
    await trail.get(TRAIL)
    await trail.get(f'{TRAIL}/verify')
    assert len(deeds()) == before
    await trail.get(f'{TRAIL}/export', params={'deed': 'test.deed1'})
    assert deeds()[before:] == ['audit.export']


async def test_the_csv_is_a_file_in_which_no_cell_is_a_formula(trail):
    answer = await trail.get(f'{TRAIL}/export', params={'area': 'test'})
    assert answer.headers['content-type'] == 'text/csv; charset=utf-8'
    assert answer.headers['content-disposition'] == 'attachment; filename="audit.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix('\ufeff'))))
    assert [row['deed'] for row in rows] == ['test.deed1', 'test.deed2', 'test.deed3']
    assert (rows[0]['thing'], rows[0]['at'], rows[0]['changes']) == (
        f"'{FORMULA}", '2030-01-09T13:00:00Z', 'role: viewer → member')


async def test_the_json_says_the_same_as_the_list(trail):
    answer = await trail.get(f'{TRAIL}/export', params={'area': 'test', 'format': 'json'})
    assert answer.headers['content-disposition'] == 'attachment; filename="audit.json"'
    assert answer.json()[::-1] == (await trail.get(TRAIL, params={'area': 'test'})).json()['items']


async def test_verifying_names_the_first_entry_that_was_tampered_with(trail):
    whole = (await trail.get(f'{TRAIL}/verify')).json()
    assert whole == {'ok': True, 'entries': len(deeds()), 'first_broken': None}
    transact(tamper)
    assert (await trail.get(f'{TRAIL}/verify')).json() == {'ok': False, 'entries': 1, 'first_broken': 2}
