"""What is counted when cards turn."""

from sqlalchemy import func
from sqlmodel import col, select

from app import metrics
from app.domain.poker.table import Table
from app.work import Work
from models.poker import PokerRound


def note_turn(work: Work, before: Table, after: Table) -> None:
    """Count a round that was turned just now, and a table whose first one it is."""
    if not _turned(after) or _turned(before) == _turned(after):
        return
    metrics.poker_rounds.inc()
    turned = select(func.count()).where(PokerRound.table_id == after.id, col(PokerRound.revealed_at).is_not(None))
    if work.session.exec(turned).one() == 1:
        metrics.poker_tables_completed.inc()


def _turned(table: Table) -> int:
    """The number of the round that lies open; rounds are counted from one."""
    return table.round.no if table.round and table.round.revealed_at else 0
