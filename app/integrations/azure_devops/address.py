"""Addresses in answers: which lead to items of the same organisation, under whichever of its two names."""

import re
from urllib.parse import quote, unquote, urlsplit

from app.domain.portfolio.sources.addresses import CLOUD, OLD_CLOUD

ITEM = re.compile(r'(.+)/_apis/wit/workitems/(\d+)', re.IGNORECASE)


def may_be_asked(url: str, base: str) -> bool:
    """Whether a token for `base` may be sent there: the same host, or the clouds of the same firm; never in the open
    where it is not at home.
    """
    if urlsplit(base).scheme == 'https' != urlsplit(url).scheme:
        return False
    host, home = ((urlsplit(one).netloc or '').casefold() for one in (url, base))
    return host == home or (_is_cloud(home) and _is_cloud(host))


def item_number(url: str, base: str) -> int | None:
    """Of the work item that a relation leads to; None unless it is one of this organisation."""
    found = ITEM.fullmatch(url)
    if not found or not _same(found[1], base):
        return None
    return int(found[2])


def item_page(base: str, project: str, number: int) -> str:
    """For people."""
    return f'{base}/{quote(project)}/_workitems/edit/{number}' if project else f'{base}/_workitems/edit/{number}'


def _same(one: str, base: str) -> bool:
    """With or without a project between."""
    one, base = _plain(one), _plain(base)
    return one == base or one.rpartition('/')[0] == base


def _plain(url: str) -> str:
    """One spelling for both names of an organisation in the cloud."""
    parts = urlsplit(unquote(url).casefold().rstrip('/'))
    if parts.netloc.endswith(OLD_CLOUD):
        path = parts.path.removeprefix('/defaultcollection')
        return f'{CLOUD}/{parts.netloc.removesuffix(OLD_CLOUD)}{path}'
    return f'{parts.netloc}{parts.path}'


def _is_cloud(host: str) -> bool:
    return host == CLOUD or host.endswith((f'.{CLOUD}', OLD_CLOUD))
