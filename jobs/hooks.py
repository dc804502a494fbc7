"""What a pack adds to the attempts of its commands: preparing a place to work in, and judging what came out.

Both are called in the thread of the attempt, outside every transaction: a hook may touch files and call services
through `transact`, and keeps to `claim` as the right to do so.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from app.domain.ops.states import Claim

Texts = Callable[[str], Iterator[str]]  # the kept lines of a stream (`out`, `err`, `say`; empty: all), without colours


class CannotStart(Exception):
    """Why there is no point in trying, for people; such a run is never tried again."""


@dataclass(frozen=True)
class Preparation:
    """How to start. What is not said here comes from the definition."""
    argv: tuple[str, ...] = ()  # program and arguments; empty: those of the definition
    environment: Mapping[str, str] = field(default_factory=dict)  # beside what every program gets
    answers: tuple[str, ...] | None = None  # lines on standard input
    said: tuple[str, ...] = ()  # lines for the log before the program begins
    path: str = ''  # folders in which the program is looked for, as PATH has them; empty: those of this process


@dataclass(frozen=True)
class Conclusion:
    """The hook's judgement of an attempt that ended with exit code 0, or not."""
    failure: str | None = None  # why it failed although it seems to have worked, or better words for why it failed
    is_permanent: bool = False  # another try is pointless
    result: Mapping[str, Any] | None = None
    partly: str = ''  # what is missing although it succeeded


class Hook(Protocol):
    def prepare(self, claim: Claim, secrets: Mapping[str, str], folder: Path) -> Preparation:
        """Make ready; `folder` is the attempt's own and vanishes with it. Raises CannotStart."""

    def conclude(self, claim: Claim, folder: Path, exit_code: int, texts: Texts) -> Conclusion:
        """Called for every attempt that was not stopped, before its outcome is decided."""
