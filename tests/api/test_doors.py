"""What holds at every address: who comes in, how a refusal is put, what a body may be, and requests sent twice."""

import asyncio
import json
import logging

import pytest

from app.services.people import accounts, sessions
from app.work import transact
from tests.api.conftest import bearer, browser, fields, program, refusal
from tests.api.tables import TABLES, opened
from tests.people import ANN, BOB

JSON = {'Content-Type': 'application/json'}
OTHER = 'https://board.example.com'
SIGN_IN = {'email': 'ann@example.com', 'password': 'a wrong guess'}


async def patched(client, body, **headers):
    return await client.patch('/me', content=body, headers=JSON | headers)


REFUSED = [
    ('GET', '/nothing', 404, 'not_found'), ('GET', '/people/404', 404, 'not_found'),
    ('GET', '/ME', 404, 'not_found'), ('PUT', '/me', 405, 'method'), ('BREW', '/me', 405, 'method'),
    ('POST', '/people/1', 405, 'method'), ('DELETE', '/people/1', 409, 'people.last_admin')]


async def test_every_refusal_is_a_problem_document(ann):
    for method, path, status, code in REFUSED:
        answer = await ann.request(method, path)
        assert refusal(answer) == (status, code), (method, path)
        assert set(answer.json()) == {'type', 'title', 'status', 'detail', 'code', 'request_id'}


async def test_a_method_that_is_refused_comes_with_those_that_are_allowed(ann):
    assert (await ann.put('/me')).headers['allow'] == 'GET, PATCH, HEAD, OPTIONS'
    assert (await ann.put('/session')).headers['allow'] == 'POST, DELETE, OPTIONS'


NO_JSON = [
    '{', '{"name": "Bob",}', "{'name': 'Bob'}", '{"sound": NaN}', '{"sound": Infinity}', '{"name": "A", "name": "B"}',
    11 * '[' + 11 * ']', 100_000 * '[', '{"name": "\\ud800"}', b'{"name": "\xff"}', '\ufeff{}', '{} {}',
    f'{{"name": {5000 * "1"}}}']


async def test_what_is_not_strictly_json_cannot_be_read(ann):
    for body in NO_JSON:
        assert refusal(await patched(ann, body)) == (400, 'body.invalid'), body[:40]


MISFITS = [
    ('{"nickname": "B"}', ['nickname']), ('{"name": 7, "sound": "on"}', ['name', 'sound']), ('[]', ['']),
    ('"Bob"', ['']), ('', ['']), ('null', ['']), ('{"sound": 1e999}', ['sound'])]


async def test_what_does_not_fit_is_named_field_by_field(ann):
    for body, named in MISFITS:
        answer = await patched(ann, body)
        assert fields(answer) == named, body
        assert (answer.json()['detail'], answer.json()['code']) == ('Validation Error', 'validation')


async def test_a_body_where_none_belongs_is_refused_and_an_empty_one_is_none(ann):
    assert refusal(await ann.post('/bell/read', json={'all': True})) == (422, 'validation')
    assert (await ann.post('/bell/read', json={})).status_code == 204


async def test_a_body_says_that_it_is_json(ann):
    for kind in ('text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/json2', ''):
        answer = await ann.patch('/me', content='{"sound": true}', headers={'Content-Type': kind})
        assert refusal(answer) == (415, 'body.type')
    for kind in ('application/json', 'Application/JSON; charset=utf-8'):
        assert (await ann.patch('/me', content='{}', headers={'Content-Type': kind})).is_success


async def test_a_body_is_at_most_ten_megabytes_whether_it_says_so_or_not(ann):
    async def pieces():
        for _ in range(11):
            yield 1_000_000 * b' '
    for body in (11_000_000 * b' ', pieces()):
        assert refusal(await patched(ann, body)) == (413, 'body.too_large')
    assert refusal(await patched(ann, '{}', **{'Content-Length': '10000001'})) == (413, 'body.too_large')
    assert (await patched(ann, 9_999_998 * b' ' + b'{}')).is_success


async def test_too_often_says_when_it_is_possible_again(nobody):
    for _ in range(8):
        transact(sessions.note_failure, 'ann@example.com', '127.0.0.1')
    answer = await nobody.post('/session', json=SIGN_IN)
    assert refusal(answer) == (429, 'auth.locked') and answer.headers['retry-after'] == '900'


async def test_a_mistake_of_ours_is_a_reference_and_nothing_else(ann, monkeypatch, caplog):
    def broken(work, actor):
        raise RuntimeError('the secret plan')
    monkeypatch.setattr(accounts, 'view_profile', broken)
    answer = await ann.get('/me')
    assert refusal(answer) == (500, 'internal')
    assert answer.json()['detail'] == 'An unexpected error occurred.' and 'secret plan' not in answer.text
    assert 'the secret plan' in caplog.text and 'GET /api/v1/me broke' in caplog.text
    caplog.clear()


async def test_the_request_id_is_ours_and_new_each_time_unless_a_trusted_proxy_gives_one(ann):
    answers = [await ann.get('/me', headers={'X-Request-ID': 'mine'}) for _ in range(2)]
    assert len({answer.headers['x-request-id'] for answer in answers} - {'mine'}) == 2


async def test_the_log_has_a_line_for_each_request_with_its_sender_status_and_time(bob, nobody, caplog):
    caplog.set_level(logging.INFO, 'app.security.gate')
    for client in (bob, browser(BOB), nobody, program('Seat made-up')):
        await client.get('/me')
    lines = [record for record in caplog.records if record.getMessage() == 'GET /api/v1/me']
    assert [(line.actor, line.status) for line in lines] == 2 * [('person:2', 200)] + 2 * [('', 401)]
    assert all(line.duration_ms > 0 for line in lines)


@pytest.fixture
def behind_a_proxy(database, monkeypatch):
    monkeypatch.setenv('TRUSTED_PROXIES', '10.0.0.0/8')


@pytest.mark.usefixtures('behind_a_proxy')
async def test_a_trusted_proxy_names_the_request_and_the_sender(server):
    through = program(bearer(BOB), peer='10.0.0.1', **{'X-Request-ID': 80 * 'a', 'X-Forwarded-For': '203.0.113.7'})
    assert (await through.get('/me')).headers['x-request-id'] == 64 * 'a'
    guess = program(peer='10.0.0.1', **{'X-Forwarded-For': '6.6.6.6, 203.0.113.7'})
    for _ in range(8):
        transact(sessions.note_failure, 'ann@example.com', '203.0.113.7')
    assert refusal(await guess.post('/session', json=SIGN_IN)) == (429, 'auth.locked')
    direct = program(peer='198.51.100.8', **{'X-Forwarded-For': '203.0.113.7'})
    assert refusal(await direct.post('/session', json=SIGN_IN)) == (401, 'auth.wrong')


async def test_lists_are_sorted_as_they_are_asked_for(ann):
    for name in ('Beta', 'Alpha'):
        await opened(ann, name)
    for sort, names in (('name', ['Alpha', 'Beta']), ('-name', ['Beta', 'Alpha']), ('made_at', ['Beta', 'Alpha'])):
        assert [item['name'] for item in (await ann.get(TABLES, params={'sort': sort})).json()['items']] == names
    numbers = [entry['seq'] for entry in (await ann.get('/audit', params={'sort': 'at'})).json()['items']]
    assert numbers == sorted(numbers) and len(numbers) > 2
    for address in (TABLES, '/audit', '/people'):
        assert fields(await ann.get(address, params={'sort': 'foo'})) == ['sort']


async def test_the_search_finds_what_the_sender_may_see(ann, bob, cleo):
    await opened(ann, 'The boat')
    found = (await bob.get('/search', params={'q': 'bo'})).json()
    assert [(hit['kind'], hit['title']) for hit in found['items']] == [('table', 'The boat'), ('person', 'Bob')]
    assert [hit['kind'] for hit in (await cleo.get('/search', params={'q': 'bo'})).json()['items']] == ['table']
    assert fields(await bob.get('/search', params={'q': ''})) == ['q']


LISTS = ('/people', '/poker/tables', '/audit')


async def test_every_long_list_is_cut_within_the_same_bounds(ann):
    for address in LISTS:
        for name, value in (('skip', -1), ('skip', 2**63), ('skip', 'x'), ('limit', 0), ('limit', 501), ('limit', 1.5)):
            assert fields(await ann.get(address, params={name: value})) == [name], (address, name, value)
        for wanted in ({'limit': 500}, {'skip': 2**63 - 1}, {'skip': 0, 'limit': 1}):
            assert set((await ann.get(address, params=wanted)).json()) == {'items', 'total'}


NEW = {'people': ('/people', {'email': 'dora@example.com'}, {'email': 'emil@example.com'}),
       'tables': (TABLES, {'name': 'Ours'}, {'name': 'Theirs'}),
       'decks': ('/poker/decks', {'name': 'Ours', 'faces': [{'face': '1'}, {'face': '2'}]},
                 {'name': 'Theirs', 'faces': [{'face': '1'}, {'face': '2'}]})}


def keyed(client, address, body, key='key-1'):
    return client.post(address, json=body, headers={'Idempotency-Key': key})


@pytest.mark.parametrize('what', NEW)
async def test_a_request_that_is_sent_twice_is_answered_twice_and_done_once(ann, what):
    address, body, _ = NEW[what]
    first, again = await keyed(ann, address, body), await keyed(ann, address, body)
    assert first.status_code == again.status_code == 201
    assert (first.json()['id'], first.headers['location']) == (again.json()['id'], again.headers['location'])
    assert first.json().get('link') == again.json().get('link')


@pytest.mark.parametrize('what', NEW)
async def test_a_key_is_for_one_request(ann, what):
    address, body, other = NEW[what]
    await keyed(ann, address, body)
    assert refusal(await keyed(ann, address, other)) == (409, 'idempotency.mismatch')
    assert (await keyed(ann, address, other, 'key-2')).status_code == 201


async def test_the_key_of_somebody_else_is_another_one(ann, bob, nobody):
    told = {(await keyed(person, TABLES, {'name': 'Ours'} | more)).json()['id']
            for person, more in ((ann, {}), (bob, {}), (nobody, {'guest': 'Gus'}))}
    assert len(told) == 3


async def test_sent_twice_at_once_it_happens_once(ann):
    answers = await asyncio.gather(*(keyed(ann, TABLES, {'name': 'Ours'}) for _ in range(5)))
    assert len({answer.json()['id'] for answer in answers}) == 1
    assert (await ann.get(TABLES)).json()['total'] == 1


async def test_a_guest_without_a_token_opens_one_table_and_gets_the_same_seat_again(nobody, ann):
    body = {'name': 'Ours', 'guest': 'Gus'}
    first, again = [(await keyed(nobody, TABLES, body)).json() for _ in range(2)]
    assert (first['id'], first['seat_token']) == (again['id'], again['seat_token'])
    assert (await ann.get(TABLES)).json()['total'] == 1
    assert (await program(f'Seat {first["seat_token"]}').get(f'{TABLES}/{first["id"]}')).is_success
    elsewhere = await keyed(program(peer='203.0.113.7'), TABLES, body)
    assert elsewhere.json()['id'] != first['id']


async def test_a_guest_who_joins_twice_with_one_key_takes_one_seat(nobody, ann):
    table = await opened(ann, 'Ours')
    first, again = [(await keyed(nobody, f'{table}/seats', {'name': 'Gus'})).json() for _ in range(2)]
    assert first == again and first['seat_token']
    assert len((await ann.get(table)).json()['seats']) == 2


async def test_the_same_story_for_another_table_is_another_request(ann):
    one, two = await opened(ann, 'One'), await opened(ann, 'Two')
    assert (await keyed(ann, f'{one}/stories', {'title': 'Pay by card'})).status_code == 201
    assert refusal(await keyed(ann, f'{two}/stories', {'title': 'Pay by card'})) == (409, 'idempotency.mismatch')


async def test_a_refused_request_may_be_mended_and_sent_again_under_its_key(ann):
    assert fields(await keyed(ann, TABLES, {'name': ''})) == ['name']
    assert (await keyed(ann, TABLES, {'name': 'Ours'})).status_code == 201


async def test_a_key_has_a_sensible_length(ann):
    for key in ('', 129 * 'k'):
        assert fields(await keyed(ann, TABLES, {'name': 'Ours'}, key)) == ['Idempotency-Key']
    assert (await keyed(ann, TABLES, {'name': 'Ours'}, 128 * 'k')).status_code == 201


async def test_head_answers_like_get_without_the_body_and_options_names_the_methods(ann, nobody):
    for address in ('/me', '/people', '/health'):
        get, head = await ann.get(address), await ann.head(address)
        assert (head.status_code, head.content) == (200, b'')
        assert head.headers['content-length'] == get.headers['content-length']
    assert (await nobody.head('/me')).status_code == 401
    answer = await nobody.options('/people')
    assert (answer.status_code, answer.headers['allow']) == (204, 'GET, POST, HEAD, OPTIONS')
    assert refusal(await nobody.options('/nothing'))[0] == 404


PREFLIGHT = {'Origin': OTHER, 'Access-Control-Request-Method': 'POST',
             'Access-Control-Request-Headers': 'authorization'}


async def test_other_origins_are_told_nothing_by_default(ann, nobody):
    for answer in (await ann.get('/me', headers={'Origin': OTHER}), await nobody.options('/people', headers=PREFLIGHT)):
        assert not [name for name in answer.headers if name.startswith('access-control')]


@pytest.fixture
def shared(database, monkeypatch):
    """The operator lets another site in."""
    monkeypatch.setenv('CORS_ORIGINS', OTHER)


@pytest.mark.usefixtures('shared')
async def test_an_origin_that_the_operator_lets_in_comes_with_a_token_and_never_with_a_cookie(ann, nobody):
    preflight = await nobody.options('/people', headers=PREFLIGHT)
    assert (preflight.status_code, preflight.headers['access-control-allow-origin']) == (200, OTHER)
    read = await ann.get('/me', headers={'Origin': OTHER})
    assert read.headers['access-control-allow-origin'] == OTHER
    assert 'x-request-id' in read.headers['access-control-expose-headers'].lower()
    assert (await ann.patch('/me', json={}, headers={'Origin': OTHER})).is_success
    for answer in (preflight, read):
        assert 'access-control-allow-credentials' not in answer.headers
    with_cookie = browser(ANN)
    assert refusal(await with_cookie.patch('/me', json={}, headers={'Origin': OTHER})) == (403, 'auth.origin')
    stranger = await ann.get('/me', headers={'Origin': 'https://evil.example'})
    assert 'access-control-allow-origin' not in stranger.headers


@pytest.mark.usefixtures('shared')
async def test_nothing_but_the_api_is_shared(server):
    for address in ('/metrics', '/readyz', '/healthz', '/sign-in', '/api/openapi.json'):
        answer = await program(root='').get(address, headers={'Origin': OTHER})
        assert answer.status_code == 200 and 'access-control-allow-origin' not in answer.headers, address


async def test_no_answer_of_the_api_is_kept_anywhere(ann, nobody):
    for answer in (await ann.get('/me'), await nobody.get('/me'), await ann.get('/nothing'), await ann.head('/people'),
                   await ann.get('/audit/export')):
        assert answer.headers['cache-control'] == 'no-store'
        assert answer.headers['content-security-policy'] == "default-src 'none'; frame-ancestors 'none'"


async def test_names_in_answers_are_in_snake_case_and_times_in_utc(ann):
    def walk(value, name=''):
        if isinstance(value, dict):
            for key, inner in value.items():
                assert key == key.lower() and '-' not in key
                walk(inner, key)
        for inner in value if isinstance(value, list) else ():
            walk(inner, name)
        if name in ('at', 'made_at', 'seen_at', 'used_at', 'ends_at', 'expires_at', 'server_now') and value:
            assert str(value).endswith('Z'), (name, value)
        if name == 'id':
            assert value is None or isinstance(value, str)
    await opened(ann, stories=[{'title': 'Pay by card'}])
    for address in ('/me', '/people', '/audit', '/bell', '/home', TABLES, '/poker/decks'):
        walk(json.loads((await ann.get(address)).text))
