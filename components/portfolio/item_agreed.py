"""What others have agreed on about an item: its estimate of a poker table, and shares that contradict its text."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from app.domain.portfolio.items.estimating import KEPT, PENDING, REFUSED, WRITTEN, EstimateView
from app.domain.portfolio.views.details import ItemView
from components.controls import Button, Pill, Text, block, sign
from components.moments import local_day

STATES = {KEPT: ('Kept here', 'save', ''), PENDING: ('Being written', 'progress_activity', 'info'),
          WRITTEN: ('Written', 'check', 'ok'), REFUSED: ('Refused', 'warning', 'bad')}


class Agreed(ui.element):
    """The estimate, whether its source knows, and the way there for those who may."""

    def __init__(self, write: Callable[[], Awaitable[None]] | None) -> None:
        super().__init__('section')
        self.write = write
        self.shown: EstimateView | None = None
        self.classes('rt-sec rt-col').props('aria-label="Estimate"')
        self.set_visibility(False)

    def show(self, view: ItemView) -> None:
        found = view.estimate
        self.set_visibility(found is not None)
        if found is None or found == self.shown:
            return
        self.shown = found
        self.clear()
        with self:
            with block('rt-row'):
                Text('Estimate', 'rt-grow', 'h3')
                Pill(*STATES.get(found.state, (found.state, '', '')))
            Text(f'Estimate {found.value}, agreed by {found.by_name} at {found.table}, {local_day(found.at)}', tag='p')
            if found.state == REFUSED and found.message:
                Text(found.message, 'rt-neg rt-sm', 'p')
            if found.may_write and self.write:
                Button(f'Write {found.value} to {found.source}', self.write, size='s', icon='upload')


class Disputed(ui.element):
    """Both sides as they are; nothing is guessed."""

    def __init__(self, settle: Callable[[str], Awaitable[None]]) -> None:
        super().__init__('section')
        self.settle = settle
        self.classes('rt-sec rt-col').props('aria-label="Two answers about the teams"')
        self.set_visibility(False)

    def show(self, view: ItemView) -> None:
        found = view.dispute
        self.set_visibility(found is not None)
        self.clear()
        if found is None:
            return
        with self:
            with block('rt-row'):
                sign('warning', 16, 'rt-wrn')
                Text('Its shares and its description have both changed.', 'rt-grow')
            for name, side in (('Ours', found.ours), ('In the description', found.theirs)):
                with block('rt-row'):
                    Text(name, 'rt-3 rt-sm rt-grow')
                    Text(side)
            if not found.may_settle:
                Text('A publisher can settle this.', 'rt-3 rt-sm', 'p')
                return
            with block('rt-row rt-wrap'):
                Button('Keep ours', partial(self.settle, 'ours'), size='s')
                Button('Take theirs', partial(self.settle, 'block'), size='s')
