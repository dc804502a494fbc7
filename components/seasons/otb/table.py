"""What each category may still buy in each month: a number with a bar that says how much of its limit is used."""

from functools import partial
from typing import Any

from nicegui import ui

from app.domain.seasons.money import written
from app.domain.seasons.otb import EMPTY, NEAR, OVER, OtbCell, OtbRow, OtbView
from components.controls import Text, block, classed, put
from components.listing import Keyed
from components.seasons.otb.wishes import OtbWishes

STATES = {NEAR: '90 % used', OVER: 'over'}
ELAPSED = 'Elapsed: it counts with what happened, and nothing more is bought for it.'
WAYS = {'ArrowLeft': (0, -1), 'ArrowRight': (0, 1), 'ArrowUp': (-1, 0), 'ArrowDown': (1, 0)}


class OtbTable(ui.element):
    """Cells are buttons; arrows lead from one to the next."""

    def __init__(self, wishes: OtbWishes) -> None:
        super().__init__('section')
        self.classes('rt-card rt-flush')
        self.wishes = wishes
        self.columns: tuple[tuple[str, str, bool], ...] = ()
        with self:
            with block('rt-card-head'):
                Text('Left to buy', '', 'h2')
                self.hint = Text('', 'rt-sm rt-2 rt-grow')
                with block('rt-row rt-otb-legend'):
                    for state, word in (('fine', 'fine'), (NEAR, '90 % used'), (OVER, 'over')):
                        Text(word, f'rt-sm rt-2 rt-otb-key rt-{state}')
            self.trail = block('rt-otb-trail rt-row')
            with block('rt-scroll-x'), block('rt-table rt-otb-table', 'table') as table:
                table.props('aria-label="Open-to-buy"')
                with block(tag='thead'):
                    self.head = block(tag='tr')
                body, foot = block(tag='tbody'), block(tag='tfoot')
                self.rows = Keyed[str, OtbLine](body, lambda: OtbLine(self))
                with foot:
                    self.total = OtbLine(self)
        self.on('keydown.left.right.up.down.prevent', self._step, args=['key'])

    def show(self, view: OtbView) -> None:
        table = view.table
        self.hint.say(f'{view.season.currency}; the bar shows how much of the limit is used')
        columns = tuple((one.key, one.label, one.is_elapsed) for one in table.columns)
        if columns != self.columns:
            self.columns = columns
            self._heads(view)
        self._show_trail(table.trail)
        for line, row in zip(self.rows.arrange([one.key for one in table.rows]), table.rows, strict=True):
            line.show(view, row)
        self.total.show(view, table.total, is_total=True)

    def _heads(self, view: OtbView) -> None:
        self.head.clear()
        with self.head:
            Text('Category', '', 'th').props('scope=col')
            for one in view.table.columns:
                Text(one.label, 'rt-num rt-otb-past' if one.is_elapsed else 'rt-num', 'th').props(
                    f'scope=col title="{one.name}"')
            Text('Season', 'rt-num', 'th').props('scope=col')

    def _show_trail(self, trail: tuple[tuple[str, str], ...]) -> None:
        self.trail.set_visibility(len(trail) > 1)
        self.trail.clear()
        with self.trail:
            for key, name in trail[:-1]:
                Text(name, 'rt-linklike', 'button').props('type=button').on(
                    'click', partial(self.wishes.drill, key), args=[])
                Text('›', 'rt-3').props('aria-hidden=true')
            Text(trail[-1][1], 'rt-b')

    def _step(self, event: Any) -> None:
        """From the cell that is open."""
        lines = [*self.rows.entries.values(), self.total]
        at = next(((row, place) for row, line in enumerate(lines) for place, cell in enumerate(line.cells)
                   if cell.is_open), None)
        if at:
            down, right = WAYS[event.args['key']]
            row, place = at[0] + down, at[1] + right
            if 0 <= row < len(lines) and 0 <= place < len(lines[row].cells):
                lines[row].cells[place].button.run_method('focus')
                return self.wishes.choose(lines[row].key, lines[row].cells[place].period)  # type: ignore[return-value]
        return None


class OtbLine(ui.element):
    def __init__(self, table: OtbTable) -> None:
        super().__init__('tr')
        self.table, self.key, self.is_branch = table, '', False
        self.cells: list[OtbSpot] = []
        with self, block(tag='th') as head:
            head.props('scope=row')
            self.name = Text('', '', 'span')
            self.into = Text('', 'rt-linklike', 'button').props('type=button').on(
                'click', lambda: table.wishes.drill(self.key), args=[])

    def show(self, view: OtbView, row: OtbRow, *, is_total: bool = False) -> None:
        self.key = row.key
        is_branch = row.is_branch and not is_total
        self.name.say('' if is_branch else row.name if row.key or not is_total else 'All categories')
        self.into.say(row.name if is_branch else '')
        self.into.set_visibility(is_branch)
        told = (*row.cells, row.season)
        while len(self.cells) > len(told):
            self.cells.pop().delete()
        with self:
            while len(self.cells) < len(told):
                self.cells.append(OtbSpot(self))
        columns = [*((one.name, one.is_elapsed) for one in view.table.columns), ('the season', False)]
        for cell, one, (name, is_past) in zip(self.cells, told, columns, strict=True):
            cell.show(view, one, f'{row.name}, {name}', self.key, is_season=cell is self.cells[-1], is_past=is_past)


class OtbSpot(ui.element):
    """One cell."""

    def __init__(self, line: OtbLine) -> None:
        super().__init__('td')
        self.classes('rt-num')
        self.line, self.period, self.is_open = line, '', False
        self.shown: tuple[object, ...] = ()
        with self:
            self.button = Text('', 'rt-otb-cell', 'button').props('type=button')
        self.button.on('click', lambda: line.table.wishes.choose(line.key, self.period), args=[])

    def show(self, view: OtbView, cell: OtbCell, name: str, key: str, *, is_season: bool, is_past: bool) -> None:
        self.period = cell.period
        is_open = (view.looks.category, view.looks.period) == (key, cell.period)
        if self.shown == (cell, name, is_open, is_season, is_past):
            return
        self.shown, self.is_open = (cell, name, is_open, is_season, is_past), is_open
        state, is_near = cell.state, cell.state == NEAR and not is_past
        amount = '–' if state == EMPTY else written(cell.left, view.season.digits)
        self.button.say(amount)
        put(self.button, aria_pressed='true' if is_open else 'false', aria_label=', '.join(filter(None, (
            name, 'nothing planned' if state == EMPTY else f'{amount} left',
            'elapsed' if is_past else STATES.get(state, '')))), title=ELAPSED if is_past else None)
        share = min(float(cell.share.value), 1.0) if cell.share and state != OVER else float(state == OVER)
        self.style(f'--used: {max(share, 0.0) * 100:.1f}%')
        classed(self, near=is_near, over=state == OVER, unplanned=state == EMPTY, sel=is_open, past=is_past,
                whole=is_season)
