"""The pages of Estimate, as tabs."""

from components.frame import Tab
from pages.kit import Visitor

TABLES_TAB, HISTORY_TAB, DECKS_TAB = 'Tables', 'History', 'Decks'


def tabs_for(who: Visitor) -> tuple[Tab, ...]:
    """Guests see the tables and nothing else."""
    if who.me.actor.is_guest:
        return ()
    return Tab(TABLES_TAB, '/poker'), Tab(HISTORY_TAB, '/poker/history'), Tab(DECKS_TAB, '/poker/decks')
