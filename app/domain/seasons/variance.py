"""Receipts against plan, taken apart: what came at another time, and what came as another amount."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Parts(NamedTuple):
    timing: int = 0
    value: int = 0

    @property
    def total(self) -> int:
        return self.timing + self.value


@dataclass(frozen=True)
class Arrival:
    """A line that was due in a period; `came` in others or the same, and `open` where it is still awaited."""
    due: int
    planned: int
    came: tuple[tuple[int, int], ...]  # (period, value)
    open: tuple[int, int] | None = None


def taken_apart(lines: Iterable[Arrival]) -> dict[int, Parts]:
    """By period: a part that came elsewhere is missing where it was due and more where it came; what comes nowhere is
    a difference in value, where it was due.
    """
    found: dict[int, Parts] = {}
    for line in lines:
        parts = [*line.came, *([line.open] if line.open else [])]
        for period, value in parts:
            if period != line.due:
                _add(found, period, value, 0)
                _add(found, line.due, -value, 0)
        _add(found, line.due, 0, sum(value for _, value in parts) - line.planned)
    return {period: found[period] for period in sorted(found) if any(found[period])}


def _add(found: dict[int, Parts], period: int, timing: int, value: int) -> None:
    was = found.get(period, Parts())
    found[period] = Parts(was.timing + timing, was.value + value)
