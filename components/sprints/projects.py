"""Projects over all boards, epics and versions: how far they are, when they are likely to be done, at what risk."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from urllib.parse import quote

from nicegui import ui

from app.domain.sprints.flow.views import ProjectsView
from app.domain.sprints.forecasts.progress import Outlook, Progress
from app.domain.sprints.jira.queries import ANSWERED, FAILED, REFUSED, WAITING, KeptQuery
from components.chart_colours import Colours
from components.charts import Chart, Draw, Options
from components.controls import Button, Field, Pill, Segmented, Text, block, link, table_head
from components.feedback import Nothing, empty_state
from components.moments import short_day
from components.sprints.words import amount, counted, percent, together

KINDS = {'epic': 'Epic', 'version': 'Version', 'keys': 'Keys', 'jql': 'Query'}
OPEN, ALL = 'open', 'all'
SHOWN = {OPEN: 'Open', ALL: 'All'}
LOW, HIGH = Decimal('0.15'), Decimal('0.5')  # of the risk

Choose = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class QueryWishes:
    """For whoever may ask Jira what belongs to a project."""
    ask: Callable[[str], Awaitable[object]]
    forget: Callable[[KeptQuery], Awaitable[object]]


class ProjectList(ui.element):
    """`wishes` is None for whoever may not ask Jira."""

    def __init__(self, choose: Choose, find: Choose, open_keys: Callable[[str], object], which: str,
                 text: str, wishes: QueryWishes | None = None, report: Callable[[], object] | None = None) -> None:
        super().__init__('div')
        self.wishes = wishes
        self.classes('rt-report-part rt-projects')
        self.shown: object = None
        with self:
            with block('rt-phead'):
                with block('rt-grow'):
                    Text('Projects', tag='h1')
                    self.about = Text('', 'rt-meta', 'div').props('role=status')
                if report:
                    report()
            with block('rt-row rt-numbers-bar').props('role=toolbar aria-label="What is shown"'):
                self.which = Segmented('Projects', SHOWN, which, choose)
                self.text = ui.input(value=text, placeholder='Filter').props('outlined dense clearable debounce=250')
                self.text.props['aria-label'] = 'Filter the projects'
                self.text.mark('Filter the projects')
                self.text.on_value_change(lambda: find(self.text.value or ''))
                block('rt-grow')
                self.keys = ui.input(placeholder='ABC-12, ABC-14').props('outlined dense')
                self.keys.props['aria-label'] = 'Keys of a project'
                self.keys.mark('Keys of a project').on('keydown.enter', self._open_keys, args=[])
                self.open_keys = open_keys
                Button('Open keys', self._open_keys, look='ghost', icon='arrow_forward')
            if wishes:
                with block('rt-row rt-numbers-bar').props('role=group aria-label="Project by a query"'):
                    self.query = ui.input(placeholder='labels = checkout AND type != Bug').props('outlined dense')
                    self.query.props['aria-label'] = 'Query of a project'
                    self.query.classes('rt-grow').mark('Query of a project').on('keydown.enter', self._ask, args=[])
                    Button('Ask Jira', self._ask, look='ghost', icon='search')
            self.asked = block('rt-col')
            self.nothing = Nothing(_no_match, _none_at_all)
            with block('rt-card rt-scroll-x') as self.card, block('rt-table rt-stack', 'table').props(
                    'aria-label=Projects'):
                table_head(('Project', ''), ('Boards', ''), ('Done', ''), ('Points', 'rt-num'), ('50 % sure', ''),
                           ('85 % sure', ''), ('Target', ''), ('Risk', ''))
                self.body = block(tag='tbody')
        self.nothing.set_visibility(False)

    def show(self, view: ProjectsView, which: str, text: str) -> None:
        if (view.projects, view.queries, which, text) == self.shown:
            return
        self.shown = (view.projects, view.queries, which, text)
        self._tell_queries(view)
        rows = [one for one in view.projects if (which == ALL or one.open or one.unbroken)
                and text.casefold() in f'{one.name.label} {one.name.value}'.casefold()]
        late = sum(one.outlook.risk is not None and one.outlook.risk > HIGH for one in rows)
        self.about.say(f'{counted(len(rows), "project")}, {late} more likely late than not')
        self.nothing.show(not rows, text or ('these' if view.projects else ''))
        self.card.set_visibility(bool(rows))
        self.body.clear()
        with self.body:
            for one in rows:
                self._row(one)

    def find(self) -> None:
        self.text.run_method('focus')

    async def _ask(self) -> None:
        if self.wishes and (self.query.value or '').strip():
            await self.wishes.ask(self.query.value.strip())

    def _tell_queries(self, view: ProjectsView) -> None:
        """What was asked for and is in no list: not answered yet, refused, or nothing of a board is found."""
        listed = {one.name.value for one in view.projects if one.name.kind == 'jql'}
        self.asked.clear()
        with self.asked:
            for one in view.queries:
                if one.text not in listed or one.state != ANSWERED:
                    self._query(one)

    def _query(self, one: KeptQuery) -> None:
        is_bad = one.state in (REFUSED, FAILED)
        with block('rt-banner rt-warn' if is_bad else 'rt-banner').props('role=note'):
            Text(f'{one.text}: {_query_words(one)}', 'rt-grow')
            if self.wishes:
                Button('Forget', partial(self.wishes.forget, one), look='ghost', size='s')

    def _open_keys(self) -> None:
        if (self.keys.value or '').strip():
            self.open_keys(self.keys.value)

    def _row(self, one: Progress) -> None:
        with block(tag='tr'):
            with block(tag='td'):
                link(one.name.label, path_of(one), 'rt-b')
                Text(KINDS[one.name.kind], 'rt-sm rt-3', 'div')
            Text(together([name for _, name in one.name.boards]), '', 'td')
            with block('rt-project-done', 'td'):
                bar(one)
            Text(f'{amount(one.points_done)} of {amount(one.points)}', 'rt-num rt-nowrap', 'td')
            for day in (one.outlook.p50, one.outlook.p85):
                Text(day_words(day, one.outlook), 'rt-nowrap', 'td')
            Text(short_day(one.target) if one.target else '–', 'rt-nowrap', 'td')
            with block(tag='td'):
                Pill(*risk_words(one.outlook))


class ProjectScreen(ui.element):
    """`choose_target` is None for whoever may not."""

    def __init__(self, choose_target: Choose | None) -> None:
        super().__init__('div')
        self.classes('rt-report-part rt-project')
        self.shown: Progress | None = None
        with self:
            with block('rt-phead'):
                with block('rt-grow'):
                    self.name = Text('', tag='h1')
                    self.about = Text('', 'rt-meta', 'div')
                self.deeds = block('rt-row rt-wrap')
                self.target = Field('Target', kind='date').classes('rt-flow-day')
                self.target.input.on('change', lambda: choose_target and choose_target(self.target.value), args=[])
                self.target.input.set_enabled(choose_target is not None)
            self.figures = block('rt-stats rt-alone-stats rt-flow-stats').props(
                'role=group aria-label="Project in figures"')
            self.reason = Text('', 'rt-2', 'p')
            with block('rt-sides'):
                with _card('Burnup'):
                    self.burnup = Chart('Burnup', ('Week of', 'Done so far', 'In it'))
                with _card('Done each week'):
                    self.weeks = Chart('Done each week', ('Week of', 'Issues', 'Points'))
            self.below = block('rt-sides')

    def show(self, one: Progress) -> None:
        if one == self.shown:
            return
        self.shown = one
        self.name.say(one.name.label)
        self.about.say(f'{KINDS[one.name.kind]} on {together([name for _, name in one.name.boards])}')
        self.target.set(one.target.isoformat() if one.target else '')
        self._figures(one)
        self.reason.say(basis_words(one))
        _burnup(self.burnup, one)
        _weeks(self.weeks, one)
        self.below.clear()
        with self.below:
            _milestones(one)
            _waiting(one)

    def _figures(self, one: Progress) -> None:
        risk, _, _ = risk_words(one.outlook)
        self.figures.clear()
        with self.figures:
            for label, value, note in (
                    ('Done', f'{one.done} of {one.issues}', counted(one.unbroken, 'epic') + ' not broken down'
                     if one.unbroken else f'{counted(one.open)} open'),
                    ('Points', f'{amount(one.points_done)} of {amount(one.points)}',
                     f'{counted(one.unestimated)} without an estimate'),
                    ('50 % sure', day_words(one.outlook.p50, one.outlook), 'as likely earlier as later'),
                    ('85 % sure', day_words(one.outlook.p85, one.outlook), 'what to promise'),
                    ('Risk', risk, f'of being done after {short_day(one.target)}' if one.target else
                     'no target day is set')):
                with block('rt-stat'):
                    Text(label, 'rt-stat-label')
                    Text(value, 'rt-stat-value')
                    Text(note, 'rt-hint')


def _query_words(one: KeptQuery) -> str:
    if one.state == WAITING:
        return 'Jira is being asked. The project appears here when it has answered.'
    return one.error or 'Nothing that it finds is on a board here.'


def path_of(one: Progress) -> str:
    return f'/sprints/projects/{quote(one.name.key, safe="")}'


def bar(one: Progress) -> None:
    share = Decimal(one.done) / one.issues if one.issues else Decimal(0)
    with block('rt-meter').props('aria-hidden=true'):
        block(tag='i').style(f'width: {float(share) * 100:.1f}%')
    Text(f'{one.done} of {one.issues}', 'rt-sm rt-2 rt-nowrap')


def day_words(day: date | None, outlook: Outlook) -> str:
    if day is None:
        return '–' if outlook.reason else 'not within ten years'
    return f'{short_day(day)} {day.year}'


def risk_words(one: Outlook) -> tuple[str, str, str]:
    """Words, sign and tone."""
    if one.risk is None:
        return 'n/a', '', ''
    if one.risk > HIGH:
        return percent(one.risk), 'error', 'bad'
    return (percent(one.risk), 'warning', 'warn') if one.risk > LOW else (percent(one.risk), 'check', 'ok')


def basis_words(one: Progress) -> str:
    if one.outlook.reason:
        return one.outlook.reason
    if one.outlook.is_own:
        return f'By what was done of it on each of the last 60 days, for {counted(one.outlook.size, "item")} to go.'
    return (f'Too little of it was done lately to go by, so this is what its boards did on each of the last 60 days, '
            f'as if they worked on nothing else. At best, then, for {counted(one.outlook.size, "item")} to go.')


def _burnup(chart: Chart, one: Progress) -> None:
    last = one.weeks[-1] if one.weeks else None
    told = f'{last.done_so_far} of {counted(last.total)} done.' if last else 'Nothing belongs to it.'
    names = [f'{week.first.day} {week.first:%b}' for week in one.weeks]

    def draw(colours: Colours) -> Options:
        def line(name: str, values: list[int], colour: str, filled: bool) -> Options:
            return {'name': name, 'type': 'line', 'step': 'end', 'showSymbol': False, 'symbol': 'none', 'silent': True,
                    'data': values, 'lineStyle': {'color': colours[colour], 'width': 2},
                    'itemStyle': {'color': colours[colour]},
                    'endLabel': {'show': True, 'formatter': f'{name} {{c}}', 'color': colours['text-2'],
                                 'fontSize': 11, 'align': 'right', 'offset': [-4, -10]},
                    **({'areaStyle': {'color': colours[colour], 'opacity': .14}} if filled else {})}
        return _frame(colours, names) | {'series': [
            line('in it', [week.total for week in one.weeks], 'viz-8', False),
            line('done', [week.done_so_far for week in one.weeks], 'viz-1', True)]}
    chart.show('Burnup, issues', told, draw, [
        (short_day(week.first), str(week.done_so_far), str(week.total)) for week in one.weeks])


def _weeks(chart: Chart, one: Progress) -> None:
    names = [f'{week.first.day} {week.first:%b}' for week in one.weeks]
    done = [week.done for week in one.weeks]
    told = f'{counted(sum(done))} and {amount(sum((week.points for week in one.weeks), Decimal(0)))} points done in ' \
           f'{counted(len(done), "week")}.'
    chart.show('Done each week', told, _bars(names, done), [
        (short_day(week.first), str(week.done), amount(week.points)) for week in one.weeks])


def _bars(names: list[str], values: list[int]) -> Draw:
    return lambda colours: _frame(colours, names) | {'series': [{
        'type': 'bar', 'silent': True, 'barMaxWidth': 30, 'data': values,
        'itemStyle': {'color': colours['viz-1'], 'borderRadius': [3, 3, 0, 0]}}]}


def _frame(colours: Colours, names: list[str]) -> Options:
    label = {'color': colours['viz-axis'], 'fontSize': 12}
    return {'grid': {'left': 4, 'right': 14, 'top': 22, 'bottom': 8, 'containLabel': True},
            'xAxis': {'type': 'category', 'data': names, 'axisTick': {'show': False},
                      'axisLine': {'lineStyle': {'color': colours['line-strong']}},
                      'axisLabel': {**label, 'hideOverlap': True}},
            'yAxis': {'type': 'value', 'min': 0, 'minInterval': 1, 'splitNumber': 3, 'axisLabel': label,
                      'splitLine': {'lineStyle': {'color': colours['viz-grid']}}}}


def _milestones(one: Progress) -> None:
    with _side('Milestones', 'issues by their due date'):
        if not one.milestones:
            Text('No issue of it has a due date.', 'rt-2 rt-card-body', 'p')
            return
        with block('rt-table', 'table').props('aria-label=Milestones'):
            table_head(('Day', ''), ('Open', 'rt-num'), ('Issues', 'rt-num'), ('Which', ''))
            with block(tag='tbody'):
                for stone in one.milestones:
                    with block(tag='tr'):
                        Text(short_day(stone.day), 'rt-nowrap', 'td')
                        Text(str(stone.open), 'rt-num', 'td')
                        Text(str(stone.issues), 'rt-num', 'td')
                        Text(', '.join(stone.keys[:6]) + (' …' if len(stone.keys) > 6 else ''), 'rt-2', 'td')


def _waiting(one: Progress) -> None:
    with _side('Waiting for others', counted(len(one.waiting))):
        if not one.waiting:
            Text('Nothing of it waits for anything that is open.', 'rt-2 rt-card-body', 'p')
            return
        with block('rt-table', 'table').props('aria-label="Waiting for others"'):
            table_head(('Issue', ''), ('Waits for', ''), ('Where', ''))
            with block(tag='tbody'):
                for need in one.waiting:
                    with block(tag='tr'):
                        Text(f'{need.key} {need.title}', '', 'td')
                        Text(f'{need.on} {need.on_title}', '', 'td')
                        Text('outside this project' if need.is_outside else 'in this project', 'rt-2', 'td')


def _card(name: str) -> ui.element:
    return block('rt-report-chart', 'section').props(f'aria-label="{name}"')


def _side(title: str, note: str) -> ui.element:
    card = block('rt-card rt-flow-list', 'section').props(f'aria-label="{title}"')
    with card, block('rt-card-head'):
        Text(title, 'rt-grow', 'h2')
        Text(note, 'rt-sm rt-3')
    return card


def _no_match(wanted: str) -> None:
    empty_state('filter_alt_off', 'Nothing fits' if wanted == 'these' else f'No project matches “{wanted}”',
                'Projects that are done are listed under All.')


def _none_at_all() -> None:
    empty_state('flag', 'No project yet', 'Epics and versions of the boards are listed here as soon as Jira has some.')
