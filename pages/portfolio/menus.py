"""Scenarios and saved views as the timeline offers them, and what people do with them."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from app.domain.access import may
from app.domain.portfolio.views.folding import without_folds
from app.domain.portfolio.views.looks import Looks
from app.domain.portfolio.views.saved import SavedView
from app.errors import AppError
from app.services.portfolio import checkpoints, colleagues, scenarios, views
from app.services.portfolio.scenarios import ScenarioList, ScenarioView
from components.feedback import problem_shown, refusals_shown, toast
from components.portfolio.saved_menu import NameDialog, SavedWishes
from components.portfolio.scenario_menu import ScenarioLine, ScenarioWishes
from components.portfolio.sharing import ShareScenarioDialog
from pages.kit import do, look
from pages.portfolio.board import Board


def lines_of(found: ScenarioList) -> tuple[ScenarioLine, ...]:
    return tuple(_line(view) for view in (*found.mine, *found.shared))


def current_of(found: ScenarioList, scenario: int | None) -> ScenarioView | None:
    return next((view for view in (*found.mine, *found.shared, *found.archived) if view.id == scenario), None)


def _line(view: ScenarioView) -> ScenarioLine:
    return ScenarioLine(view.id, view.name, '' if view.is_own else view.owner_name, view.is_own, view.may_edit)


class ScenarioDeeds:
    def __init__(self, board: Board) -> None:
        self.board = board

    @property
    def wishes(self) -> ScenarioWishes:
        return ScenarioWishes(self.choose, self.begin, self.rename, self.share, self.checkpoint, self.board.may_plan)

    async def choose(self, scenario: int | None) -> None:
        await self.board.turn(scenario=scenario)

    async def begin(self) -> None:
        self.board.open(lambda: NameDialog('New scenario', 'Begin', '', self._begun, text='It begins as the plan you '
                                           'look at. Only you see it until you share it.'))

    async def rename(self) -> None:
        if current := self.board.scenario:
            self.board.open(lambda: NameDialog('Rename the scenario', 'Rename', current.name, self._renamed))

    async def share(self) -> None:
        current = self.board.scenario
        if current is None:
            return
        people = await look(self.board.who, colleagues.list_colleagues)
        former = {one.identity: one.may_edit for one in current.shares}
        self.board.open(lambda: ShareScenarioDialog(current.name, people, former, self._shared))

    async def checkpoint(self) -> None:
        self.board.open(lambda: NameDialog('Name a checkpoint', 'Keep', '', self._kept,
                                           text='You can compare with it and go back to it.'))

    async def compare(self) -> None:
        ui.navigate.to(f'/portfolio/scenarios/{self.board.place.scenario}/compare')

    async def publish(self) -> None:
        ui.navigate.to(f'/portfolio/scenarios/{self.board.place.scenario}/publish')

    async def _begun(self, name: str, _: bool) -> None:
        number = await do(self.board.who, scenarios.begin, name, self.board.place.scenario)
        await self.board.turn(scenario=number)
        toast('The scenario is yours alone until you share it')

    async def _renamed(self, name: str, _: bool) -> None:
        if current := self.board.scenario:
            await do(self.board.who, scenarios.rename, current.id, name)
            toast(f'It is called “{name.strip()}” now')

    async def _shared(self, people: dict[str, bool]) -> None:
        if current := self.board.scenario:
            await do(self.board.who, scenarios.share, current.id, people)
            toast('Those you named can see it' if people else 'Only you see it now')

    async def _kept(self, name: str, _: bool) -> None:
        if self.board.place.scenario is not None:
            await do(self.board.who, checkpoints.name_checkpoint, self.board.place.scenario, name)
            toast(f'The checkpoint “{name.strip()}” is kept')


class SavedDeeds:
    def __init__(self, board: Board) -> None:
        self.board = board

    @property
    def wishes(self) -> SavedWishes:
        return SavedWishes(self.board.open, self.load, self.save, self.update, self.rename, self.share, self.star,
                           self.default, self.remove, may(self.board.who.me.actor, 'portfolio.plan'))

    async def load(self, view: SavedView) -> None:
        await self.board.load(view.id)

    async def save(self, name: str, is_shared: bool) -> None:
        number = await do(self.board.who, views.save, name, self._looks(), is_shared)
        await self.board.turn(saved=number)
        toast(f'“{name.strip()}” is kept')

    async def update(self, view: SavedView) -> None:
        former = view.looks

        async def undo() -> None:
            with refusals_shown():
                await do(self.board.who, views.change, view.id, looks=former)
        if await self._do(views.change, view.id, looks=self._looks(), version=view.version):
            toast(f'“{view.name}” shows this from now on', undo)

    async def rename(self, view: SavedView, name: str) -> None:
        await do(self.board.who, views.change, view.id, name=name, version=view.version)

    async def share(self, view: SavedView, is_shared: bool) -> None:
        if await self._do(views.change, view.id, is_shared=is_shared, version=view.version):
            toast(f'Everybody can load “{view.name}”' if is_shared else f'“{view.name}” is yours alone')

    async def star(self, view: SavedView, is_favourite: bool) -> None:
        await self._do(views.star, view.id, is_favourite)

    async def default(self, view: SavedView, is_default: bool) -> None:
        if await self._do(views.make_default, view.id if is_default else None):
            toast(f'You begin with “{view.name}”' if is_default else 'You begin where you were last')

    async def remove(self, view: SavedView) -> None:
        async def undo() -> None:
            with refusals_shown():
                await do(self.board.who, views.save, view.name, view.looks, view.is_shared)
        if await self._do(views.remove, view.id, view.version):
            toast(f'“{view.name}” is deleted', undo)

    def _looks(self) -> Looks:
        return without_folds(self.board.place.looks)

    async def _do(self, service: Callable[..., Any], *given: Any, **options: Any) -> bool:
        try:
            await do(self.board.who, service, *given, **options)
        except AppError as error:
            problem_shown(error)
            return False
        return True

