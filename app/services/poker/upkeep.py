"""What happens to tables without anybody's hand: deadlines, restarts, and forgetting."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, delete, select

from app.domain.poker import course
from app.domain.poker.due import settle
from app.domain.poker.table import State
from app.events import TableChanged, TableClosed
from app.services.poker import stories
from app.services.poker.doing import keep
from app.services.poker.store import load
from app.work import Work
from models.poker import PokerCard, PokerEstimate, PokerNews, PokerRound, PokerSeat, PokerStory, PokerTable

UNKEPT = timedelta(hours=24)  # after closing, for tables whose results are not kept
KEPT = timedelta(days=365)
GUEST_NAMES = timedelta(days=30)  # after which the names of guests are replaced


def next_due_at(work: Work) -> datetime | None:
    """When the next table has to be settled."""
    return work.session.exec(select(func.min(PokerTable.due_at)).where(PokerTable.state != State.CLOSED)).one()


def settle_due(work: Work) -> None:
    """Let time act on every table for which something is due; whoever comes second finds nothing left to do."""
    due = work.session.exec(select(PokerTable.id).where(PokerTable.state != State.CLOSED,
                                                        col(PokerTable.due_at) <= work.now)
                            .order_by(PokerTable.id)).all()
    for table_id in due:
        before = load(work, table_id, lock=True)
        after = settle(before, work.now)
        keep(work, before, after, TableClosed if after.is_closed else TableChanged)


def recover(work: Work) -> None:
    """After a restart: nobody is connected yet, nobody is punished for the outage, no table expires at once."""
    for table_id in work.session.exec(select(PokerTable.id).where(PokerTable.state != State.CLOSED)).all():
        before = load(work, table_id, lock=True)
        keep(work, before, course.spared(before, work.now))


def forget_old(work: Work) -> int:
    """Erase what is not to be kept, and the names of guests after a month; says how many tables went."""
    closed = work.session.exec(select(PokerTable).where(PokerTable.state == State.CLOSED)).all()
    erased = [row.id for row in closed if row.closed_at
              and work.now - row.closed_at > (KEPT if row.switches['keep'] else UNKEPT)]
    for table_id in erased:
        _erase(work, table_id)
    _forget_guests(work)
    return len(erased)


def _erase(work: Work, table_id: str) -> None:
    """Nothing of this table is left but its entries in the audit trail."""
    rounds = select(PokerRound.id).where(PokerRound.table_id == table_id)
    work.session.exec(delete(PokerCard).where(col(PokerCard.round_id).in_(rounds)))
    stories.erase(work, table_id)
    for kind in (PokerNews, PokerRound, PokerSeat):
        work.session.exec(delete(kind).where(col(kind.table_id) == table_id))
    work.session.exec(delete(PokerTable).where(col(PokerTable.id) == table_id))


def _forget_guests(work: Work) -> None:
    """Guest 1 … n in the order in which they came, so that results can still be read."""
    seats = work.session.exec(
        select(PokerSeat).join(PokerTable, col(PokerTable.id) == PokerSeat.table_id)
        .where(col(PokerTable.closed_at) < work.now - GUEST_NAMES, col(PokerSeat.identity).startswith('guest:'))
        .order_by(col(PokerSeat.table_id), col(PokerSeat.ordinal))).all()
    names: dict[str, dict[str, str]] = {}
    numbers = Counter[str]()
    for seat in seats:
        numbers[seat.table_id] += 1
        name = f'Guest {numbers[seat.table_id]}'
        names.setdefault(seat.table_id, {}).setdefault(seat.name, name)
        seat.name, seat.avatar, seat.identity = name, '', f'forgotten:{seat.id}'
    for table_id, renamed in names.items():
        _rename(work, table_id, renamed)


def _rename(work: Work, table_id: str, names: Mapping[str, str]) -> None:
    """The same people as authors of estimates; what was new at the table has been told long ago."""
    work.session.exec(delete(PokerNews).where(col(PokerNews.table_id) == table_id))
    for story in work.session.exec(select(PokerStory).where(PokerStory.table_id == table_id)):
        story.saved_by = names.get(story.saved_by, story.saved_by)
    for estimate in work.session.exec(select(PokerEstimate).join(
            PokerStory, col(PokerStory.id) == PokerEstimate.story_id).where(PokerStory.table_id == table_id)):
        estimate.by = names.get(estimate.by, estimate.by)
