"""Tickets for the stream of a run: a browser cannot send a token with its socket, and no address may hold one."""

from datetime import datetime, timedelta

from app.domain.access import Actor, Credential
from app.services.ops.logs.reading import readable_run
from app.work import Work
from models.ops import StreamTicket

LIFE = timedelta(seconds=30)


def hand_out(work: Work, actor: Actor, run_id: int, ticket: str, credential: Credential) -> datetime:
    """Good once, for this run, and with the rights of this credential; `ticket` is its hash. Returns its end."""
    readable_run(work, actor, run_id)
    ends_at = work.now + LIFE
    work.session.add(StreamTicket(hash=ticket, run_id=run_id, kind=credential.kind, key=credential.key,
                                  ends_at=ends_at))
    return ends_at


def redeem(work: Work, ticket: str, run_id: int) -> Credential | None:
    """The credential it stands for; whatever comes of it, it is used up."""
    row = work.session.get(StreamTicket, ticket, with_for_update=True)
    if row is None:
        return None
    work.session.delete(row)
    return Credential(row.kind, row.key) if row.run_id == run_id and row.ends_at > work.now else None
