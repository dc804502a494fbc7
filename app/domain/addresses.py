"""Addresses of servers as people paste them: what every kind of server refuses, in the words of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from app.errors import AppError

LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class Address:
    scheme: str
    host: str  # in small letters
    root: str  # scheme, host and port
    path: str
    has_more: bool  # something after “?” or “#”


def parsed(text: str, refused: Callable[[str], AppError], secrets: str) -> Address:
    """Raises what `refused` makes of the reason; `secrets` says which of them have fields of their own."""
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or '').lower(), parts.port
    except ValueError:
        raise refused('This is not an address.') from None
    if parts.scheme not in ('http', 'https') or not host or len(text) > LONGEST:
        raise refused('This is not an address.')
    if parts.username or parts.password or '@' in parts.netloc:
        raise refused(f'Leave out the name or token before the “@”: {secrets}.')
    if any(character.isspace() or not character.isprintable() for character in text.strip()):
        raise refused('There is a space inside the address.')
    root = f'{parts.scheme}://{host}' + (f':{port}' if port else '')
    return Address(parts.scheme, host, root, parts.path, bool(parts.query or parts.fragment))


def demand_https(address: Address, refused: Callable[[str], AppError]) -> None:
    """Of a cloud, to which a token goes over the open net."""
    if address.scheme != 'https':
        raise refused('Begin with https: the token goes there.')
