"""Which names and origins a request may come by, and from which address it really comes."""

import re
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from app.settings import Network, Settings

Address = IPv4Address | IPv6Address

HOST = re.compile(r'(?:(?P<name>[A-Za-z0-9._-]+)|\[(?P<address>[0-9A-Fa-f:.]+)\])(?::[0-9]{1,5})?')


def is_known_host(host: str, settings: Settings) -> bool:
    """With BASE_URL its name and ALLOWED_HOSTS; without, whatever means this machine on its local network."""
    name = _hostname(host)
    if not name:
        return False
    if name in settings.allowed_hosts:
        return True
    if settings.base_url:
        return name == urlsplit(settings.base_url).hostname
    return name in _own_names() or _is_private(name)


def is_same_origin(origins: Sequence[str], fetch_site: str, host: str, scheme: str, settings: Settings) -> bool:
    """Whether a cookie may be believed: the page that sends it is ours. Older browsers send no Sec-Fetch-Site."""
    if not origins:
        return fetch_site == 'same-origin'
    if len(origins) > 1:
        return False
    own = settings.base_url or f'{scheme}://{host}'
    return origins[0] in (own, *(f'{scheme}://{name}' for name in settings.allowed_hosts))


def client_address(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """The right-most hop that is no trusted proxy of ours; everything left of it may be invented."""
    hops = [hop.strip() for hop in forwarded.split(',') if hop.strip()]
    address = peer
    while hops and _is_trusted(address, proxies):
        address = hops.pop()
    parsed = _parsed(address)
    return str(parsed) if parsed else peer


def one_sender(address: str) -> str:
    """What counts as one sender for the brakes: an IPv4 address, or an IPv6 household (/64)."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return address


def place(address: str) -> str:
    """The part of an address that is kept: enough to tell the office from home, not who sits where."""
    parsed = _parsed(address.partition('/')[0])  # also of what counts as one sender
    if parsed is None:
        return ''
    bits = 24 if isinstance(parsed, IPv4Address) else 48
    return str(ip_network((parsed, bits), strict=False))


def is_trusted(peer: str, settings: Settings) -> bool:
    return _is_trusted(peer, settings.trusted_proxies)


def is_loopback(address: str) -> bool:
    parsed = _parsed(address)
    return parsed is not None and parsed.is_loopback


def _hostname(host: str) -> str:
    """Nothing but a name or an address, and perhaps a port: browsers read odd ones in other ways than we do."""
    match = HOST.fullmatch(host)
    return (match['name'] or match['address']).lower() if match else ''


def _own_names() -> frozenset[str]:
    name = socket.gethostname().lower()
    return frozenset({'localhost', name, f'{name}.local', name.partition('.')[0]})


def _is_private(name: str) -> bool:
    address = _parsed(name)
    return address is not None and (address.is_private or address.is_loopback or address.is_link_local)


def _is_trusted(address: str, proxies: Sequence[Network]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in proxies)


def _parsed(text: str) -> Address | None:
    """IPv4 in the clothes of IPv6 is IPv4."""
    try:
        address = ip_address(text.strip().strip('[]'))
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
