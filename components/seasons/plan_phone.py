"""A plan on a phone: the rows of the season to read, and a word on where it is edited."""

from collections.abc import Callable

from nicegui import ui

from app.domain.seasons.axes import ALL
from app.domain.seasons.measures import MEASURES, MONEY
from app.domain.seasons.money import written
from app.domain.seasons.plan.view import PlanRow, PlanView, Value, single
from components.controls import Button, Text, block, sign
from components.listing import Keyed

MOST = 60


class PhonePlan(ui.element):
    """`turn` shows the grid all the same, for those who see everything large; or the rows again."""

    def __init__(self, turn: Callable[[bool], None]) -> None:
        super().__init__('div')
        self.classes('rt-plan-read')
        self.turn, self.is_grid = turn, False
        with self:
            with block('rt-banner').props('role=note'):
                sign('computer')
                Text('Open on a larger screen to edit', 'rt-grow')
                self.button = Button('Show the grid', self._turn, size='s')
            self.rows = Keyed[str, PhoneRow](block(tag='ul').props('aria-label="Plan"'), PhoneRow)
        self.shown: tuple[object, ...] = ()

    def _turn(self) -> None:
        self.is_grid = not self.is_grid
        self.button.say('Show rows' if self.is_grid else 'Show the grid')
        self.turn(self.is_grid)

    def show(self, view: PlanView) -> None:
        rows = single((*view.totals, *view.rows[:MOST]))
        if rows == self.shown:
            return
        self.shown = rows
        for row, line in zip(rows, self.rows.arrange([f'{one.index}|{one.key}' for one in rows]), strict=True):
            line.show(row, view.digits if MEASURES[row.measure].unit == MONEY else 0)


class PhoneRow(ui.element):
    """Only what differs is sent: the rows are there for everybody who has the page open, whatever they look at."""

    def __init__(self) -> None:
        super().__init__('li')
        with self:
            with block('rt-col'):
                self.name, self.beside = Text(''), Text('', 'rt-sm rt-2')
            with block('rt-col').style('align-items: flex-end'):
                self.total, self.change = Text('', 'rt-num rt-b'), Text('', 'rt-sm rt-2')

    def show(self, row: PlanRow, digits: int) -> None:
        self.name.say(row.line.name)
        self.name.classes('' if row.line.level else 'rt-b', remove='rt-b' if row.line.level else '')
        self.beside.say(_beside(row.line.location, row.line.location_name, MEASURES[row.measure].label))
        self.total.say(_text(row.total, digits))
        self.change.say(row.change)


def _beside(location: str, name: str, measure: str) -> str:
    return measure if location == ALL else f'{name} · {measure}'


def _text(value: Value, digits: int) -> str:
    return '–' if value is None else written(value, digits) if isinstance(value, int) else value
