"""What the weeks to come may sell if they miss their plan as the last ones did."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from app.domain.seasons.rounding import half_up

LAST: Final = 8  # weeks with stock
LEAST, MOST = Fraction(1, 2), Fraction(2)


def trend(actual: Sequence[int], plan: Sequence[int], stock: Sequence[int]) -> Fraction | None:
    """What was sold ÷ what was planned in the last elapsed weeks that had stock to sell, within limits; None where
    nothing was planned. All begin with the first elapsed week.
    """
    known = [pair for *pair, held in zip(actual, plan, stock, strict=True) if held > 0][-LAST:]
    planned = sum(one for _, one in known)
    if planned <= 0:
        return None
    return min(max(Fraction(sum(sold for sold, _ in known), planned), LEAST), MOST)


def proposed(plan: Sequence[int], factor: Fraction) -> list[int]:
    """For the weeks to come; what was planned to come back stays."""
    return [half_up(one * factor) if one > 0 else one for one in plan]
