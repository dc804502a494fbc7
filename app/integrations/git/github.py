"""GitHub, in the cloud or on a server of one's own."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.sprints.git.links import BRANCH, CLOSED, COMMIT, MERGED, OPEN, REQUEST, Seen
from app.integrations.git.dialect import (
    Asking,
    Dialect,
    Told,
    Wish,
    first_line,
    is_signed,
    moment,
    part,
    rows_in,
)

ONWARD = re.compile(r'<([^>]+)>;\s*rel="next"')
BRANCHES = 'refs/heads/'


def _proof(token: str) -> dict[str, str]:
    own = {'Authorization': f'Bearer {token}'} if token else {}
    return {'Accept': 'application/vnd.github+json', 'X-GitHub-Api-Version': '2022-11-28', **own}


def _page(told: Any, headers: Mapping[str, str]) -> tuple[Sequence[Told], str]:
    onward = ONWARD.search(headers.get('link', ''))
    return rows_in(told), onward[1] if onward else ''


def _since(since: datetime | None) -> Wish:
    return [('since', since.strftime('%Y-%m-%dT%H:%M:%SZ'))] if since else []


def request(told: Told) -> Seen | None:
    if not told.get('number'):
        return None
    merged = moment(told.get('merged_at'))
    state = MERGED if merged or told.get('merged') else OPEN if told.get('state') == 'open' else CLOSED
    return Seen(REQUEST, f'#{told["number"]}', first_line(told.get('title')), str(told.get('html_url') or ''), state,
                str(part(told, 'user', 'login') or ''), moment(told.get('created_at')), merged,
                str(part(told, 'head', 'ref') or ''))


def _branch(told: Told) -> Seen | None:
    return Seen(BRANCH, str(told['name'])) if told.get('name') else None


def _commit(told: Told) -> Seen | None:
    if not told.get('sha'):
        return None
    return Seen(COMMIT, str(told['sha']), first_line(part(told, 'commit', 'message')), str(told.get('html_url') or ''),
                by=str(part(told, 'commit', 'author', 'name') or ''),
                opened_at=moment(part(told, 'commit', 'author', 'date')))


def _is_past(rows: Sequence[Told], since: datetime) -> bool:
    """Requests come with the newest change first, and nobody can ask for those since a moment."""
    last = moment(rows[-1].get('updated_at'))
    return last is not None and last < since


def _verify(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    return is_signed(headers.get('x-hub-signature-256', ''), body, secret)


def _event(headers: Mapping[str, str]) -> tuple[str, str]:
    return headers.get('x-github-event', ''), headers.get('x-github-delivery', '')


def _told(event: str, told: Told) -> tuple[Seen, ...]:
    if event == 'pull_request':
        found = request(told.get('pull_request') or {})
        return (found,) if found else ()
    ref = str(told.get('ref') or '')
    if event in ('create', 'delete'):
        return (Seen(BRANCH, ref, is_gone=event == 'delete'),) if told.get('ref_type') == 'branch' else ()
    if event == 'push' and ref.startswith(BRANCHES):
        return (Seen(BRANCH, ref.removeprefix(BRANCHES), is_gone=bool(told.get('deleted'))),
                *(Seen(COMMIT, str(one.get('id')), first_line(one.get('message')), str(one.get('url') or ''),
                       by=str(part(one, 'author', 'name') or ''), opened_at=moment(one.get('timestamp')))
                  for one in rows_in(told.get('commits')) if one.get('id')))
    return ()


def _is_throttled(status: int, headers: Mapping[str, str]) -> bool:
    """It says 403 for that, too."""
    return status == 403 and (headers.get('x-ratelimit-remaining') == '0' or 'retry-after' in headers)


DIALECT = Dialect(_proof, (
    Asking('/repos/{}/pulls', (('state', 'all'), ('sort', 'updated'), ('direction', 'desc'), ('per_page', '100')),
           request),
    Asking('/repos/{}/branches', (('per_page', '100'),), _branch),
    Asking('/repos/{}/commits', (('per_page', '100'),), _commit, _since)),
    _page, _verify, _event, _told, is_past=_is_past, is_throttled=_is_throttled)
