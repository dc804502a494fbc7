"""The report of a sprint, worked out from the histories of its board: rows, figures, scope, burndown, and its doubts.

The same board, sprint, unit and end of the window give the same object, until newer ones crowd it out.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from weakref import WeakKeyDictionary

from app.domain.sprints.facts.board import HOURS, ISSUES, POINTS, Board, Ms, Number
from app.domain.sprints.facts.calendar import days_of
from app.domain.sprints.facts.estimates import ODD, is_odd
from app.domain.sprints.facts.legend import UNKNOWN
from app.domain.sprints.facts.stakeholders import told
from app.domain.sprints.metrics.burndown import burndown_of
from app.domain.sprints.metrics.classes import Window, window_of
from app.domain.sprints.metrics.numbers import Counted, figures_of
from app.domain.sprints.metrics.report import LIVE, About, Figures, Report
from app.domain.sprints.metrics.rows import Part, parts_of, rows_of, status_name
from app.domain.sprints.metrics.scope import events_of

MOST: Final = 48  # reports of a board that are kept
SHOWN: Final = 3  # names in a sentence
FROM_FILE: Final = ('From a file without history: each issue counts as it is in the file, nobody knows what was '
                    'committed, added, removed or re-estimated, and whether a sprint is over follows from its issues.')
UNIT_NAMES: Final = {ISSUES: 'Number of issues', HOURS: 'Original estimate'}

Key = tuple[Window, str, str]  # unit, project
_lock = threading.Lock()
_reports: WeakKeyDictionary[Board, dict[Key, Report]] = WeakKeyDictionary()


def report_of(board: Board, sprint_number: Number, now_ms: Ms, unit: str = POINTS, start_ms: Ms | None = None,
              project: str = '') -> Report:
    """`now_ms` before the end of a sprint shows it as it stood then; `start_ms` is that of a frozen start, which
    wins; `project`, by its key, leaves out all others. A sprint the board does not know raises KeyError.
    """
    window = window_of(board.sprints[sprint_number], now_ms, start_ms)
    key = (window, unit, project)
    return _kept(board, key) or _keep(board, key, _make(board, window, unit, project))


def counted_parts(parts: Iterable[Part]) -> list[Counted]:
    """What figures are made of."""
    return [_counted(part) for part in parts if part.standing.is_counted]


def _kept(board: Board, key: Key) -> Report | None:
    with _lock:
        kept = _reports.setdefault(board, {})
        found = kept.pop(key, None)
        if found:
            kept[key] = found  # the last to be crowded out
        return found


def _keep(board: Board, key: Key, report: Report) -> Report:
    """Of several that were made at the same time the first stays, so that everybody has the same one."""
    with _lock:
        kept = _reports.setdefault(board, {})
        while len(kept) >= MOST:
            del kept[next(iter(kept))]
        return kept.setdefault(key, report)


def _make(board: Board, window: Window, unit: str, project: str) -> Report:
    sprint, parts = board.sprints[window.sprint], parts_of(board, window, unit, project)
    return Report(board.id, board.name, board.site_name, board.zone, sprint.number, sprint.name, sprint.goal,
                  sprint.state, window.start if window.has_start else sprint.start, sprint.end, window.end, unit,
                  _figures(parts, window), rows_of(board, window, parts), events_of(board, window, parts, unit),
                  burndown_of(board, window, parts, unit), _about(board, window, parts, unit))


def _figures(parts: tuple[Part, ...], window: Window) -> Figures:
    return figures_of(counted_parts(parts), window.has_start)


def _counted(part: Part) -> Counted:
    one = part.standing
    return Counted(one.class_, part.initial, part.last, one.is_committed, one.is_outside, one.is_added,
                   not part.past.kind_at(one.last), part.has_amount)


def _about(board: Board, window: Window, parts: tuple[Part, ...], unit: str) -> About:
    columns = board.columns_at(window.end)
    estimate = board.field_names.get(columns.estimate, columns.estimate)
    return About(
        LIVE, 0, window.end, None, board.version, columns.version, sum(part.issue.is_partial for part in parts),
        sum(part.past.status_at(part.standing.last).startswith(UNKNOWN) for part in parts),
        UNIT_NAMES.get(unit, estimate), told(board, (part.issue for part in parts)),
        tuple(_warnings(board, window, parts, unit)), board.is_demo)


def _warnings(board: Board, window: Window, parts: tuple[Part, ...], unit: str) -> Iterator[str]:
    """In sentences, what could make somebody read the figures wrongly."""
    if board.is_file:
        yield FROM_FILE
    yield from window.doubts
    yield from _unmapped(board, window, parts)
    yield from _of_columns(board, window)
    if unit == POINTS:
        yield from _of_estimates(board, window, parts)
    if count := sum(bool(part.past.faults) for part in parts):
        yield f'{_issues(count)} with gaps in the history: {_keys(parts, lambda part: bool(part.past.faults))}.'


def _unmapped(board: Board, window: Window, parts: tuple[Part, ...]) -> Iterator[str]:
    """At the start or at the end in a status that no column shows."""
    names: dict[str, None] = {}
    count = 0
    for part in parts:
        moments = {part.standing.first, part.standing.last} if part.standing.is_counted else {part.standing.last}
        missing = {part.past.status_at(at) for at in moments if not part.past.kind_at(at)}
        count += bool(missing)
        names.update(dict.fromkeys(f'“{status_name(board, one, part.past)}”' for one in sorted(missing)))
    if count:
        yield f'{_issues(count)} counted as not done, because no column shows the status {_some(names)}.'


def _of_columns(board: Board, window: Window) -> Iterator[str]:
    if board.columns_at(window.end).is_guessed:
        yield 'Nobody has confirmed yet how the columns of this board are read.'
    if board.mappings[0].valid_from > window.start:
        since = days_of(board).text(board.mappings[0].valid_from)
        yield f'Columns are known since {since}; what was before is read in the same way.'


def _of_estimates(board: Board, window: Window, parts: tuple[Part, ...]) -> Iterator[str]:
    estimate = board.columns_at(window.end).estimate
    if not estimate:
        yield 'This board has no estimate, so points are not known.'
        return
    if count := sum(bool(part.past.odd_estimates(estimate)) for part in parts):
        yield (f'{_issues(count)} with an estimate that is no number, taken as none: '
               f'{_keys(parts, lambda part: bool(part.past.odd_estimates(estimate)))}.')
    if count := sum(is_odd(part.last) for part in parts):
        yield f'{_issues(count)} with an estimate above {ODD}: {_keys(parts, lambda part: is_odd(part.last))}.'


def _issues(count: int) -> str:
    return '1 issue' if count == 1 else f'{count} issues'


def _keys(parts: tuple[Part, ...], fits: Callable[[Part], bool]) -> str:
    return _some([part.issue.key for part in parts if fits(part)])


def _some(names: Iterable[str]) -> str:
    every = list(names)
    more = f' and {len(every) - SHOWN} more' if len(every) > SHOWN else ''
    return ', '.join(every[:SHOWN]) + more
