"""Items a source does not name any more: gone only where it was asked for each of them directly and said so."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select as columns
from sqlalchemy import update
from sqlmodel import col, select

from app.services.portfolio import ground
from app.services.portfolio.ground import GONE_READS
from app.work import Work
from models.portfolio import PortfolioItem


def known_revs(work: Work, source_id: int) -> Mapping[int, int]:
    """Number → revision of everything that is kept and not gone."""
    rows = work.session.execute(columns(col(PortfolioItem.external_id), col(PortfolioItem.rev)).where(
        col(PortfolioItem.source_id) == source_id, col(PortfolioItem.gone_since).is_(None)))
    return {int(number): rev for number, rev in rows}


def held_by(work: Work, plan_ids: Sequence[int]) -> frozenset[int]:
    """Numbers of items that stand in one of these plans, also beside another."""
    wanted = set(plan_ids)
    rows = work.session.execute(columns(col(PortfolioItem.external_id), col(PortfolioItem.plan_id),
                                        col(PortfolioItem.also_in)).where(col(PortfolioItem.gone_since).is_(None)))
    return frozenset(int(number) for number, plan, also in rows if plan in wanted or wanted & set(also))


def mark_gone(work: Work, source_id: int, numbers: Sequence[int]) -> int:
    """They stay visible until two more successful reads; returns how many are newly gone."""
    rows = _rows(work, source_id, numbers)
    if rows:
        mark = ground.move_baseline(work)
        for row in rows:
            row.gone_since, row.gone_reads, row.mark = work.now, 0, mark
    return len(rows)


def count_read(work: Work, source_id: int) -> None:
    """Another successful read without what is gone; called before anything new is marked."""
    gone = (col(PortfolioItem.source_id) == source_id, col(PortfolioItem.gone_since).is_not(None))
    leaving = work.session.execute(columns(col(PortfolioItem.id)).where(
        *gone, col(PortfolioItem.gone_reads) == GONE_READS - 1)).scalars().all()
    work.session.execute(update(PortfolioItem).where(*gone, col(PortfolioItem.gone_reads) < GONE_READS)
                         .values(gone_reads=PortfolioItem.gone_reads + 1))
    if leaving:
        mark = ground.move_baseline(work)
        work.session.execute(update(PortfolioItem).where(col(PortfolioItem.id).in_(leaving)).values(mark=mark))


def _rows(work: Work, source_id: int, numbers: Sequence[int]) -> Sequence[PortfolioItem]:
    """Items before the mark, in their order, as everybody takes them who changes some: nobody waits in a circle."""
    return work.session.exec(select(PortfolioItem).where(
        PortfolioItem.source_id == source_id, col(PortfolioItem.gone_since).is_(None),
        col(PortfolioItem.external_id).in_([str(number) for number in numbers])).order_by(
        col(PortfolioItem.id)).with_for_update()).all()
