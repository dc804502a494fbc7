"""Bitbucket Cloud."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.sprints.git.links import BRANCH, CLOSED, COMMIT, MERGED, OPEN, REQUEST, Seen
from app.integrations.git.dialect import Asking, Dialect, Told, first_line, is_signed, moment, part, rows_in

STATES = {'OPEN': OPEN, 'MERGED': MERGED, 'DECLINED': CLOSED, 'SUPERSEDED': CLOSED}


def _proof(token: str) -> dict[str, str]:
    """An access token of the repository, or `account:token` of a person."""
    if ':' in token:
        return {'Authorization': f'Basic {b64encode(token.encode()).decode()}'}
    return {'Authorization': f'Bearer {token}'} if token else {}


def _page(told: Any, _headers: Mapping[str, str]) -> tuple[Sequence[Told], str]:
    return rows_in(part(told, 'values')), str(part(told, 'next') or '')


def _request(told: Told) -> Seen | None:
    if not told.get('id'):
        return None
    state = STATES.get(str(told.get('state')), CLOSED)
    return Seen(REQUEST, f'#{told["id"]}', first_line(told.get('title')),
                str(part(told, 'links', 'html', 'href') or ''), state,
                str(part(told, 'author', 'display_name') or ''), moment(told.get('created_on')),
                moment(told.get('updated_on')) if state == MERGED else None,
                str(part(told, 'source', 'branch', 'name') or ''))


def _branch(told: Told) -> Seen | None:
    if not told.get('name'):
        return None
    return Seen(BRANCH, str(told['name']), url=str(part(told, 'links', 'html', 'href') or ''))


def _commit(told: Told) -> Seen | None:
    if not told.get('hash'):
        return None
    return Seen(COMMIT, str(told['hash']), first_line(told.get('message')),
                str(part(told, 'links', 'html', 'href') or ''),
                by=str(part(told, 'author', 'user', 'display_name') or ''), opened_at=moment(told.get('date')))


def _is_past(rows: Sequence[Told], since: datetime) -> bool:
    """Requests and commits come with the newest first; branches have no moment of their own."""
    last = moment(rows[-1].get('updated_on') or rows[-1].get('date'))
    return last is not None and last < since


def _verify(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    return is_signed(headers.get('x-hub-signature', ''), body, secret)


def _event(headers: Mapping[str, str]) -> tuple[str, str]:
    return headers.get('x-event-key', ''), headers.get('x-request-uuid', '')


def _told(event: str, told: Told) -> tuple[Seen, ...]:
    if event.startswith('pullrequest:'):
        found = _request(told.get('pullrequest') or {})
        return (found,) if found else ()
    if event != 'repo:push':
        return ()
    found_all: list[Seen] = []
    for change in rows_in(part(told, 'push', 'changes')):
        now, before = change.get('new') or {}, change.get('old') or {}
        if (now or before).get('type') == 'branch':
            found_all.append(Seen(BRANCH, str((now or before).get('name') or ''), is_gone=not now))
        found_all += filter(None, map(_commit, rows_in(change.get('commits'))))
    return tuple(one for one in found_all if one.ref)


DIALECT = Dialect(_proof, (
    Asking('/repositories/{}/pullrequests', (('state', 'OPEN'), ('state', 'MERGED'), ('state', 'DECLINED'),
                                             ('state', 'SUPERSEDED'), ('sort', '-updated_on'), ('pagelen', '50')),
           _request),
    Asking('/repositories/{}/refs/branches', (('pagelen', '100'),), _branch),
    Asking('/repositories/{}/commits', (('pagelen', '100'),), _commit)),
    _page, _verify, _event, _told, is_past=_is_past)
