"""What is not kept of people and of how they came in, once its time is over."""

from datetime import timedelta

from sqlmodel import col, delete

from app.work import Work
from models.people import BellNotice, PersonSession, SignInFailure, Ticket

SESSIONS = timedelta(days=30)  # after their end
TICKETS = timedelta(days=30)  # after theirs: until then a link that is too old is told to be so
FAILURES = NOTICES = timedelta(days=90)


def forget_sessions(work: Work) -> int:
    old = delete(PersonSession).where(col(PersonSession.ended_at) < work.now - SESSIONS)
    return work.session.exec(old).rowcount


def forget_tickets(work: Work) -> int:
    """Invitations, links for new passwords, sign-ins that were never completed."""
    old = delete(Ticket).where(col(Ticket.ends_at) < work.now - TICKETS)
    return work.session.exec(old).rowcount


def forget_failures(work: Work) -> int:
    old = delete(SignInFailure).where(col(SignInFailure.at) < work.now - FAILURES)
    return work.session.exec(old).rowcount


def forget_notices(work: Work) -> int:
    """Of the bell."""
    old = delete(BellNotice).where(col(BellNotice.at) < work.now - NOTICES)
    return work.session.exec(old).rowcount
