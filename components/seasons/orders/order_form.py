"""The form of an order: head, lines and charges; every change is handed on, so that the budget answers while typing."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from nicegui import ui

from app.domain.seasons.buying import Choices, LineDraft, LineView, OrderDraft, OrderView
from app.domain.seasons.money import digits_of, number_in
from app.domain.seasons.season import SeasonView
from app.errors import AppError, Invalid, Rejected
from components.controls import Button, Choice, Field, Text, block, classed, sign, table_head
from components.feedback import worded
from components.moments import dated
from components.seasons.orders.charges import Charges
from components.seasons.orders.line_row import HEADS, LineRow, LineText, came_words, day_in
from components.seasons.orders.words import counted, money


class OrderForm(ui.element):
    """`on_change` is told of every change by hand. `show` builds it anew for another version of the order, unless
    something in it is not saved.
    """

    def __init__(self, season: SeasonView, choices: Choices, on_change: Callable[[], Any]) -> None:
        super().__init__('form')
        self.season, self.choices, self.on_change = season, choices, on_change
        self.view: OrderView | None = None
        self.may_edit = self.is_dirty = self.is_filling = False
        self.rows: list[LineRow] = []
        self.fields: dict[str, Field] = {}
        self.classes('rt-card rt-order-form').props('novalidate')
        self.on('submit.prevent', lambda: None, args=[])

    def show(self, view: OrderView, may_edit: bool) -> None:
        if self.view and (self.view.version, self.may_edit) == (view.version, may_edit) and not self._came(view):
            return
        if self.view and self.is_dirty and may_edit:
            self._say_changed(view)
            return
        self.view, self.may_edit, self.is_dirty = view, may_edit, False
        self.props['aria-label'] = f'Purchase order {view.number}'
        self.build()

    @property
    def version(self) -> int | None:
        """The one that is written over."""
        return self.view.version if self.view else None

    def build(self) -> None:
        """From the view, as it was saved."""
        self.clear()
        self.rows, self.fields = [], {}
        self.is_filling = True
        with self:
            self.problem = block('rt-problem').props('role=alert')
            with self.problem:
                sign('error', 16)
                self.problem_text = Text()
            self.problem.set_visibility(False)
            self._head()
            self._lines()
            self.charges = Charges(self._changed, self.may_edit)
            if self.view:
                self.charges.show(self.view.charges, digits_of)
        self.is_filling = False

    def draft(self) -> OrderDraft:
        """What stands in the form. Raises Invalid with everything that cannot be read."""
        assert self.view
        problems: list[tuple[str, str]] = []
        lines = tuple(row.draft(at, problems) for at, row in enumerate(self.rows))
        charges = self.charges.drafts(self._currency(), problems)
        rate = self._rate(problems)
        if problems:
            raise Invalid(problems)
        return OrderDraft(
            self.fields['number'].value if 'number' in self.fields else self.view.number, self.supplier.value,
            '' if self.supplier.value else self.view.supplier_name, self.fields['title'].value,
            day_in(self.fields['ordered'].value), day_in(self.fields['expected'].value), self._currency(), rate,
            lines, charges, self.view.source)

    def complain(self, error: AppError) -> None:
        """Each refusal at its field, all of them above."""
        wrong: Sequence[tuple[str, str]] = error.errors if isinstance(error, Invalid) else (
            ((error.field, str(error)),) if isinstance(error, Rejected) else ())
        for row in self.rows:
            for name in ('category', 'location', 'quantity', 'cost', 'retail', 'expected'):
                row.mark(name, False)
        for name, text in reversed(wrong):
            self._point_out(name, text)
        self.problem_text.say(' '.join(text for _, text in wrong) or worded(error))
        self.problem.set_visibility(True)

    def settle(self) -> None:
        """What stands here is what is saved."""
        self.is_dirty = False
        self.problem.set_visibility(False)

    def add_line(self, line: LineDraft | None = None) -> Any:
        last = self.rows[-1] if self.rows else None
        first = LineDraft(last.location.value or '', last.category.value or '', 0, 0,
                          expected=day_in(last.expected.value)) if last else LineDraft('', '', 0, 0)
        self._row(line or first)
        self.rows[-1].category.run_method('focus')
        return self._changed()

    def _head(self) -> None:
        assert self.view
        view = self.view
        with block('rt-order-head'):
            if not self.may_edit:
                self._facts(view)
                return
            known = {'': 'Not said', **{one.code: one.name for one in self.choices.suppliers}}
            self.supplier = Choice('Supplier', known, view.supplier if view.supplier in known else '',
                                   can_search=True, on_change=self._changed)
            self._field('title', 'Title', view.title)
            if view.state == 'draft':
                self._field('number', 'Number', view.number)
            self._field('ordered', 'Ordered', _iso(view.ordered), kind='date')
            self._field('expected', 'Expected', _iso(view.expected), kind='date',
                        hint='For lines that say nothing')
            self._field('currency', 'Currency', view.currency)
            self._field('rate', f'Rate into {self.season.currency}', f'{view.rate.normalize():f}')

    def _facts(self, view: OrderView) -> None:
        facts = (('Supplier', view.supplier_name or 'Not said'), ('Title', view.title or '–'),
                 ('Ordered', _told(view.ordered)), ('Expected', _told(view.expected)),
                 ('Currency', view.currency), (f'Rate into {self.season.currency}', f'{view.rate.normalize():f}'))
        with block('rt-order-facts', 'dl'):
            for name, text in facts:
                with block():
                    Text(name, 'rt-sm rt-3', 'dt')
                    Text(text, '', 'dd')

    def _lines(self) -> None:
        assert self.view
        with block('rt-card-head'):
            Text('Lines', 'rt-grow', 'h2')
            total = money(self.view.counted, self.season.digits, self.season.currency)
            Text(f'{counted(len(self.view.lines), "line")}, {total} {_basis(self.season)}', 'rt-sm rt-2')
        with block('rt-scroll-x'), block('rt-table rt-order-lines', 'table').props('aria-label="Lines"') as table:
            table_head(*(HEADS if self.may_edit else HEADS[:-1]))
            self.body = block(tag='tbody')
        classed(table, untouched=self.may_edit and not any(came_words(line) != '–' for line in self.view.lines))
        for line in self.view.lines:
            self._row(line)
        if self.may_edit:
            with block('rt-order-add'):
                Button('Add line', lambda: self.add_line(), icon='add', size='s', counts_each=True)

    def _row(self, line: LineView | LineDraft) -> None:
        assert self.view
        digits = (self.view.digits, self.season.digits)
        with self.body:
            if not self.may_edit and isinstance(line, LineView):
                LineText().show(line, digits)
                return
            row = LineRow(self._options(), self._changed, self._remove)
        before, self.is_filling = self.is_filling, True
        row.show(line, digits)
        self.is_filling = before
        self.rows.append(row)
        row.name(len(self.rows) - 1)

    def _options(self) -> dict[str, dict[str, str]]:
        return {'category': {one.code: one.name for one in self.choices.categories},
                'location': {one.code: one.name for one in self.choices.locations}}

    def _remove(self, row: LineRow) -> Any:
        self.rows.remove(row)
        row.delete()
        for at, one in enumerate(self.rows):
            one.name(at)
        return self._changed()

    def _field(self, name: str, label: str, value: str, **options: Any) -> None:
        self.fields[name] = Field(label, value, autocomplete='off', **options)
        self.fields[name].input.on_value_change(self._changed)

    def _changed(self) -> Any:
        """Hands on what is to be awaited."""
        if self.is_filling:
            return None
        self.is_dirty = True
        return self.on_change()

    def _came(self, view: OrderView) -> bool:
        return self.view is not None and self.view.lines != view.lines

    def _currency(self) -> str:
        return self.fields['currency'].value.strip().upper() if 'currency' in self.fields else ''

    def _rate(self, problems: list[tuple[str, str]]) -> Decimal | None:
        """Only where it was typed: else that of the day is taken."""
        assert self.view
        text = self.fields['rate'].value.strip().replace(',', '.')
        if not text or (self._currency() != self.view.currency and text == f'{self.view.rate.normalize():f}'):
            return None
        found = number_in(text)
        if found is None:
            problems.append(('rate', f'“{text}” is no rate.'))
        return found

    def _point_out(self, name: str, text: str) -> None:
        if name in self.fields:
            self.fields[name].complain(text)
            return
        parts = name.split('.')
        if len(parts) == 3 and parts[0] == 'lines' and int(parts[1]) < len(self.rows):
            self.rows[int(parts[1])].mark(parts[2], True)

    def _say_changed(self, view: OrderView) -> None:
        self.problem_text.say(f'Somebody else has changed {view.number} meanwhile. Load the page again to see it.')
        self.problem.set_visibility(True)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ''


def _told(day: date | None) -> str:
    return dated(day) if day else '–'


def _basis(season: SeasonView) -> str:
    return 'at retail' if season.basis == 'retail' else 'at cost'

