"""How long runs, what they said and their files are kept. First it is said what would go, then it goes bit by bit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Subquery, func, update
from sqlalchemy import select as columns
from sqlmodel import col, delete, exists, select

from app.domain.access import SYSTEM
from app.domain.ops.snapshots import version_of
from app.domain.ops.states import FINAL
from app.events import RUNS, RunChanged
from app.services import audit
from app.services.ops import retention
from app.work import Work
from models.ops import OpsChunk, OpsCommand, OpsFile, OpsRun, OpsSection, StreamTicket

LOGS, RUNS_KEPT = timedelta(days=30), timedelta(days=365)
ALWAYS = 20  # of each command, the newest runs stay with all they said
KEYS = timedelta(hours=24)
UNUSED = timedelta(days=1)  # a file that was uploaded, and never given to a run
OF_RUNS = ('upload', 'result')  # kinds of files that go with their run


@dataclass(frozen=True)
class Overdue:
    """What has been kept for long enough."""
    logs: tuple[int, ...]  # runs whose log goes
    log_bytes: int
    runs: tuple[int, ...]  # that go with everything
    by_command: tuple[tuple[str, int], ...]  # how many of which
    files: tuple[int, ...]


def list_overdue(work: Work) -> Overdue:
    """Pinned runs and the newest of each command are never among them."""
    old = _old(work)
    logs = work.session.execute(
        columns(col(OpsChunk.run_id), func.sum(col(OpsChunk.size))).join(OpsRun, col(OpsRun.id) == OpsChunk.run_id)
        .where(col(OpsRun.ended_at) < work.now - LOGS, *old).group_by(col(OpsChunk.run_id))).all()
    runs = work.session.execute(columns(col(OpsRun.id), col(OpsRun.name)).where(
        col(OpsRun.ended_at) < work.now - RUNS_KEPT, *old).order_by(col(OpsRun.id))).all()
    names = [row.name for row in runs]
    return Overdue(tuple(row[0] for row in logs), sum(int(row[1]) for row in logs), tuple(row.id for row in runs),
                   tuple((name, names.count(name)) for name in sorted(set(names))),
                   tuple(_files(work, [row.id for row in runs])))


def forget_logs(work: Work, run_ids: Sequence[int]) -> None:
    """That there was a run stays known."""
    overdue = _still_overdue(work, run_ids)
    for table in (OpsChunk, OpsSection):
        work.session.execute(delete(table).where(col(table.run_id).in_(overdue)))


def forget_runs(work: Work, run_ids: Sequence[int]) -> tuple[str, ...]:
    """With all that belongs to them; returns the places of files that nothing names any more."""
    overdue = _still_overdue(work, run_ids)
    places = _forget_files(work, _files_of(work, overdue))
    retention.erase_runs(work, overdue)
    work.record(RunChanged(RUNS))
    return places


def forget_files(work: Work, file_ids: Sequence[int]) -> tuple[str, ...]:
    """Those that belong to no run: what a run has goes with it. Returns the same as `forget_runs`."""
    return _forget_files(work, work.session.exec(select(OpsFile.id).where(
        col(OpsFile.id).in_(file_ids), col(OpsFile.run_id).is_(None))).all())


def forget_definitions(work: Work) -> int:
    """As they once were, where no run remembers; somebody may be asking at this moment for what they are now."""
    used = exists().where(col(OpsRun.command) == OpsCommand.slug, col(OpsRun.version) == OpsCommand.version)
    present = [version_of(definition) for definition in work.policy.commands.values()]
    former = delete(OpsCommand).where(~used, col(OpsCommand.version).not_in(present))
    return work.session.execute(former).rowcount  # type: ignore[attr-defined,no-any-return]


def list_places(work: Work) -> frozenset[str]:
    """Of every stored file that is still named."""
    return frozenset(work.session.exec(select(OpsFile.path).where(OpsFile.kind != 'backup')))


def forget_stream_tickets(work: Work) -> int:
    return work.session.exec(delete(StreamTicket).where(col(StreamTicket.ends_at) < work.now)).rowcount


def forget_keys(work: Work) -> int:
    """After a day the same Idempotency-Key is another wish."""
    free = update(OpsRun).where(col(OpsRun.idempotency_key).is_not(None), col(OpsRun.asked_at) < work.now - KEYS)
    return work.session.execute(free.values(idempotency_key=None)).rowcount  # type: ignore[attr-defined,no-any-return]


def note_kept(work: Work, logs: int, runs: int, files: int) -> None:
    """What was removed because its time was over stands in the audit trail, as one deed."""
    audit.write(work, SYSTEM, 'ops.retention', detail=f'{runs} runs, the logs of {logs}, {files} files')


def _forget_files(work: Work, file_ids: Sequence[int]) -> tuple[str, ...]:
    """Two runs may share one place."""
    paths = set(work.session.exec(select(OpsFile.path).where(col(OpsFile.id).in_(file_ids))))
    work.session.execute(delete(OpsFile).where(col(OpsFile.id).in_(file_ids)))
    shared = set(work.session.exec(select(OpsFile.path).where(col(OpsFile.path).in_(paths))))
    return tuple(sorted(paths - shared))


def _still_overdue(work: Work, run_ids: Sequence[int]) -> Sequence[int]:
    """Somebody may have pinned one, or let it go on, since it was said what would go."""
    return work.session.exec(select(OpsRun.id).where(
        col(OpsRun.id).in_(run_ids), col(OpsRun.is_pinned).is_(False), col(OpsRun.state).in_(FINAL))
        .with_for_update()).all()


def _old(work: Work) -> Sequence[ColumnElement[bool]]:
    """Over, not pinned, and not among the newest of its command."""
    newest = _ranked()
    return (col(OpsRun.state).in_([state.value for state in FINAL]), col(OpsRun.is_pinned).is_(False),
            col(OpsRun.id).not_in(select(newest.c.id).where(newest.c.place <= ALWAYS)))


def _ranked() -> Subquery:
    place = func.row_number().over(partition_by=col(OpsRun.command), order_by=col(OpsRun.id).desc())
    return columns(col(OpsRun.id).label('id'), place.label('place')).subquery()


def _files(work: Work, run_ids: Sequence[int]) -> Sequence[int]:
    unused = select(OpsFile.id).where(col(OpsFile.run_id).is_(None), col(OpsFile.kind).in_(OF_RUNS),
                                      col(OpsFile.made_at) < work.now - UNUSED)
    return [*_files_of(work, run_ids), *work.session.exec(unused)]


def _files_of(work: Work, run_ids: Sequence[int]) -> Sequence[int]:
    return work.session.exec(select(OpsFile.id).where(col(OpsFile.run_id).in_(run_ids),
                                                      col(OpsFile.kind).in_(OF_RUNS))).all()
