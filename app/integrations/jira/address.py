"""Addresses of Jira as people paste them, brought to the one under which its interface begins."""

import re
from typing import Final

from app.domain.addresses import demand_https, parsed
from app.errors import Rejected

CLOUD: Final = ('.atlassian.net', '.jira.com')
PAGES: Final = re.compile(r'/(browse|secure|projects|issues|rest|plugins|login\.jsp)(/.*)?$')


def normalised(text: str) -> str:
    """Without what follows: a page of Jira will do. Raises Rejected with what to write instead."""
    address = parsed(text, _refused, 'both have fields of their own')
    if not is_cloud(address.host):
        return address.root + _context(address.path)
    demand_https(address, _refused)
    return address.root


def is_cloud(host: str) -> bool:
    """Whether it is a site of Atlassian's own cloud."""
    return host.endswith(CLOUD)


def _context(path: str) -> str:
    """The folder below which a server stands."""
    return PAGES.sub('', path.rstrip('/'))


def _refused(text: str) -> Rejected:
    return Rejected(f'{text} Write it as https://acme.atlassian.net, or as the address of your own server.',
                    'sprints.address', 'url')
