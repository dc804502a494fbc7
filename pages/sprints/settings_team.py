"""Disciplines and members of a board: a list of each, and the panel to add, change and remove."""

from collections.abc import Mapping
from functools import partial

from nicegui import ui

from app.domain.access import may
from app.domain.sprints.setup.team_drafts import DisciplineDraft, MemberDraft
from app.domain.sprints.setup.views import BoardSetup, DisciplineLine, MemberLine
from app.services.sprints import disciplines, members
from components.controls import Button
from components.portfolio.setup.lists import RowList, Told
from components.sprints.settings.team import (
    DISCIPLINE_HEADS,
    MEMBER_HEADS,
    DisciplinePanel,
    MemberPanel,
    discipline_row,
    member_row,
)
from pages.kit import Visitor, do
from pages.sprints.settings_screens import Beside, removal

NO_DISCIPLINE = Told('category', 'No discipline yet', 'Disciplines are kinds of work, such as Backend or QA. Capacity '
                     'and queues go by them.', 'New discipline')
NO_MEMBER = Told('group', 'No member yet', 'Whoever works on this board gives it hours. Without members capacity is '
                 'unknown.', 'New member')


class DisciplinesScreen:
    def __init__(self, who: Visitor, place: ui.element, board_id: int, _people: Mapping[str, str]) -> None:
        self.who, self.board_id, self.beside = who, board_id, Beside(place)
        self.may = may(who.me.actor, 'sprints.publish')
        self.view: BoardSetup | None = None
        self.list = RowList('Disciplines', DISCIPLINE_HEADS, self._edit, NO_DISCIPLINE, self.new if self.may else None)

    def tools(self) -> None:
        if self.may:
            Button('New discipline', self.new, icon='add', look='primary')

    def show(self, view: BoardSetup) -> None:
        self.view = view
        self.list.show([discipline_row(view, one, 'Edit' if self.may else '') for one in view.disciplines])
        if self.beside.key and all(one.id != self.beside.key for one in view.disciplines):
            self.close()

    def close(self) -> None:
        self.beside.drop()

    def new(self) -> None:
        self._open(None)

    def _edit(self, key: int) -> None:
        if self.view:
            self._open(next((one for one in self.view.disciplines if one.id == key), None))

    def _open(self, line: DisciplineLine | None) -> None:
        if view := self.view:
            remove = removal(self.beside, self.who, line.draft.name, disciplines.remove_discipline, self.board_id,
                             line.id) if line else None
            panel = self.beside.put(lambda: DisciplinePanel(view, line, partial(self._save, line), self.close, remove),
                                    line.id if line else None)
            assert isinstance(panel, DisciplinePanel)
            panel.begin()

    async def _save(self, line: DisciplineLine | None, draft: DisciplineDraft) -> None:
        if line:
            await do(self.who, disciplines.change_discipline, self.board_id, line.id, draft, line.version)
        else:
            await do(self.who, disciplines.add_discipline, self.board_id, draft)
        self.beside.say(f'{draft.name} is {"saved" if line else "added"}')


class MembersScreen:
    """Leads of the team change hours; services refuse the rest."""

    def __init__(self, who: Visitor, place: ui.element, board_id: int, people: Mapping[str, str]) -> None:
        self.who, self.board_id, self.people, self.beside = who, board_id, people, Beside(place)
        self.may = may(who.me.actor, 'sprints.publish')
        self.view: BoardSetup | None = None
        self.list = RowList('Members', MEMBER_HEADS, self._edit, NO_MEMBER, self.new if self.may else None)

    def tools(self) -> None:
        if self.may:
            Button('New member', self.new, icon='add', look='primary')

    def show(self, view: BoardSetup) -> None:
        self.view = view
        leads = any(one.draft.is_lead and one.draft.identity == self.who.me.actor.identity for one in view.members)
        edits = self.may or leads or may(self.who.me.actor, 'sprints.plan')
        self.list.show([member_row(view, one, 'Edit' if edits else '') for one in view.members])
        if self.beside.key and all(one.id != self.beside.key for one in view.members):
            self.close()

    def close(self) -> None:
        self.beside.drop()

    def new(self) -> None:
        self._open(None)

    def _edit(self, key: int) -> None:
        if self.view:
            self._open(next((one for one in self.view.members if one.id == key), None))

    def _open(self, line: MemberLine | None) -> None:
        if view := self.view:
            remove = removal(self.beside, self.who, line.draft.name, members.remove_member, self.board_id,
                             line.id) if line and self.may else None
            panel = self.beside.put(
                lambda: MemberPanel(view, line, self.people, partial(self._save, line), self.close, remove,
                                    may_name=self.may), line.id if line else None)
            assert isinstance(panel, MemberPanel)
            panel.begin()

    async def _save(self, line: MemberLine | None, draft: MemberDraft) -> None:
        if line:
            await do(self.who, members.change_member, self.board_id, line.id, draft, line.version)
        else:
            await do(self.who, members.add_member, self.board_id, draft)
        self.beside.say(f'{draft.name} is {"saved" if line else "added"}')
