"""What it takes to speak with one Jira."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

WHOLE: Final = 120.0  # seconds for one answer, however slowly it drips
AGAIN: Final = 4  # times, after the first
CONNECT, READ = 5.0, 30.0  # seconds until somebody is there, and between two pieces of an answer


def _silent(_: str) -> None:
    return None


@dataclass(frozen=True)
class Access:
    """`email` in the cloud only. `wait` pauses and may raise to end the run; `now` counts its seconds; `jitter`
    spreads those who all failed at the same time; `say` gets a line for people per page and per rest.
    """
    url: str
    token: str = field(repr=False)
    email: str = ''
    say: Callable[[str], object] = _silent
    wait: Callable[[float], object] = time.sleep
    now: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    whole: float = WHOLE
    again: int = AGAIN
    connect: float = CONNECT
    read: float = READ


def hasty(access: Access) -> Access:
    """For somebody who stands before the screen: within five seconds there is an answer, or a reason."""
    return replace(access, again=0, connect=2.0, read=3.0, whole=3.0)
