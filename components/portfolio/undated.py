"""What nobody has planned yet: each can be opened, or planned from here."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.portfolio.timeline.timeline import TimelineView
from components.controls import Button, IconButton, Text, block
from components.feedback import empty_state

MOST = 200


class UndatedPanel(ui.element):
    def __init__(self, open_item: Callable[[int], Awaitable[None]], plan: Callable[[int], Awaitable[None]],
                 close: Callable[[], Any], *, may_edit: bool) -> None:
        super().__init__('aside')
        self.open_item, self.plan, self.may_edit = open_item, plan, may_edit
        self.shown: tuple[tuple[int, str, str], ...] | None = None
        self.classes('rt-panel').props['role'] = 'region'
        self.props['aria-label'] = 'Undated items'
        with self:
            with block('rt-panel-head'):
                Text('Undated items', 'rt-grow', 'h2')
                IconButton('close', 'Close', close, has_tooltip=False)
            self.body = block('rt-panel-body')
        self.on('keydown.escape', close, args=[])

    def show(self, view: TimelineView) -> None:
        bars = {bar.id: bar for row in view.rows for bar in row.bars if bar.id and bar.start is None}
        found = tuple((bar.id, bar.title, f'{bar.type} {bar.number}') for bar in bars.values())
        if found == self.shown:
            return
        self.shown = found
        self.body.clear()
        with self.body:
            if not found:
                empty_state('event_available', 'Everything is planned', 'Items without dates are listed here.')
            for item_id, title, note in found[:MOST]:
                with block('rt-row rt-undated'):
                    with block('rt-grow rt-col').style('gap: 0'):
                        Text(title, 'rt-link-btn rt-clip', 'button').props('type=button').on(
                            'click', partial(self.open_item, item_id), args=[])
                        Text(note, 'rt-3 rt-sm')
                    if self.may_edit:
                        Button('Plan…', partial(self.plan, item_id), size='s')
            if len(found) > MOST:
                Text(f'and {len(found) - MOST} more: narrow the filter', 'rt-3 rt-sm rt-sec', 'div')
