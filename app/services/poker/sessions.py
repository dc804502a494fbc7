"""Sessions for calendars of other areas: on which day a table estimated what is theirs."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.happenings import Happened
from app.domain.poker.table import Switches
from app.work import Work
from models.poker import PokerStory, PokerTable


def tell_sessions(work: Work, first: date, last: date) -> Sequence[Happened]:
    """Tables that want to be seen and have stories of another area, by the day they were opened."""
    begin, end = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(1)))
    wanted = (PokerTable.id, PokerTable.name, PokerTable.made_at, PokerTable.switches, PokerStory.origin)
    rows = work.session.execute(columns(*(col(one) for one in wanted)).join(
            PokerStory, col(PokerStory.table_id) == PokerTable.id).where(
                col(PokerTable.made_at) >= begin, col(PokerTable.made_at) < end, col(PokerStory.origin) != '',
                col(PokerStory.is_deleted).is_(False)).order_by(col(PokerTable.made_at), col(PokerTable.id)))
    found: dict[str, tuple[date, str, set[str]]] = {}
    for table_id, name, made_at, switches, origin in rows:
        if switches.get('listed', Switches.listed):
            found.setdefault(table_id, (made_at.date(), name, set()))[2].add(origin)
    return tuple(Happened(day, day, name, frozenset(origins)) for day, name, origins in found.values())
