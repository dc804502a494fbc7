"""Patterns of people, matched so that none of them can hold anything up."""

from collections.abc import Sequence
from functools import lru_cache
from time import monotonic
from typing import Final

import regex

from app.domain.sprints.facts.field_rules import OutOfTime
from app.errors import Rejected

PATIENCE: Final = 0.1  # seconds for one match
ALL: Final = 2.0  # seconds for all matches of one board
LONGEST: Final = 200
REPEATED: Final = regex.compile(r'\{\s*(?:\d*\s*,\s*)?(\d{4,})')
RECURSIVE: Final = regex.compile(r'\(\?(?:R|[+-]?\d|&|P>)')  # takes all memory before its time is over


class Watch:
    """A finder: 100 ms for each text, and not much more than that for thousands of them."""

    def __init__(self) -> None:
        self.left = ALL

    def __call__(self, pattern: str, text: str) -> Sequence[str] | None:
        if self.left <= 0:
            raise OutOfTime
        began = monotonic()
        try:
            found = compiled(pattern).search(text, timeout=min(PATIENCE, self.left))
        except TimeoutError:
            raise OutOfTime from None
        finally:
            self.left -= monotonic() - began
        return None if found is None else (found[0], *(one or '' for one in found.groups()))


def demand_sound(pattern: str, field: str) -> None:
    """Raises Rejected with what is wrong with it."""
    if not pattern:
        return
    if len(pattern) > LONGEST or REPEATED.search(pattern):
        raise Rejected(f'A pattern has at most {LONGEST} characters and repeats nothing a thousand times.',
                       'sprints.pattern', field)
    if RECURSIVE.search(pattern):
        raise Rejected('A pattern cannot contain itself.', 'sprints.pattern', field)
    try:
        compiled(pattern)
    except (regex.error, OverflowError, RecursionError) as error:
        raise Rejected(f'This is not a regular expression: {error}.', 'sprints.pattern', field) from error


@lru_cache(maxsize=256)
def compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern)
