"""Issues judged by the report of a sprint."""

from types import SimpleNamespace

from app.domain.sprints.facts.board import Sprint
from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.report import NOT_RELEVANT
from tests.sprints import SPRINT, board, jan

A, B = str(SPRINT), '43'
START, END = jan('5 08:00'), jan('16 16:00')
NOW = jan('31')
OTHER = Sprint(43, 'Sprint 43', 'closed', '', jan('19 08:00'), jan('19 08:00'), jan('30 16:00'), jan('30 16:00'))
THIS = Sprint(SPRINT, 'Sprint 42', 'closed', '', START, START, END, END)


def judged(*issues, sprint=SPRINT, sprints=(THIS, OTHER), now=NOW, unit='points', **more):
    """The report of a sprint, and its rows by the number of their issue."""
    report = report_of(board(issues, list(sprints), **more), sprint, now, unit)
    return SimpleNamespace(report=report, figures=report.figures, rows={row.number: row for row in report.rows})


def row_of(one, **more):
    return judged(one, **more).rows[one.number]


def class_of(one, **more):
    row = judged(one, **more).rows.get(one.number)
    return row.class_ if row else NOT_RELEVANT
