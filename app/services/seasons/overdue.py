"""What was due and has not come: whoever ordered it is told."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import col, select

from app.domain.access import SYSTEM
from app.domain.seasons.orders import COMMITTED
from app.domain.seasons.season import RANGED
from app.services.seasons.days import note_days
from app.services.seasons.notices import tell_one
from app.services.seasons.order_ground import link_of
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderLine
from models.seasons import Season


def note_overdue(work: Work) -> int:
    """Once a day, however often it is called: how many orders have become late since yesterday."""
    found = 0
    for season in work.session.exec(select(Season).where(Season.state == RANGED).order_by(col(Season.id))).all():
        work.lock(Season, season.id)
        note_days(work, season.id)
        yesterday = work.now.date() - timedelta(days=1)
        for order in _late_since(work, season.id, yesterday):
            found += tell_one(work, SYSTEM, order.by, f'{order.number} is late: lines were due on {yesterday}.',
                              link_of(season, order), only_once=True)
    return found


def _late_since(work: Work, season_id: int, day: date) -> Sequence[SeasonOrder]:
    line = SeasonOrderLine
    return work.session.exec(select(SeasonOrder).where(
        SeasonOrder.season_id == season_id, col(SeasonOrder.state).in_(COMMITTED),
        select(line.id).where(col(line.order_id) == col(SeasonOrder.id), line.expected == day,
                              col(line.is_short).is_(False),
                              col(line.quantity) > col(line.accepted) + col(line.cancelled)).exists()).order_by(
        col(SeasonOrder.id))).all()
