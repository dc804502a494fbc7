"""The client library itself, imported late: it takes a third of a second, and only runs need it.

Of the library we use how it signs in, how it builds addresses and its session; never its objects, which cost three
times the time and ten times the memory of plain JSON. The names used here are private to it: a test holds them fast.
"""

from functools import cache
from typing import Any


@cache
def library() -> Any:
    import jira
    return jira


def connected(url: str, email: str, token: str, timeout: tuple[float, float]) -> Any:
    """A conversation that has not asked anything yet; with an e-mail for the cloud, without for a server."""
    signed = {'basic_auth': (email, token)} if email else {'token_auth': token}
    return library().JIRA(options={'server': url}, get_server_info=False, max_retries=0, timeout=timeout, **signed)


def address(jira: Any, path: str, interface: str = 'api') -> str:
    """Of the platform (api), the agile or the undocumented greenhopper interface."""
    if interface == 'greenhopper':
        return f'{jira.server_url}/rest/greenhopper/1.0/{path}'
    base = jira.AGILE_BASE_URL if interface == 'agile' else jira.JIRA_BASE_URL
    return str(jira._get_url(path, base))


def session(jira: Any) -> Any:
    """Signs what is sent; whatever it would do about failures is switched off."""
    return jira._session
