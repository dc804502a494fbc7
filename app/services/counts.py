"""Figures for monitoring: how much there is of what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Subquery, func, text
from sqlmodel import col, select

from app import clock
from app.domain.health import Replica
from app.domain.ops.views import QueueFigures
from app.domain.poker.table import State
from app.events import TABLES
from app.services.ops import backups, processes, queue
from app.work import Work
from models.ops import FplCopy, MasterKey
from models.people import AuditEntry, Presence
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
    queue: QueueFigures
    backup_at: datetime | None  # when the newest was made
    key_since: datetime | None  # the present key of the vault
    sources: tuple[tuple[str, datetime], ...]  # when an outside service last told something
    now: datetime


def view_counts(work: Work) -> Counts:
    tables = dict(work.session.exec(select(PokerTable.state, func.count()).group_by(PokerTable.state)).all())
    completed, seated, stayed = _played(work)
    return Counts(
        audit_records=work.session.exec(select(func.max(AuditEntry.seq))).one() or 0,
        replicas=processes.replicas(work),
        rounds=work.session.exec(select(func.count()).select_from(PokerRound).where(
            col(PokerRound.revealed_at).is_not(None))).one(),
        tables=tuple((state.value, tables.get(state, 0)) for state in State),
        at_tables=work.session.exec(select(func.count(func.distinct(Presence.person))).where(
            col(Presence.topic).startswith(f'{TABLES}/'))).one(),
        closed=work.session.exec(select(func.count()).where(col(PokerTable.closed_at) > work.now - MONTH)).one(),
        completed=completed, seated=seated, stayed=stayed, queue=queue.figures(work),
        backup_at=backups.last_made(work), key_since=_key_since(work), sources=tuple(_sources(work)), now=work.now)


def view_revision(work: Work) -> str:
    """Which chapter of the history of the tables this database has reached."""
    revision: str = work.session.execute(text('SELECT version_num FROM alembic_version')).scalar_one()
    return revision


def view_lead(work: Work) -> float:
    """Seconds by which our clock is ahead of that of the database, which is the same one with SQLite."""
    if not work.is_postgres:
        return 0.0
    theirs: datetime = work.session.execute(select(func.clock_timestamp())).scalar_one()
    return (clock.now() - theirs).total_seconds()


def _key_since(work: Work) -> datetime | None:
    key = work.session.get(MasterKey, work.policy.master_keys[0][0]) if work.policy.master_keys else None
    return key.made_at if key else None


def _sources(work: Work) -> Iterator[tuple[str, datetime]]:
    if told := work.session.exec(select(func.max(FplCopy.fetched_at))).one():
        yield 'fpl', told


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
