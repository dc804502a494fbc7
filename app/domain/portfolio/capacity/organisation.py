"""Load of all chosen teams together, whole and by the plan that pays; every sum tells what it was divided by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from operator import mul
from typing import NamedTuple

from app.domain.portfolio.capacity.availability import hours_of
from app.domain.portfolio.capacity.load import EVERYTHING, Bounds, Load, Scope, bounds_of, load_of, ratio
from app.domain.portfolio.items.funding import funding_of
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.items.setting import UNFUNDED, Setting


class Slice(NamedTuple):
    """A period of the whole organisation, or of what one plan takes of it."""
    start: date
    end: date
    percent: Decimal | None
    peak: Decimal | None  # of single days; None also for plans
    over_days: int = 0


@dataclass(frozen=True)
class PlanLoad:
    plan: int  # 0: unfunded
    slices: tuple[Slice, ...]


@dataclass(frozen=True)
class Together:
    """`teams` are the denominator; `weights` say how much each counts in it."""
    teams: tuple[int, ...]
    weights: tuple[int, ...]
    slices: tuple[Slice, ...]
    plans: tuple[PlanLoad, ...]  # by rank, unfunded last; their percents add up to those of the slices


def chosen_teams(setting: Setting, scope: Scope = EVERYTHING) -> tuple[int, ...]:
    """Selected teams without those that are excluded, in their order."""
    return tuple(team.id for team in setting.teams.values()
                 if not team.is_excluded and (scope.teams is None or team.id in scope.teams))


def item_load(setting: Setting, item: Item, scope: Scope = EVERYTHING) -> Decimal:
    """Its shares of the chosen teams divided by their number: percent of the organisation, two decimals."""
    teams = frozenset(chosen_teams(setting, scope))
    if not teams:
        return Decimal(0)
    total = sum((percent for team, percent in item.shares if team in teams), Decimal(0))
    return (total / len(teams)).quantize(Decimal('0.01'), ROUND_HALF_UP)


def together(portfolio: Portfolio, bucket: str, first: date, last: date, scope: Scope = EVERYTHING) -> Together:
    teams = chosen_teams(portfolio.setting, scope)
    bounds = bounds_of(portfolio.setting, None, bucket, first, last)
    weights = tuple(weight(portfolio.setting, team) for team in teams)
    if not teams or not bounds:
        return Together(teams, weights, (), ())
    begin, end = min(start for start, _ in bounds).toordinal(), max(end for _, end in bounds).toordinal()
    total, there = [0] * (end - begin + 1), [0] * (end - begin + 1)
    plans: dict[int, list[int]] = {}
    for team, counted in zip(teams, weights, strict=True):
        load = load_of(portfolio, team, scope)
        days, available = load.between(begin, end)
        total = [one + other * counted for one, other in zip(total, days, strict=True)]
        there = [one + other * counted for one, other in zip(there, available, strict=True)]
        _add_plans(plans, portfolio, load, counted, begin, end)
    return Together(teams, weights, _slices(total, there, bounds, begin), _by_plan(portfolio, plans, there, bounds))


def weight(setting: Setting, team: int) -> int:
    """All teams count alike, or by hundredths of the hours they have a month."""
    if not setting.rules.weighs_by_hours:
        return 1
    hours = sum((hours_of(setting, person) for person in setting.members.get(team, ())), Decimal(0))
    return int(hours * 100)


def _slices(total: Sequence[int], there: Sequence[int], bounds: Bounds, begin: int) -> tuple[Slice, ...]:
    found = []
    for start, end in bounds:
        place = slice(start.toordinal() - begin, end.toordinal() - begin + 1)
        days, available = total[place], there[place]
        over = sum(one > other for one, other in zip(days, available, strict=True))
        peaks = [(one / other, one, other) for one, other in zip(days, available, strict=True) if other]
        found.append(Slice(start, end, ratio(sum(days), sum(available)),
                           ratio(*max(peaks)[1:]) if peaks else None, over))
    return tuple(found)


def _add_plans(plans: dict[int, list[int]], portfolio: Portfolio, load: Load, counted: int, begin: int,
               end: int) -> None:
    """What each plan takes of this team, added day by day."""
    pays, items = funding_of(portfolio).of, portfolio.items
    steps: dict[int, list[int]] = {}
    for item, first, last, share in load.pieces:
        if first <= end and last >= begin:
            own = steps.setdefault(pays(items[item]), [0] * (end - begin + 2))
            own[max(first, begin) - begin] += share
            own[min(last, end) - begin + 1] -= share
    working = load.calendar.working(begin, end) if steps else []
    for plan, own in steps.items():
        days = map(mul, accumulate(own), working)
        former = plans.get(plan) or [0] * (end - begin + 1)
        plans[plan] = [one + other * counted for one, other in zip(former, days, strict=False)]


def _by_plan(portfolio: Portfolio, plans: Mapping[int, Sequence[int]], there: Sequence[int],
             bounds: Bounds) -> tuple[PlanLoad, ...]:
    order = [*(plan for plan in portfolio.setting.plans if plan in plans), *([UNFUNDED] if UNFUNDED in plans else ())]
    begin = min(start for start, _ in bounds).toordinal()
    return tuple(PlanLoad(plan, tuple(
        Slice(start, end, ratio(sum(plans[plan][start.toordinal() - begin:end.toordinal() - begin + 1]),
                                sum(there[start.toordinal() - begin:end.toordinal() - begin + 1])), None)
        for start, end in bounds)) for plan in order)
