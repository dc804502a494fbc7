"""Addresses of Azure DevOps as people paste them, brought to the one under which it answers."""

from urllib.parse import urlsplit

from app.errors import Rejected

CLOUD, OLD_CLOUD = 'dev.azure.com', '.visualstudio.com'
LONGEST = 400


def normalised(address: str) -> str:
    """Of the organisation or collection, without what follows it; raises Rejected with what to write instead."""
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or '').lower(), parts.port
    except ValueError:
        raise _refused('This is not an address.') from None
    if parts.scheme not in ('http', 'https') or not host or len(address) > LONGEST:
        raise _refused('This is not an address.')
    if parts.username or parts.password or '@' in parts.netloc:
        raise _refused('Leave out the name or token before the “@”: the token has a field of its own.')
    if parts.query or parts.fragment:
        raise _refused('Leave out what follows the “?” or “#”.')
    if any(character.isspace() or not character.isprintable() for character in address.strip()):
        raise _refused('There is a space inside the address.')
    is_cloud = host == CLOUD or host.endswith(OLD_CLOUD)
    if is_cloud and parts.scheme != 'https':
        raise _refused('Begin with https: the token goes there.')
    path = [step for step in parts.path.split('/') if step]
    place = f'{parts.scheme}://{host}' + (f':{port}' if port else '')
    if host == CLOUD:
        if not path:
            raise _refused('The organisation is missing.')
        return f'{place}/{path[0]}'
    return place if host.endswith(OLD_CLOUD) else '/'.join([place, *path])


def _refused(text: str) -> Rejected:
    return Rejected(f'{text} Write it as https://dev.azure.com/acme; an older name at visualstudio.com and the '
                    'collection of a server of your own will do, too.', 'portfolio.address', 'base_url')
