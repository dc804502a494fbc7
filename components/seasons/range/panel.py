"""One category of the range: what it is meant to be, and its rows with their way to approval."""

from collections import Counter
from functools import partial

from nicegui import ui

from app.domain.seasons.range_rules import (
    APPROVED,
    DRAFT,
    IN_REVIEW,
    LOCKED,
    REJECTED,
    SUBMITTED,
    USUAL_BANDS,
    Intent,
    IntentView,
    RangeCategory,
    RangeRow,
)
from app.domain.seasons.range_views import RangeView
from app.domain.seasons.season import BUDGETED, RANGED
from components.controls import Button, IconButton, Pill, Text, block, point_at
from components.dialogs import Dialog, confirm
from components.feedback import refusals_shown
from components.listing import Keyed
from components.portfolio.setup.panel import DraftForm
from components.seasons.range.row_dialog import RowDialog
from components.seasons.range.share_field import ShareField
from components.seasons.range.table import STATES, bands_of
from components.seasons.range.wishes import RangeWishes
from components.seasons.words import amount, money, percent

WAITING = (SUBMITTED, IN_REVIEW)


class RangePanel(ui.element):
    def __init__(self, wishes: RangeWishes) -> None:
        super().__init__('aside')
        self.wishes, self.shown = wishes, ('', 0, '')
        self.classes('rt-panel rt-range-panel')
        self.on('keydown.esc', wishes.close, args=[])
        with self:
            with block('rt-panel-head'):
                self.title = Text('', 'rt-grow rt-clip', 'h2')
                self.cross = IconButton('close', 'Close the panel', wishes.close, has_tooltip=False)
            with block('rt-panel-body'):
                with block('rt-sec'):
                    Text('What it is meant to be', tag='h3')
                    self.intent = block()
                with block('rt-sec'):
                    with block('rt-row'):
                        Text('Rows', 'rt-grow', 'h3')
                        self.adding = Button('Add row', self._add, icon='add', size='s')
                    self.sums = Text('', 'rt-sm rt-2', 'p')
                    self.rows = Keyed[int, RowCard](block('rt-col rt-range-rows'), lambda: RowCard(wishes))
                    self.nothing = Text('No rows yet. Each says how many options of one kind there will be.',
                                        'rt-2', 'p')
                    self.deeds = block('rt-row rt-wrap')

    def begin(self) -> None:
        point_at(self.cross)

    def show(self, view: RangeView, category: RangeCategory) -> None:
        self.view, self.category = view, category
        self.title.say(category.name)
        self.props['aria-label'] = category.name
        self._show_intent(view, category)
        for card, row in zip(self.rows.arrange([one.id for one in category.rows]), category.rows, strict=True):
            card.show(view, category, row, self._may_ask())
        self.nothing.set_visibility(not category.rows)
        self.adding.set_visibility(self._may_ask())
        self._show_sums(view, category)
        self._show_deeds(category)

    def _may_ask(self) -> bool:
        return self.wishes.may_ask and self.view.season.state in (BUDGETED, RANGED)

    def _show_intent(self, view: RangeView, category: RangeCategory) -> None:
        """Built anew only where something else is meant, so that nobody loses what they type."""
        version = category.intent.version if category.intent else 0
        if self.shown == (category.code, version, view.season.state):
            return
        self.shown = (category.code, version, view.season.state)
        self.intent.clear()
        with self.intent:
            if self.wishes.may_mean and view.season.state == BUDGETED:
                IntentForm(category.code, category.intent, self.wishes)
            elif category.intent:
                core = category.intent.intent.core
                Text(f'{percent(core)} core, {percent(1 - core)} fashion', tag='p')
                Text(bands_of(category.intent), 'rt-2', 'p')
            else:
                Text('Nobody has said it yet.', 'rt-2', 'p')
            if category.intent:
                Text(f'By {category.intent.by_name}', 'rt-sm rt-3', 'p')

    def _show_sums(self, view: RangeView, category: RangeCategory) -> None:
        left = category.left
        tail = '' if left is None else (f', {money(view.season, left)} left to buy' if left >= 0
                                        else f', {money(view.season, -left)} over what may be spent')
        self.sums.say(f'{amount(category.units)} units, {money(view.season, category.value)}{tail}')
        self.sums.set_visibility(bool(category.rows))

    def _show_deeds(self, category: RangeCategory) -> None:
        self.deeds.clear()
        counts = Counter((row.draft.cluster, row.state) for row in category.rows)
        open_in = {one for one, state in counts if state in (DRAFT, REJECTED)} if self._may_ask() else set()
        names = dict(self.view.clusters)
        with self.deeds:
            for cluster in sorted(open_in):
                Button(f'Hand in{_where(names, cluster)}', partial(self.wishes.submit, category.code, cluster),
                       look='primary', icon='send')
            waiting = [row.id for row in category.rows if row.state in WAITING]
            if waiting and self.wishes.may_approve:
                Button(f'Approve {len(waiting)} {"row" if len(waiting) == 1 else "rows"}',
                       partial(self.wishes.decide, waiting, APPROVED, ''), look='primary', icon='check')
                Button('Return with comment', partial(self._return, waiting), icon='undo')

    async def _add(self) -> None:
        await RowDialog(self.view, self.category, None, self.wishes).ask()

    async def _return(self, rows: list[int]) -> None:
        dialog = Dialog('Return with comment', 'Whoever handed it in is told what to change.')
        with dialog.body:
            text = ui.textarea().props('outlined dense aria-label=Comment').mark('Comment')
        with dialog.foot:
            Button('Back', lambda: dialog.submit(None), size='l')
            Button('Return', lambda: dialog.submit(text.value or ''), size='l', look='primary')
        comment = await dialog
        dialog.delete()
        if comment is not None:
            with refusals_shown():
                await self.wishes.decide(rows, REJECTED, comment)


def _where(names: dict[str, str], cluster: str) -> str:
    return f' for {names.get(cluster, cluster)}' if cluster else ''


class IntentForm(DraftForm):
    """Fashion is what core leaves; the bands are everything together."""

    def __init__(self, category: str, view: IntentView | None, wishes: RangeWishes) -> None:
        super().__init__('Save what it is meant to be', self._save)
        self.category, self.version, self.wishes = category, view.version if view else None, wishes
        bands = view.intent.bands if view and view.intent.bands else tuple((name, None) for name in USUAL_BANDS)
        with self.body:
            self.core = ShareField('Core', view.intent.core if view else None, 'Fashion is what core leaves.')
            for name in ('core_percent', 'fashion_percent', 'price_band_mix'):
                self.add(name, self.core)
            with block('rt-two'):
                self.bands = {name: ShareField(name, share) for name, share in bands}

    async def _save(self) -> None:
        core = self.core.share()
        bands = tuple((name, field.share()) for name, field in self.bands.items())
        await self.wishes.mean(self.category, Intent(core, 1 - core, bands), self.version)


class RowCard(ui.element):
    """What the row is, what it comes to, how far it is."""

    def __init__(self, wishes: RangeWishes) -> None:
        super().__init__('div')
        self.classes('rt-range-row')
        self.wishes = wishes
        with self:
            with block('rt-row'):
                self.name = Text('', 'rt-grow rt-strong')
                self.state = Pill()
                self.edit = IconButton('edit', 'Edit this row', self._edit)
                self.bin = IconButton('delete', 'Delete this row', self._delete)
            self.figures = Text('', 'rt-sm rt-2', 'p')
            self.comment = Text('', 'rt-sm', 'p')

    def show(self, view: RangeView, category: RangeCategory, row: RangeRow, may_ask: bool) -> None:
        self.view, self.category, self.row = view, category, row
        draft = row.draft
        name = ' · '.join(filter(None, (draft.band, draft.style, draft.fabric, draft.colour)))
        self.name.say(name)
        self.edit.name(f'Edit {name}')
        self.bin.name(f'Delete {name}')
        self.state.show(*STATES[row.state])
        where = dict(view.clusters).get(draft.cluster, 'everywhere')
        self.figures.say(
            f'{amount(draft.options)} options × {amount(draft.depth)} = {amount(draft.units)} units, '
            f'{money(view.season, draft.value)} · {percent(draft.share)} {where}'
            f'{f" · revision {row.revision}" if row.revision > 1 else ""}')
        self.comment.say(f'“{row.comment}” {row.by_name}' if row.comment else '')
        self.comment.set_visibility(bool(row.comment))
        self.edit.set_visibility(may_ask and row.state != LOCKED)
        self.bin.set_visibility(may_ask and row.state == DRAFT)

    async def _edit(self) -> None:
        await RowDialog(self.view, self.category, self.row, self.wishes).ask()

    async def _delete(self) -> None:
        if await confirm('Delete this row?', 'A draft that is deleted is gone.', 'Delete', is_dangerous=True):
            with refusals_shown():
                await self.wishes.delete(self.row)
