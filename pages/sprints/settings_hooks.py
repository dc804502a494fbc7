"""Webhooks: what Jira delivers by itself, for each site."""

from functools import partial

from nicegui import background_tasks, ui

from app.domain.sprints.setup.views import SettingsView, SiteLine
from app.errors import AppError
from app.services.sprints import deliveries, setup
from components.controls import block
from components.dialogs import confirm
from components.feedback import empty_state, problem_shown, refusals_shown, toast
from components.sprints.settings.hooks import CameLine, CountLine, HookCard, HookDialog, HookWishes
from pages.kit import Visitor, do, look
from pages.people.proof import proved


class HooksScreen:
    def __init__(self, who: Visitor, place: ui.element) -> None:
        self.who, self.place = who, place
        self.lines: dict[int, SiteLine] = {}
        self.cards: dict[int, HookCard] = {}
        self.list = block('rt-col').style('gap: 14px')
        self.nothing = block('rt-card')
        with self.nothing:
            empty_state('webhook', 'No Jira is connected', 'Connect one first; then it can tell what has changed.',
                        'Sites', partial(ui.navigate.to, '/sprints/settings'), 'hub')

    def tools(self) -> None:
        """Each site has its own."""

    def show(self, view: SettingsView) -> None:
        self.lines = {one.site.id: one for one in view.sites if one.is_jira}
        self.nothing.set_visibility(not self.lines)
        for gone in self.cards.keys() - self.lines.keys():
            self.cards.pop(gone).delete()
        for site_id in self.lines:
            if site_id not in self.cards:
                with self.list:
                    self.cards[site_id] = HookCard(HookWishes(
                        partial(self._make, site_id), partial(self._remove, site_id), partial(self._allow, site_id)))
        background_tasks.create(self._fill(), name='show deliveries')

    async def _fill(self) -> None:
        """What came, of each; whoever lost the right meanwhile is told by the page itself."""
        for site_id, card in list(self.cards.items()):
            try:
                counts = await look(self.who, deliveries.list_counts, site_id)
                last = await look(self.who, deliveries.list_last, site_id, 20)
            except AppError:
                return
            line = self.lines.get(site_id)
            if line and not card.is_deleted:
                card.show(line, [CountLine(one.event, one.outcome, one.count, one.last) for one in counts],
                          [CameLine(one.at, one.event, one.outcome, one.tries, one.error, one.key) for one in last])

    async def _make(self, site_id: int) -> None:
        line = self.lines[site_id]
        if line.site.has_hook and not await confirm('Make a new webhook?', 'The former address and secret stop '
                                                    'working.', 'Make a new one'):
            return
        try:
            made = await proved(self.who, partial(do, self.who, deliveries.make_hook, site_id))
        except AppError as refusal:
            problem_shown(refusal)
            return
        if made:
            base = await look(self.who, setup.base_of)
            with self.place:
                HookDialog(line.site.name, base + made.path, made.secret).open()

    async def _remove(self, site_id: int) -> None:
        if await confirm('Remove this webhook?', 'What is still delivered is refused. Jira is asked every few minutes '
                         'instead.', 'Remove it', is_dangerous=True):
            with refusals_shown():
                await do(self.who, deliveries.remove_hook, site_id)
                with self.place:
                    toast('Webhook removed')

    async def _allow(self, site_id: int, is_allowed: bool) -> None:
        with refusals_shown():
            await do(self.who, deliveries.allow_unsigned, site_id, is_allowed)
