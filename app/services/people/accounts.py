"""Accounts: the first one, invitations, roles, and the end of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, update
from sqlmodel import col, delete, select

from app.domain.access import AREAS, EVERYWHERE, ROLES, Actor, Grant, demand
from app.domain.names import ANIMALS, display_name
from app.domain.people import (
    INVITATION_LIFE,
    LOCALES,
    RESET_LIFE,
    SETUP_LIFE,
    SETUP_TRIES,
    email_key,
    is_mixed,
    zone_name,
)
from app.domain.people.views import Invitee, PersonView, Profile, WorkspaceView
from app.errors import Conflict, Gone, NotFound, Rejected
from app.events import PEOPLE, DirectoryChanged, PersonChanged, person_topic
from app.services import audit, secrets
from app.services.people import bell, sessions
from app.work import Work
from models.people import ApiToken, Person, PersonGrant, PersonSession, SetupCode, Ticket, Workspace

LINKS = {'invite': INVITATION_LIFE, 'reset': RESET_LIFE}
THEMES = ('auto', 'light', 'dark')
UNKNOWN_LINK = 'This link is not known. It works once; ask an admin for a new one.'
TURN = 7_100_003  # addresses are compared, and admins counted, by one writer at a time


@dataclass(frozen=True)
class Founding:
    """What the set-up asks for."""
    workspace: str
    name: str
    email: str
    zone: str


def is_founded(work: Work) -> bool:
    """Whether anybody administers this workspace."""
    return bool(_admins(work))


def view_workspace(work: Work) -> WorkspaceView:
    workspace = work.session.get(Workspace, 1)
    if workspace is None:
        return WorkspaceView('', False)
    people = work.session.exec(select(Person).where(Person.state == 'active').order_by(col(Person.id)))
    return WorkspaceView(workspace.name, workspace.is_demo,
                         tuple((person.id, person.name) for person in people) if workspace.is_demo else (),
                         workspace.made_at)


def keep_setup_code(work: Work, code_hash: str) -> None:
    """Replace the code of the set-up: at the start, when it is too old, or guessed at too often."""
    work.session.merge(SetupCode(id=1, hash=code_hash, made_at=work.now, tries=0))


def is_setup_code(work: Work, code_hash: str) -> bool:
    """Counts wrong tries; after too many, or after an hour, no code is right any more."""
    row = work.session.get(SetupCode, 1)
    if row is None or row.tries >= SETUP_TRIES or work.now - row.made_at > SETUP_LIFE:
        return False
    row.tries += row.hash != code_hash
    return row.hash == code_hash


def needs_setup_code(work: Work) -> bool:
    row = work.session.get(SetupCode, 1)
    return row is None or row.tries >= SETUP_TRIES or work.now - row.made_at > SETUP_LIFE


def found(work: Work, founding: Founding, password_hash: str, *, is_demo: bool = False) -> int:
    """The workspace and its first admin; of two who try at once, one comes too late."""
    work.take_turns(TURN)
    if is_founded(work):
        raise Conflict('This workspace has an admin already. Sign in.', 'people.founded')
    name = ' '.join(founding.workspace.split())
    if not 1 <= len(name) <= 60:
        raise Rejected('Give the workspace a name of up to 60 characters.', 'people.workspace', 'workspace')
    work.session.merge(Workspace(id=1, name=name, zone=zone_name(founding.zone), made_at=work.now,
                                 is_demo=is_demo))
    person = _added(work, founding.email, founding.name, founding.zone)
    person.state, person.password = 'active', password_hash
    work.session.add(PersonGrant(person_id=person.id, role='admin'))
    work.session.exec(delete(SetupCode))
    audit.write_by(work, f'person:{person.id}', person.name, 'people.found', name, person.email)
    return person.id


def add_admin(work: Work, founding: Founding, password_hash: str) -> int:
    """For the command line: whoever can run it owns the installation."""
    if not is_founded(work):
        return found(work, founding, password_hash)
    person = _added(work, founding.email, founding.name, founding.zone)
    person.state, person.password = 'active', password_hash
    work.session.add(PersonGrant(person_id=person.id, role='admin'))
    audit.write_by(work, 'system', 'Command line', 'people.add_admin', person.email)
    work.record(DirectoryChanged(PEOPLE))
    return person.id


def invite(work: Work, actor: Actor, email: str, role: str, code_hash: str) -> int:
    """An account that becomes active when its owner opens the link."""
    demand(actor, 'people.admin')
    if role == 'admin':
        sessions.demand_proof(work, actor)
    workspace = work.get(Workspace, 1)
    person = _added(work, email, email.partition('@')[0], workspace.zone)
    work.session.add(PersonGrant(person_id=person.id, role=_role(role)))
    _keep_link(work, 'invite', person.id, code_hash)
    audit.write(work, actor, 'people.invite', person.email, role)
    work.record(DirectoryChanged(PEOPLE))
    return person.id


def make_link(work: Work, actor: Actor, person_id: int, code_hash: str) -> str:
    """A new way in for somebody who cannot get in: the invitation again, or a new password. Says which."""
    demand(actor, 'people.admin')
    sessions.demand_proof(work, actor)
    person = _locked(work, person_id)
    if person.state not in ('invited', 'active'):
        raise Conflict('Enable the account first.', 'people.disabled')
    kind = 'invite' if person.state == 'invited' else 'reset'
    _keep_link(work, kind, person_id, code_hash)
    audit.write(work, actor, f'people.{kind}_link', person.name)
    return kind


def view_invitee(work: Work, kind: str, code_hash: str) -> Invitee:
    ticket = _ticket(work, kind, code_hash)
    person = work.get(Person, ticket.person_id)
    return Invitee(person.id, person.name, person.email, work.get(Workspace, 1).name)


def accept(work: Work, code_hash: str, name: str, zone: str, password_hash: str) -> int:
    """The invited person has chosen a name and a password."""
    person = _redeemed(work, 'invite', code_hash)
    person.name, person.zone = display_name(name), zone_name(zone)
    person.password, person.state = password_hash, 'active'
    audit.write_by(work, f'person:{person.id}', person.name, 'people.accept_invitation')
    work.record(DirectoryChanged(PEOPLE))
    return person.id


def reset_password(work: Work, code_hash: str, password_hash: str) -> int:
    """By a link an admin has made; all devices are signed out."""
    person = _redeemed(work, 'reset', code_hash)
    person.password = password_hash
    sessions.end_others(work, person.id)
    audit.write_by(work, f'person:{person.id}', person.name, 'people.reset_password')
    bell.ring(work, person.id, 'Your password was changed with a link that an admin made.', '/me/sessions')
    return person.id


def change_password(work: Work, actor: Actor, password_hash: str, session: str) -> None:
    """All other devices are signed out."""
    demand(actor, 'people.own_secrets')
    sessions.demand_proof(work, actor)
    work.lock(Person, actor.person_id).password = password_hash
    sessions.end_others(work, actor.person_id, keep=session)
    audit.write(work, actor, 'people.change_password')


def change_email(work: Work, actor: Actor, person_id: int, email: str) -> None:
    """One's own, or as an admin anybody's. Whoever is signed in stays so; links to the former address end."""
    is_own = actor.identity == f'person:{person_id}'
    demand(actor, 'people.own_secrets' if is_own else 'people.admin')
    sessions.demand_proof(work, actor)
    person, key = _locked(work, person_id), email_key(email)
    _demand_free(work, key, person_id)
    before, person.email, person.email_key = person.email, email.strip(), key
    if before == person.email:
        return
    work.session.exec(delete(Ticket).where(col(Ticket.person_id) == person_id, col(Ticket.kind).in_(LINKS)))
    audit.write(work, actor, 'people.change_email', person.name, before={'email': before},
                after={'email': person.email})
    if not is_own:
        bell.ring(work, person_id, f'{actor.name} changed your e-mail: sign in as {person.email} from now on.', '/me')
    work.record(PersonChanged(person_topic(f'person:{person_id}')))
    work.record(DirectoryChanged(PEOPLE))


def view_profile(work: Work, actor: Actor) -> Profile:
    demand(actor, 'people.own_look')
    person = work.get(Person, actor.person_id)
    return Profile(person.name, person.email, person.avatar, person.zone, person.theme, person.has_shortcuts,
                   person.has_sound, actor.grants, person.locale)


def change_profile(work: Work, actor: Actor, name: str, avatar: str, zone: str) -> None:
    demand(actor, 'people.own')
    person = work.lock(Person, actor.person_id)
    before = {'name': person.name, 'avatar': person.avatar, 'zone': person.zone}
    person.name, person.zone = display_name(name), zone_name(zone)
    person.avatar = avatar if avatar in ANIMALS else ''
    audit.write(work, actor, 'people.change_profile', before=before,
                after={'name': person.name, 'avatar': person.avatar, 'zone': person.zone})
    work.record(PersonChanged(person_topic(actor.identity)))
    work.record(DirectoryChanged(PEOPLE))


def choose(work: Work, actor: Actor, *, theme: str | None = None, has_shortcuts: bool | None = None,
           has_sound: bool | None = None, locale: str | None = None) -> None:
    """A preference; it holds at once on all pages of this person."""
    demand(actor, 'people.own')
    person = work.lock(Person, actor.person_id)
    if theme is not None:
        person.theme = theme if theme in THEMES else 'auto'
    if has_shortcuts is not None:
        person.has_shortcuts = has_shortcuts
    if has_sound is not None:
        person.has_sound = has_sound
    if locale is not None:
        person.locale = locale if locale in LOCALES else LOCALES[0]
    work.record(PersonChanged(person_topic(actor.identity)))


def list_people(work: Work, actor: Actor) -> tuple[PersonView, ...]:
    """Everybody with an account, by name; erased ones are left out."""
    demand(actor, 'people.directory')
    people = work.session.exec(select(Person).where(Person.state != 'erased').order_by(func.lower(Person.name))).all()
    grants: dict[int, list[Grant]] = {}
    for row in work.session.exec(select(PersonGrant).order_by(col(PersonGrant.id))):
        grants.setdefault(row.person_id, []).append(Grant(row.role, row.area))
    devices = dict(work.session.exec(select(PersonSession.person_id, func.count()).where(
        col(PersonSession.ended_at).is_(None)).group_by(col(PersonSession.person_id))).all())
    return tuple(PersonView(person.id, person.name, person.email, person.avatar, person.state,
                            tuple(grants.get(person.id, ())), person.seen_at, person.made_at,
                            devices.get(person.id, 0), is_mixed(person.email)) for person in people)


def disable(work: Work, actor: Actor, person_id: int) -> None:
    """Nothing of theirs works any more, from the next second on."""
    demand(actor, 'people.admin')
    person = _locked(work, person_id)
    _demand_another_admin(work, person_id)
    person.state = 'disabled'
    _shut_out(work, person_id)
    audit.write(work, actor, 'people.disable', person.name)
    work.record(DirectoryChanged(PEOPLE))


def enable(work: Work, actor: Actor, person_id: int) -> None:
    demand(actor, 'people.admin')
    person = _locked(work, person_id)
    if person.state != 'disabled':
        raise Conflict('This account is not disabled.', 'people.enabled')
    person.state = 'active' if person.password else 'invited'
    audit.write(work, actor, 'people.enable', person.name)
    work.record(DirectoryChanged(PEOPLE))


def erase(work: Work, actor: Actor, person_id: int) -> None:
    """The name goes, the history stays."""
    demand(actor, 'people.admin')
    person = _locked(work, person_id)
    _demand_another_admin(work, person_id)
    person.name, person.email, person.email_key = f'Former member {person_id}', '', f'erased:{person_id}'
    person.password, person.avatar, person.state = '', '', 'erased'
    work.session.exec(delete(PersonGrant).where(col(PersonGrant.person_id) == person_id))
    _shut_out(work, person_id)
    secrets.forget_all(work, actor, f'person:{person_id}')
    audit.write(work, actor, 'people.erase', person.name)
    work.record(DirectoryChanged(PEOPLE))


def end_sessions(work: Work, actor: Actor, person_id: int) -> None:
    """Sign somebody out everywhere."""
    demand(actor, 'people.admin')
    person = _locked(work, person_id)
    sessions.end_others(work, person_id)
    audit.write(work, actor, 'people.end_sessions', person.name)
    work.record(DirectoryChanged(PEOPLE))


def set_grants(work: Work, actor: Actor, person_id: int, grants: Sequence[Grant], this: str = '') -> None:
    """Exactly these roles from now on, for those who sign in anew; `this` is the session of whoever changes them."""
    demand(actor, 'people.admin')
    sessions.demand_proof(work, actor)
    person = _locked(work, person_id)
    wanted = tuple(dict.fromkeys(Grant(_role(grant.role), _area(grant.area)) for grant in grants))
    if Grant('admin') not in wanted:
        _demand_another_admin(work, person_id)
    rows = work.session.exec(select(PersonGrant).where(PersonGrant.person_id == person_id)).all()
    before = ', '.join(_worded(Grant(row.role, row.area)) for row in rows)
    if wanted == tuple(Grant(row.role, row.area) for row in rows):
        return
    for row in rows:
        work.session.delete(row)
    work.session.add_all([PersonGrant(person_id=person_id, role=grant.role, area=grant.area) for grant in wanted])
    after = ', '.join(map(_worded, wanted))
    audit.write(work, actor, 'people.grant', person.name, before={'roles': before}, after={'roles': after})
    bell.ring(work, person_id, f'{actor.name} changed your roles: {after or "none"}.')
    sessions.end_others(work, person_id, keep=this if actor.identity == f'person:{person_id}' else '')
    work.record(PersonChanged(person_topic(f'person:{person_id}')))
    work.record(DirectoryChanged(PEOPLE))


def _added(work: Work, email: str, name: str, zone: str) -> Person:
    key = email_key(email)
    _demand_free(work, key)
    person = Person(email=email.strip(), email_key=key, name=_name_from(name), zone=zone_name(zone),
                    made_at=work.now)
    work.session.add(person)
    work.session.flush()
    return person


def _demand_free(work: Work, key: str, person_id: int = 0) -> None:
    """Nobody else has this address."""
    work.take_turns(TURN)
    if work.session.exec(select(Person).where(Person.email_key == key, Person.id != person_id)).first():
        raise Conflict('Somebody with this e-mail has an account already.', 'people.exists')


def _locked(work: Work, person_id: int) -> Person:
    """The account that is about to change; an erased one is none any more."""
    person = work.lock(Person, person_id)
    if person.state == 'erased':
        raise NotFound('This account does not exist any more.')
    return person


def _name_from(text: str) -> str:
    try:
        return display_name(text.replace('+', ' '))
    except Rejected:
        return 'New member'


def _keep_link(work: Work, kind: str, person_id: int, code_hash: str) -> None:
    """The latest link is the only one that works."""
    work.session.exec(delete(Ticket).where(col(Ticket.person_id) == person_id, col(Ticket.kind) == kind))
    work.session.add(Ticket(hash=code_hash, kind=kind, person_id=person_id, ends_at=work.now + LINKS[kind]))


def _ticket(work: Work, kind: str, code_hash: str) -> Ticket:
    ticket = work.session.get(Ticket, code_hash)
    if ticket is None or ticket.kind != kind:
        raise NotFound(UNKNOWN_LINK)
    if ticket.ends_at <= work.now:
        raise Gone('This link has expired. Ask an admin for a new one.', 'people.link_expired')
    return ticket


def _redeemed(work: Work, kind: str, code_hash: str) -> Person:
    """Whose link this is; it works once, also for two who use it at the same moment."""
    person = work.lock(Person, _ticket(work, kind, code_hash).person_id)
    used = delete(Ticket).where(col(Ticket.hash) == code_hash)
    if work.session.exec(used).rowcount == 0:
        raise NotFound(UNKNOWN_LINK)
    return person


def _shut_out(work: Work, person_id: int) -> None:
    sessions.end_others(work, person_id)
    live = update(ApiToken).where(col(ApiToken.person_id) == person_id, col(ApiToken.revoked_at).is_(None))
    work.session.exec(live.values(revoked_at=work.now))
    work.session.exec(delete(Ticket).where(col(Ticket.person_id) == person_id))


def _admins(work: Work) -> set[int]:
    return set(work.session.exec(select(Person.id).join(PersonGrant, col(PersonGrant.person_id) == Person.id).where(
        Person.state == 'active', PersonGrant.role == 'admin', PersonGrant.area == EVERYWHERE)))


def _demand_another_admin(work: Work, person_id: int) -> None:
    work.take_turns(TURN)
    if _admins(work) == {person_id}:
        raise Conflict('This is the only admin. Make somebody else one first.', 'people.last_admin')


def _role(role: str) -> str:
    if role not in ROLES:
        raise Rejected(f'There is no role called “{role}”.', 'people.role', 'role')
    return role


def _area(area: str) -> str:
    if area not in (EVERYWHERE, *AREAS):
        raise Rejected(f'There is no area called “{area}”.', 'people.area', 'area')
    return area


def _worded(grant: Grant) -> str:
    return grant.role if grant.area == EVERYWHERE else f'{grant.role} in {grant.area}'
