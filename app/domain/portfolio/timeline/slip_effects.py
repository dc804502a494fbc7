"""What each slip of a cascade would do to the load of teams and to cost, in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.portfolio.capacity.load import periods, whole_percent
from app.domain.portfolio.cost.cost import own_figure
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.planning.applying import apply
from app.domain.portfolio.planning.dependencies import Slip
from app.domain.portfolio.planning.slipping import steps_of
from app.domain.portfolio.timeline.previewing import money


@dataclass(frozen=True)
class Effect:
    load: str  # `Payments 80 → 110 %`: the fullest week there, without it and with it
    cost: str  # `+1 200 EUR`; empty where it stays, or may not be seen


def effects(portfolio: Portfolio, slips: Iterable[Slip], has_cost: bool = False) -> tuple[Effect, ...]:
    """One after the other, as they would be accepted."""
    found, now = [], portfolio
    for slip in slips:
        then = now
        for step in steps_of(now, slip):
            then = apply(then, step).portfolio
        former, item = now.items[slip.item_id], then.items[slip.item_id]
        found.append(Effect(', '.join(_loads(now, then, item)), _cost(now, former, item) if has_cost else ''))
        now = then
    return tuple(found)


def _loads(before: Portfolio, after: Portfolio, item: Item) -> Iterator[str]:
    """Of its teams, in the days that it would have."""
    if item.span is None:
        return
    teams = after.setting.teams
    for team in (own for own, percent in item.shares if percent and own in teams and not teams[own].is_excluded):
        was, would = (_fullest(plan, team, *item.span) for plan in (before, after))
        if would is not None and was != would:
            yield f'{teams[team].name} {was or 0} → {would} %'


def _fullest(portfolio: Portfolio, team: int, first: date, last: date) -> int | None:
    cells: Sequence[Decimal] = [cell.percent for cell in periods(portfolio, (team,), 'week', first, last)
                                if cell.percent is not None]
    return whole_percent(max(cells)) if cells else None


def _cost(portfolio: Portfolio, former: Item, item: Item) -> str:
    more = Decimal(_figure(portfolio, item) - _figure(portfolio, former)).scaleb(-2)
    return money(more, portfolio.setting.rates.currency) if more else ''


def _figure(portfolio: Portfolio, item: Item) -> int:
    return sum(line.cost for line in own_figure(portfolio.setting, item, *item.span)) if item.span else 0
