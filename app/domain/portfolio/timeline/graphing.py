"""The load above the bars, week by week: a line for each team, or what plans take of all teams, one on the other."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.portfolio.capacity.load import Load, Scope, load_of, periods, whole_percent
from app.domain.portfolio.capacity.organisation import chosen_teams, together
from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.items.setting import UNFUNDED, Setting

MOST_LINES = 8  # the most loaded; more cannot be told apart
KEPT = 32
FULL = 100

_lock = threading.Lock()
_graphs: dict[tuple[object, ...], tuple[Setting, tuple[Load, ...], 'Graph']] = {}


@dataclass(frozen=True)
class Series:
    name: str
    tone: int  # of six colours; 0: unfunded
    percents: tuple[int, ...]  # of each week


@dataclass(frozen=True, eq=False)
class Graph:
    """The same object for as long as no load in it changes."""
    first: date  # a Monday
    series: tuple[Series, ...]
    over: tuple[bool, ...]  # weeks in which a team, or all of them together, has too much
    is_stacked: bool
    left_out: int = 0  # teams with less than those

    @property
    def sums(self) -> tuple[int, ...]:
        """As high as the drawing is at each week."""
        each = zip(*(one.percents for one in self.series), strict=True)
        return tuple(sum(week) if self.is_stacked else max(week) for week in each)

    @property
    def top(self) -> int:
        """100 at least, else a tenth above the peak."""
        return max([FULL, *(-(-11 * most // 10) for most in self.sums)])

    @property
    def said(self) -> str:
        """For those who do not see it."""
        most, weeks = max(self.sums, default=0), sum(self.over)
        what = 'Load of all teams by the plan that pays' if self.is_stacked else 'Load of each team'
        too_much = f'{weeks} weeks above 100 percent' if weeks != 1 else '1 week above 100 percent'
        return f'{what}, week by week: {too_much}, {most} percent at most'


def graph_of(portfolio: Portfolio, first: date, last: date, scope: Scope, is_stacked: bool) -> Graph:
    teams = chosen_teams(portfolio.setting, scope)
    loads = tuple(load_of(portfolio, team, scope) for team in teams)
    key = (*map(id, loads), first, last, is_stacked)
    with _lock:
        found = _graphs.get(key)
    if found is None or found[0] is not portfolio.setting:
        made = _plans(portfolio, first, last, scope) if is_stacked else _teams(portfolio, teams, first, last, scope)
        found = portfolio.setting, loads, made  # what is kept keeps its loads: their ids stay theirs
    with _lock:
        _graphs.pop(key, None)
        _graphs[key] = found
        while len(_graphs) > KEPT:
            del _graphs[next(iter(_graphs))]
    return found[2]


def _teams(portfolio: Portfolio, teams: Sequence[int], first: date, last: date, scope: Scope) -> Graph:
    lines = []
    for team in teams:
        known = portfolio.setting.teams[team]
        cells = periods(portfolio, [team], 'week', first, last, scope)
        lines.append((Series(known.short or known.name, known.colour, tuple(
            whole_percent(cell.percent) if cell.percent is not None else 0 for cell in cells)), cells))
    used = sorted((line for line in lines if any(line[0].percents)), key=lambda line: -max(line[0].percents))
    weeks = zip(*(cells for _, cells in lines), strict=True)
    over = tuple(any(cell.over_days for cell in week) for week in weeks)
    return Graph(lines[0][1][0].start if lines and lines[0][1] else first,
                 tuple(line for line, _ in used[:MOST_LINES]), over, False, max(0, len(used) - MOST_LINES))


def _plans(portfolio: Portfolio, first: date, last: date, scope: Scope) -> Graph:
    whole, plans = together(portfolio, 'week', first, last, scope), portfolio.setting.plans
    series = tuple(Series('Unfunded' if one.plan == UNFUNDED else plans[one.plan].name,
                          0 if one.plan == UNFUNDED else plans[one.plan].colour or 1,
                          tuple(whole_percent(cut.percent) if cut.percent is not None else 0 for cut in one.slices))
                   for one in whole.plans)
    return Graph(whole.slices[0].start if whole.slices else first, series,
                 tuple(cut.percent is not None and cut.percent > FULL for cut in whole.slices), True)
