"""The one model of a sprint report, from which pages, exports and publications are made.

Points are Decimals, None where nobody said; ratios are shares of 1, None where there is nothing to divide by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.sprints.facts.board import FUTURE, Ms, Number

NOT_RELEVANT, DONE_BEFORE, REMOVED, COMPLETED, NOT_COMPLETED = (
    'not_relevant', 'done_before', 'removed', 'completed', 'not_completed')
CLASSES = (COMPLETED, NOT_COMPLETED, REMOVED, DONE_BEFORE)
CLASS_NAMES = {COMPLETED: 'Completed', NOT_COMPLETED: 'Not completed', REMOVED: 'Removed',
               DONE_BEFORE: 'Done before the start', NOT_RELEVANT: 'Not relevant'}
LIVE, FROZEN, RECONSTRUCTED = 'live', 'frozen', 'reconstructed'


@dataclass(frozen=True, slots=True)
class Tally:
    amount: Decimal = Decimal(0)  # in the unit of the report
    issues: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One issue in a sprint."""
    number: Number
    key: str
    title: str
    type: str
    url: str
    project: str
    class_: str
    initial: Decimal | None
    last: Decimal | None
    status: str  # name at the end
    status_id: str
    column: str  # kind of its column at the end; empty: not on the board
    priority: str  # name
    assignee: str  # name
    stakeholder: str  # name
    epic: str
    labels: tuple[str, ...]
    disciplines: Mapping[str, Decimal]  # name → share of 1; empty: needs one
    is_added: bool = False
    is_committed: bool = False  # at the start a member, mapped, not done
    is_outside: bool = False  # at the start a member, but counted 0 in the commitment
    is_subtask: bool = False
    is_flagged: bool = False
    is_partial: bool = False
    gone: str = ''
    rollovers: int = 0  # closed sprints before this one that it did not get done in
    came_from: str = ''  # sprint it was carried over from
    went_to: str = ''  # sprint it is in afterwards


@dataclass(frozen=True, slots=True)
class ScopeEvent:
    at: Ms
    number: Number
    key: str
    title: str
    sign: str  # + added, − removed, ± re-estimated, ○ out and in again, which changes no figure
    before: Decimal | None
    after: Decimal | None
    by: str  # name
    sprint: str = ''  # where it came from or went to
    label: str = ''  # planned, unplanned, or what somebody said


@dataclass(frozen=True, slots=True)
class Figures:
    """C, O, D, A, R, E and what follows from them; counts beside amounts."""
    committed: Tally
    outside: Tally
    completed: Tally
    added: Tally
    removed: Tally
    reestimated: Tally  # net; issues that were
    churned: Decimal  # |E|
    remaining: Tally  # of the issues not completed
    final: Tally  # completed and not completed
    unestimated: int
    unmapped: int  # issues whose status is in no column
    net: Decimal | None
    churn: Decimal | None
    say_do: Decimal | None
    done_ratio: Decimal | None  # D ÷ C


OF_START = ('committed', 'outside', 'added', 'removed', 'reestimated', 'churned')  # unknown where the start is


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a line: from this moment on, this much."""
    at: Ms
    amount: Decimal
    number: Number | None = None  # issue behind it
    note: str = ''


@dataclass(frozen=True, slots=True)
class Burndown:
    left: tuple[Step, ...]
    scope: tuple[Step, ...]
    done: tuple[Step, ...]
    guideline: tuple[Step, ...]  # points to be joined by straight lines, flat over days nobody works
    start: Ms
    end: Ms  # planned
    until: Ms  # what is known
    is_straight: bool = False  # no working day at all


@dataclass(frozen=True, slots=True)
class About:
    """What a reader has to know before believing a figure."""
    kind: str  # live, frozen, reconstructed
    version: int  # of the close; 0: live
    as_of: Ms  # the end of the window that is counted
    read_at: Ms | None  # of the data
    data_version: int
    mapping_version: int
    partial: int  # issues
    excluded: int  # issues that could not be judged
    estimate: str  # name of the field
    stakeholder: str  # which field, and for how many issues
    warnings: tuple[str, ...] = ()
    is_demo: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    board: int
    board_name: str
    site_name: str
    zone: str
    sprint: Number
    sprint_name: str
    goal: str
    state: str
    start: Ms | None
    planned_end: Ms | None
    end: Ms | None  # of the window
    unit: str
    figures: Figures
    rows: tuple[Row, ...]
    scope: tuple[ScopeEvent, ...]
    burndown: Burndown | None
    about: About

    @property
    def has_commitment(self) -> bool:
        """Of a sprint that has begun, and nobody knows when, there is none to be known."""
        return self.start is not None or self.state == FUTURE
