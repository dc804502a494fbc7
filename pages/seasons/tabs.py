"""The frame of the seasons: all of them at the top, and the pages of one season as tabs."""

from urllib.parse import quote

from nicegui import ui

from app.domain.access import may
from app.services.seasons import searching
from components.frame import SEASONS, Frame, Tab
from components.palette import Hit
from pages.kit import Visitor, frame, look
from pages.palette import offer, source

SEASONS_TAB, MASTERS_TAB = 'Seasons', 'Masters'
OVERVIEW_TAB, PLAN_TAB, OTB_TAB, RANGE_TAB = 'Overview', 'Plan', 'Open-to-buy', 'Range'
ORDERS_TAB, ANALYTICS_TAB = 'Orders and receipts', 'Analytics'
AREA_PATHS = {SEASONS_TAB: '/seasons', MASTERS_TAB: '/seasons/masters'}
SEASON_PATHS = {OVERVIEW_TAB: '', PLAN_TAB: '/plan', OTB_TAB: '/otb', RANGE_TAB: '/range', ORDERS_TAB: '/orders',
                ANALYTICS_TAB: '/analytics'}

offer(Hit('Go to', SEASONS.label, SEASONS.href, SEASONS.icon, 'merchandise planning'), deed='seasons.look')


@source
async def find_seasons(who: Visitor, text: str) -> list[Hit]:
    return [Hit('Go to', name, f'/seasons/{code}', SEASONS.icon, code)
            for name, code in await look(who, searching.find_seasons, text)]


@source
async def find_orders(who: Visitor, text: str) -> list[Hit]:
    return [Hit('Go to', number, f'/seasons/{code}/orders/{quote(number, safe="")}', 'local_shipping',
                f'Order of {name}')
            for number, name, code in await look(who, searching.find_orders, text)]


async def seasons_frame(who: Visitor, tab: str, title: str = SEASONS.label) -> Frame:
    """Of pages that are about all seasons."""
    return await _framed(who, tab, title, AREA_PATHS, None)


async def season_frame(who: Visitor, tab: str, code: str, title: str) -> Frame:
    """Of pages that are about one season; the way back leads to all of them."""
    home = f'/seasons/{code}'
    return await _framed(who, tab, title, {label: home + path for label, path in SEASON_PATHS.items()},
                         (SEASONS.label, SEASONS.href))


async def _framed(who: Visitor, tab: str, title: str, paths: dict[str, str], parent: tuple[str, str] | None) -> Frame:
    """Whoever has no role in the seasons gets no tabs; services refuse the rest."""
    if not may(who.me.actor, 'seasons.look'):
        return await frame(who, SEASONS, SEASONS.label, parent=parent)
    shell = await frame(who, SEASONS, title if parent else SEASONS.label, parent=parent,
                        tabs=[Tab(label, path) for label, path in paths.items()], tab=tab)
    ui.page_title(f'{title} · Roundtable')
    return shell
