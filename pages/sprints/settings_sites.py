"""Sites: connect, test, change, remove; which of their fields count; and demo data as an honest choice."""

from collections.abc import Mapping
from functools import partial

from nicegui import ui

from app.domain.access import may
from app.domain.sprints.setup.site_setup import Given, LookView, SiteDraft
from app.domain.sprints.setup.views import SettingsView, SiteLine
from app.services.sprints import board_setup, site_fields, site_setup
from components.controls import Button, block, classed
from components.dialogs import confirm
from components.feedback import refusals_shown, toast
from components.sprints.settings.site_panel import FieldDialog, SitePanel
from components.sprints.settings.sites import SiteCards, SiteWishes
from pages.kit import Visitor, do, look
from pages.people.proof import proved
from pages.sprints.csv_importing import open_csv_import


class SitesScreen:
    """The panel keeps what was typed while states change."""

    def __init__(self, who: Visitor, place: ui.element) -> None:
        self.who, self.place = who, place
        self.is_admin = may(who.me.actor, 'sprints.admin')
        maps = may(who.me.actor, 'sprints.publish')
        self.view: SettingsView | None = None
        self.looks: Mapping[int, LookView] = {}
        self.demo: LookView | None = None
        self.panel: SitePanel | None = None
        self.given = Given()
        fields = {'confirm': self._confirm, 'choose': self._choose} if maps else {}
        deeds = {'connect': self.new, 'edit': self.open, 'test': self._test, 'make_default': self._make_default,
                 'demo': self._use_demo, 'bring': self._import} if self.is_admin else {}
        self.cards = SiteCards(SiteWishes(**deeds, **fields))  # type: ignore[arg-type]

    def tools(self) -> None:
        if self.is_admin:
            Button('Import a file', self._import, icon='upload_file')
            Button('Connect Jira', self.new, icon='add_link', look='primary')

    async def begin(self, new: str) -> None:
        if not self.is_admin:
            return
        self.given = await look(self.who, site_setup.given)
        if new == 'jira':
            self.new()
        elif new == 'demo' and self.view and all(one.site.kind != 'demo' for one in self.view.sites):
            await self._use_demo()
        elif new == 'file':
            await self._import()

    def show(self, view: SettingsView) -> None:
        self.view = view
        line = self.panel.line if self.panel else None
        if line and all(one.site.id != line.site.id for one in view.sites):
            self.close()
        self._draw()

    def show_looks(self, looks: tuple[tuple[int, LookView], ...]) -> None:
        self.looks = dict(looks)
        self._draw()

    def show_errands(self, errands: tuple[tuple[str, LookView], ...]) -> None:
        self.demo = dict(errands).get('demo')
        self._draw()

    def new(self) -> None:
        self._open(None)

    def open(self, site_id: int) -> None:
        if line := self._line(site_id):
            self._open(line)

    def close(self) -> None:
        if self.panel:
            with self.place:
                self.panel.delete()
                self.panel = None
                classed(self.place, open=False)

    def _line(self, site_id: int) -> SiteLine | None:
        return next((one for one in self.view.sites if one.site.id == site_id), None) if self.view else None

    def _draw(self) -> None:
        if self.view:
            self.cards.show(self.view, self.looks, self.demo)

    def _open(self, line: SiteLine | None) -> None:
        self.close()
        with self.place:
            self.panel = SitePanel(line, self.given, partial(self._save, line), self.close,
                                   partial(self._remove, line) if line else None,
                                   partial(self._forget, line) if line else None)
        classed(self.place, open=True)
        self.panel.begin()

    async def _save(self, line: SiteLine | None, told: tuple[SiteDraft, str]) -> None:
        """A new one is asked at once who we are there."""
        draft, token = told
        if line:
            await do(self.who, site_setup.change_site, line.site.id, draft, line.site.version)
            site_id = line.site.id
        else:
            site_id = await do(self.who, site_setup.add_site, draft)
        warning = ''
        if token.strip() or (line is None and self.given.has_token):
            warning = await proved(self.who, partial(do, self.who, site_setup.keep_token, site_id, token)) or ''
            with refusals_shown():
                await do(self.who, site_setup.look, site_id)
        self._say(f'{draft.name} is {"saved" if line else "connected"}. {warning}'.strip())

    async def _remove(self, line: SiteLine) -> None:
        with refusals_shown():
            await do(self.who, board_setup.remove_site, line.site.id, line.site.version)
            self._say(f'{line.site.name} is removed')

    async def _forget(self, line: SiteLine) -> None:
        if not await confirm('Remove this token?', f'{line.site.name} is not read without one. Everything that was '
                             'read stays.', 'Remove the token', is_dangerous=True):
            return

        async def forget() -> bool:
            await do(self.who, site_setup.forget_token, line.site.id)
            return True
        with refusals_shown():
            if await proved(self.who, forget):
                self._say(f'The token of {line.site.name} is removed')

    async def _test(self, site_id: int) -> None:
        with refusals_shown():
            await do(self.who, site_setup.look, site_id)

    async def _make_default(self, site_id: int) -> None:
        with refusals_shown():
            await do(self.who, site_setup.make_default, site_id)

    async def _use_demo(self) -> None:
        with refusals_shown():
            await do(self.who, site_setup.use_demo)
            with self.place:
                toast('Demo data is being made')

    async def _import(self) -> None:
        with refusals_shown(), self.place, block():
            await open_csv_import(self.who)

    async def _confirm(self, site_id: int, role: str) -> None:
        with refusals_shown():
            await do(self.who, site_fields.confirm_field, site_id, role)

    def _choose(self, site_id: int, role: str) -> None:
        line, found = self._line(site_id), self.looks.get(site_id)
        now = next((one.id for one in line.fields if one.role == role), '') if line else ''

        async def keep(field: str, name: str) -> bool:
            await do(self.who, site_fields.choose_field, site_id, role, field, name)
            return True
        with self.place, block():
            FieldDialog(role, now, found.found.fields if found else (), keep).open()

    def _say(self, text: str) -> None:
        self.close()
        with self.place:
            toast(text)
