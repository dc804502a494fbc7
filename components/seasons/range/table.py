"""Categories of a season with what their range is meant to be, and what it adds up to beside what may be spent."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from app.domain.seasons.range_rules import IntentView, RangeCategory
from app.domain.seasons.range_views import RangeView
from components.controls import Pill, Text, block, classed, put, table_head
from components.listing import Keyed
from components.seasons.words import amount, money, percent

Choose = Callable[[str], Awaitable[None]]


class RangeTable(ui.element):
    """A row for each category; the one that is open is marked."""

    def __init__(self, choose: Choose) -> None:
        super().__init__('div')
        self.classes('rt-card rt-flush')
        self.choose = choose
        with self:
            with block('rt-card-head'):
                Text('Range by category', 'rt-grow', 'h2')
                self.mean = Text('', 'rt-sm rt-2')
            with block('rt-scroll-x'), block('rt-table rt-range-table', 'table'):
                table_head(('Category', ''), ('Core and fashion', ''), ('Price bands', ''), ('Rows', 'rt-num'),
                           ('Units', 'rt-num'), ('Value', 'rt-num'), ('To buy in all', 'rt-num'), ('Left', 'rt-num'))
                self.rows = Keyed[str, RangeLine](block('', 'tbody'), lambda: RangeLine(self.choose))
                with block('', 'tfoot'), block('', 'tr'):
                    Text('All categories', tag='th').props('scope=row')
                    for _ in range(3):  # a phone leaves some of these columns out
                        Text('', tag='td')
                    self.totals = [Text('', 'rt-num', 'td') for _ in range(4)]

    def show(self, view: RangeView, opened: str) -> None:
        mean = view.mean
        self.mean.say(f'All in all {percent(mean.core)} core, {percent(mean.fashion)} fashion, by plan' if mean else '')
        for line, category in zip(self.rows.arrange([one.code for one in view.categories]), view.categories,
                                  strict=True):
            line.show(view, category, category.code == opened)
        left = None if view.budget is None else view.budget - view.value
        for cell, text in zip(self.totals, (amount(view.units), money(view.season, view.value),
                                            money(view.season, view.budget), money(view.season, left)), strict=True):
            cell.say(text)


class RangeLine(ui.element):
    def __init__(self, choose: Choose) -> None:
        super().__init__('tr')
        self.code = ''
        self.on('click', lambda: choose(self.code), args=[])
        with self:
            with block('', 'td'):
                self.name = Text('', 'rt-linklike', 'button').props('type=button')
                self.branch = Text('', 'rt-sm rt-3 rt-block')
            with block('', 'td'):
                self.split = SplitBar()
            with block('', 'td'):
                self.bands = Text('', 'rt-sm')
            with block('rt-num', 'td'), block('rt-range-count'):
                self.count = Text('')
                self.state = Pill()
            self.units, self.value, self.budget = (Text('', 'rt-num', 'td') for _ in range(3))
            self.left = Text('', 'rt-num rt-range-left', 'td')

    def show(self, view: RangeView, category: RangeCategory, is_open: bool) -> None:
        self.code = category.code
        self.name.say(category.name)
        put(self.name, aria_expanded='true' if is_open else 'false')
        self.branch.say(' › '.join(category.path))
        self.split.show(category.intent)
        self.bands.say(bands_of(category.intent))
        self.count.say(str(len(category.rows)) if category.rows else '')
        self._show_state(category)
        self.units.say(amount(category.units) if category.rows else '')
        self.value.say(money(view.season, category.value) if category.rows else '')
        self.budget.say(money(view.season, category.budget))
        self.left.say(money(view.season, category.left))
        classed(self.left, over=category.left is not None and category.left < 0)
        classed(self, sel=is_open)

    def _show_state(self, category: RangeCategory) -> None:
        """How far its rows are: the least of them."""
        states = [one.state for one in category.rows]
        shown = next((words for state, words in STATES.items() if state in states), None)
        self.state.set_visibility(shown is not None and shown[0] != 'Draft')
        if shown:
            self.state.show(*shown)


STATES = {'rejected': ('Rejected', 'undo', 'warn'), 'draft': ('Draft', 'edit', ''),
          'submitted': ('Handed in', 'hourglass_empty', 'info'), 'review': ('In review', 'visibility', 'info'),
          'approved': ('Approved', 'check', 'ok'), 'locked': ('Locked', 'lock', '')}


class SplitBar(ui.element):
    """Core and fashion as one bar with its words."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-range-split')
        with self:
            with block('rt-range-bar').props('aria-hidden=true'):
                self.core = block('rt-range-core')
            self.words = Text('', 'rt-sm')

    def show(self, view: IntentView | None) -> None:
        core = view.intent.core if view else None
        classed(self, unsaid=core is None)
        self.core.style(f'width: {float(core or 0) * 100:.2f}%')
        self.words.say(f'{percent(core)} core, {percent(1 - core)} fashion' if core is not None else 'Not said yet')


def bands_of(view: IntentView | None) -> str:
    return ' · '.join(f'{name} {percent(share)}' for name, share in view.intent.bands) if view else ''
