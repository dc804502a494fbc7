"""Files for runs by requests: the content is the body."""

import asyncio
from hashlib import sha256
from pathlib import Path

import pytest
from nicegui import core

from app.security.gate import FILES
from jobs import commands
from tests import ops
from tests.api.conftest import bearer, browser, entries, fields, program, refusal
from tests.api.ops import asked
from tests.people import OLIVER, PIA, invite_crew
from tests.uploads import TEXT, left

ENDING = {'command': 'read_table', 'parameter': 'file'}


@pytest.fixture(autouse=True)
def _commands_to_test_with(monkeypatch):
    """And nobody but the test works on their runs."""
    monkeypatch.setattr(commands, 'DEFINITIONS', ops.COMMANDS)


@pytest.fixture
def oliver(server):
    invite_crew()
    return program(bearer(OLIVER))


@pytest.fixture
def folder(tmp_path):
    return Path(tmp_path) / 'files'


async def send(client, content=TEXT, name='points.csv', kind='application/octet-stream', **purpose):
    return await client.post('/ops/files', content=content, params={'name': name, **purpose},
                             headers={'Content-Type': kind})


async def test_a_file_is_sent_and_given_to_a_run(oliver, folder):
    answer = await send(oliver)
    assert answer.status_code == 201
    file = answer.json()
    assert file == {'id': file['id'], 'name': 'points.csv', 'size': len(TEXT), 'sha256': sha256(TEXT).hexdigest()}
    run = await asked(oliver, 'read', parameters={'file': int(file['id'])})
    assert run['parameters'] == {'file': int(file['id'])} and len(left(folder)) == 1
    assert [entry.detail for entry in entries(deed='ops.upload')] == [
        f'points.csv, {len(TEXT)} bytes, {sha256(TEXT).hexdigest()[:12]}']


async def test_a_page_of_ours_may_send_one_too_and_another_site_may_not(oliver, folder):
    assert (await send(browser(OLIVER))).status_code == 201
    stranger = browser(OLIVER)
    stranger.headers['Origin'] = 'https://evil.example'
    assert refusal(await send(stranger)) == (403, 'auth.origin')
    assert len(left(folder)) == 1


@pytest.mark.parametrize('name', ['../../../etc/passwd', '/etc/passwd', '..\\..\\passwd', 'a\x1b/passwd'],
                         ids=['up', 'root', 'other slashes', 'control'])
async def test_a_path_in_the_name_is_no_path(oliver, folder, name):
    assert (await send(oliver, name=name)).json()['name'] == 'passwd'
    assert len(left(folder)) == 1 and 'passwd' not in left(folder)[0]


async def test_an_emoji_is_part_of_a_name_and_no_address_has_a_nul(oliver, folder):
    assert (await send(oliver, name='📈.csv')).json()['name'] == '📈.csv'
    assert refusal(await send(oliver, name='a\0.csv')) == (400, 'address')
    assert fields(await send(oliver, name='')) == ['name']
    assert len(left(folder)) == 1


async def test_an_empty_file_is_a_file(oliver):
    assert (await send(oliver, b'')).json()['size'] == 0


async def test_51_mb_are_too_large_whether_they_say_so_or_not(oliver, folder):
    assert refusal(await send(oliver, bytes(51_000_000))) == (413, 'body.too_large')

    async def pieces():
        for _ in range(51):
            yield bytes(1_000_000)
    assert refusal(await send(oliver, pieces())) == (413, 'body.too_large')
    assert left(folder) == []
    assert (await send(oliver, bytes(50_000_000))).json()['size'] == 50_000_000


async def test_other_addresses_still_take_ten(oliver):
    answer = await oliver.post('/ops/runs', content=bytes(10_000_001), headers={'Content-Type': 'application/json'})
    assert refusal(answer) == (413, 'body.too_large')


async def test_a_file_that_does_not_fit_its_parameter_is_of_the_wrong_type(oliver, folder):
    assert refusal(await send(oliver, name='points.exe', **ENDING)) == (415, 'body.type')
    assert (await send(oliver, **ENDING)).status_code == 201
    assert refusal(await send(oliver, kind='multipart/form-data; boundary=x')) == (415, 'body.type')
    assert len(left(folder)) == 1


async def test_what_is_refused_is_refused_before_the_first_byte_is_read(oliver, cleo, nobody, folder):
    async def never():
        raise AssertionError('it was read')
        yield b''
    assert refusal(await send(nobody, never())) == (401, 'auth.required')
    assert refusal(await send(cleo, never())) == (403, 'auth.forbidden')
    assert refusal(await send(program(bearer(OLIVER, 'ops:read', 'ops:write')), never())) == (403, 'auth.scope')
    assert refusal(await send(oliver, never(), command='nonsense')) == (404, 'ops.no_command')
    assert not folder.exists()


async def test_what_breaks_off_leaves_nothing(oliver, folder):
    scope = {'type': 'http', 'method': 'POST', 'path': FILES, 'raw_path': FILES.encode(), 'query_string': b'name=a',
             'headers': [(b'host', b'test'), (b'authorization', bearer(OLIVER).encode())], 'scheme': 'http',
             'client': ('127.0.0.1', 4711), 'server': ('test', 80), 'root_path': '', 'http_version': '1.1',
             'asgi': {'version': '3.0'}}
    body = [{'type': 'http.request', 'body': bytes(100_000), 'more_body': True}, {'type': 'http.disconnect'}]
    said = []

    async def receive():
        if len(body) == 1:
            assert len(left(folder)) == 1 and left(folder)[0].endswith('.coming')
        return body.pop(0)

    async def send_answer(message):
        said.append(message)
    async with asyncio.timeout(5):
        await core.app(scope, receive, send_answer)
    assert left(folder) == [] and not entries(deed='ops.upload')
    assert said[0]['status'] == 400


async def test_somebody_elses_file_is_not_there(oliver):
    file = (await send(oliver)).json()
    answer = await program(bearer(PIA)).post('/ops/runs', json={
        'command': 'demo.read', 'parameters': {'file': int(file['id'])}})
    assert answer.status_code in (403, 422)
    assert fields(await oliver.post('/ops/runs', json={'command': 'read', 'parameters': {'file': 404}})) == [
        'parameters.file']
