"""Imports as people see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.domain.seasons.importing.answers import Answers
from app.domain.seasons.importing.book import Doubt
from app.domain.seasons.importing.difference import UPSERT
from app.domain.seasons.importing.missing import is_missing

PENDING, PROCESSING, READY, COMPLETED, PARTIAL, FAILED, UNDONE = (
    'pending', 'processing', 'ready', 'completed', 'partial', 'failed', 'undone')
STATES: Final = {PENDING: 'Waiting', PROCESSING: 'Being read', READY: 'Ready', COMPLETED: 'Imported',
                 PARTIAL: 'Partly imported', FAILED: 'Failed', UNDONE: 'Undone'}
SHOWN: Final = 200  # rows of a kind on a page


@dataclass(frozen=True)
class ImportDraft:
    """`file` is the number of an upload of whoever asks."""
    file: int
    kind: str
    season: str = ''  # code
    mode: str = UPSERT
    columns: Mapping[str, str] = field(default_factory=dict)  # header → field
    is_dry: bool = True


@dataclass(frozen=True)
class IssueView:
    field: str
    value: str
    message: str
    suggestions: tuple[str, ...]
    key: str = ''


@dataclass(frozen=True)
class RowView:
    """`raw` by header; a row with issues, or one that changes something: then `words` says what."""
    number: int
    state: str
    raw: Mapping[str, str] = field(default_factory=dict, hash=False)
    issues: tuple[IssueView, ...] = ()
    name: str = ''
    words: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class ColumnView:
    place: int
    header: str
    field: str


@dataclass(frozen=True)
class ImportRowLine:
    """An import in a list."""
    id: int
    kind: str
    label: str
    name: str
    state: str
    counts: Mapping[str, int] = field(hash=False)
    by_name: str
    at: datetime
    done_at: datetime | None


@dataclass(frozen=True)
class ImportView:
    line: ImportRowLine
    season: str  # code
    mode: str
    size: int
    error: str
    form: str
    encoding: str
    delimiter: str
    sheet: str
    sheets: tuple[str, ...]
    columns: tuple[ColumnView, ...]
    doubts: tuple[Doubt, ...]
    notes: tuple[str, ...]
    drops: tuple[str, ...]
    creates: tuple[str, ...]  # what is there once it is imported
    adds: Mapping[str, str] = field(hash=False)
    seconds: float
    run_id: int | None
    rejected: tuple[RowView, ...]
    changes: tuple[RowView, ...]
    answers: Answers = field(hash=False)
    has_undo: bool = False
    is_again: bool = False  # the same file was imported before: nothing happened
    is_locked: bool = False  # its season

    @property
    def is_busy(self) -> bool:
        return self.line.state in (PENDING, PROCESSING)

    @property
    def is_open(self) -> bool:
        """Whether rows can still be mended and imported."""
        return self.line.state in (READY, PARTIAL, FAILED) and not self.is_locked


@dataclass(frozen=True)
class QuickFix:
    """One answer that mends several rows: of a question about the file, or a text replaced wherever it stands."""
    words: str
    rows: int
    choice: tuple[str, str] = ('', '')  # key of a doubt, answer
    replaced: tuple[str, str, str] = ('', '', '')  # field, text, what it stands for


def quick_fixes(view: ImportView, label: Mapping[str, str]) -> tuple[QuickFix, ...]:
    """Of questions first, then of texts that occur more than once and have a suggestion."""
    fixes = [QuickFix(words, doubt.rows, (doubt.key, value)) for doubt in view.doubts
             if not doubt.key.startswith('needs:') for value, words in doubt.choices]
    alike: dict[tuple[str, str, str], int] = {}
    for row in view.rejected:
        for issue in row.issues:
            if issue.field and issue.value and issue.suggestions and (
                    not issue.key or is_missing(issue.key)):
                key = (issue.field, issue.value, issue.suggestions[0])
                alike[key] = alike.get(key, 0) + 1
    fixes += [QuickFix(f'“{value[:40]}” is {to[:40]}' if to else f'“{value[:40]}” is empty', count,
                       replaced=(field, value, to))
              for (field, value, to), count in sorted(alike.items(), key=lambda pair: -pair[1]) if count > 1]
    return tuple(fixes[:12])


def json_doubts(doubts: tuple[Doubt, ...]) -> list[dict[str, Any]]:
    return [{'key': one.key, 'text': one.text, 'choices': [list(pair) for pair in one.choices], 'rows': one.rows}
            for one in doubts]


def doubts_of(kept: list[dict[str, Any]]) -> tuple[Doubt, ...]:
    return tuple(Doubt(one['key'], one['text'], tuple((value, words) for value, words in one['choices']),
                       one['rows']) for one in kept)
