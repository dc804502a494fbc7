"""Addresses of Jira as people paste them, brought to the one under which its interface begins."""

import re
from typing import Final
from urllib.parse import urlsplit

from app.errors import Rejected

CLOUD: Final = ('.atlassian.net', '.jira.com')
LONGEST: Final = 400
PAGES: Final = re.compile(r'/(browse|secure|projects|issues|rest|plugins|login\.jsp)(/.*)?$')


def normalised(address: str) -> str:
    """Without what follows: a page of Jira will do. Raises Rejected with what to write instead."""
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or '').lower(), parts.port
    except ValueError:
        raise _refused('This is not an address.') from None
    if parts.scheme not in ('http', 'https') or not host or len(address) > LONGEST:
        raise _refused('This is not an address.')
    if parts.username or parts.password or '@' in parts.netloc:
        raise _refused('Leave out the name or token before the “@”: both have fields of their own.')
    if any(character.isspace() or not character.isprintable() for character in address.strip()):
        raise _refused('There is a space inside the address.')
    if is_cloud(host) and parts.scheme != 'https':
        raise _refused('Begin with https: the token goes there.')
    place = f'{parts.scheme}://{host}' + (f':{port}' if port else '')
    return place if is_cloud(host) else place + _context(parts.path)


def is_cloud(host: str) -> bool:
    """Whether it is a site of Atlassian's own cloud."""
    return host.endswith(CLOUD)


def _context(path: str) -> str:
    """The folder below which a server stands."""
    return PAGES.sub('', path.rstrip('/'))


def _refused(text: str) -> Rejected:
    return Rejected(f'{text} Write it as https://acme.atlassian.net, or as the address of your own server.',
                    'sprints.address', 'url')
