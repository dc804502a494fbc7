"""Several bars in one row: each goes to the lowest row that is free again where it begins."""

from collections.abc import Sequence
from heapq import heappop, heappush

GAP = 4.0  # pixels between two bars of a row


def pack(spans: Sequence[tuple[float, float]], gap: float = GAP) -> list[int]:
    """The row of each span, counted from 0. Two heaps: rows that are taken by where they end, free rows by number."""
    rows = [0] * len(spans)
    taken: list[tuple[float, int]] = []
    free: list[int] = []
    for index in sorted(range(len(spans)), key=lambda index: spans[index]):
        left, right = spans[index]
        while taken and taken[0][0] + gap <= left:
            heappush(free, heappop(taken)[1])
        row = heappop(free) if free else len(taken)
        heappush(taken, (right, row))
        rows[index] = row
    return rows
