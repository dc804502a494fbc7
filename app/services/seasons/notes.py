"""Notes on cells: why a figure is what it is, in somebody's own words. They belong to the season, not to a version."""

from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.names import keepable
from app.domain.seasons.axes import Axes, Cell
from app.domain.seasons.doing import target_box
from app.domain.seasons.naming import name_of_cell
from app.domain.seasons.remarks import NoteView
from app.errors import Forbidden, NotFound, Rejected
from app.events import PlanEdited, cells_topic
from app.services import audit
from app.services.seasons.doors import enter
from app.services.seasons.ground import find_axes, find_season, seen_season
from app.services.seasons.reach import reach_of
from app.work import Work
from models.seasons import SeasonNote

LONGEST = 2_000  # characters


def add_note(work: Work, actor: Actor, code: str, cell: Cell, text: str) -> int:
    """Its number."""
    demand(actor, 'seasons.ask', reach_of(work, actor, find_season(work, code).id, [cell.location], [cell.category]))
    text = keepable(text).strip()
    if not text or len(text) > LONGEST:
        raise Rejected(f'Write a note of at most {LONGEST:,} characters.', field='text')
    season = enter(work, code)
    axes = find_axes(work, season.id)
    target_box(axes, cell)
    row = SeasonNote(season_id=season.id, measure=cell.measure, location=cell.location, category=cell.category,
                     period=cell.period, text=text, by=actor.identity, by_name=actor.name, at=work.now)
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, 'seasons.note', season.code, name_of_cell(axes, cell), after={'note': text})
    work.record(PlanEdited(cells_topic(season.id)))
    return row.id


def remove_note(work: Work, actor: Actor, code: str, note_id: int) -> None:
    """One's own; a manager removes any."""
    demand(actor, 'seasons.ask')
    season = enter(work, code)
    row = work.session.get(SeasonNote, note_id)
    if row is None or row.season_id != season.id:
        raise NotFound('This note is not there any more.')
    if row.by != actor.identity and not may(actor, 'seasons.manage'):
        raise Forbidden('Only whoever wrote a note, or a manager, can remove it.')
    cell = Cell(row.measure, row.location, row.category, row.period)
    audit.write(work, actor, 'seasons.remove_note', season.code, name_of_cell(find_axes(work, season.id), cell),
                {'note': row.text})
    work.session.delete(row)
    work.session.flush()
    work.record(PlanEdited(cells_topic(season.id)))


def list_notes(work: Work, actor: Actor, code: str) -> tuple[NoteView, ...]:
    return watch_notes(work, seen_season(work, actor, code).id)


def watch_notes(work: Work, season_id: int, cell: Cell | None = None) -> tuple[NoteView, ...]:
    """For pages: shared by all who watch. All of a season, or those on a cell; the newest first."""
    wanted = select(SeasonNote).where(SeasonNote.season_id == season_id)
    if cell:
        wanted = wanted.where(SeasonNote.measure == cell.measure, SeasonNote.location == cell.location,
                              SeasonNote.category == cell.category, SeasonNote.period == cell.period)
    axes = find_axes(work, season_id)
    return tuple(_view(axes, row) for row in work.session.exec(wanted.order_by(col(SeasonNote.id).desc())))


def _view(axes: Axes, row: SeasonNote) -> NoteView:
    cell = Cell(row.measure, row.location, row.category, row.period)
    return NoteView(row.id, cell, name_of_cell(axes, cell), row.text, row.by, row.by_name, row.at)
