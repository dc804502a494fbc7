"""People of teams: their hours make availability, their rates make cost."""

from dataclasses import asdict

from sqlalchemy import delete
from sqlmodel import col, func, select

from app.domain.access import Actor, demand
from app.domain.portfolio.setup.drafts import PersonDraft, checked_person
from app.errors import Rejected
from app.services.portfolio import deciding
from app.work import Work
from models.portfolio import PortfolioDayOff, PortfolioPerson, PortfolioTeam


def add_person(work: Work, actor: Actor, draft: PersonDraft) -> int:
    """Returns their id."""
    demand(actor, 'portfolio.admin')
    work.take_turns(deciding.TURN)
    draft = checked_person(draft)
    _demand_free(work, draft)
    return deciding.added(work, actor, PortfolioPerson(**asdict(draft)), 'person', draft.name).id


def change_person(work: Work, actor: Actor, person_id: int, draft: PersonDraft, version: int | None = None) -> None:
    demand(actor, 'portfolio.admin')
    work.take_turns(deciding.TURN)
    row = deciding.seen(work, PortfolioPerson, person_id, version)
    draft = checked_person(draft)
    _demand_free(work, draft, person_id)
    deciding.changed(work, actor, row, asdict(draft), 'person', row.name)


def remove_person(work: Work, actor: Actor, person_id: int, version: int | None = None) -> None:
    demand(actor, 'portfolio.admin')
    work.take_turns(deciding.TURN)
    row = deciding.seen(work, PortfolioPerson, person_id, version)
    work.session.execute(delete(PortfolioDayOff).where(col(PortfolioDayOff.person_id) == person_id))
    deciding.removed(work, actor, row, 'person', row.name)


def draft_of(row: PortfolioPerson) -> PersonDraft:
    return PersonDraft(row.name, row.team_id, row.site, row.is_internal, row.rate_name, row.hours, row.external)


def _demand_free(work: Work, draft: PersonDraft, person_id: int = 0) -> None:
    if work.session.exec(select(PortfolioPerson.id).where(
            func.lower(PortfolioPerson.name) == draft.name.lower(), PortfolioPerson.id != person_id)).first():
        raise Rejected(f'There is somebody called “{draft.name}” already.', 'portfolio.name_taken', 'name')
    if draft.team_id is not None and work.session.get(PortfolioTeam, draft.team_id) is None:
        raise Rejected('There is no such team.', 'portfolio.unknown_team', 'team_id')
