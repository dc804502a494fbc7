"""The figures of a sprint once more by discipline, project, stakeholder or type."""

from collections.abc import Callable

from nicegui import ui

from app.domain.sprints.metrics.report import Figures, Report
from app.domain.sprints.reports.report_rows import parts_of
from app.domain.sprints.reports.report_views import ReportView
from components.controls import Segmented, Switch, Text, block, table_head
from components.sprints.words import amount, percent, signed

NAMES = {'discipline': 'Discipline', 'project': 'Project', 'stakeholder': 'Stakeholder', 'type': 'Type'}
HEADS = (('Issues', 'rt-num'), ('Committed', 'rt-num'), ('Added', 'rt-num'), ('Removed', 'rt-num'),
         ('Re-estimated', 'rt-num'), ('Completed', 'rt-num'), ('Not completed', 'rt-num'), ('Say/do', 'rt-num'),
         ('Churn', 'rt-num'))

Open = Callable[[str, str], object]  # the issues of a part: by what, and which


class Breakdown(ui.element):
    def __init__(self, open_part: Open) -> None:
        super().__init__('section')
        self.open_part = open_part
        self.by, self.has_subtasks = '', True
        self.view: ReportView | None = None
        self.shown: object = None
        self.classes('rt-card').props('aria-label="Figures by part"')
        with self:
            with block('rt-card-head rt-ln rt-wrap'):
                Text('Figures by', tag='h2')
                self.choice = Segmented('Figures by', NAMES, 'discipline', self._choose)
                block('rt-grow')
                self.subtasks = Switch('Without subtasks', on_change=self._leave_out)
            with block('rt-scroll-x').props('tabindex=0 role=group aria-label="Figures by part"'):
                self.place = block('rt-table rt-breakdown', 'table')

    def show(self, view: ReportView) -> None:
        self.view, report = view, view.report
        by = self.by or self._usual(view)
        self.choice.show(by)
        self.subtasks.set_visibility(any(row.is_subtask for row in report.rows))
        if self.shown == (id(report), by, self.has_subtasks):
            return
        self.shown = (id(report), by, self.has_subtasks)
        self._fill(report, by)

    def _fill(self, report: Report, by: str) -> None:
        self.place.clear()
        with self.place:
            table_head((NAMES[by], ''), *HEADS)
            with block(tag='tbody'):
                for part in parts_of(report, by, has_subtasks=self.has_subtasks):
                    self._row(by, part.name, part.issues, part.figures)

    def _row(self, by: str, name: str, issues: int, figures: Figures) -> None:
        told = (str(issues), amount(figures.committed.amount), amount(figures.added.amount),
                amount(figures.removed.amount), signed(figures.reestimated.amount), amount(figures.completed.amount),
                amount(figures.remaining.amount), percent(figures.say_do), percent(figures.churn))
        with block(tag='tr'):
            with block(tag='td'):
                Text(name, 'rt-as-link', 'button').props('type=button').on(
                    'click', lambda: self.open_part(by, name), args=[])
            for words in told:
                Text(words, 'rt-num', 'td')

    def _usual(self, view: ReportView) -> str:
        """Projects on boards of several, else disciplines where they are known, else types."""
        if view.has_projects:
            return 'project'
        return 'discipline' if any(row.disciplines for row in view.report.rows) else 'type'

    def _choose(self, by: str) -> None:
        self.by = by
        if self.view:
            self.show(self.view)

    def _leave_out(self, is_on: bool) -> None:
        self.has_subtasks = not is_on
        if self.view:
            self.show(self.view)
