"""How the fake may be made to misbehave, beside faults that strike single requests."""

from dataclasses import dataclass

LOGIN = (b'<!DOCTYPE html><html><head><title>Log in - Jira</title><script>var a = 1;</script></head><body><form>'
         b'Username <input name="username"> Password <input name="password"></form></body></html>')
WHOLE = {  # fault: status, kind of content, body, headers; the request is not even looked at
    'unauthorised': (401, 'application/json', b'', {'WWW-Authenticate': 'Basic realm="jira"'}),
    'forbidden': (403, 'application/json', b'{"errorMessages":["You do not have permission to see this."]}', {}),
    'throttled': (429, 'application/json', b'', {'RateLimit-Reason': 'jira-burst-based', 'X-RateLimit-Limit': '100'}),
    'broken': (500, 'text/html', b'<html>Internal server error</html>', {}),
    'bad gateway': (502, 'text/html', b'<html>Bad Gateway</html>', {}),
    'away': (503, 'application/json', b'{"errorMessage":"Site temporarily unavailable"}', {}),
    'gateway timeout': (504, 'text/html', b'<html>Gateway Timeout</html>', {}),
    'login page': (200, 'text/html;charset=UTF-8', LOGIN, {}),
    'page': (200, 'text/html', b'<html><body><h1>Proxy</h1> Back at 9.</body></html>', {}),
    'redirect': (302, 'text/html', b'', {'Location': '/login.jsp?permissionViolation=true'}),
    'elsewhere': (301, 'text/html', b'', {'Location': 'https://jira.example/rest/api/2/serverInfo'}),
    'empty': (200, 'application/json', b'', {}),
    'truncated': (200, 'application/json', b'{"issues": [{"id": "10', {}),
    'wrong gzip': (200, 'application/json', b'{"issues": []}', {'Content-Encoding': 'gzip'}),
    'anonymous': (200, 'application/json', b'[]', {'X-Seraph-LoginReason': 'AUTHENTICATED_FAILED'}),
}
CONNECTION = {'hang up', 'slow', 'drip', 'cut off'}
PAGES = {'repeated token', 'empty page', 'token and last', 'neither', 'one short'}


@dataclass
class Fault:
    """`after`: how many requests to this address are still answered; `times`: None for ever; `seconds` becomes
    Retry-After, `retry_after` stands there as it is.
    """
    kind: str
    at: str = ''
    times: int | None = None
    after: int = 0
    seconds: float = 0
    retry_after: str = ''


@dataclass
class Knobs:
    """Page caps in entries, `lag` in ms, `skew` and `latency` in seconds."""
    agile: int = 50
    search: int = 100
    census: int = 5000  # where only id, key and date are asked for
    changelog: int = 100
    expanded: int = 100  # histories told with an issue: the newest
    expanded_in_bulk: int = 40
    bulk: int = 100
    bulk_single: int = 1000
    bulk_changes: int = 1000
    lag: int = 0
    skew: float = 0
    latency: float = 0
    gzips: bool = False
    shuffles: bool = False  # histories come in any order
    has_greenhopper: bool = True
    has_changelog: bool = True  # old servers have no pages of histories
    hides_with: int = 404  # what an issue answers that may not be seen
    count_offset: int = 0  # how wrong the approximate count is


def struck(faults, path):
    """The first fault that strikes this request."""
    for one in faults:
        if one.at in path and one.times != 0:
            if one.after > 0:
                one.after -= 1
                continue
            one.times = one.times and one.times - 1
            return one
    return Fault('')
