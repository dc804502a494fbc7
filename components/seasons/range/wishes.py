"""What somebody can want on the page of the range; None is what they may not."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.seasons.range_rules import Intent, RangeDraft, RangeRow


@dataclass(frozen=True)
class RangeWishes:
    close: Callable[[], Awaitable[None]]
    mean: Callable[[str, Intent, int | None], Awaitable[Any]]
    add: Callable[[RangeDraft], Awaitable[Any]]
    change: Callable[[RangeRow, RangeDraft], Awaitable[Any]]
    delete: Callable[[RangeRow], Awaitable[Any]]
    submit: Callable[[str, str], Awaitable[Any]]
    decide: Callable[[Sequence[int], str, str], Awaitable[Any]]
    may_mean: bool
    may_ask: bool
    may_approve: bool
