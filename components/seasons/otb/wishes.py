"""What people may want of open-to-buy; the page does it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from components.seasons.budget_decision import DecisionWishes


@dataclass(frozen=True)
class OtbWishes:
    choose: Callable[[str, str], Awaitable[None]]  # category, period: keys
    drill: Callable[[str], Awaitable[None]]  # branch
    rows: Callable[[str], Awaitable[None]]  # behind a figure
    explain: Callable[[], Any]
    close: Callable[[], Awaitable[None]]
    approve: Callable[[int], Awaitable[None]]  # a transfer
    reject: Callable[[int], Awaitable[None]]
    release: Callable[[int], Awaitable[None]]  # a reserve
    decision: DecisionWishes
    me: str
    may_approve: bool
    may_plan: bool
