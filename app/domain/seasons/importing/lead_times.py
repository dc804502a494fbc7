"""Days that a spreadsheet has re-read its own way are found by what lies between ordering and delivery."""

from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median
from typing import Final

from app.domain.seasons.importing.book import Doubt
from app.domain.seasons.importing.days import re_read

EARLIEST, LATEST = -30, 730  # days from an order to its delivery that are believed
SWAP, KEEP = 'swap', 'keep'
ENOUGH: Final = 5  # rows on which nothing is said


def is_believable(ordered: date, due: date) -> bool:
    return EARLIEST <= (due - ordered).days <= LATEST


def doubt_of(key: str, label: str, pairs: Iterable[tuple[str, date, date]]) -> Doubt | None:
    """`pairs`: the text of an order day that has the year first, that day, and when delivery was due. Where most are
    beyond belief as they stand and believable with year, month and day put back, somebody is asked.
    """
    found = [(text, ordered, due, re_read(ordered)) for text, ordered, due in pairs]
    back = [(text, (due - was).days) for text, _, due, was in found if was]
    if len(found) < ENOUGH or len(back) < 0.9 * len(found):
        return None
    odd = sum(not is_believable(ordered, due) for _, ordered, due, _ in found)
    mended = sum(EARLIEST <= days <= LATEST for _, days in back)
    if odd * 2 < len(found) or mended < 0.9 * len(found):
        return None
    return Doubt(f'reread:{key}', _words(found[0][0], label, len(found), [days for _, days in back]), (
        (SWAP, f'Read “{found[0][0]}” as {_was(found[0][1])}'), (KEEP, 'Leave these days as they are')), len(found))


def _words(text: str, label: str, count: int, days: Sequence[int]) -> str:
    return (f'{count:,} days of “{label}” such as “{text}” have changed places in a spreadsheet: as they stand they '
            f'are years from their delivery; put back, {median(days):.0f} days.')


def _was(told: date) -> str:
    return f'{told.year % 100}/{told.month}/{told.day:02}'
