"""How a timeline is looked at: what is chosen, what is shown, in which order. Saved views hold it, URLs carry it.

It can be compared, so people who look alike share one look at the data.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

ROWS_BY = ('team', 'plan', 'group', 'assignee')  # or `field:Name`
DENSITIES = ('normal', 'compact', 'packed')
SORTS = ('date', 'rank')
SCALES = ('Weeks', '3 months', 'Months', 'Quarters', 'Years')
FOLDINGS = ('level', 'all')
SNAPS = ('day', 'working day', 'week', 'sprint')
OVERLAYS = ('dependencies', 'related', 'baseline', 'markers', 'events', 'critical', 'heat', 'history', 'iterations',
            'capacity', 'annotations')
MOST, LONGEST = 500, 200  # values of one kind, characters of one of them: what is sent may be forged


@dataclass(frozen=True)
class Filter:
    """Empty means: whatever it is. All that is given must hold."""
    plans: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    planned: str = ''  # yes, no
    allotted: str = ''
    parented: str = ''
    linked: str = ''  # a dependency or a related item
    fields: tuple[tuple[str, str], ...] = ()  # name and value of any other field; tags and assignee, too
    text: str = ''
    expands_family: bool = False  # parents always, children only of what was chosen
    expands_links: bool = False
    expands_teams: bool = False  # whatever a chosen team works on
    hides_completed: bool = False  # unless something above is open
    changed_only: bool = False  # in this scenario


@dataclass(frozen=True)
class Looks:
    filter: Filter = Filter()
    rows_by: str = 'team'
    density: str = 'normal'
    sort: str = 'date'
    folded: tuple[str, ...] = ()  # keys of lanes, groups and parents that are not as `folding` has them
    folding: str = ''  # empty: all are open; level: bars are closed; all: everything is
    shows: frozenset[str] = frozenset({'dependencies', 'baseline', 'markers', 'events', 'heat', 'iterations'})
    # and: related, critical, history, capacity, annotations
    scale: str = 'Months'  # Weeks, 3 months, Months, Quarters, Years; what the browser begins with
    snap: str = 'day'  # day, working day, week, sprint
    marker_colours: tuple[str, ...] = ()  # of markers that are shown; empty: all
    marker_plans: tuple[int, ...] = ()  # and whose; those for all always are
    hidden_areas: tuple[str, ...] = ()  # of the product whose happenings are not shown




def plain_of(looks: Looks) -> dict[str, list[str]]:
    """For addresses and for JSON alike: a name with its values, nothing for what is as usual."""
    usual, found = Looks(), dict[str, list[str]]()
    for name, (owner, write, _) in _PARTS.items():
        given, default = ((looks.filter, usual.filter) if owner else (looks, usual))
        value = getattr(given, _ATTRIBUTES.get(name, name))
        if value != getattr(default, _ATTRIBUTES.get(name, name)):
            found[name] = write(value)
    return found


def looks_of(given: Mapping[str, Any] | None) -> Looks:
    """Of what somebody sent or kept: what it does not know, or cannot be, is left as usual."""
    filtering: dict[str, Any] = {}
    looking: dict[str, Any] = {}
    for name, values in (given or {}).items():
        part = _PARTS.get(name)
        texts = _texts(values)
        value = part[2](texts) if part and texts is not None else None
        if part and value is not None:
            (filtering if part[0] else looking)[_ATTRIBUTES.get(name, name)] = value
    return Looks(Filter(**filtering), **looking)


def query_of(looks: Looks) -> list[tuple[str, str]]:
    """Pairs for an address."""
    return [(name, value) for name, values in plain_of(looks).items() for value in values]


def looks_of_query(pairs: Iterable[tuple[str, str]]) -> Looks:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return looks_of(found)


def _texts(values: Any) -> list[str] | None:
    if isinstance(values, str):
        values = [values]
    if not isinstance(values, list | tuple):
        return None
    return [one[:LONGEST] for one in values[:MOST] if isinstance(one, str)]


def _numbers(texts: list[str]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10))


def _words(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


def _one_of(*allowed: str) -> Callable[[list[str]], str | None]:
    return lambda texts: texts[-1] if texts and texts[-1] in allowed else None


def _rows(texts: list[str]) -> str | None:
    last = texts[-1] if texts else ''
    return last if last in ROWS_BY or (last.startswith('field:') and last != 'field:') else None


def _pairs(texts: list[str]) -> tuple[tuple[str, str], ...]:
    """Name and value as `Name=value`."""
    parts = (text.partition('=') for text in texts)
    return tuple(dict.fromkeys((name, value) for name, sign, value in parts if sign and name))


def _overlays(texts: list[str]) -> frozenset[str]:
    return frozenset(texts) & frozenset(OVERLAYS)


def _flag(texts: list[str]) -> bool | None:
    return texts[-1] == 'yes' if texts else None


def _as_list(values: Iterable[Any]) -> list[str]:
    return [str(value) for value in values]


def _single(value: str) -> list[str]:
    return [value]


_yes_no = (True, _single, _one_of('yes', 'no'))
_is_on = (True, lambda value: ['yes' if value else 'no'], _flag)
_ATTRIBUTES = {'field': 'fields', 'q': 'text', 'family': 'expands_family', 'chains': 'expands_links',
               'teamwork': 'expands_teams', 'open': 'hides_completed', 'changed': 'changed_only', 'rows': 'rows_by',
               'plan': 'plans', 'team': 'teams', 'type': 'types', 'state': 'states',
               'marker_colour': 'marker_colours', 'marker_plan': 'marker_plans', 'without': 'hidden_areas'}
_PARTS: dict[str, tuple[bool, Callable[[Any], list[str]], Callable[[list[str]], Any]]] = {  # whether of the filter
    'plan': (True, _as_list, _numbers), 'team': (True, _as_list, _numbers),
    'type': (True, _as_list, _words), 'state': (True, _as_list, _words),
    'planned': _yes_no, 'allotted': _yes_no, 'parented': _yes_no, 'linked': _yes_no,
    'field': (True, lambda pairs: [f'{name}={value}' for name, value in pairs], _pairs),
    'q': (True, _single, lambda texts: texts[-1] if texts else None),
    'family': _is_on, 'chains': _is_on, 'teamwork': _is_on, 'open': _is_on, 'changed': _is_on,
    'rows': (False, _single, _rows), 'density': (False, _single, _one_of(*DENSITIES)),
    'sort': (False, _single, _one_of(*SORTS)), 'folded': (False, _as_list, _words),
    'folding': (False, _single, _one_of(*FOLDINGS)),
    'shows': (False, lambda names: sorted(names) or ['nothing'], _overlays),
    'scale': (False, _single, _one_of(*SCALES)), 'snap': (False, _single, _one_of(*SNAPS)),
    'marker_colour': (False, _as_list, _words), 'marker_plan': (False, _as_list, _numbers),
    'without': (False, _as_list, _words),
}
assert {_ATTRIBUTES.get(name, name) for name in _PARTS} == {
    one.name for kind in (Filter, Looks) for one in fields(kind)} - {'filter'}
