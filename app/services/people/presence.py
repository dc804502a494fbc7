"""Who is present where: a row per person, place and process."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from app.events import PresenceChanged
from app.work import Work
from models.people import Presence, Process

SILENCE = timedelta(seconds=30)  # after which a process counts as dead


def present(work: Work, topic: str) -> frozenset[str]:
    """The identities of those who are here, in any process."""
    return frozenset(work.session.exec(select(Presence.person).where(Presence.topic == topic)))


def arrive(work: Work, topic: str, person: str, process: str) -> None:
    if work.session.get(Presence, (topic, person, process)) is None:
        work.session.add(Presence(topic=topic, person=person, process=process, since=work.now))
        work.session.flush()
        work.record(PresenceChanged(topic))


def depart(work: Work, topic: str, person: str, process: str) -> None:
    if row := work.session.get(Presence, (topic, person, process)):
        work.session.delete(row)
        work.session.flush()
        work.record(PresenceChanged(topic))


def begin(work: Work, process: str, version: str) -> bool:
    """This process starts. Says whether it is alone: then all who were present before are not any more."""
    alive = select(Process.name).where(col(Process.seen) >= work.now - SILENCE)
    is_alone = not work.is_postgres or work.session.exec(alive).first() is None
    if is_alone:
        for table in (Presence, Process):
            work.session.execute(delete(table))
    work.session.merge(Process(name=process, version=version, started_at=work.now, seen=work.now))
    return is_alone


def beat(work: Work, process: str, places: Collection[tuple[str, str]]) -> None:
    """`process` lives, and exactly these people are with it; what silent processes left behind is swept away."""
    own = work.session.get(Process, process) or Process(name=process, version='', started_at=work.now, seen=work.now)
    own.seen = work.now
    work.session.add(own)  # also where others have thought it dead
    rows = work.session.exec(select(Presence).where(Presence.process == process)).all()
    known = {(row.topic, row.person) for row in rows}
    for topic, person in known - set(places):
        depart(work, topic, person, process)
    for topic, person in set(places) - known:
        arrive(work, topic, person, process)
    _sweep(work)


def _sweep(work: Work) -> None:
    silent = select(Process.name).where(col(Process.seen) < work.now - SILENCE)
    gone = delete(Presence).where(col(Presence.process).in_(silent)).returning(col(Presence.topic))
    for topic in set(work.session.execute(gone).scalars()):
        work.record(PresenceChanged(topic))
    work.session.execute(delete(Process).where(col(Process.name).in_(silent)))
