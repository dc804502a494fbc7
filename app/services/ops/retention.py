"""Which runs are not kept: all that belongs to them goes with them."""

from collections.abc import Sequence

from sqlmodel import col, delete, select, update

from app.domain.ops.states import State
from app.work import Work
from models.ops import OpsAttempt, OpsChunk, OpsFile, OpsReport, OpsRun, OpsSection

BATCH = 500


def erase_runs(work: Work, run_ids: Sequence[int]) -> int:
    """Part of another deed: whoever calls it has decided that these are not to be kept. Files lose their run only."""
    for begin in range(0, len(run_ids), BATCH):
        some = run_ids[begin:begin + BATCH]
        for table in (OpsChunk, OpsSection, OpsReport, OpsAttempt):
            work.session.execute(delete(table).where(col(table.run_id).in_(some)))
        work.session.execute(update(OpsFile).where(col(OpsFile.run_id).in_(some)).values(run_id=None))
        work.session.execute(delete(OpsRun).where(col(OpsRun.id).in_(some)))
    return len(run_ids)


def keep_news(work: Work, run_id: int) -> None:
    """A quiet run that brought something is kept beside the newest, as long as any other run."""
    run = work.session.get(OpsRun, run_id, with_for_update=True)
    if run:
        run.is_quiet = False


def forget_quiet(work: Work, run: OpsRun) -> None:
    """Housekeeping every few seconds keeps its failures and its newest success."""
    if run.is_quiet and run.state == State.SUCCEEDED and not run.is_partial:
        erase_runs(work, work.session.exec(select(OpsRun.id).where(
            OpsRun.command == run.command, OpsRun.id < run.id, OpsRun.state == State.SUCCEEDED,
            col(OpsRun.is_partial).is_(False), col(OpsRun.is_pinned).is_(False), col(OpsRun.is_quiet))).all())
