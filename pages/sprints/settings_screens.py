"""What all parts of a board's settings have in common; its columns and its rules."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from nicegui import ui

from app import clock
from app.domain.access import may
from app.domain.sprints.facts.board import BoardRules
from app.domain.sprints.setup.mapping import MappingDraft
from app.domain.sprints.setup.views import BoardSetup
from app.services.sprints import board_rules, board_setup, mapping
from components.controls import classed
from components.dialogs import confirm
from components.feedback import refusals_shown, toast
from components.sprints.settings.columns import ColumnsPart, ColumnWishes
from components.sprints.settings.rules import RulesPart, RuleWishes
from pages.kit import Visitor, action, do


class BoardScreen(Protocol):
    def show(self, view: BoardSetup) -> None: ...

    def tools(self) -> None:
        """Buttons at the right of the head."""

    def close(self) -> None:
        """The panel, if one is open."""


class ColumnsScreen:
    def __init__(self, who: Visitor, _place: ui.element, board_id: int, _people: Mapping[str, str]) -> None:
        self.who, self.board_id = who, board_id
        wishes = ColumnWishes(self._save, action(who, mapping.confirm, board_id, done='Columns are confirmed'),
                              action(who, mapping.map_status, board_id, done='The status is mapped'),
                              ) if may(who.me.actor, 'sprints.publish') else ColumnWishes()
        self.part = ColumnsPart(wishes, clock.now)

    def show(self, view: BoardSetup) -> None:
        self.part.show(view)

    def tools(self) -> None:
        """They stand beside what they are about."""

    def close(self) -> None:
        """There is no panel."""

    async def _save(self, draft: MappingDraft, number: int) -> None:
        await do(self.who, mapping.save_mapping, self.board_id, draft, number)
        with self.part:
            toast('Columns are saved')


class RulesScreen:
    def __init__(self, who: Visitor, _place: ui.element, board_id: int, people: Mapping[str, str]) -> None:
        self.who, self.board_id = who, board_id
        is_admin, maps = may(who.me.actor, 'sprints.admin'), may(who.me.actor, 'sprints.publish')
        self.part = RulesPart(RuleWishes(
            self._save if maps else None,
            action(who, board_rules.let_see_people, board_id) if is_admin else None,
            self._remove if is_admin else None), people)
        self.name, self.version = '', 0

    def show(self, view: BoardSetup) -> None:
        self.name, self.version = view.view.name, view.view.version
        self.part.show(view)

    def tools(self) -> None:
        """They stand beside what they are about."""

    def close(self) -> None:
        """There is no panel."""

    async def _save(self, rules: BoardRules, zone: str, version: int) -> None:
        await do(self.who, board_rules.save_all, self.board_id, rules, zone, version)
        with self.part:
            toast('Rules are saved')

    async def _remove(self) -> None:
        if await confirm(f'Remove {self.name}?', 'It leaves Roundtable with its reports, snapshots, queues and '
                         'forecasts. In Jira nothing changes.', f'Remove {self.name}', is_dangerous=True):
            with refusals_shown():
                await do(self.who, board_setup.remove_board, self.board_id)
                ui.navigate.to('/sprints/settings/boards')


class Beside:
    """The panel beside a list, one at a time."""

    def __init__(self, place: ui.element) -> None:
        self.place = place
        self.panel: ui.element | None = None
        self.key: int | None = None

    def put(self, make: Callable[[], ui.element], key: int | None) -> ui.element:
        self.drop()
        with self.place:
            self.panel, self.key = make(), key
        classed(self.place, open=True)
        return self.panel

    def drop(self) -> None:
        if self.panel:
            self.panel.delete()
            self.panel, self.key = None, None
            classed(self.place, open=False)

    def say(self, text: str) -> None:
        with self.place:
            self.drop()
            toast(text)


def removal(beside: Beside, who: Visitor, name: str, service: Callable[..., object], *given: object,
            ) -> Callable[[], Awaitable[None]]:
    """For the button of a panel, once somebody has said yes."""
    async def remove() -> None:
        with refusals_shown():
            await do(who, service, *given)
            beside.say(f'{name} is removed')
    return remove
