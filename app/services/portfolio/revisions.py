"""The history of single items, read when somebody wants to see it, and kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.portfolio.sources.revised import Revised
from app.events import BASELINE, BaselineMoved
from app.services.ops import queue
from app.services.portfolio import ground
from app.work import Work
from models.portfolio import PortfolioItem, PortfolioRevision

COMMAND = 'portfolio.history'
AT_ONCE = 200  # items whose history one run brings up to date


@dataclass(frozen=True)
class Lacking:
    """An item whose history ends before its present revision."""
    item_id: int
    number: int
    known: int  # the last revision that is kept


def read_history(work: Work, actor: Actor, item_id: int) -> int | None:
    """Ask for a run that reads it; None where all of it is here already."""
    demand(actor, 'portfolio.look')
    item = ground.demand_item(ground.live(work), ground.sight_of(work, actor), item_id)
    if _last(work, item_id) >= item.rev:
        return None
    return queue.enqueue(work, COMMAND, {'source': item.source, 'item': item_id}, trigger='ui', actor=actor)


def to_read(work: Work, item_id: int) -> Lacking:
    row = work.get(PortfolioItem, item_id)
    return Lacking(row.id, int(row.external_id), _last(work, item_id))


def lacking(work: Work, source_id: int) -> tuple[Lacking, ...]:
    """Items that somebody looked at, and that have changed since: the newest first."""
    last = func.max(PortfolioRevision.rev)
    rows = work.session.execute(columns(col(PortfolioItem.id), col(PortfolioItem.external_id), last).join(
        PortfolioRevision, col(PortfolioRevision.item_id) == col(PortfolioItem.id)).where(
        col(PortfolioItem.source_id) == source_id, col(PortfolioItem.gone_since).is_(None)).group_by(
        col(PortfolioItem.id), col(PortfolioItem.external_id), col(PortfolioItem.rev)).having(
        last < col(PortfolioItem.rev)).order_by(col(PortfolioItem.id).desc()).limit(AT_ONCE))
    return tuple(Lacking(item_id, int(number), known) for item_id, number, known in rows)


def keep_revisions(work: Work, item_id: int, found: Sequence[Revised], *, is_first: bool) -> int:
    """One page of them; the first page replaces what was kept. Returns how many are new."""
    if is_first:
        work.session.execute(delete(PortfolioRevision).where(col(PortfolioRevision.item_id) == item_id))
    known = set(work.session.exec(select(PortfolioRevision.rev).where(PortfolioRevision.item_id == item_id)))
    fresh = [one for one in found if one.rev not in known]
    work.session.add_all([PortfolioRevision(
        item_id=item_id, rev=one.rev, at=one.at, by=one.by,
        changed={name: list(pair) for name, pair in one.changed.items()}) for one in fresh])
    if fresh:
        work.record(BaselineMoved(BASELINE))
    return len(fresh)


def _last(work: Work, item_id: int) -> int:
    found = work.session.exec(select(func.max(PortfolioRevision.rev)).where(PortfolioRevision.item_id == item_id))
    return found.one() or 0
