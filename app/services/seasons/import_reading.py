"""Imports as people look at them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.importing.answers import Answers, answers_of
from app.domain.seasons.importing.difference import CHANGED, NEW, REJECTED
from app.domain.seasons.importing.import_views import (
    COMPLETED,
    PARTIAL,
    SHOWN,
    ColumnView,
    ImportRowLine,
    ImportView,
    IssueView,
    RowView,
    doubts_of,
)
from app.domain.seasons.importing.kinds import KINDS
from app.domain.seasons.season import LOCKED
from app.errors import NotFound
from app.work import Work
from models.masters import MasterMapping
from models.seasons import Season, SeasonImport, SeasonImportRow

LISTED = 200


def watch_imports(work: Work, season_id: int) -> tuple[ImportRowLine, ...]:
    """For pages: shared by all who watch."""
    return _lines(work, col(SeasonImport.season_id) == season_id)


def watch_master_imports(work: Work) -> tuple[ImportRowLine, ...]:
    """For pages: of what all seasons share."""
    return _lines(work, col(SeasonImport.season_id).is_(None))


def view_import(work: Work, actor: Actor, import_id: int) -> ImportView:
    """Raises NotFound, Forbidden."""
    demand(actor, 'seasons.look')
    return watch_import(work, import_id)


def watch_import(work: Work, import_id: int) -> ImportView:
    """For pages: shared by all who watch, each of whom was asked for the right when the page was opened."""
    row = work.get(SeasonImport, import_id)
    season = work.session.get(Season, row.season_id) if row.season_id else None
    read, told = row.reading, row.mapping
    return ImportView(
        line_of(row), season.code if season else '', row.mode, row.size, row.error, read.get('form', ''),
        read.get('encoding', ''), read.get('delimiter', ''), read.get('sheet', ''), tuple(read.get('sheets', ())),
        tuple(ColumnView(*one) for one in read.get('columns', ())), doubts_of(read.get('doubts', [])),
        tuple(read.get('notes', ())), tuple(read.get('drops', ())), tuple(read.get('creates', ())),
        read.get('adds', {}), read.get('seconds', 0), row.run_id,
        _rows(work, import_id, (REJECTED,)), _rows(work, import_id, (NEW, CHANGED)), answers_of(told),
        has_undo=row.state in (COMPLETED, PARTIAL) and row.undo != b'', is_again=read.get('is_again', False),
        is_locked=season is not None and season.state == LOCKED)


def list_rows(work: Work, actor: Actor, import_id: int, state: str, skip: int, limit: int,
              ) -> tuple[tuple[RowView, ...], int]:
    """A part of the rows of a state, and how many of it are kept."""
    demand(actor, 'seasons.look')
    work.get(SeasonImport, import_id)
    wanted = [col(SeasonImportRow.import_id) == import_id]
    wanted += [col(SeasonImportRow.state) == state] if state else []
    count = work.session.execute(columns(func.count()).select_from(SeasonImportRow).where(*wanted)).scalar_one()
    rows = work.session.exec(select(SeasonImportRow).where(*wanted).order_by(col(SeasonImportRow.number))
                             .offset(skip).limit(limit)).all()
    return tuple(map(_row, rows)), int(count)


def failed_rows(work: Work, actor: Actor, import_id: int) -> tuple[str, Sequence[str], list[list[str]]]:
    """Name of the file, headers, and the rows that need a fix with what is wrong: the file without all good rows."""
    demand(actor, 'seasons.look')
    row = work.get(SeasonImport, import_id)
    headers = [str(one[1]) for one in row.reading.get('columns', ())]
    rows = work.session.exec(select(SeasonImportRow).where(
        SeasonImportRow.import_id == import_id, SeasonImportRow.state == REJECTED).order_by(
        col(SeasonImportRow.number)))
    cells = [[*(str(one.raw.get(name, '')) for name in headers), str(one.number),
              ' '.join(issue['message'] for issue in one.issues)] for one in rows]
    return row.name, [*headers, 'Row', 'What is wrong'], cells


def find_import(work: Work, import_id: int) -> SeasonImport:
    row = work.session.get(SeasonImport, import_id)
    if row is None:
        raise NotFound('There is no such import.')
    return row


def remembered_for(work: Work, company_id: int, kind: str, digest: str) -> Answers:
    """What was said about the last file with these headers."""
    row = work.session.exec(select(MasterMapping).where(
        MasterMapping.company_id == company_id, MasterMapping.kind == kind, MasterMapping.headers == digest)).first()
    return answers_of(row.mapping) if row else Answers()


def line_of(row: SeasonImport) -> ImportRowLine:
    return ImportRowLine(row.id, row.kind, KINDS[row.kind].label, row.name, row.state, row.counts, row.by_name, row.at,
                         row.done_at)


def _lines(work: Work, condition: Any) -> tuple[ImportRowLine, ...]:
    rows = work.session.exec(select(SeasonImport).where(condition).order_by(col(SeasonImport.id).desc()).limit(LISTED))
    return tuple(map(line_of, rows))


def _rows(work: Work, import_id: int, states: Sequence[str]) -> tuple[RowView, ...]:
    rows = work.session.exec(select(SeasonImportRow).where(
        SeasonImportRow.import_id == import_id, col(SeasonImportRow.state).in_(states)).order_by(
        col(SeasonImportRow.number)).limit(SHOWN))
    return tuple(map(_row, rows))


def _row(row: SeasonImportRow) -> RowView:
    if row.state == REJECTED:
        return RowView(row.number, row.state, row.raw, tuple(map(_issue, row.issues)))
    return RowView(row.number, row.state, name=row.raw.get('name', ''),
                   words=tuple((one['field'], one['before'], one['value']) for one in row.issues))


def _issue(kept: Mapping[str, Any]) -> IssueView:
    return IssueView(kept['field'], kept['value'], kept['message'], tuple(kept['suggestions']), kept.get('key', ''))
