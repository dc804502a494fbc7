"""Teams: who can be allotted to items."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, func, select

from app.domain.access import Actor, demand
from app.domain.portfolio.setup.drafts import TeamDraft, checked_team
from app.domain.portfolio.setup.slugs import is_slug, slug_of
from app.errors import Conflict, Rejected
from app.services.portfolio import deciding
from app.work import Work
from models.portfolio import (
    PortfolioCalendar,
    PortfolioDayOff,
    PortfolioPerson,
    PortfolioPlan,
    PortfolioShare,
    PortfolioSource,
    PortfolioTeam,
)


def add_team(work: Work, actor: Actor, draft: TeamDraft, slug: str = '') -> int:
    """Returns its id. Only a file of the set-up brings a slug."""
    demand(actor, 'portfolio.admin')
    work.take_turns(deciding.TURN)
    draft = checked_team(draft)
    _demand_free(work, draft)
    taken = set(work.session.exec(select(PortfolioTeam.slug)))
    slug = slug if is_slug('team', slug) and slug not in taken else slug_of('team', draft.name, taken)
    row = PortfolioTeam(**_values(draft), slug=slug)
    return deciding.added(work, actor, row, 'team', draft.name).id


def change_team(work: Work, actor: Actor, team_id: int, draft: TeamDraft, version: int | None = None) -> None:
    """A rename keeps the slug."""
    demand(actor, 'portfolio.admin')
    work.take_turns(deciding.TURN)
    row = deciding.seen(work, PortfolioTeam, team_id, version)
    draft = checked_team(draft)
    _demand_free(work, draft, team_id)
    deciding.changed(work, actor, row, _values(draft), 'team', row.name)


def remove_team(work: Work, actor: Actor, team_id: int, version: int | None = None) -> None:
    """Refused while items name it; its people and plans stay, without a team."""
    demand(actor, 'portfolio.admin')
    work.take_turns(deciding.TURN)
    row = deciding.seen(work, PortfolioTeam, team_id, version)
    count = work.session.exec(select(func.count()).select_from(PortfolioShare)
                              .where(PortfolioShare.team_id == team_id)).one()
    if count:
        raise Conflict(f'{count} {"item names" if count == 1 else "items name"} {row.name}. Leave it out of load and '
                       'cost instead.', 'portfolio.team_in_use')
    for person in work.session.exec(select(PortfolioPerson).where(PortfolioPerson.team_id == team_id)):
        deciding.changed(work, actor, person, {'team_id': None}, 'person', person.name)
    for plan in work.session.exec(select(PortfolioPlan).where(PortfolioPlan.team_id == team_id)):
        deciding.changed(work, actor, plan, {'team_id': None}, 'plan', plan.name)
    for table in (PortfolioCalendar, PortfolioDayOff):
        work.session.execute(delete(table).where(col(table.team_id) == team_id))
    deciding.removed(work, actor, row, 'team', row.name)


def draft_of(row: PortfolioTeam) -> TeamDraft:
    return TeamDraft(row.name, row.short, row.colour, row.is_excluded, tuple(row.sites), row.source_id, row.external,
                     row.rank)


def _values(draft: TeamDraft) -> dict[str, Any]:
    return {**asdict(draft), 'sites': list(draft.sites)}


def _demand_free(work: Work, draft: TeamDraft, team_id: int = 0) -> None:
    """Capacity texts name teams by either name: no two may be called the same."""
    wanted = {name.casefold() for name in (draft.name, draft.short) if name}
    for row in work.session.exec(select(PortfolioTeam).where(PortfolioTeam.id != team_id)):
        for name in (row.name, row.short):
            if name and name.casefold() in wanted:
                field = 'name' if name.casefold() == draft.name.casefold() else 'short'
                raise Rejected(f'There is a team called “{name}” already.', 'portfolio.name_taken', field)
    if draft.source_id is not None and work.session.get(PortfolioSource, draft.source_id) is None:
        raise Rejected('There is no such source.', 'portfolio.unknown_source', 'source_id')
