"""What somebody can want of a run, and what of it is theirs to want."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Wish = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class RunRights:
    may_stop: bool = False
    may_start: bool = False
    may_approve: bool = False
    may_decide: bool = False
    may_note: bool = False
    may_schedule: bool = False
    why_no_output: str = ''  # empty: the log may be read


@dataclass(frozen=True)
class RunWishes:
    stop: Wish
    again: Wish
    edit: Wish  # opens the form with the parameters of this run
    approve: Wish
    decline: Wish  # reason
    decide: Wish  # finished or again
    pin: Wish  # whether
    note: Wish  # text
    refresh: Wish  # how it stands by now
    address: str  # of this page, for others
