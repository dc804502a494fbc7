"""One visit to a site on behalf of a board: what is asked, in which order, and what is kept of the answers."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.sprints.facts.board import ACTIVE, CLOSED, FUTURE
from app.domain.sprints.jira import following
from app.domain.sprints.jira.following import Hints
from app.domain.sprints.jira.reading import (
    CLOUD,
    CONFIG,
    REFUSED,
    SERVER,
    RawChange,
    RawIssue,
    Reader,
    Seen,
    SourceTrouble,
)
from app.services.sprints import adding, keeping, keeping_sprints, known, sites, syncing
from app.services.sprints.keeping import PAGE, Kept, Page
from app.services.sprints.keeping_sprints import Turned
from app.services.sprints.known import Known
from app.services.sprints.syncing import BoardToRead
from app.work import read, transact
from jobs.voice import Voice

AT_ONCE = 800  # issues whose bodies and histories are read before they are kept
FEW = 100  # issues that are asked for by number, however it may be that a filter does not find them
MOST_ASKED = 200  # issues that are asked for one by one, because nobody names them any more
NO_FILTER = 'The filter of this board may not be seen, and it names no projects: nothing can be asked for.'


@dataclass
class Tally:
    """What has come of a visit so far."""
    seen: int = 0
    kept: Kept = field(default_factory=Kept)
    gone: int = 0
    partial: int = 0

    @property
    def has_news(self) -> bool:
        return bool(self.kept.added or self.kept.changed or self.gone)

    def told(self) -> dict[str, int]:
        return {'seen': self.seen, 'new': self.kept.added, 'changed': self.kept.changed, 'deleted': self.gone,
                'partial': self.partial}


@dataclass(frozen=True)
class Found:
    """What the filter finds, what it does not find any more, and what of all that has to be read."""
    inside: Mapping[int, Seen]
    left: Collection[int]
    wanted: Sequence[int]

    def is_inside(self, number: int, stored: Mapping[int, Known]) -> bool:
        """What was asked for by number only is where it was."""
        return number in self.inside or (number not in self.left and number in stored and stored[number].is_in)


class Visit:
    """`began` is the moment, by the clock of the site, from which on the next visit has to look."""

    def __init__(self, voice: Voice, reader: Reader, board: BoardToRead) -> None:
        self.voice, self.reader, self.board, self.tally = voice, reader, board, Tally()
        self.began = self.skew = 0
        self.has_all = self.is_anew = False
        self.site = read(sites.to_read, board.site)

    def begin(self, *, is_census: bool, is_anew: bool) -> None:
        """The site and the board as they are; whoever reads other fields than before reads everything anew."""
        info = self.reader.server_info()
        self.began, self.skew = info.now, info.skew
        if abs(info.skew) > following.SKEW:
            self.voice.speak(f'The clock of this site is {abs(info.skew) // 1000:,} s '
                             f'{"ahead of" if info.skew > 0 else "behind"} ours', 'warning')
        self.has_all = is_census or self.board.watermark is None or not self.site.is_known
        if self.has_all:
            transact(sites.keep_facts, self.site.id, info, self.reader.fetch_fields(), self.reader.fetch_statuses(),
                     self.reader.fetch_priorities(), self.reader.fetch_link_types())
            transact(adding.follow_board, self.board.id, self.reader.board_configuration(self.board.number))
            self._look_again()
        self.is_anew = is_anew or (bool(self.board.signature) and self.board.signature != self.signature)
        self.has_all |= self.is_anew

    @property
    def signature(self) -> str:
        return following.signature(self.site.fields)

    def read_changes(self, hints: Hints) -> None:
        """Sprints first: what is read of issues afterwards is at least as new as the end of a sprint."""
        turned, has_closed = self._read_sprints(hints.has_sprints)
        stored = read(known.list_known, self.site.id, self.board.id)
        found = self._list_all(stored) if self.has_all else self._list_changed(stored)
        turning = {*turned.started, *turned.closed}
        wanted = [*found.wanted, *(one for one in hints.issues if one in stored),
                  *(read(known.members_of, self.board.id, turning) if turning else ()),
                  *(number for number, one in stored.items() if one.is_mine and one.is_partial)]
        self.tally.seen = max(self.tally.seen, len(found.inside))
        self._place(found, stored)
        self._fetch(list(dict.fromkeys(wanted)), found, stored)
        transact(syncing.note_read, self.board.id, self.began, self.signature, is_census=self.has_all,
                 has_closed=has_closed)
        transact(sites.note_answered, self.site.id, self.skew)
        self.board, self.has_all, self.is_anew = replace(self.board, watermark=self.began), False, False

    def _look_again(self) -> None:
        self.site = read(sites.to_read, self.site.id)
        fresh = transact(syncing.begin, self.board.id)
        self.board = replace(fresh, watermark=self.board.watermark)

    # Sprints

    def _read_sprints(self, is_hinted: bool) -> tuple[Turned, bool]:
        """Whether all closed ones were listed, too: with many of them that is done when something points to it."""
        needs_closed = self.has_all or is_hinted or self._is_week_over() or read(
            keeping_sprints.count_closed, self.board.id) <= following.MANY_SPRINTS
        states = (FUTURE, ACTIVE, CLOSED) if needs_closed else (ACTIVE, FUTURE)
        told = self.reader.list_sprints(self.board.number, () if needs_closed else states)
        if told is None:
            transact(keeping_sprints.note_kanban, self.board.id)
            return Turned(), True
        listed = {one.number for one in told}
        if not needs_closed and not read(keeping_sprints.list_active, self.board.id) <= listed:
            return self._read_sprints(True)
        return transact(keeping_sprints.keep_sprints, self.board.id, told, states), needs_closed

    def _is_week_over(self) -> bool:
        return self.began - self.skew - self.board.closed_at > following.WEEK.total_seconds() * 1000

    # Which issues

    def _list_all(self, stored: Mapping[int, Known]) -> Found:
        """Everything the filter finds, and what of it is not here as it is there."""
        inside = _by_number(self.reader.census(self._query()))
        wanted = [number for number, one in inside.items()
                  if self.is_anew or number not in stored or not stored[number].is_as(one.updated)]
        here = len(inside) - len(wanted)
        if self.board.watermark is None and here:
            self.voice.speak(f'{here:,} of {len(inside):,} issues are here already; going on after them')
        missing = [number for number, one in stored.items() if one.is_mine and number not in inside
                   and one.gone != keeping.DELETED]
        around = self._list_around(missing, {stored[number].project for number in missing})
        wanted += [number for number in missing if self.is_anew or number not in around
                   or not stored[number].is_as(around[number].updated)]
        return Found(inside, frozenset(missing), wanted)

    def _list_around(self, missing: Sequence[int], projects: Collection[str]) -> Mapping[int, Seen]:
        """Few of them are simply asked for by number; many may just have left the filter long ago."""
        query = following.around(projects)
        if len(missing) <= FEW or not query or self.site.kind not in (CLOUD, SERVER):
            return {}
        try:
            return _by_number(self.reader.census(query))
        except SourceTrouble as trouble:
            if trouble.state not in (CONFIG, REFUSED):
                raise
            return {}

    def _list_changed(self, stored: Mapping[int, Known]) -> Found:
        """Also what the filter does not find any more, as long as it is in a project of the board."""
        since = (self.board.watermark or 0) - following.OVERLAP
        inside = _by_number(self.reader.fetch_changed(self._query(), since))
        left = {one.number: one for one in self._elsewhere(inside, stored, since)}
        wanted = [number for number, one in [*inside.items(), *left.items()]
                  if number not in stored or not stored[number].is_as(one.updated)]
        return Found(inside, frozenset(left), wanted)

    def _elsewhere(self, inside: Mapping[int, Seen], stored: Mapping[int, Known], since: int) -> Iterator[Seen]:
        query = following.around({*self.board.projects, *(one.project for one in stored.values() if one.is_mine)})
        if not query or not self.board.filter or self.site.kind not in (CLOUD, SERVER):
            return
        try:
            for page in self.reader.fetch_changed(query, since):
                yield from (one for one in page if one.number not in inside and one.number in stored
                            and stored[one.number].is_mine)
        except SourceTrouble as trouble:
            if trouble.state not in (CONFIG, REFUSED):
                raise
            self.voice.speak(f'What left the filter is found tonight: {trouble}', 'warning')

    def _query(self) -> str:
        query = self.board.filter or following.around(self.board.projects)
        if not query and self.site.kind in (CLOUD, SERVER):
            raise SourceTrouble(NO_FILTER, CONFIG)
        return query

    def _place(self, found: Found, stored: Mapping[int, Known]) -> None:
        """On this board are also issues that another board has read already."""
        moved = [number for number, one in stored.items() if (number in found.inside and not one.is_in)
                 or (number in found.left and one.is_in)]
        for some in _parts(moved, AT_ONCE):
            transact(keeping.place_known, self.site.id, self.board.id,
                     {number: number in found.inside for number in some})

    # What they are

    def _fetch(self, numbers: Sequence[int], found: Found, stored: Mapping[int, Known]) -> None:
        done, lost = 0, list[int]()
        for some in _parts(numbers, AT_ONCE):
            bodies = [one for page in self.reader.fetch_issues(some, self.site.fields) for one in page]
            there = {one.number for one in bodies}
            lost += [number for number in some if number not in there and number in stored]
            changes, whole = self._histories(sorted(there))
            inside = {number for number in there if found.is_inside(number, stored)}
            for page in _parts(bodies, PAGE):
                self._keep(page, changes, whole, inside)
                done += len(page)
                self.voice.progress(done, len(numbers), 'issues')
                if self.board.watermark is None:
                    transact(syncing.note_progress, self.board.id, done, len(numbers))
        self._find_lost(lost, stored)

    def _keep(self, page: Sequence[RawIssue], changes: Mapping[int, Sequence[RawChange]], whole: Collection[int],
              inside: Collection[int]) -> None:
        own = {one.number: changes[one.number] for one in page if one.number in changes}
        kept = transact(keeping.keep_page, self.site.id, self.board.id, Page(page, own, whole, inside))
        self.tally.kept += kept
        self.tally.partial += kept.partial
        if faults := [f'{one.key}: {fault}' for one in page for fault in one.faults]:
            self.voice.speak(' '.join(faults[:3]), 'warning')

    def _histories(self, numbers: Sequence[int]) -> tuple[Mapping[int, Sequence[RawChange]], Collection[int]]:
        changes: dict[int, list[RawChange]] = {}
        whole: set[int] = set()
        if numbers:
            for page in self.reader.fetch_histories(numbers, following.history_fields(self.site.fields)):
                for number, some in page.changes.items():
                    changes.setdefault(number, []).extend(some)
                whole |= page.whole
        return changes, whole

    def _find_lost(self, numbers: Sequence[int], stored: Mapping[int, Known]) -> None:
        """Asked for by number and not there: deleted, or not to be seen by this account any more."""
        found: dict[int, str] = {}
        asked = [number for number in numbers if not stored[number].gone][:MOST_ASKED]
        for number in asked:
            presence = self.reader.find_issue(number, stored[number].key).presence
            if presence in ('gone', 'hidden'):
                found[number] = keeping.DELETED if presence == 'gone' else keeping.HIDDEN
        if found:
            gone = transact(keeping.mark_gone, self.site.id, self.board.id, found)
            self.tally.gone += gone
            self.voice.speak(f'{gone:,} issues were deleted or are not to be seen any more; their history stays')
        if len(asked) == MOST_ASKED:
            self.voice.speak('Many issues are not named any more; the others are asked for the next time', 'warning')


def _by_number(pages: Iterable[Sequence[Seen]]) -> dict[int, Seen]:
    return {one.number: one for page in pages for one in page}


def _parts(items: Sequence, size: int) -> Iterator[Sequence]:  # type: ignore[type-arg]
    return (items[first:first + size] for first in range(0, len(items), size))
