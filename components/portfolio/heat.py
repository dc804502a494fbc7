"""Teams by periods: each number with its class of colour, always printed, and what was different in the live plan."""

from collections.abc import Callable
from datetime import date
from functools import partial

from nicegui import ui
from nicegui.events import GenericEventArguments

from app.domain.portfolio.capacity.capacity import CapacityView, LoadCell, Period, TeamRow
from components.controls import Text, become, block, put
from components.portfolio.figures import NOBODY, counted, day_month, month_name, percent, span, whole

CLASSES = (('below 50', 0), ('50–79', 1), ('80–100', 2), ('101–110', 3), ('above 110', 4))
SIGNS = (('−1', 'one person is away'), ('1 d off', 'a day off for all'), (NOBODY, 'nobody is there'))

Open = Callable[[int, date, date], object]


class HeatGrid(ui.element):
    """A grid that is walked through with arrow keys; Enter opens a number."""

    def __init__(self, open_cell: Open) -> None:
        super().__init__('div')
        self.open_cell = open_cell
        self.classes('rt-heat-grid').props('role=grid aria-label="Load of teams"')
        self.cells: dict[tuple[int, int], HeatCell] = {}
        self.shape: object = None
        self.view: CapacityView | None = None
        self.at = (0, 0)
        self.on('keydown.left.right.up.down.home.end.prevent', self._step, args=['key'])

    def show(self, view: CapacityView) -> None:
        """The same teams and periods keep their cells; only what is another number is sent."""
        self.view = view
        shape = (view.periods, tuple((row.team, row.name, row.people) for row in view.rows))
        if shape != self.shape:
            self.shape = shape
            self._build(view)
        for line, row in enumerate(view.rows):
            for place, cell in enumerate(row.cells):
                self.cells[line, place].show(row, view.periods[place], cell, bool(view.scenario))

    def focus(self, team: int, start: date) -> None:
        """The hand is back where it came from."""
        if self.view:
            for line, row in enumerate(self.view.rows):
                for place, period in enumerate(self.view.periods):
                    if row.team == team and period.start == start:
                        self._go(line, place)

    def _build(self, view: CapacityView) -> None:
        self.clear()
        self.cells, self.at = {}, (0, 0)
        self.style(f'--rt-periods: {max(1, len(view.periods))}')
        self.props(f'aria-rowcount={len(view.rows) + 1} aria-colcount={len(view.periods) + 1}')
        with self:
            with block('rt-heat-row rt-heat-head').props('role=row'):
                Text('Team', 'rt-heat-team').props('role=columnheader')
                for period in view.periods:
                    self._head(view, period)
            for line, row in enumerate(view.rows):
                self._row(line, row, len(view.periods))

    def _head(self, view: CapacityView, period: Period) -> None:
        with block('rt-heat-name').props('role=columnheader') as head:
            Text(period_name(view.ask.bucket, period), 'rt-clip', 'div')
            if view.ask.bucket == 'iteration':
                Text(day_month(period.start), 'rt-3', 'div')
        head.props['title'] = f'{period.name} {span(period.start, period.end)}'.strip()

    def _row(self, line: int, row: TeamRow, count: int) -> None:
        with block('rt-heat-row').props('role=row'):
            with block('rt-heat-team').props('role=rowheader'):
                block('rt-heat-mark', 'i').style(f'background: var(--rt-bar-{(row.colour - 1) % 6 + 1}-line)')
                Text(row.name, 'rt-clip rt-b')
                Text(counted(row.people, 'person', 'people') if row.people else 'nobody known', 'rt-3 rt-sm rt-nowrap')
            for place in range(count):
                self.cells[line, place] = HeatCell(partial(self._open, line, place))
        if not line and count:
            self.cells[0, 0].props['tabindex'] = '0'

    def _open(self, line: int, place: int) -> object:
        view = self.view
        cell = view.rows[line].cells[place] if view and line < len(view.rows) else None
        self._go(line, place, is_focused=False)
        return self.open_cell(view.rows[line].team, cell.start, cell.end) if view and cell else None

    def _step(self, event: GenericEventArguments) -> None:
        line, place = self.at
        last = max((own for own in self.cells), default=(0, 0))
        ways = {'ArrowLeft': (line, place - 1), 'ArrowRight': (line, place + 1), 'ArrowUp': (line - 1, place),
                'ArrowDown': (line + 1, place), 'Home': (line, 0), 'End': (line, last[1])}
        self._go(*ways[event.args['key']])

    def _go(self, line: int, place: int, is_focused: bool = True) -> None:
        if (line, place) not in self.cells:
            return
        put(self.cells[self.at], tabindex='-1')
        self.at = (line, place)
        put(self.cells[self.at], tabindex='0')
        if is_focused:
            self.cells[self.at].run_method('focus')


class HeatCell(ui.element):
    def __init__(self, on_open: Callable[[], object]) -> None:
        super().__init__('button')
        self.classes('rt-heat').props('type=button role=gridcell tabindex=-1')
        self.shown: object = None
        self.before: Text | None = None
        with self:
            self.number = Text('', 'rt-heat-number')
        self.away: Text | None = None
        self.on('click', on_open, args=[])

    def show(self, row: TeamRow, period: Period, cell: LoadCell | None, is_scenario: bool) -> None:
        if (row.name, cell, is_scenario) == self.shown:
            return
        self.shown = (row.name, cell, is_scenario)
        become(self, ('rt-heat', 'rt-heat-none') if cell is None or cell.heat is None else
               ('rt-heat', f'rt-heat-{cell.heat}', *(('rt-heat-changed',) if cell.is_changed else ())),
               aria_label=cell_words(row, period, cell), title=cell_words(row, period, cell))
        self.number.say(whole(cell.percent) if cell else '')
        self._mark('before', f'{whole(cell.before)}' if cell and cell.is_changed else '', 'rt-heat-before', 's', 0)
        self._mark('away', away_sign(cell), 'rt-heat-away', 'span', -1)

    def _mark(self, name: str, text: str, classes: str, tag: str, place: int) -> None:
        """Made only where it says something: most cells have neither."""
        mark: Text | None = getattr(self, name)
        if mark is None and text:
            with self:
                mark = Text(text, classes, tag)
            if place == 0:
                mark.move(target_index=0)
            setattr(self, name, mark)
        elif mark is not None:
            mark.say(text)
            mark.set_visibility(bool(text))


def legend() -> None:
    """What the colours mean, in words."""
    with block('rt-heat-legend').props('role=list aria-label="Classes of load"'):
        Text('Load in percent of who is there', 'rt-2')
        for words, heat in CLASSES:
            Text(words, f'rt-heat rt-heat-{heat}').props('role=listitem')
        for sign, words in SIGNS:
            with block('rt-2').props('role=listitem'):
                Text(sign, 'rt-b')
                Text(f' {words}')


def period_name(bucket: str, period: Period) -> str:
    if bucket == 'month':
        return month_name(period.start)
    if bucket == 'iteration':
        return period.name or day_month(period.start)
    return f'{period.start:%a} {day_month(period.start)}' if bucket == 'day' else day_month(period.start)


def away_sign(cell: LoadCell | None) -> str:
    """How many are away, or how many days nobody works."""
    if cell is None or not (cell.away or cell.days_off):
        return ''
    return f'−{len(cell.away)}' if cell.away else f'{cell.days_off} d off'


def cell_words(row: TeamRow, period: Period, cell: LoadCell | None) -> str:
    """For those who hear it, and as a tooltip."""
    days = f'{period.name}, {span(period.start, period.end)}' if period.name else span(period.start, period.end)
    if cell is None:
        return f'{row.name}, {days}: not an iteration of this team'
    parts = [f'{row.name}, {days}: ' + ('nobody there' if cell.percent is None else f'load {percent(cell.percent)}')]
    if cell.is_changed:
        parts.append(f'live plan {percent(cell.before)}')
    if cell.over_days:
        parts.append(f'peak {percent(cell.peak)}, too much on {counted(cell.over_days, "day")}')
    if cell.away:
        parts.append(f'away: {", ".join(cell.away)}')
    if cell.days_off:
        parts.append(f'{counted(cell.days_off, "day")} off for all')
    return ', '.join(parts)
