"""A number of capacity, opened: its formula, the days, the items and where each is to be found."""

from collections.abc import Callable

from nicegui import ui

from app.domain.portfolio.capacity.capacity import CellView, DayView, PartView
from components.controls import IconButton, Text, block, link, sign, table_head
from components.moments import short_day
from components.portfolio.figures import counted, percent, plain, span

RULES = {'uncovered_days': 'A parent counts on days that none of its children takes.',
         'never_if_listed': 'A parent with a child of the same team does not count.',
         'never_if_any_child': 'A parent with any planned child does not count.',
         'always_add': 'Parents and children both count.'}


class LoadPanel(ui.element):
    """`address` leads to an item on the timeline."""

    def __init__(self, view: CellView, address: Callable[[int], str], close: Callable[[], None]) -> None:
        super().__init__('aside')
        self.address = address
        title = f'{view.name}, {span(view.cell.start, view.cell.end)}'
        self.classes('rt-panel rt-load-panel').props['aria-label'] = 'What this load is made of'
        with self:
            with block('rt-panel-head'):
                Text(title, 'rt-grow rt-clip', 'h2')
                self.closing = IconButton('close', 'Close the panel', close, has_tooltip=False)
            with block('rt-panel-body rt-col'):
                self._number(view)
                self._items(view.parts)
                self._days(view.days)
                Text(RULES[view.rule], 'rt-sec rt-hint', 'p')
        self.on('keydown.escape', close, args=[])

    def begin(self) -> None:
        self.closing.run_method('focus')

    def _number(self, view: CellView) -> None:
        cell = view.cell
        with block('rt-sec'):
            with block('rt-row'):
                Text(percent(cell.percent), 'rt-load-number')
                if cell.is_changed:
                    Text(f'live plan {percent(cell.before)}', 'rt-2')
            if cell.percent is None:
                Text('Nobody is there on these days.', 'rt-2', 'p')
            else:
                Text(f'{plain(cell.load)} ÷ {plain(cell.available)} × 100 = {plain(cell.percent)} %', 'rt-formula', 'p')
                Text('Sum of the shares on working days ÷ sum of who is there on them, both in percent days.',
                     'rt-hint', 'p')
            if cell.over_days:
                Text(f'Peak {percent(cell.peak)}; too much on {counted(cell.over_days, "day")}.', 'rt-2', 'p')

    def _items(self, parts: tuple[PartView, ...]) -> None:
        with block('rt-sec', 'section').props('aria-label="Items that add to it"'):
            Text(counted(len(parts), 'item'), tag='h3')
            if not parts:
                Text('No item of this team is planned here.', 'rt-2', 'p')
            for part in parts:
                with block('rt-load-part'):
                    with block('rt-row'):
                        link(part.title, self.address(part.item_id), 'rt-grow rt-clip')
                        Text(part.number, 'rt-3 rt-num')
                    Text(f'{plain(part.share)} % × {counted(part.working_days, "working day")} = {plain(part.load)}',
                         'rt-formula', 'div')
                    if part.is_cut:
                        days = ', '.join(span(*piece) for piece in part.pieces)
                        Text(f'Counts on {days}; its children take the rest.', 'rt-hint', 'div')

    def _days(self, days: tuple[DayView, ...]) -> None:
        with block('rt-sec', 'details'):
            with Text(f'Day by day, {counted(len(days), "day")}', 'rt-label rt-opens', 'summary'):
                sign('expand_more', 16)
            with block('rt-table', 'table').props('aria-label="Load and who is there, day by day"'):
                table_head(('Day', ''), ('Load', 'rt-num'), ('There', 'rt-num'), ('Away', ''))
                with block(tag='tbody'):
                    for day in days:
                        with block('rt-over' if day.is_over else '', 'tr'):
                            Text(short_day(day.day), tag='td')
                            Text(f'{plain(day.load)} %{" ▲" if day.is_over else ""}', 'rt-num', 'td')
                            Text(f'{plain(day.available)} %', 'rt-num', 'td')
                            Text(', '.join(day.away), '', 'td')
