"""What watches the process: is it alive, is it ready, how is it doing."""

from types import SimpleNamespace

import pytest

from app import bus, health, metrics
from app.errors import TooMany
from app.security import brakes
from tests.api.conftest import bearer, browser, program, refusal, session_of
from tests.people import ANN, BOB

FAR = '203.0.113.7'
CHECKS = {'Worker', 'Database', 'Clock', 'Disk', 'Announcements', 'Secret key', 'Vault key', 'Process'}


def monitor(authorization='', peer='127.0.0.1', **headers):
    return program(authorization, peer, '', **headers)


@pytest.mark.parametrize('address', ['/healthz', '/health', '/api/v1/health'])
async def test_a_process_that_lives_says_so_to_everybody(server, address):
    answer = await monitor(peer=FAR).get(address)
    assert (answer.status_code, answer.text) == (200, 'alive')
    assert (await monitor().head(address)).status_code == 200


async def test_probes_need_no_name_of_ours_and_everything_else_does(server):
    for address in ('/healthz', '/health', '/readyz', '/metrics'):
        assert (await monitor(Host='10.0.0.7:8080').get(address)).status_code == 200
    assert refusal(await monitor(Host='evil.com').get('/api/v1/health')) == (400, 'host')


async def test_a_process_that_is_ready_tells_details_only_on_its_own_machine(server):
    at_home = (await monitor().get('/readyz')).json()
    assert at_home['status'] == 'ready' and set(at_home['checks']) == CHECKS
    assert all(check['fine'] for check in at_home['checks'].values())
    for stranger in (monitor(peer=FAR), *(monitor(**{name: FAR}) for name in (
            'X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'X-Forwarded-Host', 'X-Forwarded-Proto'))):
        assert (await stranger.get('/readyz')).json() == {'status': 'ready'}


async def test_admins_are_told_details_from_anywhere_and_nobody_else_is(server):
    for person, is_told in ((ANN, True), (BOB, False)):
        client = monitor(peer=FAR)
        client.cookies.set('rt_session', session_of(browser(person)))
        assert ('checks' in (await client.get('/readyz')).json()) == is_told


def gone(*_arguments):
    raise OSError(2, 'No such file or directory')


async def _refused(*_arguments):
    raise ConnectionRefusedError('the database is gone')


FAULTS = {
    'Database': (health, 'ask', _refused),
    'Clock': (health, 'LATEST_TICK', -1.0),
    'Disk': (health.shutil, 'disk_usage', lambda path: SimpleNamespace(free=health.LEAST_FREE - 1)),
    'Announcements': (bus, 'is_listening', lambda: False),
    'Process': (health, '_is_stopping', True),
}


@pytest.mark.parametrize('check', FAULTS)
async def test_a_process_that_is_not_ready_names_the_reason(server, monkeypatch, check):
    monkeypatch.setattr(*FAULTS[check])
    answer = await monitor().get('/readyz')
    assert (answer.status_code, answer.json()['status']) == (503, 'not ready')
    assert [name for name, told in answer.json()['checks'].items() if not told['fine']] == [check]
    assert (await monitor().get('/healthz')).status_code == 200


async def test_a_disk_that_cannot_be_read_is_a_reason_and_no_mistake(server, monkeypatch):
    monkeypatch.setattr(health.shutil, 'disk_usage', gone)
    answer = await monitor().get('/readyz')
    assert answer.status_code == 503
    assert 'No such file or directory' in answer.json()['checks']['Disk']['text']


async def test_figures_are_for_monitors_on_the_machine_itself(server):
    answer = await monitor().get('/metrics')
    assert answer.headers['content-type'].startswith('text/plain')
    for name in ('roundtable_http_requests_total', 'roundtable_pages_open', 'roundtable_audit_records',
                 'roundtable_loop_lag_seconds', 'roundtable_sign_in_failures_total'):
        assert f'# TYPE {name.removesuffix("_total")}' in answer.text
    for stranger in (monitor(peer=FAR), monitor(**{'X-Forwarded-For': '127.0.0.1'}), monitor(bearer(ANN), FAR)):
        assert refusal(await stranger.get('/metrics')) == (403, 'auth.metrics')


@pytest.fixture
def monitored(database, monkeypatch):
    monkeypatch.setenv('METRICS_TOKEN', 'figures for the monitor')


@pytest.mark.usefixtures('monitored')
async def test_with_a_token_figures_are_for_those_who_have_it(server):
    for form in ('Bearer figures for the monitor', 'bearer figures for the monitor'):
        assert (await monitor(form, FAR).get('/metrics')).status_code == 200
    for wrong in ('', 'Bearer ', 'Bearer figures', 'Basic figures for the monitor', 'figures for the monitor'):
        assert refusal(await monitor(wrong).get('/metrics')) == (403, 'auth.metrics')


def hits(limit):
    return metrics.registry.get_sample_value('roundtable_limiter_hits_total', {'limit': limit}) or 0


async def test_whoever_is_stopped_for_being_too_often_is_counted(server):
    for _ in range(10):
        brakes.hit('poker.hands', 'Bob')
    before = hits('poker.hands')
    with pytest.raises(TooMany):
        brakes.hit('poker.hands', 'Bob')
    assert hits('poker.hands') == before + 1
    assert 'roundtable_limiter_hits_total{limit="poker.hands"}' in (await monitor().get('/metrics')).text


async def test_requests_are_counted_by_route_and_never_by_address_or_person(ann):
    await ann.get('/people/404')
    await ann.get('/people/ann@example.com')
    await ann.request('BREW', '/people')
    text = (await monitor().get('/metrics')).text
    assert 'method="GET",route="/api/v1/people/{person_id}",status="404"' in text
    assert 'method="other"' in text
    for private in ('ann@example.com', '/people/404', 'person:', 'BREW'):
        assert private not in text
