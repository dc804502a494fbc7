"""Boards: those that are followed, and those that can be added from each site."""

from collections.abc import Mapping

from nicegui import ui

from app.domain.access import may
from app.domain.sprints.setup.site_setup import LookView
from app.domain.sprints.setup.views import SettingsView
from app.services.sprints import site_setup, syncing
from components.controls import block
from components.sprints.settings.boards import BoardTable, BoardWishes, VisibleBoards
from pages.kit import Visitor, action


class BoardsScreen:
    def __init__(self, who: Visitor, _place: ui.element) -> None:
        self.view: SettingsView | None = None
        self.looks: Mapping[int, LookView] = {}
        self.errands: Mapping[str, LookView] = {}
        self.is_admin = may(who.me.actor, 'sprints.admin')
        self.wishes = BoardWishes(
            action(who, syncing.sync_now, done='Being read') if may(who.me.actor, 'sprints.plan') else None,
            action(who, site_setup.add_board, done='The board is being added') if self.is_admin else None,
            action(who, site_setup.look) if self.is_admin else None)
        with block('rt-col').style('gap: 14px'):
            self.table = BoardTable(self.wishes)
            self.place = block('rt-col').style('gap: 14px')
        self.visible: dict[int, VisibleBoards] = {}

    def tools(self) -> None:
        """All of it stands at the sites."""

    def show(self, view: SettingsView) -> None:
        self.view = view
        self.table.show(view)
        self._draw()

    def show_looks(self, looks: tuple[tuple[int, LookView], ...]) -> None:
        self.looks = dict(looks)
        self._draw()

    def show_errands(self, errands: tuple[tuple[str, LookView], ...]) -> None:
        self.errands = dict(errands)
        self._draw()

    def _draw(self) -> None:
        if self.view is None or not self.is_admin:
            return
        sites = {one.site.id: one for one in self.view.sites if one.is_jira}
        for gone in self.visible.keys() - sites.keys():
            self.visible.pop(gone).delete()
        for site_id, line in sites.items():
            if site_id not in self.visible:
                with self.place:
                    self.visible[site_id] = VisibleBoards(line, self.wishes)
            known = frozenset(one.board.number for one in self.view.boards if one.board.site == site_id)
            mine = {key: one for key, one in self.errands.items() if key.startswith(f'{site_id}/')}
            self.visible[site_id].show(self.looks.get(site_id), known, mine)
