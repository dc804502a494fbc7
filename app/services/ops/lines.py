"""Rows of runs as they are shown."""

from collections.abc import Sequence

from sqlalchemy import tuple_
from sqlmodel import col, select

from app.domain.access import Actor, Errand, may
from app.domain.ops.states import State
from app.domain.ops.views import AttemptView, RunLine
from app.work import Work
from models.ops import OpsAttempt, OpsRun


def errand_of(run: OpsRun, actor: Actor) -> Errand:
    """What this run is to the actor."""
    return Errand(run.area, run.is_process, run.is_export, run.actor == actor.identity)


def line(work: Work, actor: Actor, run: OpsRun) -> RunLine:
    return lines(work, actor, [run])[0]


def lines(work: Work, actor: Actor, runs: Sequence[OpsRun]) -> tuple[RunLine, ...]:
    """With the newest attempt of each, looked up in one go."""
    wanted = [(run.id, run.attempts) for run in runs if run.attempts]
    rows = work.session.exec(select(OpsAttempt).where(
        tuple_(col(OpsAttempt.run_id), col(OpsAttempt.n)).in_(wanted))) if wanted else ()
    attempts = {row.run_id: row for row in rows}
    return tuple(_line(actor, run, attempts.get(run.id)) for run in runs)


def attempt_view(row: OpsAttempt) -> AttemptView:
    return AttemptView(row.n, State(row.state), row.reason, row.started_at, row.ended_at, row.exit_code, row.signal,
                       row.lines, row.size, row.dropped, row.warnings, row.errors, row.first_error, row.progress,
                       row.progress_text, row.last_at)


def _line(actor: Actor, run: OpsRun, attempt: OpsAttempt | None) -> RunLine:
    is_readable = may(actor, 'ops.output', errand_of(run, actor))
    return RunLine(
        id=run.id, command=run.command, name=run.name, area=run.area, is_process=run.is_process,
        is_export=run.is_export, state=State(run.state), is_partial=run.is_partial, reason=run.reason,
        trigger=run.trigger, actor=run.actor, actor_name=run.actor_name, asked_at=run.asked_at,
        available_at=run.available_at, started_at=run.started_at, ended_at=run.ended_at, attempt=run.attempts,
        most_attempts=run.most_attempts, progress=attempt.progress if attempt else None,
        progress_text=attempt.progress_text if attempt else '',
        last_line=attempt.last_line if attempt and is_readable else '', is_pinned=run.is_pinned, note=run.note)
