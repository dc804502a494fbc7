"""Days that draw a dragged bar to them, and the grid between. A browser picks; the pick is checked here again."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from app.domain.portfolio.items.calendars import Calendar, calendar_of
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.timeline.timeline import Snap, SnapTable
from app.domain.portfolio.views.lanes import team_of

REACH = 6.0  # pixels
ORDER = ('predecessor', 'successor', 'marker', 'sprint', 'neighbour')  # who wins among those equally near
DAY = timedelta(1)


def table_of(portfolio: Portfolio, item: Item, snap: str, first: date, last: date,
             neighbours: Iterable[int] = ()) -> SnapTable:
    """For one item within a window. Neighbours are what stands in the same rows."""
    calendar = calendar_of(portfolio.setting, team_of(portfolio, item))
    found = [one for one in (*_linked(portfolio, item), *_dates(portfolio, item), *_beside(portfolio, neighbours, item))
             if first <= one.day <= last]
    magnets = {(one.day, one.edge): one for one in sorted(found, key=lambda one: -ORDER.index(one.kind))}
    starts, ends = _grid(portfolio, calendar, snap, first, last)
    return SnapTable(tuple(sorted(magnets.values(), key=lambda one: (one.day, one.edge))), starts, ends)


def pick(place: float, table: SnapTable, px_per_day: float, first: date, edge: str) -> date:
    """The day an end goes to whose pointer is `place` days behind `first`. An end is the last day, as in a plan."""
    near = [(abs((one.day - first).days - place) * px_per_day, ORDER.index(one.kind), one.day)
            for one in table.magnets if not one.edge or one.edge == edge]
    best = min(near, default=None)
    if best and best[0] <= REACH:
        return best[2]
    day = first + timedelta(round(place))
    return _nearest(day, table.ends if edge == 'end' else table.starts)


def settled(table: SnapTable, day: date, edge: str) -> date:
    """The day itself where it may be one, else the nearest of the grid: what a browser sends is only a wish."""
    if any(one.day == day and (not one.edge or one.edge == edge) for one in table.magnets):
        return day
    return _nearest(day, table.ends if edge == 'end' else table.starts)


def _nearest(day: date, grid: Sequence[date]) -> date:
    return min(grid, key=lambda one: (abs((one - day).days), one), default=day) if grid else day


def _linked(portfolio: Portfolio, item: Item) -> Iterator[Snap]:
    """The working day after whatever must be done before, the one before whatever waits."""
    calendar = calendar_of(portfolio.setting, team_of(portfolio, item))
    for link in portfolio.net.before.get(item.id, ()):
        other = portfolio.items.get(link.before)
        if other and other.span:
            yield Snap(_after(calendar, other.span[1], link.lag), 'predecessor', 'start', f'after {other.title}')
    for link in portfolio.net.after.get(item.id, ()):
        other = portfolio.items.get(link.after)
        if other and other.span:
            yield Snap(_before(calendar, other.span[0], link.lag), 'successor', 'end', f'before {other.title}')


def _after(calendar: Calendar, day: date, lag: int) -> date:
    for _ in range(1 + max(0, lag)):
        day = calendar.next_working(day)
    return day


def _before(calendar: Calendar, day: date, lag: int) -> date:
    for _ in range(1 + max(0, lag)):
        day = calendar.last_working(day)
    return day


def _dates(portfolio: Portfolio, item: Item) -> Iterator[Snap]:
    setting = portfolio.setting
    for marker in setting.markers:
        if marker.plan in (None, item.plan):
            yield Snap(marker.day, 'marker', '', marker.label)
    for event in setting.happenings:
        if event.plan in (None, item.plan):
            yield Snap(event.start, 'marker', '', event.title)
            yield Snap(event.end + DAY, 'marker', 'start', f'after {event.title}')
            yield Snap(event.start - DAY, 'marker', 'end', f'before {event.title}')
    for sprint in setting.iterations.values():
        if sprint.source == item.source:
            if sprint.start:
                yield Snap(sprint.start, 'sprint', 'start', sprint.name)
            if sprint.end:
                yield Snap(sprint.end, 'sprint', 'end', sprint.name)


def _beside(portfolio: Portfolio, neighbours: Iterable[int], item: Item) -> Iterator[Snap]:
    for own in neighbours:
        other = portfolio.items.get(own)
        if other and other.span and other.id != item.id:
            yield Snap(other.span[1] + DAY, 'neighbour', 'start', f'after {other.title}')
            yield Snap(other.span[0] - DAY, 'neighbour', 'end', f'before {other.title}')


def _grid(portfolio: Portfolio, calendar: Calendar, snap: str, first: date,
          last: date) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Days on which bars may begin and end; nothing means every day."""
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    if snap == 'working day':
        working = tuple(day for day in days if calendar.is_working(day))
        return working, working
    if snap == 'week':
        lasts = max(calendar.weekdays, default=4)
        return (tuple(day for day in days if day.weekday() == min(calendar.weekdays, default=0)),
                tuple(day for day in days if day.weekday() == lasts))
    if snap == 'sprint':
        sprints = [one for one in portfolio.setting.iterations.values() if not one.is_quarter]
        return (tuple(sorted({one.start for one in sprints if one.start and first <= one.start <= last})),
                tuple(sorted({one.end for one in sprints if one.end and first <= one.end <= last})))
    return (), ()
