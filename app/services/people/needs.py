"""What an account wants from its owner, and a workspace from its admins; who is here."""

from datetime import timedelta

from sqlalchemy import func
from sqlmodel import col, select

from app.domain.access import Actor, may
from app.domain.home import Need, Present
from app.events import WORKSPACE
from app.services.people.presence import present
from app.work import Work
from models.people import ApiToken, Person

EXPIRES_SOON = timedelta(days=7)


def list_needs(work: Work, actor: Actor) -> tuple[Need, ...]:
    return (*_tokens(work, actor), *_colleagues(work, actor))


def view_present(work: Work) -> Present:
    here = present(work, WORKSPACE)
    guests = sum(identity.startswith('guest:') for identity in here)
    return Present(len(here) - guests, guests)


def _tokens(work: Work, actor: Actor) -> tuple[Need, ...]:
    """Programs stop when their token ends."""
    rows = work.session.exec(select(ApiToken).where(
        ApiToken.person_id == actor.person_id, col(ApiToken.revoked_at).is_(None), ApiToken.ends_at > work.now,
        ApiToken.ends_at < work.now + EXPIRES_SOON).order_by(col(ApiToken.ends_at)))
    return tuple(Need('key', 'warn', f'Your token “{row.name}” expires soon', 'Make a new one before programs stop',
                      'Open tokens', '/me/tokens', row.ends_at) for row in rows)


def _colleagues(work: Work, actor: Actor) -> tuple[Need, ...]:
    """A workspace of one is not what it was set up for."""
    if not may(actor, 'people.admin'):
        return ()
    count = work.session.exec(select(func.count()).select_from(Person).where(Person.state != 'erased')).one()
    if count > 1:
        return ()
    return (Need('group', 'info', 'Invite the people you plan with', 'People · you are the only one with an account',
                 'Invite', '/admin/people?invite=1'),)
