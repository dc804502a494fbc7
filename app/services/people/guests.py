"""Guests: a name behind a cookie, for people who only want to estimate."""

from zlib import crc32

from sqlmodel import col, delete

from app.domain.access import Actor
from app.domain.names import ANIMALS, display_name
from app.domain.people import GUEST_LIFE
from app.domain.people.views import GuestView
from app.errors import Forbidden
from app.events import PersonChanged, person_topic
from app.services import audit
from app.work import Work
from models.people import Guest


def view_guest(work: Work, key: str) -> GuestView | None:
    """Who this browser was the last time, if it is remembered."""
    guest = work.session.get(Guest, key)
    if guest is None or work.now - guest.used_at > GUEST_LIFE:
        return None
    return GuestView(guest.name, guest.avatar)


def introduce(work: Work, key: str, name: str, avatar: str, field: str = 'name') -> Actor:
    """A guest gives a name; it is remembered for 30 days from the last use. `field` is where it was typed."""
    if not work.policy.poker.guests:
        raise Forbidden('Guests are switched off here. Sign in to join.', 'people.no_guests')
    work.take_turns(crc32(key.encode()) >> 1)  # the same request may come twice at once
    guest = work.session.get(Guest, key) or Guest(hash=key, name='', avatar='', used_at=work.now)
    guest.name, guest.avatar = display_name(name, field), avatar if avatar in ANIMALS else ''
    guest.used_at = work.now
    work.session.add(guest)
    actor = Actor(f'guest:{key}', guest.name)
    audit.write(work, actor, 'guest.introduce')
    return actor


def forget(work: Work, actor: Actor) -> None:
    """Nothing on this device remembers who sat here."""
    key = actor.identity.removeprefix('guest:')
    work.session.exec(delete(Guest).where(col(Guest.hash) == key))
    audit.write_by(work, 'guest', 'A guest', 'guest.forget')
    work.record(PersonChanged(person_topic(actor.identity)))


def choose(work: Work, actor: Actor, *, theme: str | None = None, has_sound: bool | None = None) -> None:
    guest = work.session.get(Guest, actor.identity.removeprefix('guest:'))
    if guest is None:
        return
    if theme in ('auto', 'light', 'dark'):
        guest.theme = theme
    if has_sound is not None:
        guest.has_sound = has_sound
    guest.used_at = work.now
    work.record(PersonChanged(person_topic(actor.identity)))


def remove_old(work: Work) -> int:
    """Guests who have not been here for 30 days; says how many."""
    old = delete(Guest).where(col(Guest.used_at) < work.now - GUEST_LIFE)
    return work.session.exec(old).rowcount
