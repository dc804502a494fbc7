"""Sources as people see them: how old the last good copy is, what is wrong since when, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from app.domain.portfolio.sources.reading import AUTH, CONFIG, THROTTLED, UNAVAILABLE

KINDS: Final = ('items', 'markers', 'teams', 'iterations', 'history')
FRESHNESS: Final[Mapping[str, int]] = {  # minutes between two reads
    'items': 30, 'markers': 120, 'teams': 240, 'iterations': 480, 'history': 1440}
PATIENCE: Final = timedelta(minutes=2 * FRESHNESS['items'])  # after which a good source counts as stale

NEW, OK, STALE = 'new', 'ok', 'stale'
STATES: Final = (NEW, OK, STALE, AUTH, THROTTLED, UNAVAILABLE, CONFIG)
REMEDIES: Final[Mapping[str, str]] = {
    NEW: 'It has not been read yet. Press Sync now.',
    STALE: 'It has not been read for a while. Press Sync now, or see whether its schedule is on.',
    AUTH: 'The token has expired or was refused: replace it in Setup.',
    THROTTLED: 'The source asks for fewer requests; it is read again by itself.',
    UNAVAILABLE: 'The source does not answer. What you see is the last good copy; it is read again by itself.',
    CONFIG: 'Something in Setup does not fit the source any more.',
}


@dataclass(frozen=True)
class Reading:
    """How often a kind of data is read; no minutes where it is read by a clock, or not at all."""
    kind: str
    minutes: int | None
    read_at: datetime | None
    next_at: datetime | None
    words: str = ''  # how often, as it is said


@dataclass(frozen=True)
class PlanDoubt:
    """What an admin has to confirm, or to mend, about one plan."""
    plan_id: int
    name: str
    doubt: str = ''  # empty, half
    trouble: str = ''

    @property
    def text(self) -> str:
        if self.doubt == 'empty':
            return f'The source suddenly has no items in {self.name}. What was there is kept.'
        if self.doubt == 'half':
            return f'The source suddenly has fewer than half of the items in {self.name}. What was there is kept.'
        return self.trouble


@dataclass(frozen=True)
class SourceView:
    id: int
    name: str
    kind: str
    state: str
    since: datetime | None
    ok_at: datetime | None
    error: str = ''
    read_at: Mapping[str, str] | None = field(default=None, hash=False)  # kind of data → ISO moment
    plans: tuple[PlanDoubt, ...] = ()
    run_id: int | None = None  # that reads it now, or is about to
    has_token: bool = False
    token_used_at: datetime | None = None
    item_count: int = 0
    version: int = 1

    @property
    def is_ok(self) -> bool:
        return self.state == OK and not self.plans

    @property
    def banner(self) -> str:
        """What is wrong and what to do; empty where all is well."""
        if self.state == OK:
            return ' '.join(plan.text for plan in self.plans)
        doubts = (plan.text for plan in self.plans if plan.doubt)
        remedy = '' if 'in Setup' in self.error else REMEDIES[self.state]
        return ' '.join(filter(None, [self.error, remedy, *doubts]))


def state_of(state: str, ok_at: datetime | None, now: datetime) -> str:
    """A source that answered well, but long ago, is stale."""
    return STALE if state == OK and (ok_at is None or now - ok_at > PATIENCE) else state


def is_suspicious(before: int, now: int) -> str:
    """`empty`, `half`, or nothing: what an answer that is much shorter than the last good one may be."""
    if before and not now:
        return 'empty'
    return 'half' if 2 * now < before else ''
