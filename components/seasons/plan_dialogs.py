"""What the grid asks: how a total is spread, whose value stays, what to do with cells that are no numbers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from nicegui import ui

from app.domain.seasons.axes import Cell
from app.domain.seasons.colliding import Clash
from app.domain.seasons.money import written
from app.domain.seasons.plan.pasting import Bad
from app.domain.seasons.spread import BASES, EVEN, INCREMENT, PROPORTIONAL, REPLICATE, SHAPE
from components.controls import Button, Text, block, put, table_head
from components.dialogs import Dialog

EFFECTS = {PROPORTIONAL: 'Each cell below keeps its share of the total.',
           EVEN: 'Each cell below gets the same; the last unit is given where it is left over.',
           SHAPE: 'As the same cells were to each other last year.',
           REPLICATE: 'The number is written into every cell below.',
           INCREMENT: 'The number is added to every cell below.'}
SHOWN = 8  # cells that are named

Choose = Callable[[str, bool], Awaitable[None]]
Then = Callable[[], Awaitable[None]]


class RadioCards(ui.element):
    """One of several, each with what follows from it as a second line."""

    def __init__(self, name: str, options: Mapping[str, tuple[str, str]], value: str) -> None:
        super().__init__('div')
        self.classes('rt-radio-cards').props('role=radiogroup').props['aria-label'] = name
        self.value = value
        self.cards: dict[str, ui.element] = {}
        with self:
            for key, (title, hint) in options.items():
                card = block('rt-radio-card', 'button').props('type=button role=radio')
                put(card, aria_label=title, aria_description=hint)
                card.on('click', lambda key=key: self.show(key), args=[])
                with card:
                    Text(title, 'rt-b')
                    Text(hint, 'rt-hint')
                self.cards[key] = card
        self.on('keydown.left.right.up.down.prevent', self._step, args=['key'])
        self.show(value)

    def show(self, value: str) -> None:
        self.value = value
        for key, card in self.cards.items():
            card.props['aria-checked'] = 'true' if key == value else 'false'
            card.props['tabindex'] = '0' if key == value else '-1'
            card.update()

    def _step(self, event: object) -> None:
        keys = list(self.cards)
        by = 1 if event.args['key'] in ('ArrowRight', 'ArrowDown') else -1  # type: ignore[attr-defined]
        self.show(keys[(keys.index(self.value) + by) % len(keys)])
        self.cards[self.value].run_method('focus')


class SpreadDialog(Dialog):
    """`choose` is told the basis and whether it shall be remembered; closing gives the entry up."""

    def __init__(self, count: int, choose: Choose, give_up: Callable[[], None]) -> None:
        super().__init__('How is this total spread?', 'Held, approved and elapsed cells stay as they are.' if count == 1
                         else f'{count} totals are spread in the same way.')
        self.choose, self.give_up, self.is_done = choose, give_up, False
        with self.body:
            self.basis = RadioCards('Spread', {key: (BASES[key], EFFECTS[key]) for key in BASES}, PROPORTIONAL)
            self.remembers = ui.checkbox('Remember this and do not ask again').props('dense')
        with self.foot:
            Button('Back', self._back, size='l')
            Button('Spread', self._spread, size='l', look='primary').props('autofocus')
        self.on('hide', self._given_up, args=[])

    async def _spread(self) -> None:
        self.is_done = True
        self.close()
        await self.choose(self.basis.value, bool(self.remembers.value))

    def _back(self) -> None:
        self._given_up()
        self.close()

    def _given_up(self) -> None:
        if not self.is_done:
            self.is_done = True
            self.give_up()


class ConflictDialog(Dialog):
    """Both values, both people, two equal buttons; closing keeps theirs."""

    def __init__(self, clashes: Sequence[Clash], digits: Callable[[Cell], int], mine: Then,
                 theirs: Callable[[], None]) -> None:
        super().__init__('Somebody was faster', _who(clashes))
        self.mine, self.theirs, self.is_done = mine, theirs, False
        with self.body, block('rt-table', 'table').props('aria-label="Values of both"'):
            table_head(('Cell', ''), ('Yours', 'rt-num'), ('Theirs', 'rt-num'))
            with block(tag='tbody'):
                for one in clashes[:SHOWN]:
                    with block(tag='tr'):
                        Text(one.name, tag='td')
                        Text(_value(one.yours, digits(one.cell)), 'rt-num', 'td')
                        Text(_value(one.theirs, digits(one.cell)), 'rt-num', 'td')
        with self.body:
            if len(clashes) > SHOWN:
                Text(f'… and {len(clashes) - SHOWN} more cells', 'rt-sm rt-2')
        with self.foot:
            Button('Keep theirs', self._keep_theirs, size='l').props('autofocus')
            Button('Use mine', self._use_mine, size='l')
        self.on('hide', self._kept, args=[])

    async def _use_mine(self) -> None:
        self.is_done = True
        self.close()
        await self.mine()

    def _keep_theirs(self) -> None:
        self._kept()
        self.close()

    def _kept(self) -> None:
        if not self.is_done:
            self.is_done = True
            self.theirs()


class PasteDialog(Dialog):
    """What of the clipboard is no number; the rest may go in."""

    def __init__(self, bad: Sequence[Bad], good: int, paste: Then) -> None:
        super().__init__('Not everything can be pasted',
                         f'{len(bad)} {"cell is" if len(bad) == 1 else "cells are"} no number, {good} can go in.')
        self.paste = paste
        with self.body, block('rt-table', 'table').props('aria-label="Cells that are no numbers"'):
            table_head(('Row', 'rt-num'), ('Column', 'rt-num'), ('Value', ''), ('Reason', ''))
            with block(tag='tbody'):
                for one in bad[:SHOWN]:
                    with block(tag='tr'):
                        Text(str(one.row), 'rt-num', 'td')
                        Text(str(one.column), 'rt-num', 'td')
                        Text(one.text, tag='td')
                        Text(one.reason, tag='td')
        with self.foot:
            Button('Paste nothing', self.close, size='l').props('autofocus')
            if good:
                Button(f'Paste the other {good}', self._go_on, size='l', look='primary')

    async def _go_on(self) -> None:
        self.close()
        await self.paste()


def _who(clashes: Sequence[Clash]) -> str:
    names = ', '.join(dict.fromkeys(one.by_name for one in clashes))
    what = clashes[0].name if len(clashes) == 1 else f'{len(clashes)} cells'
    return f'{names} changed {what} while you were at it. Nothing was overwritten.'


def _value(value: int | None, digits: int) -> str:
    return 'blank' if value is None else written(value, digits)
