"""How long the event loop of a process is held up while something else is done in it."""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import Any

TICK = 0.002  # seconds
WARM = 5  # ticks that are not counted


async def longest_hold_up(deed: Callable[[], Any]) -> float:
    """Milliseconds by which the loop came back late, at most, while `deed` ran in a thread."""
    probe = _Probe()
    ticking = asyncio.get_running_loop().create_task(probe.tick())
    try:
        await asyncio.to_thread(deed)
    finally:
        probe.is_over = True
        await ticking
    return 1000 * probe.longest


class _Probe:
    def __init__(self) -> None:
        self.longest, self.is_over = 0.0, False

    async def tick(self) -> None:
        ticks = 0
        while not self.is_over:
            began = perf_counter()
            await asyncio.sleep(TICK)
            ticks += 1
            if ticks > WARM:
                self.longest = max(self.longest, perf_counter() - began - TICK)
