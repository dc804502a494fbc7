"""What the columns of Jira's files are called, and the cells of one row, with all that is wrong with them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from app.domain.names import keepable, one_line
from app.domain.sprints.imports.csv_dates import day_in, moment_in
from app.domain.sprints.jira.reading import Way
from app.errors import Rejected

T = TypeVar('T')

ESTIMATES: Final = ('Story Points', 'Story point estimate')
CATEGORIES: Final[Mapping[str, str]] = {'to do': 'new', 'new': 'new', 'in progress': 'indeterminate',
                                        'indeterminate': 'indeterminate', 'done': 'done', 'complete': 'done'}
NAMES: Final[Mapping[str, tuple[str, ...]]] = {  # ours → theirs, which changed over the years
    'id': ('issue id',), 'key': ('issue key',), 'title': ('summary',), 'type': ('issue type',), 'status': ('status',),
    'category': ('status category',), 'priority': ('priority',), 'assignee': ('assignee',),
    'assignee id': ('assignee id',), 'reporter': ('reporter',), 'reporter id': ('reporter id',),
    'created': ('created',), 'updated': ('updated',), 'resolved': ('resolved',), 'due': ('due date',),
    'parent': ('parent',), 'parent id': ('parent id',), 'parent key': ('parent key',), 'sprint': ('sprint',),
    'components': ('component/s', 'components'), 'labels': ('labels',), 'versions': ('fix version/s', 'fix versions'),
    'epic link': ('epic link',), 'epic name': ('epic name',), 'flagged': ('flagged',), 'rank': ('rank',),
    'planned': ('original estimate',), 'remaining': ('remaining estimate',), 'spent': ('time spent',),
    **{name.casefold(): (name.casefold(),) for name in ESTIMATES}}
NEEDED: Final = {'key': 'Issue key', 'title': 'Summary', 'type': 'Issue Type', 'status': 'Status', 'created': 'Created'}
CUSTOM: Final = re.compile(r'custom field \((.+)\)')
LINK: Final = re.compile(r'(inward|outward) issue link \((.+)\)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    places: Mapping[str, Sequence[int]]  # a name may stand above many columns
    links: Sequence[tuple[int, Way, str]]  # place, way, type

    def has(self, name: str) -> bool:
        return bool(self.places.get(name))


def columns_of(header: Sequence[str]) -> Columns:
    """Raises Rejected where one is missing that nothing can be read without."""
    places: dict[str, list[int]] = {}
    links = list[tuple[int, Way, str]]()
    ours = {theirs: name for name, every in NAMES.items() for theirs in every}
    for place, told in enumerate(header):
        name = ' '.join(told.casefold().split())
        custom = CUSTOM.fullmatch(name)
        if own := ours.get(custom[1] if custom else name):
            places.setdefault(own, []).append(place)
        elif found := LINK.fullmatch(' '.join(told.split())):
            links.append((place, 'out' if found[1].casefold() == 'outward' else 'in', found[2]))
    if missing := [f'“{name}”' for own, name in NEEDED.items() if own not in places]:
        raise Rejected(f'The first row names no {" and no ".join(missing)}. Use “Export CSV (all fields)” of Jira, in '
                       'English.', 'sprints.csv', 'file')
    return Columns(places, links)


@dataclass(frozen=True, slots=True)
class Cells:
    """Of one row. What cannot be read is read as nothing and complained of."""
    columns: Columns
    cells: Sequence[str]
    zone: ZoneInfo
    faults: list[tuple[str, str]] = field(default_factory=list)  # column, reason

    def complain(self, column: str, reason: str) -> None:
        self.faults.append((column, reason))

    def texts(self, name: str) -> list[str]:
        """All that stands in the columns of that name."""
        every = (keepable(self.cells[place]).strip() for place in self.columns.places.get(name, ()))
        return [text for text in every if text]

    def text(self, name: str) -> str:
        return next(iter(self.texts(name)), '')

    def need(self, name: str, column: str) -> str:
        text = self.text(name)
        if not one_line(text):
            self.complain(column, 'It is missing.')
        return text

    def moment(self, name: str, column: str, *, is_needed: bool = False) -> int | None:
        """In ms."""
        text = self.need(name, column) if is_needed else self.text(name)
        return self._read(text, column, lambda told: moment_in(told, self.zone))

    def day(self, name: str, column: str) -> str:
        """As 2026-11-30."""
        found = self._read(self.text(name), column, day_in)
        return found.isoformat() if found else ''

    def whole(self, name: str, column: str) -> int | None:
        """Seconds."""
        text = self.text(name)
        if not re.fullmatch(r'\d{0,12}', text, re.ASCII):
            self.complain(column, f'“{text[:40]}” is no number of seconds.')
            return None
        return int(text) if text else None

    def links(self) -> Iterator[tuple[Way, str, str]]:
        """Way, type and key."""
        return ((way, one_line(kind), self.cells[place].strip()) for place, way, kind in self.columns.links
                if self.cells[place].strip())

    def _read(self, text: str, column: str, how: Callable[[str], T]) -> T | None:
        if not text:
            return None
        try:
            return how(text)
        except Rejected as refusal:
            self.complain(column, str(refusal))
            return None
