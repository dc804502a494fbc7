"""Calendars of one's own: a file brings all periods of each calendar it names."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.access import Actor, demand
from app.domain.seasons.axes import Period
from app.domain.seasons.importing.book import Issue, Read
from app.domain.seasons.importing.difference import ABSENT, CHANGED, NEW, UPDATE, Difference, Told
from app.errors import Conflict, NotFound
from app.services.seasons.masters.calendars import bring_calendar, calendars_of, list_periods, remove_calendar
from app.work import Work
from models.seasons import Season

COLUMNS = ('start', 'end', 'year', 'number', 'month', 'quarter', 'half', 'ly', 'ly_restated')


def compare_calendars(work: Work, actor: Actor, reads: Sequence[Read], mode: str) -> Difference:
    known = {one.name.casefold(): one for one in calendars_of(work)}
    told: dict[str, list[tuple[Read, Period]]] = defaultdict(list)
    for read in reads:
        told[str(read.values['calendar'])].append((read, _period(read)))
    rows, issues, sames = list[Told](), list[Issue](), 0
    todo: dict[str, tuple[Period, ...]] = {}
    for name, some in told.items():
        before = known.get(name.casefold())
        was = {one.start: one for one in list_periods(work, actor, before.id)} if before else {}
        if before is None and mode == UPDATE:
            issues += [Issue(read.number, 'calendar', name, ABSENT) for read, _ in some]
            continue
        fresh = [(read, one) for read, one in some if was.get(one.start) != one]
        sames += len(some) - len(fresh)
        rows += [Told(read.number, CHANGED if one.start in was else NEW, name) for read, one in fresh]
        if fresh:
            todo[name] = tuple({**was, **{one.start: one for _, one in some}}.values())
    return Difference(rows, sames, tuple(issues), payload=(todo, {name: name.casefold() in known for name in todo}))


def store_calendars(work: Work, actor: Actor, _: Season | None, found: Difference, __: int) -> dict[str, Any]:
    demand(actor, 'seasons.admin')
    todo, was_known = found.payload
    for name, some in todo.items():
        bring_calendar(work, actor, name, some)
    return {'known': [name for name in todo if was_known[name]],
            'fresh': [name for name in todo if not was_known[name]]}


def undo_calendars(work: Work, actor: Actor, _: Season | None, kept: Mapping[str, Any], __: int) -> None:
    """A calendar that was there before is brought again instead."""
    demand(actor, 'seasons.admin')
    if kept['known']:
        raise Conflict(f'{kept["known"][0]} was there before: import its former periods.', 'seasons.conflict')
    for name in kept['fresh']:
        one = next((view for view in calendars_of(work) if view.name == name), None)
        if one is None:
            raise NotFound(f'{name} is not there any more.')
        remove_calendar(work, actor, one.id)


def _period(read: Read) -> Period:
    """Quarters and halves follow from months where a file has none."""
    values: dict[str, Any] = {name: read.values.get(name) for name in COLUMNS}
    month = int(values['month'] or 1)
    return Period(**{**values, 'quarter': values['quarter'] or (month + 2) // 3,
                     'half': values['half'] or (month + 5) // 6})
