"""API tokens: made by a person for a program, with scopes and an end, shown once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select

from app.domain.access import SCOPES, Actor, demand
from app.domain.people import LONGEST_TOKEN
from app.domain.people.views import TokenView
from app.errors import NotFound, Rejected
from app.events import PEOPLE, DirectoryChanged, PersonChanged, person_topic
from app.services import audit
from app.services.people import sessions
from app.work import Work
from models.people import ApiToken, Person


def make_token(work: Work, actor: Actor, token_id: str, token_hash: str, name: str, scopes: Sequence[str],
               days: int) -> None:
    demand(actor, 'people.own_secrets')
    sessions.demand_proof(work, actor)
    title = ' '.join(name.split())
    if not 1 <= len(title) <= 60:
        raise Rejected('Give the token a name of up to 60 characters.', 'people.token', 'name')
    if not scopes or any(scope not in SCOPES for scope in scopes):
        raise Rejected('Choose what the token may do.', 'people.token', 'scopes')
    if not 1 <= days <= LONGEST_TOKEN:
        raise Rejected(f'A token lives for 1 to {LONGEST_TOKEN} days.', 'people.token', 'days')
    work.session.add(ApiToken(id=token_id, hash=token_hash, person_id=actor.person_id, name=title,
                              scopes=' '.join(sorted(set(scopes))), made_at=work.now,
                              ends_at=work.now + timedelta(days=days)))
    audit.write(work, actor, 'people.make_token', title, f'{", ".join(scopes)}; {days} days')
    _announce(work, actor.identity)


def list_own(work: Work, actor: Actor) -> tuple[TokenView, ...]:
    demand(actor, 'people.own_secrets')
    return _views(work, actor.person_id)


def list_all(work: Work, actor: Actor) -> tuple[TokenView, ...]:
    demand(actor, 'people.admin')
    return _views(work, None)


def revoke(work: Work, actor: Actor, token_id: str) -> None:
    """One's own, or as an admin anybody's."""
    token = work.session.get(ApiToken, token_id)
    if token is None:
        raise NotFound('This token does not exist.')
    demand(actor, 'people.own_secrets')
    if actor.person_id != token.person_id:
        demand(actor, 'people.admin')
    if token.revoked_at is None:
        token.revoked_at = work.now
        audit.write(work, actor, 'people.revoke_token', token.name)
        _announce(work, f'person:{token.person_id}')


def note_use(work: Work, token_hash: str) -> None:
    """At most once a minute, so that a busy program does not write all the time."""
    token = work.session.exec(select(ApiToken).where(ApiToken.hash == token_hash)).first()
    if token and (token.used_at is None or work.now - token.used_at > timedelta(minutes=1)):
        token.used_at = work.now


def _announce(work: Work, identity: str) -> None:
    work.record(PersonChanged(person_topic(identity)))
    work.record(DirectoryChanged(PEOPLE))


def _views(work: Work, person_id: int | None) -> tuple[TokenView, ...]:
    query = select(ApiToken, Person).join(Person, col(Person.id) == ApiToken.person_id)
    if person_id is not None:
        query = query.where(ApiToken.person_id == person_id)
    rows = work.session.exec(query.order_by(col(ApiToken.made_at).desc()))
    return tuple(TokenView(token.id, token.name, person.name, tuple(token.scopes.split()), token.made_at,
                           token.ends_at, token.used_at, _state(token, work.now)) for token, person in rows)


def _state(token: ApiToken, now: datetime) -> str:
    if token.revoked_at:
        return 'revoked'
    return 'active' if token.ends_at > now else 'expired'
