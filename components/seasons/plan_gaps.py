"""Gaps between the target and the plan, for as long as somebody looks: which side of each gives way."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from nicegui import ui

from app.domain.seasons.axes import Cell
from app.domain.seasons.measures import MEASURES
from app.domain.seasons.money import THIN, written
from app.domain.seasons.plan.figures import change_text
from app.domain.seasons.plan.gaps import GapLine
from components.controls import Button, Choice, Text, block, sign, table_head
from components.dialogs import Dialog
from components.pager import Pager

Cells = tuple[Cell, ...]
AT_ONCE: Final = 50
NOTHING: Final = '–'
TONES: Final = {1: 'rt-pos', -1: 'rt-neg'}  # by the favourable direction of the measure


class ReconcileDialog(Dialog):
    """Gap by gap; of one level at a time, so that no two of them share cells. Deeds are told what was chosen, which
    stays chosen while others go on planning. `turn` is asked for the lines of another level.
    """

    def __init__(self, measure: str, digits: int, levels: Mapping[str, str], turn: Callable[[], None],
                 accept: Callable[[Cells], Awaitable[None]] | None,
                 push: Callable[[Cells], Awaitable[None]] | None) -> None:
        super().__init__('Reconcile the target with the plan', f'{MEASURES[measure].label} by category and month: the '
                         'gap is what the plan adds up to less its target.')
        self.digits, self.better = digits, MEASURES[measure].better
        self.lines: tuple[GapLine, ...] = ()
        self.chosen: set[Cell] = set()
        self.skip = 0
        with self.body:
            with block('rt-row rt-wrap').style('align-items: flex-end'):
                self.level = Choice('Rows', levels, next(iter(levels)), on_change=lambda: self._begin(turn))
                with block('rt-filter'):
                    sign('search', 18, 'rt-3')
                    self.text = ui.input(placeholder='Filter', on_change=self._filter).props(
                        'borderless dense debounce=150 aria-label="Filter the gaps"')
            with block('rt-row'):
                self.told = Text('', 'rt-sm rt-2 rt-grow').props('role=status')
                if accept or push:
                    Button('Choose all', self._choose_all, size='s', look='ghost')
            self.place = block('rt-plan-gaps')
            self.pager = Pager(lambda: self._turn(-1), lambda: self._turn(1))
        with self.foot:
            Button('Leave', self.close, size='l')
            if accept:
                Button('Accept bottom-up', self._deed(accept), size='l')
            if push:
                Button('Push target down', self._deed(push), size='l', look='primary')

    def show(self, lines: Sequence[GapLine]) -> None:
        """Those without a gap are counted, not shown; drawn anew only where something differs."""
        if self.lines == tuple(lines) and self.place.default_slot.children:
            return
        self.lines = tuple(lines)
        self.chosen &= {one.cell for one in self.lines if one.gap}
        self._draw()

    def _draw(self) -> None:
        found = self._found
        self.skip = min(self.skip, max(0, (len(found) - 1) // AT_ONCE * AT_ONCE))
        shown = found[self.skip:self.skip + AT_ONCE]
        self._say()
        self.place.clear()
        with self.place:
            if shown:
                self._table(shown)
        self.pager.show(self.skip, len(shown), len(found))
        self.pager.set_visibility(len(found) > AT_ONCE)

    @property
    def _found(self) -> list[GapLine]:
        """What is open and fits the filter."""
        wanted = (self.text.value or '').strip().lower()
        return [one for one in self.lines if one.gap and wanted in f'{one.category}, {one.month}'.lower()]

    def _words(self, gaps: int, found: int) -> str:
        if not self.lines:
            return 'The target says nothing of this measure.'
        fitting = f' {found} match the filter.' if found < gaps else ''
        chosen = f' {len(self.chosen)} chosen.' if self.chosen else ''
        return f'{gaps} {"gap" if gaps == 1 else "gaps"}, {len(self.lines) - gaps} on target.{fitting}{chosen}'

    def _table(self, lines: Sequence[GapLine]) -> None:
        with block('rt-table', 'table').props('aria-label="Gaps"'):
            table_head(('Category and month', ''), ('Target', 'rt-num'), ('Sum', 'rt-num'), ('Gap', 'rt-num'),
                       ('Gap %', 'rt-num'))
            with block(tag='tbody'):
                for one in lines:
                    self._row(one)

    def _row(self, one: GapLine) -> None:
        tone = TONES.get((1 if one.gap > 0 else -1) * self.better, '')
        with block(tag='tr'):
            with block(tag='td'):
                ui.checkbox(f'{one.category}, {one.month}', value=one.cell in self.chosen,
                            on_change=lambda told: self._choose(one.cell, told.value)).props('dense')
            for text, look in ((written(one.target, self.digits), ''),
                               (NOTHING if one.sum is None else written(one.sum, self.digits), ''),
                               (f'{"▲" if one.gap > 0 else "▼"}{THIN}{written(abs(one.gap), self.digits)}', tone),
                               (change_text(one.sum or 0, one.target)[0] or NOTHING, tone)):
                Text(text, f'rt-num {look}'.strip(), 'td')

    def _choose(self, cell: Cell, is_chosen: bool) -> None:
        (self.chosen.add if is_chosen else self.chosen.discard)(cell)
        self._say()

    def _choose_all(self) -> None:
        """All that fit the filter, on every page; once more, and none of them is."""
        found = {one.cell for one in self._found}
        self.chosen = self.chosen - found if found <= self.chosen else self.chosen | found
        self._draw()

    def _say(self) -> None:
        self.told.say(self._words(sum(bool(one.gap) for one in self.lines), len(self._found)))

    def _begin(self, turn: Callable[[], None]) -> None:
        self.skip, self.chosen = 0, set()
        turn()

    def _filter(self) -> None:
        self.skip = 0
        self._draw()

    async def _turn(self, by: int) -> None:
        self.skip = max(0, self.skip + by * AT_ONCE)
        self._draw()

    def _deed(self, deed: Callable[[Cells], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def act() -> None:
            if self.chosen:
                await deed(tuple(one.cell for one in self.lines if one.cell in self.chosen))
            else:
                self.told.say('Choose at least one gap.')
        return act
