"""Whom a scenario can be shared with."""

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.work import Work
from models.people import Person


def list_colleagues(work: Work, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Identity and name of everybody else with an account, by name."""
    demand(actor, 'portfolio.plan')
    rows = work.session.exec(select(Person).where(col(Person.state) == 'active').order_by(col(Person.name)))
    return tuple((f'person:{row.id}', row.name) for row in rows if f'person:{row.id}' != actor.identity)
