"""`seasons.check_import` and `seasons.import`: a file is read and weighed; the second one also writes it, at once.

Reading and checking need no transaction; whoever stops a run before its last step leaves nothing behind.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from app.domain.ops.commands import Definition, Parameter
from app.domain.seasons.importing.answers import Answers, Grounds, answers_of
from app.domain.seasons.importing.book import Book
from app.domain.seasons.importing.checking import Checked
from app.domain.seasons.importing.fields import FileKind
from app.domain.seasons.importing.headers import map_columns
from app.errors import AppError, Rejected
from app.integrations.tables.reading import read_book
from app.services.people.sessions import as_person
from app.services.seasons import import_files, imports
from app.services.seasons.import_reading import find_import, remembered_for
from app.services.seasons.importing.weighing import Weighed, checked_book, grounds_for, weigh_for
from app.services.seasons.imports import CHECK, CHECK_LARGE, IMPORT, IMPORT_LARGE
from app.work import Work, read, transact
from jobs.voice import Stopped, Voice

FAULT: Final = 'Something went wrong, and nothing was imported. Try again; the log of the run says more.'
ALL: Final = frozenset({'seasons:read', 'seasons:write', 'admin'})
NUMBER: Final = Parameter('import', 'whole', 'Number of the import.', is_required=True, low=1)
CHECKING = Definition(
    CHECK, 'Read a file for a season', 'Says what a file would change, and which rows need a fix. Started from the '
    'page of imports.', area='seasons', parameters=(
        NUMBER, Parameter('then', 'text', '“import”: write it at once where no row needs a fix.', '', longest=10)),
    key='season_import:{import}', is_quiet=True, retries=1, timeout=600, priority=2)
DEFINITION = Definition(
    IMPORT, 'Import a file into a season', 'Writes what a file holds, all of it or nothing. Started from the page of '
    'imports.', area='seasons', parameters=(
        NUMBER, Parameter('partial', 'switch', 'Only the good rows.', False)),
    key='season_import:{import}', retries=1, timeout=900, priority=2)

LARGE_CHECKING = replace(CHECKING, slug=CHECK_LARGE, name='Read a large file for a season', is_heavy=True)
LARGE_DEFINITION = replace(DEFINITION, slug=IMPORT_LARGE, name='Import a large file into a season', is_heavy=True)


@dataclass(frozen=True)
class Given:
    """What a run needs to know of an import."""
    kind: FileKind
    place: Path
    answers: Answers
    by: str
    company: int
    season: int | None
    mode: str


def check_file(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Nothing of the file is written, unless that was wished for and no row needs a fix."""
    number = int(parameters['import'])
    transact(imports.note_busy, number, voice.run_id)
    if former := read(imports.find_former, number):
        transact(imports.note_again, number, former)
        voice.speak(f'The same file was imported before, as import {former.id}: 0 changes')
        return {'import': number, 'changed': 0}
    weighed = _weighed(voice, number)
    counts = weighed.counts
    _speak(voice, weighed)
    if parameters.get('then') == 'import' and not weighed.issues and not weighed.checked.doubts:
        return write_file(voice, {'import': number})
    return {'import': number, **counts}


def write_file(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    number, is_partial = int(parameters['import']), bool(parameters.get('partial'))
    transact(imports.note_busy, number, voice.run_id)
    with _told(number):
        given = read(_given, number)
        book, answers = _book(given)
        checked = checked_book(book, given.kind, answers, read(_grounds, given), _tell(voice, 60))
        voice.progress(60, 100, 'Writing')
        weighed = transact(_commit, given, number, checked, is_partial)
    _speak(voice, weighed)
    if weighed.issues:
        voice.partly(f'{weighed.counts["rejected"]:,} rows need a fix')
    return {'import': number, **weighed.counts}


def _weighed(voice: Voice, number: int) -> Weighed:
    start = perf_counter()
    with _told(number):
        given = read(_given, number)
        book, answers = _book(given)
        checked = checked_book(book, given.kind, answers, read(_grounds, given), _tell(voice, 70))
        weighed = read(_compare, given, checked)
    transact(imports.keep_check, number, imports.told_of(book, perf_counter() - start), weighed)
    return weighed


@contextmanager
def _told(number: int) -> Iterator[None]:
    """Whatever stops a run, the import says so and can be begun again."""
    try:
        yield
    except Stopped:
        transact(imports.keep_check, number, {'error': 'Cancelled: nothing was imported.'}, None)
        raise
    except AppError as error:
        transact(imports.keep_check, number, {'error': str(error)}, None)
        raise
    except Exception:
        transact(imports.keep_check, number, {'error': FAULT}, None)
        raise


def _given(work: Work, number: int) -> Given:
    row = find_import(work, number)
    return Given(imports.kind_of(row.kind), import_files.place_of(work, row), answers_of(row.mapping), row.by,
                 row.company_id, row.season_id, row.mode)


def _book(given: Given) -> tuple[Book, Answers]:
    """With what was said about the last file of these headers, below what was said about this one."""
    try:
        content = given.place.read_bytes()
    except OSError:
        raise Rejected('The file is not there any more. Choose it again.', 'ops.no_file', 'file') from None
    book = read_book(content, given.answers.reading)
    mapped = map_columns(book.rows, given.kind, given.answers.columns)
    before = read(remembered_for, given.company, given.kind.key, mapped.digest)
    now = given.answers
    replaced = {field: {**before.replaced.get(field, {}), **now.replaced.get(field, {})}
                for field in {**before.replaced, **now.replaced}}
    return book, replace(now, columns={**before.columns, **now.columns}, choices={**before.choices, **now.choices},
                         replaced=replaced)


def _grounds(work: Work, given: Given) -> Grounds:
    return grounds_for(work, given.kind, given.season)


def _compare(work: Work, given: Given, checked: Checked) -> Weighed:
    return weigh_for(work, as_person(work, given.by, ALL), given.kind, given.season, checked, given.mode)


def _commit(work: Work, given: Given, number: int, checked: Checked, is_partial: bool) -> Weighed:
    """With the rights its owner has now."""
    return imports.commit_rows(work, as_person(work, given.by, ALL), number, checked, is_partial)


def _tell(voice: Voice, most: int) -> Any:
    def tell(done: int, total: int) -> None:
        voice.progress(done * most, total * 100, f'Row {done:,} of {total:,}')
    return tell


def _speak(voice: Voice, weighed: Weighed) -> None:
    counts = weighed.counts
    voice.speak(f'{counts["read"]:,} rows read: {counts["new"]:,} new, {counts["changed"]:,} changed, '
                f'{counts["same"]:,} as they were, {counts["rejected"]:,} to mend, {counts["left_out"]:,} left out')
    for one in weighed.issues[:200]:
        voice.speak(f'Row {one.row}{f", {one.field}" if one.field else ""}: {one.message}', 'warning')
