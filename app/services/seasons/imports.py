"""Files that are brought into seasons: asked for, looked at, mended, committed as a whole, and undone as one step.

What a file would do is worked out by a run that writes nothing of it; what is committed is worked out anew in the
transaction that writes it, so that whatever happened meanwhile is seen.
"""

import json
import zlib
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete, insert
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.importing.answers import Answers, answers_of, remembered, stored, with_change
from app.domain.seasons.importing.book import Book
from app.domain.seasons.importing.difference import CHANGED, MODES, NEW, REJECTED, REPLACE, SAME
from app.domain.seasons.importing.fields import FileKind
from app.domain.seasons.importing.headers import plain
from app.domain.seasons.importing.import_views import (
    COMPLETED,
    FAILED,
    PARTIAL,
    PENDING,
    PROCESSING,
    READY,
    UNDONE,
    ImportDraft,
    json_doubts,
)
from app.domain.seasons.importing.kinds import KINDS
from app.domain.seasons.importing.missing import is_missing
from app.domain.seasons.season import LOCKED
from app.errors import Conflict, Rejected
from app.events import MASTERS, ImportFinished, season_topic
from app.services import audit
from app.services.ops import queue
from app.services.seasons import import_files
from app.services.seasons.doors import begin, enter
from app.services.seasons.ground import find_axes, find_season
from app.services.seasons.import_reading import find_import
from app.services.seasons.importing.creating import created, uncreated
from app.services.seasons.importing.weighing import Weighed, weigh
from app.services.seasons.importing.writers import WRITERS
from app.services.seasons.masters.keeping import company_of
from app.work import Work
from models.masters import MasterMapping
from models.seasons import Season, SeasonImport, SeasonImportRow

CHECK, IMPORT = 'seasons.check_import', 'seasons.import'
CHECK_LARGE, IMPORT_LARGE = 'seasons.check_large_import', 'seasons.import_large'  # in a process of their own
LARGE: Final = 300_000  # bytes; reading more would hold up whoever looks at a page
MANY: Final = 200_000  # cells of a measure
KEPT: Final = 20_000  # rejected rows of one file that are kept to be mended
TOLD: Final = 500  # changes that are shown
BUSY = 'This file is being read. Wait until that is over.'


def ask_import(work: Work, actor: Actor, draft: ImportDraft) -> tuple[int, int]:
    """Its number, and that of the run that reads the file. Raises Forbidden, Rejected, Conflict."""
    kind = kind_of(draft.kind)
    demand(actor, kind.deed)
    season = _season(work, kind, draft.season)
    if draft.mode not in MODES or (draft.mode == REPLACE and not kind.can_replace):
        raise Rejected(f'{kind.label} cannot be imported this way.', field='mode')
    file = import_files.keep(work, actor, draft.file)
    told = Answers({plain(header): field for header, field in draft.columns.items()})
    row = SeasonImport(company_id=company_of(work).id, season_id=season.id if season else None, kind=kind.key,
                       name=file.name, sha256=file.sha256, size=file.size, upload=file.path, mapping=stored(told),
                       mode=draft.mode, state=PENDING, by=actor.identity, by_name=actor.name, at=work.now)
    work.session.add(row)
    work.session.flush()
    import_files.name_for(file, row.id)
    _note(work, actor, 'seasons.import_file', row, {'sha256': row.sha256[:12]})
    return row.id, _queue(work, actor, row, CHECK, {} if draft.is_dry else {'then': 'import'})


def answer(work: Work, actor: Actor, import_id: int, change: Mapping[str, Any]) -> int:
    """What somebody says about the file (see `with_change`); the run that reads it again."""
    row = _open_import(work, actor, import_id)
    if any(map(is_missing, change.get('choices', ()))):
        demand(actor, 'seasons.admin')
    row.mapping = stored(with_change(answers_of(row.mapping), change))
    if 'mode' in change:
        row.mode = _mode(row.kind, str(change['mode']))
    return _queue(work, actor, row, CHECK, {})


def ask_commit(work: Work, actor: Actor, import_id: int, is_partial: bool = False) -> int:
    """The run that writes it: all rows or none, unless good rows alone are wanted. Raises Conflict."""
    row = _open_import(work, actor, import_id)
    if row.state == FAILED and not row.counts:
        raise Conflict('This file could not be read. Mend what is wrong with it first.', 'seasons.not_ready')
    if row.counts.get(REJECTED) and not is_partial:
        count = row.counts[REJECTED]
        raise Conflict(f'{count:,} {"row needs" if count == 1 else "rows need"} a fix. Mend them, leave them out, or '
                       'import the good rows only.', 'seasons.rows_to_fix')
    other = work.session.exec(select(SeasonImport).where(
        SeasonImport.season_id == row.season_id, SeasonImport.kind == row.kind, SeasonImport.id != row.id,
        SeasonImport.state == PROCESSING)).first() if row.season_id else None
    if other:
        raise Conflict(f'{other.by_name} is importing {other.name} at the moment. Try again when that is over.',
                       'seasons.import_running')
    return _queue(work, actor, row, IMPORT, {'partial': is_partial})


def undo_import(work: Work, actor: Actor, import_id: int) -> None:
    """As one step, as long as nobody built on it and the season is not locked. Raises Conflict."""
    found = find_import(work, import_id)
    kind = kind_of(found.kind)
    demand(actor, kind.deed)
    row = work.lock(SeasonImport, import_id)
    season = _unlocked(work, row)
    if row.state not in (COMPLETED, PARTIAL) or not row.undo:
        raise Conflict('There is nothing of this import to undo.', 'seasons.nothing')
    for kept in reversed(json.loads(zlib.decompress(row.undo))):
        WRITERS[kind.key].undo(work, actor, season, kept, row.id)
        uncreated(work, actor, season, kept.get('created', ()))
    row.state, row.undo = UNDONE, b''
    _note(work, actor, 'seasons.undo_import', row, {})
    _announce(work, row)


def keep_check(work: Work, import_id: int, told: Mapping[str, Any], weighed: Weighed | None) -> None:
    """What a run has found out: nothing of the file is written."""
    row = work.lock(SeasonImport, import_id)
    if _is_locked(work, row):
        return
    row.state, row.error = (PARTIAL if row.undo else READY if weighed else FAILED), told.get('error', '')
    if weighed:
        row.counts = weighed.counts
        _keep_rows(work, row, weighed)
    row.reading = {**row.reading, **_reading(weighed), **told}
    _announce(work, row)


def note_busy(work: Work, import_id: int, run_id: int) -> None:
    """Raises Conflict where the season was locked meanwhile."""
    row = work.lock(SeasonImport, import_id)
    _unlocked(work, row)
    row.state, row.run_id, row.error = PROCESSING, run_id, ''
    _announce(work, row)


def note_again(work: Work, import_id: int, former: SeasonImport) -> None:
    """The same file was imported before: everything in it is as it was."""
    row = work.lock(SeasonImport, import_id)
    if _is_locked(work, row):
        return
    read = former.counts.get('read', 0)
    row.state, row.done_at = COMPLETED, work.now
    row.counts = {'read': read, NEW: 0, CHANGED: 0, REJECTED: 0, 'left_out': 0, SAME: read}
    done = former.done_at or former.at
    row.reading = {**row.reading, 'is_again': True,
                   'notes': [f'Already imported on {done:%-d %B %Y} by {former.by_name}: 0 changes.']}
    import_files.forget(work, import_id)
    _announce(work, row)


def find_former(work: Work, import_id: int) -> SeasonImport | None:
    """An import of the same file, in the same way, that stands."""
    row = find_import(work, import_id)
    if row.undo:
        return None
    same = select(SeasonImport).where(
        SeasonImport.company_id == row.company_id, SeasonImport.kind == row.kind, SeasonImport.sha256 == row.sha256,
        SeasonImport.mode == row.mode, SeasonImport.state == COMPLETED, SeasonImport.id != row.id,
        col(SeasonImport.season_id).is_(None) if row.season_id is None else SeasonImport.season_id == row.season_id)
    found = work.session.exec(same.order_by(col(SeasonImport.id).desc())).all()
    return next((one for one in found if not one.reading.get('is_again')), None)


def commit_rows(work: Work, actor: Actor, import_id: int, weighing: Any, is_partial: bool) -> Weighed:
    """Weighed anew and written, in this one transaction; `weighing` are the rows as they were checked. Raises
    Forbidden, Conflict, Rejected.
    """
    row = work.lock(SeasonImport, import_id)
    kind = kind_of(row.kind)
    demand(actor, kind.deed)
    season = _entered(work, kind, row)
    checked, made = created(work, actor, season, weighing)
    weighed = weigh(work, actor, kind, season, checked, row.mode)
    if weighed.issues and not is_partial:
        first = weighed.issues[0]
        raise Conflict(f'Nothing was imported: row {first.row} {first.field}: {first.message}', 'seasons.rows_to_fix')
    kept = WRITERS[kind.key].store(work, actor, season, weighed.found, row.id) | {'created': made} if (
        weighed.found.rows or weighed.found.drops) else None
    if made and kept is None:
        raise Conflict('Nothing was imported: no row is left for what was to be created.', 'seasons.rows_to_fix')
    _finish(work, actor, row, weighed, kept)
    return weighed


def bring_rows(work: Work, actor: Actor, kind: FileKind, season: Season | None, name: str, sha256: str,
               checked: Any, mode: str) -> tuple[int, Weighed]:
    """Rows a program has sent instead of a file; all or none. Raises Conflict with the first that does not fit."""
    demand(actor, kind.deed)
    row = SeasonImport(company_id=company_of(work).id, season_id=season.id if season else None, kind=kind.key,
                       name=name, sha256=sha256, size=0, mode=mode, by=actor.identity, by_name=actor.name, at=work.now)
    work.session.add(row)
    work.session.flush()
    return row.id, commit_rows(work, actor, row.id, checked, False)


def told_of(book: Book, seconds: float) -> dict[str, Any]:
    """How a file was read, for people."""
    return {'form': book.form, 'encoding': book.encoding, 'delimiter': book.delimiter, 'sheet': book.sheet,
            'sheets': list(book.sheets), 'seconds': round(seconds, 2)}


def kind_of(name: str) -> FileKind:
    if name not in KINDS:
        raise Rejected(f'There is no type of file called “{name[:40]}”.', 'seasons.file_type', 'type')
    return KINDS[name]


def _season(work: Work, kind: FileKind, code: str) -> Season | None:
    """Raises Conflict where its step does not allow it, before anything is read."""
    if not kind.thing:
        return None
    if not code:
        raise Rejected('Say which season it is for.', field='season')
    return begin(work, find_season(work, code).code, kind.thing)


def _entered(work: Work, kind: FileKind, row: SeasonImport) -> Season | None:
    """The step and lock of now, not those of the preview."""
    if row.season_id is None:
        return None
    return begin(work, work.get(Season, row.season_id).code, kind.thing)


def _unlocked(work: Work, row: SeasonImport) -> Season | None:
    """What is said about a file is part of what a locked season was. Raises Conflict."""
    return enter(work, work.get(Season, row.season_id).code) if row.season_id else None


def _is_locked(work: Work, row: SeasonImport) -> bool:
    """A run that is under way when a season is locked says no more of it."""
    return bool(row.season_id) and work.lock(Season, row.season_id).state == LOCKED


def _open_import(work: Work, actor: Actor, import_id: int) -> SeasonImport:
    kind = kind_of(find_import(work, import_id).kind)
    demand(actor, kind.deed)
    row = work.lock(SeasonImport, import_id)
    _unlocked(work, row)
    if row.state in (COMPLETED, UNDONE):
        raise Conflict('This import is over. Choose the file again to import it anew.', 'seasons.import_over')
    if row.state == PROCESSING:
        raise Conflict(BUSY, 'seasons.import_running')
    return row


def _mode(kind: str, mode: str) -> str:
    if mode not in MODES or (mode == REPLACE and not KINDS[kind].can_replace):
        raise Rejected(f'{KINDS[kind].label} cannot be imported this way.', field='mode')
    return mode


def _queue(work: Work, actor: Actor, row: SeasonImport, command: str, more: Mapping[str, Any]) -> int:
    if row.size > LARGE or _has_many_cells(work, row):
        command = {CHECK: CHECK_LARGE, IMPORT: IMPORT_LARGE}[command]
    run = queue.enqueue(work, command, {'import': row.id, **more}, trigger='ui', actor=actor)
    row.run_id, row.state = run, PENDING
    _announce(work, row)
    return run or 0


def _has_many_cells(work: Work, row: SeasonImport) -> bool:
    """Whatever is worked out of all of them at once holds up whoever looks at a page."""
    if row.season_id is None:
        return False
    locations, categories, periods = find_axes(work, row.season_id).shape
    return locations * categories * periods > MANY


def _finish(work: Work, actor: Actor, row: SeasonImport, weighed: Weighed, kept: Mapping[str, Any] | None) -> None:
    row.state, row.error, row.done_at = (PARTIAL if weighed.issues else COMPLETED), '', work.now
    row.counts = weighed.counts
    if kept is not None:
        steps = json.loads(zlib.decompress(row.undo)) if row.undo else []
        row.undo = zlib.compress(json.dumps([*steps, kept]).encode())
    _keep_rows(work, row, weighed)
    row.reading = {**row.reading, **_reading(weighed)}
    _remember(work, row, weighed)
    _note(work, actor, 'seasons.import', row, {
        **row.counts, 'rejected_rows': [one.row for one in weighed.issues[:TOLD]],
        'left_out_rows': list(weighed.checked.left_out)[:TOLD]})
    _announce(work, row)


def _note(work: Work, actor: Actor, deed: str, row: SeasonImport, after: Mapping[str, Any]) -> None:
    """Under the season that is meant; masters belong to none."""
    season = work.session.get(Season, row.season_id) if row.season_id else None
    label = kind_of(row.kind).label
    audit.write(work, actor, deed, *((season.code, f'{label}: {row.name}') if season else (row.name, label)),
                after=after)


def _reading(weighed: Weighed | None) -> dict[str, Any]:
    if weighed is None:
        return {}
    mapped = weighed.checked.mapped
    return {'columns': [[one.place, one.header, one.field] for one in mapped.columns], 'digest': mapped.digest,
            'doubts': json_doubts(weighed.checked.doubts), 'notes': list(weighed.notes),
            'drops': list(weighed.found.drops), 'adds': dict(weighed.found.adds),
            'creates': [one.words for one in weighed.checked.created]}


def _keep_rows(work: Work, row: SeasonImport, weighed: Weighed) -> None:
    """Rows to mend, and as many of those that change something as anybody looks at."""
    work.session.flush()
    work.session.execute(delete(SeasonImportRow).where(col(SeasonImportRow.import_id) == row.id))
    wrong: dict[int, list[dict[str, Any]]] = {}
    for one in weighed.issues:
        if one.row in wrong or len(wrong) < KEPT:
            wrong.setdefault(one.row, []).append({
                'field': one.field, 'value': one.value[:500], 'message': one.message,
                'suggestions': list(one.suggestions), 'key': one.key})
    told = [{'import_id': row.id, 'number': number, 'state': REJECTED, 'raw': dict(weighed.checked.raw.get(number, {})),
             'fixed': {}, 'issues': issues} for number, issues in wrong.items()]
    told += [{'import_id': row.id, 'number': one.row, 'state': one.state, 'raw': {'name': one.name}, 'fixed': {},
              'issues': [{'field': field, 'before': before, 'value': after} for field, before, after in one.words]}
             for one in weighed.found.rows[:TOLD] if one.row not in wrong]
    if told:
        work.session.execute(insert(SeasonImportRow), told)


def _remember(work: Work, row: SeasonImport, weighed: Weighed) -> None:
    """The same headers are understood in the same way the next time."""
    digest = weighed.checked.mapped.digest
    known = work.session.exec(select(MasterMapping).where(
        MasterMapping.company_id == row.company_id, MasterMapping.kind == row.kind,
        MasterMapping.headers == digest)).first()
    mapping = known or MasterMapping(company_id=row.company_id, kind=row.kind, headers=digest, mapping={}, at=work.now)
    mapping.mapping, mapping.by_name, mapping.at = remembered(answers_of(row.mapping)), row.by_name, work.now
    work.session.add(mapping)


def _announce(work: Work, row: SeasonImport) -> None:
    work.record(ImportFinished(season_topic(row.season_id) if row.season_id else MASTERS))
