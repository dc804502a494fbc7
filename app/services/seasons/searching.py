"""Seasons by name or code, and orders by their number, for whoever looks for them from anywhere."""

from sqlalchemy import or_
from sqlmodel import col, select

from app.domain.access import Actor, may
from app.work import Work
from models.buying import SeasonOrder
from models.seasons import Season

LIMIT = 5
Named = tuple[str, str, str]  # number, and name and code of its season


def find_seasons(work: Work, actor: Actor, text: str, limit: int = LIMIT) -> tuple[tuple[str, str], ...]:
    """Name and code, the newest first."""
    if not may(actor, 'seasons.look') or not text.strip():
        return ()
    rows = work.session.exec(select(Season).where(or_(*(
        col(one).icontains(text.strip(), autoescape=True) for one in (Season.name, Season.code)))).order_by(
        col(Season.start).desc(), col(Season.id)).limit(limit))
    return tuple((row.name, row.code) for row in rows)


def find_orders(work: Work, actor: Actor, text: str, limit: int = LIMIT) -> tuple[Named, ...]:
    """Those of which the number begins so."""
    if not may(actor, 'seasons.look') or not text.strip():
        return ()
    rows = work.session.exec(
        select(SeasonOrder.number, Season.name, Season.code).join(
            Season, col(Season.id) == col(SeasonOrder.season_id)).where(
            col(SeasonOrder.number).istartswith(text.strip(), autoescape=True)).order_by(
            col(SeasonOrder.number)).limit(limit)).all()
    return tuple((number, name, code) for number, name, code in rows)
