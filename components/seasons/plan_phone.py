"""A plan on a phone: the rows of the season to read, and a word on where it is edited."""

from collections.abc import Callable

from nicegui import ui

from app.domain.seasons.axes import ALL
from app.domain.seasons.measures import MEASURES, MONEY
from app.domain.seasons.money import written
from app.domain.seasons.plan.view import PlanView, Value, single
from components.controls import Button, Text, block, sign

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
            self.rows = block(tag='ul').props('aria-label="Plan"')
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
        self.rows.clear()
        with self.rows:
            for row in rows:
                digits = view.digits if MEASURES[row.measure].unit == MONEY else 0
                with block(tag='li'):
                    with block('rt-col'):
                        Text(row.line.name, '' if row.line.level else 'rt-b')
                        Text(_beside(row.line.location, row.line.location_name, MEASURES[row.measure].label),
                             'rt-sm rt-2')
                    with block('rt-col').style('align-items: flex-end'):
                        Text(_text(row.total, digits), 'rt-num rt-b')
                        Text(row.change, 'rt-sm rt-2')


def _beside(location: str, name: str, measure: str) -> str:
    return measure if location == ALL else f'{name} · {measure}'


def _text(value: Value, digits: int) -> str:
    return '–' if value is None else written(value, digits) if isinstance(value, int) else value
