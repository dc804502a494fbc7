"""The history of a season: what the audit trail and the log of its cells tell, newest first."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, or_
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor
from app.domain.seasons.trail import (
    CELLS,
    WORKFLOW,
    TrailEntry,
    TrailFilter,
    TrailPage,
    deed_words,
    differences,
    edit_words,
)
from app.services.seasons.ground import seen_season
from app.work import Work
from models.buying import SeasonOrder, SeasonReceipt
from models.people import AuditEntry
from models.seasons import Season, SeasonEdit

MOST = 10_000  # entries one can page through


def view_trail(work: Work, actor: Actor, code: str, wanted: TrailFilter, skip: int = 0, limit: int = 50) -> TrailPage:
    """Of both kinds as many as are needed for this page, merged by time."""
    row = seen_season(work, actor, code)
    deeds = _deed_conditions(row, wanted) if wanted.kind in ('', WORKFLOW) else None
    edits = _edit_conditions(row, wanted) if wanted.kind in ('', CELLS) else None
    total = sum(_count(work, table, found) for table, found in ((AuditEntry, deeds), (SeasonEdit, edits))
                if found is not None)
    most = min(skip + limit, MOST)
    entries = [*(_deeds(work, row, deeds, most) if deeds is not None else ()),
               *(_edits(work, edits, most) if edits is not None else ())]
    entries.sort(key=lambda one: one.at, reverse=True)
    return TrailPage(tuple(entries[skip:skip + limit]), total, _people(work, row))


def _about(row: Season, thing: str, detail: str) -> str:
    """Without the season itself, which everybody who reads it knows."""
    told = ': '.join(filter(None, ('' if thing == row.code else thing, detail)))
    return told.removeprefix(row.name).removeprefix(': ') if thing != row.name else detail


def watch_mark(work: Work, season_id: int) -> tuple[int, ...]:
    """For pages: another one whenever something was added."""
    row = work.get(Season, season_id)
    last = work.session.execute(columns(func.max(col(AuditEntry.seq))).where(
        col(AuditEntry.area) == 'seasons')).scalar_one()
    return row.seq, row.version, last or 0


def _deeds(work: Work, season: Season, conditions: Sequence[Any], most: int) -> list[TrailEntry]:
    rows = work.session.exec(select(AuditEntry).where(*conditions).order_by(col(AuditEntry.seq).desc()).limit(most))
    return [TrailEntry(row.at, row.actor_name, WORKFLOW, deed_words(row.deed), _about(season, row.thing, row.detail),
                       differences(row.before, row.after)) for row in rows]


def _edits(work: Work, conditions: Sequence[Any], most: int) -> list[TrailEntry]:
    """Without what each did to the cells: that is told by the cell's own history."""
    rows = work.session.execute(columns(
        col(SeasonEdit.at), col(SeasonEdit.actor_name), col(SeasonEdit.operation), col(SeasonEdit.scope),
        col(SeasonEdit.size), col(SeasonEdit.undone_by)).where(*conditions)
        .order_by(col(SeasonEdit.seq).desc()).limit(most))
    return [TrailEntry(row.at, row.actor_name, CELLS, edit_words(row.operation), _scope_words(row.scope, row.size),
                       is_undone=row.undone_by is not None) for row in rows]


def _scope_words(scope: dict[str, Any], size: int) -> str:
    told = ', '.join(f'{name} {value}' for name, value in scope.items() if isinstance(value, str | int) and value)
    return ' · '.join(filter(None, (told, f'{size} {"cell" if size == 1 else "cells"}')))


def _deed_conditions(row: Season, wanted: TrailFilter) -> list[Any]:
    """Deeds name a season by its code or its name, or one of its orders or receipts."""
    orders = columns(col(SeasonOrder.number)).where(col(SeasonOrder.season_id) == row.id)
    receipts = columns(col(SeasonReceipt.number)).where(col(SeasonReceipt.season_id) == row.id)
    thing, detail = col(AuditEntry.thing), col(AuditEntry.detail)
    found = [col(AuditEntry.area) == 'seasons', or_(
        thing == row.code, thing.startswith(row.name, autoescape=True), detail == row.name,
        thing.in_(orders), thing.in_(receipts)), *_common(AuditEntry, wanted)]
    if wanted.text:
        found.append(or_(*(one.icontains(wanted.text, autoescape=True) for one in (
            thing, detail, col(AuditEntry.deed), col(AuditEntry.actor_name)))))
    return found


def _edit_conditions(row: Season, wanted: TrailFilter) -> list[Any]:
    found = [col(SeasonEdit.season_id) == row.id, *_common(SeasonEdit, wanted)]
    if wanted.text:
        found.append(or_(*(one.icontains(wanted.text, autoescape=True) for one in (
            col(SeasonEdit.operation), col(SeasonEdit.actor_name)))))
    return found


def _common(table: Any, wanted: TrailFilter) -> list[Any]:
    found = [col(table.actor) == wanted.who] if wanted.who else []
    if wanted.since:
        found.append(col(table.at) >= datetime.combine(wanted.since, time(), UTC))
    if wanted.until:
        found.append(col(table.at) < datetime.combine(wanted.until + timedelta(days=1), time(), UTC))
    return found


def _count(work: Work, table: Any, conditions: Sequence[Any]) -> int:
    return int(work.session.execute(columns(func.count()).select_from(table).where(*conditions)).scalar_one())


def _people(work: Work, row: Season) -> tuple[tuple[str, str], ...]:
    """Whoever did anything, by name."""
    deeds = work.session.execute(columns(col(AuditEntry.actor), func.max(col(AuditEntry.actor_name))).where(
        *_deed_conditions(row, TrailFilter())).group_by(col(AuditEntry.actor)))
    edits = work.session.execute(columns(col(SeasonEdit.actor), func.max(col(SeasonEdit.actor_name))).where(
        col(SeasonEdit.season_id) == row.id).group_by(col(SeasonEdit.actor)))
    known = {one[0]: one[1] for one in (*deeds, *edits)}
    return tuple(sorted(known.items(), key=lambda one: one[1]))
