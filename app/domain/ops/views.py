"""What is shown of operations. Frozen to the bottom: many screens share one look."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.access import Errand
from app.domain.ops.commands import Definition
from app.domain.ops.files import FileView
from app.domain.ops.states import State


@dataclass(frozen=True)
class CommandView:
    definition: Definition
    is_enabled: bool
    last: 'RunLine | None' = None
    strip: tuple['Outcome', ...] = ()  # the last 40 runs, oldest first
    next_at: datetime | None = None  # of the schedule
    missing_secrets: tuple[str, ...] = ()  # required ones that nobody has set


@dataclass(frozen=True)
class Outcome:
    """A run that is over, as a bar of a strip."""
    run_id: int
    state: State
    is_partial: bool
    seconds: float
    ended_at: datetime


@dataclass(frozen=True)
class RunLine:
    """A run in a list."""
    id: int
    command: str  # slug
    name: str  # of the command
    area: str
    is_process: bool
    is_export: bool
    state: State
    is_partial: bool
    reason: str
    trigger: str  # ui, api, schedule, area, system
    actor: str
    actor_name: str
    asked_at: datetime
    available_at: datetime
    started_at: datetime | None  # of the newest attempt
    ended_at: datetime | None
    attempt: int  # the newest, 0 before the first
    most_attempts: int
    progress: float | None  # percent
    progress_text: str
    last_line: str  # of the newest attempt; empty for those who may not read it
    is_pinned: bool
    note: str

    def errand(self, actor: str) -> Errand:
        """What this run is to somebody with this identity."""
        return Errand(self.area, self.is_process, self.is_export, self.actor == actor)


@dataclass(frozen=True)
class AttemptView:
    n: int
    state: State
    reason: str
    started_at: datetime
    ended_at: datetime | None
    exit_code: int | None
    signal: int | None
    lines: int
    size: int  # bytes
    dropped: int
    warnings: int
    errors: int
    first_error: int | None  # number of that line
    progress: float | None
    progress_text: str
    last_at: datetime | None  # when it last said something


@dataclass(frozen=True)
class StepView:
    name: str
    state: str  # waiting, running, done, failed
    seconds: float | None
    line: int | None  # where it begins in the log


@dataclass(frozen=True)
class ReportGist:
    """What a report comes to, in a few figures."""
    gameweeks: tuple[int, ...] = ()
    best: tuple[tuple[str, Decimal], ...] = ()  # players with the most points
    gain: Decimal | None = None
    transfers: int | None = None
    hit: int = 0
    weeks: tuple[tuple[int, Decimal], ...] = ()  # points that a strategy is predicted to bring


@dataclass(frozen=True)
class ReportLine:
    """A report in a list."""
    id: int
    run_id: int
    attempt: int
    kind: str  # prediction, optimisation
    source: str  # db, text
    parser_version: int
    made_at: datetime
    is_complete: bool
    issues: tuple[str, ...]
    error: str
    gist: ReportGist | None = None  # beside its run


@dataclass(frozen=True)
class RunView:
    line: RunLine
    definition: Definition
    parameters: tuple[tuple[str, str], ...]
    attempts: tuple[AttemptView, ...]  # newest first
    steps: tuple[StepView, ...]
    reports: tuple[ReportLine, ...]
    strip: tuple[Outcome, ...]
    place: int | None  # in the queue, from 1
    deadline_at: datetime
    retry_at: datetime | None
    schedule_id: int | None
    result: str  # JSON, empty for none
    approved_by: str
    former: int | None = None  # the run this one repeats
    given: str = '{}'  # JSON of the parameters, for another run with them
    files: tuple[FileView, ...] = ()  # it has made


@dataclass(frozen=True)
class LogLine:
    seq: int  # from 1 in each attempt; what was dropped leaves a gap
    at: datetime
    stream: str  # out, err, say
    level: str  # '', info, warning, error
    mark: str  # '', group, endgroup, gap
    text: str  # colours as SGR sequences; earlier states of a progress bar before the last carriage return


@dataclass(frozen=True)
class LogPage:
    lines: tuple[LogLine, ...]
    first: int  # number of the first line that is kept, 0 while there is none
    last: int
    dropped: int
    is_done: bool  # nothing will be added


@dataclass(frozen=True)
class Section:
    name: str
    line: int
    last: int | None  # None while it is open
    seconds: float | None


@dataclass(frozen=True)
class Matches:
    total: int
    lines: tuple[int, ...]  # numbers, at most 10,000
    is_cut: bool  # the pattern took too long
    hint: str = ''


@dataclass(frozen=True)
class ScheduleView:
    id: int
    command: str
    name: str
    kind: str  # cron, every, once
    expression: str
    words: str  # the same for people
    zone: str
    parameters: str  # JSON
    is_enabled: bool
    misfire: str  # skip, once, all
    misfire_most: int
    overlap: str  # queue, skip, allow, replace
    jitter: int  # seconds
    grace: int  # seconds until a start that did not happen is a problem
    note: str
    version: int
    last_at: datetime | None
    next: tuple[datetime, ...]  # the next five
    last: RunLine | None
    runs: int  # of the last 30 days
    succeeded: int
    seconds: float | None  # on average
    area: str = 'ops'
    is_process: bool = False
    is_export: bool = False
    is_known: bool = True  # its command is still part of this installation
    is_shipped: bool = False  # came with Roundtable: it can be changed and paused, not removed
    missed_at: datetime | None = None  # the newest time whose run did not start, as long as none has since
    warning: str = ''  # such as: this never runs

    @property
    def errand(self) -> Errand:
        return Errand(self.area, self.is_process, self.is_export)


@dataclass(frozen=True)
class PauseView:
    """Since when, and why, nothing runs by itself."""
    since: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Lane:
    """The times of one entry that lie ahead; more than can be told apart are cut off."""
    schedule_id: int
    day: tuple[datetime, ...]  # the next 24 hours
    week: tuple[datetime, ...]  # the next 7 days


@dataclass(frozen=True)
class Timetable:
    """All entries somebody may see."""
    entries: tuple[ScheduleView, ...]
    lanes: tuple[Lane, ...]
    pause: PauseView | None
    now: datetime


@dataclass(frozen=True)
class MomentsView:
    """What an expression means."""
    words: str
    next: tuple[datetime, ...]
    warning: str = ''


@dataclass(frozen=True)
class SecretChange:
    at: datetime
    deed: str  # set, replaced, removed
    identity: str
    name: str  # of whoever did it


@dataclass(frozen=True)
class SecretView:
    name: str
    scope: str  # shared, or the identity of a person
    help: str
    is_set: bool
    used_by: tuple[str, ...]  # slugs of commands
    updated_at: datetime | None
    updated_by: str
    last_used_at: datetime | None
    last_used_by: str  # slug and run
    version: int
    warning: str = ''  # such as: cannot be masked
    history: tuple[SecretChange, ...] = ()  # newest first


@dataclass(frozen=True)
class VaultView:
    """The key that secrets are sealed with now."""
    kid: str
    source: str  # where the keys come from, in words
    made_at: datetime | None  # when this database first met it
    sealed: int  # values
    former: int  # of them under other keys


@dataclass(frozen=True)
class DayFigures:
    day: date
    succeeded: int
    failed: int  # also timed out and lost
    cancelled: int


@dataclass(frozen=True)
class CommandFigures:
    command: str
    name: str
    runs: int  # that are over and were not cancelled
    succeeded: int
    seconds: float | None  # of the successful ones, on average


@dataclass(frozen=True)
class MonthFigures:
    """The last 30 days, oldest day first, days in UTC."""
    runs: int
    succeeded: int
    partial: int  # of the succeeded ones
    failed: int
    timed_out: int
    cancelled: int
    lost: int
    seconds: float | None  # of the successful ones, on average
    days: tuple[DayFigures, ...]
    commands: tuple[CommandFigures, ...]  # most runs first

    @property
    def rate(self) -> float | None:
        """Share of those that came to an end by themselves."""
        return self.succeeded / (self.runs - self.cancelled) if self.runs > self.cancelled else None


@dataclass(frozen=True)
class QueueFigures:
    waiting: int
    delayed: int
    blocked: int
    running: int
    oldest_seconds: float  # how long the oldest waiting run could have run
    slots: int
    processes: int
    failed_day: int  # in the last 24 hours
    lost: int  # waiting for somebody to decide
    draining: int = 0  # of the processes: they start nothing more


@dataclass(frozen=True)
class Overview:
    """What goes on in operations now."""
    running: tuple[RunLine, ...]
    waiting: tuple[RunLine, ...]
    unsettled: tuple[RunLine, ...]  # needs approval or a decision, or did not do its work
    figures: QueueFigures
