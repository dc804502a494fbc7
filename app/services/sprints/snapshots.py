"""Snapshots: reports as they were when a sprint began and ended. They are written once and never again.

What is due is worked out outside of the transaction that keeps it: a report may take a moment, and writers wait for
each other. Two runs may work out the same one; the second finds it kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from sqlmodel import col, func, select

from app.domain.access import Actor, demand
from app.domain.sprints.facts.board import ACTIVE, CLOSED, ISSUES, POINTS, Board, Ms, Number, Sprint
from app.domain.sprints.jira.stamps import milliseconds
from app.domain.sprints.metrics import analysis
from app.domain.sprints.metrics.report import FROZEN, RECONSTRUCTED, Report
from app.domain.sprints.reports import frozen as rules
from app.domain.sprints.reports import report_json
from app.domain.sprints.reports.frozen import CLOSE, MANUAL, START, Difference, Snapshot, SnapshotLine
from app.errors import Rejected
from app.events import SnapshotFrozen, board_topic
from app.services import audit
from app.services.sprints import ground, sites
from app.work import Work
from models.sprints import Sprint as SprintRow
from models.sprints import SprintBoard, SprintSnapshot

SCHEMA: Final = 1
UNITS: Final = (POINTS, ISSUES)


@dataclass(frozen=True)
class Due:
    """A snapshot that has to be taken."""
    sprint: Number
    kind: str
    as_of: Ms


def frozen(work: Work, board_id: int, sprint: Number, kind: str = CLOSE, version: int | None = None,
           ) -> Snapshot | None:
    """The newest of its kind, or the one with this number; None where there is none."""
    wanted = select(SprintSnapshot).where(SprintSnapshot.board_id == board_id, SprintSnapshot.sprint == sprint,
                                          SprintSnapshot.kind == kind)
    if version is not None:
        wanted = wanted.where(SprintSnapshot.number == version)
    row = work.session.exec(wanted.order_by(col(SprintSnapshot.number).desc()).limit(1)).first()
    return _view(row) if row else None


def list_snapshots(work: Work, actor: Actor, board_id: int, sprint: Number) -> tuple[SnapshotLine, ...]:
    """The newest first."""
    demand(actor, 'sprints.look')
    rows = work.session.execute(select(  # type: ignore[call-overload]
        SprintSnapshot.id, SprintSnapshot.kind, SprintSnapshot.number, SprintSnapshot.as_of, SprintSnapshot.taken_at,
        SprintSnapshot.by_name, SprintSnapshot.is_reconstructed).where(
        SprintSnapshot.board_id == board_id, SprintSnapshot.sprint == sprint).order_by(col(SprintSnapshot.id).desc()))
    return tuple(SnapshotLine(*row) for row in rows)


def freeze(work: Work, actor: Actor, board_id: int, sprint: Number) -> Snapshot:
    """As it is now, because somebody wants to come back to it."""
    demand(actor, 'sprints.plan')
    board = ground.board_of(work, board_id)
    found = ground.sprint_of(board, sprint)
    if found.state not in (ACTIVE, CLOSED):
        raise Rejected('A sprint that has not begun has nothing to keep yet.', 'sprints.not_begun')
    due = Due(sprint, MANUAL, milliseconds(work.now) if found.state == ACTIVE else _end(found))
    row = _keep(work, board, due, bodies(board, due, start_of(work, board_id, sprint)), actor.name, False)
    audit.write(work, actor, 'sprints.freeze', found.name, board.name)
    work.record(SnapshotFrozen(board_topic(board_id), board_id, sprint, MANUAL))
    return _view(row)


def list_due(work: Work, board_id: int) -> tuple[Due, ...]:
    """Begun sprints without a start, and closings nobody has kept yet: the older first."""
    rows = work.session.execute(select(
        SprintSnapshot.sprint, SprintSnapshot.kind, SprintSnapshot.as_of).where(SprintSnapshot.board_id == board_id))
    known = {_identity(Due(*row)) for row in rows}
    board = ground.board_of(work, board_id)
    return tuple(due for sprint in sorted(board.sprints.values(), key=lambda one: one.complete or one.start or 0)
                 for due in _wanted(sprint) if _identity(due) not in known)


def keep_due(work: Work, board: Board, due: Due, told: Mapping[str, Any], was_followed: bool) -> bool:
    """Whether nobody was faster. `was_followed`: the board had been read before the event; what lies further back is
    no news to anybody.
    """
    work.take_turns(sites.TURN + board.site)
    if _is_kept(work, board.id, due):
        return False
    _keep(work, board, due, told, '', rules.is_late(due.as_of, milliseconds(work.now), was_followed))
    if was_followed:
        work.record(SnapshotFrozen(board_topic(board.id), board.id, due.sprint, due.kind))
    return True


def start_of(work: Work, board_id: int, sprint: Number) -> Ms | None:
    """Of the frozen start, which wins over dates that somebody edits later."""
    return work.session.exec(select(SprintSnapshot.as_of).where(
        SprintSnapshot.board_id == board_id, SprintSnapshot.sprint == sprint, SprintSnapshot.kind == START).order_by(
        col(SprintSnapshot.number)).limit(1)).first()


def read_at(work: Work, board_id: int) -> Ms | None:
    """When its site was last read whole."""
    moment = work.session.exec(select(SprintBoard.ok_at).where(SprintBoard.id == board_id)).first()
    return milliseconds(moment) if moment else None


def differs(work: Work, board_id: int, sprint: Number, version: int | None = None) -> Difference | None:
    """What a replay would say today beside what was frozen at the close; None where it is the same."""
    snapshot = frozen(work, board_id, sprint, CLOSE, version)
    board = ground.board_of(work, board_id)
    if snapshot is None or sprint not in board.sprints:
        return None
    as_then = replace(board, sprints={**board.sprints, sprint: replace(
        board.sprints[sprint], state=CLOSED, complete=snapshot.as_of)}) if (
        board.sprints[sprint].complete != snapshot.as_of) else board
    now = analysis.report_of(as_then, sprint, snapshot.as_of, POINTS, start_of(work, board_id, sprint))
    return rules.difference(snapshot.report, now)


def bodies(board: Board, due: Due, start: Ms | None) -> dict[str, Any]:
    """What is kept: reports by unit, and what was known of the capacity. It takes a while for many issues."""
    begin = due.as_of if due.kind == START else start
    reports = {unit: analysis.report_of(board, due.sprint, due.as_of, unit, begin) for unit in UNITS}
    return {'schema': SCHEMA, 'reports': {unit: report_json.to_json(one) for unit, one in reports.items()},
            'capacity': list(_capacity(board, due.sprint))}


def _wanted(sprint: Sprint) -> Iterator[Due]:
    """Of a sprint that is gone, what was kept is all there will ever be."""
    start = sprint.activated if sprint.activated is not None else sprint.start
    if sprint.is_gone or sprint.state not in (ACTIVE, CLOSED):
        return
    if start is not None:
        yield Due(sprint.number, START, start)
    if sprint.state == CLOSED and sprint.complete is not None:
        yield Due(sprint.number, CLOSE, sprint.complete)


def _identity(due: Due) -> tuple[object, ...]:
    """A sprint starts once; each of its closings is another."""
    return due.sprint, due.kind, due.as_of if due.kind == CLOSE else None


def _is_kept(work: Work, board_id: int, due: Due) -> bool:
    found = select(SprintSnapshot.as_of).where(SprintSnapshot.board_id == board_id,
                                               SprintSnapshot.sprint == due.sprint, SprintSnapshot.kind == due.kind)
    return any(due.kind != CLOSE or as_of == due.as_of for as_of in work.session.exec(found))


def _end(sprint: Sprint) -> Ms:
    end = sprint.complete if sprint.complete is not None else sprint.end
    if end is None:
        raise Rejected('Nobody knows when this sprint ended.', 'sprints.no_end')
    return end


def _keep(work: Work, board: Board, due: Due, told: Mapping[str, Any], by: str, is_late: bool) -> SprintSnapshot:
    work.take_turns(sites.TURN + board.site)
    last = work.session.exec(select(func.max(SprintSnapshot.number)).where(
        SprintSnapshot.board_id == board.id, SprintSnapshot.sprint == due.sprint,
        SprintSnapshot.kind == due.kind)).one()
    told = {**told, 'read_at': read_at(work, board.id)}
    row = SprintSnapshot(
        board_id=board.id, sprint=due.sprint, kind=due.kind, number=(last or 0) + 1, as_of=due.as_of,
        taken_at=work.now, by_name=by, is_reconstructed=is_late, mapping=board.columns_at(due.as_of).version,
        data_version=board.version, hash=_hash(told), body=dict(told))
    work.session.add(row)
    if due.kind == START:
        _fix_start(work, board, due)
    work.session.flush()
    return row


def _fix_start(work: Work, board: Board, due: Due) -> None:
    """Where the site only has a date that people edit, the sprint has begun when it was seen to."""
    row = work.session.exec(select(SprintRow).where(SprintRow.site_id == board.site,
                                                    SprintRow.number == due.sprint)).first()
    if row and row.activated is None:
        row.activated = due.as_of
        ground.move_site(work, board.site)


def _view(row: SprintSnapshot) -> Snapshot:
    reports = {unit: _labelled(report_json.from_json(told), row) for unit, told in row.body['reports'].items()}
    return Snapshot(row.id, row.board_id, row.sprint, row.kind, row.number, row.as_of, row.taken_at, row.by_name,
                    row.is_reconstructed, row.mapping, row.data_version, row.hash, reports,
                    tuple(row.body.get('capacity', ())))


def _labelled(report: Report, row: SprintSnapshot) -> Report:
    return replace(report, about=replace(
        report.about, kind=RECONSTRUCTED if row.is_reconstructed else FROZEN, version=row.number, as_of=row.as_of,
        read_at=row.body.get('read_at')))


def _capacity(board: Board, sprint: Number) -> Iterator[dict[str, Any]]:
    for one in board.capacities:
        if one.sprint == sprint:
            yield {'discipline': one.discipline, 'unit': one.unit, 'is_carried': one.is_carried,
                   **{name: None if getattr(one, name) is None else str(getattr(one, name))
                      for name in ('amount', 'reserve', 'points_per_hour', 'in_progress')},
                   'exceptions': {str(member): str(hours) for member, hours in one.exceptions.items()}}


def _hash(told: Mapping[str, Any]) -> str:
    return sha256(report_json.canonical(told)).hexdigest()
