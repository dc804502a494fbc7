"""A queue as a document: what is worked on next in each discipline, what waits, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from app.domain.sprints.exporting.documents import Cell, Document, Grid, Share, clean, file_name
from app.domain.sprints.facts.board import Number
from app.domain.sprints.publishing.wiki_report import NONE, Section, amount, percent
from app.domain.sprints.publishing.wiki_report import Cell as TableCell
from app.domain.sprints.queue.conflicts import Conflict
from app.domain.sprints.queue.packing import IN, OUT, RESERVE
from app.domain.sprints.queue.result import Line, Result, result_to_plain
from app.domain.sprints.queue.views import QueueScreen, QueueView, RoomView

SCHEMA: Final = 'sprint-queue'
VERSION: Final = 1
STATES: Final = {IN: 'In', RESERVE: 'Reserve', OUT: 'Out'}
HEADS: Final = ('Position', 'Status', 'Key', 'Type', 'Title', 'Points', 'Reason', 'Explanation', 'To get in', 'Band',
                'Round', 'Stakeholder', 'Due', 'Expected', 'Estimate', 'Discipline', 'Done')
ROOM_HEADS: Final = ('Discipline', 'Room', 'Used', 'Utilisation', 'Reserve', 'In the reserve', 'Asked')
READ_HEADS: Final = ('#', 'Key', 'Title', 'Points', 'Why')
MOST_OUT: Final = 200  # lines below the cut in a document that is read; tables have all


@dataclass(frozen=True)
class Named:
    """What a line looks like in a list: its place there, and the points of that discipline."""
    line: Line
    place: int
    points: Decimal


def document_of(screen: QueueScreen, addresses: Mapping[Number, str]) -> Document:
    """`screen` has a queue; `addresses` are those of the issues."""
    assert screen.queue is not None and screen.sprint is not None
    view, entry = screen.queue, screen.queue.entry
    title = f'{screen.board_name}: queue of {screen.sprint.name}'
    return Document(
        file_name(screen.board_name, screen.sprint.name, f'queue {entry.number}'), title, screen.zone, None,
        (_opening(screen, view, title), *_lists(view, addresses), *_below(view, addresses), _rooms(view),
         *_conflicts(view.conflicts)),
        (_lines(view), Grid('Disciplines', ROOM_HEADS, tuple(_room(one) for one in view.rooms)), _about(screen, view)),
        0, _told(screen, view), is_demo=screen.is_demo)


def listed(result: Result, discipline: int) -> list[Named]:
    """What is in or in the reserve of one discipline, in its order."""
    found = [Named(line, place, dict(line.demand).get(discipline, Decimal(0)))
             for line in result.lines for own, place in line.positions if own == discipline]
    return sorted(found, key=lambda one: (one.line.status != IN, one.place))


def _opening(screen: QueueScreen, view: QueueView, title: str) -> Section:
    entry, result = view.entry, view.result
    words = [f'Draft {entry.number}, {entry.state}, made by {entry.by_name}.']
    if entry.published_at:
        words = [f'Draft {entry.number}, {entry.state}, published by {entry.published_by}.']
    if screen.is_demo:
        words.append('Demo data')
    if screen.goal:
        words.append(f'Goal: {screen.goal}')
    words.append(f'{len(result.of(IN))} of {len(result.lines)} issues are in, {amount(result.points)} points.')
    if view.drift:
        words.append(f'{len(view.drift)} inputs have changed since.')
    return Section(title, tuple(words))


def _lists(view: QueueView, addresses: Mapping[Number, str]) -> list[Section]:
    """One for each discipline, as its team works it off."""
    found = []
    for room in view.rooms:
        named = listed(view.result, room.discipline)
        rows = tuple(_read(str(one.place) if one.line.status == IN else 'Reserve', one.line, one.points, view, addresses
                           ) for one in named)
        words = f'{amount(room.used)} of {amount(room.available) if room.available is not None else "unknown"} points'
        found.append(Section(room.name, (words,), READ_HEADS, rows))
    return found


def _below(view: QueueView, addresses: Mapping[Number, str]) -> list[Section]:
    out = view.result.of(OUT)
    if not out:
        return []
    rows = tuple(_read('Out', line, line.size, view, addresses) for line in out[:MOST_OUT])
    foot = f'{len(out) - MOST_OUT} more in the table.' if len(out) > MOST_OUT else ''
    return [Section(f'Below the line ({len(out)})', head=READ_HEADS, rows=rows, foot=foot)]


def _read(place: str, line: Line, points: Decimal, view: QueueView, addresses: Mapping[Number, str],
          ) -> tuple[TableCell, ...]:
    why = ' '.join(part for part in (line.sentence or line.reason, line.way_in) if part)
    is_done = abs(line.number) in view.done or line.number in view.done
    return (TableCell(place), TableCell(line.key, addresses.get(abs(line.number), '')),
            TableCell(f'{line.title} (done)' if is_done else line.title), TableCell(amount(points)), TableCell(why))


def _rooms(view: QueueView) -> Section:
    rows = tuple((TableCell(one.name), TableCell('unknown' if one.available is None else amount(one.available)),
                  TableCell(amount(one.used)), TableCell(percent(one.share)), TableCell(amount(one.asked)))
                 for one in view.rooms)
    fair = view.result.fairness
    words = (f'Fairness between stakeholders: {NONE if fair is None else amount(round(fair, 2))} of 1.',)
    return Section('Disciplines', words, ('Discipline', 'Room', 'Used', 'Utilisation', 'Asked'), rows)


def _conflicts(conflicts: tuple[Conflict, ...]) -> list[Section]:
    if not conflicts:
        return []
    rows = tuple((TableCell(one.severity), TableCell(one.title), TableCell(one.text)) for one in conflicts)
    return [Section(f'Conflicts ({len(rows)})', head=('Severity', 'What', 'Numbers'), rows=rows)]


def _lines(view: QueueView) -> Grid:
    """All lines in their order; the points of each discipline have a column of their own."""
    names = tuple(f'Points: {clean(room.name)}' for room in view.rooms)
    return Grid('Queue', (*HEADS, *names), tuple(_line(line, view) for line in view.result.lines))


def _line(line: Line, view: QueueView) -> tuple[Cell, ...]:
    demand = dict(line.demand)
    return (line.position or None, STATES.get(line.status, line.status), clean(line.key), clean(line.type),
            clean(line.title), line.size, clean(line.reason), clean(line.sentence), clean(line.way_in), line.band,
            line.round or None, clean(line.stakeholder), line.due, line.finish_on, clean(line.estimate_text),
            clean(line.discipline_text), 'yes' if line.number in view.done else '',
            *(demand.get(room.discipline) for room in view.rooms))


def _room(one: RoomView) -> tuple[Cell | Share, ...]:
    return (clean(one.name), 'unknown' if one.available is None else one.available, one.used,
            'n/a' if one.share is None else Share(one.share), one.reserve, one.reserved, one.asked)


def _about(screen: QueueScreen, view: QueueView) -> Grid:
    assert screen.sprint is not None
    entry, rules = view.entry, view.parameters
    rows: list[tuple[Cell, ...]] = [
        ('Board', clean(screen.board_name)), ('Sprint', clean(screen.sprint.name)), ('Goal', clean(screen.goal)),
        ('Draft', entry.number), ('State', entry.state), ('Made by', clean(entry.by_name)), ('Made', _naive(entry.at)),
        ('Published by', clean(entry.published_by)), ('Published', _naive(entry.published_at)),
        ('Moments', 'UTC'), ('Order', ', '.join(rules.order)), ('Fair between stakeholders', 'yes' if rules.is_fair
                                                              else 'no'),
        ('Candidates', rules.scope), ('Made of', entry.hash)]
    if screen.is_demo:
        rows.append(('Source', 'Demo data'))
    return Grid('About', ('What', 'Value'), tuple(rows))


def _told(screen: QueueScreen, view: QueueView) -> Mapping[str, Any]:
    assert screen.sprint is not None
    entry = view.entry
    return {'schema': SCHEMA, 'schema_version': VERSION, 'queue': entry.id, 'board': screen.board_id,
            'board_name': screen.board_name, 'sprint': screen.sprint.number, 'sprint_name': screen.sprint.name,
            'draft': entry.number, 'state': entry.state, 'hash': entry.hash, 'is_demo': screen.is_demo,
            'made_at': entry.at.isoformat(), 'made_by': entry.by_name,
            'published_at': entry.published_at.isoformat() if entry.published_at else None,
            'done': sorted(view.done), 'drift': list(view.drift), 'result': result_to_plain(view.result)}


def _naive(at: Any) -> Any:
    return at.replace(tzinfo=None, microsecond=0) if at else None
