"""Runs of this area are kept for a season; what they brought stays."""

from datetime import timedelta
from typing import Final

from sqlmodel import col, select

from app.domain.ops.states import FINAL
from app.services.ops import retention
from app.work import Work
from models.ops import OpsFile, OpsRun

KEPT: Final = timedelta(days=90)
BATCH: Final = 500


def forget_runs(work: Work) -> int:
    """Some of those that are old enough; pinned ones and those that made files never. Returns how many."""
    with_files = select(OpsFile.run_id).where(col(OpsFile.run_id).is_not(None))
    old = work.session.exec(select(OpsRun.id).where(
        OpsRun.area == 'sprints', col(OpsRun.ended_at) < work.now - KEPT, col(OpsRun.is_pinned).is_(False),
        col(OpsRun.state).in_([state.value for state in FINAL]), col(OpsRun.id).not_in(with_files)).order_by(
        col(OpsRun.id)).limit(BATCH)).all()
    return retention.erase_runs(work, old)
