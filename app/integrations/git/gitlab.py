"""GitLab, in the cloud or on a server of one's own; its requests are called merge requests."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.sprints.git.links import BRANCH, CLOSED, COMMIT, MERGED, OPEN, REQUEST, Seen
from app.integrations.git.dialect import Asking, Dialect, Told, Wish, first_line, moment, part, rows_in

STATES = {'opened': OPEN, 'locked': OPEN, 'merged': MERGED, 'closed': CLOSED}
BRANCHES = 'refs/heads/'
NOTHING = 40 * '0'  # the commit after a branch was deleted


def _proof(token: str) -> dict[str, str]:
    return {'PRIVATE-TOKEN': token} if token else {}


def _page(told: Any, headers: Mapping[str, str]) -> tuple[Sequence[Told], str]:
    return rows_in(told), headers.get('x-next-page', '').strip()


def _updated(since: datetime | None) -> Wish:
    return [('updated_after', since.strftime('%Y-%m-%dT%H:%M:%SZ'))] if since else []


def _since(since: datetime | None) -> Wish:
    return [('since', since.strftime('%Y-%m-%dT%H:%M:%SZ'))] if since else []


def _request(told: Told) -> Seen | None:
    if not told.get('iid'):
        return None
    state = STATES.get(str(told.get('state')), CLOSED)
    merged = moment(told.get('merged_at')) or (moment(told.get('updated_at')) if state == MERGED else None)
    return Seen(REQUEST, f'!{told["iid"]}', first_line(told.get('title')),
                str(told.get('web_url') or told.get('url') or ''), state,
                str(part(told, 'author', 'username') or ''), moment(told.get('created_at')), merged,
                str(told.get('source_branch') or ''))


def _branch(told: Told) -> Seen | None:
    return Seen(BRANCH, str(told['name']), url=str(told.get('web_url') or '')) if told.get('name') else None


def _commit(told: Told) -> Seen | None:
    if not told.get('id'):
        return None
    return Seen(COMMIT, str(told['id']), first_line(told.get('title') or told.get('message')),
                str(told.get('web_url') or told.get('url') or ''),
                by=str(told.get('author_name') or part(told, 'author', 'name') or ''),
                opened_at=moment(told.get('created_at') or told.get('timestamp')))


def _verify(headers: Mapping[str, str], _body: bytes, secret: str) -> bool:
    """It sends the secret itself."""
    given = headers.get('x-gitlab-token', '').encode('utf-8', 'replace')
    return bool(secret) and hmac.compare_digest(given, secret.encode())


def _event(headers: Mapping[str, str]) -> tuple[str, str]:
    return (headers.get('x-gitlab-event', ''),
            headers.get('x-gitlab-event-uuid', '') or headers.get('idempotency-key', ''))


def _told(event: str, told: Told) -> tuple[Seen, ...]:
    if event == 'Merge Request Hook':
        found = _request({**(part(told, 'object_attributes') or {}), 'author': told.get('user') or {}})
        return (found,) if found else ()
    ref = str(told.get('ref') or '')
    if event == 'Push Hook' and ref.startswith(BRANCHES):
        commits = filter(None, map(_commit, rows_in(told.get('commits'))))
        return (Seen(BRANCH, ref.removeprefix(BRANCHES), is_gone=told.get('after') == NOTHING), *commits)
    return ()


DIALECT = Dialect(_proof, (
    Asking('/projects/{}/merge_requests', (('state', 'all'), ('order_by', 'updated_at'), ('per_page', '100')),
           _request, _updated),
    Asking('/projects/{}/repository/branches', (('per_page', '100'),), _branch),
    Asking('/projects/{}/repository/commits', (('all', 'true'), ('per_page', '100')), _commit, _since)),
    _page, _verify, _event, _told, is_one_word=True)
