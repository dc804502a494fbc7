"""Findings about dates and about what waits for what."""

from collections.abc import Iterator
from datetime import date

from app.domain.portfolio.health.finding import Finding, found, titled, worded
from app.domain.portfolio.items.calendars import Calendar, calendar_of
from app.domain.portfolio.items.hints import MISSING, OUT_OF_RANGE
from app.domain.portfolio.items.items import NEEDS, Item, Link, Portfolio
from app.domain.portfolio.items.setting import Iteration
from app.domain.portfolio.planning.circles import way
from app.domain.portfolio.planning.dependencies import VIOLATED, judge, rule_of, with_lag
from app.domain.portfolio.planning.moving import calendar_for
from app.domain.portfolio.planning.operations import ChangeIteration, MoveItems, Operation, PlanItem, UnlinkItems

OPEN = ('Proposed', 'InProgress')
BEGUN = ('InProgress', 'Resolved')


def dates(portfolio: Portfolio, items: list[Item], today: date) -> Iterator[Finding]:
    iterations = {(one.source, one.path): one for one in portfolio.setting.iterations.values()}
    for item in items:
        yield from _span(item, today)
        yield from _workable(portfolio, item)
        if item.start_from or item.end_from:
            yield from _inferred(item, iterations.get((item.source, item.iteration)))


def links(portfolio: Portfolio) -> Iterator[Finding]:
    for link in sorted(portfolio.links, key=lambda one: (one.before, one.after, one.kind)):
        before, after = portfolio.items.get(link.before), portfolio.items.get(link.after)
        if before is None or after is None or before.has_left or after.has_left:
            continue
        lost = next((one for one in (before, after) if one.is_gone or one.category == 'Removed'), None)
        if lost:
            yield _lost(link, after if lost is before else before, lost)
        elif link.kind == NEEDS and after.category != 'Completed':
            yield from _broken(portfolio, link, before, after)
    yield from _circles(portfolio)


def unread(items: list[Item]) -> Iterator[Finding]:
    """What its source links it with and we do not have."""
    for item in items:
        numbers = item.fields.get(MISSING)
        if isinstance(numbers, list | tuple) and numbers:
            yield found('H16', item, f'{titled(item)} is linked with {", ".join(map(str, numbers))}, '
                                     'which was not read from the source.')


def _span(item: Item, today: date) -> Iterator[Finding]:
    if item.start and item.end and item.start > item.end:
        yield found('H8', item, f'{titled(item)} starts on {worded(item.start)}, after its end on {worded(item.end)}.',
                    fix=PlanItem(item.id, item.end, item.start), remedy='Swap the two days')
    span = item.span
    if span and span[1] < today and item.category in OPEN:
        yield found('H9', item, f'{titled(item)} should have ended on {worded(span[1])} and is still {item.state}.')
    elif span and span[0] > today and item.category in BEGUN:
        yield found('H10', item, f'{titled(item)} is {item.state} already; it starts on {worded(span[0])}.')


def _workable(portfolio: Portfolio, item: Item) -> Iterator[Finding]:
    strange = item.fields.get(OUT_OF_RANGE)
    if isinstance(strange, list | tuple) and strange:
        yield found('H13', item, f'{titled(item)} has a date that counts as none: {", ".join(map(str, strange))}.')
    span = item.span
    if span is None or item.category == 'Completed':
        return
    calendars = [calendar_of(portfolio.setting, team) for team, percent in item.shares if percent > 0]
    calendars = calendars or [calendar_of(portfolio.setting, None)]
    free = [day for day in dict.fromkeys(span) if not any(calendar.is_working(day) for calendar in calendars)]
    if free:
        names = ' and '.join(f'{day:%A}, {worded(day)}' for day in free)
        fix, remedy = _onto_work(item, span, calendars[0])
        yield found('H13', item, f'{titled(item)} {"starts" if free[0] == span[0] else "ends"} on a day off: {names}.',
                    fix=fix, remedy=remedy)


def _onto_work(item: Item, span: tuple[date, date], calendar: Calendar) -> tuple[Operation | None, str]:
    start = span[0] if calendar.is_working(span[0]) else calendar.next_working(span[0])
    end = span[1] if calendar.is_working(span[1]) else calendar.last_working(span[1])
    if start > end:
        return None, ''
    return PlanItem(item.id, start, end), f'Plan it for {worded(start)} to {worded(end)}, which are working days'


def _inferred(item: Item, iteration: Iteration | None) -> Iterator[Finding]:
    name = item.iteration.rpartition('\\')[2]
    if iteration is None or (item.start_from and iteration.start is None) or (item.end_from and iteration.end is None):
        yield found('H18', item, f'{titled(item)} has its dates from the iteration {name}, which has none any more.')
        return
    if (item.start_from and item.start != iteration.start) or (item.end_from and item.end != iteration.end):
        yield found('H18', item, f'{titled(item)} has its dates from the iteration {name}, which has moved since.',
                    fix=ChangeIteration((item.id,), item.iteration), remedy=f'Take the dates of {name} again')


def _lost(link: Link, item: Item, lost: Item) -> Finding:
    why = 'is no longer at the source' if lost.is_gone else 'is removed'
    return found('H16', item, f'{titled(item)} is linked with {titled(lost)}, which {why}.', lost,
                 UnlinkItems(link.before, link.after, link.kind), 'Take the link away')


def _broken(portfolio: Portfolio, link: Link, before: Item, after: Item) -> Iterator[Finding]:
    verdict = judge(portfolio, link)
    if verdict.state != VIOLATED:
        return
    start = _ready(portfolio, link, before, after)
    span = after.span
    fix = MoveItems((after.id,), (start - span[0]).days) if start and span and start > span[0] else None
    yield found('H7', after, f'{titled(after)} {verdict.text}.', before, fix,
                f'Move it to {worded(start)}' if start and fix else '')


def _ready(portfolio: Portfolio, link: Link, before: Item, after: Item) -> date | None:
    """The first day on which it could start, where its source demands that what comes before is done."""
    if before.span is None or rule_of(portfolio, after) != 'finish_start':
        return None
    calendar = calendar_for(portfolio, after)
    return calendar.next_working(with_lag(calendar, before.span[1], link.lag))


def _circles(portfolio: Portfolio) -> Iterator[Finding]:
    """Each circle of dependencies once, found among what is left when everything that can begin has begun."""
    net, told = portfolio.net, set[frozenset[int]]()
    waiting = {own: len(some) for own, some in net.before.items()}
    ready = [own for own in net.after if not waiting.get(own)]
    for own in ready:  # grows while it is walked
        for link in net.after.get(own, ()):
            waiting[link.after] -= 1
            if not waiting[link.after]:
                ready.append(link.after)
    left = {own for own, count in waiting.items() if count and own in portfolio.items}
    for own in sorted(left):
        if any(own in circle for circle in told):
            continue
        path = _back_to(portfolio, own, left)
        if path:
            told.add(frozenset(path))
            names = ' → '.join(titled(portfolio.items[one]) for one in path)
            yield found('H12', portfolio.items[own], f'Each waits for the other: {names}.')


def _back_to(portfolio: Portfolio, own: int, left: set[int]) -> list[int]:
    """A way from the item to itself, or none."""
    def following(one: int) -> Iterator[int]:
        return (link.after for link in portfolio.net.after.get(one, ()) if link.after in left)
    for after in following(own):
        path = way(after, own, following)
        if path:
            return [own, *path]
    return []
