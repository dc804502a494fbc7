"""Planning poker for programs: a game from its opening to its export, and tables as such."""

import csv
import io
from uuid import uuid4

import pytest

from tests.api.conftest import fields, program, refusal
from tests.api.tables import TABLES, gone, guest_at, laid, opened, played, seat_of, seated, started, turned
from tests.people import ANN


async def test_a_whole_game_needs_nothing_but_the_api(ann, bob):
    table = await opened(ann, stories=[{'title': 'Pay by card', 'key': 'SHOP-1'}, {'title': 'Pay later'}])
    await seated(table, bob)
    gus = await guest_at(table, avatar='Fox')
    story = (await ann.get(f'{table}/stories')).json()['items'][0]['id']
    round_ = await started(ann, table, story_id=story)
    await laid(round_, {ann: '3', bob: '5', gus: '5'})
    shown = await turned(ann, round_)
    assert (shown['state'], [seat['card'] for seat in shown['seats']]) == ('results', ['3', '5', '5'])
    assert shown['round']['result']['suggestion'] == '5'
    saved = (await ann.post(f'{round_}/estimate', json={'value': '5'})).json()
    assert (saved['key'], saved['estimate'], saved['saved_by'], saved['status']) == ('SHOP-1', '5', 'Ann', 'estimated')
    assert (await gus.get(table)).json()['story']['title'] == 'Pay later'
    await laid(await started(ann, table), {gus: '8'})
    assert (await ann.delete(table)).status_code == 204
    [row] = (await ann.get(f'{table}/rounds')).json()['items']
    assert (row['story_title'], row['estimate'], row['result']['participation']) == ('Pay by card', '5', '3/3')


async def test_a_table_is_described_without_doubt(ann):
    table = await opened(ann, '  Sprint   12 ', seats=7, switches={'countdown': 0, 'auto_reveal': True})
    shown = (await ann.get(table)).json()
    assert table.endswith(shown['id'])
    told = {'name': 'Sprint 12', 'state': 'waiting', 'limit': 7, 'is_paused': False, 'round': None}
    assert told.items() <= shown.items()
    assert shown['switches']['countdown'] == 0 and shown['switches']['auto_reveal'] is True
    assert [face['face'] for face in shown['deck']['faces']] == ['1', '2', '3', '5', '8', '13', '21', '☕']
    assert all(shown[name].endswith('Z') for name in ('server_now', 'expires_at'))


async def test_results_are_taken_away_as_a_file_by_those_who_were_there_and_by_colleagues(ann, bob, cleo):
    table = await opened(ann, name='=1+1', stories=[{'title': '+SUM(A1)', 'key': 'SHOP-1'}])
    gus = await guest_at(table)
    await played(ann, table, {ann: '3', gus: '5'})
    for person in (ann, gus, bob):
        assert (await person.get(f'{table}/export')).status_code == 200
    for person, code in ((cleo, 'auth.forbidden'), (program(), 'auth.forbidden')):
        assert refusal(await person.get(f'{table}/export')) == (403, code)


@pytest.mark.parametrize(('form', 'kind'), [
    ('csv', 'text/csv'), ('md', 'text/markdown'), ('json', 'application/json')])
async def test_results_come_as_csv_markdown_or_json(ann, form, kind):
    table = await opened(ann, name='Checkout')
    await played(ann, table, {ann: '13'})
    answer = await ann.get(f'{table}/export', params={'format': form})
    assert answer.headers['content-type'].startswith(kind)
    assert f'.{form}"' in answer.headers['content-disposition']
    assert '13' in answer.text and 'Checkout' in answer.text
    assert fields(await ann.get(f'{table}/export', params={'format': 'xls'})) == ['format']


async def test_no_cell_of_the_file_is_a_formula(ann):
    table = await opened(ann, name='=1+1')
    await played(ann, table, {ann: '5'})
    [row] = csv.DictReader(io.StringIO((await ann.get(f'{table}/export')).text.removeprefix('\ufeff')))
    assert (row['table'], row['round'], row['Ann']) == ("'=1+1", '1', '5')
    assert row['started_at'].endswith('Z')


async def test_the_list_shows_open_tables_newest_first_with_what_a_stranger_may_know(ann, bob, nobody):
    await opened(ann, 'First')
    await opened(bob, 'Second', seats=1)
    await opened(bob, 'Hidden', switches={'listed': False})
    listed = (await nobody.get(TABLES)).json()
    assert [(table['name'], table['voters'], table['limit'], table['can_join']) for table in listed['items']] == [
        ('Second', 1, 1, False), ('First', 1, 16, True)]
    assert listed['total'] == 2
    assert {'id', 'code', 'name', 'state', 'voters', 'limit', 'can_join'} == listed['items'][0].keys()
    assert [table['can_join'] for table in (await bob.get(f'{TABLES}?limit=1')).json()['items']] == [True]


async def test_a_guest_opens_a_table_by_giving_a_name(nobody):
    answer = await nobody.post(TABLES, json={'name': 'Ours', 'guest': 'Gus', 'avatar': 'Owl'})
    gus, table = program(f'Seat {answer.json()["seat_token"]}'), f'{TABLES}/{answer.json()["id"]}'
    assert answer.headers['location'] == f'/api/v1{table}'
    seat = await seat_of(gus, table)
    assert (seat['name'], seat['avatar'], seat['is_host']) == ('Gus', 'Owl', True)
    assert fields(await nobody.post(TABLES, json={'name': 'Ours'})) == ['guest']


@pytest.mark.parametrize(('body', 'field'), [
    ({'name': ' '}, 'name'), ({'name': 101 * 'x'}, 'name'), ({'deck': 'Tarot'}, 'deck'), ({'seats': 0}, 'seats'),
    ({'seats': 17}, 'seats'), ({'switches': {'invisible': True}}, 'switches.invisible'),
    ({'switches': {'countdown': True}}, 'switches.countdown'), ({'switches': {'locked': 1}}, 'switches.locked'),
    ({'switches': {'countdown': 4}}, 'countdown'), ({'stories': [{'title': ''}]}, 'title'),
    ({'stories': [{'title': 'A', 'link': 'javascript:alert(1)'}]}, 'link'), ({'expires': 5}, 'expires')])
async def test_what_does_not_fit_a_table_is_named(ann, body, field):
    assert fields(await ann.post(TABLES, json={'name': 'Sprint 12'} | body)) == [field]


async def test_the_fourth_table_has_to_wait(ann, bob):
    for number in range(3):
        await opened(ann, f'Table {number}')
    answer = await bob.post(TABLES, json={'name': 'One too many'})
    assert refusal(answer) == (429, 'poker.too_many_tables')
    assert answer.headers['retry-after'] == '600'


async def test_a_change_names_the_version_that_was_seen(ann, bob):
    table = await opened(ann)
    await seated(table, bob)
    seen = (await ann.get(table)).json()['version']
    changed = await ann.patch(table, json={'name': 'Sprint 13', 'deck': 'T-shirt', 'version': seen,
                                           'switches': {'locked': True}})
    assert (changed.json()['name'], changed.json()['deck']['name']) == ('Sprint 13', 'T-shirt')
    assert changed.json()['switches']['locked'] is True
    stale = await ann.patch(table, json={'name': 'Sprint 14', 'version': seen})
    assert refusal(stale) == (409, 'stale_version')
    assert stale.json()['version'] == changed.json()['version'] > seen
    assert fields(await ann.patch(table, json={'name': 'Sprint 14'})) == ['version']
    assert fields(await ann.patch(table, json={'switches': {'flies': True}, 'version': seen})) == ['switches.flies']


async def test_a_closed_table_is_gone_for_everybody(ann, bob):
    table = await opened(ann, stories=[{'title': 'Pay by card'}])
    await seated(table, bob)
    gus = await guest_at(table)
    await ann.delete(table)
    for person in (ann, bob, gus, program()):
        for answer in (await person.get(table), await person.get(f'{table}/stories'),
                       await person.post(f'{table}/seats', json={'name': 'Gus'}), await person.delete(table),
                       await person.put(f'{table}/rounds/1/card', json={'face': '5'})):
            assert refusal(answer) == (410, 'poker.closed')
    assert (await bob.get(TABLES)).json()['total'] == 0


async def test_a_table_that_expired_says_so(ann, time):
    table = await opened(ann)
    time.passes(minutes=10)
    assert refusal(await ann.get(table)) == (410, 'poker.expired')


async def test_an_admin_may_close_any_table(ann, bob, cleo):
    table = await opened(bob)
    assert refusal(await cleo.delete(table)) == (403, 'auth.forbidden')
    assert (await ann.delete(table)).status_code == 204
    assert 'admin' in (await bob.get(table)).json()['detail']


async def test_a_table_that_never_was_is_not_found(ann):
    for address in ('', '/rounds', '/stories', '/export'):
        assert refusal(await ann.get(f'{TABLES}/{uuid4()}{address}'))[0] == 404
    for wrong in ('42', 'FELT-472', f'{uuid4()}x'):
        assert fields(await ann.get(f'{TABLES}/{wrong}')) == ['table_id']


async def test_whoever_asks_now_and_then_counts_as_being_there_without_any_page(ann, bob, time):
    table = await opened(ann)
    await seated(table, bob)
    time.passes(seconds=50)
    shown = (await bob.get(table)).json()
    assert not shown['is_paused'] and all(seat['is_connected'] for seat in shown['seats'])


async def test_a_table_waits_for_a_host_who_is_gone_until_the_next_request_of_theirs(ann, bob, time):
    table = await opened(ann)
    await seated(table, bob)
    await gone(ANN, table)
    time.passes(seconds=3)
    assert (await bob.get(table)).json()['is_paused']
    assert not (await ann.get(table)).json()['is_paused']
    assert not (await bob.get(table)).json()['is_paused']
