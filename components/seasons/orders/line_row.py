"""One line of an order while it is written: what, where, how many, for how much, when."""

from collections.abc import Callable
from datetime import date
from typing import Any

from nicegui import ui

from app.domain.seasons.buying import LineDraft, LineView
from app.domain.seasons.entry import read_amount
from app.errors import Rejected
from components.controls import IconButton, Text, block, classed, put
from components.moments import dated
from components.seasons.orders.words import entered, entered_quantity, money, quantity

HEADS = (('Category', ''), ('Location', ''), ('Article', ''), ('Quantity', 'rt-num'), ('Unit cost', 'rt-num'),
         ('Retail', 'rt-num'), ('Expected', ''), ('Value', 'rt-num'), ('Came', 'rt-num'), ('', ''))
QUANTITY_DIGITS = 3
Problems = list[tuple[str, str]]


class LineRow(ui.element):
    """Told what stands in it by `show`; `draft` reads it back, collecting what cannot be read."""

    def __init__(self, options: dict[str, dict[str, str]], on_change: Callable[[], Any],
                 remove: Callable[['LineRow'], Any]) -> None:
        super().__init__('tr')
        self.number, self.kept, self.digits = 0, LineDraft('', '', 0, 0), (2, 2)
        with self:
            self.category = self._choice('category', options['category'], on_change)
            self.location = self._choice('location', options['location'], on_change)
            self.text = self._input('text', on_change)
            self.quantity = self._input('quantity', on_change, 'rt-num')
            self.cost = self._input('cost', on_change, 'rt-num')
            self.retail = self._input('retail', on_change, 'rt-num')
            self.expected = self._input('expected', on_change)
            self.expected.props('type=date')
            self.value = Text('', 'rt-num rt-nowrap rt-2', 'td')
            self.came = Text('', 'rt-num rt-sm rt-2 rt-line-came', 'td')
            with block(tag='td'):
                self.cross = IconButton('close', 'Remove line', lambda: remove(self), has_tooltip=False)

    def name(self, at: int) -> None:
        """Each field is called after its line."""
        labels = {'category': 'Category', 'location': 'Location', 'text': 'Article', 'quantity': 'Quantity',
                  'cost': 'Unit cost', 'retail': 'Retail price', 'expected': 'Expected'}
        for name, label in labels.items():
            put(getattr(self, name), aria_label=f'{label}, line {at + 1}')
        self.cross.name(f'Remove line {at + 1}')

    def show(self, line: LineView | LineDraft, digits: tuple[int, int]) -> None:
        """`digits` of the order's currency and of the season's."""
        self.number, self.digits = line.number, digits
        self.kept = LineDraft(line.location, line.category, line.quantity, line.cost, line.retail, line.expected,
                              line.sku, line.text, line.number, line.cancelled, line.is_short)
        self.category.set_value(line.category or None)
        self.location.set_value(line.location or None)
        self.text.set_value(line.text or line.sku)
        self.quantity.set_value(entered_quantity(line.quantity))
        self.cost.set_value(entered(line.cost, digits[0]))
        self.retail.set_value(entered(line.retail, digits[1]))
        self.expected.set_value(line.expected.isoformat() if line.expected else '')
        if isinstance(line, LineView):
            self.value.say(money(line.counted, digits[1]))
            self.came.say(came_words(line))
            self.cross.set_visibility(not line.accepted)

    def draft(self, at: int, problems: Problems) -> LineDraft:
        text = self.text.value or ''
        return LineDraft(
            self.location.value or '', self.category.value or '',
            self._read('quantity', QUANTITY_DIGITS, at, problems), self._read('cost', self.digits[0], at, problems),
            self._read('retail', self.digits[1], at, problems), day_in(self.expected.value),
            self.kept.sku, '' if text == self.kept.sku else text, self.number, self.kept.cancelled,
            self.kept.is_short)

    def mark(self, name: str, is_wrong: bool) -> None:  # type: ignore[override]
        """A field that is refused."""
        field = getattr(self, name, None)
        if field is not None:
            classed(field, wrong=is_wrong)
            put(field, aria_invalid='true' if is_wrong else None)

    def _read(self, name: str, digits: int, at: int, problems: Problems) -> int:
        text = (getattr(self, name).value or '').strip()
        try:
            return read_amount(text, digits) if text else 0
        except Rejected as error:
            problems.append((f'lines.{at}.{name}', f'Line {at + 1}: {error}'))
            return 0

    def _input(self, name: str, on_change: Callable[[], Any], classes: str = '') -> ui.input:
        with block(f'rt-line-{name} {classes}'.strip(), 'td'):
            field = ui.input().props('outlined dense hide-bottom-space debounce=250')
        field.on_value_change(on_change)
        return field

    def _choice(self, name: str, options: dict[str, str], on_change: Callable[[], Any]) -> ui.select:
        with block(f'rt-line-{name}', 'td'):
            return ui.select(options, with_input=True, on_change=on_change).props(
                'outlined dense options-dense hide-bottom-space')


class LineText(ui.element):
    """The same line for those who only read."""

    def __init__(self) -> None:
        super().__init__('tr')
        with self:
            self.cells = [Text('', classes, 'td') for _, classes in HEADS[:-1]]

    def show(self, line: LineView, digits: tuple[int, int]) -> None:
        told = (line.category_name, line.location_name, line.text or line.sku, quantity(line.quantity),
                money(line.cost, digits[0]), money(line.retail, digits[1]) if line.retail else '–',
                dated(line.expected) if line.expected else '–', money(line.counted, digits[1]), came_words(line))
        for cell, text in zip(self.cells, told, strict=True):
            cell.say(text)


def came_words(line: LineView) -> str:
    """`60 of 100, 5 rejected`."""
    parts = [f'{quantity(line.accepted)} of {quantity(line.quantity)}'] if line.accepted else []
    parts += [f'{quantity(line.rejected)} rejected'] if line.rejected else []
    parts += [f'{quantity(line.cancelled)} cancelled'] if line.cancelled else []
    parts += ['closed short'] if line.is_short else []
    parts += ['overdue'] if line.is_overdue else []
    return ', '.join(parts) or '–'


def day_in(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or '')
    except ValueError:
        return None
