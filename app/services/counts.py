"""Figures for monitoring: how much there is of what."""

from dataclasses import dataclass

from sqlalchemy import func, text
from sqlmodel import col, select

from app.domain.health import Replica
from app.domain.poker.table import State
from app.work import Work
from models.people import AuditEntry, Process
from models.poker import PokerRound, PokerTable


@dataclass(frozen=True)
class Counts:
    audit_records: int
    replicas: tuple[Replica, ...]
    rounds: int
    tables: tuple[tuple[str, int], ...]  # per state, all states


def view_counts(work: Work) -> Counts:
    tables = dict(work.session.exec(select(PokerTable.state, func.count()).group_by(PokerTable.state)).all())
    return Counts(
        audit_records=work.session.exec(select(func.max(AuditEntry.seq))).one() or 0,
        replicas=tuple(Replica(row.name, row.version, row.started_at, row.seen)
                       for row in work.session.exec(select(Process).order_by(Process.name))),
        rounds=work.session.exec(select(func.count()).select_from(PokerRound).where(
            col(PokerRound.revealed_at).is_not(None))).one(),
        tables=tuple((state.value, tables.get(state, 0)) for state in State))


def view_revision(work: Work) -> str:
    """Which chapter of the history of the tables this database has reached."""
    revision: str = work.session.execute(text('SELECT version_num FROM alembic_version')).scalar_one()
    return revision
