"""The frame of Estimate: its pages as tabs, with the number of open tables."""

from app.events import TABLES
from app.realtime import follow
from app.services.poker import lobby
from components.frame import ESTIMATE, Frame, Tab
from pages.kit import Visitor, frame

TABLES_TAB, HISTORY_TAB, DECKS_TAB = 'Tables', 'History', 'Decks'


async def estimate_frame(who: Visitor, tab: str, table: str = '') -> Frame:
    """Guests see the tables and nothing else."""
    if who.me.actor.is_guest:
        return await frame(who, ESTIMATE, table or ESTIMATE.label, parent=_parent(table))
    tabs = (Tab(TABLES_TAB, '/poker', 0), Tab(HISTORY_TAB, '/poker/history'), Tab(DECKS_TAB, '/poker/decks'))
    shell = await frame(who, ESTIMATE, table or ESTIMATE.label, parent=_parent(table), tabs=tabs, tab=tab)
    with shell:
        await follow(TABLES, lobby.count_tables, show=lambda count: shell.count_tab('/poker', count))
    return shell


def _parent(table: str) -> tuple[str, str] | None:
    return ('Estimate', '/poker') if table else None
