"""What somebody types into a cell: a number, nothing, or how the cell is to change."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.domain.seasons.measures import FLAG
from app.domain.seasons.money import minor, number_in
from app.domain.seasons.rounding import half_up
from app.domain.seasons.season import ACTUAL, CURRENT, LLY, LY, ORIGINAL, TARGET
from app.errors import Rejected


@dataclass(frozen=True)
class Blank:
    """Nothing is to stand there."""


@dataclass(frozen=True)
class Amount:
    """In minor units, or whole units."""
    value: int


@dataclass(frozen=True)
class Scaled:
    """`+10%`, `*1.05`, `/2`."""
    factor: Fraction


@dataclass(frozen=True)
class Raised:
    """`+=500`, `-=500`."""
    amount: int


@dataclass(frozen=True)
class Copied:
    """`=LY*1.03`: what the same cell holds in the newest version of that kind."""
    version: str
    factor: Fraction = Fraction(1)


Entry = Blank | Amount | Scaled | Raised | Copied

VERSIONS: Final = {one.upper(): one for one in (LY, LLY, TARGET, ORIGINAL, CURRENT, ACTUAL)}
THOUSANDS: Final = {'k': 3, 'm': 6}
LONGEST: Final = 17  # digits; more is not a figure of a plan but a slip
FLAGS: Final = {'1': 1, 'yes': 1, 'on': 1, 'receipts': 1, '0': 0, 'no': 0, 'off': 0, 'target': 0}
_MINUS = str.maketrans('−–', '--')
_GAPS = re.compile(r"[\s'’]")
_MARK = r'(?:[A-Z]{0,2}[$¢£¥\u20a0-\u20c0]|[A-Z]{3}|Rs\.?|kr\.?|Kč|zł|Fr\.?)'  # of a currency
_MARKS = re.compile(rf'(?<![\w.]){_MARK}(?=[\d(.+-])|(?<=[\d).-]){_MARK}$')
_PERCENT = re.compile(r'([+-])(.+)%')
_SCALE = re.compile(r'([*×/÷])(.+)')
_RAISE = re.compile(r'([+-])=(.+)')
_COPY = re.compile(r'=([A-Za-z]+)(?:([*×/÷])(.+)|([+-])(.+)%)?')
_SIGNED = re.compile(r'^(?:[+-]?\(([^()+-]+)\)|[+-]?([^()+-]+)-?)$')
_GROUPED = re.compile(r'\d{1,3}([.,])\d{3}(?:\1\d{3})*|\d{1,2}(?:,\d\d)+,\d{3}')  # also 1,23,456


def read_entry(text: str, unit: str, digits: int) -> Entry:
    """`digits` are the decimals of the cell: those of the currency, none for whole units. Raises Rejected."""
    text = _GAPS.sub('', text).translate(_MINUS)
    if not text:
        return Blank()
    if unit == FLAG:
        return _flag(text)
    return _change(text, digits) or Amount(read_amount(text, digits))


def entered(entry: Entry, was: int | None, other: int | None = None) -> int | None:
    """What a cell becomes, rounded half up; None for blank. `other` is what the version holds that Copied names."""
    match entry:
        case Blank():
            return None
        case Amount(value):
            return value
        case Raised(amount):
            return (was or 0) + amount
        case Scaled(factor):
            return None if was is None else half_up(was * factor)
        case Copied(_, factor):
            return None if other is None else half_up(other * factor)


def read_amount(text: str, digits: int) -> int:
    """A number as people and spreadsheets write it, with no more decimals than the cell has. Raises Rejected."""
    plain = _MARKS.sub('', _GAPS.sub('', text).translate(_MINUS))
    if plain.endswith('%'):
        raise Rejected(f'“{text}” is a share: write +{plain} to raise the cell by it.', 'seasons.number')
    is_negative = plain.startswith(('(', '-')) or plain.endswith('-')
    plain = _SIGNED.sub(r'\1\2', plain)
    suffix = THOUSANDS.get(plain[-1:].lower(), 0)
    found = _decimal(plain, text, digits + suffix).scaleb(suffix)
    if found != round(found, digits):
        raise Rejected(f'“{text}” has more decimals than this cell: {_allowed(digits)}.', 'seasons.number')
    return minor(-found if is_negative else found, digits)


def _flag(text: str) -> Amount:
    if (found := FLAGS.get(text.lower())) is not None:
        return Amount(found)
    raise Rejected('Type yes to plan by receipts, no to plan by a target.', 'seasons.number')


def _change(text: str, digits: int) -> Entry | None:
    if found := _RAISE.fullmatch(text):
        amount = read_amount(found[2], digits)
        return Raised(amount if found[1] == '+' else -amount)
    if found := _PERCENT.fullmatch(text):
        return Scaled(_percent(found[1], found[2]))
    if found := _SCALE.fullmatch(text):
        return Scaled(_factor(found[1], found[2]))
    if text.startswith('='):
        return _copied(text)
    return None


def _copied(text: str) -> Copied:
    found = _COPY.fullmatch(text)
    if not found or found[1].upper() not in VERSIONS:
        raise Rejected(f'“{text}” names no version: {", ".join(VERSIONS)}, with a factor as in =LY*1.03.',
                       'seasons.number')
    version = VERSIONS[found[1].upper()]
    if found[2]:
        return Copied(version, _factor(found[2], found[3]))
    return Copied(version, _percent(found[4], found[5]) if found[4] else Fraction(1))


def _percent(sign: str, text: str) -> Fraction:
    share = _fraction(text) / 100
    return 1 + share if sign == '+' else 1 - share


def _factor(sign: str, text: str) -> Fraction:
    factor = _fraction(text)
    if sign in '*×':
        return factor
    if not factor:
        raise Rejected('Nothing can be divided by 0.', 'seasons.number')
    return 1 / factor


def _fraction(text: str) -> Fraction:
    """Of any number of decimals: what it makes of a cell is rounded, not itself."""
    found = number_in(text.replace(',', '.'))
    if found is None or len(text) > LONGEST:
        raise Rejected(f'“{text}” is not a number.', 'seasons.number')
    return Fraction(found)


def _decimal(plain: str, text: str, digits: int) -> Decimal:
    if not re.fullmatch(r'[\d.,]*[kKmM]?', plain) or not re.search(r'\d', plain):
        raise Rejected(f'“{text}” is not a number.', 'seasons.number')
    found = _pointed(plain.rstrip('kKmM'), text, digits)
    if len(found) > LONGEST:
        raise Rejected(f'“{text}” has too many digits.', 'seasons.number')
    return Decimal(found)


def _pointed(plain: str, text: str, digits: int) -> str:
    """With a point for decimals and nothing between thousands. Of two marks the last is the decimal one; a comma
    alone groups thousands where three digits follow it, a point alone never does.
    """
    last = max(plain.rfind('.'), plain.rfind(','))
    other = {'.': ',', ',': '.'}[plain[last]] if last >= 0 else ''
    if last < 0:
        return plain
    if other in plain:
        whole, rest = plain[:last], plain[last + 1:]
        if plain.count(plain[last]) == 1 and _GROUPED.fullmatch(whole) and plain[last] not in whole:
            return f'{whole.replace(other, "")}.{rest}'
    elif plain.count(plain[last]) > 1 or (plain[last] == ',' and len(plain) - last == 4 and last):
        if _GROUPED.fullmatch(plain):
            return plain.replace(plain[last], '')
    elif plain[last] == '.' and len(plain) - last == 4 > digits + 1 and plain[:last].strip('0'):
        raise Rejected(f'“{text}” can be read in two ways: type {plain.replace(".", "")} or {plain[:-1]}.',
                       'seasons.number')
    else:
        return plain.replace(',', '.')
    raise Rejected(f'“{text}” has its marks where no number has them.', 'seasons.number')


def _allowed(digits: int) -> str:
    return 'whole numbers only' if not digits else f'{digits} at most'
