"""GitHub, GitLab and Bitbucket on this machine: one repository, told in each of the three ways, page by page."""

import hmac
import json
from hashlib import sha256
from urllib.parse import unquote

from tests.fakes.loopback import Answer, Loopback

SIZE = 2  # rows of a page, however many were asked for
TOKEN = 's3cr3t-token'


class FakeGit(Loopback):
    """`requests`, `branches` and `commits` are rows as the platform tells them, the newest first."""

    def __init__(self, platform):
        super().__init__(self._answer)
        self.platform, self.requests, self.branches, self.commits = platform, [], [], []

    def _answer(self, asked):
        if not self._is_known(asked.headers):
            return Answer(401, {'message': 'Bad credentials'})
        if 'firm/shop' not in unquote(asked.path):
            return Answer(404, {'message': 'Not Found'})
        last = asked.path.rsplit('/', 1)[-1]
        rows = self.branches if last == 'branches' else self.commits if last == 'commits' else self.requests
        page = int(asked.value('page') or 1)
        return self._page(asked, rows[(page - 1) * SIZE:page * SIZE], page, page * SIZE < len(rows))

    def _is_known(self, headers):
        return TOKEN in (headers.get('private-token'), headers.get('authorization', '').removeprefix('Bearer '))

    def _page(self, asked, rows, page, goes_on):
        onward = f'{self.url}{asked.path}?page={page + 1}'
        if self.platform == 'bitbucket':
            return Answer(200, {'values': rows, **({'next': onward} if goes_on else {})})
        if self.platform == 'gitlab':
            return Answer(200, rows, {'X-Next-Page': str(page + 1) if goes_on else ''})
        return Answer(200, rows, {'Link': f'<{onward}>; rel="next", <{onward}>; rel="last"'} if goes_on else {})


def request(platform, number, title, state='open', branch='topic', opened='2026-01-10T09:00:00Z',
            merged=None, updated='2026-01-11T09:00:00Z', fork=False):
    """As the platform lists it; `state` is open, merged or closed."""
    if platform == 'github':
        return {'number': number, 'title': title, 'state': 'open' if state == 'open' else 'closed',
                'html_url': f'https://github.example/firm/shop/pull/{number}', 'user': {'login': 'ann'},
                'created_at': opened, 'updated_at': updated, 'merged_at': merged or (
                    updated if state == 'merged' else None),
                'head': {'ref': branch, 'repo': {'fork': fork, 'full_name': 'cleo/shop' if fork else 'firm/shop'}}}
    if platform == 'gitlab':
        return {'iid': number, 'title': title, 'state': {'open': 'opened'}.get(state, state), 'source_branch': branch,
                'web_url': f'https://gitlab.example/firm/shop/-/merge_requests/{number}',
                'author': {'username': 'ann'}, 'created_at': opened, 'updated_at': updated,
                'merged_at': merged or (updated if state == 'merged' else None)}
    return {'id': number, 'title': title, 'state': {'closed': 'DECLINED'}.get(state, state.upper()),
            'links': {'html': {'href': f'https://bitbucket.example/firm/shop/pull-requests/{number}'}},
            'author': {'display_name': 'ann'}, 'source': {'branch': {'name': branch}}, 'created_on': opened,
            'updated_on': updated}


def commit(platform, sha, message, at='2026-01-10T09:00:00Z'):
    if platform == 'github':
        return {'sha': sha, 'html_url': '', 'commit': {'message': message, 'author': {'name': 'Ann', 'date': at}}}
    if platform == 'gitlab':
        return {'id': sha, 'title': message.splitlines()[0], 'message': message, 'author_name': 'Ann', 'created_at': at}
    return {'hash': sha, 'message': message, 'date': at, 'author': {'user': {'display_name': 'Ann'}}}


def delivery(platform, event, told, secret, identifier='d-1'):
    """Headers and body of what the platform would send."""
    body = json.dumps(told).encode()
    signed = 'sha256=' + hmac.new(secret.encode(), body, sha256).hexdigest()
    return {'github': {'X-Hub-Signature-256': signed, 'X-GitHub-Event': event, 'X-GitHub-Delivery': identifier},
            'gitlab': {'X-Gitlab-Token': secret, 'X-Gitlab-Event': event, 'X-Gitlab-Event-UUID': identifier},
            'bitbucket': {'X-Hub-Signature': signed, 'X-Event-Key': event, 'X-Request-UUID': identifier},
            }[platform], body
