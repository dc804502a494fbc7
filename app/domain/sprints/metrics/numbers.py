"""The figures of a sprint: commitment, completed, added, removed, re-estimated, and what follows from them.

The commitment never changes by later estimates; completed may exceed it. Committed + outside + added − removed +
re-estimated is always what is left in the sprint at the end. Where there is nothing to divide by there is no ratio.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Final

from app.domain.sprints.metrics.report import COMPLETED, NOT_COMPLETED, REMOVED, Figures, Row, Tally

NONE: Final = Decimal(0)
LOW, HIGH = Decimal('0.70'), Decimal('0.95')  # of said and done: below over-committed, above under-committed


@dataclass(frozen=True, slots=True)
class Counted:
    """One issue of the figures: everything but those done before the start."""
    class_: str
    initial: Decimal | None
    last: Decimal | None
    is_committed: bool
    is_outside: bool
    is_added: bool
    is_unmapped: bool = False  # in no column at the end
    has_amount: bool = True  # False: it has none by rule, as subtasks have no points


def figures_of(rows: Sequence[Counted], is_measurable: bool = True) -> Figures:
    """`is_measurable`: False where the start is not known, so that no ratio means anything."""
    committed = tally(row.initial for row in rows if row.is_committed)
    completed = tally(row.last for row in rows if row.class_ == COMPLETED)
    added = tally(row.initial for row in rows if row.is_added)
    removed = tally(row.last for row in rows if row.class_ == REMOVED)
    shifts = [_amount(row.last) - _amount(row.initial) for row in rows if row.last != row.initial]
    remaining = tally(row.last for row in rows if row.class_ == NOT_COMPLETED)
    net, churned = sum(shifts, NONE), sum(map(abs, shifts), NONE)
    base = committed.amount if is_measurable else NONE
    return Figures(
        committed, tally(row.initial for row in rows if row.is_outside), completed, added, removed,
        Tally(net, len(shifts)), churned, remaining,
        Tally(completed.amount + remaining.amount, completed.issues + remaining.issues),
        sum(row.is_committed and row.initial is None and row.has_amount for row in rows),
        sum(row.is_unmapped for row in rows),
        ratio(added.amount - removed.amount + net, base), ratio(added.amount + removed.amount + churned, base),
        ratio(said_and_done(rows), base), ratio(completed.amount, base))


def said_and_done(rows: Iterable[Counted]) -> Decimal:
    """By first estimates: what was committed and is completed."""
    return sum((_amount(row.initial) for row in rows if row.is_committed and row.class_ == COMPLETED), NONE)


def is_counted(row: Row) -> bool:
    """Everything but what was done before the start."""
    return row.class_ in (COMPLETED, NOT_COMPLETED, REMOVED)


def counted(row: Row, has_amount: bool = True) -> Counted:
    """A row of a report, for figures of some of its rows."""
    return Counted(row.class_, row.initial, row.last, row.is_committed, row.is_outside, row.is_added, not row.column,
                   has_amount)


def tally(amounts: Iterable[Decimal | None]) -> Tally:
    """None counts as an issue, with nothing."""
    every = [_amount(one) for one in amounts]
    return Tally(sum(every, NONE), len(every))


def ratio(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """None where there is nothing to divide by."""
    return part / whole if part is not None and whole else None


def pooled(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """A ratio over several sprints: the sum of what is above, by the sum of what is below."""
    pairs = list(parts)
    return ratio(sum((part for part, _ in pairs), NONE), sum((whole for _, whole in pairs), NONE))


def percentile(values: Sequence[Decimal], share: Decimal) -> Decimal | None:
    """Nearest rank: number ⌈share · n⌉ of the sorted values."""
    return sorted(values)[max(1, ceil(share * len(values))) - 1] if values else None


def mean(values: Sequence[Decimal]) -> Decimal | None:
    return ratio(sum(values, NONE), Decimal(len(values)))


def median(values: Sequence[Decimal]) -> Decimal | None:
    """The one in the middle, or half-way between the two there."""
    if not values:
        return None
    ranked, half = sorted(values), len(values) // 2
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2


def reading(say_do: Decimal | None) -> str:
    """How what was said and done reads: over-committed, under-committed, or nothing to remark."""
    if say_do is None or LOW <= say_do <= HIGH:
        return ''
    return 'over-committed' if say_do < LOW else 'under-committed'


def _amount(value: Decimal | None) -> Decimal:
    return NONE if value is None else value
