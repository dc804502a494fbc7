"""When a run that failed is tried again: later each time, and never at the same moment as others."""

import random
from collections.abc import Callable


def delay(n: int, base: float, cap: float, chance: Callable[[], float] = random.random) -> float:
    """Seconds after attempt `n`: at least half of base · 2^(n−1), at most all of it, and never above the cap."""
    whole: float = min(cap, base * 2 ** min(n - 1, 60))
    return whole / 2 + chance() * whole / 2
