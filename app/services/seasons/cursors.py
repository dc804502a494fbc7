"""Where people are in the grid of a plan. A sign holds for ten seconds, so nobody has to say goodbye."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.axes import Cell
from app.domain.seasons.plan.view import Cursor
from app.events import CursorMoved, cursors_topic
from app.services.seasons.ground import find_season
from app.work import Work
from models.seasons import SeasonCursor

HOLDS = timedelta(seconds=10)


def point(work: Work, actor: Actor, page: str, code: str, cell: Cell, is_typing: bool = False) -> None:
    """A sign of somebody; a page belongs to whoever opened it. Where nothing moved nobody is told before it is old."""
    demand(actor, 'seasons.look')
    season_id, row = find_season(work, code).id, work.session.get(SeasonCursor, page)
    if row and row.identity != actor.identity:
        return
    told: dict[str, Any] = {
        'season_id': season_id, 'name': actor.name, 'measure': cell.measure, 'location': cell.location,
        'category': cell.category, 'period': cell.period, 'is_typing': is_typing}
    is_news = row is None or work.now - row.at > HOLDS or any(getattr(row, key) != told[key] for key in told)
    row = row or SeasonCursor(page=page, identity=actor.identity, at=work.now, **told)
    for key, value in told.items():
        setattr(row, key, value)
    row.at = work.now
    work.session.add(row)
    _forget_old(work)
    if is_news:
        work.record(CursorMoved(cursors_topic(season_id)))


def leave(work: Work, actor: Actor, page: str) -> None:
    """The page is closed."""
    demand(actor, 'seasons.look')
    row = work.session.get(SeasonCursor, page)
    if row and row.identity == actor.identity:
        work.session.delete(row)
        work.record(CursorMoved(cursors_topic(row.season_id)))


def watch_cursors(work: Work, season_id: int) -> tuple[Cursor, ...]:
    """Everybody who has given a sign lately, also from pages of one's own."""
    rows = work.session.exec(select(SeasonCursor).where(
        SeasonCursor.season_id == season_id, SeasonCursor.at > work.now - HOLDS).order_by(col(SeasonCursor.page)))
    return tuple(Cursor(row.page, row.identity, row.name, row.measure, row.location, row.category, row.period,
                        row.is_typing) for row in rows)


def _forget_old(work: Work) -> None:
    work.session.execute(delete(SeasonCursor).where(col(SeasonCursor.at) < work.now - 6 * HOLDS))
