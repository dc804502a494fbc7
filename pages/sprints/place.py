"""What one browser tab shows of a report; all of it stands in its address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from app.domain.sprints.facts.board import HOURS, ISSUES, POINTS
from app.domain.sprints.jira.queries import LONGEST as LONGEST_QUERY
from app.domain.sprints.reports.analyses import AnalysisAsk
from app.domain.sprints.reports.analysis_by import WAYS
from app.domain.sprints.reports.report_rows import ONLY, RowAsk
from components.sprints.report_head import TABS

LONGEST = 200  # characters of a filter
ANALYSED = ('by', 'query', 'text', 'project', 'discipline', 'stakeholder', 'type')


@dataclass(frozen=True)
class Place:
    tab: str = 'summary'
    unit: str = POINTS
    version: str = ''  # empty: the usual one
    ask: RowAsk = field(default_factory=RowAsk)
    issue: int | None = None  # whose reasons are open
    against: str = ''  # version it is compared with; empty: the start
    way: str = ''  # down, up; empty: what tells more
    analysis: AnalysisAsk = field(default_factory=AnalysisAsk)  # counted in the unit of the report
    kept: int = 0  # number of the kept analysis that is compared with; 0: the last

    def address(self, path: str) -> str:
        given = {'tab': self.tab if self.tab != 'summary' else '', 'estimate': self.unit if self.unit != POINTS else '',
                 'version': self.version, 'class': self.ask.only, 'q': self.ask.text, 'project': self.ask.project,
                 'discipline': self.ask.discipline, 'stakeholder': self.ask.stakeholder, 'type': self.ask.type,
                 'subtasks': '' if self.ask.has_subtasks else 'no', 'issue': self.issue or '', 'with': self.against,
                 'way': self.way, 'kept': self.kept or '', **_told(self.analysis)}
        query = urlencode({name: value for name, value in given.items() if value})
        return f'{path}?{query}' if query else path


def place_of(query: Mapping[str, str]) -> Place:
    """What an address says; what makes no sense there is left out."""
    def text(name: str) -> str:
        return query.get(name, '')[:LONGEST]
    tab, unit, only, number = text('tab'), text('estimate'), text('class'), text('issue')
    ask = RowAsk(only if only in ONLY else '', text('q'), text('project'), text('discipline'), text('stakeholder'),
                 text('type'), text('subtasks') != 'no')
    return Place(tab if tab in TABS else 'summary', unit if unit in (POINTS, ISSUES, HOURS) else POINTS,
                 text('version'), ask, int(number) if number.isdecimal() and len(number) < 19 else None, text('with'),
                 text('way') if text('way') in ('down', 'up') else '', _analysis(query),
                 int(text('kept')) if text('kept').isdecimal() and len(text('kept')) < 10 else 0)


def _told(ask: AnalysisAsk) -> dict[str, str]:
    """Only what is not as usual."""
    usual, subtasks = AnalysisAsk(), '' if ask.has_subtasks else 'no'
    return {'analysed-subtasks': subtasks, **{f'analysed-{name}': getattr(ask, name) for name in ANALYSED
                                              if getattr(ask, name) != getattr(usual, name)}}


def _analysis(query: Mapping[str, str]) -> AnalysisAsk:
    given = {name: query[f'analysed-{name}'][:LONGEST_QUERY if name == 'query' else LONGEST] for name in ANALYSED
             if f'analysed-{name}' in query}
    by = given.pop('by', '')
    return AnalysisAsk(by if by in WAYS else AnalysisAsk().by,
                       has_subtasks=query.get('analysed-subtasks') != 'no', **given)
