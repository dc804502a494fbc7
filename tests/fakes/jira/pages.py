"""Pages of lists: by offset, and by tokens that mean nothing to whoever gets them."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from itertools import count

from tests.fakes.jira.refusal import Refusal

_salt = count()


def by_offset(query, found, cap, name, has_total=True):
    start, most = int(query.get('startAt', 0)), min(int(query.get('maxResults', cap)), cap)
    some = found[start:start + most]
    told = {'startAt': start, 'maxResults': most, name: some}
    if name != 'issues':
        told['isLast'] = start + len(some) >= len(found)
    return told | ({'total': len(found)} if has_total else {})


def token_for(start):
    """Another one each time."""
    return urlsafe_b64encode(json.dumps([start, next(_salt)]).encode()).decode()


def start_of(token):
    if not token:
        return 0
    try:
        return json.loads(urlsafe_b64decode(token))[0]
    except (ValueError, TypeError, IndexError):
        raise Refusal(400, 'The provided next page token is invalid or expired.') from None


def spoilt(told, kind, token):
    """A page as it should not be."""
    name = 'issues' if 'issues' in told else 'issueChangeLogs'
    if kind == 'repeated token':
        return told | {'nextPageToken': token or token_for(0), 'isLast': False}
    if kind == 'empty page':
        return {name: [], 'nextPageToken': token_for(start_of(token)), 'isLast': False}
    if kind == 'token and last':
        return told | {'isLast': True}
    if kind == 'neither':
        return {name: told[name]}
    return told | {name: told[name][:-1]}
