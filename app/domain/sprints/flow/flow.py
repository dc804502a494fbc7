"""How work flows over a board: what is asked for, and all figures of it at once.

Sprints play no part, so it holds for kanban as well. The same board, question and day give the same object.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from weakref import WeakKeyDictionary

from app.domain.sprints.facts.board import Board, Issue
from app.domain.sprints.facts.calendar import DAY, Days, days_of
from app.domain.sprints.facts.estimates import number_of
from app.domain.sprints.flow.ageing import Aged, ColumnAges, ageing_of
from app.domain.sprints.flow.cfd import CfdDay, cfd_of
from app.domain.sprints.flow.cycle import (
    Course,
    Cycle,
    Ranks,
    Rolling,
    counts_in_flow,
    course_of,
    cycle_of,
    histogram,
    ranks,
    rolling,
)
from app.domain.sprints.flow.moving import (
    Blocked,
    Efficiency,
    Little,
    NetFlow,
    blocked_of,
    efficiency_of,
    little_of,
    net_of,
)
from app.domain.sprints.flow.throughput import Week, done_by_day, weeks_of
from app.domain.sprints.forecasts.forecast import ALL
from app.domain.sprints.metrics.rows import key_order

USUAL: Final = 90  # days, up to today
LONGEST: Final = 1100  # days that are looked at together
UNESTIMATED: Final = 'none'
MOST: Final = 32  # answers of a board that are kept


@dataclass(frozen=True, slots=True)
class FlowAsk:
    """Empty: all of them. `size` is the estimate as text; `from_last`: counted from the last entry into work."""
    first: date | None = None  # None: the last 90 days
    last: date | None = None  # None: today
    type: str = ''
    size: str = ''
    epic: str = ''
    label: str = ''
    calendar: str = ALL
    from_last: bool = False

    def span(self, today: date) -> tuple[date, date]:
        """At most three years, none of them after today."""
        last = min(self.last or today, today)
        first = self.first or last - timedelta(USUAL - 1)
        return max(min(first, last), last - timedelta(LONGEST - 1)), last


@dataclass(frozen=True, slots=True)
class FlowChoices:
    """By which work can be chosen: (value, words)."""
    types: tuple[tuple[str, str], ...]
    sizes: tuple[tuple[str, str], ...]
    epics: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Flow:
    ask: FlowAsk
    first: date
    last: date
    columns: tuple[tuple[str, str], ...]  # name, kind
    issues: int  # that were looked at
    cycles: tuple[Cycle, ...]  # by the moment they ended
    ranks: Ranks
    bars: tuple[tuple[int, int, int], ...]
    rolling: tuple[Rolling, ...]  # one for each cycle
    never_started: int  # done without ever having stood in a started column
    cfd: tuple[CfdDay, ...]
    ages: tuple[ColumnAges, ...]
    ageing: tuple[Aged, ...]
    daily: tuple[int, ...]  # done on each day
    weeks: tuple[Week, ...]
    efficiency: Efficiency
    blocked: tuple[Blocked, ...]
    net: tuple[NetFlow, ...]
    little: Little
    choices: FlowChoices


_flows: WeakKeyDictionary[Board, dict[tuple[FlowAsk, date], Flow]] = WeakKeyDictionary()
_choices: WeakKeyDictionary[Board, FlowChoices] = WeakKeyDictionary()


def flow_of(board: Board, ask: FlowAsk, today: date) -> Flow:
    """Kept for as long as the board is the same."""
    kept = _flows.setdefault(board, {})
    found = kept.pop((ask, today), None) or _make(board, ask, today)
    while len(kept) >= MOST:
        kept.pop(next(iter(kept)), None)
    kept[ask, today] = found
    return found


def courses_of(board: Board, wanted: Callable[[Issue], bool] = bool, from_last: bool = False) -> list[Course]:
    """Of everything that counts in a flow; what the filter of the board hides now is there too."""
    return [course_of(board, issue, from_last) for issue in board.issues.values()
            if counts_in_flow(board, issue) and wanted(issue)]


def size_of(board: Board, issue: Issue) -> str:
    """Its estimate now, as text."""
    points = number_of(issue.estimates.get(board.columns.estimate, ''))
    return UNESTIMATED if points is None else str(points)


def fits(board: Board, ask: FlowAsk, issue: Issue) -> bool:
    return (ask.type in ('', issue.type) and ask.epic in ('', issue.epic) and (not ask.label or ask.label in
            issue.labels) and (not ask.size or ask.size == size_of(board, issue)))


def choices_of(board: Board) -> FlowChoices:
    found = _choices.get(board)
    if found is None:
        found = _choices[board] = _find_choices(board)
    return found


def _make(board: Board, ask: FlowAsk, today: date) -> Flow:
    days, (first, last) = days_of(board), ask.span(today)
    courses = courses_of(board, lambda issue: fits(board, ask, issue), ask.from_last)
    finished = [one for one in courses if one.finish is not None and first <= days.of(one.finish) <= last]
    cycles = _cycles(finished, days, ask.calendar)
    lengths = [one.days for one in cycles]
    before, *every = cfd_of(courses, days, first - DAY, last, len(board.columns.columns))
    done = done_by_day(finished, days)
    ages, ageing = ageing_of(board, courses, finished, days, today, ask.calendar)
    return Flow(
        ask, first, last, tuple((one.name, one.kind) for one in board.columns.columns), len(courses), cycles,
        ranks(lengths), histogram(lengths), rolling(lengths), len(finished) - len(cycles), tuple(every), ages, ageing,
        _daily(done, first, last), weeks_of(done, first, last), efficiency_of(finished),
        blocked_of(courses, days, first, last), net_of(board, every, before),
        little_of(board, every, len(finished), [_all_days(one) for one in cycles]), choices_of(board))


def _cycles(finished: Iterable[Course], days: Days, calendar: str) -> tuple[Cycle, ...]:
    found = (cycle_of(days, course, calendar) for course in finished)
    return tuple(sorted((one for one in found if one), key=lambda one: (one.at, one.number)))


def _all_days(cycle: Cycle) -> int:
    """Work that is flagged or rests over a weekend is still under way."""
    return (cycle.finished - cycle.started).days + 1


def _daily(done: Mapping[date, int], first: date, last: date) -> tuple[int, ...]:
    return tuple(done.get(first + number * DAY, 0) for number in range((last - first).days + 1))


def _find_choices(board: Board) -> FlowChoices:
    issues = [issue for issue in board.issues.values() if counts_in_flow(board, issue)]
    sizes = {size_of(board, issue) for issue in issues}
    numbers = sorted((one for one in sizes if one != UNESTIMATED), key=lambda one: (len(one.split('.')[0]), one))
    names = {issue.key: issue.title for issue in board.issues.values() if issue.is_epic}
    epics = sorted({issue.epic for issue in issues} - {''}, key=key_order)
    return FlowChoices(
        _same(sorted({issue.type for issue in issues})),
        tuple((one, 'Unestimated' if one == UNESTIMATED else one) for one in [
            *numbers, *(sizes & {UNESTIMATED})]),
        tuple((one, f'{one} {names[one]}' if names.get(one) else one) for one in epics),
        _same(sorted({label for issue in issues for label in issue.labels})))


def _same(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((one, one) for one in values)
