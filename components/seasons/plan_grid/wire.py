"""What of a plan goes to a browser: plain lists, only what the window needs and what it has not got."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.seasons.axes import ALL
from app.domain.seasons.measures import MEASURES, MONEY
from app.domain.seasons.plan.looks import BY_LOCATION, WEEKS, PlanLooks
from app.domain.seasons.plan.view import Cursor, PlanRow, PlanView, Value
from components.avatars import seat_colour

Message = dict[str, Any]
SAFE = 2 ** 53  # beyond, a browser would round


def setup(view: PlanView, closed: str) -> Message:
    """All but the rows; `closed` is why this person can change nothing."""
    looks = view.looks
    return {
        'columns': [{'k': one.key, 'n': one.name, 'l': one.label, 'h': one.hint, 'm': one.month, 'e': one.is_elapsed}
                    for one in view.columns],
        'groups': _groups(view), 'measures': {key: measure(key, view.digits) for key in looks.measures},
        'corner': 'Location and category' if looks.rows_by == BY_LOCATION else 'Category and location',
        'isMany': len(looks.measures) > 1, 'periods': looks.periods, 'closed': closed, 'currency': view.currency,
        'against': view.against_name or 'Last year', 'isCompared': is_compared(looks), 'name': looks.version}


def is_compared(looks: PlanLooks) -> bool:
    """Last year stands aside; any other version is compared cell by cell."""
    return looks.against not in ('', 'ly')


def measure(key: str, digits: int) -> Message:
    found = MEASURES[key]
    return {'l': found.label, 'digits': digits if found.unit == MONEY else 0, 'better': found.better}


def _groups(view: PlanView) -> list[Message]:
    if view.looks.periods == WEEKS:
        return [{'k': one.key, 'l': one.label, 'c': one.count, 'o': not one.is_folded} for one in view.groups]
    labels = ', '.join(MEASURES[key].label for key in view.looks.measures)
    unit = f', {view.currency}' if any(MEASURES[key].unit == MONEY for key in view.looks.measures) else ''
    return [{'k': '', 'l': f'{labels}{unit}', 'c': len(view.columns), 'o': False}]


def row(one: PlanRow, theirs: str, index: int, is_first: bool) -> Message:
    """`theirs` is why it is not for this person."""
    line = one.line
    told = {'k': one.key, 'i': index, 'm': one.measure, 'n': line.name, 'lv': line.level, 'o': line.is_open,
            'p': [line.category_name, line.location_name], 't': _tone(one), 'x': is_first,
            'c': [number(value) for value in one.cells], 'T': number(one.total)}
    more = {'a': f'{line.count} {"location" if line.count == 1 else "locations"}' if _counts(one) else '',
            'no': theirs, **rest(one)}
    return told | {key: value for key, value in more.items() if value}


def rest(one: PlanRow) -> Message:
    """What may change beside the cells."""
    others = [number(value) for value in one.against]
    return {'b': others if any(value is not None for value in others) else None, 'B': number(one.against_total),
            'g': one.change, 'r': one.share, 'w': one.why, 's': one.state,
            'f': dict(one.marks) or None}


def change(now: PlanRow, was: PlanRow) -> list[Any]:
    """Of a row that is there: only what is different."""
    cells = [[at, number(value)] for at, (value, before) in enumerate(zip(now.cells, was.cells, strict=True))
             if value != before]
    former, present = rest(was), rest(now)
    more = {key: value for key, value in present.items() if former[key] != value}
    if now.total != was.total:
        more['T'] = number(now.total)
    return [now.key, cells, more]


def number(value: Value) -> Value:
    return str(value) if isinstance(value, int) and abs(value) >= SAFE else value


def _tone(one: PlanRow) -> str:
    """By how high it stands: a cluster or branch, what is below it, a leaf."""
    if one.line.is_branch:
        return 'cl' if one.line.level == 0 else 'lo'
    return 'lo' if one.line.is_open is not None else ''


def _counts(one: PlanRow) -> bool:
    return one.line.is_branch and one.line.location != ALL and one.line.count > 0


def cursors(found: Iterable[Cursor], names: Mapping[str, str]) -> list[Message]:
    """Of others, as rings; `names` says where each page is."""
    return [{'page': one.page, 'name': one.name, 'colour': seat_colour(one.identity),
             'row': f'{one.location}|{one.category}|{one.measure}', 'col': one.period, 'types': one.is_typing,
             'where': names.get(one.page, '')} for one in found]
