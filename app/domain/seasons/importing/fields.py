"""What a column of a file can be."""

from dataclasses import dataclass
from typing import Final

TEXT, CODE, CHOICE, FLAG = 'text', 'code', 'choice', 'flag'
MONEY, QUANTITY, COUNT, RATE, SHARE = 'money', 'quantity', 'count', 'rate', 'share'
DAY, PERIOD, MONTH = 'day', 'period', 'month'
LOCATION, CATEGORY, SUPPLIER, ORDER, SEASON, CURRENCY, CLUSTER, BANDS = (
    'location', 'category', 'supplier', 'order', 'season', 'currency', 'cluster', 'bands')
CHARGE = 'charge'  # an amount, or words that say where it is found
NUMBERS: Final = (MONEY, QUANTITY, COUNT, RATE, SHARE, CHARGE)
DAYS: Final = (DAY, PERIOD, MONTH)
NEVER, WARNED, FREELY = 'never', 'warned', 'freely'  # below zero


@dataclass(frozen=True)
class Field:
    """`choices` are value and the words that mean it; `below_zero` says whether a number may be negative."""
    key: str
    label: str
    type: str = TEXT
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    is_key: bool = False
    below_zero: str = NEVER
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    longest: int = 255
    in_season: bool = False  # of a day
    is_price: bool = False  # nothing of it is strange


@dataclass(frozen=True)
class FileKind:
    """`thing` is what a season must let be changed (app.domain.seasons.steps); empty where no season is needed."""
    key: str
    label: str
    fields: tuple[Field, ...]
    deed: str
    thing: str = ''
    any_of: tuple[tuple[str, ...], ...] = ()  # of each group one column is needed
    can_replace: bool = False

    def field(self, key: str) -> Field:
        return next(one for one in self.fields if one.key == key)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(one.key for one in self.fields if one.is_key)
