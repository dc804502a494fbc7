"""The range of a season as its page shows it, and two seasons side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.seasons.range_rules import Intent, RangeCategory, RangeDraft, RangeRow
from app.domain.seasons.season import SeasonView

Key = tuple[str, str, str, str, str]  # category, price band, fabric, colour, style


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


@dataclass(frozen=True)
class RangePair:
    """The same kind of row in two seasons: options and units, None where one of them has none."""
    key: Key
    options: tuple[int | None, int | None]
    units: tuple[int | None, int | None]


def compared(own: Iterable[RangeRow], other: Iterable[RangeRow]) -> tuple[RangePair, ...]:
    """By what the rows are, summed over clusters; in the order of the names."""
    left, right = _summed(own), _summed(other)
    return tuple(RangePair(key, (left.get(key, (None, None))[0], right.get(key, (None, None))[0]),
                           (left.get(key, (None, None))[1], right.get(key, (None, None))[1]))
                 for key in sorted(left.keys() | right.keys()))


def _summed(rows: Iterable[RangeRow]) -> Mapping[Key, tuple[int, int]]:
    found: dict[Key, tuple[int, int]] = {}
    for row in rows:
        options, units = found.get(_key(row.draft), (0, 0))
        found[_key(row.draft)] = (options + row.draft.options, units + row.draft.units)
    return found


def _key(draft: RangeDraft) -> Key:
    return draft.category, draft.band, draft.fabric, draft.colour, draft.style


def total(amounts: Sequence[int | None]) -> int | None:
    """None where nothing is known of any of them."""
    known = [one for one in amounts if one is not None]
    return sum(known) if known else None
