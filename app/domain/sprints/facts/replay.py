"""The past of an issue from its history: status, estimate and sprints at any moment.

Changes are sorted and exact repeats dropped; before the first change of a field its `was` held, since the creation.
What does not fit together is noted as a fault, and the later change wins. A past is compiled once for an issue and a
way of reading it, and kept as long as the issue is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter, eq
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from app.domain.sprints.facts.board import DONE, HOURS, ISSUES, Board, Change, Issue, Ms, Number
from app.domain.sprints.facts.estimates import hours_of, is_fault, number_of
from app.domain.sprints.facts.legend import UNKNOWN, Legend, legend_of
from app.domain.sprints.facts.naming import sprint_set
from app.domain.sprints.facts.timelines import Timeline, constant

T = TypeVar('T')
CREATED, CHANGELOG, CURRENT, PARENT = 'created', 'changelog', 'current', 'parent'  # why it is known to be in a sprint
LEFT, PLANNED, SPENT = 'timeestimate', 'timeoriginalestimate', 'timespent'  # fields of hours, in seconds
ONE: Final[Timeline[Decimal | None]] = constant(Decimal(1))
NOTHING: Final[Timeline[Decimal | None]] = constant(None)
PLACE = attrgetter('at', 'history', 'item')
EVERYTHING = attrgetter('at', 'history', 'item', 'field', 'was', 'now', 'was_text', 'now_text', 'author',
                        'author_name')


@dataclass(frozen=True, slots=True)
class Stay:
    """In a sprint from `start` until just before `end`."""
    sprint: Number
    start: Ms
    end: Ms | None
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    number: Number
    created: Ms
    changes: tuple[Change, ...]  # sorted
    by_field: Mapping[str, Sequence[Change]]
    status: Timeline[str]  # ids
    kind: Timeline[str]  # of the column; empty: in none
    sprints: Timeline[frozenset[Number]]
    stays: Mapping[Number, tuple[Stay, ...]]  # sprint → stays in their order
    faults: tuple[str, ...]  # what does not fit together, in words
    legend: Legend
    current: Mapping[str, Any]  # what the issue says now, for fields whose history says nothing
    kept: dict[str, Any] = field(default_factory=dict)  # further timelines, once they were asked for

    def status_at(self, ms: Ms) -> str:
        """Its id; empty before the creation."""
        return self.status.at(ms) or ''

    def kind_at(self, ms: Ms) -> str:
        """Of its column then; empty: in none."""
        return self.kind.at(ms) or ''

    def is_done_at(self, ms: Ms) -> bool:
        return self.kind.at(ms) == DONE

    def points_at(self, ms: Ms) -> Decimal | None:
        """By the estimate that counted then."""
        return self.points(self.legend.estimate(ms)).at(ms)

    def is_flagged_at(self, ms: Ms) -> bool:
        return bool(self.flags().at(ms))

    def sprints_at(self, ms: Ms) -> frozenset[Number]:
        return self.sprints.at(ms) or frozenset()

    def is_in(self, sprint: Number, ms: Ms) -> bool:
        return any(stay.start <= ms and (stay.end is None or ms < stay.end) for stay in self.stays.get(sprint, ()))

    def memberships(self) -> tuple[Stay, ...]:
        """By their beginning."""
        return tuple(sorted((stay for stays in self.stays.values() for stay in stays),
                            key=attrgetter('start', 'sprint')))

    def points(self, estimate: str) -> Timeline[Decimal | None]:
        """Of that estimate field; empty: none at all. Boards that estimate in time count hours."""
        if not estimate:
            return NOTHING
        if estimate in (LEFT, PLANNED):
            return _planned_hours(self)
        return self._once(f'points {estimate}', lambda: _numbers(self, estimate, number_of))

    def hours(self, name: str) -> Timeline[Decimal | None]:
        """Remaining, planned or spent."""
        return self._once(f'hours {name}', lambda: _numbers(self, name, hours_of))

    def flags(self) -> Timeline[bool]:
        return self._once('flags', lambda: _timeline(
            self.created, self.by_field.get('flagged', ()), lambda change: bool(change.was or change.was_text),
            lambda change: bool(change.now or change.now_text), bool(self.current['flagged']))[0])

    def texts(self, name: str) -> Timeline[str]:
        """Ids of a field over time; of types their names, because issues know them by name."""
        was, now = ('was_text', 'now_text') if name == 'type' else ('was', 'now')
        return self._once(f'texts {name}', lambda: _timeline(
            self.created, self.by_field.get(name, ()), attrgetter(was), attrgetter(now),
            str(self.current.get(name) or ''))[0])

    def text_at(self, name: str, ms: Ms) -> str:
        """Where nothing ever changed, what it says now."""
        return (self.texts(name).at(ms) or '') if name in self.by_field else str(self.current.get(name) or '')

    def name_at(self, name: str, value: str) -> str:
        """What its own history calls a value of that field; empty where it does not occur there."""
        told = ((change.now_text if change.now == value else change.was_text) for change in self.by_field.get(name, ())
                if value and value in (change.now, change.was))
        return next(told, '')

    def worth(self, unit: str, estimate: str) -> Timeline[Decimal | None]:
        """What it counts for over time, in that unit."""
        return ONE if unit == ISSUES else _planned_hours(self) if unit == HOURS else self.points(estimate)

    def odd_estimates(self, estimate: str) -> tuple[str, ...]:
        """What was written into the estimate and is none."""
        told = [text for change in _of_estimate(self, estimate) for text in (change.was_text, change.now_text)]
        return tuple(dict.fromkeys(text for text in (*told, self.current['estimates'].get(estimate, ''))
                                   if is_fault(text)))

    def author_at(self, name: str, ms: Ms) -> tuple[str, str]:
        """Account and name of whoever changed that field at that moment; empty where nobody is known."""
        found = next((one for one in reversed(self.by_field.get(name, ())) if one.at == ms), None)
        return (found.author, found.author_name) if found else ('', '')

    def _once(self, name: str, make: Callable[[], Timeline[T]]) -> Timeline[T]:
        found: Timeline[T] | None = self.kept.get(name)
        if found is None:
            found = self.kept[name] = make()
        return found


_pasts: WeakKeyDictionary[Issue, tuple[Legend, Issue | None, Past]] = WeakKeyDictionary()


def past_of(board: Board, issue: Issue) -> Past:
    """Kept as long as the issue, its parent and the way of reading stay the same."""
    legend = legend_of(board)
    parent = board.issues.get(issue.parent) if issue.is_subtask and issue.parent is not None else None
    known = _pasts.get(issue)
    if known and known[0] is legend and known[1] is parent:
        return known[2]
    past = _compile(issue, parent, legend)
    _pasts[issue] = (legend, parent, past)
    return past


def sorted_changes(changes: Sequence[Change]) -> tuple[Change, ...]:
    """By moment, number of the history and item; each once."""
    ordered = sorted(changes, key=PLACE)
    places = list(map(PLACE, ordered))
    if any(map(eq, places, places[1:])):
        return tuple(sorted(set(changes), key=EVERYTHING))
    return tuple(ordered)


def _compile(issue: Issue, parent: Issue | None, legend: Legend) -> Past:
    changes = sorted_changes(issue.changes)
    by_field: dict[str, list[Change]] = {}
    for change in changes:
        by_field.setdefault(change.field, []).append(change)
    status, gaps = _timeline(issue.created, by_field.get('status', ()),
                             lambda change: legend.status(change.was, change.was_text),
                             lambda change: legend.status(change.now, change.now_text), issue.status)
    sprints, source, sprint_gaps = _sprints(issue, by_field.get('sprint', ()), parent)
    faults = (*(f'Status: {gap}' for gap in gaps), *(f'Sprint: {gap}' for gap in sprint_gaps),
              *_status_faults(status, issue, by_field))
    return Past(issue.number, issue.created, changes, by_field, status, _kinds(status, legend), sprints,
                _stays(sprints, source), faults, legend, _current(issue))


def _current(issue: Issue) -> Mapping[str, Any]:
    return {'flagged': issue.is_flagged, 'estimates': issue.estimates, 'priority': issue.priority,
            'assignee': issue.assignee, 'type': issue.type, 'status': issue.status, LEFT: issue.seconds_left,
            'project': issue.project}


def _timeline(created: Ms, changes: Sequence[Change], was_of: Callable[[Change], Any],
              now_of: Callable[[Change], Any], current: Any) -> tuple[Timeline[Any], list[str]]:
    """With what does not fit together."""
    if not changes:
        return Timeline((created,), (current,)), []
    running = was_of(changes[0])
    moments, values, gaps = [min(created, changes[0].at)], [running], []
    for change in changes:
        was, now = was_of(change), now_of(change)
        if was != running:
            gaps.append(f'a change before {change.history} is missing')
        if now != running or was != now:
            moments.append(change.at)
            values.append(now)
            running = now
    return Timeline(tuple(moments), tuple(values)), gaps


def _status_faults(status: Timeline[str], issue: Issue, by_field: Mapping[str, Sequence[Change]]) -> Iterable[str]:
    if 'status' in by_field and status.values[-1] != issue.status:
        yield 'Status: the history ends in another one than the issue has'
    yield from (f'Status: nobody knows which one “{one[1:]}” is' for one in dict.fromkeys(status.values)
                if one.startswith(UNKNOWN))


def _kinds(status: Timeline[str], legend: Legend) -> Timeline[str]:
    """Kinds change with the status, and with the columns of the board."""
    if len(legend.starts) == 1:
        kinds = legend.kinds[0]
        return Timeline(status.moments, tuple(kinds.get(one, '') for one in status.values))
    moments = sorted({*status.moments, *(at for at in legend.starts if at > status.moments[0])})
    return Timeline(tuple(moments), tuple(legend.kind(status.at(at) or '', at) for at in moments))


def _sprints(issue: Issue, changes: Sequence[Change], parent: Issue | None,
             ) -> tuple[Timeline[frozenset[Number]], str, list[str]]:
    """Subtasks go where their parent goes, unless their own history says something."""
    if not changes and parent is not None:
        own = [change for change in sorted_changes(parent.changes) if change.field == 'sprint']
        timeline, _, gaps = _sprints(parent, own, None)
        return timeline.since(issue.created, frozenset()), PARENT, gaps
    timeline, gaps = _timeline(issue.created, changes, lambda change: sprint_set(change.was),
                               lambda change: sprint_set(change.now), frozenset(issue.sprints))
    return timeline, CREATED if changes else CURRENT, gaps


def _stays(sprints: Timeline[frozenset[Number]], first: str) -> Mapping[Number, tuple[Stay, ...]]:
    found: dict[Number, tuple[Stay, ...]] = {}
    here: dict[Number, tuple[Ms, str]] = {}
    source = first
    for at, now in sprints.spans():
        for gone in here.keys() - now:
            found[gone] = (*found.get(gone, ()), Stay(gone, here[gone][0], at, here.pop(gone)[1]))
        here.update((sprint, (at, source)) for sprint in now - here.keys())
        source = PARENT if first == PARENT else CHANGELOG
    for sprint, (at, why) in here.items():
        found[sprint] = (*found.get(sprint, ()), Stay(sprint, at, None, why))
    return found


def _of_estimate(past: Past, estimate: str) -> Sequence[Change]:
    """Servers name a field in a history where the cloud says its id."""
    return past.by_field.get(estimate) or past.by_field.get(past.legend.names.get(estimate) or estimate, ())


def _numbers(past: Past, name: str, read: Callable[[str], Decimal | None]) -> Timeline[Decimal | None]:
    seconds = past.current.get(name)
    current = past.current['estimates'].get(name) or ('' if seconds is None else str(seconds))
    return _timeline(past.created, _of_estimate(past, name), lambda change: read(change.was_text or ''),
                     lambda change: read(change.now_text or ''), read(str(current)))[0]


def _planned_hours(past: Past) -> Timeline[Decimal | None]:
    """The original estimate; where nobody gave one, what was first said to remain."""
    planned = past.hours(PLANNED)
    if any(value is not None for value in planned.values):
        return planned
    left = past.hours(LEFT)
    known = next((place for place, value in enumerate(left.values) if value is not None), None)
    return NOTHING if known is None else Timeline(left.moments[:known + 1], left.values[:known + 1])
