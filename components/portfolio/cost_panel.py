"""An amount, opened: each line that was booked, with everything it was reckoned from."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from nicegui import ui

from app.domain.portfolio.cost.costing import HOURS, Formula
from components.controls import IconButton, Text, block, link
from components.portfolio.figures import amount, counted, month_name, plain

MOST = 100  # lines; a sum of thousands opens by way of its rows


class FormulaPanel(ui.element):
    """`address` leads to an item on the timeline."""

    def __init__(self, title: str, found: Sequence[Formula], unit: str, currency: str, address: Callable[[int], str],
                 close: Callable[[], None]) -> None:
        super().__init__('aside')
        self.currency, self.address = currency, address
        self.classes('rt-panel rt-formula-panel').props['aria-label'] = 'What this amount is made of'
        total = sum((one.hours if unit == HOURS else one.cost for one in found), Decimal(0))
        with self:
            with block('rt-panel-head'):
                Text(title, 'rt-grow rt-clip', 'h2')
                self.closing = IconButton('close', 'Close the panel', close, has_tooltip=False)
            with block('rt-panel-body rt-col'):
                with block('rt-sec'):
                    Text(f'{amount(total, True)} {"h" if unit == HOURS else currency}', 'rt-load-number')
                    Text('Working days ÷ working days of an average month × hours of the team a month = base; base × '
                         'share = hours; pay of the team a month × share × base ÷ its hours = cost. Each step is '
                         'rounded half up.', 'rt-hint', 'p')
                    if len(found) > MOST:
                        Text(f'The {MOST} largest of {counted(len(found), "line")}.', 'rt-2', 'p')
                for one in found[:MOST]:
                    self._line(one)
        self.on('keydown.escape', close, args=[])

    def begin(self) -> None:
        self.closing.run_method('focus')

    def _line(self, one: Formula) -> None:
        share, hours = f'{plain(one.share)} %', amount(one.team_hours, True)
        with block('rt-sec', 'section').props(f'aria-label="{one.number}, {one.team}, {month_name(one.month)}"'):
            with block('rt-row'):
                link(one.title, self.address(one.item_id), 'rt-grow rt-clip')
                Text(one.number, 'rt-3 rt-num')
            Text(f'{one.team}, {month_name(one.month)}', 'rt-2 rt-sm', 'div')
            Text(f'{one.days} ÷ {one.average} × {hours} h = {amount(one.base, True)} h', 'rt-formula', 'div')
            Text(f'{amount(one.base, True)} h × {share} = {amount(one.hours, True)} h', 'rt-formula', 'div')
            Text(f'{amount(one.team_money, True)} × {share} × {amount(one.base, True)} ÷ '
                 f'{amount(max(Decimal(1), one.team_hours), True)} = {amount(one.cost, True)} {self.currency}',
                 'rt-formula rt-b', 'div')
            for site, is_internal, own, cost in one.portions:
                Text(f'{site or "No site"}, {"internal" if is_internal else "external"}: {amount(own, True)} h, '
                     f'{amount(cost, True)} {self.currency}', 'rt-formula rt-3', 'div')
