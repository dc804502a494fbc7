"""Logs for programs: in pages, searched, as a file, and live over a socket that can be opened again."""

import gzip

import pytest

from app import metrics
from app.api.ops import live, stream
from app.domain.ops.states import State
from app.services.ops.logs import following
from app.services.people import accounts
from app.work import perform
from jobs import commands
from tests import ops
from tests.api.conftest import bearer, browser, fields, program, refusal
from tests.api.ops import RUNS, Socket, asked, begun
from tests.people import ANN, OLIVER, invite_crew


@pytest.fixture(autouse=True)
def _commands_to_test_with(monkeypatch):
    """And nobody but the test works on their runs."""
    monkeypatch.setattr(commands, 'DEFINITIONS', ops.COMMANDS)
    monkeypatch.setenv('APP_MODE', 'serve')


@pytest.fixture
def oliver(server):
    invite_crew()
    return program(bearer(OLIVER))


@pytest.fixture
async def attempt(oliver):
    return await begun(oliver, 'steps')


@pytest.fixture
def log(attempt):
    return f'{RUNS}/{attempt.run_id}/log'


@pytest.fixture
def follow(attempt):
    """A socket with Oliver's token."""
    return lambda **query: Socket(f'{RUNS}/{attempt.run_id}/stream', bearer(OLIVER), **query)


def text(start, end):
    return ''.join(f'line {number}\n' for number in range(start, end))


async def seqs(client, log, **wanted):
    return [line['seq'] for line in (await client.get(log, params=wanted)).json()['lines']]


async def test_a_log_is_told_line_by_line(oliver, attempt, log):
    await attempt.writes('\x1b[31mred\x1b[0m\nERROR bad\n')
    told = (await oliver.get(log)).json()
    assert told == {'first': 1, 'last': 2, 'dropped': 0, 'done': False, 'matches': None, 'lines': [
        {'seq': 1, 'at': '2030-01-09T12:00:00Z', 'stream': 'out', 'level': '', 'mark': '', 'text': 'red'},
        {'seq': 2, 'at': '2030-01-09T12:00:00Z', 'stream': 'out', 'level': 'error', 'mark': '', 'text': 'ERROR bad'}]}
    assert (await oliver.get(log, params={'form': 'raw'})).json()['lines'][0]['text'] == '\x1b[31mred\x1b[0m'


async def test_a_log_is_told_in_pages(oliver, attempt, log):
    await attempt.writes(text(1, 101))
    assert await seqs(oliver, log, limit=2) == [1, 2]
    assert await seqs(oliver, log, after=50, limit=2) == [51, 52]
    assert await seqs(oliver, log, before=50, limit=2) == [48, 49]
    assert await seqs(oliver, log, tail=2) == [99, 100]
    assert await seqs(oliver, log, at='2031-01-01T00:00:00Z') == [100]
    assert await seqs(oliver, log, level='error') == []
    assert refusal(await oliver.get(log, params={'limit': 0}))[0] == 422


async def test_a_log_is_done_when_its_attempt_has_ended(oliver, attempt, log):
    await attempt.writes('line\n')
    await attempt.ends()
    assert (await oliver.get(log)).json()['done'] is True


async def test_a_search_tells_all_matches_and_the_lines_of_this_page(oliver, attempt, log):
    await attempt.writes(text(1, 101))
    told = (await oliver.get(log, params={'q': 'NE 9', 'limit': 3})).json()
    assert told['matches'] == {'total': 11, 'lines': [9, *range(90, 100)], 'is_cut': False, 'hint': ''}
    assert [line['text'] for line in told['lines']] == ['line 9', 'line 90', 'line 91']
    assert await seqs(oliver, log, q='NE 9', after=95, limit=3) == [96, 97, 98]
    assert await seqs(oliver, log, q=r'^line \d$', regex=True, tail=2) == [8, 9]


async def test_an_expression_that_makes_no_sense_is_refused(oliver, attempt, log):
    assert fields(await oliver.get(log, params={'q': '(', 'regex': True})) == ['q']


async def test_an_expression_that_never_ends_is_stopped_with_a_hint(oliver, attempt, log, monkeypatch):
    monkeypatch.setattr('app.services.ops.logs.search.PATIENCE', 0.2)
    await attempt.writes('a' * 5000 + '!\n')
    told = (await oliver.get(log, params={'q': '(a|aa)+(a|aa)+(a|aa)+$', 'regex': True})).json()
    assert told['matches']['is_cut'] and 'simpler' in told['matches']['hint']


@pytest.mark.parametrize(('form', 'expected'), [('plain', 'red\nbar 9%\n'), ('raw', '\x1b[31mred\x1b[0m\nbar 9%\n')])
@pytest.mark.parametrize('accepted', ['gzip', 'identity'])
async def test_a_log_is_taken_as_a_file(oliver, attempt, log, form, expected, accepted):
    await attempt.writes('\x1b[31mred\x1b[0m\nbar 1%\rbar 9%\n')
    async with oliver.stream('GET', f'{log}.txt', params={'form': form},
                             headers={'Accept-Encoding': accepted}) as answer:
        body = b''.join([part async for part in answer.aiter_raw()])
    assert (gzip.decompress(body) if accepted == 'gzip' else body).decode() == expected
    assert answer.headers['content-encoding'] == accepted
    assert answer.headers['content-type'] == 'text/plain; charset=utf-8'
    assert 'attachment' in answer.headers['content-disposition']


async def test_sections_are_told(oliver, attempt):
    await attempt.writes('Step one\n::group::inner\nx\n::endgroup::\n')
    told = (await oliver.get(f'{RUNS}/{attempt.run_id}/sections')).json()
    assert [(part['name'], part['first'], part['last']) for part in told['items']] == [
        ('one', 1, None), ('inner', 2, 4)]


async def test_clearing_is_for_admins_and_leaves_the_record(ann, oliver, attempt, log):
    await attempt.writes('line\n')
    assert refusal(await oliver.delete(log))[0] == 403
    assert (await ann.delete(log)).status_code == 204
    assert (await ann.get(log)).json()['lines'] == []
    assert (await ann.get(f'{RUNS}/{attempt.run_id}')).json()['attempts'][0]['lines'] == 1
    await attempt.writes('more\n')
    assert (await ann.delete('/ops/logs')).json() == {'cleared': 1}


async def test_output_is_not_for_everybody(bob, cleo, oliver, attempt, log):
    for client in (bob, cleo):
        for address in (log, f'{log}.txt', f'{RUNS}/{attempt.run_id}/sections'):
            assert refusal(await client.get(address))[0] == 403
    assert refusal(await oliver.get(f'{RUNS}/999/log'))[0] == 404


async def test_a_stream_tells_the_state_every_line_and_the_end(attempt, follow):
    await attempt.writes(text(1, 4))
    async with follow() as socket:
        await socket.hears('accept')
        assert (await socket.is_told('state', 'log'))['status'] == 'running'
        first = await socket.is_told('log')
        assert (first['seq'], first['attempt'], [line['text'] for line in first['lines']]) == (
            3, 1, ['line 1', 'line 2', 'line 3'])
        await attempt.writes('::progress 40::half\nmore\n')
        assert (await socket.is_told('log'))['lines'][0]['seq'] == 4
        assert (await socket.is_told('progress')) == {
            'type': 'progress', 'seq': 4, 'attempt': 1, 'percent': 40, 'text': 'half'}
        await attempt.ends()
        assert (await socket.is_told('end'))['state'] == 'succeeded'
        assert await socket.is_closed() == 1000


async def test_ping_is_answered(follow):
    async with follow() as socket:
        await socket.hears('accept')
        socket.says('ping')
        while (await socket.hears('send'))['text'] != 'pong':
            pass


async def test_a_stream_goes_on_by_number_without_loss_or_repeat(attempt, follow):
    await attempt.writes(text(1, 1201))
    async with follow() as socket:
        await socket.hears('accept')
        first = await socket.gets(500)
    await attempt.writes(text(1201, 1301))
    async with follow(after=first[-1]) as socket:
        await socket.hears('accept')
        assert first + await socket.gets(1300 - len(first)) == list(range(1, 1301))


async def test_whoever_comes_back_after_an_hour_misses_nothing(attempt, follow, time):
    await attempt.writes(text(1, 11))
    async with follow() as socket:
        await socket.hears('accept')
        await socket.gets(10)
    time.passes(hours=1)
    for start in range(11, 20_001, 2000):
        await attempt.writes(text(start, start + 2000))
    async with follow(after=10) as socket:
        await socket.hears('accept')
        assert await socket.gets(20_000) == list(range(11, 20_011))


async def test_a_reader_who_is_too_slow_is_told_what_was_left_out(attempt, follow, monkeypatch):
    monkeypatch.setattr(live, 'RECENT', 100)
    monkeypatch.setattr(stream, 'BEHIND', 300)
    before = metrics.value(metrics.ops_viewers_dropped)
    await attempt.writes(text(1, 11))
    async with follow() as socket:
        await socket.hears('accept')
        assert await socket.gets(10) == list(range(1, 11))
        socket.may_send.clear()
        run = live._followed[attempt.run_id]
        for start in range(11, 1011, 50):
            await attempt.writes(text(start, start + 50))
            while run.last < start + 49:
                await run.news.wait()
        socket.may_send.set()
        numbers, gap = [], None
        while not numbers or numbers[-1] < 1010:
            message = await socket.is_told('log', 'gap')
            if message['type'] == 'gap':
                gap = message
            else:
                numbers += [line['seq'] for line in message['lines']]
        assert numbers == [*range(11, gap['first']), *range(gap['last'] + 1, 1011)]
    assert metrics.value(metrics.ops_viewers_dropped) == before + 1


async def test_a_second_attempt_follows_with_numbers_of_its_own(attempt, follow):
    await attempt.writes(text(1, 4))
    async with follow() as socket:
        await socket.hears('accept')
        await socket.gets(3)
        await attempt.ends(State.FAILED)
        assert (await socket.is_told('state'))['state'] == 'delayed'


async def test_one_look_is_shared_by_all_who_follow(attempt, follow, monkeypatch):
    looks, look = [], following.look
    monkeypatch.setattr(following, 'look', lambda *given: looks.append(1) or look(*given))
    sockets = [follow() for _ in range(5)]
    for socket in sockets:
        await socket.__aenter__()
        await socket.hears('accept')
        await socket.is_told('state')
    looks.clear()
    await attempt.writes(text(1, 11))
    for socket in sockets:
        assert await socket.gets(10) == list(range(1, 11))
    assert len(looks) <= 2
    for socket in sockets:
        await socket.__aexit__()
    assert live.count() == 0


async def test_a_ticket_opens_the_stream_once(oliver, attempt):
    await attempt.writes('line\n')
    ticket = (await oliver.post('/ops/stream-tickets', json={'run_id': str(attempt.run_id)})).json()
    assert ticket['ends_at'] == '2030-01-09T12:00:30Z'
    async with Socket(f'{RUNS}/{attempt.run_id}/stream', ticket=ticket['ticket']).naming(origin='http://test') as one:
        await one.hears('accept')
        assert await one.gets(1) == [1]
    async with Socket(f'{RUNS}/{attempt.run_id}/stream', ticket=ticket['ticket']) as again:
        await again.hears('accept')
        assert await again.is_closed() == 1008


async def test_a_browser_gets_a_ticket_for_its_session(oliver, attempt):
    page = browser(ANN)
    ticket = (await page.post('/ops/stream-tickets', json={'run_id': str(attempt.run_id)})).json()['ticket']
    async with Socket(f'{RUNS}/{attempt.run_id}/stream', ticket=ticket) as socket:
        await socket.hears('accept')
        await socket.is_told('state')


async def test_a_ticket_is_only_for_its_run_and_half_a_minute(oliver, attempt, time):
    other = await asked(oliver)
    ticket = (await oliver.post('/ops/stream-tickets', json={'run_id': other['id']})).json()['ticket']
    late = (await oliver.post('/ops/stream-tickets', json={'run_id': str(attempt.run_id)})).json()['ticket']
    time.passes(seconds=31)
    for given in (ticket, late, 'nonsense'):
        async with Socket(f'{RUNS}/{attempt.run_id}/stream', ticket=given) as socket:
            await socket.hears('accept')
            assert await socket.is_closed() == 1008


async def test_tickets_are_for_those_who_may_read(oliver, bob, attempt):
    wanted = {'run_id': str(attempt.run_id)}
    assert refusal(await bob.post('/ops/stream-tickets', json=wanted))[0] == 403
    for run_id in ('999', 'x', '-1', '9' * 40):
        assert refusal(await oliver.post('/ops/stream-tickets', json={'run_id': run_id}))[0] == 404


@pytest.mark.parametrize('given', [{}, {'token': 'x'}], ids=['nothing', 'token in the address'])
async def test_a_socket_without_credentials_is_closed(attempt, given):
    query = {'token': bearer(OLIVER).partition(' ')[2]} if given else {}
    async with Socket(f'{RUNS}/{attempt.run_id}/stream', **query) as socket:
        await socket.hears('accept')
        assert await socket.is_closed() == 1008


async def test_a_socket_from_a_foreign_page_does_not_come_in(attempt, follow):
    async with follow().naming(origin='https://evil.example') as socket:
        assert (await socket.hears('close'))['code'] == 1008  # before it was accepted: 403


async def test_a_cookie_alone_opens_no_stream(attempt):
    page = browser(ANN)
    cookie = '; '.join(f'{name}={value}' for name, value in page.cookies.items())
    async with Socket(f'{RUNS}/{attempt.run_id}/stream').naming(origin='http://test', cookie=cookie) as socket:
        await socket.hears('accept')
        assert await socket.is_closed() == 1008


async def test_whoever_may_not_read_may_not_follow(bob, attempt):
    async with Socket(f'{RUNS}/{attempt.run_id}/stream', bob.headers['authorization']) as socket:
        await socket.hears('accept')
        assert await socket.is_closed() == 1008


async def test_a_role_that_is_taken_away_ends_the_stream(attempt, follow, monkeypatch):
    monkeypatch.setattr(stream, 'PROOF', 0.05)
    async with follow() as socket:
        await socket.hears('accept')
        await socket.is_told('state')
        await perform(accounts.disable, ANN, OLIVER.person_id)
        while (message := await socket.heard.get())['type'] != 'websocket.close':
            pass
        assert message['code'] == 1008


async def test_a_role_that_is_taken_away_ends_the_stream_also_while_lines_are_told(attempt, follow, monkeypatch):
    monkeypatch.setattr(stream, 'PROOF', 0)
    monkeypatch.setattr(stream, 'BATCH', 10)
    await attempt.writes(text(1, 1001))
    async with follow() as socket:
        await socket.hears('accept')
        await socket.gets(10)
        socket.may_send.clear()
        await perform(accounts.disable, ANN, OLIVER.person_id)
        socket.may_send.set()
        told = 0
        while (message := await socket.heard.get())['type'] != 'websocket.close':
            told += '"type":"log"' in message['text']
        assert message['code'] == 1008 and told < 50, told
