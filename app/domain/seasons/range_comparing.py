"""The ranges of two seasons side by side: by category, by its price bands, or by what each row is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.seasons.metrics import Ratio, ratio_of
from app.domain.seasons.range_rules import RangeDraft, RangeRow

Key = tuple[str, ...]  # category, price band, fabric, colour, style: as many of them as are told apart
CATEGORY, BAND, ROW = 'category', 'band', 'row'
DEPTHS: Final = {CATEGORY: 1, BAND: 2, ROW: 5}


@dataclass(frozen=True)
class RangeSum:
    """Of rows of one kind; `value` in minor units of the season's currency."""
    options: int
    units: int
    value: int

    @property
    def depth(self) -> Ratio | None:
        """Units per option over all of them, never the mean of depths."""
        return ratio_of(self.units, self.options)

    def __add__(self, other: 'RangeSum') -> 'RangeSum':
        return RangeSum(self.options + other.options, self.units + other.units, self.value + other.value)


@dataclass(frozen=True)
class RangePair:
    """The same kind of rows in two seasons; None where one of them has none."""
    key: Key
    own: RangeSum | None
    other: RangeSum | None

    @property
    def category(self) -> str:
        return self.key[0]

    @property
    def name(self) -> str:
        """Of the kind within its category."""
        return ' · '.join(filter(None, self.key[1:]))


@dataclass(frozen=True)
class RangeSide:
    code: str
    name: str
    currency: str
    digits: int
    is_demo: bool = False


@dataclass(frozen=True)
class RangeComparison:
    """`names` are (code, name) of categories. Values are comparable in one currency only."""
    own: RangeSide
    other: RangeSide
    by: str
    pairs: tuple[RangePair, ...]
    total: RangePair
    names: tuple[tuple[str, str], ...]

    @property
    def has_values(self) -> bool:
        return self.own.currency == self.other.currency

    def name_of(self, pair: RangePair) -> str:
        category = self.category_of(pair)
        return category if self.by == CATEGORY else f'{category} · {pair.name or "–"}'

    def category_of(self, pair: RangePair) -> str:
        return dict(self.names).get(pair.category, pair.category)


def compared(own: Iterable[RangeRow], other: Iterable[RangeRow], by: str = ROW,
             order: Sequence[str] = ()) -> tuple[RangePair, ...]:
    """By what the rows are, summed over clusters; categories in this order, all else by name."""
    left, right = _summed(own, by), _summed(other, by)
    place = {code: at for at, code in enumerate(order)}
    return tuple(RangePair(key, left.get(key), right.get(key)) for key in sorted(
        left.keys() | right.keys(), key=lambda one: (place.get(one[0], len(place)), one)))


def total_of(pairs: Iterable[RangePair]) -> RangePair:
    """Of each season as a whole; None where it has no row."""
    told = list(pairs)
    return RangePair(('',), _whole([one.own for one in told]), _whole([one.other for one in told]))


def _whole(sums: Iterable[RangeSum | None]) -> RangeSum | None:
    known = [one for one in sums if one is not None]
    return sum(known, RangeSum(0, 0, 0)) if known else None


def _summed(rows: Iterable[RangeRow], by: str) -> Mapping[Key, RangeSum]:
    found: dict[Key, RangeSum] = {}
    for row in rows:
        key = _key(row.draft)[:DEPTHS[by]]
        draft = row.draft
        found[key] = found.get(key, RangeSum(0, 0, 0)) + RangeSum(draft.options, draft.units, draft.value)
    return found


def _key(draft: RangeDraft) -> Key:
    return draft.category, draft.band, draft.fabric, draft.colour, draft.style
