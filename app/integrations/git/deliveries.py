"""What a platform sends by itself: judged by its raw bytes first, read afterwards."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.sprints.git.links import Seen
from app.errors import BadRequest
from app.integrations.git.client import DIALECTS


@dataclass(frozen=True)
class Delivery:
    event: str
    identifier: str  # the same when it is sent again; may be empty
    seen: tuple[Seen, ...]


def is_genuine(platform: str, headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Names of headers in small letters. Without a secret nothing is genuine."""
    return DIALECTS[platform].verify(headers, body, secret)


def read_delivery(platform: str, headers: Mapping[str, str], body: bytes) -> Delivery:
    dialect = DIALECTS[platform]
    event, identifier = dialect.event(headers)
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest('This is not JSON.', 'body.invalid') from None
    if not isinstance(told, dict):
        raise BadRequest('This is not a delivery.', 'body.invalid')
    return Delivery(event[:100], identifier[:200], dialect.told(event, told))
