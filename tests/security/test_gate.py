"""The outermost layer, around nothing: what passes, what is refused, and what is put on the answer."""

import json
from types import SimpleNamespace

import httpx
import pytest
from nicegui import Client
from starlette.responses import PlainTextResponse

from app.security.gate import FILES, Gate
from app.security.tokens import digest, new_token
from app.settings import load

LOCAL = load({})
PUBLIC = load({'BASE_URL': 'https://plan.example.com', 'TRUSTED_PROXIES': '10.0.0.0/8'})
PROXIED = load({'TRUSTED_PROXIES': '10.0.0.0/8'})
OURS, EVIL = 'http://localhost', 'https://evil.com'
COOKIE = {'Cookie': 'rt_session=bob'}
VISITOR = {'Cookie': 'rt_guest=gus'}
TOKEN = new_token('seed').text
MEGABYTE = 1_000_000 * b'x'


class Inside:
    """What stands behind the gate: notes who came in, reads everything, answers politely."""

    def __init__(self):
        self.caller, self.bytes, self.sockets = None, 0, 0

    async def __call__(self, scope, receive, send):
        self.caller = scope['caller']
        if scope['type'] == 'websocket':
            self.sockets += 1
            await send({'type': 'websocket.accept'})
            return
        while (message := await receive()).get('more_body'):
            self.bytes += len(message['body'])
        self.bytes += len(message.get('body', b''))
        if scope['path'] == '/breaks':
            raise RuntimeError('a mistake of ours')
        await PlainTextResponse('welcome')(scope, receive, send)


async def broken(request, error):
    return PlainTextResponse(f'broken: {error}', 500)


@pytest.fixture
def inside():
    return Inside()


@pytest.fixture
def outside(inside):
    """Clients of a gate with other settings, or from elsewhere."""
    def client(settings=LOCAL, peer='127.0.0.1', base=OURS, **headers):
        gate = httpx.ASGITransport(Gate(inside, settings, broken), client=(peer, 4711))
        return httpx.AsyncClient(transport=gate, base_url=base, headers=headers)
    return client


def problem(answer):
    assert answer.headers['content-type'] == 'application/problem+json'
    told = answer.json()
    assert told['status'] == answer.status_code and told['request_id'] == answer.headers['x-request-id']
    return answer.status_code, told['code']


@pytest.fixture
def knock(inside):
    """Ask for a websocket; says whether it was opened, or with which code it was closed."""
    async def asked(path='/_nicegui_ws/socket.io/', query='client_id=page', settings=LOCAL, **headers):
        given = [(b'host', b'localhost'), *((name.lower().encode(), value.encode()) for name, value in headers.items())]
        scope = {'type': 'websocket', 'path': path, 'query_string': query.encode(), 'headers': given, 'scheme': 'ws',
                 'client': ('127.0.0.1', 4711)}
        sent = []

        async def send(message):
            sent.append(message)
        await Gate(inside, settings, broken)(scope, None, send)
        return sent[0]['type'].removeprefix('websocket.'), sent[0].get('code')
    return asked


OPENED, CLOSED = ('accept', None), ('close', 1008)


@pytest.mark.parametrize(('host', 'is_known'), [
    ('localhost', True), ('localhost:8080', True), ('192.168.1.5:8080', True), ('evil.com', False), ('', False),
    ('localhost.evil.com', False), ('localhost@evil.com', False)])
async def test_a_request_comes_by_a_name_of_ours(outside, host, is_known):
    answer = await outside(Host=host).get('/api/v1/me')
    assert answer.status_code == 200 if is_known else problem(answer) == (400, 'host')


async def test_a_request_has_one_name(outside, inside):
    twice = httpx.Headers([('Host', 'localhost'), ('Host', 'evil.com')])
    assert problem(await outside().get('/', headers=twice)) == (400, 'host')
    assert inside.caller is None


async def test_with_a_public_name_no_other_is_welcome_except_to_probes(outside):
    for name, status in (('plan.example.com', 200), ('localhost', 400), ('10.0.0.7', 400)):
        assert (await outside(PUBLIC, Host=name).get('/')).status_code == status
    for probe in ('/healthz', '/health', '/readyz', '/metrics'):
        assert (await outside(PUBLIC, Host='10.0.0.7').get(probe)).status_code == 200


FROM_OURS = [{'Origin': OURS}, {'Sec-Fetch-Site': 'same-origin'}, {'Origin': OURS, 'Sec-Fetch-Site': 'cross-site'}]
FROM_ELSEWHERE = [{}, {'Origin': 'null'}, {'Origin': EVIL}, {'Origin': f'{OURS}.evil'}, {'Origin': 'https://localhost'},
                  {'Origin': f'{OURS}:81'}, {'Sec-Fetch-Site': 'same-site'}, {'Sec-Fetch-Site': 'none'},
                  {'Origin': EVIL, 'Sec-Fetch-Site': 'same-origin'}]


@pytest.mark.parametrize('method', ['POST', 'PUT', 'PATCH', 'DELETE', 'BREW'])
async def test_what_changes_something_by_a_cookie_comes_from_our_own_pages(outside, inside, method):
    for given in FROM_OURS:
        assert (await outside(**COOKIE, **given).request(method, '/api/v1/me')).status_code == 200, given
    inside.caller = None
    for given in FROM_ELSEWHERE:
        assert problem(await outside(**COOKIE, **given).request(method, '/api/v1/me')) == (403, 'auth.origin'), given
    assert inside.caller is None


async def test_two_origins_are_none(outside):
    both = httpx.Headers([('Origin', OURS), ('Origin', EVIL), ('Cookie', 'rt_session=bob')])
    assert problem(await outside().post('/api/v1/me', headers=both)) == (403, 'auth.origin')


async def test_looking_needs_no_origin_and_neither_do_programs(outside):
    for method in ('GET', 'HEAD', 'OPTIONS'):
        assert (await outside(**COOKIE, Origin=EVIL).request(method, '/api/v1/me')).status_code == 200
    assert (await outside(Origin=EVIL).post('/api/v1/session')).status_code == 200
    with_both = outside(**COOKIE, Authorization=f'Bearer {TOKEN}', Origin=EVIL)
    assert (await with_both.post('/api/v1/me')).status_code == 200
    assert problem(await with_both.post('/poker')) == (403, 'auth.origin')  # pages know no tokens


async def test_hooks_of_others_bring_no_cookie_that_counts(outside):
    assert (await outside(**COOKIE, Origin=EVIL).post('/hooks/jira')).status_code == 200


async def test_a_socket_comes_from_our_own_pages(knock):
    for given in FROM_OURS:
        assert await knock(**COOKIE, **given) == OPENED, given
    for given in FROM_ELSEWHERE:
        assert await knock(**COOKIE, **given) == CLOSED, given
    assert await knock('/anything', **COOKIE, Origin=EVIL) == CLOSED


@pytest.fixture
def page(monkeypatch):
    """A page that is open, built for whoever brought these cookies."""
    def opened(**cookies):
        owner = SimpleNamespace(**{'session': '', 'visitor': ''} | cookies)
        request = SimpleNamespace(scope={'caller': owner})
        monkeypatch.setitem(Client.instances, 'page', SimpleNamespace(request=request, _request=request))
    return opened


BOBS, GUSS = {'session': digest('bob'), 'visitor': digest('gus')}, {'visitor': digest('gus')}
PAGES = [  # built for, asked with, comes in
    (BOBS, 'rt_session=bob', True), (BOBS, 'rt_session=bob; rt_guest=other', True), (BOBS, 'rt_session=ann', False),
    (BOBS, 'rt_guest=gus', False), (BOBS, 'rt_session=; rt_guest=gus', False), (GUSS, 'rt_guest=gus', True),
    (GUSS, 'rt_session=ann; rt_guest=gus', True), (GUSS, 'rt_guest=other', False), (GUSS, 'rt_session=gus', False),
    (GUSS, '', False), (BOBS, '', False), (BOBS, f'rt_session={digest("bob")}', False)]


@pytest.mark.parametrize(('built_for', 'cookie', 'is_theirs'), PAGES)
async def test_a_page_is_for_the_browser_it_was_built_for(page, knock, outside, built_for, cookie, is_theirs):
    page(**built_for)
    given = {'Cookie': cookie, 'Origin': OURS} if cookie else {'Origin': OURS}
    assert await knock(**given) == (OPENED if is_theirs else CLOSED)
    for method, address in (('GET', '/_nicegui_ws/socket.io/?transport=polling&client_id=page'),
                            ('POST', '/_nicegui_ws/socket.io/?transport=polling&client_id=page'),
                            ('POST', '/_nicegui/client/page/upload/7'), ('GET', '/_nicegui/client/page/file')):
        assert (await outside(**given).request(method, address)).status_code == (200 if is_theirs else 403), address


async def test_polling_is_a_socket_too_and_comes_from_our_own_pages(page, outside):
    page(**BOBS)
    address = '/_nicegui_ws/socket.io/?transport=polling&client_id=page'
    assert problem(await outside(**COOKIE, Origin=EVIL).get(address)) == (403, 'auth.origin')
    assert (await outside(**COOKIE, Origin=OURS).get(address)).status_code == 200


async def test_a_socket_says_which_page_it_is_for_and_an_old_one_is_left_to_the_framework(knock):
    for query in ('', 'client_id=', 'other=page'):
        assert await knock(query=query, **COOKIE, Origin=OURS) == CLOSED, query
    assert await knock(query='client_id=gone', **COOKIE, Origin=OURS) == OPENED


async def test_with_two_page_ids_the_first_counts_as_it_does_for_the_framework(page, knock):
    page(**BOBS)
    assert await knock(query='client_id=page&client_id=mine', **VISITOR, Origin=OURS) == CLOSED


@pytest.mark.parametrize('size', [10, 11])
async def test_a_body_has_at_most_ten_megabytes_counted_or_announced(outside, inside, size):
    async def pieces():
        for _ in range(size):
            yield MEGABYTE
    answers = [await outside().post('/api/v1/x', content=body) for body in (pieces(), size * MEGABYTE)]
    if size == 10:
        assert [answer.status_code for answer in answers] == [200, 200]
    else:
        assert [problem(answer) for answer in answers] == 2 * [(413, 'body.too_large')]
        assert inside.bytes <= 10_000_000


@pytest.mark.parametrize(('path', 'most'), [('/_nicegui/client/page/upload/7', 50_010_000), (FILES, 50_000_000)],
                         ids=['a form of a page around it', 'as it is'])
async def test_uploads_may_be_larger(outside, page, path, most):
    page(**BOBS)
    for size, status in ((most, 200), (most + 1, 413)):
        answer = await outside(**COOKIE, Origin=OURS).post(path, headers={'Content-Length': str(size)})
        assert answer.status_code == status


async def test_a_length_that_is_no_number_is_none(outside):
    assert (await outside().post('/x', headers={'Content-Length': 'many'})).status_code == 200


@pytest.mark.parametrize('address', ['/people%00', '/people?text=%00', '/poker/%00'])
async def test_no_address_has_a_nul_in_it(outside, address):
    assert problem(await outside().get(address)) == (400, 'address')


@pytest.mark.parametrize(('peer', 'forwarded', 'address'), [
    ('203.0.113.7', '6.6.6.6', '203.0.113.7'), ('10.0.0.1', '6.6.6.6, 198.51.100.1', '198.51.100.1'),
    ('10.0.0.1', '', '10.0.0.1'), ('::ffff:10.0.0.1', '2001:db8:1:2::9', '2001:db8:1:2::9')])
async def test_where_it_comes_from_is_believed_of_our_own_proxies_only(outside, inside, peer, forwarded, address):
    given = {'X-Forwarded-For': forwarded, 'X-Real-IP': '7.7.7.7'} if forwarded else {}
    await outside(PROXIED, peer, **given).get('/')
    assert inside.caller.address == address and inside.caller.is_forwarded is bool(forwarded)


async def test_several_headers_of_proxies_count_as_one(outside, inside):
    hops = httpx.Headers([('X-Forwarded-For', '6.6.6.6'), ('X-Forwarded-For', '198.51.100.1')])
    await outside(PROXIED, '10.0.0.1').get('/', headers=hops)
    assert inside.caller.address == '198.51.100.1'


@pytest.mark.parametrize(('settings', 'peer', 'proto', 'is_https'), [
    (LOCAL, '127.0.0.1', 'https', False), (PROXIED, '10.0.0.1', 'https', True), (PROXIED, '10.0.0.1', 'http', False),
    (PROXIED, '10.0.0.1', 'http, https', True), (PROXIED, '203.0.113.7', 'https', False),
    (PUBLIC, '203.0.113.7', 'http', True)])
async def test_a_line_is_safe_when_the_operator_or_a_proxy_of_ours_says_so(outside, inside, settings, peer, proto,
                                                                           is_https):
    base = 'http://plan.example.com' if settings is PUBLIC else OURS
    answer = await outside(settings, peer, base, **{'X-Forwarded-Proto': proto}).get('/')
    assert inside.caller.is_https is is_https
    assert ('strict-transport-security' in answer.headers) is is_https
    assert answer.headers['set-cookie'].startswith('__Host-rt_guest=' if is_https else 'rt_guest=')
    assert ('; Secure' in answer.headers['set-cookie']) is is_https


async def test_a_request_id_of_a_trusted_proxy_goes_on_and_any_other_is_ours(outside, inside):
    for settings, peer, is_kept in ((PROXIED, '10.0.0.1', True), (PROXIED, '203.0.113.7', False),
                                    (LOCAL, '127.0.0.1', False)):
        answer = await outside(settings, peer, **{'X-Request-ID': 'from the proxy'}).get('/')
        assert (inside.caller.request_id == 'from the proxy') is is_kept
        assert answer.headers['x-request-id'] == inside.caller.request_id != ''


@pytest.mark.parametrize(('path', 'headers', 'kind', 'key'), [
    ('/', {}, 'guest', None), ('/', COOKIE, 'session', 'bob'), ('/poker', VISITOR, 'guest', 'gus'),
    ('/api/v1/me', {}, None, None), ('/api/v1/me', COOKIE, 'session', 'bob'), ('/api/v1/me', VISITOR, 'guest', 'gus'),
    ('/api/v1/me', {'Authorization': f'Bearer {TOKEN}'}, 'token', TOKEN),
    ('/api/v1/me', COOKIE | {'Authorization': f'bearer {TOKEN}'}, 'token', TOKEN),
    ('/api/v1/me', COOKIE | {'Authorization': f'Bearer  {TOKEN}'}, None, None),
    ('/api/v1/me', COOKIE | {'Authorization': 'nonsense'}, None, None),
    ('/api/v1/me', VISITOR | {'Authorization': 'Seat gina'}, 'guest', 'gina'),
    ('/api/v1/me', {'Authorization': 'Seat two words'}, None, None),
    ('/', COOKIE | {'Authorization': f'Bearer {TOKEN}'}, 'session', 'bob'),
    ('/', {'Cookie': '__Host-rt_session=bob'}, 'guest', None)])
async def test_one_credential_counts_and_a_token_before_any_cookie(outside, inside, path, headers, kind, key):
    await outside(**headers).get(path)
    credential = inside.caller.credential
    assert (credential.kind if credential else None) == kind
    if key:
        assert credential.key == digest(key)


async def test_beside_a_token_no_cookie_is_even_looked_at(outside, inside):
    for authorization in (f'Bearer {TOKEN}', 'nonsense'):
        given = {'Cookie': 'rt_session=bob; rt_guest=gus', 'Authorization': authorization, 'Origin': EVIL}
        assert (await outside(**given).delete('/api/v1/session')).status_code == 200
        assert (inside.caller.session, inside.caller.visitor) == ('', '')


async def test_only_pages_give_a_visitor_a_cookie_and_the_same_one_again(outside, inside):
    for path in ('/api/v1/me', '/healthz', '/static/x.css', '/_nicegui/x.js', '/sign-out', '/session/begin'):
        assert 'set-cookie' not in (await outside().get(path)).headers, path
    given = (await outside().get('/')).headers['set-cookie'].split('; ')
    assert given[1:] == ['Path=/', 'HttpOnly', 'SameSite=Lax', 'Max-Age=2592000'] and len(given[0]) > 50
    assert inside.caller.visitor == digest(given[0].partition('=')[2])
    assert (await outside(**VISITOR).get('/')).headers['set-cookie'].startswith('rt_guest=gus; ')


async def test_what_nobody_has_foreseen_is_answered_and_dressed_like_everything_else(outside):
    answer = await outside().get('/breaks')
    assert (answer.status_code, answer.text) == (500, 'broken: a mistake of ours')
    assert answer.headers['x-content-type-options'] == 'nosniff' and answer.headers['x-request-id']


async def test_a_refusal_is_dressed_and_logged_without_secrets(outside, caplog):
    answer = await outside(Host='evil.com').get('/reset/secret?token=secret')
    assert answer.headers['x-content-type-options'] == 'nosniff'
    assert json.loads(answer.text)['detail'].startswith('This name is not one of ours')
    assert 'secret' not in caplog.text


