"""From a book to what it would do: checked, without repetitions, compared with what is there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.access import Actor
from app.domain.seasons.importing.answers import Answers, Grounds
from app.domain.seasons.importing.book import Book, Issue, Read
from app.domain.seasons.importing.checking import Checked, Tell, check
from app.domain.seasons.importing.difference import CHANGED, NEW, REJECTED, SAME, Difference
from app.domain.seasons.importing.duplicates import told_once
from app.domain.seasons.importing.fields import FileKind
from app.services.seasons.importing.creating import joined, set_apart
from app.services.seasons.importing.grounds import grounds_of
from app.services.seasons.importing.writers import WRITERS
from app.work import Work
from models.seasons import Season

LINES = ('orders', 'receipts')  # whose rows without a line number are lines of their own


@dataclass(frozen=True, eq=False)
class Weighed:
    """Every row of the file is in `counts` once: read = new + changed + same + rejected + left out."""
    checked: Checked
    found: Difference
    issues: tuple[Issue, ...]
    notes: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        refused = len({one.row for one in self.issues})
        if self.checked.mapped.missing:
            refused = self.checked.read
        left, new, changed = len(self.checked.left_out), self.found.count(NEW), self.found.count(CHANGED)
        return {'read': self.checked.read, NEW: new, CHANGED: changed, REJECTED: refused, 'left_out': left,
                SAME: self.checked.read - new - changed - refused - left}


def checked_book(book: Book, kind: FileKind, answers: Answers, grounds: Grounds, tell: Tell = lambda *_: None,
                 ) -> Checked:
    """Without the database; rows that contradict each other are issues, too."""
    checked = check(book, kind, answers, grounds, tell)
    if kind.key in LINES:
        reads, issues, repeated = _told_once_lines(kind, checked.reads)
    else:
        reads, issues, repeated = told_once(kind, checked.reads, ('sku_id', 'version') if kind.key == 'plans' else ())
    notes = (*checked.notes, *((f'{len(repeated):,} rows only repeat others and count once.',) if repeated else ()))
    raw = dict(checked.raw)
    if issues:
        rows = {one.number: one for one in book.rows}
        raw |= {one.row: _raw(checked, rows[one.row].cells) for one in issues}
    return replace(checked, reads=tuple(reads), issues=(*checked.issues, *issues), notes=notes, raw=raw)


def weigh(work: Work, actor: Actor, kind: FileKind, season: Season | None, checked: Checked, mode: str) -> Weighed:
    """Against what is there now; rows the writer refuses do not count among those that change something."""
    writer = WRITERS[kind.key]
    told, fresh = set_apart(checked)
    found = writer.compare(work, actor, season, told.reads, mode)
    extra = list(found.issues)
    while found.issues:
        refused = {one.row for one in extra}
        found = writer.compare(work, actor, season, [one for one in told.reads if one.number not in refused], mode)
        extra += found.issues
    return Weighed(checked, joined(found, fresh), (*checked.issues, *extra), (*checked.notes, *found.notes))


def weigh_for(work: Work, actor: Actor, kind: FileKind, season_id: int | None, checked: Checked, mode: str) -> Weighed:
    return weigh(work, actor, kind, work.get(Season, season_id) if season_id else None, checked, mode)


def grounds_for(work: Work, kind: FileKind, season_id: int | None) -> Grounds:
    return grounds_of(work, kind, work.get(Season, season_id) if season_id else None)


def _told_once_lines(kind: FileKind, reads: Sequence[Read]) -> tuple[list[Read], list[Issue], list[int]]:
    """Without a line number of its own each row is a line; equal receipts without a number are several of them."""
    keyed = [one for one in reads if all(one.values.get(key) for key in kind.keys)]
    once, issues, repeated = told_once(kind, keyed, ('po_number',))
    kept = {one.number for one in once} | {one.number for one in reads} - {one.number for one in keyed}
    return [one for one in reads if one.number in kept], issues, repeated


def _raw(checked: Checked, cells: Sequence[object]) -> dict[str, str]:
    return {one.header: '' if one.place >= len(cells) or cells[one.place] is None else str(cells[one.place])[:500]
            for one in checked.mapped.columns}
