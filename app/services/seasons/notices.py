"""Whom the bell tells what of buying: whoever may decide, and whoever asked."""

from sqlmodel import col, select

from app.domain.access import Actor
from app.services.people import bell
from app.work import Work
from models.people import BellNotice, Person, PersonGrant

LONGEST = 300
JUDGES = ('manager', 'admin')


def tell_judges(work: Work, actor: Actor, text: str, link: str) -> None:
    """Everybody who may decide but whoever asks."""
    for person in sorted(people_with(work, JUDGES) - {_number(actor.identity)}):
        bell.ring(work, person, text[:LONGEST], link)


def tell_one(work: Work, actor: Actor, identity: str, text: str, link: str, only_once: bool = False) -> bool:
    """Nobody is told of their own deeds, nor of the same thing twice where that is asked for."""
    person = _number(identity)
    if not person or identity == actor.identity or (only_once and _was_told(work, person, text[:LONGEST])):
        return False
    bell.ring(work, person, text[:LONGEST], link)
    return True


def people_with(work: Work, roles: tuple[str, ...]) -> set[int]:
    """Who has one of these roles in the seasons."""
    return set(work.session.exec(
        select(PersonGrant.person_id).join(Person, col(Person.id) == PersonGrant.person_id)
        .where(col(PersonGrant.role).in_(roles), col(PersonGrant.area).in_(('*', 'seasons')),
               Person.state == 'active')))


def _number(identity: str) -> int:
    tail = identity.removeprefix('person:')
    return int(tail) if tail.isdecimal() else 0


def _was_told(work: Work, person: int, text: str) -> bool:
    return work.session.exec(select(BellNotice.id).where(
        BellNotice.person_id == person, BellNotice.text == text)).first() is not None
