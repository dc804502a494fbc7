"""What one browser tab looks at: a plan, a way to look at it, an item; kept in its address and for next time."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from nicegui import ui

from app.domain.access import may
from app.domain.portfolio.items.setting import Setting
from app.domain.portfolio.timeline.timeline import TimelineView
from app.domain.portfolio.views.folding import with_folds_of, without_folds
from app.domain.portfolio.views.looks import Looks, looks_of_query, query_of
from app.domain.portfolio.views.saved import Left, SavedView
from app.errors import AppError
from app.services.portfolio import scenarios, views
from app.services.portfolio.ground import Sight
from app.services.portfolio.scenarios import ScenarioView
from components.dialogs import Dialog
from components.feedback import refusals_shown
from pages.kit import Visitor, do, look

PATH = '/portfolio'
LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Place:
    looks: Looks = field(default_factory=Looks)
    scenario: int | None = None
    item: int | None = None  # whose details are open
    is_list: bool = False
    saved: int | None = None  # view that was loaded last

    @property
    def address(self) -> str:
        """What is folded is everybody's own business."""
        pairs: list[tuple[str, Any]] = [('scenario', self.scenario), ('item', self.item), ('saved', self.saved),
                                        ('view', 'list' if self.is_list else None)]
        given = [(name, value) for name, value in pairs if value is not None]
        given += query_of(without_folds(self.looks))
        return f'{PATH}?{urlencode(given)}' if given else PATH

    @property
    def export(self) -> tuple[str, list[tuple[str, str]]]:
        """Where the same is had as a file, and with which query."""
        pairs = [('scenario', self.scenario), ('saved_view', self.saved)]
        given = [(name, str(value)) for name, value in pairs if value is not None]
        return '/api/v1/portfolio/export', [*given, *query_of(self.looks)]


class Board:
    """Shared by the parts of one page."""

    def __init__(self, who: Visitor, place: Place, sight: Sight, own: Looks) -> None:
        self.who, self.place, self.sight = who, place, sight
        self.own = place.looks if place.scenario is None else own  # at the live plan, for when one comes back to it
        self.setting = Setting()
        self.view: TimelineView | None = None
        self.scenario: ScenarioView | None = None  # as it is now; None is the live plan
        self.version = 0  # of the scenario, as seen or made here
        self.selected: tuple[int, ...] = ()
        self.is_phone = False
        self.may_plan = may(who.me.actor, 'portfolio.plan')
        self.may_publish = may(who.me.actor, 'portfolio.publish')
        self.is_admin = may(who.me.actor, 'portfolio.admin')
        self.root: ui.element  # of the page: it outlives whatever was clicked
        self.on_turn: Callable[[Place], Awaitable[None]]

    @property
    def may_edit(self) -> bool:
        """On the live plan an edit opens a scenario of one's own; on a phone there is no room to plan."""
        if self.is_phone:
            return False
        if self.place.scenario is None:
            return self.may_plan
        return self.may_plan and (self.scenario is None or (self.scenario.may_edit and not self.scenario.is_archived))

    async def turn(self, **changes: Any) -> None:
        """Look at something else; the address and the next visit know."""
        if 'looks' not in changes and changes.get('scenario', self.place.scenario) != self.place.scenario:
            changes |= await self._looks_of(changes['scenario'])
        former, self.place = self.place, replace(self.place, **changes)
        if former == self.place:
            return
        if former.scenario != self.place.scenario:
            self.version, self.scenario = 0, None
        with self.root:
            ui.navigate.history.replace(self.place.address)
            await self.on_turn(former)
            if (former.looks, former.scenario, former.saved) != (
                    self.place.looks, self.place.scenario, self.place.saved):
                await self.remember()

    def open(self, make: Callable[[], Dialog]) -> None:
        """Not inside of the menu that asked for it, which closes; gone once it is closed."""
        with self.root:
            dialog = make()
        dialog.on('hide', dialog.delete, args=[])
        dialog.open()

    async def remember(self) -> None:
        """One's own looks, or in a scenario its looks: there only what is folded is one's own."""
        place = self.place
        self.own = place.looks if place.scenario is None else with_folds_of(self.own, place.looks)
        with refusals_shown():
            await do(self.who, views.leave, Left(self.own, place.scenario, place.saved))
            if place.scenario is not None and self.scenario and self.may_edit:
                await do(self.who, scenarios.keep_looks, place.scenario, place.looks)

    async def _looks_of(self, scenario: int | None) -> dict[str, Any]:
        """As they were left there; where nobody has, one goes on as one looks."""
        found = self.own if scenario is None else await look(self.who, scenarios.find_looks, scenario)
        looks = with_folds_of(found or self.place.looks, self.place.looks)
        return {} if looks == self.place.looks else {'looks': looks, 'saved': None}

    async def load(self, view_id: int) -> None:
        """A saved view; what is folded stays."""
        with refusals_shown():
            found = await look(self.who, views.find_view, view_id)
            await self.turn(looks=with_folds_of(found.looks, self.place.looks), saved=found.id)


async def find_place(who: Visitor, pairs: Iterable[tuple[str, str]], left: Left) -> Place:
    """What the address says; without that the default view, or where one was last."""
    given = list(pairs)
    said = {name: value for name, value in given if name in ('scenario', 'item', 'saved', 'view')}
    scenario, item, saved = (_number(said.get(name, '')) for name in ('scenario', 'item', 'saved'))
    looks = looks_of_query(given)
    if not said and looks == Looks():
        return await _usual(who, left)
    if scenario is not None:
        await look(who, scenarios.view_scenario, scenario)  # refused here, where it becomes a page
    if looks == Looks():
        looks = await _unsaid(who, scenario, saved)
    return Place(with_folds_of(looks, left.looks), scenario, item, said.get('view') == 'list', saved)


async def _unsaid(who: Visitor, scenario: int | None, saved: int | None) -> Looks:
    """Those of a view, or of a scenario as it was left."""
    if saved is not None:
        view: SavedView = await look(who, views.find_view, saved)
        return view.looks
    kept: Looks | None = await look(who, scenarios.find_looks, scenario) if scenario is not None else None
    return kept or Looks()


async def _usual(who: Visitor, left: Left) -> Place:
    """A scenario or view that is no longer there is left out."""
    known = await look(who, views.list_views)
    default = next((view for view in known if view.is_default), None)
    scenario = await _still_there(who, left.scenario)
    kept = await look(who, scenarios.find_looks, scenario) if scenario is not None else None
    looks = with_folds_of(default.looks if default else kept or left.looks, left.looks)
    saved = default.id if default else left.view if any(view.id == left.view for view in known) else None
    return Place(looks, scenario, None, False, saved)


async def _still_there(who: Visitor, scenario: int | None) -> int | None:
    if scenario is None:
        return None
    try:
        await look(who, scenarios.view_scenario, scenario)
    except AppError:
        return None
    return scenario


def _number(text: str) -> int | None:
    """Also negative: a proposed copy."""
    digits = text.removeprefix('-')
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
