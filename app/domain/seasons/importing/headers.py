"""Which row of a file names its columns, and which field each of them is."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.seasons.importing.book import Doubt, Row, shown
from app.domain.seasons.importing.fields import FileKind
from app.domain.seasons.importing.kinds import OTHERS
from app.errors import Rejected

LOOKED_AT: Final = 25  # rows above the table: titles, dates, names of reports
LEFT: Final = '-'  # what a person answers where a column is to be left out
TOTALS: Final = frozenset({'total', 'totals', 'grandtotal', 'sum', 'summe', 'gesamt', 'subtotal', 'sumtotal'})


@dataclass(frozen=True)
class Column:
    place: int  # from 0
    header: str
    field: str = ''  # empty: nobody needs it


@dataclass(frozen=True)
class Mapped:
    row: int  # of the header, as a spreadsheet counts
    columns: tuple[Column, ...]
    digest: str  # of the headers, by which they are known again
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    missing: tuple[Doubt, ...] = ()  # fields without a column: nothing can be read before

    def at(self, field: str) -> int | None:
        return next((one.place for one in self.columns if one.field == field), None)


def plain(text: str) -> str:
    """A header as it is compared: no case, no accents, nothing but letters and digits."""
    parts = unicodedata.normalize('NFKD', text.casefold().replace('ß', 'ss'))
    return ''.join(sign for sign in parts if sign.isalnum())


def map_columns(rows: Sequence[Row], kind: FileKind, told: Mapping[str, str]) -> Mapped:
    """`told`: what people said, by header as compared. Raises Rejected where no row names the columns."""
    if not rows:
        raise Rejected('The file is empty.', 'seasons.header', 'file')
    place = _header_place(rows, kind, told)
    header = [shown(cell).strip() for cell in rows[place].cells]
    columns, doubts, notes = _named(header, kind, told), list[Doubt](), list[str]()
    if place:
        notes.append(f'{place} {"line" if place == 1 else "lines"} above the header passed over.')
    doubts.extend(_twice(columns, kind))
    return Mapped(rows[place].number, tuple(columns), digest_of(header), tuple(notes), tuple(doubts),
                  _missing(kind, columns))


def digest_of(header: Sequence[str]) -> str:
    return hashlib.sha256('\n'.join(plain(name) for name in header).encode()).hexdigest()


def is_totals(cells: Sequence[object]) -> bool:
    """A line below the table that adds it up; its first words say so."""
    filled = [one for one in cells if one not in (None, '')]
    first = filled[0] if filled else ''
    if not isinstance(first, str) or not first.strip():
        return False
    return plain(first) in TOTALS or (plain(first.split()[0]) in TOTALS and len(filled) < len(cells))


def names_of(kind: FileKind) -> dict[str, str]:
    """Every name a column may have → its field; the field's own name first."""
    found: dict[str, str] = {}
    for one in kind.fields:
        for name in (one.key, one.label):
            found.setdefault(plain(name), one.key)
    for one in kind.fields:
        for name in one.aliases:
            found.setdefault(plain(name), one.key)
    return found


def _header_place(rows: Sequence[Row], kind: FileKind, told: Mapping[str, str]) -> int:
    known = {**names_of(kind), **told}
    hits = [sum(isinstance(cell, str) and plain(cell) in known for cell in row.cells) for row in rows[:LOOKED_AT]]
    best = max(hits)
    place = hits.index(best)
    _demand_known([plain(shown(cell)) for cell in rows[place].cells])
    if not best or not _is_header(rows[place]):
        raise Rejected(f'No row names columns of the type “{kind.label}”. The first row has to say what the columns '
                       f'are, such as {_some(kind)}.', 'seasons.header', 'file')
    return place


def _is_header(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell not in (None, '')]
    return sum(isinstance(cell, str) and not cell.replace('.', '').isdigit() for cell in filled) * 2 > len(filled)


def _demand_known(header: Sequence[str]) -> None:
    for name, marks in OTHERS.items():
        if sum(one in marks for one in header) >= 2:
            raise Rejected(f'{name} is not imported: the season plans categories, not sizes or articles.',
                           'seasons.file_type', 'type')


def _named(header: Sequence[str], kind: FileKind, told: Mapping[str, str]) -> list[Column]:
    """What people said first, then own names, then aliases in the order of the fields; each field once."""
    chosen: dict[str, int] = {}
    for place, name in enumerate(header):
        if (field := told.get(plain(name), '')) and field != LEFT:
            chosen.setdefault(field, place)
    for names in _ranks(kind):
        for place, name in enumerate(header):
            field = names.get(plain(name), '')
            if field and plain(name) not in told and field not in chosen and place not in chosen.values():
                chosen[field] = place
    fields = {place: field for field, place in chosen.items()}
    return [Column(place, name or f'Column {place + 1}', fields.get(place, '')) for place, name in enumerate(header)]


def _ranks(kind: FileKind) -> list[dict[str, str]]:
    """Names of decreasing weight: the field's own, then its first alias, its second …"""
    most = max(len(one.aliases) for one in kind.fields)
    own = {plain(name): one.key for one in kind.fields for name in (one.label, one.key)}
    return [own, *({plain(one.aliases[rank]): one.key for one in kind.fields if rank < len(one.aliases)}
                   for rank in range(most))]


def _twice(columns: Sequence[Column], kind: FileKind) -> list[Doubt]:
    """Two columns of one name, of which one is used."""
    found = []
    for one in columns:
        others = [other for other in columns if one.field and not other.field and plain(other.header) ==
                  plain(one.header)]
        if others:
            label = kind.field(one.field).label
            choices = tuple((str(each.place), f'Column {each.place + 1}') for each in (one, *others))
            found.append(Doubt(f'column:{one.field}', f'Several columns are called “{one.header}”. Which one is '
                               f'{label}?', choices))
    return found


def chosen(mapped: Mapped, answers: Mapping[str, str]) -> Mapped:
    """With what was answered about columns of one name."""
    columns, doubts = list(mapped.columns), list[Doubt]()
    for doubt in mapped.doubts:
        field, answer = doubt.key.partition(':')[2], answers.get(doubt.key, '')
        if not answer.isdecimal() or int(answer) >= len(columns):
            doubts.append(doubt)
            continue
        columns = [Column(one.place, one.header, field if one.place == int(answer) else
                          ('' if one.field == field else one.field)) for one in columns]
    return Mapped(mapped.row, tuple(columns), mapped.digest, mapped.notes, tuple(doubts), mapped.missing)


def _missing(kind: FileKind, columns: Sequence[Column]) -> tuple[Doubt, ...]:
    """Fields nobody can do without; a person says which column it is."""
    present = {one.field for one in columns}
    free = tuple((str(one.place), one.header) for one in columns if not one.field)
    wanted = [(one.key, one.label) for one in kind.fields if one.is_required and one.key not in present]
    wanted += [(group[0], ' or '.join(kind.field(key).label for key in group))
               for group in kind.any_of if not present & set(group)]
    return tuple(Doubt(f'needs:{key}', f'No column is {label}. Which one is it?', free) for key, label in wanted)


def _some(kind: FileKind) -> str:
    return ', '.join(f'“{one.key}”' for one in kind.fields if one.is_required or one.is_key)
