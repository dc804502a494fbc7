"""The history of a season: what the audit trail and the log of its cells tell, newest first."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, not_, or_
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, may
from app.domain.seasons.axes import Axes, Cell
from app.domain.seasons.changes import Change, decoded
from app.domain.seasons.cube import BLANK
from app.domain.seasons.measures import MEASURES, MONEY
from app.domain.seasons.money import digits_of, written
from app.domain.seasons.naming import names_of
from app.domain.seasons.season import WORKING
from app.domain.seasons.trail import (
    BEGINNINGS,
    CELLS,
    LOGGED,
    WORKFLOW,
    TrailEntry,
    TrailFilter,
    TrailPage,
    deed_words,
    deeds_called,
    differences,
    edit_words,
    edits_called,
    kind_of,
    origin_words,
)
from app.domain.seasons.versions import label_of
from app.services.seasons.ground import find_axes, seen_season
from app.work import Work
from models.buying import SeasonOrder, SeasonReceipt
from models.people import AuditEntry
from models.seasons import Season, SeasonEdit

MOST = 10_000  # entries one can page through
SUMMED = 5_000  # leaves of an edit of which it is told what they were and are
AREA = 'seasons.'


def view_trail(work: Work, actor: Actor, code: str, wanted: TrailFilter, skip: int = 0, limit: int = 50) -> TrailPage:
    """Of both kinds as many as are needed for this page, merged by time."""
    row = seen_season(work, actor, code)
    sees_origin = may(actor, 'seasons.admin')
    zone = ZoneInfo(actor.zone)
    deeds = _deed_conditions(row, wanted, zone)
    edits = _edit_conditions(row, wanted, zone) if wanted.kind in ('', CELLS) else None
    total = sum(_count(work, table, found) for table, found in ((AuditEntry, deeds), (SeasonEdit, edits))
                if found is not None)
    most = min(skip + limit, MOST)
    found = [*_deeds(work, deeds, most), *(_edits(work, edits, most) if edits is not None else ())]
    found.sort(key=lambda one: one.at, reverse=True)
    return TrailPage(tuple(_entries(work, row, found[skip:skip + limit], sees_origin)), total, _people(work, row),
                     sees_origin)


def watch_mark(work: Work, season_id: int) -> tuple[int, ...]:
    """For pages: another one whenever something was added."""
    row = work.get(Season, season_id)
    last = work.session.execute(columns(func.max(col(AuditEntry.seq))).where(
        col(AuditEntry.area) == 'seasons')).scalar_one()
    return row.seq, row.version, last or 0


def _entries(work: Work, season: Season, found: Sequence[Any], sees_origin: bool) -> Iterator[TrailEntry]:
    axes = find_axes(work, season.id)
    for one in found:
        origin = origin_words(one.address, one.device) if sees_origin else ''
        if isinstance(one, AuditEntry):
            yield TrailEntry(one.at, one.actor_name, kind_of(one.deed), deed_words(one.deed),
                             _about(season, one.thing, one.detail), differences(one.before, one.after), origin=origin)
        else:
            changes = _sums(work, season, one) if one.size <= SUMMED else ()
            yield TrailEntry(one.at, one.actor_name, CELLS, edit_words(one.operation),
                             _scope_words(axes, one.scope, one.size), changes, one.undone_by is not None, origin)


def _about(season: Season, thing: str, detail: str) -> str:
    """Without the season itself, which everybody who reads it knows."""
    known = (season.code, season.name, '')
    told = ': '.join(one for one in (thing, detail) if one not in known)
    return told.removeprefix(f'{season.name}: ')


def _deeds(work: Work, conditions: Sequence[Any], most: int) -> Sequence[AuditEntry]:
    return work.session.exec(select(AuditEntry).where(*conditions).order_by(col(AuditEntry.seq).desc())
                             .limit(most)).all()


def _edits(work: Work, conditions: Sequence[Any], most: int) -> Sequence[Any]:
    """Without what each did to the cells, which only those that are shown are asked for."""
    return work.session.execute(columns(
        col(SeasonEdit.at), col(SeasonEdit.actor_name), col(SeasonEdit.operation), col(SeasonEdit.scope),
        col(SeasonEdit.size), col(SeasonEdit.undone_by), col(SeasonEdit.address), col(SeasonEdit.device),
        col(SeasonEdit.id)).where(*conditions).order_by(col(SeasonEdit.seq).desc()).limit(most)).all()


def _scope_words(axes: Axes, scope: dict[str, Any], size: int) -> str:
    """Which cells, by name, and in which version where that is not the working plan."""
    cells = tuple(Cell(*one) for one in scope.get('cells', ()))
    version = str(scope.get('version', WORKING))
    count = int(scope.get('count', len(cells)))
    told = names_of(axes, cells, count)
    leaves = f'{written(size, 0)} {"cell" if size == 1 else "cells"}' if size != count or not told else ''
    label = '' if version == WORKING else label_of(version, 0).removesuffix(' 0')
    return ' · '.join(filter(None, (label, told, leaves)))


def _sums(work: Work, season: Season, edit: Any) -> tuple[tuple[str, str, str], ...]:
    """What the leaves of each measure added up to before and after."""
    data = work.session.execute(columns(col(SeasonEdit.changes)).where(col(SeasonEdit.id) == edit.id)).scalar_one()
    return tuple(_sum(season, one) for one in (decoded(data) if data else ()))


def _sum(season: Season, change: Change) -> tuple[str, str, str]:
    known = MEASURES.get(change.measure)
    digits = digits_of(season.currency) if known is None or known.unit == MONEY else 0
    before, after = (written(int(values[values != BLANK].sum()), digits) if (values != BLANK).any() else 'blank'
                     for values in (change.old, change.new))
    return known.label if known else change.measure, before, after


def _deed_conditions(row: Season, wanted: TrailFilter, zone: tzinfo = UTC) -> list[Any]:
    """Deeds name a season by its code or its name, or one of its orders or receipts."""
    orders = columns(col(SeasonOrder.number)).where(col(SeasonOrder.season_id) == row.id)
    receipts = columns(col(SeasonReceipt.number)).where(col(SeasonReceipt.season_id) == row.id)
    thing, detail = col(AuditEntry.thing), col(AuditEntry.detail)
    found = [col(AuditEntry.area) == 'seasons', col(AuditEntry.deed).not_in([AREA + one for one in LOGGED]), or_(
        thing == row.code, thing == row.name, thing.startswith(f'{row.name}: ', autoescape=True), detail == row.name,
        thing.in_(orders), thing.in_(receipts)), *_common(AuditEntry, wanted, zone), *_of_kind(wanted.kind)]
    if wanted.text:
        found.append(or_(col(AuditEntry.deed).in_([AREA + one for one in deeds_called(wanted.text)]), *(
            one.icontains(wanted.text, autoescape=True) for one in (
                thing, detail, col(AuditEntry.deed), col(AuditEntry.actor_name)))))
    return found


def _of_kind(kind: str) -> list[Any]:
    if not kind:
        return []
    if kind == WORKFLOW:
        return [not_(or_(*(_begins(one) for begins in BEGINNINGS.values() for one in begins)))]
    return [or_(*(_begins(one) for one in BEGINNINGS[kind]))]


def _begins(deed: str) -> Any:
    told = col(AuditEntry.deed)
    return told.startswith(AREA + deed, autoescape=True) if deed.endswith('_') else told == AREA + deed


def _edit_conditions(row: Season, wanted: TrailFilter, zone: tzinfo) -> list[Any]:
    found = [col(SeasonEdit.season_id) == row.id, *_common(SeasonEdit, wanted, zone)]
    if wanted.text:
        found.append(or_(col(SeasonEdit.operation).in_(edits_called(wanted.text)), *(
            one.icontains(wanted.text, autoescape=True) for one in (
                col(SeasonEdit.operation), col(SeasonEdit.actor_name)))))
    return found


def _common(table: Any, wanted: TrailFilter, zone: tzinfo) -> list[Any]:
    """Days begin where whoever asks is."""
    found = [col(table.actor) == wanted.who] if wanted.who else []
    if wanted.since:
        found.append(col(table.at) >= datetime.combine(wanted.since, time(), zone))
    if wanted.until:
        found.append(col(table.at) < datetime.combine(wanted.until + timedelta(days=1), time(), zone))
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
