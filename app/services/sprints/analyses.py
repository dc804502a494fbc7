"""Analyses of a sprint: worked out for whoever looks, kept with their parameters, compared with the last kept one."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.sprints.facts.board import Board, Number
from app.domain.sprints.metrics.report import Report
from app.domain.sprints.reports.analyses import (
    AnalysisAsk,
    AnalysisView,
    KeptAnalysis,
    analysed,
    ask_from,
    ask_plain,
    plain,
)
from app.domain.sprints.reports.analyses import from_plain as analysis_from
from app.domain.sprints.reports.analysis_by import differences
from app.errors import NotFound, Rejected
from app.events import SitesChanged, board_topic
from app.services import audit
from app.services.sprints import ground, reports
from app.work import Work
from models.sprints import SprintRecord

KIND: Final = 'analysis'  # of the records that keep them
MOST: Final = 50  # that are listed


def view_analysis(work: Work, actor: Actor, board_id: int, sprint: Number, ask: AnalysisAsk, version: str = '',
                  former: int = 0) -> AnalysisView:
    """As it is now; `former` is a kept one to compare with, 0 the last with the same parameters. Raises NotFound."""
    demand(actor, 'sprints.look')
    board, report = _report(work, actor, board_id, sprint, ask, version)
    analysis = analysed(report, ask, _found(board, ask))
    kept = _kept(work, board_id, sprint)
    same = [one for one in kept if one.ask == ask]
    chosen = next((one for one in same if not former or one.id == former), None)
    if former and chosen is None:
        raise NotFound('There is no such analysis, or it was made with other parameters.')
    return AnalysisView(ask, analysis, chosen, differences(chosen.analysis, analysis) if chosen else (), kept)


def list_analyses(work: Work, actor: Actor, board_id: int, sprint: Number) -> tuple[KeptAnalysis, ...]:
    """Those that were kept, the newest first."""
    demand(actor, 'sprints.look')
    ground.sprint_of(ground.board_of(work, board_id), sprint)
    return _kept(work, board_id, sprint)


def keep(work: Work, actor: Actor, board_id: int, sprint: Number, ask: AnalysisAsk, version: str = '') -> int:
    """With its parameters, so that the next one can be compared with it. Returns its id."""
    demand(actor, 'sprints.plan')
    board, report = _report(work, actor, board_id, sprint, ask, version)
    analysis = analysed(report, ask, _found(board, ask))
    shown = version or reports.usual_version(work, board, sprint)
    row = SprintRecord(board_id=board_id, sprint=sprint, kind=KIND, parameters={
        **ask_plain(ask), 'version': shown}, result=plain(analysis), data_version=board.version, by_name=actor.name,
        at=work.now)
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, 'sprints.analysis', f'{board.name}, {report.sprint_name}', f'by {ask.by}',
                after={'issues': analysis.issues, 'amount': str(analysis.amount)})
    work.record(SitesChanged(board_topic(board_id)))
    return row.id


def _report(work: Work, actor: Actor, board_id: int, sprint: Number, ask: AnalysisAsk, version: str,
            ) -> tuple[Board, Report]:
    board = ground.seen_board(work, actor, board_id)
    return board, reports.view_report(work, actor, board_id, sprint, ask.unit, version)


def _found(board: Board, ask: AnalysisAsk) -> frozenset[Number] | None:
    """Raises Rejected for a query that Jira has not answered."""
    if not ask.query:
        return None
    if ask.query not in board.queries:
        raise Rejected('Ask Jira first what this query finds.', 'sprints.not_asked', 'query')
    return board.queries[ask.query]


def _kept(work: Work, board_id: int, sprint: Number) -> tuple[KeptAnalysis, ...]:
    rows: Sequence[SprintRecord] = work.session.exec(select(SprintRecord).where(
        SprintRecord.kind == KIND, SprintRecord.board_id == board_id, SprintRecord.sprint == sprint).order_by(
        col(SprintRecord.id).desc()).limit(MOST)).all()
    return tuple(_view(row) for row in rows)


def _view(row: SprintRecord) -> KeptAnalysis:
    ask = ask_from(row.parameters)
    return KeptAnalysis(row.id, ask, row.parameters.get('version', ''), analysis_from(ask, row.result), row.by_name,
                        row.at)
