"""An analysis of a sprint: grouped by discipline or another thing, filtered, and beside the last one that was kept."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from nicegui import ui

from app.domain.sprints.facts.board import ISSUES, Number
from app.domain.sprints.metrics.report import Report
from app.domain.sprints.reports.analyses import AnalysisAsk, AnalysisView, KeptAnalysis
from app.domain.sprints.reports.analysis_by import WAYS, Slice, SliceMoved
from components.chips import Chip, ChoiceChip
from components.controls import Button, Choice, Switch, Text, block, outside_link, table_head
from components.feedback import Nothing, empty_state
from components.moments import short_moment, within
from components.sprints.issues import CHOICES
from components.sprints.query_field import QueryField
from components.sprints.words import UNIT_NAMES, amount, counted, of_unit, signed

NAMES: Final = {'discipline': 'Discipline', 'type': 'Type', 'priority': 'Priority', 'stakeholder': 'Stakeholder',
                'status': 'Status', 'project': 'Project'}
MOST: Final = 12  # keys that are named in a row


@dataclass(frozen=True)
class AnalysisWishes:
    """What is None is not for whoever looks; `has_jira`: there is one that understands queries."""
    turn: Callable[[AnalysisAsk], Awaitable[None]]
    compare: Callable[[int], Awaitable[None]]
    why: Callable[[Number], object]
    keep: Callable[[], Awaitable[None]] | None
    ask_jira: Callable[[str], Awaitable[object]] | None
    has_jira: bool


class AnalysisPart(ui.element):
    def __init__(self, wishes: AnalysisWishes) -> None:
        super().__init__('div')
        self.wishes, self.asked = wishes, AnalysisAsk()
        self.view: AnalysisView | None = None
        self.classes('rt-report-part')
        with self:
            with block('rt-card', 'section').props('aria-label="What is analysed"'):
                self._bar()
            self.problem = Text('', 'rt-error', 'p').props('role=alert')
            with block('rt-card', 'section').props('aria-label=Analysis') as self.result:
                self._result()
            self.kept = block('rt-card', 'section').props('aria-label="Kept analyses"')
        self.problem.set_visibility(False)
        self.jql.set_visibility(wishes.has_jira)

    def fail(self, reason: str) -> None:
        self.problem.say(reason)
        self.problem.set_visibility(True)
        self.result.set_visibility(False)

    def show(self, report: Report, view: AnalysisView) -> None:
        self.problem.set_visibility(False)
        self.result.set_visibility(True)
        self._offer(report, view)
        if view == self.view:
            return
        self.view = view
        self.about.say(about_words(view))
        self.former.select.set_options(_formers(view), value=str(view.former.id) if view.former else None)
        self.former.set_visibility(view.former is not None)
        self.moved.say(_moved_words(view))
        self.nothing.show(not view.analysis.slices, 'that')
        self.scroll.set_visibility(bool(view.analysis.slices))
        self._rows(report, view)
        self._kept(view.others)

    def _bar(self) -> None:
        with block('rt-row rt-wrap rt-issue-bar'):
            self.by = Choice('Grouped by', NAMES, self.asked.by).classes('rt-bare')
            self.by.select.on('update:model-value', lambda: self._change(by=self.by.value), args=[])
            self.subtasks = Switch('Without subtasks', on_change=lambda is_on: self._change(has_subtasks=not is_on))
            block('rt-grow')
            self.choices = {name: ChoiceChip(label, label, lambda value, name=name: self._change(**{name: value}))  # type: ignore[misc]
                            for name, label in CHOICES}
            self.search = ui.input(placeholder='Filter').props(
                'outlined dense clearable debounce=250 aria-label="Filter the analysis"').classes('rt-issue-search')
            self.search.mark('Filter the analysis').on_value_change(
                lambda: self._change(text=(self.search.value or '')[:200]))
        with block('rt-card-body rt-col') as self.jql:
            self.query = QueryField(self.wishes.ask_jira)
            with block('rt-row rt-wrap'):
                self.use = Button('Filter by this query', self._use_query, size='s', icon='filter_list')
                self.chip = Chip('Query', 'filter_list', lambda: self._change(query=''), self._use_query)

    def _result(self) -> None:
        with block('rt-card-head rt-row rt-wrap'):
            with block('rt-grow'):
                Text('Analysis', tag='h2')
                self.about = Text('', 'rt-sm rt-2', 'p').props('role=status')
            self.former = Choice('Compared with', {}, None).classes('rt-bare')
            self.former.select.on('update:model-value', lambda: self.wishes.compare(int(self.former.value or 0)),
                                  args=[])
            if self.wishes.keep:
                Button('Keep analysis', self.wishes.keep, look='primary', icon='bookmark_add')
        self.moved = Text('', 'rt-2 rt-card-body', 'p')
        self.nothing = Nothing(_no_match, lambda: None)
        with block('rt-scroll-x').props('tabindex=0 role=group aria-label=Analysis') as self.scroll:
            self.table = block('rt-table rt-breakdown', 'table').props('aria-label=Analysis')

    def _offer(self, report: Report, view: AnalysisView) -> None:
        ask = self.asked = view.ask
        self.by.select.set_value(ask.by)
        self.subtasks.show(not ask.has_subtasks)
        self.subtasks.set_visibility(any(row.is_subtask for row in report.rows))
        for name, _ in CHOICES:
            found = sorted({value for row in report.rows for value in WAYS[name](row)}, key=str.casefold)
            self.choices[name].offer({value: value for value in found})
            self.choices[name].choose(getattr(ask, name))
            self.choices[name].set_visibility(len(found) > 1 or bool(getattr(ask, name)))
        if (self.search.value or '') != ask.text:
            self.search.set_value(ask.text)
        self.chip.show(f'JQL: {ask.query[:60]}' if ask.query else '')
        self.chip.set_visibility(bool(ask.query))
        self.use.set_visibility(not ask.query)
        if ask.query and not self.query.value:
            self.query.field.set(ask.query)

    async def _change(self, **changes: Any) -> None:
        ask = replace(self.asked, **changes)
        if ask != self.asked:
            await self.wishes.turn(ask)

    async def _use_query(self) -> None:
        if self.query.value:
            await self._change(query=self.query.value)

    def _rows(self, report: Report, view: AnalysisView) -> None:
        ask, moved = view.ask, {one.name: one for one in view.moved}
        numbers = {row.key: row.number for row in report.rows}
        site = next((row.url.partition('/browse/')[0] for row in report.rows if '/browse/' in row.url), '')
        gone = [one for one in view.moved if one.name not in {own.name for own in view.analysis.slices}]
        self.table.clear()
        with self.table:
            unit = () if ask.unit == ISSUES else ((UNIT_NAMES[ask.unit], 'rt-num'), ('Done', 'rt-num'),
                                                 ('Estimated', 'rt-num'))
            table_head((NAMES[ask.by], ''), ('Issues', 'rt-num'), *unit,
                       *((('Since then', ''),) if view.former else ()), ('Keys', ''))
            with block(tag='tbody'):
                for one in view.analysis.slices:
                    self._row(view, one, moved.get(one.name), numbers, site)
                for lost in gone:
                    self._lost(view, lost)

    def _row(self, view: AnalysisView, one: Slice, moved: SliceMoved | None, numbers: Mapping[str, Number],
             site: str) -> None:
        with block(tag='tr'):
            Text(one.name, '', 'td')
            Text(str(one.issues), 'rt-num', 'td')
            if view.ask.unit != ISSUES:
                for words in (amount(one.amount), amount(one.done), str(one.estimated)):
                    Text(words, 'rt-num', 'td')
            if view.former:
                Text(_since(moved), 'rt-2', 'td')
            with block('rt-row rt-wrap', 'td'):
                for key in one.keys[:MOST]:
                    Text(key, 'rt-as-link', 'button').props('type=button').on(
                        'click', partial(self.wishes.why, numbers[key]), args=[])
                if len(one.keys) > MOST:
                    Text(f'and {len(one.keys) - MOST} more', 'rt-3')
                if site:
                    outside_link('In Jira', f'{site}/issues/?jql={quote(one.jql)}')

    def _lost(self, view: AnalysisView, lost: SliceMoved) -> None:
        with block(tag='tr'):
            Text(lost.name, 'rt-3', 'td')
            for _ in range(1 if view.ask.unit == ISSUES else 4):
                Text('–', 'rt-num rt-3', 'td')
            Text(_since(lost), 'rt-2', 'td')
            Text('', '', 'td')

    def _kept(self, others: Sequence[KeptAnalysis]) -> None:
        self.kept.clear()
        self.kept.set_visibility(bool(others))
        with self.kept:
            with block('rt-card-head'):
                Text('Kept analyses', tag='h2')
            with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="Kept analyses"'):
                table_head(('Kept', ''), ('Of', ''), ('Issues', 'rt-num'), ('Amount', 'rt-num'), ('', ''))
                with block(tag='tbody'):
                    for one in others:
                        self._other(one)

    def _other(self, one: KeptAnalysis) -> None:
        with block(tag='tr'):
            Text(f'{short_moment(one.at)} by {one.by_name}', 'rt-nowrap', 'td')
            Text(ask_words(one.ask), '', 'td')
            Text(str(one.analysis.issues), 'rt-num', 'td')
            Text(of_unit(one.analysis.amount, one.ask.unit), 'rt-num rt-nowrap', 'td')
            with block(tag='td'):
                Button('Ask this again', partial(self.wishes.turn, one.ask), look='ghost', size='s')


def ask_words(ask: AnalysisAsk) -> str:
    """By type, in issues, without subtasks, JQL: …"""
    parts = [f'By {NAMES.get(ask.by, ask.by).lower()}', f'in {UNIT_NAMES[ask.unit].lower()}']
    parts += [] if ask.has_subtasks else ['without subtasks']
    parts += [f'{label.lower()} {getattr(ask, name)}' for name, label in CHOICES if getattr(ask, name)]
    parts += [f'“{ask.text}”'] if ask.text else []
    parts += [f'JQL: {ask.query}'] if ask.query else []
    return ', '.join(parts)


def about_words(view: AnalysisView) -> str:
    one = view.analysis
    if one.unit == ISSUES:
        return counted(one.issues)
    mean = f', {amount(one.mean)} on average' if one.mean is not None else ''
    return f'{of_unit(one.amount, one.unit)} in {counted(one.issues)}, {one.estimated} of them estimated{mean}'


def _formers(view: AnalysisView) -> dict[str, str]:
    return {str(one.id): f'{short_moment(one.at)} by {one.by_name}' for one in view.others if one.ask == view.ask}


def _moved_words(view: AnalysisView) -> str:
    if view.former is None:
        return 'None with these parameters is kept yet, so there is nothing to compare with.'
    then = f'{within(short_moment(view.former.at))}, when {view.former.by_name} kept it'
    return f'{counted(len(view.moved), "group")} moved since {then}.' if view.moved else f'The same as {then}.'


def _since(moved: SliceMoved | None) -> str:
    if moved is None:
        return 'the same'
    parts = [signed(moved.now - moved.was)] if moved.now != moved.was else []
    parts += [f'came {", ".join(moved.came[:MOST])}'] if moved.came else []
    parts += [f'went {", ".join(moved.went[:MOST])}'] if moved.went else []
    return '; '.join(parts)


def _no_match(_wanted: str) -> None:
    empty_state('filter_list_off', 'Nothing to analyse', 'No issue that was in the sprint at its end fits.')
