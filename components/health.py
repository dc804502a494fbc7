"""The health of this installation: checks, figures, processes, and where each setting comes from."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from app.domain.health import Check, Figures, Number, Replica, Setting
from components.controls import Button, Pill, Text, block, put, sign, symbol, table_head
from components.listing import Keyed
from components.moments import ago, grouped

Steer = Callable[[str, bool], Awaitable[None]]  # lets a process drain, or go on


class HealthView(ui.element):
    def __init__(self, steer: Steer | None = None) -> None:
        super().__init__('div')
        self.classes('rt-col').style('gap: 16px')
        with self:
            with block('rt-home'):
                self.checks = CheckList()
                self.figures = FigureList('Figures')
            with block('rt-home'):
                self.queue = FigureList('Operations')
                self.estimate = FigureList('Estimate')
            self.replicas = ReplicaTable(steer)

    def show(self, figures: Figures) -> None:
        self.checks.show(figures.checks)
        self.figures.show(figures.numbers)
        self.queue.show(figures.queue)
        self.estimate.show(figures.estimate)
        self.replicas.show(figures.replicas)


class CheckList(ui.element):
    def __init__(self, title: str = 'Checks') -> None:
        super().__init__('section')
        self.classes('rt-card').props['aria-label'] = title
        with self:
            with block('rt-card-head rt-ln'):
                Text(title, 'rt-grow', 'h2')
                self.verdict = Pill()
            body = block(tag='ul').props('role=list')
            body.props['aria-label'] = title
            self.lines = Keyed[str, CheckLine](body, CheckLine)

    def show(self, checks: tuple[Check, ...]) -> None:
        for check, line in zip(checks, self.lines.arrange([check.name for check in checks]), strict=True):
            line.show(check)
        bad = sum(not check.is_fine for check in checks)
        self.verdict.show(f'{bad} need attention' if bad else 'All fine', 'error' if bad else 'check_circle',
                          'bad' if bad else 'ok')


class CheckLine(ui.element):
    def __init__(self) -> None:
        super().__init__('li')
        self.classes('rt-line').props('role=listitem')
        with self:
            self.icon = sign('check_circle', 20)
            self.name = Text('', 'rt-b')
            self.text = Text('', 'rt-2 rt-grow')

    def show(self, check: Check) -> None:
        icon = symbol('check_circle' if check.is_fine else 'error')
        if self.icon.props['name'] != icon:
            self.icon.props['name'] = icon
        self.icon.classes(replace='rt-pos' if check.is_fine else 'rt-neg')
        self.name.say(f'{check.name}:')
        self.text.say(check.text)


class FigureList(ui.element):
    def __init__(self, title: str) -> None:
        super().__init__('section')
        self.classes('rt-card').props(f'aria-label={title}')
        self.values: dict[str, tuple[Text, Text]] = {}
        with self:
            with block('rt-card-head rt-ln'):
                Text(title, tag='h2')
            self.list = block('rt-month', 'dl').style('padding: 12px 16px')

    def show(self, numbers: tuple[Number, ...]) -> None:
        for name, value, unit in numbers:
            if name not in self.values:
                with self.list:
                    Text(name, 'rt-2', 'dt')
                    self.values[name] = (Text('', 'rt-bb', 'dd'), Text('', 'rt-3 rt-sm', 'dd'))
            number, measure = self.values[name]
            number.say(grouped(int(value)) if value == int(value) else f'{value:.1f}')
            measure.say(unit)


class ReplicaTable(ui.element):
    def __init__(self, steer: Steer | None) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label=Processes')
        with self:
            with block('rt-card-head rt-ln'):
                Text('Processes', tag='h2')
            body = _table('Processes', ('Process', 'Version', 'Started', 'Last sign of life', 'Runs'))
        self.rows = Keyed[str, ReplicaRow](body, lambda: ReplicaRow(steer))

    def show(self, replicas: tuple[Replica, ...]) -> None:
        for replica, row in zip(replicas, self.rows.arrange([one.name for one in replicas]), strict=True):
            row.show(replica)


class ReplicaRow(ui.element):
    def __init__(self, steer: Steer | None) -> None:
        super().__init__('tr')
        self.replica: Replica | None = None
        with self:
            self.cells = [Text('', '' if place else 'rt-b rt-mono', 'td') for place in range(4)]
            with block(tag='td'), block('rt-ln').style('gap: 8px'):
                self.state = Text('')
                self.button = Button('', self._steer, size='s') if steer else None
        self.steer = steer

    def show(self, replica: Replica) -> None:
        self.replica = replica
        for cell, text in zip(self.cells, (replica.name, replica.version, ago(replica.started_at),
                                           ago(replica.seen_at)), strict=True):
            cell.say(text)
        self.state.say('draining: starts nothing more' if replica.is_draining else 'starts them')
        if self.button:
            word = 'Resume' if replica.is_draining else 'Drain'
            self.button.say(word)
            put(self.button, aria_label=f'{word} {replica.name}')

    async def _steer(self) -> None:
        if self.steer and self.replica:
            await self.steer(self.replica.name, not self.replica.is_draining)


def settings_table(settings: tuple[Setting, ...]) -> None:
    """What the environment decided; secrets show only whether they are set."""
    with block('rt-card', 'section').props('aria-label=Settings'):
        with block('rt-card-head rt-ln'):
            Text('Settings', 'rt-grow', 'h2')
            Text('fixed by the environment of the process', 'rt-3 rt-sm')
        with _table('Settings', ('Variable', 'Value', 'From')):
            for setting in settings:
                _row((setting.name, setting.value or '–', 'default' if setting.is_default else 'environment'))


def _table(name: str, heads: tuple[str, ...]) -> ui.element:
    """The body, to be filled with rows."""
    with block('rt-scroll-x') as scrolling, block('rt-table', 'table').props(f'aria-label={name}'):
        scrolling.props(f'tabindex=0 role=group aria-label={name}')  # nothing in it takes the focus
        table_head(*((head, '') for head in heads))
        return block(tag='tbody')


def _row(cells: tuple[str, ...]) -> None:
    with block(tag='tr'):
        for place, cell in enumerate(cells):
            Text(cell, '' if place else 'rt-b rt-mono', 'td')
