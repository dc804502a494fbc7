"""GitHub, GitLab and Bitbucket: asked for everything, and believed only when a delivery is theirs."""

import json
from datetime import UTC, datetime

import pytest

from app.domain.sprints.git.links import BRANCH, CLOSED, COMMIT, MERGED, OPEN, REQUEST
from app.domain.sprints.publishing.sending import AUTH, MISSING, THROTTLED, UNAVAILABLE, SendTrouble
from app.errors import BadRequest
from app.integrations import outside
from app.integrations.git.client import Access, opened
from app.integrations.git.deliveries import is_genuine, read_delivery
from tests.fakes.git import TOKEN, FakeGit, commit, delivery, request
from tests.fakes.loopback import SIGN_IN

PLATFORMS = ('github', 'gitlab', 'bitbucket')


@pytest.fixture(scope='module', params=PLATFORMS)
def server(request):
    server = FakeGit(request.param)
    yield server
    server.close()


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    monkeypatch.setattr(outside, 'UNSAFE', frozenset({'127.0.0.1'}))


@pytest.fixture
def platform(server):
    server.recovers()
    server.requests = [request(server.platform, number, f'AB-{number} pay', state, f'feature/AB-{number}')
                       for number, state in ((5, 'open'), (4, 'merged'), (3, 'closed'))]
    server.branches = [{'name': f'feature/AB-{number}'} for number in range(5)]
    server.commits = [commit(server.platform, 'c0ffee', 'AB-9 fix\n\nmore')]
    return server.platform


def everything(server, since=None, token=TOKEN, repository='firm/shop'):
    access = Access(server.platform, server.url, repository, token, True, wait=lambda _: None)
    with opened(access) as repository:
        return [one for page in repository.fetch_all(since) for one in page]


def test_all_pages_of_requests_branches_and_commits_are_read(server, platform):
    found = everything(server)
    requests = [one for one in found if one.kind == REQUEST]
    assert [one.state for one in requests] == [OPEN, MERGED, CLOSED]
    assert (requests[0].title, requests[0].branch) == ('AB-5 pay', 'feature/AB-5')
    assert requests[0].opened_at == datetime(2026, 1, 10, 9, tzinfo=UTC)
    assert requests[1].merged_at == datetime(2026, 1, 11, 9, tzinfo=UTC)
    assert requests[0].ref == ('!5' if platform == 'gitlab' else '#5')
    assert [one.ref for one in found if one.kind == BRANCH] == [f'feature/AB-{n}' for n in range(5)]
    assert [(one.ref, one.title) for one in found if one.kind == COMMIT] == [('c0ffee', 'AB-9 fix')]


def test_only_what_moved_since_the_last_time_is_asked_for(server, platform):
    everything(server, datetime(2026, 1, 12, tzinfo=UTC))
    asked = [one for one in server.asked if 'branches' not in one.path and 'commits' not in one.path]
    assert len(asked) == (2 if platform == 'gitlab' else 1)
    assert (asked[0].value('updated_after') == '2026-01-12T00:00:00Z') == (platform == 'gitlab')


@pytest.mark.parametrize(('fault', 'state'), [
    ((401, {}, b''), AUTH), ((403, {}, b''), AUTH), ((404, {}, b''), MISSING), ((500, {}, b''), UNAVAILABLE),
    ((429, {}, b''), THROTTLED), (SIGN_IN, AUTH), ('cut', UNAVAILABLE), ((200, {}, b'{'), UNAVAILABLE)],
    ids=['401', '403', '404', '500', '429', 'signed out', 'cut', 'half'])
def test_refusals_are_told_in_words_without_the_token(server, platform, fault, state):
    server.breaks(fault)
    with pytest.raises(SendTrouble) as trouble:
        everything(server)
    assert trouble.value.state == state
    assert TOKEN not in str(trouble.value)


def test_github_says_403_when_it_was_asked_too_much(server, platform):
    server.breaks((403, {'X-RateLimit-Remaining': '0'}, b''))
    with pytest.raises(SendTrouble) as trouble:
        everything(server)
    assert trouble.value.state == (THROTTLED if platform == 'github' else AUTH)


def test_the_token_is_never_carried_to_another_host(server, platform):
    """What leads on to the next page leads nowhere else."""
    if platform == 'gitlab':
        return  # tells numbers, not addresses
    elsewhere = 'https://evil.example/next'
    told = {'values': [{'id': 1, 'number': 1}], 'next': elsewhere} if platform == 'bitbucket' else [{'number': 1}]
    server.breaks((200, {'Link': f'<{elsewhere}>; rel="next"'}, json.dumps(told).encode()))
    with pytest.raises(SendTrouble, match='nobody agreed to it'):
        everything(server)


PUSHED = {
    'github': ('push', {'ref': 'refs/heads/AB-1', 'deleted': False, 'commits': [
        {'id': 'c1', 'message': 'AB-1 a\nb', 'url': '', 'timestamp': '2026-01-10T09:00:00+01:00'}]}),
    'gitlab': ('Push Hook', {'ref': 'refs/heads/AB-1', 'after': 'c1', 'commits': [
        {'id': 'c1', 'message': 'AB-1 a\nb', 'title': 'AB-1 a', 'timestamp': '2026-01-10T09:00:00+01:00'}]}),
    'bitbucket': ('repo:push', {'push': {'changes': [{'new': {'type': 'branch', 'name': 'AB-1'}, 'commits': [
        {'hash': 'c1', 'message': 'AB-1 a\nb', 'date': '2026-01-10T09:00:00+01:00'}]}]}}),
}
DELETED = {
    'github': ('delete', {'ref': 'AB-1', 'ref_type': 'branch'}),
    'gitlab': ('Push Hook', {'ref': 'refs/heads/AB-1', 'after': 40 * '0', 'commits': []}),
    'bitbucket': ('repo:push', {'push': {'changes': [{'new': None, 'old': {'type': 'branch', 'name': 'AB-1'}}]}}),
}


def told(platform, event, body):
    headers, raw = delivery(platform, event, body, 'word')
    return read_delivery(platform, {name.lower(): value for name, value in headers.items()}, raw)


@pytest.mark.parametrize('platform', PLATFORMS)
class TestDeliveries:
    def test_are_genuine_only_with_the_secret_over_the_whole_body(self, platform):
        headers, body = delivery(platform, 'push', {'a': 1}, 'word')
        headers = {name.lower(): value for name, value in headers.items()}
        assert is_genuine(platform, headers, body, 'word')
        assert not is_genuine(platform, headers, body, 'other')
        assert not is_genuine(platform, headers, body, '')
        assert not is_genuine(platform, {}, body, 'word')
        assert not is_genuine(platform, dict.fromkeys(headers, 'sha256=é'), body, 'word')
        assert is_genuine(platform, headers, body + b' ', 'word') == (platform == 'gitlab')  # it signs nothing

    def test_of_a_push_name_the_branch_and_its_commits(self, platform):
        found = told(platform, *PUSHED[platform])
        assert [(one.kind, one.ref, one.title, one.is_gone) for one in found.seen] == [
            (BRANCH, 'AB-1', '', False), (COMMIT, 'c1', 'AB-1 a', False)]
        assert found.seen[1].opened_at == datetime(2026, 1, 10, 8, tzinfo=UTC)
        assert found.identifier == 'd-1'

    def test_of_a_deleted_branch_say_it_is_gone(self, platform):
        assert [(one.ref, one.is_gone) for one in told(platform, *DELETED[platform]).seen] == [('AB-1', True)]

    def test_of_a_request_from_a_fork_are_like_any_other(self, platform):
        row = request(platform, 7, 'AB-1 x', 'merged', 'patch-1', fork=True)
        event, body = {'github': ('pull_request', {'pull_request': row}),
                       'gitlab': ('Merge Request Hook', {'object_attributes': row, 'user': {'username': 'cleo'}}),
                       'bitbucket': ('pullrequest:fulfilled', {'pullrequest': row})}[platform]
        (found,) = told(platform, event, body).seen
        assert (found.kind, found.title, found.state, found.merged_at) == (
            REQUEST, 'AB-1 x', MERGED, datetime(2026, 1, 11, 9, tzinfo=UTC))

    @pytest.mark.parametrize('event', ['ping', '', 'push', 'Push Hook', 'repo:push', 'pull_request',
                                       'Merge Request Hook', 'pullrequest:created', 'create'])
    @pytest.mark.parametrize('body', [{}, {'ref': None, 'commits': 'x'}, {'push': {'changes': [{}, 7]}},
                                      {'pull_request': {'number': 0}, 'ref': 'refs/tags/v1'}],
                             ids=['empty', 'odd', 'odd changes', 'no number'])
    def test_that_say_nothing_we_know_are_nothing(self, platform, event, body):
        assert [one for one in told(platform, event, body).seen if one.ref] == []

    @pytest.mark.parametrize('body', [b'', b'{', b'[]', b'"x"', b'\xff', b'[' * 100_000])
    def test_that_are_not_json_are_refused(self, platform, body):
        with pytest.raises(BadRequest):
            read_delivery(platform, {}, body)
