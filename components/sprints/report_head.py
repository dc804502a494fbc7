"""What stands above a report: which sprint and how far it is, its goal, and what to look at and how."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from app.domain.sprints.facts.board import ACTIVE, CLOSED, FUTURE
from app.domain.sprints.metrics.report import FROZEN
from app.domain.sprints.reports.report_views import ReportView
from components.controls import Button, Choice, IconButton, Pill, Segmented, Text, block, classed, put, sign
from components.sprints.age import Age
from components.sprints.data_status import has_doubt, status_line
from components.sprints.figures import at_risk
from components.sprints.words import UNIT_NAMES, counted, day, span

TABS = {'summary': 'Summary', 'issues': 'Issues', 'scope': 'Scope', 'burndown': 'Burndown', 'compare': 'Compare',
        'baseline': 'Baseline', 'analysis': 'Analysis', 'git': 'Git'}

Choose = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class HeadWishes:
    """What is None is not for whoever looks."""
    step: Callable[[int], object]  # to the sprint before or after
    choose_board: Choose
    choose_sprint: Choose
    choose_version: Choose
    choose_unit: Choose
    choose_tab: Choose
    explain: Callable[[], object]
    address: Callable[[str], str]  # of a tab
    sync: Callable[[], Awaitable[None]] | None = None
    freeze: Callable[[], Awaitable[None]] | None = None


class ReportHead(ui.element):
    """`actions` is the place for what else can be done with a report: exporting, publishing."""

    def __init__(self, wishes: HeadWishes) -> None:
        super().__init__('div')
        self.classes('rt-report-head')
        with self, block('rt-phead'):
            with block('rt-grow'):
                self._title(wishes)
            if wishes.sync:
                Button('Sync now', wishes.sync, look='ghost', icon='sync')
            if wishes.freeze:
                Button('Freeze snapshot', wishes.freeze, icon='lock')
            self.actions = block('rt-row rt-wrap')

    def show(self, view: ReportView) -> None:
        report = view.report
        self.name.say(f'{report.sprint_name}, {report.board_name}')
        self.state.show(*state_words(view))
        self.dates.say(span(report.start, report.planned_end, report.zone) + (
            f' · {counted(view.people, "person", "people")}' if view.people else '') + ' ·')
        self.age.show(view.board)
        for step, button in ((-1, self.before), (1, self.after)):
            other = view.neighbour(step)
            button.enable(other is not None)
            words = 'Previous sprint' if step < 0 else 'Next sprint'
            button.name(f'{words}: {other.name}' if other else words)

    def _title(self, wishes: HeadWishes) -> None:
        with block('rt-row rt-wrap'):
            self.name = Text('', tag='h1')
            self.state = Pill()
            with block('rt-row').style('gap: 2px'):
                self.before = StepButton('chevron_left', 'Previous sprint', partial(wishes.step, -1))
                self.after = StepButton('chevron_right', 'Next sprint', partial(wishes.step, 1))
        with block('rt-meta rt-wrap'):
            self.dates = Text()
            self.age = Age()


class StepButton(IconButton):
    """To a neighbour, if there is one."""

    def __init__(self, icon: str, name: str, on_click: Callable[[], object]) -> None:
        super().__init__(icon, name, on_click, has_tooltip=False)
        self.classes('rt-sprint-step')

    def enable(self, is_enabled: bool) -> None:
        put(self, disabled=None if is_enabled else True)


class Toolbar(ui.element):
    """Tabs with addresses of their own, the unit, which sprint and version, and how far it can be believed."""

    def __init__(self, wishes: HeadWishes, tabs: Sequence[str], boards: Mapping[str, str], board: int) -> None:
        super().__init__('div')
        self.classes('rt-report-bar rt-numbers-bar')
        self.links: dict[str, Text] = {}
        with self:
            with block('rt-report-tabs', 'nav').props('aria-label="Parts of the report"'):
                for key in tabs:
                    self.links[key] = Text(TABS[key], tag='a').props(f'href="{wishes.address(key)}"').on(
                        'click.prevent', partial(wishes.choose_tab, key), args=[])
            block('rt-grow')
            with block('rt-row rt-data-status') as self.status:
                self.line = Text('', 'rt-sm rt-3 rt-clip').props('role=status')
                Button('Data status', wishes.explain, look='ghost', size='s', icon='info')
            self.board = Choice('Board', boards, str(board)).classes('rt-bare')
            self.sprint = Choice('Sprint', {}, None, can_search=True).classes('rt-bare')
            self.version = Choice('Version', {}, None).classes('rt-bare')
            self.units = UnitSwitch(wishes.choose_unit)
        for choice, choose in ((self.board, wishes.choose_board), (self.sprint, wishes.choose_sprint),
                               (self.version, wishes.choose_version)):
            choice.select.on('update:model-value', partial(_chosen, choice, choose), args=[])
        self.board.set_visibility(len(boards) > 1)

    def show(self, view: ReportView, tab: str) -> None:
        for key, anchor in self.links.items():
            classed(anchor, on=key == tab)
            put(anchor, aria_current='page' if key == tab else None)
        self.line.say(status_line(view))
        classed(self.status, doubtful=has_doubt(view))
        _offer(self.sprint, {str(one.number): one.name + (' (deleted)' if one.is_gone else '')
                             for one in reversed(view.sprints)}, str(view.report.sprint))
        _offer(self.version, {one.key: one.name for one in view.versions}, view.version)
        self.version.set_visibility(len(view.versions) > 1)
        self.units.show(view.report.unit, view.units)


class UnitSwitch(Segmented):
    """What is counted; a frozen report has only what was frozen."""

    def __init__(self, choose: Choose) -> None:
        super().__init__('Show', UNIT_NAMES, 'points', choose)
        for key, button in self.buttons.items():
            button.props['aria-label'] = f'Show {UNIT_NAMES[key].lower()}'

    def show(self, value: str, units: Sequence[str] = ()) -> None:
        super().show(value)
        self.keys = list(units)
        for key, button in self.buttons.items():
            button.set_visibility(key in units)


class Goal(ui.element):
    """What the sprint is for, how much of it is done, and whether it is likely to be reached."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-goal')
        with self:
            with block('rt-sq rt-prim'):
                sign('flag', 20)
            with block('rt-grow'):
                Text('Goal', 'rt-sm rt-3', 'div')
                self.text = Text('', 'rt-b rt-goal-text', 'div')
            with block('rt-row'):
                with block('rt-meter').props('aria-hidden=true') as self.meter:
                    self.bar = block(tag='i')
                self.done = Text('', 'rt-sm rt-2')
                self.risk = Pill()

    def show(self, view: ReportView) -> None:
        figures = view.report.figures
        self.text.say(view.report.goal or 'No goal was written down for this sprint.')
        scope, done = figures.final.issues, figures.completed.issues
        self.bar.style(f'width: {100 * done / scope if scope else 0:.0f}%')
        self.done.say(f'{done} of {counted(scope)} done')
        self.risk.show(*_risk(view))
        self.risk.set_visibility(view.report.state == ACTIVE and view.pace is not None)


def state_words(view: ReportView) -> tuple[str, str, str]:
    """Text, icon and tone."""
    report = view.report
    if report.state == FUTURE:
        return (f'Starts {day(report.start, report.zone)}' if report.start else 'Not started', 'schedule', '')
    if report.state == CLOSED:
        return ('Closed, frozen', 'lock', '') if report.about.kind == FROZEN else ('Closed', 'check_circle', '')
    if view.days is None:
        return 'Active', 'play_arrow', 'info'
    if view.days.left <= 0:
        return 'Past its end', 'warning', 'warn'
    return f'Day {view.days.day} of {view.days.of}', 'schedule', 'warn'


def _risk(view: ReportView) -> tuple[str, str, str]:
    return ('At risk', 'warning', 'warn') if at_risk(view) else ('On track', 'check_circle', 'ok')


def _offer(choice: Choice, options: Mapping[str, str], value: str) -> None:
    select = choice.select
    if select.options != options:
        select.set_options(dict(options), value=value)
    elif select.value != value:
        select.set_value(value)


async def _chosen(choice: Choice, choose: Choose) -> None:
    await choose(choice.value)
