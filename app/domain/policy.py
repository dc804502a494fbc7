"""The rules of this installation that services need to know."""

from dataclasses import dataclass, field

from app.settings import PokerSettings


@dataclass(frozen=True)
class Policy:
    poker: PokerSettings = field(default_factory=PokerSettings)
    seal_keys: tuple[bytes, ...] = (b'unsealed',)  # of the audit trail, the present one first
    request_key: bytes = b'unsealed'  # of the secrets that answers give again
