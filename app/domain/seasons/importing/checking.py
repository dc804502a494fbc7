"""A book as rows of values, and everything that stands in their way; no row is ever dropped in silence."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain.seasons.importing import fields as types
from app.domain.seasons.importing.answers import EMPTY_WORD, Answers, Grounds
from app.domain.seasons.importing.book import Book, Cell, Doubt, Issue, Read, Row, shown
from app.domain.seasons.importing.fields import FileKind
from app.domain.seasons.importing.headers import Column, Mapped, chosen, is_totals, map_columns
from app.domain.seasons.importing.manners import manners_of
from app.domain.seasons.importing.matching import Known, folded
from app.domain.seasons.importing.missing import CREATE, Absent, absent_of, doubt_of, is_missing
from app.domain.seasons.importing.noticing import notes_of
from app.domain.seasons.importing.numbers import EMPTY
from app.domain.seasons.importing.readers import Manner, Misfit, value_of
from app.domain.seasons.importing.row_rules import rule_of
from app.errors import Rejected

BATCH: Final = 2_000  # rows between two looks at whether to go on
LAST: Final = 3  # rows in which a total may stand
Tell = Callable[[int, int], None]  # rows done, rows there are
_MISSING: Final = object()


@dataclass(frozen=True, eq=False)
class Checked:
    """`read` is how many rows the table has; each of them is in `reads`, has an issue, or was left out."""
    mapped: Mapped
    read: int
    reads: tuple[Read, ...]
    issues: tuple[Issue, ...]
    doubts: tuple[Doubt, ...]
    notes: tuple[str, ...]
    raw: Mapping[int, Mapping[str, str]]  # rows with issues, as they stand in the file, by header
    left_out: tuple[int, ...] = ()
    created: tuple[Absent, ...] = ()  # what the rows name that is to be created first


def check(book: Book, kind: FileKind, answers: Answers, grounds: Grounds, tell: Tell = lambda *_: None) -> Checked:
    """Raises Rejected where no row names the columns."""
    mapped = chosen(map_columns(book.rows, kind, answers.columns), answers.choices)
    rows, notes = _body(book, mapped)
    if not rows and not book.broken:
        raise Rejected('The file names its columns, and no row follows.', 'seasons.header', 'file')
    if mapped.missing:
        return Checked(mapped, len(rows), (), (), (*book.doubts, *mapped.missing), notes, {})
    manners, doubts = manners_of(rows, mapped, kind, answers)
    table = _Table(kind, mapped, manners, answers, grounds)
    reads, issues = list[Read](), list[Issue](book.broken)
    for place, row in enumerate(rows):
        if place % BATCH == 0:
            tell(place, len(rows))
        if row.number in answers.left_out:
            continue
        wrong = table.misfit(row, book.form)
        values = {} if wrong else table.values(row, wrong)
        found = wrong or rule_of(kind.key, row.number, values)
        issues.extend(found)
        if not found:
            reads.append(Read(row.number, values))
    asked = (*book.doubts, *mapped.doubts, *doubts, *table.word_doubts(), *table.absent.doubts())
    wrong_rows = {one.row for one in issues}
    raw = {row.number: table.raw(row) for row in rows if row.number in wrong_rows}
    return Checked(mapped, len(rows) + len(book.broken), tuple(reads), tuple(issues), _counted(asked, issues),
                   (*book.notes, *mapped.notes, *notes, *table.notes(reads)), raw,
                   tuple(sorted(answers.left_out & {row.number for row in rows})), table.absent.named_by(reads))


def _body(book: Book, mapped: Mapped) -> tuple[Sequence[Row], tuple[str, ...]]:
    rows = [row for row in book.rows if row.number > mapped.row]
    totals = [row.number for row in rows[-LAST:] if is_totals(row.cells)]
    notes = tuple(f'Row {number} adds the others up and was passed over.' for number in totals)
    return [row for row in rows if row.number not in totals], notes


def _counted(doubts: Sequence[Doubt], issues: Sequence[Issue]) -> tuple[Doubt, ...]:
    """Each with how many rows wait for its answer."""
    counts = Counter(one.key for one in issues if one.key)
    return tuple(Doubt(one.key, one.text, one.choices, counts.get(one.key, one.rows)) for one in doubts)


class _Table:
    """Reads each different text of a column once."""

    def __init__(self, kind: FileKind, mapped: Mapped, manners: Mapping[int, Manner], answers: Answers,
                 grounds: Grounds) -> None:
        self.kind, self.mapped, self.answers, self.grounds = kind, mapped, answers, grounds
        self.columns = [(column, manners[column.place], dict[Cell, Any]()) for column in mapped.columns if column.field]
        self.width, self.words = len(mapped.columns), Counter[tuple[str, str]]()
        self.absent = _Absences(answers, grounds)

    def misfit(self, row: Row, form: str) -> list[Issue]:
        """A row of another length: one delimiter too many and every later cell stands under a wrong name."""
        has = len(row.cells)
        over = [cell for cell in row.cells[self.width:] if cell not in (None, '')]
        if over or (has < self.width and form == 'csv'):
            return [Issue(row.number, '', '', f'{has} cells, but the header names {self.width} columns.')]
        return []

    def values(self, row: Row, issues: list[Issue]) -> dict[str, Any]:
        """What could be read; what could not is added to the issues."""
        found, mended = dict[str, Any](), self.answers.mended.get(row.number, {})
        for column, manner, cache in self.columns:
            cell = row.cells[column.place] if column.place < len(row.cells) else None
            if column.field in mended:
                cell = mended[column.field]
            value = cache.get(cell, _MISSING)
            if value is _MISSING:
                value = cache[cell] = self._read(cell, column, manner)
            if isinstance(value, Misfit):
                if value.key.startswith('blanks:'):
                    self.words[column.field, shown(cell).strip()] += 1
                issues.append(Issue(row.number, column.field, shown(cell), str(value), value.suggestions, value.key))
            else:
                found[column.field] = value
        return found

    def raw(self, row: Row) -> dict[str, str]:
        return {column.header: shown(row.cells[column.place])[:500] if column.place < len(row.cells) else ''
                for column in self.mapped.columns}

    def word_doubts(self) -> list[Doubt]:
        """Words that stand for nothing, such as NA: empty only if somebody says so."""
        fields = dict.fromkeys(field for field, _ in self.words)
        return [self._word_doubt(field, [word for other, word in self.words if other == field]) for field in fields]

    def notes(self, reads: Sequence[Read]) -> list[str]:
        """What is believed although it is unusual."""
        return [text for _, manner, cache in self.columns for text in notes_of(
            manner.field, [one for one in cache.values() if not isinstance(one, (Misfit, Known))], reads)]

    def _read(self, cell: Cell, column: Column, manner: Manner) -> Any:
        """The value, None where there is nothing, or why it cannot be read."""
        if isinstance(cell, str):
            cell = self.answers.replaced.get(column.field, {}).get(cell.strip(), cell)
            if not cell.strip():
                cell = None
        if cell is None:
            return Misfit('This column is needed and the cell is empty.') if manner.field.is_required else None
        if self._is_word(cell, manner):
            if self.answers.choices.get(f'blanks:{column.field}') == EMPTY_WORD and not manner.field.is_required:
                return None
            key = '' if manner.field.is_required else f'blanks:{column.field}'
            return Misfit(f'“{shown(cell).strip()}” is no value.', key=key)
        try:
            return value_of(cell, manner, self.grounds)
        except Misfit as misfit:
            return self.absent.meet(manner.field.type, shown(cell), misfit) if is_missing(misfit.key) else misfit

    def _is_word(self, cell: Cell, manner: Manner) -> bool:
        return (isinstance(cell, str) and manner.field.type in (*types.NUMBERS, *types.DAYS)
                and manner.field.type != types.CHARGE and cell.strip().casefold() in EMPTY)

    def _word_doubt(self, field: str, words: Sequence[str]) -> Doubt:
        label = self.kind.field(field).label
        shown_words = ', '.join(f'“{word}”' for word in words[:3])
        return Doubt(f'blanks:{field}', f'{label}: {shown_words} can mean that there is nothing.',
                     ((EMPTY_WORD, f'{shown_words} is empty'),), sum(count for (other, _), count in self.words.items()
                                                                      if other == field))


class _Absences:
    """What nobody knows, each once however it is written; created where somebody said so."""

    def __init__(self, answers: Answers, grounds: Grounds) -> None:
        self.answers, self.grounds = answers, grounds
        self.open: dict[str, dict[str, str]] = {}  # by type: texts as compared, as they stand
        self.found: dict[tuple[str, str], Absent] = {}

    def meet(self, type_: str, text: str, misfit: Misfit) -> Known | Misfit:
        if self.answers.choices.get(misfit.key) != CREATE:
            self.open.setdefault(type_, {}).setdefault(folded(text), text.strip())
            return misfit
        key = type_, folded(text)
        if key not in self.found:
            taken = {folded(one.known.code) for one in self.found.values() if one.type == type_}
            self.found[key] = absent_of(type_, text, taken | self.grounds.lookups[type_].exact.keys())
        return self.found[key].known

    def doubts(self) -> list[Doubt]:
        return [doubt_of(type_, list(texts.values())) for type_, texts in self.open.items()]

    def named_by(self, reads: Sequence[Read]) -> tuple[Absent, ...]:
        """Without those that only rows name which need another fix."""
        named = {value.key for read in reads for value in read.values.values()
                 if isinstance(value, Known) and value.is_new} if self.found else set()
        return tuple(one for one in self.found.values() if one.known.key in named)
