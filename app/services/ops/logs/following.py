"""What is new of a run, for programs that follow it: without an actor, who has been asked before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.access import Actor
from app.domain.ops.states import FINAL, State
from app.domain.ops.views import LogLine
from app.errors import NotFound
from app.services.ops.logs.reading import read_after, read_before, readable_run
from app.work import Work
from models.ops import OpsAttempt, OpsReport, OpsRun


@dataclass(frozen=True)
class Now:
    state: State
    is_partial: bool
    reason: str
    attempt: int
    progress: float | None
    progress_text: str
    reports: tuple[tuple[int, str], ...]  # number and kind

    @property
    def is_over(self) -> bool:
        return self.state in FINAL


@dataclass(frozen=True)
class News:
    now: Now
    lines: tuple[LogLine, ...]  # of the newest attempt


def look(work: Work, run_id: int, n: int, after: int, limit: int) -> News:
    """The state and, of the same moment, the newest lines above `after` in attempt `n`, or all of a newer attempt."""
    run = work.session.get(OpsRun, run_id)
    if run is None:
        raise NotFound('This run does not exist, or not any more.')
    attempt = work.session.get(OpsAttempt, (run_id, run.attempts))
    reports = work.session.execute(columns(col(OpsReport.id), col(OpsReport.kind)).where(
        col(OpsReport.run_id) == run_id).order_by(col(OpsReport.id))).all()
    now = Now(State(run.state), run.is_partial, run.reason, run.attempts, attempt.progress if attempt else None,
              attempt.progress_text if attempt else '', tuple((number, kind) for number, kind in reports))
    above = after if n == run.attempts else 0
    return News(now, tuple(read_before(work, run_id, run.attempts, None, limit, above=above)))


def next_lines(work: Work, run_id: int, n: int, after: int, limit: int) -> Sequence[LogLine]:
    """The oldest ones above `after`: nothing is left out."""
    return read_after(work, run_id, n, after, limit)


def demand_readable(work: Work, actor: Actor, run_id: int) -> None:
    """Whether the one who follows may go on doing so."""
    readable_run(work, actor, run_id)
