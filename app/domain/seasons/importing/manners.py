"""What is decided for each column before its cells are read: decimal marks, order of days, scale of percentages."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.seasons.importing import fields as types
from app.domain.seasons.importing.answers import Answers
from app.domain.seasons.importing.book import Doubt, Row
from app.domain.seasons.importing.days import DayOrder, NoDay, day, decide_order, is_iso, is_slashed
from app.domain.seasons.importing.fields import Field, FileKind
from app.domain.seasons.importing.headers import Column, Mapped
from app.domain.seasons.importing.lead_times import SWAP, doubt_of
from app.domain.seasons.importing.numbers import decide
from app.domain.seasons.importing.readers import Manner
from app.domain.seasons.importing.shares import decide_scale

PAIR = ('order_date', 'expected')  # days whose distance shows whether one was re-read


def manners_of(rows: Sequence[Row], mapped: Mapped, kind: FileKind, answers: Answers,
               ) -> tuple[dict[int, Manner], tuple[Doubt, ...]]:
    """By place of the column, and what has to be asked."""
    found, doubts = dict[int, Manner](), list[Doubt]()
    for column in mapped.columns:
        if column.field:
            manner, asked = _manner(rows, column, kind.field(column.field), answers)
            found[column.place] = manner
            doubts.extend(asked)
    if asked := _re_read(rows, mapped, found, answers):
        doubts.extend(asked)
    return found, tuple(doubts)


def _manner(rows: Sequence[Row], column: Column, field: Field, answers: Answers) -> tuple[Manner, list[Doubt]]:
    if field.type in types.NUMBERS:
        return _of_numbers(_texts(rows, column.place), column, field, answers)
    if field.type in types.DAYS:
        how = decide_order(field.key, _texts(rows, column.place), answers.choices.get(f'days:{field.key}', ''))
        doubt = how.doubt
        return (Manner(field, column.header, days=how, doubt=doubt.key if doubt else '', refusal=how.refusal),
                [doubt] if doubt else [])
    return Manner(field, column.header), []


def _of_numbers(texts: Sequence[str], column: Column, field: Field, answers: Answers) -> tuple[Manner, list[Doubt]]:
    decimals = decide(field.key, texts, answers.choices.get(f'decimals:{field.key}', ''))
    doubt, scale = decimals.doubt, ''
    if field.type == types.SHARE and not doubt and not decimals.refusal:
        found = decide_scale(field.key, texts, decimals.mark, answers.choices.get(f'scale:{field.key}', ''))
        doubt, scale = found.doubt, found.kind
    refusal = '' if field.type == types.CHARGE else decimals.refusal
    return (Manner(field, column.header, decimals.mark, scale=scale, doubt=doubt.key if doubt else '',
                   refusal=refusal), [doubt] if doubt else [])


def _texts(rows: Sequence[Row], place: int) -> Sequence[str]:
    """Different texts of a column in the order of the file."""
    return list(dict.fromkeys(cell for row in rows if place < len(row.cells)
                              and isinstance(cell := row.cells[place], str) and cell.strip()))


def _re_read(rows: Sequence[Row], mapped: Mapped, manners: dict[int, Manner], answers: Answers) -> list[Doubt]:
    """A column with the year first in some cells and slashes in others was opened by a spreadsheet once."""
    at, other = (mapped.at(key) for key in PAIR)
    if at is None or other is None:
        return []
    texts = _texts(rows, at)
    if not any(map(is_iso, texts)) or not any(map(is_slashed, texts)):
        return []
    doubt = doubt_of(PAIR[0], manners[at].header, _pairs(rows, at, other, manners[at].days, manners[other].days))
    if doubt is None:
        return []
    answer = answers.choices.get(doubt.key, '')
    manner = manners[at]
    swaps = DayOrder(manner.days.order, answer == SWAP, manner.days.doubt, manner.days.refusal)
    manners[at] = Manner(manner.field, manner.header, days=swaps, doubt=doubt.key if not answer else manner.doubt,
                         refusal=manner.refusal, swapped=not answer)
    return [] if answer else [doubt]


def _pairs(rows: Sequence[Row], at: int, other: int, one_way: DayOrder, other_way: DayOrder,
           ) -> Iterable[tuple[str, Any, Any]]:
    for row in rows:
        text = row.cells[at] if at < len(row.cells) else None
        due = row.cells[other] if other < len(row.cells) else None
        if isinstance(text, str) and is_iso(text) and due:
            try:
                yield text, day(text, one_way), due if not isinstance(due, str) else day(due, other_way)
            except NoDay:
                continue
