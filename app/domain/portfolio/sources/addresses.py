"""Addresses of Azure DevOps as people paste them, brought to the one under which it answers."""

from app.domain.addresses import demand_https, parsed
from app.errors import Rejected

CLOUD, OLD_CLOUD = 'dev.azure.com', '.visualstudio.com'


def normalised(text: str) -> str:
    """Of the organisation or collection, without what follows it; raises Rejected with what to write instead."""
    address = parsed(text, _refused, 'the token has a field of its own')
    if address.has_more:
        raise _refused('Leave out what follows the “?” or “#”.')
    if address.host == CLOUD or address.host.endswith(OLD_CLOUD):
        demand_https(address, _refused)
    path = [step for step in address.path.split('/') if step]
    if address.host == CLOUD:
        if not path:
            raise _refused('The organisation is missing.')
        return f'{address.root}/{path[0]}'
    return address.root if address.host.endswith(OLD_CLOUD) else '/'.join([address.root, *path])


def _refused(text: str) -> Rejected:
    return Rejected(f'{text} Write it as https://dev.azure.com/acme; an older name at visualstudio.com and the '
                    'collection of a server of your own will do, too.', 'portfolio.address', 'base_url')
