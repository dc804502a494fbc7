"""Figures for monitoring: how much there is of what."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Subquery, func, text
from sqlmodel import col, select

from app.domain.health import Replica
from app.domain.poker.table import State
from app.events import TABLES
from app.work import Work
from models.people import AuditEntry, Presence, Process
from models.poker import PokerRound, PokerSeat, PokerTable

MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Counts:
    audit_records: int
    replicas: tuple[Replica, ...]
    rounds: int
    tables: tuple[tuple[str, int], ...]  # per state, all states
    at_tables: int  # people who are connected to one
    closed: int  # tables of the last MONTH that are over
    completed: int  # those of them at which a round was turned
    seated: int  # people who sat at the completed ones
    stayed: int  # those of them who were still there when the last round was turned


def view_counts(work: Work) -> Counts:
    tables = dict(work.session.exec(select(PokerTable.state, func.count()).group_by(PokerTable.state)).all())
    completed, seated, stayed = _played(work)
    return Counts(
        audit_records=work.session.exec(select(func.max(AuditEntry.seq))).one() or 0,
        replicas=tuple(Replica(row.name, row.version, row.started_at, row.seen)
                       for row in work.session.exec(select(Process).order_by(Process.name))),
        rounds=work.session.exec(select(func.count()).select_from(PokerRound).where(
            col(PokerRound.revealed_at).is_not(None))).one(),
        tables=tuple((state.value, tables.get(state, 0)) for state in State),
        at_tables=work.session.exec(select(func.count(func.distinct(Presence.person))).where(
            col(Presence.topic).startswith(f'{TABLES}/'))).one(),
        closed=work.session.exec(select(func.count()).where(col(PokerTable.closed_at) > work.now - MONTH)).one(),
        completed=completed, seated=seated, stayed=stayed)


def view_revision(work: Work) -> str:
    """Which chapter of the history of the tables this database has reached."""
    revision: str = work.session.execute(text('SELECT version_num FROM alembic_version')).scalar_one()
    return revision


def _played(work: Work) -> tuple[int, int, int]:
    """How many tables came to a round, how many people sat there, and how many of them until the last one."""
    last = _last_rounds(work)
    gone = func.coalesce(PokerSeat.left_at, PokerSeat.away_since)
    stayed = func.count().filter(gone.is_(None) | (gone >= last.c.at))
    seats = (select(func.count(), stayed).select_from(PokerSeat).join(last, last.c.table_id == PokerSeat.table_id)
             .where(gone.is_(None) | (gone > PokerSeat.joined_at)))  # others have never been there
    completed = work.session.execute(select(func.count()).select_from(last)).scalar_one()
    people = work.session.execute(seats).one()
    return completed, people[0], people[1]


def _last_rounds(work: Work) -> Subquery:
    """When the last cards were turned at each table that was closed in the last MONTH."""
    return (select(PokerRound.table_id, func.max(PokerRound.revealed_at).label('at'))
            .join(PokerTable, col(PokerTable.id) == PokerRound.table_id)
            .where(col(PokerTable.closed_at) > work.now - MONTH, col(PokerRound.revealed_at).is_not(None))
            .group_by(col(PokerRound.table_id)).subquery())
