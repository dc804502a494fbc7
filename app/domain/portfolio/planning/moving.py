"""Bars that move, are stretched, planned, or lose their days."""

from dataclasses import replace
from datetime import date, timedelta

from app.domain.portfolio.items import dates
from app.domain.portfolio.items.calendars import Calendar, calendar_of
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.planning.growing import grow_around, plan_parents, span_of
from app.domain.portfolio.planning.operations import ClearDates, MoveItems, PlacePlaceholder, PlanItem, ResizeItem
from app.domain.portfolio.planning.sketching import Sketch
from app.errors import Rejected

KEPT_UNDATED = 'nobody'  # instead of where a day came from: no iteration may fill it in


def move(sketch: Sketch, wanted: MoveItems) -> None:
    if wanted.days == 0:
        return
    roots = [sketch.demand(own) for own in dict.fromkeys(wanted.ids)]
    items = {item.id: item for item in roots}
    if not wanted.is_alone:
        items |= {item.id: item for root in roots for item in sketch.descendants(root.id)}
    if not any(item.start or item.end for item in items.values()):
        raise Rejected(f'“{roots[0].title}” has no dates yet. Plan it first.' if roots else 'Choose an item first.',
                       'portfolio.undated')
    for item in items.values():
        _shift(sketch, item, wanted)
    if wanted.plans_undated:
        for root in roots:
            _plan_below(sketch, root.id)
    if not wanted.is_alone:
        for own in (items if wanted.keeps_working_days else [root.id for root in roots]):
            grow_around(sketch, own)


def resize(sketch: Sketch, wanted: ResizeItem) -> None:
    """No further than what is inside; who wants both ends otherwise moves what is inside first."""
    item = sketch.demand(wanted.id)
    start, end = _day(wanted.start) or item.start, _day(wanted.end) or item.end
    if start and end and start > end:
        raise Rejected(f'“{item.title}” cannot end before it starts.', field='end')
    inside = span_of(list(sketch.descendants(item.id)))
    if inside and wanted.start and start and start > inside[0]:
        start = inside[0]
        sketch.notes.append(f'“{item.title}” starts on {said(start)}, with the first item in it.')
    if inside and wanted.end and end and end < inside[1]:
        end = inside[1]
        sketch.notes.append(f'“{item.title}” ends on {said(end)}, with the last item in it.')
    _place(sketch, item, start, end)


def plan(sketch: Sketch, wanted: PlanItem) -> None:
    item = sketch.demand(wanted.id)
    _place(sketch, item, *_checked(wanted.start, wanted.end))


def place(sketch: Sketch, wanted: PlacePlaceholder) -> None:
    copied = sketch.demand(wanted.copy_of)
    if wanted.id >= 0 or sketch.find(wanted.id):
        raise Rejected('A proposed copy needs a new number below zero.', field='id')
    start, end = _checked(wanted.start, wanted.end)
    sketch.add(replace(copied, id=wanted.id, number='', rev=0, start=start, end=end, start_from='', end_from='',
                       url='', is_gone=False, fields={}))


def clear(sketch: Sketch, wanted: ClearDates) -> None:
    """Also days from an iteration; and none will fill them in again."""
    for own in dict.fromkeys(wanted.ids):
        sketch.demand(own)
        sketch.put(own, start=None, end=None, start_from=KEPT_UNDATED, end_from=KEPT_UNDATED)


def calendar_for(portfolio: Portfolio, item: Item) -> Calendar:
    """By whose working days an item is planned."""
    return calendar_of(portfolio.setting, team_of(portfolio, item))


def team_of(portfolio: Portfolio, item: Item) -> int | None:
    """The owner of its plan, else whoever gives most to it."""
    plan = portfolio.setting.plans.get(item.plan or 0)
    if plan and plan.team is not None:
        return plan.team
    return max(item.shares, key=lambda share: (share[1], -share[0]))[0] if item.shares else None


def month_from(day: date) -> tuple[date, date]:
    """How long something lasts that is dropped on a day without having had any: 31 Jan to 27 Feb."""
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    first_after = date(year + month // 12, month % 12 + 1, 1)
    return day, date(year, month, min(day.day, (first_after - timedelta(1)).day)) - timedelta(1)


def said(day: date) -> str:
    return f'{day.day} {day:%b %Y}'


def _shift(sketch: Sketch, item: Item, wanted: MoveItems) -> None:
    if item.start is None and item.end is None:
        return
    if abs(wanted.days) > (dates.LAST - dates.FIRST).days:
        raise Rejected('Plans reach from 1990 to 2100.', 'portfolio.range', 'days')
    by = timedelta(wanted.days)
    start, end = _shifted(item.start, by), _shifted(item.end, by)
    if wanted.keeps_working_days and item.start and item.end and start and item.start <= item.end:
        calendar = calendar_for(sketch.base, item)
        length = calendar.working_days(item.start, item.end)
        end = calendar.end_of(start, length) if length else end
    sketch.put(item.id, start=start, end=end, start_from='' if start else item.start_from,
               end_from='' if end else item.end_from)


def _plan_below(sketch: Sketch, root: int) -> None:
    """Undated items take the days of the nearest one above them that has some."""
    for item in list(sketch.descendants(root)):
        if item.start is None and item.end is None:
            above = next((parent.span for parent in sketch.ancestors(item) if parent.span), None)
            if above:
                sketch.put(item.id, start=above[0], end=above[1], start_from='', end_from='')


def _place(sketch: Sketch, item: Item, start: date | None, end: date | None) -> None:
    placed = {'start': start, 'end': end}
    if start != item.start:
        placed['start_from'] = ''  # type: ignore[assignment]
    if end != item.end:
        placed['end_from'] = ''  # type: ignore[assignment]
    sketch.put(item.id, **placed)
    plan_parents(sketch, item.id)
    grow_around(sketch, item.id)


def _checked(start: date, end: date) -> tuple[date, date]:
    if start > end:
        raise Rejected('It cannot end before it starts.', field='end')
    _day(start)
    _day(end)
    return start, end


def _shifted(day: date | None, by: timedelta) -> date | None:
    try:
        return _day(day + by) if day else None
    except OverflowError:
        return _day(dates.LAST + timedelta(1))


def _day(day: date | None) -> date | None:
    if day is not None and not dates.FIRST <= day <= dates.LAST:
        raise Rejected('Plans reach from 1990 to 2100.', 'portfolio.range')
    return day
