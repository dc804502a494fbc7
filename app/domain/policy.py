"""The rules of this installation that services need to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.happenings import Tellers
from app.domain.ops.commands import Definition
from app.settings import JiraSettings, OpsSettings, PokerSettings


@dataclass(frozen=True)
class Policy:
    poker: PokerSettings = field(default_factory=PokerSettings)
    ops: OpsSettings = field(default_factory=OpsSettings)
    commands: Mapping[str, Definition] = field(default_factory=dict)  # by slug: what this installation can run
    seal_keys: tuple[bytes, ...] = (b'unsealed',)  # of the audit trail, the present one first
    request_key: bytes = b'unsealed'  # of the secrets that answers give again
    master_keys: tuple[tuple[str, bytes], ...] = ()  # name and key of the vault, the present one first
    keys_from: str = ''  # where they come from, in words
    happenings: Tellers = field(default_factory=dict)  # by area: what it tells calendars of others
    base_url: str = ''  # under which people open this installation; empty: nobody has said
    jira: JiraSettings = field(default_factory=JiraSettings)
