"""Where no bar is to be seen: what is missing, and the way on."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from nicegui import ui

from app.domain.portfolio.views.hiding import Reason
from components.controls import Button, Text, block, sign
from components.feedback import empty_state

NO_SOURCE, NO_MATCH, NO_ITEM = 'no source', 'no match', 'no item'


class EmptyBoard(ui.element):
    def __init__(self, clear: Callable[[], Awaitable[None]], connect: Callable[[], object] | None,
                 explain: Callable[[], Awaitable[Sequence[Reason]]],
                 apply: Callable[[Reason], Awaitable[None]]) -> None:
        super().__init__('div')
        self.clear_filter, self.connect, self.explain, self.apply = clear, connect, explain, apply
        self.state = ''
        self.classes('rt-plan-empty')
        self.set_visibility(False)

    async def show(self, is_empty: bool, *, has_source: bool, is_narrowed: bool) -> None:
        """Told anew when the reason is another one; why everything is hidden is always asked again."""
        state = '' if not is_empty else NO_MATCH if is_narrowed else NO_ITEM if has_source else NO_SOURCE
        if state == self.state != NO_MATCH:
            return
        reasons = await self.explain() if state == NO_MATCH else ()
        self.state = state
        self.set_visibility(bool(state))
        self.clear()
        with self:
            if state == NO_MATCH:
                self._no_match(reasons)
            elif state == NO_ITEM:
                empty_state('hourglass_empty', 'Nothing has been read yet', 'Items appear here as soon as a plan has '
                            'some. The next read brings them.')
            elif state == NO_SOURCE:
                self._no_source()

    def _no_match(self, reasons: Sequence[Reason]) -> None:
        with block('rt-empty'):
            with block('rt-sq'):
                sign('filter_list_off', 24)
            Text('No feature matches', 'rt-b', 'h2')
            for reason in reasons:
                with block('rt-row rt-wrap'):
                    Text(reason.text, 'rt-2')
                    Button(reason.remedy.text, partial(self.apply, reason), size='s')
            Button('Clear filter', self.clear_filter, look='primary', icon='close')

    def _no_source(self) -> None:
        if self.connect:
            empty_state('cloud_off', 'Nothing is connected yet', 'The timeline shows epics and features of Azure '
                        'DevOps, of a file, or of the demo source.', 'Connect Azure DevOps', self.connect, 'add_link')
        else:
            empty_state('cloud_off', 'Nothing is connected yet', 'An admin connects Azure DevOps or the demo source.')
