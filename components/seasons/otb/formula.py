"""The sum behind a cell, figure by figure; each opens the rows it is made of."""

from functools import partial

from nicegui import ui

from app.domain.seasons.money import written
from app.domain.seasons.otb import OVER, OtbView, Term
from components.controls import Button, Text, block, classed, put, sign
from components.seasons.otb.wishes import OtbWishes

SIGNS = {'net_sales': 'sell', 'cogs': 'sell', 'eop': 'inventory_2', 'bop': 'warehouse',
         'open_on_order': 'local_shipping', 'submitted': 'schedule', 'received': 'inventory', 'reserve': 'lock',
         'transfers': 'swap_horiz', 'outside_on_order': 'outbox', 'markdown': 'percent', 'discount': 'percent'}
MANY = 4  # terms beside which the others are set smaller


class OtbFormula(ui.element):
    def __init__(self, wishes: OtbWishes) -> None:
        super().__init__('section')
        self.classes('rt-card rt-flush')
        self.wishes = wishes
        self.shown: object = None
        with self:
            with block('rt-card-head'):
                self.title = Text('', '', 'h2')
                self.where = Text('', 'rt-sm rt-2 rt-grow')
                Text('Every figure opens its rows', 'rt-sm rt-3 rt-otb-hint')
                Button('Explain', wishes.explain, icon='functions', look='ghost', size='s')
            self.sum = block('rt-otb-sum').props('role=group')

    def show(self, view: OtbView) -> None:
        title = view.category_name if view.looks.period == '' else f'{view.category_name}, {view.period_name}'
        self.title.say(title)
        basis = '' if view.is_approved else ' · not approved yet'
        self.where.say(f'{view.place_name} · {view.season.currency} at {view.season.basis}{basis}')
        put(self.sum, aria_label=f'Open to buy of {title}')
        if self.shown == (view.terms, view.cell):
            return
        self.shown = (view.terms, view.cell)
        self.sum.clear()
        classed(self.sum, many=len(view.terms) > MANY)
        with self.sum:
            for at, term in enumerate(view.terms):
                if at or term.sign < 0:
                    Text('+' if term.sign > 0 else '−', 'rt-otb-op')
                self._tile(view, term)
            Text('=', 'rt-otb-op')
            self._result(view)

    def _tile(self, view: OtbView, term: Term) -> None:
        amount = written(term.value, view.season.digits)
        with block('rt-otb-tile', 'button') as tile:
            tile.props('type=button').props['aria-label'] = f'{term.label}: {amount}, show its rows'
            with block('rt-otb-label'):
                sign(SIGNS.get(term.measure, 'tag'), 16)
                Text(term.label)
            Text(amount, 'rt-otb-value')
            Text(term.note, 'rt-otb-note')
        tile.on('click', partial(self.wishes.rows, term.measure), args=[])

    def _result(self, view: OtbView) -> None:
        cell, has_waiting = view.cell, any(one.measure == 'submitted' for one in view.terms)
        with block('rt-otb-tile rt-otb-result') as tile:
            with block('rt-otb-label'):
                sign('savings', 16)
                Text('Left to buy' if has_waiting else 'Open to buy')
            Text(written(cell.left, view.season.digits), 'rt-otb-value').props('role=status')
            Text(used_words(view), 'rt-otb-note')
        classed(tile, over=cell.state == OVER)


def used_words(view: OtbView) -> str:
    """`over by 8.8 %`, `72 % used`."""
    cell = view.cell
    if cell.planned <= 0:
        return 'no budget' if cell.left < 0 else ''
    if cell.left < 0:
        return f'over by {-100 * cell.left / cell.planned:.1f}\u202f%'
    return f'{cell.share.rounded(0, 100)}\u202f% used' if cell.share else ''
