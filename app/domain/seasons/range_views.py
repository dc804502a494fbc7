"""The range of a season as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.seasons.range_rules import Intent, RangeCategory
from app.domain.seasons.season import SeasonView


@dataclass(frozen=True)
class RangeView:
    """`clusters` are (key, name); `mean` is weighted by what each category plans to sell."""
    season: SeasonView
    categories: tuple[RangeCategory, ...]
    mean: Intent | None
    clusters: tuple[tuple[str, str], ...]
    units: int
    value: int
    budget: int | None

    def category(self, code: str) -> RangeCategory | None:
        return next((one for one in self.categories if one.code == code), None)


def total(amounts: Sequence[int | None]) -> int | None:
    """None where nothing is known of any of them."""
    known = [one for one in amounts if one is not None]
    return sum(known) if known else None
