"""How far AIrsenal is set up, as its page shows it."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.ops.airsenal.views import CopyView
from app.domain.ops.views import RunLine


@dataclass(frozen=True)
class SecretState:
    name: str
    help: str
    is_set: bool


@dataclass(frozen=True)
class FplState:
    address: str
    fetched_at: datetime | None  # when it last answered
    trouble: str
    retry_at: datetime | None


@dataclass(frozen=True)
class SetUp:
    team_id: int | None
    secrets: tuple[SecretState, ...]
    copies: tuple[CopyView, ...]  # of the database, the newest first; the first one is in use
    fpl: FplState
    latest: RunLine | None
    folder: str  # as AIRSENAL_BIN says it
    offered: tuple[tuple[str, str, bool], ...]  # slug, name, whether it may be started
    may_restore: bool
