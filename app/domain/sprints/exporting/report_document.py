"""A report as a document, from which all of its files are written."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from app.domain.sprints.exporting.documents import Document, Grid, Line, Picture, clean, file_name, local
from app.domain.sprints.exporting.report_grids import charts_of, daily, grids_of
from app.domain.sprints.facts.board import Ms
from app.domain.sprints.metrics.burndown import NONE
from app.domain.sprints.metrics.report import NOT_RELEVANT, Burndown, Report, Row, Step
from app.domain.sprints.publishing.wiki_report import amount, sections

ISSUES_AT: Final = 1  # which sheet a CSV has
MOST_ROWS: Final = 10_000  # of one table of a document that is read
JIRA_HEADS: Final = ('Summary', 'Issue Key', 'Issue Type', 'Status', 'Priority', 'Assignee', 'Reporter', 'Project Key',
                     'Sprint', 'Story Points', 'Epic Link')


def document_of(report: Report, link: str = '') -> Document:
    """`link` leads back to the report."""
    version = f'v{report.about.version}' if report.about.version else ''
    return Document(
        file_name(report.board_name, report.sprint_name, version), f'{report.board_name}: {report.sprint_name}',
        report.zone, report.about.as_of, sections(report, link, most=MOST_ROWS), grids_of(report), ISSUES_AT,
        report, charts_of(report, len(daily(report))), picture_of(report), report.about.is_demo)


def jira_document_of(report: Report) -> Document:
    """With the column names that the importer of Jira knows; of several labels each has a column of its own."""
    rows = [row for row in report.rows if row.class_ != NOT_RELEVANT]
    labels = max((len(row.labels) for row in rows), default=0)
    grid = Grid('Issues', (*JIRA_HEADS, *('Labels',) * labels),
                tuple(_jira_row(row, report.sprint_name, labels) for row in rows))
    name = file_name(report.board_name, report.sprint_name, 'jira')
    return Document(name, f'{report.board_name}: {report.sprint_name}', report.zone, report.about.as_of, (), (grid,), 0,
                    report, is_demo=report.about.is_demo)


def picture_of(report: Report) -> Picture | None:
    """The burndown; None for a sprint without dates."""
    line = report.burndown
    if line is None or not line.left:
        return None
    first, last = line.start, max(line.end, line.until, line.start + 1)
    most = max((step.amount for steps in (line.left, line.scope, line.done, line.guideline) for step in steps),
               default=NONE) or Decimal(1)

    def line_of(name: str, steps: Sequence[Step], is_stepped: bool = True) -> Line:
        return Line(name, _points(steps, is_stepped, line, (first, last), most), name in ('Guideline', 'Scope'))
    lines = (line_of('Left', line.left), line_of('Guideline', line.guideline, False), line_of('Done', line.done),
             line_of('Scope', line.scope))
    left, unit = line.left[-1].amount, report.unit
    summary = f'{amount(left)} {unit} left of {amount(line.scope[-1].amount if line.scope else most)} {unit}'
    return Picture('Burndown', summary, lines, _day(first, report.zone), _day(last, report.zone), amount(most))


def _points(steps: Sequence[Step], is_stepped: bool, line: Burndown, span: tuple[Ms, Ms], most: Decimal,
            ) -> tuple[tuple[Decimal, Decimal], ...]:
    """A step holds until the next one."""
    first, last = span
    found: list[tuple[Decimal, Decimal]] = []
    for step in steps:
        x = Decimal(max(first, min(last, step.at)) - first) / (last - first)
        if is_stepped and found:
            found.append((x, found[-1][1]))
        found.append((x, step.amount / most))
    if is_stepped and found:
        found.append((Decimal(min(last, line.until) - first) / (last - first), found[-1][1]))
    return tuple(found)


def _day(at: Ms, zone: str) -> str:
    moment = local(at, zone)
    assert moment is not None
    return f'{moment.day} {moment:%b %Y}'


def _jira_row(row: Row, sprint: str, labels: int) -> tuple[str | Decimal | None, ...]:
    told = (row.title, row.key, row.type, row.status, row.priority, row.assignee, row.stakeholder, row.project, sprint)
    spare = ('',) * (labels - len(row.labels))
    return (*map(clean, told), row.last, clean(row.epic), *map(clean, row.labels), *spare)
