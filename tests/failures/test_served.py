"""The real server with real requests and sockets: odd parameters, floods with many viewers, a second process."""

import asyncio
import json
import math
import subprocess
import sys
from contextlib import asynccontextmanager

import aiohttp
import pytest

from tests.machine.operating import Operating
from tests.machine.program import ADMIN, free_port, own_environment

NONSENSE = {
    'too few': 0, 'less than nothing': -1, 'far too many': 10**9, 'a switch': True, 'a command': '3; rm -rf /',
    'an option': '--clean', 'digits of another script': '٣', 'ten kilobytes': 10_240 * '3', 'a NUL': '3\0',
    'a fraction': 2.5, 'a list': [3], 'nothing to be found in it': {}}
VIEWERS, LINES = 10, 60_000  # lines, of which 20,000 come in a second


@pytest.fixture
def kind():
    return 'sqlite'


@pytest.fixture(scope='module')
def served(tmp_path_factory):
    program = Operating(tmp_path_factory.mktemp('served'), **ADMIN, APP_MODE='all', AIRSENAL_BIN='stand-in',
                        RATE_LIMIT_PER_MINUTE='0')
    program.start()
    yield program
    program.stop()


@pytest.fixture(scope='module')
def token(served):
    return asyncio.run(_token(served))


async def _token(served):
    async with aiohttp.ClientSession(f'{served.url}/api/v1/', headers={'Origin': served.url},
                                     cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        await answered(browser.post('session', json={'email': ADMIN['SETUP_ADMIN_EMAIL'],
                                                     'password': ADMIN['SETUP_ADMIN_PASSWORD']}), 204)
        made = await answered(browser.post('me/tokens', json={
            'name': 'test', 'scopes': ['read', 'ops:run', 'admin'], 'days': 1}), 201)
        return f'Bearer {made["token"]}'


async def answered(asking, status=200):
    async with asking as answer:
        assert answer.status == status, await answer.text()
        return await answer.json() if status != 204 else None


@pytest.fixture
async def client(served, token):
    """A program with a token."""
    async with aiohttp.ClientSession(f'{served.url}/api/v1/ops/', headers={'Authorization': token}) as session:
        yield session


@pytest.fixture
async def run(client):
    """One that is over soon."""
    return (await answered(client.post('runs', json={'command': 'say'}), 201))['id']


@asynccontextmanager
async def stranger(served):
    async with aiohttp.ClientSession(f'{served.url}/api/v1/ops/') as session:
        yield session


@pytest.mark.parametrize('value', NONSENSE.values(), ids=NONSENSE)
async def test_an_odd_number_of_weeks_is_refused_beside_its_field_and_nothing_is_queued(client, value):
    refusal = await answered(client.post('runs', json={'command': 'optimize', 'parameters': {
        'fpl_team_id': 1, 'weeks_ahead': value}}), 422)
    assert [error['field'] for error in refusal['errors']] == ['parameters.weeks_ahead']
    assert (await answered(client.get('runs', params={'command': 'optimize'})))['total'] == 0


@pytest.mark.parametrize('value', [math.nan, math.inf])
async def test_a_number_that_is_none_is_no_json_and_nothing_is_queued(client, value):
    body = json.dumps({'command': 'optimize', 'parameters': {'fpl_team_id': 1, 'weeks_ahead': value}})
    await answered(client.post('runs', data=body, headers={'Content-Type': 'application/json'}), 400)
    assert (await answered(client.get('runs', params={'command': 'optimize'})))['total'] == 0


async def test_a_socket_of_a_foreign_page_is_refused_before_it_opens(served, token, run):
    async with stranger(served) as session:
        for origin in ('https://evil.example', 'null', f'{served.url}.evil.example'):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
                await session.ws_connect(f'runs/{run}/stream', headers={'Origin': origin, 'Authorization': token})
            assert refusal.value.status == 403


@pytest.mark.parametrize('query', ['', '?token={}', '?access_token={}', '?authorization={}', '?ticket={}'])
async def test_a_socket_without_credentials_or_with_a_token_in_its_address_is_closed_with_1008(
        served, token, run, query):
    async with stranger(served) as session, session.ws_connect(
            f'runs/{run}/stream{query.format(token.partition(" ")[2])}') as socket:
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        assert socket.close_code == 1008


async def test_a_socket_with_a_token_in_its_header_is_told_everything(client, run):
    async with client.ws_connect(f'runs/{run}/stream') as socket:
        told = [json.loads(message.data) async for message in socket]
    assert {'state', 'log'} <= {message['type'] for message in told}
    assert told[-1] == told[-1] | {'type': 'end', 'status': 'completed'}


async def test_ten_viewers_of_twenty_thousand_lines_a_second_miss_nothing_while_pages_answer(client, served):
    number = (await answered(client.post('runs', json={'command': 'gale'}), 201))['id']
    watching = asyncio.gather(*(view(client, number) for _ in range(VIEWERS)))
    looks = 0
    while not watching.done():
        async with asyncio.timeout(5):
            await answered(client.get(f'runs/{number}'))
        looks += 1
        await asyncio.sleep(0.05)  # a person is no faster
    for numbers, left_out in await watching:
        assert sorted([*numbers, *left_out]) == list(range(1, LINES + 2)) and len(numbers) >= 1_000
    assert looks > 10


async def view(client, number):
    """The numbers of the lines that came, and of those it was told of as left out."""
    numbers, left_out = [], []
    async with client.ws_connect(f'runs/{number}/stream', max_msg_size=0) as socket:
        async for message in socket:
            told = json.loads(message.data)
            if told['type'] == 'log':
                numbers += [line['seq'] for line in told['lines']]
            elif told['type'] == 'gap':
                left_out += range(told['first'], told['last'] + 1)
    assert told['type'] == 'end' and told['state'] == 'succeeded'
    return numbers, left_out


def test_a_second_process_on_the_same_file_refuses_to_start_naming_the_first(served):
    told = subprocess.run([sys.executable, '-m', 'app', 'serve'], capture_output=True, text=True, check=False,
                          env=own_environment() | {'DATA_DIR': str(served.folder), 'PORT': str(free_port())})
    assert told.returncode == 78 and f'process {served.process.pid} on ' in told.stderr
    assert 'Traceback' not in told.stderr
