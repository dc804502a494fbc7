"""What we rely on in the client library of Jira: names that are private to it, and what it does by itself."""

import inspect

import pytest
from jira import JIRA
from jira.resilientsession import ResilientSession

from app.integrations.jira import sdk


@pytest.fixture
def client():
    return sdk.connected('https://jira.example/below', 'me@example.com', 'token', (5.0, 30.0))


def test_a_conversation_begins_without_a_question():
    """The address leads nowhere, so a question would fail."""
    assert isinstance(sdk.connected('http://127.0.0.1:9', '', 'token', (1, 1)), JIRA)


def test_the_session_and_its_settings_have_their_names(client):
    session = sdk.session(client)
    assert isinstance(session, ResilientSession) and session is client._session
    assert (session.max_retries, session.timeout) == (0, (5.0, 30.0))
    assert {'get', 'post', 'mount', 'close', 'request'} <= set(dir(session))
    assert 'max_retries' in inspect.getsource(ResilientSession.request)


def test_addresses_are_built_as_the_library_does(client):
    assert sdk.address(client, 'search/jql') == 'https://jira.example/below/rest/api/2/search/jql'
    assert sdk.address(client, 'board', 'agile') == 'https://jira.example/below/rest/agile/1.0/board'
    assert sdk.address(client, 'rapid/charts/velocity', 'greenhopper') == (
        'https://jira.example/below/rest/greenhopper/1.0/rapid/charts/velocity')
    assert client._get_url('myself', client.JIRA_BASE_URL).endswith('/rest/api/2/myself')


def test_clouds_are_signed_in_to_by_e_mail_and_servers_by_token(client):
    assert sdk.session(client).auth == ('me@example.com', 'token')
    request = type('Request', (), {'headers': {}})()
    sdk.session(sdk.connected('https://jira.example', '', 'token', (1, 1))).auth(request)
    assert request.headers == {'authorization': 'Bearer token'}


def test_what_we_keep_away_from_is_still_there():
    """If one of these goes, so may its reason in our code: the session retries only by its own rules."""
    source = inspect.getsource(ResilientSession)
    assert 'int(retry_after)' in source and 'HTTPStatus.SERVICE_UNAVAILABLE' in source
    assert 'BAD_GATEWAY' not in source and 'GATEWAY_TIMEOUT' not in source


def test_the_library_is_imported_by_runs_only():
    source = inspect.getsource(sdk)
    assert '\nimport jira' not in source and '\nfrom jira' not in source
