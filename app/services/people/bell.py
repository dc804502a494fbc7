"""The bell: what a person should know beside what a screen shows anyway."""


from sqlalchemy import func, update
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.people.views import Notice
from app.events import BellRang, person_topic
from app.work import Work
from models.people import BellNotice

SHOWN = 50


def ring(work: Work, person_id: int, text: str, link: str = '') -> None:
    """Tell somebody, in the transaction of what they are told."""
    work.session.add(BellNotice(person_id=person_id, at=work.now, text=text, link=link))
    work.record(BellRang(person_topic(f'person:{person_id}')))


def list_notices(work: Work, actor: Actor) -> tuple[Notice, ...]:
    demand(actor, 'people.own_look')
    rows = work.session.exec(select(BellNotice).where(BellNotice.person_id == actor.person_id)
                             .order_by(col(BellNotice.id).desc()).limit(SHOWN))
    return tuple(Notice(row.id, row.at, row.text, row.link, row.read_at is not None) for row in rows)


def count_unread(work: Work, person_id: int) -> int:
    return work.session.exec(select(func.count()).select_from(BellNotice).where(
        BellNotice.person_id == person_id, col(BellNotice.read_at).is_(None))).one()


def read_all(work: Work, actor: Actor) -> None:
    demand(actor, 'people.own')
    unread = update(BellNotice).where(col(BellNotice.person_id) == actor.person_id, col(BellNotice.read_at).is_(None))
    work.session.execute(unread.values(read_at=work.now))
    work.record(BellRang(person_topic(actor.identity)))
