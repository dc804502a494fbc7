"""What is going on in operations now, and what of it needs somebody."""

from datetime import timedelta

from sqlalchemy import func, or_
from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.ops.states import FINAL, LIVE, WAITING, State
from app.domain.ops.views import Overview, RunLine
from app.errors import NotFound
from app.services.ops import lines, queue
from app.work import Work
from models.ops import OpsRun

MOST = 50
RECENT = timedelta(days=7)  # after which a failure that nobody repeated is no news
BAD = frozenset({State.FAILED, State.TIMED_OUT})


def view_overview(work: Work, actor: Actor) -> Overview:
    demand(actor, 'ops.look')
    return Overview(_in_states(work, actor, LIVE), _in_states(work, actor, WAITING - {State.BLOCKED}),
                    _unsettled(work, actor), queue.figures(work))


def view_line(work: Work, actor: Actor, run_id: int) -> RunLine:
    """One run as it stands in a list."""
    run = work.session.get(OpsRun, run_id)
    if run is None or not may(actor, 'ops.see', lines.errand_of(run, actor)):
        raise NotFound('There is no such run, or not any more.', 'ops.no_run')
    return lines.line(work, actor, run)


def _in_states(work: Work, actor: Actor, states: frozenset[State]) -> tuple[RunLine, ...]:
    """Those that are first in the queue, or began first, come first."""
    rows = work.session.exec(select(OpsRun).where(col(OpsRun.state).in_(states)).order_by(
        col(OpsRun.priority), col(OpsRun.available_at), col(OpsRun.id)).limit(MOST)).all()
    return lines.lines(work, actor, rows)


def _unsettled(work: Work, actor: Actor) -> tuple[RunLine, ...]:
    """What waits for somebody's word, and the last word of commands that did not do their work."""
    newest = select(func.max(OpsRun.id)).where(
        col(OpsRun.state).in_(FINAL - {State.CANCELLED}), col(OpsRun.ended_at) > work.now - RECENT).group_by(
        col(OpsRun.command))
    rows = work.session.exec(select(OpsRun).where(or_(
        col(OpsRun.state).in_((State.LOST, State.BLOCKED)),
        col(OpsRun.id).in_(newest) & or_(col(OpsRun.state).in_(BAD), col(OpsRun.is_partial))))
        .order_by(col(OpsRun.id).desc()).limit(MOST)).all()
    return lines.lines(work, actor, rows)
