"""How a function of the product says how far it is, and hears that it should stop."""

from collections.abc import Mapping
from typing import Protocol


class Stopped(Exception):
    """The run was cancelled, or is no longer this process's: whatever the function does next is refused."""


class Voice(Protocol):
    """Each call may raise Stopped; then the function ends."""
    run_id: int
    n: int  # of the attempt

    @property
    def secrets(self) -> Mapping[str, str]:
        """What its command was granted, by name; masked wherever it is said."""

    def speak(self, text: str, level: str = '') -> None:
        """Add a line to the log; level is empty, info, warning or error."""

    def progress(self, done: float, total: float, text: str = '') -> None:
        """How far it is, for the bar; a total of 0 is unknown."""

    def is_cancelled(self) -> bool:
        """For loops that say nothing."""

    def partly(self, reason: str) -> None:
        """It will have succeeded, but not for everything: shown amber and announced like a failure."""
