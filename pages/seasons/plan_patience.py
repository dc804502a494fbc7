"""Deeds that take a while: they are seen to run, and are stopped as a whole until the moment they are written."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.errors import Conflict
from app.work import Work, fenced
from components.seasons.plan_busy import BusyStrip

DELAY = 0.4  # seconds until a deed is seen to run
R = TypeVar('R')


class Stopped(Conflict):
    """Whoever began it has changed their mind."""


class Patience:
    """Several deeds may run at once: what stops one stops all."""

    def __init__(self) -> None:
        self.strip = BusyStrip(self._stop)
        self.running: dict[object, bool] = {}  # whether it was stopped

    async def run(self, words: str, deed: Callable[[], Awaitable[R]]) -> R:
        """Raises Stopped; then nothing of it has happened."""
        key = object()
        self.running[key] = False

        def demand_wanted(_: Work) -> None:
            if self.running[key]:
                raise Stopped('Cancelled. Nothing has changed.', 'seasons.stopped')
        showing = asyncio.get_running_loop().call_later(DELAY, self.strip.show, words)
        try:
            with fenced(demand_wanted):
                return await deed()
        finally:
            showing.cancel()
            del self.running[key]
            if not self.running:
                self.strip.hide()

    def _stop(self) -> None:
        for key in self.running:
            self.running[key] = True
