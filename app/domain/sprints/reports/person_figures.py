"""Figures of a sprint for each person in it: only for those who were given the right, and by name, so that nobody is
ranked.
"""

from typing import Final

from app.domain.sprints.metrics.numbers import counted, figures_of
from app.domain.sprints.metrics.report import Report, Row
from app.domain.sprints.reports.report_rows import Part, is_counted

NOBODY: Final = 'Unassigned'


def by_person(report: Report) -> tuple[Part, ...]:
    """By whom an issue was assigned to when its part in the sprint ended."""
    groups: dict[str, list[Row]] = {}
    for row in report.rows:
        if is_counted(row):
            groups.setdefault(row.assignee or NOBODY, []).append(row)
    return tuple(Part(name, len(rows), figures_of([counted(row, not row.is_subtask) for row in rows],
                                                  report.has_commitment), tuple(row.key for row in rows))
                 for name, rows in sorted(groups.items(), key=lambda one: (one[0] == NOBODY, one[0].casefold())))
