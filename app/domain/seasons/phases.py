"""What a season that is being bought for is about on a given day: buying, selling, or coming to its end."""

from datetime import date, timedelta
from typing import Final

from app.domain.seasons.season import LOCKED, RANGED, SeasonView

PREPARING, BUYING, IN_SEASON, CLOSING, OVER = 'preparing', 'buying', 'in_season', 'closing', 'over'
PHASE_NAMES: Final = {PREPARING: 'Open for changes', BUYING: 'Buying', IN_SEASON: 'In season', CLOSING: 'Closing',
                      OVER: 'Locked'}


def phase_of(view: SeasonView) -> str:
    """From its end on only receipts of orders that are there already come in, for the days its rules allow."""
    if view.state == LOCKED:
        return OVER
    if view.state != RANGED or view.today < view.start:
        return BUYING if view.state == RANGED else PREPARING
    return IN_SEASON if view.today <= view.end else CLOSING


def last_receipts(view: SeasonView) -> date:
    """Until when goods that come late are taken in."""
    return view.end + timedelta(days=view.rules.late_days)
