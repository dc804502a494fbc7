"""What is shown around a report: boards with their present sprint, which sprints and versions there are, how far it is.

Moments are milliseconds since 1970, UTC.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.sprints.facts.board import FUTURE, Ms, Number
from app.domain.sprints.flow.ageing import Aged
from app.domain.sprints.metrics.report import Report, Tally
from app.domain.sprints.reports.comparing import Comparison
from app.domain.sprints.reports.frozen import Difference
from app.domain.sprints.reports.sprint_flow import SprintFlow
from app.domain.sprints.setup.standing import BoardView

LIVE_VERSION = 'live'


@dataclass(frozen=True, slots=True)
class SprintEntry:
    number: Number
    name: str
    state: str  # future, active, closed
    start: Ms | None
    end: Ms | None  # planned
    complete: Ms | None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class DayCount:
    """Working days of a sprint: the one it is on, of how many, and how many are left with today."""
    day: int
    of: int
    left: int


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """A report that can be chosen: as things are now, or as they were frozen."""
    key: str  # live, or kind:number, where number 0 was never frozen
    name: str
    taken: Ms | None = None
    is_reconstructed: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """What is likely to be left when a sprint ends, if it goes on as so far: in the unit of its report."""
    likely: Decimal
    low: Decimal  # at the upper end of the days so far
    high: Decimal
    numbers: tuple[Number, ...]  # issues that this would be


@dataclass(frozen=True)
class ReportView:
    """A report with everything around it that a page needs."""
    board: BoardView
    report: Report
    sprints: tuple[SprintEntry, ...]  # in the order in which they are walked through
    versions: tuple[VersionEntry, ...]
    version: str
    units: tuple[str, ...]
    working: tuple[date, ...] = ()  # days of the sprint on which the team works
    days: DayCount | None = None
    people: int = 0
    pace: Pace | None = None
    difference: Difference | None = None  # what a replay would say today of what was frozen
    has_projects: bool = False  # several, on this board as a rule

    @property
    def entry(self) -> SprintEntry:
        return next(one for one in self.sprints if one.number == self.report.sprint)

    def neighbour(self, step: int) -> SprintEntry | None:
        """The sprint before or after this one."""
        place = self.sprints.index(self.entry) + step
        return self.sprints[place] if 0 <= place < len(self.sprints) else None


@dataclass(frozen=True, slots=True)
class SprintHead:
    """The present sprint of a board in a few figures."""
    sprint: SprintEntry
    days: DayCount | None
    committed: Tally
    completed: Tally
    left: Decimal  # where the burndown is
    say_do: Decimal | None
    unit: str
    spark: tuple[tuple[Decimal, Decimal], ...]  # (share of the time, share of the most that was left)

    @property
    def has_commitment(self) -> bool:
        """As of its report."""
        return self.sprint.start is not None or self.sprint.state == FUTURE


@dataclass(frozen=True, slots=True)
class BoardHead:
    board: BoardView
    head: SprintHead | None  # None: no sprint, or sprints are not for this board


@dataclass(frozen=True, slots=True)
class FlowView:
    """`median`: days from start to done, both counted, of what was done in the sprint; `ageing`: its work that is under
    way, the oldest first.
    """
    flow: SprintFlow | None
    median: Decimal | None
    ageing: tuple[Aged, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ComparisonView:
    """Two versions of a report beside each other."""
    before: VersionEntry
    after: VersionEntry
    found: Comparison


@dataclass(frozen=True, slots=True)
class Slice:
    """Issues of a baseline that have something in common."""
    name: str
    issues: int
    amount: Decimal
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BaselineView:
    """What a sprint began with, by type, status and priority, and who asked for what; the largest first."""
    version: VersionEntry
    unit: str
    types: tuple[Slice, ...]
    statuses: tuple[Slice, ...]
    priorities: tuple[Slice, ...]
    stakeholders: tuple[Slice, ...]
    total: Decimal
    mean: Decimal | None  # of those that are estimated
    estimated: int
    issues: int
