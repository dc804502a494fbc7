"""Reports that nothing changes any more, and how a replay of today would differ from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final

from app.domain.sprints.facts.board import POINTS, Ms, Number
from app.domain.sprints.metrics.report import Figures, Report, Row, Tally

START, CLOSE, MANUAL = 'start', 'close', 'manual'
FRESH: Final = 30 * 60_000  # ms: the slowest read of a board; what is taken later was not seen as it happened
NAMES: Final = {'committed': 'Committed', 'outside': 'Outside the commitment', 'completed': 'Completed',
                'added': 'Added', 'removed': 'Removed', 'reestimated': 'Re-estimated', 'remaining': 'Not completed',
                'final': 'Final scope'}
OF_ROW: Final = ('class_', 'initial', 'last', 'is_added', 'is_committed')


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    id: int
    board: int
    sprint: Number
    kind: str  # start, close, manual
    number: int  # of its kind: a sprint that is opened again closes a second time
    as_of: Ms
    taken_at: datetime
    by_name: str
    is_reconstructed: bool
    mapping: int
    data_version: int
    hash: str
    reports: Mapping[str, Report]  # unit → report; points and issues
    capacity: tuple[Mapping[str, object], ...] = ()  # as it was kept, amounts as text

    @property
    def report(self) -> Report:
        return self.reports[POINTS]


@dataclass(frozen=True, slots=True)
class SnapshotLine:
    """One of several, to choose from."""
    id: int
    kind: str
    number: int
    as_of: Ms
    taken_at: datetime
    by_name: str
    is_reconstructed: bool


@dataclass(frozen=True, slots=True)
class FigureMoved:
    """The same figure, frozen and as a replay of today has it."""
    name: str
    frozen: Tally
    now: Tally


@dataclass(frozen=True, slots=True)
class IssueMoved:
    """An issue behind a difference; None: it is not in that report at all."""
    number: Number
    key: str
    title: str
    frozen: Row | None
    now: Row | None


@dataclass(frozen=True, slots=True)
class Difference:
    figures: tuple[FigureMoved, ...]
    issues: tuple[IssueMoved, ...]


def difference(frozen: Report, now: Report) -> Difference | None:
    """None: a replay of today would say the same."""
    figures, issues = tuple(_figures(frozen.figures, now.figures)), tuple(_issues(frozen, now))
    return Difference(figures, issues) if figures or issues else None


def is_late(as_of: Ms, taken: Ms, was_followed: bool) -> bool:
    """Whether a snapshot was made up from histories, rather than taken at the first read after the event."""
    return not was_followed or taken - as_of > FRESH




def _figures(frozen: Figures, now: Figures) -> Iterator[FigureMoved]:
    for one in fields(Figures):
        was, then = getattr(frozen, one.name), getattr(now, one.name)
        if one.name in NAMES and was != then:
            yield FigureMoved(NAMES[one.name], was, then)


def _issues(frozen: Report, now: Report) -> Iterator[IssueMoved]:
    before, after = ({row.number: row for row in report.rows} for report in (frozen, now))
    for number in sorted({*before, *after}):
        was, then = before.get(number), after.get(number)
        if was is None or then is None or _judged(was) != _judged(then):
            shown = then or was
            assert shown is not None
            yield IssueMoved(number, shown.key, shown.title, was, then)


def _judged(row: Row) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in OF_ROW)
