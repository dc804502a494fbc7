"""What Jira's own report says about a sprint, beside ours: asked for by people, kept with its age, never a source."""

from typing import Final

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.sprints.facts.board import POINTS, Number
from app.domain.sprints.jira.queries import KINDS
from app.domain.sprints.jira.reading import SiteReport
from app.domain.sprints.reports.reconciling import (
    ANSWERED,
    FAILED,
    SILENT,
    WAITING,
    ReconcileView,
    from_plain,
    plain,
    reconcile,
)
from app.errors import Conflict
from app.events import SitesChanged, board_topic
from app.services import audit
from app.services.ops import queue
from app.services.sprints import ground, reports, sites
from app.work import Work
from models.sprints import SprintBoard, SprintRecord

COMMAND: Final = 'sprints.reconcile'
KIND: Final = 'reconciliation'  # of the records that keep it
NO_JIRA: Final = 'Only Jira has a report of its own, and this board was not read from one.'


def ask(work: Work, actor: Actor, board_id: int, sprint: Number) -> int:
    """Let a run ask Jira; returns it."""
    demand(actor, 'sprints.plan')
    board = ground.seen_board(work, actor, board_id)
    known = ground.sprint_of(board, sprint)
    if board.site_kind not in KINDS:
        raise Conflict(NO_JIRA, 'sprints.no_report')
    work.take_turns(sites.TURN + board.site)
    row = _row(work, board_id, sprint)
    if row is None:
        row = SprintRecord(board_id=board_id, sprint=sprint, kind=KIND, data_version=0, by_name=actor.name,
                           at=work.now)
        work.session.add(row)
    row.result, row.by_name = {**row.result, 'state': WAITING, 'error': ''}, actor.name
    audit.write(work, actor, 'sprints.reconcile', f'{board.name}, {known.name}')
    work.record(SitesChanged(board_topic(board_id)))
    run = queue.enqueue(work, COMMAND, {'site': board.site, 'board': board_id, 'sprint': sprint}, trigger='ui',
                        actor=actor)
    assert run is not None
    return run


def view(work: Work, actor: Actor, board_id: int, sprint: Number, unit: str = POINTS, version: str = '',
         ) -> ReconcileView:
    """Raises Conflict for boards that were not read from a Jira."""
    demand(actor, 'sprints.look')
    found = watch(work, board_id, sprint, unit, version)
    if found is None:
        raise Conflict(NO_JIRA, 'sprints.no_report')
    return found


def watch(work: Work, board_id: int, sprint: Number, unit: str, version: str) -> ReconcileView | None:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened."""
    board = ground.board_of(work, board_id)
    if board.site_kind not in KINDS:
        return None
    row = _row(work, board_id, sprint)
    if row is None:
        return ReconcileView()
    told = row.result.get('report')
    report = reports.report_shown(work, board, sprint, unit, version)
    return ReconcileView(row.result.get('state', ''), row.at if told else None, row.by_name,
                         row.result.get('error', ''), reconcile(report, from_plain(told)) if told else None)


def to_ask(work: Work, board_id: int) -> int:
    """The number of a board at its site."""
    return work.get(SprintBoard, board_id).number


def note_answer(work: Work, board_id: int, sprint: Number, theirs: SiteReport | None) -> None:
    """None: Jira has no such report. An earlier answer does not become wrong by that."""
    row = _demand_row(work, board_id, sprint)
    if theirs is None:
        row.result = {**row.result, 'state': SILENT, 'error': ''}
    else:
        row.result, row.at = {'state': ANSWERED, 'error': '', 'report': plain(theirs)}, work.now
    work.record(SitesChanged(board_topic(board_id)))


def note_trouble(work: Work, board_id: int, sprint: Number, error: str) -> None:
    """What was told before stays."""
    row = _demand_row(work, board_id, sprint)
    row.result = {**row.result, 'state': FAILED, 'error': error}
    work.record(SitesChanged(board_topic(board_id)))


def _demand_row(work: Work, board_id: int, sprint: Number) -> SprintRecord:
    """Also where a run was started by hand."""
    row = _row(work, board_id, sprint)
    if row is None:
        row = SprintRecord(board_id=board_id, sprint=sprint, kind=KIND, data_version=0, by_name='', at=work.now)
        work.session.add(row)
    return row


def _row(work: Work, board_id: int, sprint: Number) -> SprintRecord | None:
    return work.session.exec(select(SprintRecord).where(
        SprintRecord.kind == KIND, SprintRecord.board_id == board_id, SprintRecord.sprint == sprint).order_by(
        col(SprintRecord.id))).first()
