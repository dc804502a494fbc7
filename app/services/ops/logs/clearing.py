"""Logs that are thrown away; that there was a run stays known."""

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, delete

from app.domain.access import Actor, demand
from app.events import RunSpoke, log_topic
from app.services import audit
from app.work import Work
from models.ops import OpsChunk, OpsRun, OpsSection


def clear(work: Work, actor: Actor, run_id: int) -> None:
    """What all attempts of one run have written."""
    demand(actor, 'ops.admin')
    run = work.get(OpsRun, run_id)
    size = work.session.execute(columns(func.sum(col(OpsChunk.size))).where(
        col(OpsChunk.run_id) == run_id)).scalar() or 0
    for table in (OpsChunk, OpsSection):
        work.session.execute(delete(table).where(col(table.run_id) == run_id))
    audit.write(work, actor, 'ops.clear_log', f'run {run_id}', f'{run.name}, {size} bytes')
    work.record(RunSpoke(log_topic(run_id)))


def clear_all(work: Work, actor: Actor) -> int:
    """Of all runs; returns how many had a log."""
    demand(actor, 'ops.admin')
    run_ids = work.session.execute(columns(col(OpsChunk.run_id)).distinct()).scalars().all()
    for table in (OpsChunk, OpsSection):
        work.session.execute(delete(table))
    audit.write(work, actor, 'ops.clear_logs', '', f'of {len(run_ids)} runs')
    for run_id in run_ids:
        work.record(RunSpoke(log_topic(run_id)))
    return len(run_ids)
