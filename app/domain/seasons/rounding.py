"""Half up, away from nothing, once and at the end: the one way whole numbers come out of a division."""

from collections.abc import Sequence
from fractions import Fraction


def half_up(value: Fraction) -> int:
    """2.5 → 3, −2.5 → −3."""
    return halved_up(value.numerator, value.denominator)


def halved_up(numerator: int, denominator: int) -> int:
    """`numerator ÷ denominator`, which is above nothing."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """A few whole numbers in proportion to the weights that add up to the total: what is left over goes to the largest
    remainders, the first of equal ones; even where no weight is above nothing.
    """
    weights = [max(one, 0) for one in weights]
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    parts = [divmod(abs(total) * one, whole) for one in weights]
    found = [share for share, _ in parts]
    order = sorted(range(len(parts)), key=lambda at: -parts[at][1])
    for at in order[:abs(total) - sum(found)]:
        found[at] += 1
    return found if total >= 0 else [-one for one in found]
