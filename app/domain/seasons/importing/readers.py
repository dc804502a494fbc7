"""Texts of one column as values, with what was decided for the column."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from app.domain.seasons.importing import fields as types
from app.domain.seasons.importing.answers import Grounds
from app.domain.seasons.importing.book import Cell, shown
from app.domain.seasons.importing.days import DayOrder, NoDay, day, is_iso, is_slashed
from app.domain.seasons.importing.fields import Field
from app.domain.seasons.importing.headers import plain
from app.domain.seasons.importing.matching import Known, NoMatch, find, folded
from app.domain.seasons.importing.missing import key_of
from app.domain.seasons.importing.numbers import NoNumber, number, readings
from app.domain.seasons.importing.periods import period_key
from app.domain.seasons.importing.shares import POINTS, bands, share
from app.domain.seasons.money import minor

YES: Final = frozenset({'1', 'y', 'yes', 'true', 't', 'active', 'open', 'ja', 'x'})
NO: Final = frozenset({'0', 'n', 'no', 'false', 'f', 'inactive', 'closed', 'nein'})
QUANTA: Final = Decimal('0.001')
PLAIN_DAYS: Final = DayOrder()


class Misfit(Exception):
    """Why a cell cannot be read, with values that would do; `key` of the doubt that stands behind it."""

    def __init__(self, message: str, suggestions: tuple[str, ...] = (), key: str = '') -> None:
        super().__init__(message)
        self.suggestions, self.key = suggestions, key


@dataclass(frozen=True)
class Manner:
    """How a column is read; `refusal` where it cannot be."""
    field: Field
    header: str
    mark: str = '.'
    days: DayOrder = PLAIN_DAYS
    scale: str = POINTS
    doubt: str = ''  # key
    refusal: str = ''
    swapped: bool = False  # whether days that look re-read wait for an answer


def value_of(cell: Cell, manner: Manner, grounds: Grounds) -> Any:
    """Raises Misfit."""
    if manner.refusal:
        raise Misfit(manner.refusal)
    try:
        return READERS[manner.field.type](cell, manner, grounds)
    except (NoNumber, NoDay) as error:
        key = manner.doubt if _is_open(cell, manner) else ''
        raise Misfit(str(error), _other_readings(cell, manner) if key else (), key) from None


def _text(cell: Cell, manner: Manner, _: Grounds) -> str:
    told = unicodedata.normalize('NFC', shown(cell)).replace('\0', '').strip()
    if len(told) > manner.field.longest:
        raise Misfit(f'At most {manner.field.longest} characters are kept here.')
    return told


def _code(cell: Cell, manner: Manner, grounds: Grounds) -> str:
    """Blanks around a code are never part of it."""
    told = ' '.join(unicodedata.normalize('NFKC', _text(cell, manner, grounds)).split())
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        return f'{cell:.0f}'
    return told


def _number(cell: Cell, manner: Manner, _: Grounds) -> Decimal:
    if isinstance(cell, Decimal):
        return _signed(cell, manner.field)
    told = shown(cell)
    if not manner.mark and len(set(readings(told).values())) > 1:
        raise NoNumber(f'“{told.strip()[:40]}” can be read in two ways.')
    return _signed(number(told, manner.mark or '.'), manner.field)


def _signed(value: Decimal, column: Field) -> Decimal:
    if value < 0 and column.below_zero == types.NEVER:
        what = {types.MONEY: 'An amount', types.SHARE: 'A share'}.get(column.type, 'A quantity')
        raise Misfit(f'{what} cannot be below zero here.', (f'{-value:f}',))
    return value


def _money(cell: Cell, manner: Manner, grounds: Grounds) -> Any:
    value = _number(cell, manner, grounds)
    return value if grounds.digits is None else minor(value, grounds.digits)


def _charge(cell: Cell, manner: Manner, grounds: Grounds) -> Any:
    """Words such as “included in the price” are kept as they are."""
    try:
        return _number(cell, manner, grounds)
    except NoNumber:
        return shown(cell).strip()[:255]


def _quantity(cell: Cell, manner: Manner, grounds: Grounds) -> Decimal:
    value = _number(cell, manner, grounds)
    if value != value.quantize(QUANTA, ROUND_HALF_UP):
        raise Misfit('A quantity has at most three decimals.')
    return value


def _count(cell: Cell, manner: Manner, grounds: Grounds) -> int:
    value = _number(cell, manner, grounds)
    if value != value.to_integral_value():
        raise Misfit(f'“{shown(cell).strip()[:40]}” is not a whole number.',
                     (f'{value.quantize(Decimal(1), ROUND_HALF_UP):f}',))
    return int(value)


def _share(cell: Cell, manner: Manner, _: Grounds) -> Decimal:
    if not manner.scale and not shown(cell).strip().endswith('%'):
        raise Misfit(f'“{shown(cell)}” can be read in two ways.', key=manner.doubt)
    if isinstance(cell, Decimal):
        found = cell / 100 if manner.scale == POINTS else cell
    else:
        found = share(shown(cell), manner.mark or '.', manner.scale)
    return _signed(found, manner.field)


def _day(cell: Cell, manner: Manner, grounds: Grounds) -> date:
    if isinstance(cell, Decimal):
        cell = f'{cell:f}'
    if isinstance(cell, str) and manner.swapped and is_iso(cell):
        back = day(cell, DayOrder(manner.days.order, True))
        raise Misfit(f'“{cell}” is years from its delivery: a spreadsheet may have re-read it.', (str(back),),
                     manner.doubt)
    found = cell if isinstance(cell, date) else day(shown(cell), manner.days)
    if manner.field.in_season and grounds.span and not grounds.span.first <= found <= grounds.span.last:
        raise Misfit(f'{found} is outside {grounds.span.name}, which goes from {grounds.span.first} to '
                     f'{grounds.span.last}.')
    return found


def _period(cell: Cell, manner: Manner, grounds: Grounds) -> str:
    assert grounds.span
    header = plain(manner.header)
    is_month = manner.field.type == types.MONTH or header in ('month', 'monat')
    told = cell if isinstance(cell, date) else shown(cell)
    return period_key(told, grounds.span, manner.days, is_month, 'ending' in header or header == 'weekend')


def _choice(cell: Cell, manner: Manner, _: Grounds) -> str:
    told = folded(shown(cell))
    for value, words in manner.field.choices:
        if told == value or told in words:
            return value
    raise Misfit(f'“{shown(cell).strip()[:40]}” is none of those that are known.',
                 tuple(value for value, _ in manner.field.choices))


def _flag(cell: Cell, _: Manner, __: Grounds) -> bool:
    told = folded(shown(cell))
    if isinstance(cell, bool) or told in YES or told in NO:
        return cell if isinstance(cell, bool) else told in YES
    raise Misfit(f'“{shown(cell).strip()[:40]}” is neither yes nor no.', ('yes', 'no'))


def _currency(cell: Cell, _: Manner, __: Grounds) -> str:
    told = shown(cell).strip().upper()
    if len(told) != 3 or not told.isascii() or not told.isalpha():
        raise Misfit('A currency has three letters, such as EUR.')
    return told


def _season(cell: Cell, _: Manner, grounds: Grounds) -> str:
    """Every row says it for itself: one row of another season does not hide behind the first."""
    if folded(shown(cell)) not in {folded(grounds.season), folded(grounds.season_name), grounds.season_id}:
        raise Misfit(f'“{shown(cell).strip()[:60]}” is not this season, {grounds.season}.', (grounds.season,))
    return grounds.season


def _match(cell: Cell, manner: Manner, grounds: Grounds) -> Known:
    told = f'{cell:f}' if isinstance(cell, Decimal) else shown(cell)
    found = find(told, grounds.lookups[manner.field.type])
    if isinstance(found, NoMatch):
        is_missing = found.is_unknown and manner.field.type in grounds.creatable
        raise Misfit(found.message, found.suggestions, key_of(manner.field.type) if is_missing else '')
    return found


def _bands(cell: Cell, _: Manner, __: Grounds) -> tuple[tuple[str, Decimal], ...]:
    return bands(shown(cell))


def _is_open(cell: Cell, manner: Manner) -> bool:
    """Whether the answer to the question about this column would tell what the cell is."""
    if manner.field.type in types.DAYS:
        return not manner.days.order and is_slashed(shown(cell))
    return len(_other_readings(cell, manner)) > 1


def _other_readings(cell: Cell, manner: Manner) -> tuple[str, ...]:
    """What an ambiguous number could be."""
    if manner.field.type not in types.NUMBERS or isinstance(cell, Decimal):
        return ()
    return tuple(dict.fromkeys(f'{value:f}' for value in sorted(readings(shown(cell)).values(), reverse=True)))


READERS: Final[Mapping[str, Callable[[Cell, Manner, Grounds], Any]]] = {
    types.TEXT: _text, types.CODE: _code, types.CHOICE: _choice, types.FLAG: _flag, types.MONEY: _money,
    types.CHARGE: _charge, types.QUANTITY: _quantity, types.COUNT: _count, types.RATE: _number, types.SHARE: _share,
    types.DAY: _day, types.PERIOD: _period, types.MONTH: _period, types.SEASON: _season, types.CURRENCY: _currency,
    types.LOCATION: _match, types.CATEGORY: _match, types.SUPPLIER: _match, types.ORDER: _match,
    types.CLUSTER: _match, types.BANDS: _bands}
