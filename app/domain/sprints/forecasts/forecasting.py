"""A forecast as it is asked for and kept: what is to be done, on which history, and what came out.

What is to be done is counted when it is asked; what joins it later shows in the score. Seeds come from the history,
so the same question on the same data has the same answer.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final

from app.domain.sprints.facts.board import Board, Issue, Number
from app.domain.sprints.facts.calendar import days_of
from app.domain.sprints.flow.flow import courses_of
from app.domain.sprints.flow.throughput import done_by_day, window_of
from app.domain.sprints.forecasts.forecast import (
    ALL,
    SHARES,
    USUAL,
    WORKING,
    HowMany,
    WhenDone,
    Window,
    days_ahead,
    how_many,
    scope_size,
    seed_of,
    when_done,
)
from app.domain.sprints.forecasts.scopes import NUMBER, scope_of
from app.errors import Rejected

WHEN, MANY = 'when', 'many'
BOARD, OWN = 'board', 'own'  # whose history
FARTHEST: Final = 730  # days to the day that is asked about
MOST_ITEMS: Final = 5000
WIDEST: Final = Decimal(10)  # split factor
LARGEST_SEED: Final = 2 ** 64 - 1


@dataclass(frozen=True)
class ForecastAsk:
    """`value` names the sprint, epic, version, keys or query; `items` and `epics` are typed where nothing is named."""
    kind: str = WHEN
    scope: str = NUMBER
    value: str = ''
    items: int = 0
    epics: int = 0
    split: Decimal = Decimal(1)
    window: int = USUAL  # days
    calendar: str = ALL
    history: str = BOARD
    until: date | None = None  # the day that is asked about
    seed: int | None = None


@dataclass(frozen=True)
class MadeForecast:
    """As it is stored: plain values only."""
    question: Mapping[str, Any]
    answer: Mapping[str, Any]
    seed: int
    data_hash: str


def forecast(board: Board, ask: ForecastAsk, today: date) -> MadeForecast:
    """Raises Rejected with a reason that a person can act on."""
    _check(ask, today)
    scope = scope_of(board, ask.scope, ask.value, ask.items, ask.epics) if ask.kind == WHEN else None
    window = history_of(board, ask, today)
    seed = seed_of(window) if ask.seed is None else ask.seed
    days = days_of(board)
    ahead = days_ahead(today, ask.calendar, days.weekdays, days.off)
    if scope is None:
        return _many(board, ask, window, ahead, seed)
    size = scope_size(scope.items, scope.epics, board.rules.epic_size, ask.split)
    if not size:
        raise Rejected(f'Nothing is open in {scope.label}.', 'sprints.nothing_open', field='value')
    if size > MOST_ITEMS:
        raise Rejected(f'These would be {size} items; a forecast is made for at most {MOST_ITEMS}.', field='items')
    question = _question(board, ask, window) | {
        'label': scope.label, 'items': scope.items, 'epics': scope.epics, 'size': size,
        'numbers': sorted(scope.open)}
    return MadeForecast(question, when_plain(when_done(window, size, ahead, seed)), seed, window.hash)


def history_of(board: Board, ask: ForecastAsk, today: date) -> Window:
    """What was done on each day: by the whole board, or of this scope only."""
    wanted: Callable[[Issue], bool] = bool
    if ask.history == OWN and ask.scope != NUMBER:
        members = scope_of(board, ask.scope, ask.value).members
        wanted = partial(_is_among, members)
    days = days_of(board)
    return window_of(done_by_day(courses_of(board, wanted), days), days, today, ask.window, ask.calendar)


def _is_among(members: Container[Number], issue: Issue) -> bool:
    return issue.number in members


def when_plain(found: WhenDone) -> dict[str, Any]:
    told: dict[str, Any] = {'histogram': [list(bar) for bar in found.histogram], 'not_reached': found.not_reached}
    for share in SHARES:
        day = found.dates[share]
        told[f'{name_of(share)}_days'] = found.percentiles[share]
        told[f'{name_of(share)}_date'] = day.isoformat() if day else None
    return told


def name_of(share: Decimal) -> str:
    """p85 of 0.85."""
    return f'p{int(share * 100)}'


def risk_of(found: WhenDone, ahead: tuple[date, ...], target: date) -> Decimal:
    """The share of the trials in which it is done only after that day."""
    usable = sum(day <= target for day in ahead)
    total = sum(count for _, count in found.histogram) + found.not_reached
    late = sum(count for days, count in found.histogram if days > usable) + found.not_reached
    return Decimal(late) / Decimal(total) if total else Decimal(0)


def _many(board: Board, ask: ForecastAsk, window: Window, ahead: tuple[date, ...], seed: int) -> MadeForecast:
    until = ask.until or ahead[0]
    found: HowMany = how_many(window, sum(day <= until for day in ahead), seed)
    answer = {f'{name_of(share)}_items': count for share, count in found.percentiles.items()} | {'days': found.days}
    question = _question(board, ask, window) | {'label': 'items', 'until': until.isoformat(), 'numbers': []}
    return MadeForecast(question, answer, seed, window.hash)


def _question(board: Board, ask: ForecastAsk, window: Window) -> dict[str, Any]:
    return {'kind': ask.kind, 'scope': ask.scope, 'value': ask.value, 'split': str(ask.split), 'window': ask.window,
            'first': window.days[0].isoformat(), 'last': window.days[-1].isoformat(), 'days': len(window.days),
            'busy': sum(count > 0 for count in window.counts), 'done': sum(window.counts), 'calendar': ask.calendar,
            'history': ask.history, 'epic_size': board.rules.epic_size}


def _check(ask: ForecastAsk, today: date) -> None:
    """Choices first, then amounts."""
    if ask.kind not in (WHEN, MANY) or ask.calendar not in (ALL, WORKING) or ask.history not in (BOARD, OWN):
        raise Rejected('Ask when it is done or how many are, on all or on working days, by the board or this scope.')
    if not 1 <= ask.split <= WIDEST:
        raise Rejected(f'The split factor lies between 1 and {WIDEST}.', field='split')
    if ask.seed is not None and not 0 <= ask.seed <= LARGEST_SEED:
        raise Rejected('The seed is a whole number of at most 64 bits.', field='seed')
    if ask.kind == MANY and (ask.until is None or not today <= ask.until <= today + timedelta(FARTHEST)):
        raise Rejected('Choose a day between today and two years from now.', field='until')
