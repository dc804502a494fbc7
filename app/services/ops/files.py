"""Files people upload for a run: whose they are, which run has them, and who may give them to one.

Their content was stored before anything is said here, by whoever took it in; what no row names is swept away.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.ops.commands import Definition, Parameter
from app.domain.ops.files import FileView, Given, Stored, fits, misfit, shown_name
from app.domain.ops.states import Claim
from app.errors import Conflict, NotFound, Rejected, WrongType
from app.security import brakes
from app.services import audit
from app.services.ops import commands
from app.services.ops.fence import hold
from app.work import Work
from models.ops import OpsFile, OpsRun

KIND = 'upload'
RESULT = 'result'
MOST = 20  # files of one person that no run has used yet
GONE = 'This file is not there any more. Upload it again.'


def place_for(work: Work, actor: Actor, name: str, command: str = '', parameter: str = '') -> Path:
    """The folder for what somebody is about to send; raises before any of it has come."""
    demand(actor, 'ops.upload')
    brakes.demand_free('ops.uploads', actor.identity)
    _demand_fit(work, actor, name, command, parameter)
    waiting = work.session.exec(select(func.count()).select_from(OpsFile).where(
        OpsFile.kind == KIND, OpsFile.key == actor.identity, col(OpsFile.run_id).is_(None))).one()
    if waiting >= MOST:
        raise Conflict(f'You have uploaded {MOST} files that no run has used. Use one, or wait a day until they go.',
                       'ops.many_files')
    return work.policy.ops.files_dir


def keep_upload(work: Work, actor: Actor, name: str, stored: Stored) -> FileView:
    """From now on it is theirs, for a run of theirs; unused it goes after a day."""
    demand(actor, 'ops.upload')
    brakes.hit('ops.uploads', actor.identity)
    row = OpsFile(kind=KIND, name=shown_name(name), size=stored.size, sha256=stored.sha256, path=stored.place,
                  key=actor.identity, made_at=work.now)
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, 'ops.upload', f'file {row.id}', f'{row.name}, {row.size} bytes, {row.sha256[:12]}')
    return FileView(row.id, row.name, row.size, row.sha256)


def problems(work: Work, actor: Actor, definition: Definition, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with the files among these values; that of somebody else is not there."""
    found = []
    for parameter in _wanted(definition, values):
        row = work.session.get(OpsFile, values[parameter.name])
        if row is None or row.kind != KIND or not (row.key == actor.identity or may(actor, 'ops.operate')):
            found.append((parameter.name, GONE))
        elif not fits(parameter, row.name):
            found.append((parameter.name, misfit(parameter)))
    return found


def give(work: Work, definition: Definition, run: OpsRun) -> None:
    """The files of its values are the run's, and go with it; one that another run has is shared with that."""
    values = dict(run.parameters)
    for parameter in _wanted(definition, values):
        row = work.session.get(OpsFile, values[parameter.name], with_for_update=True, populate_existing=True)
        if row is None or row.kind != KIND:
            continue
        if row.run_id is not None:
            row = OpsFile(**row.model_dump(exclude={'id', 'run_id', 'made_at'}), made_at=work.now)
        row.run_id = run.id
        work.session.add(row)
        work.session.flush()
        values[parameter.name] = row.id
    if values != run.parameters:
        run.parameters = values
        work.session.add(run)


def list_given(work: Work, claim: Claim) -> tuple[Given, ...]:
    """The files of a run, for the attempt at it; raises Rejected for one that is gone."""
    hold(work, claim)
    found = []
    for parameter in _wanted(claim.definition, claim.parameters):
        row = work.session.get(OpsFile, claim.parameters[parameter.name])
        if row is None or row.kind != KIND or row.run_id != claim.run_id:
            raise Rejected(f'The file for {parameter.name} is not there any more.', 'ops.no_file', parameter.name)
        found.append(Given(parameter.name, row.name, str(work.policy.ops.files_dir / row.path), row.sha256))
    return tuple(found)


def keep_result(work: Work, run_id: int, name: str, stored: Stored) -> int:
    """What a run has made; it goes with it."""
    row = OpsFile(run_id=run_id, kind=RESULT, name=shown_name(name), size=stored.size, sha256=stored.sha256,
                  path=stored.place, made_at=work.now)
    work.session.add(row)
    work.session.flush()
    return row.id


def list_results(work: Work, run_id: int) -> tuple[FileView, ...]:
    """For whoever sees the run."""
    rows = work.session.exec(select(OpsFile).where(OpsFile.run_id == run_id, OpsFile.kind == RESULT).order_by(
        col(OpsFile.id)))
    return tuple(FileView(row.id, row.name, row.size, row.sha256) for row in rows)


def find_result(work: Work, run_id: int, file_id: int) -> tuple[str, Path]:
    """Its name, and where it lies. Raises NotFound."""
    row = work.session.get(OpsFile, file_id)
    if row is None or (row.run_id, row.kind) != (run_id, RESULT):
        raise NotFound('This file is not there any more.')
    return row.name, work.policy.ops.files_dir / row.path


def names(work: Work, definition: Definition, values: Mapping[str, Any]) -> Mapping[str, str]:
    """How files are called, by the parameter they were given for."""
    rows = {parameter.name: work.session.get(OpsFile, values[parameter.name])
            for parameter in _wanted(definition, values)}
    return {name: row.name if row else 'a file that is gone' for name, row in rows.items()}


def _wanted(definition: Definition, values: Mapping[str, Any]) -> Iterator[Parameter]:
    return (parameter for parameter in definition.parameters
            if parameter.kind == 'file' and values.get(parameter.name) is not None)


def _demand_fit(work: Work, actor: Actor, name: str, command: str, parameter: str) -> None:
    """Whoever says what a file is for is told at once that it does not fit."""
    if not command:
        return
    definition = commands.find(work, actor, command)
    demand(actor, 'ops.start', definition.errand())
    wanted = next((one for one in definition.parameters if (one.name, one.kind) == (parameter, 'file')), None)
    if wanted is None:
        raise Rejected(f'{definition.name} takes no file called “{parameter[:80]}”.', field='parameter')
    if not fits(wanted, shown_name(name)):
        raise WrongType(misfit(wanted))
