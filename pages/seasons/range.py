"""/seasons/{code}/range — what the range is meant to be, its rows, and what it leaves of open-to-buy."""

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from app.domain.access import demand, may
from app.domain.seasons.range_rules import Intent, RangeDraft, RangeRow
from app.domain.seasons.range_views import RangeView
from app.events import cells_topic, orders_topic, season_topic
from app.realtime import follow
from app.services.seasons import intents, range_views, ranges
from components.controls import block, classed, link
from components.feedback import empty_state, refusals_shown, toast
from components.seasons.print_button import PrintButton
from components.seasons.range.panel import RangePanel
from components.seasons.range.table import RangeTable
from components.seasons.range.wishes import RangeWishes
from pages.kit import do, member, page
from pages.seasons.kit import SeasonPage, season_page
from pages.seasons.tabs import RANGE_TAB


@page('/seasons/{code}/range', 'Range')
async def range_page(code: str, category: str = '') -> None:
    """`category` is the code of the one that is open."""
    who = await member()
    demand(who.me.actor, 'seasons.look')
    season = await season_page(who, RANGE_TAB, code)
    with season.body:
        await RangePlace(season, category[:50]).open()


class RangePlace:
    def __init__(self, season: SeasonPage, opened: str) -> None:
        self.season, self.who, self.code, self.opened = season, season.who, season.view.code, opened
        self.view: RangeView | None = None
        actor = self.who.me.actor
        self.wishes = RangeWishes(self.close, self.mean, self.add, self.change, self.delete, self.submit, self.decide,
                                  may(actor, 'seasons.buy'), may(actor, 'seasons.ask'), may(actor, 'seasons.approve'))

    async def open(self) -> None:
        with self.season.actions:
            link('Compare with…', f'/seasons/{self.code}/range/compare', 'rt-btn rt-ghost', 'compare_arrows')
            PrintButton(lambda: f'/seasons/{self.code}/print?of=range')
        with block('rt-with-panel rt-range-screen') as self.screen:
            with block('rt-body'), block('rt-page rt-wide'):
                self.table = RangeTable(self.choose)
                self.nothing = block('rt-card')
                with self.nothing:
                    empty_state('category', 'No categories yet', 'The range is planned by category: choose the '
                                'categories of this season first.', 'Go to the steps',
                                lambda: ui.navigate.to(f'/seasons/{self.code}'), 'arrow_forward')
            self.panel = RangePanel(self.wishes)
        number = self.season.view.id
        with block().style('display: none'):
            await follow((season_topic(number), cells_topic(number), orders_topic(number)), range_views.watch_range,
                         number, show=self._show)

    def _show(self, view: RangeView) -> None:
        self.view = view
        self.table.set_visibility(bool(view.categories))
        self.nothing.set_visibility(not view.categories)
        self.table.show(view, self.opened)
        category = view.category(self.opened)
        self.panel.set_visibility(category is not None)
        classed(self.screen, open=category is not None)
        if category:
            self.panel.show(view, category)

    async def choose(self, category: str) -> None:
        """What is open stands in the address."""
        self.opened = category
        path = f'/seasons/{self.code}/range'
        ui.navigate.history.replace(f'{path}?category={category}' if category else path)
        if self.view:
            self._show(self.view)
        if category:
            self.panel.begin()

    async def close(self) -> None:
        await self.choose('')

    async def mean(self, category: str, intent: Intent, version: int | None) -> None:
        await do(self.who, intents.mean_intent, self.code, category, intent, version)
        toast('Saved')

    async def add(self, draft: RangeDraft) -> None:
        await do(self.who, ranges.add_row, self.code, draft)

    async def change(self, row: RangeRow, draft: RangeDraft) -> None:
        await do(self.who, ranges.change_row, self.code, row.id, draft, row.version)

    async def delete(self, row: RangeRow) -> None:
        await do(self.who, ranges.delete_row, self.code, row.id)

    async def submit(self, category: str, cluster: str) -> None:
        with refusals_shown():
            count = await do(self.who, ranges.submit, self.code, category, cluster)
            toast(f'{count} {"row is" if count == 1 else "rows are"} handed in')

    async def decide(self, rows: Sequence[int], state: str, comment: str) -> Any:
        with refusals_shown():
            await do(self.who, ranges.decide, self.code, tuple(rows), state, comment)
