"""Which of the times that are due become runs, and when exactly."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from app.domain.ops.states import WAITING, State

MARKS = 60  # times of one entry that can be told apart on a line
MOST_MISSED = 24  # times that may be made up for
MOST_JITTER = 3600  # seconds
LEAST_GRACE, MOST_GRACE = 30, 86_400  # seconds


class Misfire(StrEnum):
    """What becomes of times that nobody was there to see."""
    SKIP = 'skip'
    ONCE = 'once'  # the newest of them
    ALL = 'all'  # up to a number


class Overlap(StrEnum):
    """What becomes of a time while a former run of the entry is not over."""
    QUEUE = 'queue'  # one waits
    SKIP = 'skip'
    ALLOW = 'allow'
    REPLACE = 'replace'  # the former one is stopped


def chosen(due: Sequence[datetime], misfire: str, most: int, grace: timedelta,
           now: datetime) -> tuple[datetime, ...]:
    """Of the times that are due, oldest first, those that become runs."""
    if misfire == Misfire.ALL:
        return tuple(due[-most:])
    if misfire == Misfire.SKIP and now - due[-1] > grace:
        return ()
    return (due[-1],)


def starts_at(schedule_id: int, fire_time: datetime, jitter: int) -> datetime:
    """Later by a part of the jitter that is the same for this entry and time on every replica."""
    if not jitter:
        return fire_time
    seed = sha256(f'{schedule_id} {fire_time.timestamp():.0f}'.encode()).digest()
    return fire_time + timedelta(seconds=int.from_bytes(seed[:4], 'big') % (jitter + 1))


def may_join(overlap: str, former: Sequence[State]) -> bool:
    """Whether another run may be asked for beside those of this entry that are not over."""
    if overlap == Overlap.SKIP:
        return not former
    if overlap == Overlap.QUEUE:
        return not any(state in WAITING for state in former)
    return True
