"""What a source was found to hold while somebody sets up, and which paths of ours are not there any more."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any

CLOSE = 0.5  # even a far relation helps whoever has to look for a path
SEPARATOR = '\\'


@dataclass(frozen=True)
class Missing:
    """A plan whose area is not at the source any more."""
    plan: str
    area: str
    nearest: str = ''

    @property
    def text(self) -> str:
        hint = f' Is it “{self.nearest}” now?' if self.nearest else ''
        return f'{self.plan}: there is no area “{self.area}” at the source.{hint}'


@dataclass(frozen=True)
class Browsed:
    """Of one source; of one project, where one was asked for."""
    project: str = ''
    projects: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    states: tuple[tuple[str, str], ...] = ()  # with category
    iterations: tuple[str, ...] = ()
    delivery_plans: tuple[tuple[str, str], ...] = ()  # id, name
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class BrowseView:
    """The newest look at a source, or the one under way."""
    run_id: int
    is_over: bool
    error: str
    at: datetime | None
    found: Browsed


def project_of(area: str) -> str:
    return area.strip(SEPARATOR).partition(SEPARATOR)[0]


def missing_areas(plans: Iterable[tuple[str, str]], areas: Collection[str]) -> tuple[Missing, ...]:
    """`plans` are names with their area path; paths are compared whole, without regard to case."""
    known = {area.strip(SEPARATOR).casefold() for area in areas}
    return tuple(Missing(name, area, nearest(area, areas)) for name, area in plans
                 if area.strip(SEPARATOR).casefold() not in known)


def nearest(path: str, known: Iterable[str]) -> str:
    """The path that is most like it: the same last name anywhere, else the most alike, else the nearest parent."""
    paths = list(known)
    last = path.rpartition(SEPARATOR)[2].casefold()
    if moved := next((own for own in paths if own.rpartition(SEPARATOR)[2].casefold() == last), ''):
        return moved
    folded = {own.casefold(): own for own in paths}
    if near := get_close_matches(path.casefold(), folded, 1, CLOSE):
        return folded[near[0]]
    parents = _parents(path)
    return next((folded[parent.casefold()] for parent in parents if parent.casefold() in folded), '')


def as_result(found: Browsed) -> dict[str, Any]:
    """As a run keeps it."""
    return {'project': found.project, 'projects': list(found.projects), 'areas': list(found.areas),
            'teams': list(found.teams), 'types': list(found.types), 'states': [list(one) for one in found.states],
            'iterations': list(found.iterations), 'delivery_plans': [list(one) for one in found.delivery_plans],
            'missing': [[one.plan, one.area, one.nearest] for one in found.missing]}


def of_result(text: str) -> Browsed:
    given: Mapping[str, Any] = json.loads(text) if text else {}
    areas, teams, types = (tuple(given.get(name, ())) for name in ('areas', 'teams', 'types'))
    return Browsed(str(given.get('project', '')), tuple(given.get('projects', ())), areas, teams, types,
                   _pairs(given.get('states', ())), tuple(given.get('iterations', ())),
                   _pairs(given.get('delivery_plans', ())), tuple(Missing(*one) for one in given.get('missing', ())))


def _pairs(given: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in given)


def _parents(path: str) -> Iterable[str]:
    while SEPARATOR in path:
        path = path.rpartition(SEPARATOR)[0]
        yield path
