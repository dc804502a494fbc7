"""Questions about targets and forecasts: where the target begins, which side of a gap gives way, why a forecast is
opened.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from nicegui import ui

from app.domain.seasons.axes import Cell
from app.domain.seasons.money import THIN, written
from app.domain.seasons.plan.figures import change_text
from app.domain.seasons.plan.gaps import GapLine
from app.domain.seasons.spread import BASES, EVEN, SHAPE
from components.controls import Button, Choice, Field, Text, block, point_at, table_head
from components.dialogs import Dialog
from components.seasons.plan_seeding import fraction_of

Cells = tuple[Cell, ...]
AMOUNT: Final = ''  # instead of a version
SHAPES: Final = {'ly': BASES[SHAPE], 'working': 'Like the plan'}  # versions whose seasonality is taken
EVENLY: Final = ''
MOST: Final = 200  # gaps that are shown
NOTHING: Final = '–'


class BeginTargetDialog(Dialog):
    """`seed` is told a version and a factor, `enter` what was typed and the version it is spread like, if any; the
    latter answers with a refusal or nothing.
    """

    def __init__(self, versions: Mapping[str, str], seed: Callable[[str, Fraction], Awaitable[None]],
                 enter: Callable[[str, str], Awaitable[str]]) -> None:
        super().__init__('Where does the target come from?', 'Net sales of the whole season, from the top. The plan '
                         'stays as it is; both are reconciled later.')
        self.seed, self.enter = seed, enter
        with self.body:
            self.source = Choice('Begin with', {AMOUNT: 'An amount for the season', **versions}, AMOUNT)
            self.amount = Field('Net sales of the season', hint='For an amount only')
            shapes = {key: name for key, name in SHAPES.items() if key in versions} | {EVENLY: BASES[EVEN]}
            self.shape = Choice('Spread', shapes, next(iter(shapes)))
            self.growth = Field('Growth in percent', '0', hint='For a version only')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Begin target', self._begin, size='l', look='primary')
        point_at(self.amount.input)

    async def _begin(self) -> None:
        if self.source.value == AMOUNT:
            refusal = await self.enter(self.amount.value, self.shape.value)
            if refusal:
                self.amount.complain(refusal)
            else:
                self.close()
        elif (growth := fraction_of(self.growth.value)) is None:
            self.growth.complain('A number such as 3 or −2.5.')
        else:
            self.close()
            await self.seed(self.source.value, 1 + growth / 100)


class ReconcileDialog(Dialog):
    """Gap by gap; of one level at a time, so that no two of them share cells. Deeds are told what was chosen."""

    def __init__(self, measure: str, digits: int, levels: Mapping[str, str], turn: Callable[[], Awaitable[None]],
                 accept: Callable[[Cells], Awaitable[None]] | None,
                 push: Callable[[Cells], Awaitable[None]] | None) -> None:
        super().__init__('Reconcile the target with the plan',
                         f'{measure} by category and month: the gap is what the plan adds up to less its target.')
        self.digits, self.turn = digits, turn
        self.boxes: dict[Cell, ui.checkbox] = {}
        with self.body:
            self.level = Choice('Rows', levels, next(iter(levels)), on_change=turn)
            self.told = Text('', 'rt-sm rt-2').props('role=status')
            self.place = block('rt-plan-gaps')
        with self.foot:
            Button('Leave', self.close, size='l')
            if accept:
                Button('Accept bottom-up', self._deed(accept), size='l')
            if push:
                Button('Push target down', self._deed(push), size='l', look='primary')

    def show(self, lines: Sequence[GapLine]) -> None:
        """Those without a gap are counted, not shown."""
        open_ = [one for one in lines if one.gap]
        self.boxes = {}
        self.place.clear()
        even = len(lines) - len(open_)
        more = f' The first {MOST} are shown.' if len(open_) > MOST else ''
        self.told.say(f'{len(open_)} {"gap" if len(open_) == 1 else "gaps"}, {even} on target.{more}'
                      if lines else 'The target says nothing of this measure.')
        with self.place:
            if open_:
                self._table(open_[:MOST])

    def _table(self, lines: Sequence[GapLine]) -> None:
        with block('rt-table', 'table').props('aria-label="Gaps"'):
            table_head(('Category and month', ''), ('Target', 'rt-num'), ('Sum', 'rt-num'), ('Gap', 'rt-num'),
                       ('Gap %', 'rt-num'))
            with block(tag='tbody'):
                for one in lines:
                    self._row(one)

    def _row(self, one: GapLine) -> None:
        with block(tag='tr'):
            with block(tag='td'):
                self.boxes[one.cell] = ui.checkbox(f'{one.category}, {one.month}', value=False).props('dense')
            for text in (written(one.target, self.digits),
                         NOTHING if one.sum is None else written(one.sum, self.digits),
                         f'{"+" if one.gap > 0 else ""}{written(one.gap, self.digits)}',
                         change_text(one.sum or 0, one.target)[0] or NOTHING):
                Text(text.replace(' ', THIN), 'rt-num', 'td')

    def _deed(self, deed: Callable[[Cells], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def act() -> None:
            chosen = tuple(cell for cell, box in self.boxes.items() if box.value)
            if chosen:
                await deed(chosen)
            else:
                self.told.say('Choose at least one gap.')
        return act


class ReforecastDialog(Dialog):
    """`open_` is told the reason."""

    def __init__(self, scopes: int, open_: Callable[[str], Awaitable[None]]) -> None:
        super().__init__('Open a re-forecast?', f'{scopes} approved {"scope" if scopes == 1 else "scopes"} can be '
                         'changed again. What was approved is kept; weeks that are over stay as they were, and the '
                         'next approval becomes the next current plan.')
        self.act = open_
        with self.body:
            self.reason = Field('Reason', on_enter=self._open)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Open re-forecast', self._open, size='l', look='primary')
        point_at(self.reason.input)

    async def _open(self) -> None:
        if len(self.reason.value.strip()) < 3:
            self.reason.complain('Say in a few words why the forecast is opened.')
            return
        self.close()
        await self.act(self.reason.value)
