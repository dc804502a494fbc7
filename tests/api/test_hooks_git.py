"""Deliveries of code platforms: genuine ones are kept, all others change nothing and learn nothing."""

import json
from hmac import new

import pytest

from app.services.sprints import git_links
from app.work import read, transact
from tests.api.conftest import program
from tests.fakes.git import delivery, request
from tests.people import ANN
from tests.sprints import SPRINT
from tests.sprints_outbound import add_repository, team_board

PULL = ('pull_request', {'pull_request': request('github', 7, 'AB-1 pay')})


@pytest.fixture
def client(server):
    return program(root='')


@pytest.fixture
def hook(server):
    """Its path and its secret."""
    team_board()
    return transact(git_links.make_hook, ANN, add_repository(token=''))


def links():
    return [link.ref for row in read(git_links.view_git, ANN, 1, SPRINT).rows for link in row.links]


async def test_a_genuine_delivery_is_kept_at_once_and_counts_once(client, hook):
    headers, body = delivery('github', *PULL, hook.secret)
    for outcome in ('done', 'repeated'):
        answer = await client.post(hook.path, content=body, headers=headers)
        assert (answer.status_code, answer.json()) == (200, {'outcome': outcome})
    assert links() == ['#7']


@pytest.mark.parametrize(('change', 'status'), [
    (lambda headers, body: ({}, body), 401),
    (lambda headers, body: ({**headers, 'X-Hub-Signature-256': 'sha256=00'}, body), 401),
    (lambda headers, body: (headers, body + b' '), 401),
    (lambda headers, body: (headers, b''), 401),
], ids=['unsigned', 'wrong secret', 'changed', 'empty'])
async def test_what_is_not_genuine_is_refused_unread(client, hook, change, status):
    headers, body = change(*delivery('github', *PULL, hook.secret))
    answer = await client.post(hook.path, content=body, headers=headers)
    assert answer.status_code == status
    assert links() == []


@pytest.mark.parametrize('path', ['/hooks/git/github/guess', '/hooks/git/gitlab/{token}', '/hooks/git/cvs/{token}'])
async def test_other_addresses_lead_nowhere(client, hook, path):
    headers, body = delivery('github', *PULL, hook.secret)
    token = hook.path.rpartition('/')[2]
    answer = await client.post(path.replace('{token}', token), content=body, headers=headers)
    assert answer.status_code == 404


async def test_a_signed_delivery_that_is_not_json_is_a_bad_request(client, hook):
    headers, _ = delivery('github', 'push', {}, hook.secret)
    body = b'{not json'
    headers['X-Hub-Signature-256'] = 'sha256=' + new(hook.secret.encode(), body, 'sha256').hexdigest()
    assert (await client.post(hook.path, content=body, headers=headers)).status_code == 400


async def test_a_delivery_of_an_event_we_do_not_know_is_counted_and_ignored(client, hook):
    headers, body = delivery('github', 'star', {'action': 'created'}, hook.secret)
    assert (await client.post(hook.path, content=body, headers=headers)).json() == {'outcome': 'ignored'}


async def test_more_than_ten_megabytes_is_too_large(client, hook):
    headers, body = delivery('github', 'push', {'x': 10_000_000 * 'x'}, hook.secret)
    answer = await client.post(hook.path, content=body, headers=headers)
    assert answer.status_code == 413
    assert json.loads(answer.content)['status'] == 413
