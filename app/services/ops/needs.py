"""What runs want from one person, and which are under way."""

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from app.domain.access import Actor, may
from app.domain.home import Happening, Need
from app.domain.ops.states import LIVE, State
from app.services.ops.lines import errand_of
from app.work import Work
from models.ops import OpsAttempt, OpsRun

MOST = 30
ICON = 'terminal'


def count_needs(work: Work, actor: Actor) -> int:
    """How many runs wait for a word of this person; nothing is read of them."""
    waits = _waits(actor)
    return work.session.exec(select(func.count()).select_from(OpsRun).where(waits)).one() if waits is not None else 0


def list_needs(work: Work, actor: Actor) -> tuple[Need, ...]:
    """Runs that wait for a word this person may say."""
    waits = _waits(actor)
    rows = () if waits is None else work.session.exec(
        select(OpsRun).where(waits).order_by(col(OpsRun.id).desc()).limit(MOST))
    return tuple(map(_need, rows))


def list_happenings(work: Work, actor: Actor) -> tuple[Happening, ...]:
    """Those somebody may see, without the housekeeping of every few seconds."""
    rows = work.session.exec(select(OpsRun).where(col(OpsRun.state).in_(LIVE), col(OpsRun.is_quiet).is_(False))
                             .order_by(col(OpsRun.id)).limit(MOST))
    return tuple(_happening(work, run) for run in rows if may(actor, 'ops.see', errand_of(run, actor)))


def _waits(actor: Actor) -> ColumnElement[bool] | None:
    """Approval of what others asked for, and the fate of what was lost; None for those who decide neither."""
    kinds = [condition for deed, condition in (
        ('ops.approve', and_(col(OpsRun.state) == State.BLOCKED, col(OpsRun.actor) != actor.identity)),
        ('ops.decide', col(OpsRun.state) == State.LOST)) if may(actor, deed)]
    return and_(or_(*kinds), col(OpsRun.is_quiet).is_(False)) if kinds else None


def _need(run: OpsRun) -> Need:
    link = f'/ops/runs/{run.id}'
    if run.state == State.BLOCKED:
        return Need(ICON, 'warn', f'{run.name} waits for your approval',
                    f'Operations · run {run.id} · asked for by {run.actor_name}', 'Look at it', link, run.deadline_at)
    return Need(ICON, 'bad', f'Nobody knows how {run.name} ended', f'Operations · run {run.id} · did it finish?',
                'Decide', link)


def _happening(work: Work, run: OpsRun) -> Happening:
    attempt = work.session.get(OpsAttempt, (run.id, run.attempts))
    done = f'{attempt.progress:.0f} %' if attempt and attempt.progress is not None else ''
    detail = ' · '.join(filter(None, (f'run {run.id}', done, attempt.progress_text if attempt else '',
                                      f'started by {run.actor_name}')))
    people = ((run.actor_name, run.actor, ''),) if run.actor.startswith('person:') else ()
    return Happening(ICON, run.name, detail, f'/ops/runs/{run.id}', people)
