"""Processes of this program as operators steer them: one that drains claims nothing more; what it runs goes on."""

from sqlmodel import col, delete, select

from app.domain.access import Actor, demand
from app.domain.health import Replica
from app.errors import NotFound
from app.events import QUEUE, RUNS, RunChanged, RunQueued
from app.services import audit
from app.work import Work
from models.ops import OpsPause
from models.people import Process

MARK = 'process '  # before the name, among all that is paused


def list_processes(work: Work, actor: Actor) -> tuple[Replica, ...]:
    demand(actor, 'ops.look')
    return replicas(work)


def drain(work: Work, actor: Actor, name: str) -> None:
    """Before it is stopped, or its machine is; nothing that runs is ended by this."""
    demand(actor, 'ops.operate')
    _demand_known(work, name)
    if is_draining(work, name):
        return
    work.session.add(OpsPause(what=f'{MARK}{name}', since=work.now, by=actor.name))
    audit.write(work, actor, 'ops.drain', name)
    work.record(RunChanged(RUNS))


def resume(work: Work, actor: Actor, name: str) -> None:
    demand(actor, 'ops.operate')
    _demand_known(work, name)
    row = work.session.get(OpsPause, f'{MARK}{name}', with_for_update=True)
    if row is None:
        return
    work.session.delete(row)
    audit.write(work, actor, 'ops.resume', name)
    work.record(RunChanged(RUNS))
    work.record(RunQueued(QUEUE))


def begin(work: Work, name: str) -> None:
    """A process that starts works, whatever one of that name was told before; those that are gone drain no more."""
    alive = {f'{MARK}{other}' for other in work.session.exec(select(Process.name)) if other != name}
    work.session.execute(delete(OpsPause).where(
        col(OpsPause.what).startswith(MARK, autoescape=True), col(OpsPause.what).not_in(alive)))


def is_draining(work: Work, name: str) -> bool:
    return work.session.get(OpsPause, f'{MARK}{name}') is not None


def replicas(work: Work) -> tuple[Replica, ...]:
    """Also for monitoring, which nobody asks for."""
    draining = set(work.session.exec(select(OpsPause.what)))
    return tuple(Replica(row.name, row.version, row.started_at, row.seen, f'{MARK}{row.name}' in draining)
                 for row in work.session.exec(select(Process).order_by(Process.name)))


def _demand_known(work: Work, name: str) -> None:
    if work.session.get(Process, name) is None:
        raise NotFound('There is no such process, or not any more.', 'ops.no_process')
