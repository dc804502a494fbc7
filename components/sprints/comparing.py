"""Two versions of a report beside each other: added, removed, changed, and what that did to types and statuses."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from app.domain.sprints.facts.board import Number
from app.domain.sprints.metrics.report import Row
from app.domain.sprints.reports.comparing import ChangedRow, Comparison, Group
from app.domain.sprints.reports.report_views import ComparisonView
from components.controls import Choice, Text, block, link, table_head
from components.sprints.words import amount, counted, percent, said, signed


@dataclass(frozen=True)
class CompareWishes:
    choose: Callable[[str], Awaitable[None]]  # what it is compared with
    why: Callable[[Number], object]
    queue: str = ''  # address at which a queue is built; empty: not for whoever looks


class ComparePart(ui.element):
    def __init__(self, wishes: CompareWishes) -> None:
        super().__init__('div')
        self.classes('rt-report-part')
        self.wishes = wishes
        self.shown: object = None
        with self:
            with block('rt-row rt-wrap rt-numbers-bar'):
                Text('Compare with', 'rt-2')
                self.choice = Choice('Compare with', {}, None).classes('rt-bare')
                self.choice.select.on('update:model-value', self._choose, args=[])
                self.words = Text('', 'rt-2 rt-grow')
                if wishes.queue:
                    link('Build queue', wishes.queue, 'rt-btn')
            self.body = block('rt-report-part')

    def offer(self, options: Mapping[str, str], value: str) -> None:
        if self.choice.select.options != options or self.choice.select.value != value:
            self.choice.select.set_options(dict(options), value=value if value in options else None)

    def show(self, view: ComparisonView) -> None:
        if view is self.shown:
            return
        self.shown = view
        found = view.found
        self.words.say(f'From “{view.before.name}” to “{view.after.name}”')
        self.body.clear()
        with self.body:
            self._figures(found)
            for title, rows in (('Added', found.added), ('Removed', found.removed)):
                self._rows(title, rows, found.unit)
            self._changed(found.changed)
            with block('rt-sides'):
                _groups('By type', found.by_type, found.unit)
                _groups('By status', found.by_status, found.unit)

    def fail(self, text: str) -> None:
        self.shown = None
        self.words.say('')
        self.body.clear()
        with self.body:
            Text(text, 'rt-2', 'p')

    async def _choose(self) -> None:
        await self.wishes.choose(self.choice.value)

    def _figures(self, found: Comparison) -> None:
        with block('rt-ratios rt-card').props('role=group aria-label="Scope change"'):
            for name, value in (
                    ('In scope', f'{amount(found.before.amount)} → {amount(found.after.amount)}'),
                    ('Added', f'+{amount(found.added_amount)} in {counted(len(found.added))}'),
                    ('Removed', f'−{amount(found.removed_amount)} in {counted(len(found.removed))}'),
                    ('Re-estimated', f'{signed(found.shifted)} in {counted(found.counts.get("estimate", 0))}'),
                    ('Net change', percent(found.net)), ('Churn', percent(found.churn))):
                with block('rt-row rt-compare-fact'):
                    Text(name, 'rt-3 rt-sm')
                    Text(value, 'rt-b rt-sm')

    def _rows(self, title: str, rows: Sequence[Row], unit: str) -> None:
        with _card(f'{title}: {counted(len(rows))}'), block('rt-scroll-x'):
            if not rows:
                Text(f'Nothing was {title.lower()}.', 'rt-2 rt-scope-none', 'p')
                return
            with block('rt-table', 'table').props(f'aria-label="{title}"'):
                table_head(('Issue', ''), ('Type', ''), ('Status', ''), ('Estimate', 'rt-num'))
                with block(tag='tbody'):
                    for row in rows:
                        self._row(row, (row.type, row.status), amount(row.last))

    def _changed(self, rows: Sequence[ChangedRow]) -> None:
        with _card(f'Changed: {counted(len(rows))}'), block('rt-scroll-x'):
            if not rows:
                Text('Nothing was changed about what is in both.', 'rt-2 rt-scope-none', 'p')
                return
            with block('rt-table', 'table').props('aria-label="Changed"'):
                table_head(('Issue', ''), ('What changed', ''))
                with block(tag='tbody'):
                    for one in rows:
                        words = ' · '.join(f'{change.field}: {change.was} → {change.now}' for change in one.changes)
                        self._row(one.after, (words,))

    def _row(self, row: Row, cells: Sequence[str], number: str = '') -> None:
        with block(tag='tr'):
            with block(tag='td'):
                Text(f'{row.key} {row.title}', 'rt-as-link', 'button').props('type=button').on(
                    'click', partial(self.wishes.why, row.number), args=[])
            for cell in cells:
                Text(cell, tag='td')
            if number:
                Text(number, 'rt-num', 'td')


def _groups(title: str, groups: Sequence[Group], unit: str) -> None:
    with _card(title), block('rt-scroll-x'), block('rt-table', 'table').props(f'aria-label="{title}"'):
        table_head(('Name', ''), ('Before', 'rt-num'), ('After', 'rt-num'))
        with block(tag='tbody'):
            for group in groups:
                with block(tag='tr'):
                    Text(group.name or 'none', tag='td')
                    Text(said(group.before, unit), 'rt-num', 'td')
                    Text(said(group.after, unit), 'rt-num', 'td')


def _card(title: str) -> ui.element:
    card = block('rt-card', 'section')
    card.props['aria-label'] = title
    with card, block('rt-card-head'):
        Text(title, tag='h2')
    return card
