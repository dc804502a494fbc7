"""Backups as the database knows them: their files lie in a folder, and may be taken away there at any time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import col, delete, select

from app.domain.access import SYSTEM, Actor, demand
from app.domain.ops.backups import KEPT, BackupsView, BackupView
from app.domain.ops.states import LIVE, WAITING
from app.errors import Gone
from app.events import BACKUPS, BackupsChanged
from app.services import audit
from app.services.ops import queue
from app.services.ops.queue import Wanted
from app.services.people import sessions
from app.work import Work
from models.ops import OpsAttempt, OpsFile, OpsRun

COMMAND, TRIAL = 'ops.backup', 'ops.restore_check'


@dataclass(frozen=True)
class Copy:
    """A file in the folder of backups."""
    name: str
    size: int
    sha256: str
    made_at: datetime


def view_backups(work: Work, actor: Actor) -> BackupsView:
    demand(actor, 'system.backups')
    running = work.session.exec(select(OpsRun).where(
        OpsRun.command == COMMAND, col(OpsRun.state).in_([state.value for state in WAITING | LIVE]))
        .order_by(col(OpsRun.id)).limit(1)).first()
    attempt = work.session.get(OpsAttempt, (running.id, running.attempts)) if running else None
    return BackupsView(tuple(_view(row) for row in _rows(work)), str(work.policy.ops.backup_dir),
                       running.id if running else None, attempt.progress if attempt else None)


def make_now(work: Work, actor: Actor) -> int:
    """The run that does it; whoever asks while one is under way gets that one."""
    demand(actor, 'system.backups')
    return queue.ask_for(work, actor, Wanted(COMMAND, {})).run_id


def try_now(work: Work, actor: Actor) -> int:
    """The run that brings the newest one back into a scratch database."""
    demand(actor, 'system.backups')
    return queue.ask_for(work, actor, Wanted(TRIAL, {})).run_id


def demand_proved(work: Work, actor: Actor) -> None:
    """A backup holds everything, so whoever takes one away must have given the password lately."""
    demand(actor, 'system.backups')
    sessions.demand_proof(work, actor)


def folder(work: Work, actor: Actor) -> Path:
    demand(actor, 'system.backups')
    return work.policy.ops.backup_dir


def fetch(work: Work, actor: Actor, name: str) -> str:
    """The name of the file in its folder."""
    demand_proved(work, actor)
    row = next((row for row in _rows(work) if row.name == name), None)
    if row is None:
        raise Gone('There is no such backup, or not any more.', 'backup.gone')
    audit.write(work, actor, 'system.fetch_backup', name)
    return row.path


def note_made(work: Work, copy: Copy, run_id: int | None) -> None:
    """Part of the run that made it."""
    run = work.session.get(OpsRun, run_id) if run_id else None
    work.session.add(OpsFile(run_id=run.id if run else None, kind='backup', name=copy.name, size=copy.size,
                             sha256=copy.sha256, path=copy.name, made_at=copy.made_at))
    audit.write(work, SYSTEM, 'system.backup', copy.name, f'{copy.size} bytes')
    work.record(BackupsChanged(BACKUPS))


def note_tried(work: Work, name: str, fault: str) -> None:
    """Whether it can be brought back, as far as a trial tells."""
    for row in _rows(work):
        if row.name == name:
            row.checked_at, row.fault = work.now, fault
    work.record(BackupsChanged(BACKUPS))


def keep_newest(work: Work) -> tuple[str, ...]:
    """Returns the names of those that are one too many."""
    names = tuple(row.name for row in _rows(work)[KEPT:])
    _forget(work, names)
    return names


def list_names(work: Work) -> tuple[str, ...]:
    return tuple(row.name for row in _rows(work))


def forget_missing(work: Work, names: Collection[str]) -> int:
    """Their files were taken away."""
    _forget(work, names)
    return len(names)


def last_made(work: Work) -> datetime | None:
    rows = _rows(work)
    return rows[0].made_at if rows else None


def _rows(work: Work) -> list[OpsFile]:
    """The newest first."""
    return list(work.session.exec(select(OpsFile).where(OpsFile.kind == 'backup')
                                  .order_by(col(OpsFile.made_at).desc(), col(OpsFile.id).desc())))


def _forget(work: Work, names: Collection[str]) -> None:
    if names:
        work.session.execute(delete(OpsFile).where(col(OpsFile.kind) == 'backup', col(OpsFile.name).in_(names)))
        work.record(BackupsChanged(BACKUPS))


def _view(row: OpsFile) -> BackupView:
    return BackupView(row.name, row.size, row.made_at, row.run_id, row.checked_at, row.fault)
