"""The JSON patch of one item, from the body of the very revision it tests.

All that is wanted of an item goes in one patch, so that it happens whole or not at all. The test of the revision comes
first; fields are added or removed, never emptied; relations are named by their place in the body, so those that go
are taken from the last to the first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.portfolio.items.dates import sent
from app.domain.portfolio.scenarios.publishing import RELS, link_changes
from app.domain.portfolio.sources.reading import PARENT, Body

FIELD = '/fields/'
STATE, ITERATION, AREA, PROJECT, TAGS, TEXT = (
    f'{FIELD}System.{name}' for name in ('State', 'IterationPath', 'AreaPath', 'TeamProject', 'Tags', 'Description'))

Patch = list[dict[str, Any]]
Rewrite = Callable[[str, Mapping[int, Decimal]], str]


@dataclass(frozen=True)
class Terms:
    """How one source wants things written."""
    base_url: str
    zone: str
    start_field: str = 'Microsoft.VSTS.Scheduling.StartDate'
    end_field: str = 'Microsoft.VSTS.Scheduling.TargetDate'
    rewrite: Rewrite | None = None  # puts shares into a description, where they stand there, too

    def address(self, number: str) -> str:
        return f'{self.base_url.rstrip("/")}/_apis/wit/workItems/{number}'


def patch_of(body: Body, wanted: Mapping[str, Any], base: Mapping[str, Any], terms: Terms) -> Patch:
    """Empty where nothing of it is kept at the source."""
    changes = [*_days(body, wanted, terms), *_plain(body, wanted), *_text(body, wanted, terms),
               *_relations(body, wanted, base, terms)]
    return [{'op': 'test', 'path': '/rev', 'value': body.rev}, *changes] if changes else []


def root_of(path: str) -> str:
    """The project an area or iteration belongs to."""
    return path.partition('\\')[0]


def _days(body: Body, wanted: Mapping[str, Any], terms: Terms) -> Iterable[dict[str, Any]]:
    for name, path, raw in (('start', terms.start_field, body.start_raw), ('end', terms.end_field, body.end_raw)):
        if name not in wanted:
            continue
        if wanted[name]:
            yield _add(f'{FIELD}{path}', sent(date.fromisoformat(wanted[name]), terms.zone))
        elif raw:
            yield {'op': 'remove', 'path': f'{FIELD}{path}'}


def _plain(body: Body, wanted: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    area = wanted.get('plan') or body.area
    has_moved = root_of(area) != root_of(body.area)
    if 'state' in wanted:
        yield _add(STATE, wanted['state'])
    if 'plan' in wanted:
        if has_moved:
            yield _add(PROJECT, root_of(area))
        yield _add(AREA, area)
    if 'iteration' in wanted or has_moved:
        yield _add(ITERATION, wanted.get('iteration') or root_of(area))
    if 'tags' in wanted:
        if wanted['tags']:
            yield _add(TAGS, '; '.join(wanted['tags']))
        elif body.tags:
            yield {'op': 'remove', 'path': TAGS}


def _text(body: Body, wanted: Mapping[str, Any], terms: Terms) -> Iterable[dict[str, Any]]:
    """Only the block of shares changes, in the text as it is now."""
    if 'shares' not in wanted or terms.rewrite is None:
        return
    text = terms.rewrite(body.description, {int(team): Decimal(own) for team, own in wanted['shares'].items()})
    if text != body.description:
        yield _add(TEXT, text) if text else {'op': 'remove', 'path': TEXT}


def _relations(body: Body, wanted: Mapping[str, Any], base: Mapping[str, Any],
               terms: Terms) -> Iterable[dict[str, Any]]:
    gone: set[tuple[str, str | None]] = set()
    come: list[tuple[str, str]] = []
    if 'parent' in wanted:
        gone |= {(PARENT, str(link.number)) for link in body.links if link.rel == PARENT}
        come += [(PARENT, wanted['parent'])] if wanted['parent'] else []
    if 'links' in wanted:
        there = [(kind, str(link.number)) for link in body.links for kind, rel in RELS.items() if link.rel == rel]
        add, drop = link_changes(base.get('links'), wanted['links'], there)
        gone |= {(RELS[kind], number) for kind, number in drop}
        come += [(RELS[kind], number) for kind, number in add]
    yield from _removals(body, gone)
    for rel, number in come:
        yield _add('/relations/-', {'rel': rel, 'url': terms.address(number)})


def _removals(body: Body, gone: set[tuple[str, str | None]]) -> Sequence[dict[str, Any]]:
    places = [place for place, link in enumerate(body.links) if (link.rel, str(link.number)) in gone]
    return [{'op': 'remove', 'path': f'/relations/{place}'} for place in reversed(places)]


def _add(path: str, value: Any) -> dict[str, Any]:
    return {'op': 'add', 'path': path, 'value': value}
