"""A row of the range as a form; what it comes to is shown while it is written."""

from decimal import Decimal
from typing import Any

from app.domain.seasons.money import major, minor
from app.domain.seasons.range_rules import RangeCategory, RangeDraft, RangeRow
from app.domain.seasons.range_views import RangeView
from app.errors import Rejected
from components.controls import Choice, Field, Text, block
from components.dialogs import Dialog
from components.portfolio.setup.panel import DraftForm, amount_of
from components.seasons.range.share_field import ShareField
from components.seasons.range.wishes import RangeWishes
from components.seasons.words import amount, money

EVERYWHERE = 'everywhere'
COUNTS = {'styles': 'Styles', 'options': 'Options', 'depth': 'Depth, units per option'}
TEXTS = {'band': 'Price band', 'style': 'Style', 'fabric': 'Fabric', 'colour': 'Colour family'}


class RowDialog(Dialog):
    def __init__(self, view: RangeView, category: RangeCategory, row: RangeRow | None, wishes: RangeWishes) -> None:
        super().__init__(f'Edit a row of {category.name}' if row else f'Add a row to {category.name}')
        self.view, self.category, self.row, self.wishes = view, category, row, wishes
        draft = row.draft if row else RangeDraft(category.code, share=_left(category))
        with self.body:
            self.form = DraftForm('Save the row' if row else 'Add the row', self._save)
        with self.form.body:
            self._fields(draft)
            self.sum = Text('', 'rt-2', 'p').props('aria-live=polite')
        self._show_sum()

    async def ask(self) -> None:
        await self
        self.delete()

    def _fields(self, draft: RangeDraft) -> None:
        self.fields: dict[str, Field] = {}
        for names in (('band', 'style'), ('fabric', 'colour')):
            with block('rt-two'):
                for name in names:
                    self._field(name, TEXTS[name], getattr(draft, name))
        with block('rt-two'):
            for name, label in COUNTS.items():
                self._field(name, label, str(getattr(draft, name) or ''))
        with block('rt-two'):
            self._field('retail', 'Retail price of one', _price(self.view, draft.retail))
            self.share = ShareField('Share of the category', draft.share)
            self.form.add('share', self.share)
        self.cluster = Choice('Where', {EVERYWHERE: 'Everywhere'} | dict(self.view.clusters),
                              draft.cluster or EVERYWHERE)

    def _field(self, name: str, label: str, value: str) -> None:
        self.fields[name] = self.form.add('price_band' if name == 'band' else name,
                                          Field(label, value, autocomplete='off'))
        self.fields[name].input.on_value_change(self._show_sum)

    def _show_sum(self, _: Any = None) -> None:
        """Without complaints while somebody still writes."""
        units = _whole(self.fields['options'].value) * _whole(self.fields['depth'].value)
        value = units * self._retail(is_final=False)
        budget = self.category.budget
        was = self.row.draft.value if self.row else 0
        left = None if budget is None else budget - self.category.value + was - value
        tail = '' if left is None else f'; {money(self.view.season, left)} of open to buy left'
        self.sum.say(f'{amount(units)} units, {money(self.view.season, value)}{tail}')

    def _retail(self, *, is_final: bool) -> int:
        try:
            return minor(amount_of(self.fields['retail'], 'retail') or Decimal(0), self.view.season.digits)
        except Rejected:
            if is_final:
                raise
            return 0

    async def _save(self) -> None:
        told: dict[str, Any] = {name: self.fields[name].value for name in TEXTS}
        told |= {name: _whole(self.fields[name].value, -1) for name in COUNTS}
        cluster = '' if self.cluster.value == EVERYWHERE else self.cluster.value
        draft = RangeDraft(self.category.code, cluster, **told, retail=self._retail(is_final=True),
                           share=self.share.share())
        if self.row:
            await self.wishes.change(self.row, draft)
        else:
            await self.wishes.add(draft)
        self.close()


def _whole(text: str, otherwise: int = 0) -> int:
    """What is no number is refused as one below nothing where it counts."""
    plain = text.strip().replace(' ', '').replace('\u202f', '')
    return int(plain) if plain.isdecimal() and len(plain) < 12 else (0 if not plain else otherwise)


def _price(view: RangeView, amount: int) -> str:
    return str(major(amount, view.season.digits)) if amount else ''


def _left(category: RangeCategory) -> Decimal:
    """What the rows that are sold everywhere leave."""
    taken = sum((row.draft.share for row in category.rows if not row.draft.cluster), Decimal(0))
    return max(Decimal(1) - taken, Decimal(0))
