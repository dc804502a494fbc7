"""How boards and their sites stand: what is connected, and how old what is known is."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SiteView:
    id: int
    name: str
    kind: str  # cloud, server, csv, demo
    url: str
    account: str
    account_name: str
    zone: str
    is_default: bool
    state: str  # new, ok, behind, auth, throttled, unavailable, config
    since: datetime | None
    error: str
    ok_at: datetime | None
    skew: int  # seconds their clock is ahead of ours
    has_hook: bool
    allows_unsigned: bool
    version: int


@dataclass(frozen=True, slots=True)
class BoardView:
    id: int
    number: int
    name: str
    kind: str  # scrum, kanban
    site: int
    site_name: str
    site_kind: str
    zone: str
    projects: tuple[str, ...]
    state: str  # new, ok, behind, failed
    since: datetime | None
    error: str
    read_at: datetime | None  # the last complete read
    data_version: int
    is_starred: bool
    version: int

    @property
    def is_demo(self) -> bool:
        return self.site_kind == 'demo'
