"""What of a timeline goes to a browser: plain lists, days as whole numbers, only what the window needs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.portfolio.items.history import Trace
from app.domain.portfolio.timeline.axis import HEADERS, LEAST, MONTH, MOST, PRESETS
from app.domain.portfolio.timeline.graphing import Graph
from app.domain.portfolio.timeline.spoken import bar_name, row_name
from app.domain.portfolio.timeline.timeline import (
    Arrow,
    Axis,
    Bar,
    HeatCell,
    Preview,
    Row,
    Seat,
    SnapTable,
    Stretch,
    TimelineView,
)
from app.domain.portfolio.views.notes import Annotation
from components.avatars import seat_colour

EPOCH = date(1970, 1, 1).toordinal()  # a browser counts its days from there
MOST_ARROWS = 300  # drawn in full; the rest ends in stubs
Message = dict[str, Any]


def number_of(day: date | None) -> int | None:
    return None if day is None else day.toordinal() - EPOCH


def day_of(number: Any) -> date | None:
    """Nothing for what is no day, because anybody can send anything."""
    if not isinstance(number, int | float) or not -EPOCH < number < 2_000_000:
        return None
    return date.fromordinal(int(number) + EPOCH)


def setup(view: TimelineView, is_read_only: bool) -> Message:
    """All that does not hang on the window."""
    return {'axis': _axis(view.axis), 'scale': view.scale, 'presets': PRESETS, 'month': MONTH, 'least': LEAST,
            'most': MOST, 'headers': HEADERS, 'isReadOnly': is_read_only, 'snap': view.snap,
            'density': view.density, 'shows': sorted(view.shows), 'version': view.version,
            'isScenario': view.scenario is not None}


def row(row: Row, top: int, index: int, team: str) -> Message:
    """`team` names the heat for those who hear it."""
    found: Message = {'k': row.key, 'kind': row.kind, 'level': row.level, 'label': row.label, 'y': top, 'h': row.height,
                      'index': index, 'bars': [bar(one) for one in row.bars], 'name': row_name(row), 'lane': row.lane}
    extras = {'note': row.note, 'sign': row.sign, 'tone': row.tone, 'badge': row.badge, 'hint': row.hint,
              'team': row.team}
    found |= {name: value for name, value in extras.items() if value}
    if row.is_open is not None:
        found['open'] = row.is_open
    if row.heat:
        found['heat'] = _heat(row.heat) | {'team': team}
    return found


def bar(bar: Bar) -> Message:
    found: Message = {'id': bar.id, 'title': bar.title, 'shape': bar.shape, 'tone': bar.tone, 'name': bar_name(bar)}
    if bar.start and bar.end:
        low, high = sorted((bar.start, bar.end))
        found |= {'a': number_of(low), 'z': number_of(high)}
    extras: Message = {
        'done': bar.done, 'note': bar.note, 'flags': list(bar.flags), 'state': bar.category, 'sign': bar.type,
        'was': _span(bar.was), 'ghost': _span(bar.ghost),
        'shares': [[name, tone, f'{percent:.0f}'] for name, tone, percent in bar.shares]}
    return found | {name: value for name, value in extras.items() if value}


def arrows(view: TimelineView, shown: range) -> list[list[Any]]:
    """Those of the rows in the window. Where an end is: 0 here, −1 above, 1 below, 9 not on the timeline at all."""
    found: dict[tuple[int, int, str], Arrow] = {}
    for index in shown:
        for one in view.rows[index].bars:
            for arrow in view.arrows_of.get(one.id, ()):
                found[arrow.before, arrow.after, arrow.kind] = arrow
    ordered = sorted(found.values(), key=lambda one: (one.state != 'violated', one.before, one.after))
    return [[one.before, one.after, one.kind, one.state, one.text, one.is_critical,
             _where(view, one.before, shown), _where(view, one.after, shown), place < MOST_ARROWS]
            for place, one in enumerate(ordered)]


def preview(found: Preview) -> Message:
    return {'a': number_of(found.start), 'z': number_of(found.end), 'days': found.days, 'working': found.working_days,
            'heat': [[team, [[number_of(cell.start), cell.percent, cell.step] for cell in cells]]
                     for team, cells in found.heat],
            'arrows': [[one.before, one.after, one.state, one.text] for one in found.arrows],
            'moved': [[own, number_of(start), number_of(end)] for own, start, end in found.moved],
            'followers': found.followers, 'cost': found.cost, 'refusal': found.refusal}


def table(found: SnapTable) -> Message:
    return {'magnets': [[number_of(one.day), one.kind, one.edge, one.label] for one in found.magnets],
            'starts': [number_of(day) for day in found.starts], 'ends': [number_of(day) for day in found.ends]}


def seats(found: Iterable[Seat]) -> list[Message]:
    return [{'page': one.page, 'name': one.name, 'colour': seat_colour(one.identity), 'doing': one.doing,
             'id': one.item_id, 'a': number_of(one.start), 'z': number_of(one.end)} for one in found]


def traces(found: Mapping[int, Sequence[Trace]]) -> Message:
    return {str(own): [[*map(number_of, sorted((one.start, one.end))), one.is_wrong, one.said] for one in some]
            for own, some in found.items()}


def notes(found: Sequence[Annotation]) -> list[Message]:
    return [{'id': one.id, 'shape': one.draft.shape, 'a': number_of(one.draft.day),
             'z': number_of(one.draft.until or one.draft.day), 'y': one.draft.y, 'h': one.draft.height,
             'text': one.draft.text, 'tone': one.draft.colour} for one in found]


def graph(found: Graph | None) -> Message:
    """Nothing where it is not wanted."""
    if found is None:
        return {}
    return {'first': number_of(found.first), 'stacked': found.is_stacked, 'top': found.top, 'said': found.said,
            'series': [[one.name, one.tone, list(one.percents)] for one in found.series],
            'over': ''.join('1' if one else '0' for one in found.over), 'more': found.left_out}


def _heat(cells: tuple[HeatCell, ...]) -> Message:
    return {'first': number_of(cells[0].start), 'percents': [cell.percent for cell in cells],
            'steps': ''.join(str(cell.step) for cell in cells)}


def _axis(axis: Axis) -> Message:
    return {'first': number_of(axis.first), 'last': number_of(axis.last), 'today': number_of(axis.today),
            'beyond': axis.beyond, 'sprints': [_stretch(one) for one in axis.sprints],
            'bands': [_stretch(one) for one in axis.bands],
            'marks': [[number_of(one.day), one.label, one.tone, one.sign] for one in axis.marks]}


def _stretch(one: Stretch) -> list[Any]:
    return [number_of(one.start), number_of(one.end), one.label, one.short, one.tone]


def _span(span: tuple[date, date] | None) -> list[int | None] | None:
    return [number_of(span[0]), number_of(span[1])] if span else None


def _where(view: TimelineView, item: int, shown: range) -> int:
    place = view.places.get(item)
    if place is None:
        return 9
    return -1 if place < shown.start else 1 if place >= shown.stop else 0
