"""What waits for what: whether it can, what would move along, and how much room there is."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from app.domain.portfolio.items.calendars import Calendar
from app.domain.portfolio.items.items import Item, Link, Portfolio
from app.domain.portfolio.items.setting import DEPENDENCY_RULES
from app.domain.portfolio.planning.moving import calendar_for
from app.domain.portfolio.planning.ordering import ordered

FINE, VIOLATED, UNKNOWN = 'fine', 'violated', 'unknown'
DAY = timedelta(days=1)
MOST_DAYS = 366 * 100  # that a lag may lead away


@dataclass(frozen=True)
class Verdict:
    state: str  # fine, violated, unknown
    overlap: int = 0  # working days of whoever waits
    text: str = ''


@dataclass(frozen=True)
class Slip:
    """An item that would have to move: to when, and because of which."""
    item_id: int
    start: date
    end: date
    because: int


@dataclass(frozen=True)
class Slack:
    """Working days an item can move without moving the next one, or the end of all."""
    free: int | None  # None where nothing waits for it
    total: int

    @property
    def is_critical(self) -> bool:
        return self.total <= 0


def judge(portfolio: Portfolio, link: Link) -> Verdict:
    """By the rule of the source of whoever waits."""
    first, then = portfolio.items.get(link.before), portfolio.items.get(link.after)
    if first is None or then is None or first.span is None or then.span is None:
        return Verdict(UNKNOWN, text='Cannot be judged: dates are missing.')
    return JUDGING[rule_of(portfolio, then)](portfolio, link, first, then)


def rule_of(portfolio: Portfolio, item: Item) -> str:
    source = portfolio.setting.sources.get(item.source)
    return source.dependency_rule if source and source.dependency_rule in JUDGING else DEPENDENCY_RULES[0]


def cascade(portfolio: Portfolio, item_ids: Iterable[int], declined: Set[int] = frozenset()) -> tuple[Slip, ...]:
    """What would have to move after these, in the order in which it follows from each other.

    What is declined stays where it is, and what waits for it is judged from there.
    """
    moved: dict[int, tuple[date, date]] = {}
    slips: list[Slip] = []
    concerned = _downstream(portfolio, item_ids)
    for own in ordered(portfolio, concerned):
        slip = _slip(portfolio, own, moved)
        if slip is None or own in declined:
            continue
        slips.append(slip)
        _carry(portfolio, slip, moved)
    return tuple(slips)


def connected(portfolio: Portfolio, item_id: int) -> frozenset[int]:
    """Everything that hangs together with it by family and dependencies; related items do not."""
    seen = {item_id} & portfolio.items.keys()
    waiting = [*seen]
    while waiting:
        for other in _neighbours(portfolio, waiting.pop()):
            if other not in seen and other in portfolio.items:
                seen.add(other)
                waiting.append(other)
    return frozenset(seen)


def slack(portfolio: Portfolio, horizon: date | None = None) -> Mapping[int, Slack]:
    """Of every item with dates that has a dependency; the horizon is the last end where none is given."""
    concerned = {own for link in portfolio.net.after.values() for one in link for own in (one.before, one.after)}
    spans = {own: item.span for own in concerned if (item := portfolio.items.get(own)) and item.span}
    last = horizon or max((span[1] for span in spans.values() if span), default=None)
    found: dict[int, Slack] = {}
    for own in reversed(ordered(portfolio, spans.keys())):
        found[own] = _slack(portfolio, own, last or date.max, found)
    return MappingProxyType(found)


def critical(portfolio: Portfolio, horizon: date | None = None) -> frozenset[int]:
    """What decides when the last of all is done."""
    return frozenset(own for own, room in slack(portfolio, horizon).items() if room.is_critical)


def with_lag(calendar: Calendar, day: date, lag: int) -> date:
    """The day so many working days later, or earlier."""
    for _ in range(min(abs(lag), MOST_DAYS)):
        day = calendar.next_working(day) if lag > 0 else calendar.last_working(day)
    return day


def _finish_start(portfolio: Portfolio, link: Link, first: Item, then: Item) -> Verdict:
    calendar = calendar_for(portfolio, then)
    start, ready = _span(then)[0], with_lag(calendar, _span(first)[1], link.lag)
    if start > ready:
        return Verdict(FINE)
    overlap = calendar.working_days(start, ready)
    return Verdict(VIOLATED, overlap, f'starts {_days(overlap)}before “{first.title}” is ready')


def _end_end(portfolio: Portfolio, link: Link, first: Item, then: Item) -> Verdict:
    return _apart(portfolio, then, _span(first)[1], _span(then)[1], f'ends {{}}before “{first.title}” ends')


def _start_start(portfolio: Portfolio, link: Link, first: Item, then: Item) -> Verdict:
    return _apart(portfolio, then, _span(first)[0], _span(then)[0], f'starts {{}}before “{first.title}” starts')


def _apart(portfolio: Portfolio, then: Item, earlier: date, later: date, text: str) -> Verdict:
    """`earlier` must not come after `later`; the overlap is what lies between."""
    if earlier <= later:
        return Verdict(FINE)
    overlap = calendar_for(portfolio, then).working_days(later + DAY, earlier)
    return Verdict(VIOLATED, overlap, text.format(_days(overlap)))


JUDGING = {'finish_start': _finish_start, 'end_end': _end_end, 'start_start': _start_start}


def _days(count: int) -> str:
    """Nothing where only days off lie between."""
    return '' if not count else '1 working day ' if count == 1 else f'{count} working days '


def _span(item: Item) -> tuple[date, date]:
    assert item.span
    return item.span


def _downstream(portfolio: Portfolio, item_ids: Iterable[int]) -> frozenset[int]:
    """What waits for them, for what is in them, and for what that would move."""
    seen, waiting = set(item_ids), deque(item_ids)
    while waiting:
        own = waiting.popleft()
        after = (link.after for link in portfolio.net.after.get(own, ()))
        for other in (*after, *portfolio.tree.children.get(own, ())):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return frozenset(own for own in seen if own in portfolio.items)


def _slip(portfolio: Portfolio, own: int, moved: Mapping[int, tuple[date, date]]) -> Slip | None:
    """Where it has to go, by whichever asks for the latest day."""
    span = moved.get(own) or portfolio.items[own].span
    if span is None:
        return None
    calendar, slip = calendar_for(portfolio, portfolio.items[own]), None
    rule = rule_of(portfolio, portfolio.items[own])
    for link in portfolio.net.before.get(own, ()):
        first = portfolio.items.get(link.before)
        before = moved.get(link.before) or (first.span if first else None)
        if before is None:
            continue
        needed = _needed(calendar, rule, link, before, span)
        if needed and (slip is None or needed > (slip.start, slip.end)):
            slip = Slip(own, *needed, link.before)
    return slip


def _needed(calendar: Calendar, rule: str, link: Link, before: tuple[date, date],
            span: tuple[date, date]) -> tuple[date, date] | None:
    """The next days that satisfy the rule, with as many working days as there were; None where these do."""
    length = max(1, calendar.working_days(*span))
    if rule == 'finish_start':
        ready = with_lag(calendar, before[1], link.lag)
        start = calendar.next_working(ready)
        return (start, calendar.end_of(start, length)) if span[0] <= ready else None
    if rule == 'start_start':
        start = _on_or_after(calendar, before[0])
        return (start, calendar.end_of(start, length)) if before[0] > span[0] else None
    if before[1] <= span[1]:
        return None
    start = span[0]
    while calendar.end_of(start, length) < before[1]:
        start = calendar.next_working(start)
    return start, calendar.end_of(start, length)


def _on_or_after(calendar: Calendar, day: date) -> date:
    return day if calendar.is_working(day) else calendar.next_working(day)


def _carry(portfolio: Portfolio, slip: Slip, moved: dict[int, tuple[date, date]]) -> None:
    """What lies in it moves by as many days."""
    former = moved.get(slip.item_id) or _span(portfolio.items[slip.item_id])
    by = slip.start - former[0]
    for own in portfolio.tree.descendants(slip.item_id):
        span = moved.get(own) or portfolio.items[own].span
        if span:
            moved[own] = (span[0] + by, span[1] + by)
    moved[slip.item_id] = (slip.start, slip.end)


def _slack(portfolio: Portfolio, own: int, horizon: date, known: Mapping[int, Slack]) -> Slack:
    item = portfolio.items[own]
    end, gaps, totals = _span(item)[1], [], []
    for link in portfolio.net.after.get(own, ()):
        then = portfolio.items.get(link.after)
        if then is None or then.span is None or link.after not in known:
            continue
        gap = _gap(calendar_for(portfolio, then), with_lag(calendar_for(portfolio, then), end, link.lag),
                   then.span[0])
        gaps.append(gap)
        totals.append(gap + known[link.after].total)
    if not totals:
        calendar = calendar_for(portfolio, item)
        return Slack(None, _gap(calendar, end, horizon + DAY) if horizon < date.max else 0)
    return Slack(min(gaps), min(totals))


def _gap(calendar: Calendar, end: date, start: date) -> int:
    """Working days strictly between; below zero where they overlap."""
    if start > end:
        return calendar.working_days(end + DAY, start - DAY)
    return -calendar.working_days(start, end)


def _neighbours(portfolio: Portfolio, own: int) -> Iterator[int]:
    item, net = portfolio.items.get(own), portfolio.net
    if item and item.parent is not None:
        yield item.parent
    yield from portfolio.tree.children.get(own, ())
    yield from (link.after for link in net.after.get(own, ()))
    yield from (link.before for link in net.before.get(own, ()))
