"""The six figures of a sprint, and those that follow from them; each leads to the issues behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from nicegui import ui

from app.domain.sprints.facts.board import ACTIVE, CLOSED, FUTURE, ISSUES, NOT_STARTED, STARTED, WAITING
from app.domain.sprints.metrics.numbers import reading
from app.domain.sprints.metrics.report import NOT_COMPLETED, Report
from app.domain.sprints.reports.report_views import ReportView
from components.controls import Text, become, put
from components.sprints.words import NOTHING, amount, counted, of_unit, percent, signed

KINDS = ((WAITING, 'in review'), (STARTED, 'started'), (NOT_STARTED, 'not started'), ('', 'in no column'))

Open = Callable[[str], object]  # the list behind a figure


@dataclass(frozen=True)
class Figure:
    label: str
    value: str
    note: str
    only: str  # app.domain.sprints.reports.report_rows.ONLY
    tone: str = ''


class Figures(ui.element):
    """The same six places always; what differs is sent."""

    def __init__(self, open_list: Open) -> None:
        super().__init__('div')
        self.classes('rt-stats').props('role=group aria-label="Figures of the sprint"')
        with self:
            self.places = [FigureButton(open_list) for _ in range(6)]

    def show(self, view: ReportView) -> None:
        for place, figure in zip(self.places, six(view), strict=True):
            place.show(figure)


class FigureButton(ui.element):
    def __init__(self, open_list: Open) -> None:
        super().__init__('button')
        self.props('type=button')
        self.figure: Figure | None = None
        with self:
            self.label, self.value, self.note = (Text('', classes) for classes in (
                'rt-stat-label', 'rt-stat-value', 'rt-hint'))
        self.on('click', partial(self._open, open_list), args=[])

    def show(self, figure: Figure) -> None:
        if figure == self.figure:
            return
        self.figure = figure
        self.label.say(figure.label)
        self.value.say(figure.value)
        become(self.value, ('rt-stat-value', f'rt-{figure.tone}') if figure.tone else ('rt-stat-value',))
        self.note.say(figure.note)
        put(self, aria_label=f'{figure.label} {figure.value}, {figure.note}. Show these issues')

    def _open(self, open_list: Open) -> object:
        return open_list(self.figure.only) if self.figure else None


class Ratios(ui.element):
    """What follows from the six, in one line; n/a where there is nothing to divide by."""

    def __init__(self, open_list: Open) -> None:
        super().__init__('div')
        self.classes('rt-ratios').props('role=group aria-label="What follows from them"')
        self.open_list = open_list
        self.shown: Sequence[Figure] = ()

    def show(self, report: Report) -> None:
        figures = others(report)
        if figures == self.shown:
            return
        self.shown = figures
        self.clear()
        with self:
            for one in figures:
                self._place(one)

    def _place(self, figure: Figure) -> None:
        place = ui.element('button').props('type=button')
        with place.on('click', lambda: self.open_list(figure.only), args=[]):
            Text(figure.label, 'rt-3')
            Text(figure.value, f'rt-b rt-{figure.tone}' if figure.tone else 'rt-b')
        place.props['title'] = figure.note
        place.props['aria-label'] = f'{figure.label} {figure.value}: {figure.note}. Show these issues'


def six(view: ReportView) -> tuple[Figure, ...]:
    report, figures = view.report, view.report.figures
    scope = figures.final.amount
    return (
        *_moves(report),
        Figure('Completed', amount(figures.completed.amount), f'of {of_unit(scope, report.unit)} in scope', 'completed',
               'pos' if figures.completed.issues else ''),
        Figure('Remaining' if report.state == ACTIVE else 'Not completed', amount(figures.remaining.amount),
               _open_ones(report), 'not_completed'),
        _last(view))


def _moves(report: Report) -> tuple[Figure, ...]:
    """What was committed and what changed, as far as anybody knows when the sprint began."""
    one = report.figures
    if not report.has_commitment:
        return tuple(Figure(name, NOTHING, 'its start is not known', only) for name, only in (
            ('Committed', 'committed'), ('Added', 'added'), ('Removed', 'removed')))
    return (
        Figure('Committed', amount(one.committed.amount), counted(one.committed.issues), 'committed'),
        Figure('Added', f'+{amount(one.added.amount)}' if one.added.amount else '0', counted(one.added.issues), 'added',
               'inf' if one.added.issues else ''),
        Figure('Removed', f'−{amount(one.removed.amount)}' if one.removed.amount else '0',
               counted(one.removed.issues), 'removed', 'wrn' if one.removed.issues else ''))


def others(report: Report) -> tuple[Figure, ...]:
    """Re-estimates, ratios and what could not be counted."""
    one = report.figures
    found = [
        Figure('Re-estimated', signed(one.reestimated.amount), f'net, of {counted(one.reestimated.issues)}',
               'reestimated'),
        Figure('Net change', percent(one.net), 'added − removed + re-estimated, of what was committed', 'reestimated'),
        Figure('Churn', percent(one.churn), 'added + removed + every re-estimate, of what was committed', 'added'),
        Figure('Say/do', percent(one.say_do), _say_do(one.say_do), 'kept'),
        Figure('Done of commitment', percent(one.done_ratio), 'all that was completed, of what was committed',
               'completed'),
        Figure('Unestimated', str(one.unestimated), 'issues that count 0 because nobody estimated them', 'unestimated',
               'wrn' if one.unestimated else '')]
    if one.outside.issues:
        found.append(Figure('Outside the commitment', amount(one.outside.amount),
                            f'{counted(one.outside.issues)} there at the start, in no column or done', 'outside'))
    if one.unmapped:
        found.append(Figure('Status in no column', str(one.unmapped), 'issues that count as not done', 'unmapped',
                            'wrn'))
    return tuple(found)


def at_risk(view: ReportView) -> bool:
    """More than a quarter of what is in scope is likely to be left."""
    scope = view.report.figures.final.amount
    return bool(view.pace and scope and view.pace.likely * 4 > scope)


def _last(view: ReportView) -> Figure:
    report = view.report
    if report.state == CLOSED:
        onward = [row for row in report.rows if row.class_ == NOT_COMPLETED and row.went_to]
        return Figure('Carried over', amount(_amount(report, onward)), f'{counted(len(onward))} went on',
                      'not_completed', 'wrn' if onward else '')
    pace = view.pace
    if pace is None:
        why = 'has not started' if report.state == FUTURE else 'too early to tell'
        return Figure('Likely to carry over', NOTHING, why, 'not_completed')
    issues = '' if report.unit == ISSUES else f'{counted(len(pace.numbers))}, '
    return Figure('Likely to carry over', amount(pace.likely), f'{issues}at the pace so far', 'not_completed',
                  'wrn' if pace.likely else '')


def _amount(report: Report, rows: Sequence[object]) -> Decimal:
    if report.unit == ISSUES:
        return Decimal(len(rows))
    return sum((getattr(row, 'last', None) or Decimal(0) for row in rows), Decimal(0))


def _open_ones(report: Report) -> str:
    """9 in review, 7 started, 4 not."""
    rows = [row for row in report.rows if row.class_ == NOT_COMPLETED]
    sums = [(_amount(report, [row for row in rows if row.column == kind]), words) for kind, words in KINDS]
    said = [f'{amount(value)} {words}' for value, words in sums if value]
    return ', '.join(said) if said else counted(len(rows))


def _say_do(ratio: Decimal | None) -> str:
    words = 'initial estimates of what was committed and completed, of what was committed'
    return f'{words}; {reading(ratio)}' if reading(ratio) else words
