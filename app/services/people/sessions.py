"""Sessions: who a request comes from, signing in and out, and every device a person is signed in on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import bindparam, func, or_, update
from sqlalchemy import select as columns
from sqlmodel import col, delete, select

from app.domain.access import Actor, Credential, Grant, demand
from app.domain.people import (
    PROOF,
    SESSION_IDLE,
    SESSION_LIFE,
    SIGN_IN_LIFE,
    TELL_OWNER,
    WINDOW,
    Brake,
    Failure,
    brake,
    session_end,
)
from app.domain.people.devices import device_name
from app.domain.people.views import Device, Me
from app.errors import Forbidden, NotFound, SignInNeeded
from app.events import GuestSignedIn, SessionEnded, person_topic
from app.security import origin
from app.services import audit
from app.services.people import bell
from app.work import Work
from models.people import ApiToken, Guest, Person, PersonGrant, PersonSession, SignInFailure, Ticket, Workspace

P = ParamSpec('P')
R = TypeVar('R')

TOUCH = timedelta(minutes=1)  # the last use is written at most so often

# Asked before every deed, so written once: to put a statement together takes longer than to run it.
_SESSION = columns(
    col(PersonSession.made_at), col(PersonSession.used_at), col(PersonSession.ended_at), col(PersonSession.proved_at),
    col(Person.id), col(Person.name), col(Person.state), col(Person.zone), col(Person.password)).join(
    Person, col(Person.id) == PersonSession.person_id).where(col(PersonSession.hash) == bindparam('key'))
_GUEST = columns(col(Guest.name), col(Guest.used_at)).where(col(Guest.hash) == bindparam('key'))


@dataclass(frozen=True)
class Account:
    """What is needed to check a password."""
    person_id: int
    password: str
    name: str


def acting(work: Work, credential: Credential, service: Callable[Concatenate[Work, Actor, P], R],
           *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a service as whoever the credential belongs to, with the rights they have at this moment."""
    actor, used_at = _recognise(work, credential)
    if used_at and used_at < work.now - TOUCH:
        _touch(work, credential)
    return service(work, actor, *args, **kwargs)


def looking(work: Work, credential: Credential, service: Callable[Concatenate[Work, Actor, P], R],
            *args: P.args, **kwargs: P.kwargs) -> R:
    """The same for services that only look."""
    return service(work, identify(work, credential), *args, **kwargs)


def identify(work: Work, credential: Credential) -> Actor:
    """Raises SignInNeeded when the session or token is not, or no longer, worth anything."""
    return _recognise(work, credential)[0]


def as_person(work: Work, identity: str, scopes: frozenset[str]) -> Actor:
    """Somebody whose own key was sent, with the rights they have now and no more than these scopes."""
    kind, _, number = identity.partition(':')
    person = work.session.get(Person, int(number)) if kind == 'person' else None
    if person is None or person.state != 'active':
        raise SignInNeeded('This key is not valid, or not any more.', 'auth.required')
    return Actor(identity, person.name, _grants(work, person.id), scopes, person.zone)


def whoami(_work: Work, actor: Actor) -> Actor:
    return actor


def view_me(work: Work, credential: Credential) -> Me:
    actor = identify(work, credential)
    workspace = work.session.get(Workspace, 1)
    place = (workspace.name, workspace.is_demo) if workspace else ('', False)
    if actor.is_guest:
        guest = work.session.get(Guest, credential.key)
        return Me(actor, actor.name, guest.avatar if guest else '', guest.theme if guest else 'auto',
                  has_sound=bool(guest and guest.has_sound), workspace=place[0], is_demo=place[1])
    person = work.get(Person, actor.person_id)
    return Me(actor, person.name, person.avatar, person.theme, person.zone, person.has_shortcuts, person.has_sound,
              bell.count_unread(work, person.id), *place, person.locale)


def find_account(work: Work, email_key: str) -> Account | None:
    person = work.session.exec(select(Person).where(Person.email_key == email_key)).first()
    return Account(person.id, person.password, person.name) if person and person.state == 'active' else None


def view_brake(work: Work, account: str, address: str) -> Brake:
    since = work.now - WINDOW
    rows = work.session.exec(select(SignInFailure).where(
        col(SignInFailure.at) > since,
        or_(col(SignInFailure.account) == account, col(SignInFailure.address) == address))
        .order_by(col(SignInFailure.at)))
    failures = [Failure(row.account, row.address, origin.place(row.address), row.at) for row in rows]
    return brake(failures, account, address, origin.place(address), work.now)


def note_failure(work: Work, account: str, address: str) -> None:
    """A wrong password, or an account that does not exist: both look the same from outside."""
    work.session.add(SignInFailure(account=account, address=address, at=work.now))
    work.session.flush()
    audit.write_by(work, 'nobody', account, 'people.sign_in', detail='wrong e-mail or password', is_refused=True)
    owner = work.session.exec(select(Person).where(Person.email_key == account)).first()
    if owner and _failures(work, account) % TELL_OWNER == 0:
        bell.ring(work, owner.id, f'Somebody has given wrong passwords for your account {TELL_OWNER} times.',
                  '/me/sessions')


def prepare_sign_in(work: Work, person_id: int, visitor: str, new_password_hash: str = '') -> None:
    """The password was right: the visitor's browser may fetch its session cookie within a minute."""
    person = work.lock(Person, person_id)
    if person.state != 'active':
        raise Forbidden('This account is disabled.', 'auth.disabled')
    if new_password_hash:
        person.password = new_password_hash
    work.session.merge(Ticket(hash=visitor, kind='sign_in', person_id=person_id, ends_at=work.now + SIGN_IN_LIFE))


def redeem_sign_in(work: Work, visitor: str, session: str, address: str, agent: str, former: str = '') -> None:
    """Begin the session that was prepared for this visitor; a former one on the same device ends."""
    ticket = work.session.get(Ticket, visitor)
    if ticket is None or ticket.kind != 'sign_in' or ticket.ends_at < work.now:
        raise SignInNeeded('Sign in again.', 'auth.expired')
    person = work.lock(Person, ticket.person_id)
    used = delete(Ticket).where(col(Ticket.hash) == visitor)
    if work.session.exec(used).rowcount == 0:  # fetched twice at once
        raise SignInNeeded('Sign in again.', 'auth.expired')
    begin(work, person.id, session, address, agent)
    if former and (row := work.session.get(PersonSession, former)) and row.ended_at is None:
        row.ended_at = work.now
        work.record(SessionEnded(person_topic(f'person:{row.person_id}')))
    work.record(GuestSignedIn(person_topic(f'guest:{visitor}'), f'guest:{visitor}', f'person:{person.id}',
                              person.name))
    if guest := work.session.get(Guest, visitor):
        work.session.delete(guest)


def begin(work: Work, person_id: int, session: str, address: str, agent: str) -> None:
    person = work.get(Person, person_id)
    person.seen_at = work.now
    work.session.add(PersonSession(hash=session, person_id=person_id, made_at=work.now, used_at=work.now,
                                   proved_at=work.now, address=address, agent=agent[:200]))
    audit.write_by(work, f'person:{person_id}', person.name, 'people.sign_in', detail=device_name(agent))


def sign_out(work: Work, session: str) -> None:
    row = work.session.get(PersonSession, session)
    if row is None or row.ended_at:
        return
    row.ended_at = work.now
    person = work.get(Person, row.person_id)
    audit.write_by(work, f'person:{person.id}', person.name, 'people.sign_out')
    work.record(SessionEnded(person_topic(f'person:{person.id}')))


def end_others(work: Work, person_id: int, keep: str = '') -> None:
    """Every other device of this person is signed out."""
    work.session.execute(update(PersonSession).where(
        col(PersonSession.person_id) == person_id, col(PersonSession.ended_at).is_(None),
        col(PersonSession.hash) != keep).values(ended_at=work.now))
    work.record(SessionEnded(person_topic(f'person:{person_id}')))


def renew(work: Work, actor: Actor, former: str, session: str) -> None:
    """The same session goes on under another id."""
    row = work.lock(PersonSession, former)
    if row.person_id != actor.person_id or row.ended_at:
        raise SignInNeeded('Your session has ended. Sign in again.', 'auth.expired')
    work.session.add(PersonSession(**{**row.model_dump(), 'hash': session}))
    row.ended_at = work.now
    work.record(SessionEnded(person_topic(actor.identity)))


def list_devices(work: Work, actor: Actor, this: str) -> tuple[Device, ...]:
    demand(actor, 'people.own_secrets')
    rows = work.session.exec(select(PersonSession).where(
        PersonSession.person_id == actor.person_id, col(PersonSession.ended_at).is_(None))
        .order_by(col(PersonSession.used_at).desc())).all()
    return tuple(Device(row.hash[:16], row.agent, row.address, row.made_at, row.used_at, row.hash == this)
                 for row in rows if session_end(row.made_at, row.used_at) > work.now)


def end_device(work: Work, actor: Actor, device: str) -> None:
    demand(actor, 'people.own_secrets')
    rows = work.session.exec(select(PersonSession).where(
        PersonSession.person_id == actor.person_id, col(PersonSession.ended_at).is_(None))).all()
    row = next((row for row in rows if row.hash[:16] == device), None)
    if row is None:
        raise NotFound('This session has ended already.')
    row.ended_at = work.now
    audit.write(work, actor, 'people.end_session', detail=device_name(row.agent))
    work.record(SessionEnded(person_topic(actor.identity)))


def end_other_devices(work: Work, actor: Actor, this: str) -> None:
    """Everywhere but here."""
    demand(actor, 'people.own_secrets')
    end_others(work, actor.person_id, keep=this)
    audit.write(work, actor, 'people.end_session', detail='all others')


def demand_proof(work: Work, actor: Actor) -> None:
    """Sensitive deeds must not be done on a page that somebody left open. Tokens and the system have no password."""
    if actor.proved_at and work.now - actor.proved_at > PROOF:
        raise Forbidden('Give your password again to do this.', 'auth.reauth')


def prove(work: Work, session: str) -> None:
    """The password was given again, rightly."""
    row = work.lock(PersonSession, session)
    row.proved_at = work.now


def next_end(work: Work) -> datetime | None:
    """When the next session ends by itself, if nobody uses it until then."""
    ends = work.session.execute(select(func.min(PersonSession.made_at), func.min(PersonSession.used_at))
                                .where(col(PersonSession.ended_at).is_(None))).one()
    return session_end(ends[0], ends[1]) if ends[0] else None


def end_overdue(work: Work) -> None:
    """Sessions that were idle or old for too long end for their open pages, too."""
    overdue = work.session.exec(select(PersonSession).where(
        col(PersonSession.ended_at).is_(None),
        or_(col(PersonSession.made_at) <= work.now - SESSION_LIFE,
            col(PersonSession.used_at) <= work.now - SESSION_IDLE)))
    for row in overdue:
        row.ended_at = work.now
        work.record(SessionEnded(person_topic(f'person:{row.person_id}')))


def _recognise(work: Work, credential: Credential) -> tuple[Actor, datetime | None]:
    """The person, and when their session or guest's cookie was last used as far as that is kept."""
    match credential.kind:
        case 'session':
            return _actor_of_session(work, credential.key)
        case 'token':
            return _actor_of_token(work, credential.key), None
        case 'guest':
            return _actor_of_guest(work, credential.key)
    raise SignInNeeded('Sign in first.')


def _actor_of_guest(work: Work, key: str) -> tuple[Actor, datetime | None]:
    guest = work.connection.execute(_GUEST, {'key': key}).first()
    return Actor(f'guest:{key}', guest.name if guest else ''), guest.used_at if guest else None


def _actor_of_session(work: Work, key: str) -> tuple[Actor, datetime]:
    row = work.connection.execute(_SESSION, {'key': key}).first()
    if row is None or row.ended_at or row.state != 'active' or session_end(row.made_at, row.used_at) <= work.now:
        raise SignInNeeded('Your session has ended. Sign in again.', 'auth.expired')
    return Actor(f'person:{row.id}', row.name, _grants(work, row.id), zone=row.zone,
                 proved_at=row.proved_at if row.password else None), row.used_at


def _actor_of_token(work: Work, key: str) -> Actor:
    row = work.session.execute(
        select(ApiToken, Person).join(Person, col(Person.id) == ApiToken.person_id)
        .where(ApiToken.hash == key)).first()
    if row is None or row[0].revoked_at or row[0].ends_at <= work.now or row[1].state != 'active':
        raise SignInNeeded('This token is not valid, or not any more.', 'auth.required')
    token, person = row
    return Actor(f'person:{person.id}', person.name, _grants(work, person.id), frozenset(token.scopes.split()),
                 person.zone)


def _grants(work: Work, person_id: int) -> tuple[Grant, ...]:
    rows = work.session.execute(select(PersonGrant.role, PersonGrant.area)
                                .where(PersonGrant.person_id == person_id).order_by(col(PersonGrant.id)))
    return tuple(Grant(row.role, row.area) for row in rows)


def _touch(work: Work, credential: Credential) -> None:
    """Sessions and guests live on from their last use."""
    for kind, used in (('session', PersonSession), ('guest', Guest)):
        if credential.kind == kind:
            work.session.execute(update(used).where(col(used.hash) == credential.key).values(used_at=work.now))


def _failures(work: Work, account: str) -> int:
    return work.session.exec(select(func.count()).select_from(SignInFailure).where(
        SignInFailure.account == account, SignInFailure.at > work.now - timedelta(days=1))).one()
