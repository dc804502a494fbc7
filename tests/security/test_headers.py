"""What every answer tells the browser, whoever gave it; what may be kept, and by whom."""

import pytest

from app.security.headers import ALWAYS, FOR_PAGES, STRICT, security_headers
from app.services.people import sessions
from components.theme import STYLE_ADDRESS
from tests.api.conftest import browser, program
from tests.people import ANN

NONE = frozenset()


def told(path, is_https=False, given=NONE):
    return {name.decode(): value.decode() for name, value in security_headers(path, is_https, given)}


def test_pages_run_only_our_own_scripts_and_stand_in_no_frame():
    policy = dict(part.split(' ', 1) for part in told('/')['content-security-policy'].split('; '))
    assert policy['default-src'] == policy['base-uri'] == policy['form-action'] == policy['connect-src'] == "'self'"
    assert policy['frame-ancestors'] == policy['object-src'] == "'none'"
    assert 'http' not in ' '.join(policy.values())


@pytest.mark.parametrize('path', ['/api/v1/me', '/healthz', '/readyz', '/metrics', '/api/openapi.json'])
def test_answers_for_programs_run_nothing_at_all(path):
    assert told(path)['content-security-policy'] == STRICT == "default-src 'none'; frame-ancestors 'none'"


def test_a_policy_of_its_own_is_left_to_an_answer():
    assert 'content-security-policy' not in told('/api/docs', given=frozenset({b'content-security-policy'}))
    assert 'cache-control' not in told('/api/v1/me', given=frozenset({b'cache-control'}))


def test_over_a_safe_line_the_browser_is_told_to_stay_on_it():
    assert told('/', is_https=True)['strict-transport-security'] == 'max-age=31536000; includeSubDomains'
    assert 'strict-transport-security' not in told('/')


@pytest.fixture
def visitor(server):
    return program(root='')


PAGES = ['/', '/sign-in', '/poker', '/nothing/here', '/session/begin', '/poker/5d3c0000-0000-4000-8000-000000000000']
OTHERS = [STYLE_ADDRESS, '/api/v1/me', '/api/v1/nothing', '/api/docs', '/healthz', '/readyz', '/metrics',
          '/favicon.ico', '/static/swagger/swagger-ui.css', '/sign-out', '/_nicegui/client/x/file',
          '/api/v1/people?skip=%00']


async def test_every_answer_carries_what_protects_it(visitor):
    for address in PAGES + OTHERS:
        headers = (await visitor.get(address)).headers
        assert all(headers[name.decode()] == value.decode() for name, value in ALWAYS), address
        assert "frame-ancestors 'none'" in headers['content-security-policy'], address
        assert headers.get_list('x-request-id') != [''] and len(headers.get_list('content-security-policy')) == 1


async def test_pages_share_one_policy_also_when_they_refuse(visitor):
    for address in PAGES:
        assert (await visitor.get(address)).headers['content-security-policy'] == FOR_PAGES, address


async def test_what_a_signed_in_person_sees_is_kept_nowhere(server):
    ann = browser(ANN)
    for address in ('http://test/', 'http://test/me', 'http://test/admin/people', 'http://test/admin/audit', '/me'):
        answer = await ann.get(address)
        assert answer.status_code == 200 and 'no-store' in answer.headers['cache-control'], address


async def test_files_that_change_with_their_address_are_kept_for_a_year(visitor):
    assert (await visitor.get(STYLE_ADDRESS)).headers['cache-control'] == 'public, max-age=31536000, immutable'


async def test_a_page_that_breaks_gives_a_reference_and_nothing_else(server, monkeypatch, caplog):
    def broken(work, credential):
        raise RuntimeError('the secret plan')
    monkeypatch.setattr(sessions, 'view_me', broken)
    answer = await browser(ANN).get('http://test/me')
    assert answer.status_code == 500 and answer.headers['content-security-policy'] == FOR_PAGES
    assert answer.headers['x-request-id'] in answer.text and 'secret plan' not in answer.text
    assert 'the secret plan' in caplog.text
    caplog.clear()


async def test_nothing_says_which_programs_stand_behind(visitor):
    for address in ('/', '/api/v1/me', '/nothing'):
        assert not {'server', 'x-powered-by'} & set((await visitor.get(address)).headers)
