"""What an area tells a calendar of another: dated things that are only read there. Wired in the installation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

# By area, as a switch is called; an area that tells something names it here.
NAMES = {'poker': 'Poker sessions', 'sprints': 'Sprint ends and forecasts',
         'seasons': 'Season milestones'}


@dataclass(frozen=True)
class Happened:
    """`origins` say which things of other areas it was about; whoever may see none of them does not see it."""
    start: date
    end: date
    title: str
    origins: frozenset[str] = frozenset()


Tell = Callable[[Any, date, date], Sequence[Happened]]  # work, and the days that are asked for
Tellers = Mapping[str, Tell]  # by area
