"""Days as files write them; whether a day or a month comes first is decided for a whole column."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.domain.seasons.importing.book import Doubt

DMY, MDY = 'dmy', 'mdy'
MONTHS: Final = {name: at % 12 + 1 for at, name in enumerate(
    ('jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec',
     'jan', 'feb', 'mär', 'apr', 'mai', 'jun', 'jul', 'aug', 'sep', 'okt', 'nov', 'dez'))}
CLOCK: Final = r'(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?'
ISO: Final = re.compile(r'(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})' + CLOCK)
COMPACT: Final = re.compile(r'((?:19|20)\d\d)(\d\d)(\d\d)')
SLASHED: Final = re.compile(r'(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)' + CLOCK)
WORDED: Final = re.compile(r'(\d{1,2})[ ./-]*([^\W\d_]{3,9})[ ./,-]*(\d{4}|\d\d)' + CLOCK)
WORD_FIRST: Final = re.compile(r'([^\W\d_]{3,9})[ .-]+(\d{1,2}),?[ ]+(\d{4})' + CLOCK)
SERIAL: Final = re.compile(r'([2-7]\d{4})(?:\.0+)?')
MONTH_WORD: Final = re.compile(r"([^\W\d_]{3,9})[ ./'-]*(\d{4}|\d\d)")
MONTH_ISO: Final = re.compile(r'(\d{4})[-/.](\d{1,2})')
MONTH_BACK: Final = re.compile(r'(\d{1,2})[-/.](\d{4})')
EPOCH: Final = date(1899, 12, 30)
PIVOT: Final = 69  # two-digit years from here on belong to the last century
MIDDLE: Final = 15  # a day that is in the month whichever way its weeks are cut


@dataclass(frozen=True)
class DayOrder:
    """`swaps` reads what looks like 2004-01-13 as the 4/1/13 it was before a spreadsheet read it its own way."""
    order: str = DMY
    swaps: bool = False
    doubt: Doubt | None = None
    refusal: str = ''


class NoDay(Exception):
    """Why a text is none, in words."""


def decide_order(key: str, texts: Iterable[str], answer: str = '') -> DayOrder:
    """A number over 12 says what comes first; both ways in one column refuse it."""
    if answer in (DMY, MDY):
        return DayOrder(answer)
    proofs: dict[str, str] = {}
    first = ''
    for text in texts:
        found = SLASHED.fullmatch(text.strip())
        if not found:
            continue
        first = first or (text if found[1] != found[3] else '')
        if int(found[1]) > 12:
            proofs.setdefault(DMY, text)
        elif int(found[3]) > 12:
            proofs.setdefault(MDY, text)
    if len(proofs) > 1:
        return DayOrder('', refusal=f'The column mixes days and months: “{proofs[DMY]}” and “{proofs[MDY]}”.')
    if proofs or not first:
        return DayOrder(next(iter(proofs), DMY))
    return DayOrder('', doubt=_asked(key, first))


def day(text: str, how: DayOrder) -> date:
    """Raises NoDay, also for what is a month only."""
    told = ' '.join(text.split())
    try:
        found = _of_digits(told, how) or _of_words(told)
    except ValueError:
        found = None
    if found is None:
        raise NoDay(f'“{text.strip()[:40]}” is not a day.')
    return found


def month(text: str) -> date | None:
    """The middle of a month that is named without a day: Mar-26, 2026-03, 03/2026."""
    told = ' '.join(text.split())
    if (found := MONTH_WORD.fullmatch(told)) and found[1][:3].casefold() in MONTHS:
        return date(_year(found[2]), MONTHS[found[1][:3].casefold()], MIDDLE)
    found = MONTH_ISO.fullmatch(told)
    year, number = (found[1], found[2]) if found else ('', '')
    if not found and (found := MONTH_BACK.fullmatch(told)):
        year, number = found[2], found[1]
    return date(int(year), int(number), MIDDLE) if found and 1 <= int(number) <= 12 else None


def is_iso(text: str) -> bool:
    return bool(ISO.fullmatch(text.strip()))


def is_slashed(text: str) -> bool:
    return bool(SLASHED.fullmatch(text.strip()))


def re_read(told: date) -> date | None:
    """What year, month and day were before they changed places: 2004-01-13 was 4/1/13."""
    try:
        return date(2000 + told.day, told.year % 100, told.month)
    except ValueError:
        return None


def _of_digits(told: str, how: DayOrder) -> date | None:
    if found := ISO.fullmatch(told) or COMPACT.fullmatch(told):
        plain = date(int(found[1]), int(found[2]), int(found[3]))
        return (re_read(plain) or plain) if how.swaps else plain
    if found := SLASHED.fullmatch(told):
        one, other = int(found[1]), int(found[3])
        if not how.order and one != other:
            raise NoDay(f'“{told[:40]}” may be day {one} of month {other} or day {other} of month {one}.')
        number, in_month = (one, other) if how.order == MDY else (other, one)
        return date(_year(found[4]), number, in_month)
    if found := SERIAL.fullmatch(told):
        return EPOCH + timedelta(days=int(found[1]))
    return None


def _of_words(told: str) -> date | None:
    if found := WORDED.fullmatch(told):
        return date(_year(found[3]), MONTHS.get(found[2][:3].casefold(), 0), int(found[1]))
    if found := WORD_FIRST.fullmatch(told):
        return date(int(found[3]), MONTHS.get(found[1][:3].casefold(), 0), int(found[2]))
    return None


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < PIVOT else 1900)


def _asked(key: str, text: str) -> Doubt:
    found = SLASHED.fullmatch(text.strip())
    one, other = (int(found[1]), int(found[3])) if found else (0, 0)
    return Doubt(f'days:{key}', f'“{text.strip()}” may be day {one} of month {other} or day {other} of month {one}.',
                 ((DMY, 'The day comes first'), (MDY, 'The month comes first')))
