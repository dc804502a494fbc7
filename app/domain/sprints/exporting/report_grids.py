"""A report as sheets: its figures with the lines of its charts, its issues, what changed, and what is known about it.

Each issue has what it adds to every figure in a column of its own: the sums of the columns are the figures.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from app.domain.sprints.exporting.documents import COLUMN, LINE, Cell, Chart, Grid, Share, clean, local
from app.domain.sprints.facts.board import Ms
from app.domain.sprints.facts.calendar import Days
from app.domain.sprints.metrics.numbers import is_counted
from app.domain.sprints.metrics.report import (
    CLASS_NAMES,
    COMPLETED,
    NOT_COMPLETED,
    NOT_RELEVANT,
    REMOVED,
    Report,
    Row,
    ScopeEvent,
    Step,
    Tally,
)
from app.domain.sprints.publishing.wiki_report import KINDS, NONE

ISSUE_HEADS: Final = (
    'Key', 'Type', 'Title', 'Class', 'Status', 'Priority', 'First estimate', 'Last estimate', 'Committed', 'Completed',
    'Added', 'Removed', 'Re-estimated', 'Not completed', 'Assignee', 'Stakeholder', 'Epic', 'Labels', 'Disciplines',
    'Project', 'Carried over', 'Came from', 'Went to', 'Remarks', 'Address')
SUMS: Final = ('Committed', 'Completed', 'Added', 'Removed', 'Re-estimated', 'Not completed')
ALWAYS: Final = ('Completed', 'Not completed', 'In the sprint at its end')  # whenever a sprint began
SCOPE_HEADS: Final = ('When', 'What', 'Key', 'Title', 'Before', 'After', 'Who', 'Sprint', 'Label')
SIGNS: Final = {'+': 'added', '−': 'removed', '±': 're-estimated', '○': 'out and in again'}
FIGURE_HEADS: Final = ('Figure', 'Amount', 'Issues')
DAY_HEADS: Final = ('Day', 'Left', 'Scope', 'Done', 'Guideline')
GAP: Final = 1  # empty columns between the figures and the lines
MOST_DAYS: Final = 400  # of a sprint that lasts for years, the last ones


def grids_of(report: Report) -> tuple[Grid, ...]:
    return summary(report), issues(report), scope(report), about(report)


def charts_of(report: Report, days: int) -> tuple[Chart, ...]:
    """Of the sheet of figures; a sprint without dates has no lines."""
    columns = Chart(COLUMN, 'Committed and what became of it', report.unit, 0, 2, 1, 1 + len(SUMS))
    if not days:
        return (columns,)
    return columns, Chart(LINE, 'Burndown', report.unit, len(FIGURE_HEADS) + GAP, len(DAY_HEADS), 1, 1 + days)


def summary(report: Report) -> Grid:
    """Figures at the left, days at the right."""
    figures, days = tuple(_figures(report)), daily(report)
    empty: tuple[Cell, ...] = ('',) * GAP
    rows = tuple(
        (*(figures[place] if place < len(figures) else (None,) * len(FIGURE_HEADS)), *empty,
         *(days[place] if place < len(days) else (None,) * len(DAY_HEADS)))
        for place in range(max(len(figures), len(days))))
    return Grid('Summary', (*FIGURE_HEADS, *('',) * GAP, *DAY_HEADS), rows)


def issues(report: Report) -> Grid:
    """What had nothing to do with the sprint is left out."""
    return Grid('Issues', ISSUE_HEADS, tuple(_issue(row) for row in report.rows if row.class_ != NOT_RELEVANT))


def scope(report: Report) -> Grid:
    return Grid('Scope', SCOPE_HEADS, tuple(_event(one, report.zone) for one in report.scope))


def about(report: Report) -> Grid:
    known = report.about
    rows: list[tuple[Cell, ...]] = [
        ('Site', clean(report.site_name)), ('Board', clean(report.board_name)), ('Sprint', clean(report.sprint_name)),
        ('Goal', clean(report.goal)), ('State', report.state), ('Started', local(report.start, report.zone)),
        ('Planned end', local(report.planned_end, report.zone)), ('Counted until', local(report.end, report.zone)),
        ('Time zone', report.zone), ('Counted in', report.unit), ('Report', KINDS.get(known.kind, known.kind)),
        ('Version of the close', known.version or None), ('Data read', local(known.read_at, report.zone)),
        ('Version of the data', known.data_version), ('Version of the status mapping', known.mapping_version),
        ('Estimates from', clean(known.estimate)), ('Stakeholders from', clean(known.stakeholder)),
        ('Issues with an incomplete history', known.partial), ('Issues left out', known.excluded)]
    if known.is_demo:
        rows.append(('Source', 'Demo data'))
    return Grid('About', ('What', 'Value'), (*rows, *(('Remark', clean(one)) for one in known.warnings)))


def daily(report: Report) -> tuple[tuple[Cell, ...], ...]:
    """What the lines stand at by the end of each day; the guideline goes on to the planned end."""
    line = report.burndown
    if line is None:
        return ()
    days, last = Days(report.zone), max(line.end, line.until)
    day, found = days.of(line.start), []
    until, end = days.of(line.until), days.of(last)
    day = max(day, end - timedelta(days=MOST_DAYS))
    while day <= end:
        at = min(days.midnight(day + timedelta(days=1)) - 1, last)
        known = day <= until
        found.append((datetime(day.year, day.month, day.day), *(
            at_moment(steps, min(at, line.until)) if known else None for steps in (line.left, line.scope, line.done)),
            between(line.guideline, at)))
        day += timedelta(days=1)
    return tuple(found)


def at_moment(steps: Sequence[Step], at: Ms) -> Decimal | None:
    """The last step up to then."""
    found = None
    for step in steps:
        if step.at > at:
            break
        found = step.amount
    return found


def between(points: Sequence[Step], at: Ms) -> Decimal | None:
    """On the straight line between two points; to hundredths."""
    if not points or at < points[0].at:
        return None
    for before, after in pairwise(points):
        if before.at <= at <= after.at and after.at > before.at:
            share = Decimal(at - before.at) / Decimal(after.at - before.at)
            return (before.amount + (after.amount - before.amount) * share).quantize(Decimal('0.01'))
    return points[-1].amount


def _figures(report: Report) -> Iterator[tuple[Cell | Share, ...]]:
    """The first ones are those of the chart."""
    told = report.figures
    named: tuple[tuple[str, Tally], ...] = (
        ('Committed', told.committed), ('Completed', told.completed), ('Added', told.added), ('Removed', told.removed),
        ('Re-estimated', told.reestimated), ('Not completed', told.remaining), ('Outside the commitment', told.outside),
        ('In the sprint at its end', told.final))
    known = report.has_commitment
    yield from ((name, tally.amount, tally.issues) if known or name in ALWAYS else (name, NONE, None)
                for name, tally in named)
    yield 'Re-estimated, without signs', told.churned if known else NONE, None
    yield 'Unestimated', None, told.unestimated
    yield 'Status in no column', None, told.unmapped
    for name, share in (('Net change', told.net), ('Churn', told.churn), ('Say/do', told.say_do),
                        ('Completed of committed', told.done_ratio)):
        yield name, NONE if share is None else Share(share), None


def _issue(row: Row) -> tuple[Cell, ...]:
    return (clean(row.key), clean(row.type), clean(row.title), CLASS_NAMES.get(row.class_, row.class_),
            clean(row.status), clean(row.priority), row.initial, row.last, *_adds(row), clean(row.assignee),
            clean(row.stakeholder), clean(row.epic), clean('; '.join(row.labels)), clean(_disciplines(row)),
            clean(row.project), row.rollovers or None, clean(row.came_from), clean(row.went_to), _remarks(row),
            clean(row.url))


def _adds(row: Row) -> tuple[Decimal | None, ...]:
    """To each figure of `SUMS`; None where it has no part in it."""
    if not is_counted(row):
        return (None,) * len(SUMS)
    zero = Decimal(0)
    first, last = row.initial or zero, row.last or zero
    return (first if row.is_committed else None, last if row.class_ == COMPLETED else None,
            first if row.is_added else None, last if row.class_ == REMOVED else None,
            last - first if row.initial != row.last else None, last if row.class_ == NOT_COMPLETED else None)


def _disciplines(row: Row) -> str:
    return '; '.join(name if share == 1 else f'{name} {(share * 100).normalize():f} %'
                     for name, share in row.disciplines.items())


def _remarks(row: Row) -> str:
    marks = ((row.is_outside, 'outside the commitment'), (row.is_subtask, 'subtask'), (row.is_flagged, 'flagged'),
             (row.is_partial, 'history incomplete'), (bool(row.gone), row.gone),
             (not row.column, 'status in no column'))
    return '; '.join(words for is_so, words in marks if is_so)


def _event(one: ScopeEvent, zone: str) -> tuple[Cell, ...]:
    return (local(one.at, zone), SIGNS.get(one.sign, one.sign), clean(one.key), clean(one.title), one.before, one.after,
            clean(one.by), clean(one.sprint), clean(one.label))
