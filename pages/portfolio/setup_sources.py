"""Sources: their state, the panel that connects and changes them, and demo data as an honest choice."""

from collections.abc import Mapping
from functools import partial

from nicegui import ui

from app.domain.portfolio.setup.drafts import SourceDraft
from app.domain.portfolio.setup.views import SetupView, SourceLine
from app.domain.portfolio.sources.browsing import BrowseView
from app.domain.portfolio.sources.views import SourceView
from app.services.portfolio import browsing, freshness, source_setup, sources, tokens
from components.controls import Button, block
from components.dialogs import confirm
from components.feedback import empty_state, refusals_shown, toast
from components.portfolio.setup.sources import SourceCard, SourceDeeds, SourcePanel, SourceWishes
from pages.kit import Visitor, do
from pages.people.proof import proved
from pages.portfolio.setup_screens import Panels

LOSSES = {'read': '{} is not read without one. Everything that was read stays.',
          'write': 'Publishers need a token of their own to write to {}.'}  # by purpose of a token


class SourceScreen:
    """Cards of all sources; the panel keeps what was typed while their state changes."""

    def __init__(self, who: Visitor, place: ui.element, text: str, key: int) -> None:
        self.who, self.wanted = who, key
        self.made = 0  # a source whose token comes next, as soon as it is listed
        self.view: SetupView | None = None
        self.states: tuple[SourceView, ...] = ()
        self.panels = Panels('sources', place, text)
        self.list = block('rt-col').style('gap: 14px')
        self.wishes = SourceWishes(self._sync, self._sync_all, self._confirm, self.open)

    def tools(self) -> None:
        Button('Connect a source', self.new, icon='add', look='primary', key='N')

    def show(self, view: SetupView) -> None:
        self.view = view
        if self.panels.key and all(one.id != self.panels.key for one in view.sources):
            self.close()
        self._draw()
        if any(one.id == self.made for one in view.sources):
            made, self.made = self.made, 0
            self.open(made)

    def show_states(self, states: tuple[SourceView, ...]) -> None:
        self.states = states
        self._draw()

    def show_browsed(self, found: tuple[tuple[int, BrowseView], ...]) -> None:
        """Not of sources."""

    def begin(self, kind: str) -> None:
        if self.wanted:
            self.open(self.wanted)
        elif kind:
            self._open(None, kind if kind in ('azure_devops', 'demo', 'file') else '')

    def new(self) -> None:
        self._open(None)

    def open(self, key: int) -> None:
        line = next((one for one in self.view.sources if one.id == key), None) if self.view else None
        if line:
            self._open(line)

    def close(self) -> None:
        if self.panels.panel:
            with self.panels.place:
                self.panels.drop()

    def focus_filter(self) -> None:
        """There are few; nothing is filtered."""

    def _draw(self) -> None:
        if self.view is None:
            return
        self.list.clear()
        states = {one.id: one for one in self.states}
        with self.list:
            for line in self.view.sources:
                SourceCard(line, states.get(line.id), self.wishes)
            if not self.view.sources:
                with block('rt-card'):
                    empty_state('hub', 'No source yet', 'A source holds the work items: Azure DevOps, a file, or demo '
                                'data that needs no account.', 'Connect a source', self.new)
                    with block('rt-setup-demo'):
                        Button('Use demo data', self._use_demo, icon='science')

    def _open(self, line: SourceLine | None, kind: str = '') -> None:
        state = next((one for one in self.states if line and one.id == line.id), None)
        deeds = SourceDeeds(partial(self._remove, line), partial(self._keep_token, line),
                            partial(self._forget_token, line), partial(self._read_all, line),
                            partial(self._keep_intervals, line)) if line else None
        with self.panels.put(line.id if line else None):
            self.panels.panel = panel = SourcePanel(line, state, partial(self._save, line), self.close, deeds, kind)
        panel.begin()

    async def _save(self, line: SourceLine | None, draft: SourceDraft) -> None:
        if line:
            await do(self.who, source_setup.change_source, line.id, draft, line.version)
            self._say(f'{draft.name} is saved')
            return
        made: int = await do(self.who, source_setup.add_source, draft)
        self._say(f'{draft.name} is connected')
        if draft.kind == 'azure_devops':
            self.made = made
            if self.view:
                self.show(self.view)

    async def _remove(self, line: SourceLine) -> None:
        with refusals_shown():
            await do(self.who, source_setup.remove_source, line.id, line.version)
            self._say(f'{line.draft.name} is removed')

    async def _keep_token(self, line: SourceLine, purpose: str, value: str) -> None:
        """Nothing is done where the password was asked for and not given."""
        warning = await proved(self.who, partial(do, self.who, tokens.keep_token, line.id, purpose, value))
        if warning is not None:
            self._say(f'The token of {line.draft.name} is set. {warning}'.strip())

    async def _forget_token(self, line: SourceLine, purpose: str) -> None:
        yes = await confirm('Remove this token?', LOSSES[purpose].format(line.draft.name), 'Remove the token',
                            is_dangerous=True)

        async def forget() -> bool:
            await do(self.who, tokens.forget_token, line.id, purpose)
            return True
        with refusals_shown():
            if yes and await proved(self.who, forget):
                self._say(f'The token of {line.draft.name} is removed')

    async def _keep_intervals(self, line: SourceLine, minutes: Mapping[str, int]) -> None:
        await do(self.who, freshness.keep_intervals, line.id, minutes)
        self._say(f'{line.draft.name} is read as often as you said')

    async def _sync(self, source_id: int) -> None:
        with refusals_shown():
            await do(self.who, sources.sync_now, source_id)

    async def _sync_all(self, source_id: int) -> None:
        with refusals_shown():
            await do(self.who, sources.sync_now, source_id, 'anew')

    async def _read_all(self, line: SourceLine) -> None:
        await self._sync_all(line.id)
        self._say(f'{line.draft.name} is read again')

    async def _use_demo(self) -> None:
        with refusals_shown():
            await do(self.who, browsing.use_demo)
            with self.panels.place:
                toast('Demo data is being made')

    async def _confirm(self, plan_id: int) -> None:
        yes = await confirm('Are these items gone?', 'The next sync takes the answer of the source for true: what it '
                            'does not tell any more is marked as gone.', 'Yes, these items are gone',
                            is_dangerous=True)
        if yes:
            with refusals_shown():
                await do(self.who, sources.confirm_gone, plan_id)
                toast('The source is read again')

    def _say(self, text: str) -> None:
        self.close()
        with self.panels.place:
            toast(text)
