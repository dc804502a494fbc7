"""What a drag would mean if it ended here: heat, arrows, parents, money. Nothing is stored."""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from app.domain.portfolio.capacity.load import Scope
from app.domain.portfolio.cost.cost import booked
from app.domain.portfolio.items.calendars import calendar_of
from app.domain.portfolio.items.items import NEEDS, Item, Portfolio
from app.domain.portfolio.planning.applying import apply
from app.domain.portfolio.planning.dependencies import cascade
from app.domain.portfolio.planning.operations import Operation
from app.domain.portfolio.timeline.axis import shifted
from app.domain.portfolio.timeline.scene import arrow_of, heat_of
from app.domain.portfolio.timeline.timeline import Arrow, HeatCell, Preview
from app.domain.portfolio.views.lanes import team_of

MOST = 200  # items whose arrows are judged anew
AROUND = 6  # months before and after what moves, whose cost is compared


def preview_of(portfolio: Portfolio, live: Portfolio, operation: Operation, item_id: int, span: tuple[date, date],
               scope: Scope, has_cost: bool = False) -> Preview:
    """`span` is the axis, `item_id` the one under the pointer. Raises Rejected as the operation would."""
    applied = apply(portfolio, operation, live)
    then, changed = applied.portfolio, applied.changed
    before, after = portfolio.items.get(item_id), then.items.get(item_id)
    ends = after.span if after else None
    teams = _teams(portfolio, changed) | _teams(then, changed)
    return Preview(
        ends[0] if ends else None, ends[1] if ends else None, _later(before, after), working_days(then, after),
        tuple(_heat(portfolio, then, teams, span, scope)), tuple(_arrows(then, changed)),
        tuple((own, *ends) for own in list(changed)[:MOST] if own in then.items and (ends := then.items[own].span)),
        len(cascade(then, changed)), _cost(portfolio, then, teams, changed, scope) if has_cost else '')


def working_days(portfolio: Portfolio, item: Item | None) -> int:
    """Of its team, with both ends."""
    if item is None or item.span is None:
        return 0
    return calendar_of(portfolio.setting, team_of(portfolio, item)).working_days(*item.span)


def _later(before: Item | None, after: Item | None) -> int:
    """By how many days the start moved, or the end where the start stayed."""
    if before is None or after is None or before.span is None or after.span is None:
        return 0
    return (after.span[0] - before.span[0]).days or (after.span[1] - before.span[1]).days


def _teams(portfolio: Portfolio, ids: Collection[int]) -> frozenset[int]:
    return frozenset(team for own in ids if own in portfolio.items for team, _ in portfolio.items[own].shares)


def _heat(before: Portfolio, after: Portfolio, teams: frozenset[int], span: tuple[date, date],
          scope: Scope) -> Iterator[tuple[int, tuple[HeatCell, ...]]]:
    """Only weeks whose number would be another."""
    for team in sorted(teams & after.setting.teams.keys()):
        was, would = heat_of(before, team, *span, scope), heat_of(after, team, *span, scope)
        cells = tuple(new for old, new in zip(was, would, strict=True) if old != new) if was is not would else ()
        if cells:
            yield team, cells


def _arrows(portfolio: Portfolio, changed: Collection[int]) -> Iterator[Arrow]:
    links = {link for own in list(changed)[:MOST] for net in (portfolio.net.before, portfolio.net.after)
             for link in net.get(own, ()) if link.kind == NEEDS}
    for link in links:
        yield arrow_of(portfolio, link)


def _cost(before: Portfolio, after: Portfolio, teams: frozenset[int], changed: Collection[int], scope: Scope) -> str:
    """What the teams would cost more around what moves; moving alone seldom changes it."""
    spans = [span for plan in (before, after) for own in changed
             if (item := plan.items.get(own)) and (span := item.span)]
    if not spans:
        return ''
    first = shifted(min(one[0] for one in spans), -AROUND).replace(day=1)
    last = shifted(max(one[1] for one in spans), AROUND)
    more = sum(sum(line.cost for line in booked(after, team, first, last, scope))
               - sum(line.cost for line in booked(before, team, first, last, scope))
               for team in teams if team in after.setting.teams and not after.setting.teams[team].is_excluded)
    return money(Decimal(more).scaleb(-2), after.setting.rates.currency) if more else ''


def money(amount: Decimal, currency: str) -> str:
    """`+1 200 EUR`, whole units, thousands apart."""
    sign = '+' if amount > 0 else '−'
    return f'{sign}{abs(amount):,.0f} {currency}'.replace(',', '\u2009')
