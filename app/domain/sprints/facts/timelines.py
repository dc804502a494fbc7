"""A value over time: what held from which moment on, found by halving, so that no history is walked twice."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from app.domain.sprints.facts.board import Ms

T = TypeVar('T')
ALWAYS: Final = -(2 ** 62)  # before every moment


@dataclass(frozen=True, slots=True)
class Timeline(Generic[T]):
    """`values[n]` holds from `moments[n]` on. Moments rise; of several at one moment the last holds."""
    moments: tuple[Ms, ...]
    values: tuple[T, ...]

    def at(self, ms: Ms) -> T | None:
        """After all changes up to and at that moment; None before the first."""
        place = bisect_right(self.moments, ms)
        return self.values[place - 1] if place else None

    def steps(self, after: Ms, until: Ms) -> Iterator[tuple[Ms, T | None, T]]:
        """(moment, value before, value then) of each change after the first moment up to and at the second."""
        for place in range(bisect_right(self.moments, after), bisect_right(self.moments, until)):
            yield self.moments[place], self.values[place - 1] if place else None, self.values[place]

    def spans(self) -> Iterator[tuple[Ms, T]]:
        """Each moment once, with what holds after it."""
        last = len(self.moments) - 1
        for place, at in enumerate(self.moments):
            if place == last or self.moments[place + 1] != at:
                yield at, self.values[place]

    def since(self, first: Ms, missing: T) -> 'Timeline[T]':
        """The same from a moment on; `missing` where nothing held yet."""
        place = bisect_right(self.moments, first)
        held = self.values[place - 1] if place else missing
        return Timeline((first, *self.moments[place:]), (held, *self.values[place:]))


def constant(value: T) -> Timeline[T]:
    return Timeline((ALWAYS,), (value,))
