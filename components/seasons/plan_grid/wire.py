"""What of a plan goes to a browser: plain lists, only what the window needs and what it has not got."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.seasons.axes import ALL, Cell
from app.domain.seasons.measures import MEASURES, MONEY
from app.domain.seasons.plan.columns import Group
from app.domain.seasons.plan.looks import BY_LOCATION, WEEKS, PlanLooks
from app.domain.seasons.plan.view import Cursor, PlanRow, PlanView, Value
from components.avatars import seat_colour

Message = dict[str, Any]
SAFE = 2 ** 53  # beyond, a browser would round


def setup(view: PlanView, closed: str) -> Message:
    """All but the rows; `closed` is why this person can change nothing."""
    looks = view.looks
    return {
        'columns': _columns(view), 'lines': _lines(view), 'order': list(looks.measures), 'isPivot': looks.is_pivot,
        'measures': {key: measure(key, view.digits) for key in looks.measures},
        'corner': 'Location and category' if looks.rows_by == BY_LOCATION else 'Category and location',
        'isMany': len(looks.measures) > 1 and not looks.is_pivot, 'periods': looks.periods, 'closed': closed,
        'currency': view.currency,
        'against': view.against_name or 'Last year', 'isCompared': is_compared(looks), 'name': looks.version}


def is_compared(looks: PlanLooks) -> bool:
    """Last year stands aside; any other version is compared cell by cell."""
    return looks.against not in ('', 'ly')


def measure(key: str, digits: int) -> Message:
    found = MEASURES[key]
    return {'l': found.label, 'digits': digits if found.unit == MONEY else 0, 'better': found.better}


def _columns(view: PlanView) -> list[Message]:
    """Of measures in columns each has one in every period, and `p` is what the period is called."""
    columns = [{'k': one.key, 'n': one.name, 'l': one.label, 'h': one.hint, 'm': one.month, 'e': one.is_elapsed}
               for one in view.columns]
    if not view.looks.is_pivot:
        return columns
    return [{**one, 'k': f'{key}@{one["k"]}', 'l': MEASURES[key].label, 'p': one['l'], 'v': key}
            for one in columns for key in view.looks.measures]


def keys(view: PlanView) -> tuple[list[str], list[str]]:
    """By which the browser knows columns: those of periods, those of the season."""
    own = [one['k'] for one in _columns(view)]
    return own, [f'{key}@' for key in view.looks.measures] if view.looks.is_pivot else [ALL]


def _lines(view: PlanView) -> list[list[Message]]:
    """What stands above the names of the columns: months over their weeks, periods over their measures."""
    count = len(view.looks.measures) if view.looks.is_pivot else 1
    found = [_group(one, count) for one in view.groups]
    periods = [{'k': '', 'l': one.label, 'c': count, 'o': False, 'e': one.is_elapsed, 'h': one.hint}
               for one in view.columns]
    if view.looks.periods == WEEKS:
        return [found, periods] if view.looks.is_pivot else [found]
    return [periods if view.looks.is_pivot else _title(view)]


def _group(one: Group, count: int) -> Message:
    return {'k': one.key, 'l': one.label, 'c': one.count * count, 'o': not one.is_folded}


def _title(view: PlanView) -> list[Message]:
    labels = ', '.join(MEASURES[key].label for key in view.looks.measures)
    unit = f', {view.currency}' if any(MEASURES[key].unit == MONEY for key in view.looks.measures) else ''
    return [{'k': '', 'l': f'{labels}{unit}', 'c': len(view.columns), 'o': False}]


def place(cell: Cell, is_pivot: bool) -> tuple[str, str]:
    """The row and the column by which the browser knows a cell."""
    line = f'{cell.location}|{cell.category}'
    return (f'{line}|', f'{cell.measure}@{cell.period}') if is_pivot else (f'{line}|{cell.measure}', cell.period)


def row(one: PlanRow, theirs: str, index: int, is_first: bool) -> Message:
    """`theirs` is why it is not for this person."""
    line = one.line
    told = {'k': one.key, 'i': index, 'm': one.measure, 'n': line.name, 'lv': line.level, 'o': line.is_open,
            'p': [line.category_name, line.location_name], 't': _tone(one), 'x': is_first,
            'c': [number(value) for value in one.cells], 'T': _total(one)}
    more = {'a': f'{line.count} {"location" if line.count == 1 else "locations"}' if _counts(one) else '',
            'no': theirs, **rest(one)}
    return told | {key: value for key, value in more.items() if value}


def rest(one: PlanRow) -> Message:
    """What may change beside the cells."""
    others = [number(value) for value in one.against]
    why: Any = {part.measure: part.why for part in one.parts if part.why} if one.parts else one.why
    other = [number(part.against_total) for part in one.parts] if one.parts else number(one.against_total)
    return {'b': others if any(value is not None for value in others) else None, 'B': other,
            'g': one.change, 'r': one.share, 'w': why, 's': one.state,
            'f': dict(one.marks) or None}


def _total(one: PlanRow) -> Any:
    """Of the season; a list where measures stand in columns."""
    return [number(part.total) for part in one.parts] if one.parts else number(one.total)


def change(now: PlanRow, was: PlanRow) -> list[Any]:
    """Of a row that is there: only what is different."""
    cells = [[at, number(value)] for at, (value, before) in enumerate(zip(now.cells, was.cells, strict=True))
             if value != before]
    former, present = rest(was), rest(now)
    more = {key: value for key, value in present.items() if former[key] != value}
    if (total := _total(now)) != _total(was):
        more['T'] = total
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


def cursors(found: Iterable[Cursor], names: Mapping[str, str], is_pivot: bool) -> list[Message]:
    """Of others, as rings; `names` says where each page is."""
    places = {one.page: place(Cell(one.measure, one.location, one.category, one.period), is_pivot) for one in found}
    return [{'page': one.page, 'name': one.name, 'colour': seat_colour(one.identity),
             'row': places[one.page][0], 'col': places[one.page][1], 'types': one.is_typing,
             'where': names.get(one.page, '')} for one in found]
