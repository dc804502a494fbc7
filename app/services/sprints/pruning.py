"""Runs of this area are kept for a season, drafts of queues for a month; what they brought stays."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete
from sqlmodel import col, func, select

from app.domain.ops.states import FINAL
from app.services.ops import retention
from app.work import Work
from models.ops import OpsFile, OpsRun
from models.sprints import SprintQueue

KEPT: Final = timedelta(days=90)
KEPT_DRAFTS: Final = timedelta(days=30)
BATCH: Final = 500


def forget_runs(work: Work) -> int:
    """Some of those that are old enough; pinned ones and those that made files never. Returns how many."""
    with_files = select(OpsFile.run_id).where(col(OpsFile.run_id).is_not(None))
    old = work.session.exec(select(OpsRun.id).where(
        OpsRun.area == 'sprints', col(OpsRun.ended_at) < work.now - KEPT, col(OpsRun.is_pinned).is_(False),
        col(OpsRun.state).in_([state.value for state in FINAL]), col(OpsRun.id).not_in(with_files)).order_by(
        col(OpsRun.id)).limit(BATCH)).all()
    return retention.erase_runs(work, old)


def forget_drafts(work: Work) -> int:
    """Some that were never published and are old enough; the newest of each sprint stays. Returns how many."""
    newest = select(SprintQueue.board_id, SprintQueue.sprint, func.max(SprintQueue.number).label('number')).group_by(
        col(SprintQueue.board_id), col(SprintQueue.sprint)).subquery()
    old = work.session.exec(select(SprintQueue.id).join(newest, (newest.c.board_id == SprintQueue.board_id)
                                                        & (newest.c.sprint == SprintQueue.sprint)).where(
        SprintQueue.number < newest.c.number, col(SprintQueue.published_at).is_(None),
        SprintQueue.at < work.now - KEPT_DRAFTS).order_by(col(SprintQueue.id)).limit(BATCH)).all()
    work.session.execute(delete(SprintQueue).where(col(SprintQueue.id).in_(old)))
    return len(old)
