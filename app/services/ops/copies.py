"""The last databases of each team: what a run has left, which of them is in use, and the way back to one.

Here it is known which copies there are; the files themselves are put in place by whoever runs commands.
"""

from collections.abc import Sequence

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.ops.airsenal.views import CopyView
from app.domain.ops.states import Claim
from app.errors import NotFound
from app.events import REPORTS, ReportMade
from app.services import audit
from app.services.ops import attempts, queue
from app.services.ops.queue import Wanted
from app.work import Work
from models.ops import OpsFile

KIND = 'database'
KEPT = 5
RESTORE = 'airsenal.restore_copy'  # the command that does it: it waits for runs that work on the same database


def key_of(team_id: int) -> str:
    return f'team:{team_id}'


def keep_copy(work: Work, claim: Claim, team_id: int, size: int, sha256: str) -> tuple[str, ...]:
    """Note that this is the database of a team from now on; returns the hashes of copies nobody needs any more."""
    attempts.hold(work, claim)
    key = key_of(team_id)
    former = _rows(work, key)
    if not (former and former[0].sha256 == sha256):
        work.session.add(OpsFile(run_id=claim.run_id, kind=KIND, name='data.db', size=size, sha256=sha256,
                                 path=f'{team_id}/copies/{sha256}.db', key=key, made_at=work.now))
        work.session.flush()
    return _forget_old(work, key)


def note_restored(work: Work, run_id: int, copy_id: int) -> tuple[str, ...]:
    """The copy is in its place: the newest row stands for what is in use."""
    row = work.get(OpsFile, copy_id)
    work.session.add(OpsFile(run_id=run_id, kind=KIND, name=row.name, size=row.size, sha256=row.sha256,
                             path=row.path, key=row.key, made_at=work.now))
    work.session.flush()
    work.record(ReportMade(REPORTS))
    return _forget_old(work, row.key)


def list_copies(work: Work, actor: Actor, team_id: int) -> tuple[CopyView, ...]:
    """Newest first; the first one is in use."""
    demand(actor, 'ops.look')
    return tuple(_view(row, place == 0) for place, row in enumerate(_rows(work, key_of(team_id))))


def find_copy(work: Work, copy_id: int) -> CopyView:
    row = work.session.get(OpsFile, copy_id)
    if row is None or row.kind != KIND:
        raise NotFound('This copy is gone.', 'ops.no_copy')
    return _view(row, False)


def restore(work: Work, actor: Actor, copy_id: int) -> int:
    """Ask for the run that puts the copy back into its place; returns its number."""
    demand(actor, 'ops.operate')
    copy = find_copy(work, copy_id)
    audit.write(work, actor, 'ops.restore_copy', f'team {copy.team_id}', f'copy {copy_id}, {copy.sha256[:12]}')
    return queue.ask_for(work, actor, Wanted(RESTORE, {'fpl_team_id': copy.team_id, 'copy': copy_id})).run_id


def _rows(work: Work, key: str) -> Sequence[OpsFile]:
    return work.session.exec(select(OpsFile).where(OpsFile.kind == KIND, OpsFile.key == key)
                             .order_by(col(OpsFile.id).desc())).all()


def _forget_old(work: Work, key: str) -> tuple[str, ...]:
    rows = _rows(work, key)
    for row in rows[KEPT:]:
        work.session.delete(row)
    kept = {row.sha256 for row in rows[:KEPT]}
    return tuple({row.sha256 for row in rows[KEPT:]} - kept)


def _view(row: OpsFile, is_present: bool) -> CopyView:
    return CopyView(row.id, row.run_id, int(row.key.removeprefix('team:')), row.size, row.sha256, row.made_at,
                    is_present)
