"""The guarded way out: where it goes, what it says, and that no secret address is ever repeated."""

import logging
import socket

import pytest

from app.domain.sprints.publishing.sending import FORBIDDEN, REFUSED, THROTTLED, UNAVAILABLE, SendTrouble
from app.integrations import outside
from app.integrations.outside import Outside, Terms, rest_of
from tests.fakes.loopback import Answer, Loopback

HERE = frozenset({'127.0.0.1'})
TERMS = Terms('The service', HERE, HERE)


@pytest.fixture(scope='module')
def service():
    service = Loopback(lambda asked: Answer(200, {'ok': True}))
    yield service
    service.close()


@pytest.fixture(autouse=True)
def _fresh(service, monkeypatch):
    monkeypatch.setattr(outside, 'UNSAFE', HERE)
    service.recovers()


@pytest.fixture
def waits():
    return []


@pytest.fixture
def line(waits):
    with Outside(TERMS, wait=waits.append, jitter=lambda: 0.0, whole=0.5) as line:
        yield line


def leads_to(monkeypatch, *addresses):
    """Every name is at these addresses."""
    monkeypatch.setattr(outside, 'getaddrinfo', lambda host, port, **_: [
        (socket.AF_INET6 if ':' in one else socket.AF_INET, socket.SOCK_STREAM, 6, '', (one, port))
        for one in addresses])


def refusal(url, terms):
    with Outside(terms) as line, pytest.raises(SendTrouble) as trouble:
        line.ask('GET', url)
    return trouble.value


PUBLIC = Terms('Slack', frozenset({'hooks.example', '.firm.example'}))


@pytest.mark.parametrize('address', [
    '10.0.0.1', '10.255.255.255', '172.16.0.1', '192.168.1.1', '127.0.0.1', '169.254.169.254', '0.0.0.0', '100.64.0.1',
    '::1', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '::', '224.0.0.1', '64:ff9b::a00:1', '2002:a00:1::', 'ff02::1'])
def test_an_address_that_is_not_public_is_refused(monkeypatch, address):
    leads_to(monkeypatch, address)
    assert refusal('https://hooks.example/services/s3cr3t', PUBLIC).state == FORBIDDEN


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    leads_to(monkeypatch, '93.184.215.14', '10.0.0.1')
    assert refusal('https://hooks.example/', PUBLIC).state == FORBIDDEN


@pytest.mark.parametrize('url', [
    'http://hooks.example/x', 'https://elsewhere.example/x', 'https://name:word@hooks.example/', 'ftp://hooks.example/',
    'https://hooks.example.evil.example/', 'https://firm.example/', 'https://xfirm.example/', 'https:///x', 'nonsense',
    'https://[::1/', ''])
def test_only_agreed_hosts_are_asked_and_only_over_https(monkeypatch, url):
    leads_to(monkeypatch, '93.184.215.14')
    assert refusal(url, PUBLIC).state == FORBIDDEN


def test_a_private_host_is_asked_once_an_admin_agreed_to_it_but_never_a_link_local_one(monkeypatch):
    terms = Terms('The wiki', frozenset(), frozenset({'wiki.firm.example'}))
    leads_to(monkeypatch, '169.254.169.254')
    assert refusal('https://wiki.firm.example/', terms).state == FORBIDDEN
    leads_to(monkeypatch, '127.0.0.9')
    assert refusal('https://wiki.firm.example:1/', terms).state == UNAVAILABLE  # it was tried


def test_the_address_that_was_checked_is_the_one_that_is_called(service, monkeypatch):
    """A name that leads elsewhere a moment later changes nothing: it is asked for once."""
    answers = iter([['127.0.0.1'], ['10.0.0.1']])
    monkeypatch.setattr(outside, 'getaddrinfo', lambda host, port, **_: [
        (socket.AF_INET, socket.SOCK_STREAM, 6, '', (one, port)) for one in next(answers)])
    monkeypatch.setattr(outside, 'UNSAFE', frozenset({'wiki.example'}))
    port = service.url.rpartition(':')[2]
    with Outside(Terms('The wiki', frozenset(), frozenset({'wiki.example'}))) as line:
        assert line.ask('GET', f'http://wiki.example:{port}/x').status == 200
    assert service.asked[0].headers['host'] == f'wiki.example:{port}'


def test_redirects_are_not_followed(service, line):
    service.breaks((302, {'Location': 'http://127.0.0.1/elsewhere'}, b''))
    with pytest.raises(SendTrouble, match='sends us elsewhere') as trouble:
        line.ask('GET', f'{service.url}/x')
    assert (trouble.value.state, len(service.asked)) == (FORBIDDEN, 1)


@pytest.mark.parametrize(('fault', 'words'), [('slow', 'did not answer in time'), ('cut', 'cannot be reached')])
def test_no_answer_may_pass(service, line, fault, words):
    service.breaks(fault)
    with pytest.raises(SendTrouble, match=words) as trouble:
        line.ask('GET', f'{service.url}/x')
    assert trouble.value.state == UNAVAILABLE


def test_an_answer_without_end_is_cut_off(service, line, monkeypatch):
    monkeypatch.setattr(outside, 'LARGEST', 1000)
    service.breaks((200, {}, 2000 * b'x'))
    with pytest.raises(SendTrouble, match='more than anybody') as trouble:
        line.ask('GET', f'{service.url}/x')
    assert trouble.value.state == REFUSED


def test_more_than_can_be_sent_is_not_sent(service, line, monkeypatch):
    monkeypatch.setattr(outside, 'SENT', 10)
    with pytest.raises(SendTrouble, match='more than can be sent'):
        line.ask('POST', f'{service.url}/x', body='x' * 20)
    assert service.asked == []


def throttled(*, after):
    def call():
        raise SendTrouble('Later.', THROTTLED, after)
    return call


def test_what_may_pass_is_tried_three_times(line, waits):
    with pytest.raises(SendTrouble):
        line.insist(throttled(after=7))
    assert waits == [7, 7]


def test_whoever_wants_to_be_left_alone_for_long_is_not_waited_for(line, waits):
    with pytest.raises(SendTrouble):
        line.insist(throttled(after=600))
    assert waits == []


@pytest.mark.parametrize(('said', 'seconds'), [
    ('30', 30), ('1.5', 1.5), ('', 0), ('soon', 0), ('999999', 3600), ('-5', 0),
    ('Mon, 05 Jan 2026 12:01:00 GMT', 60)])
def test_a_rest_is_told_in_seconds_or_as_a_date(time, said, seconds):
    time.now = time.now.replace(year=2026, month=1, day=5, hour=12, minute=0, second=0, microsecond=0)
    assert rest_of({'retry-after': said}) == seconds


def test_nothing_of_an_address_is_in_failures_or_in_the_log(service, line, caplog):
    caplog.set_level(logging.INFO)
    service.breaks('cut')
    with pytest.raises(SendTrouble) as trouble:
        line.ask('POST', f'{service.url}/services/s3cr3t?sig=s3cr3t', body={})
    service.recovers()
    line.ask('POST', f'{service.url}/services/s3cr3t?sig=s3cr3t', body={})
    assert 's3cr3t' not in caplog.text + str(trouble.value) + repr(trouble.value)
    assert trouble.value.__suppress_context__
