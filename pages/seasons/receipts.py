"""/seasons/{code}/receipts — what came when, and what was taken back."""

from app.domain.access import demand, may
from app.domain.seasons.buying import ReceiptRow
from app.events import orders_topic
from app.realtime import follow
from app.services.seasons import receipt_views, receipts
from components.controls import block
from components.feedback import refusals_shown, toast
from components.seasons.orders.dialogs import ask_reason
from components.seasons.orders.receipts_table import ReceiptsTable
from pages.kit import Visitor, do, member, page
from pages.seasons.buying_tabs import RECEIPTS, buying_tabs
from pages.seasons.kit import SeasonPage, season_page
from pages.seasons.tabs import ORDERS_TAB

PART = 50


@page('/seasons/{code}/receipts', 'Receipts')
async def receipts_page(code: str) -> None:
    who = await member()
    demand(who.me.actor, 'seasons.look')
    season = await season_page(who, ORDERS_TAB, code)
    with season.body:
        await ReceiptsPlace(season).open()


class ReceiptsPlace:
    def __init__(self, season: SeasonPage) -> None:
        self.season, self.who = season, season.who

    async def open(self) -> None:
        view = self.season.view
        with block('rt-body'), block('rt-page rt-wide'):
            buying_tabs(view.code, RECEIPTS)
            may_reverse = may(self.who.me.actor, 'seasons.buy')
            self.table = ReceiptsTable(view, self.follow, self.reverse if may_reverse else None, PART)
        self.feed = block().style('display: none')
        await self.follow('', 0)
        self.season.on_change(self.table.show_season)

    async def follow(self, text: str, skip: int) -> None:
        self.feed.clear()
        number = self.season.view.id
        with self.feed, block():
            await follow(orders_topic(number), receipt_views.watch_receipts, number, text, skip, PART,
                         show=self.table.show)

    async def reverse(self, row: ReceiptRow) -> None:
        with self.season.body:
            await reverse_receipt(self.who, row)


async def reverse_receipt(who: Visitor, row: ReceiptRow) -> None:
    """Asks why, first."""
    reason = await ask_reason(f'Reverse receipt {row.number}?', 'Another receipt takes everything back in the same '
                              'period; both stay on record.', 'Reverse receipt', is_dangerous=True)
    if reason:
        with refusals_shown():
            back = await do(who, receipts.reverse_receipt, row.number, reason)
            toast(f'{row.number} was taken back by {back}')
