"""The frame of the portfolio: its pages as tabs."""

from nicegui import ui

from app.domain.access import may
from app.services.portfolio import finding
from components.frame import PORTFOLIO, Frame, Tab
from components.palette import Hit
from pages.kit import Visitor, frame, look
from pages.palette import offer, source

TIMELINE_TAB, SCENARIOS_TAB, CAPACITY_TAB, COST_TAB = 'Timeline', 'Scenarios', 'Capacity', 'Cost'
ITERATIONS_TAB, BOARD_TAB, HEALTH_TAB, HISTORY_TAB, SETUP_TAB = 'Iterations', 'Board', 'Health', 'History', 'Setup'
PATHS = {
    TIMELINE_TAB: '/portfolio', SCENARIOS_TAB: '/portfolio/scenarios', CAPACITY_TAB: '/portfolio/capacity',
    COST_TAB: '/portfolio/cost', ITERATIONS_TAB: '/portfolio/iterations', BOARD_TAB: '/portfolio/board',
    HEALTH_TAB: '/portfolio/health', HISTORY_TAB: '/portfolio/history', SETUP_TAB: '/portfolio/setup'}
ICONS = {SCENARIOS_TAB: 'alt_route', CAPACITY_TAB: 'groups', COST_TAB: 'savings', ITERATIONS_TAB: 'sprint',
         BOARD_TAB: 'view_kanban', HEALTH_TAB: 'health_and_safety', HISTORY_TAB: 'history', SETUP_TAB: 'tune'}
DEEDS = {COST_TAB: 'portfolio.cost', SETUP_TAB: 'portfolio.admin'}  # where looking is not enough

offer(Hit('Go to', PORTFOLIO.label, PORTFOLIO.href, PORTFOLIO.icon, 'timeline'), deed='portfolio.look')
for label, icon in ICONS.items():
    offer(Hit('Go to', label, PATHS[label], icon, PORTFOLIO.label), deed=DEEDS.get(label, 'portfolio.look'),
          when_typed=True)


@source
async def find_items(who: Visitor, text: str) -> list[Hit]:
    return [Hit('Go to', one.title, f'{PATHS[TIMELINE_TAB]}?item={one.item_id}', PORTFOLIO.icon,
                ' · '.join(filter(None, (f'{one.type} {one.number}', one.plan, one.state))))
            for one in await look(who, finding.search_items, text)]


async def portfolio_frame(who: Visitor, tab: str, title: str = PORTFOLIO.label,
                          parent: tuple[str, str] | None = None) -> Frame:
    """Whoever has no role in the portfolio gets no tabs; services refuse the rest.

    The bar names the area, so that its tabs stay where they are; the window is called after the page.
    """
    named = title if parent else PORTFOLIO.label
    if not may(who.me.actor, 'portfolio.look'):
        return await frame(who, PORTFOLIO, named, parent=parent)
    tabs = [Tab(label, path, 0 if label == SCENARIOS_TAB else None) for label, path in PATHS.items()
            if may(who.me.actor, DEEDS.get(label, 'portfolio.look'))]
    shell = await frame(who, PORTFOLIO, named, parent=parent, tabs=tabs, tab=tab)
    ui.page_title(f'{title} · Roundtable')
    return shell
