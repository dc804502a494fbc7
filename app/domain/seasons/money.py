"""Money as whole numbers of the smallest unit of its currency; text and Decimal only at the edges."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

WHOLE: Final = ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF',
                'XPF')
THOUSANDTHS: Final = ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')
DIGITS: Final = {**dict.fromkeys(WHOLE, 0), **dict.fromkeys(THOUSANDTHS, 3)}  # ISO 4217; all others have two
THIN = '\u202f'
MOST_PLACES: Final = 20  # before and behind the point; exact arithmetic with `1e999999999` would never end


def digits_of(currency: str) -> int:
    return DIGITS.get(currency, 2)


def minor(amount: Decimal, digits: int) -> int:
    """Half up, once."""
    return int(amount.scaleb(digits).quantize(Decimal(1), ROUND_HALF_UP))


def major(amount: int, digits: int) -> Decimal:
    return Decimal(amount).scaleb(-digits)


def number_in(text: str) -> Decimal | None:
    """What somebody wrote as a number; None where it is none, or so large or fine that nobody can mean it."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    if not found.is_finite() or abs(found.adjusted()) > MOST_PLACES or len(found.as_tuple().digits) > 2 * MOST_PLACES:
        return None
    return found


def is_rate(rate: Decimal) -> bool:
    """What one unit of a currency may cost in another, with as many decimals as are kept."""
    return rate.is_finite() and 0 < rate < 10 ** 10 and rate == round(rate, 8)


def plain(amount: int, digits: int) -> str:
    """For programs: `110000.00`."""
    return f'{major(amount, digits):.{digits}f}'


def written(amount: int, digits: int) -> str:
    """For people: thousands apart by a thin gap, a true minus; no decimals where they are all zero."""
    whole = amount % 10 ** digits == 0
    text = f'{abs(major(amount, digits)):,.{0 if whole else digits}f}'.replace(',', THIN)
    return f'−{text}' if amount < 0 else text
