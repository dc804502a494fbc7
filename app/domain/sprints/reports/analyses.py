"""Analyses of a sprint as they are asked for, kept and read again: what they were of stands beside what came out."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.domain.sprints.facts.board import POINTS, Number
from app.domain.sprints.metrics.report import Report, Row
from app.domain.sprints.reports.analysis_by import Analysis, Slice, SliceMoved, analysis_of
from app.domain.sprints.reports.report_rows import RowAsk, rows_of


@dataclass(frozen=True, slots=True)
class AnalysisAsk:
    """By what issues are grouped, and which of them count: a filter of our own, and what Jira found for `query`."""
    by: str = 'discipline'
    unit: str = POINTS
    has_subtasks: bool = True
    query: str = ''
    text: str = ''
    project: str = ''
    discipline: str = ''
    stakeholder: str = ''
    type: str = ''


@dataclass(frozen=True, slots=True)
class KeptAnalysis:
    id: int
    ask: AnalysisAsk
    version: str  # of the report it was made of: live, or kind:number
    analysis: Analysis
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnalysisView:
    """`former`: the kept one with the same parameters that this is compared with; `others`: all that were kept, the
    newest first.
    """
    ask: AnalysisAsk
    analysis: Analysis
    former: KeptAnalysis | None
    moved: tuple[SliceMoved, ...]
    others: tuple[KeptAnalysis, ...]


def analysed(report: Report, ask: AnalysisAsk, found: frozenset[Number] | None) -> Analysis:
    """`found` is what Jira found for the query; None: there is none."""
    own = {row.number for row in rows_of(report, RowAsk(
        '', ask.text, ask.project, ask.discipline, ask.stakeholder, ask.type, ask.has_subtasks))}

    def fits(row: Row) -> bool:
        return row.number in own and (found is None or row.number in found)
    return analysis_of(report, ask.by, ask.has_subtasks, fits)


def ask_plain(ask: AnalysisAsk) -> dict[str, Any]:
    return asdict(ask)


def ask_from(stored: Mapping[str, Any]) -> AnalysisAsk:
    """What a former release did not know is as usual."""
    return AnalysisAsk(**{one.name: stored[one.name] for one in fields(AnalysisAsk) if one.name in stored})


def plain(analysis: Analysis) -> dict[str, Any]:
    """Amounts as text, so that nothing is rounded."""
    return {'issues': analysis.issues, 'amount': str(analysis.amount), 'estimated': analysis.estimated,
            'mean': _text(analysis.mean), 'slices': [
                {'name': one.name, 'issues': one.issues, 'amount': str(one.amount), 'done': str(one.done),
                 'estimated': one.estimated, 'keys': list(one.keys)} for one in analysis.slices]}


def from_plain(ask: AnalysisAsk, stored: Mapping[str, Any]) -> Analysis:
    number: Callable[[str], Decimal] = Decimal
    return Analysis(ask.by, ask.unit, tuple(
        Slice(one['name'], one['issues'], number(one['amount']), number(one['done']), one['estimated'],
              tuple(one['keys'])) for one in stored['slices']), stored['issues'], number(stored['amount']),
        number(stored['mean']) if stored['mean'] is not None else None, stored['estimated'])


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
